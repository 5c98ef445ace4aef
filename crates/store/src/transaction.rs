//! What is a transaction here, on either database?

use crate::error::{driver_error, store_error};
use crate::rows::{Meant, Writing};
use async_trait::async_trait;
use futures_util::{TryStream, TryStreamExt as _};
use prokura_app::port::{StoreError, StoreResult};
use sea_orm::sea_query::Values;
use sea_orm::sqlx::{self, AssertSqlSafe, Either, Executor};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, ExecResult, QueryResult, RuntimeErr, Statement};
use sea_query_sqlx::SqlxValues;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::{Mutex, OwnedMutexGuard};

/// Savepoints do not nest. They have two names by turns: whatever goes wrong while one takes the place of another,
/// nothing goes back to the other.
const SAVE: [&str; 2] = ["savepoint even", "savepoint odd"];
const SAVE_ANEW: [&str; 2] = ["release savepoint odd; savepoint even", "release savepoint even; savepoint odd"];
const ROLL_BACK: [&str; 2] =
    ["rollback to savepoint even; release savepoint even", "rollback to savepoint odd; release savepoint odd"];
/// Messages of so many statements are likely to come again, so SQLite keeps them prepared.
const LIKELY: usize = 16;
/// So many statements go to SQLite in one message; of more, each goes in its own, and stays prepared.
const TOGETHER: usize = 32;
/// How many rows and statements wait to be written at most.
const WAITING: usize = 4096;

/// The one name under which statements run in a transaction of either database.
///
/// What is written waits until something is read, or until the commit: so what many commands write goes in few statements,
/// and whatever is read sees all that was written before.
///
/// After a statement that failed, or that was given up half way, nothing but [`Transaction::roll_back`] works, on
/// either database: whoever overlooks an error cannot commit half of something. Where what failed was kept with a savepoint
/// that was released, nothing works any more.
pub(crate) struct Transaction {
    line: Mutex<Line>,
    dialect: Dialect,
    broken: AtomicBool,
    /// Whether something is gone that was to be kept.
    lost: AtomicBool,
    /// Whether there is a point to come back to.
    saved: bool,
    /// Given back when the connection was: fields are dropped in this order.
    _turn: Option<OwnedMutexGuard<()>>,
}

/// Which database it is: for the few texts that differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    Sqlite,
    Postgres,
}

/// A connection, and what it is still to be told. Savepoints travel with the next statement, and are released with the
/// next savepoint or the commit: a message to a database and back takes longer than most statements do.
struct Line {
    connection: Connection,
    /// The savepoint that goes before the next statement.
    wanted: Option<usize>,
    /// The savepoint that the database has.
    savepoint: Option<usize>,
    /// What is to be written whatever becomes of the open savepoint.
    kept: Writing,
    /// What is to be written unless the open savepoint is rolled back.
    tried: Writing,
}

enum Connection {
    Sqlite(sqlx::Transaction<'static, sqlx::Sqlite>),
    Postgres {
        tx: sqlx::Transaction<'static, sqlx::Postgres>,
        /// Whether statements stay prepared on the server. Behind a transaction-mode pooler a named statement may meet
        /// its namesake of another client, so there are none unless it was said that no pooler is in between.
        prepared: bool,
    },
}

/// What a statement came to.
pub(crate) struct Outcome {
    /// The rows it gave.
    pub(crate) rows: Vec<QueryResult>,
    /// How many rows it touched.
    pub(crate) done: ExecResult,
}

impl Transaction {
    pub(crate) fn sqlite(tx: sqlx::Transaction<'static, sqlx::Sqlite>, turn: Option<OwnedMutexGuard<()>>) -> Self {
        Self::new(Connection::Sqlite(tx), Dialect::Sqlite, turn)
    }

    pub(crate) fn postgres(
        tx: sqlx::Transaction<'static, sqlx::Postgres>,
        prepared: bool,
        turn: Option<OwnedMutexGuard<()>>,
    ) -> Self {
        Self::new(Connection::Postgres { tx, prepared }, Dialect::Postgres, turn)
    }

    fn new(connection: Connection, dialect: Dialect, turn: Option<OwnedMutexGuard<()>>) -> Self {
        let nothing = || Writing::on(backend(dialect));
        let line = Line { connection, wanted: None, savepoint: None, kept: nothing(), tried: nothing() };
        let (broken, lost) = (AtomicBool::new(false), AtomicBool::new(false));
        Self { line: Mutex::new(line), dialect, broken, lost, saved: false, _turn: turn }
    }

    /// Which database it is.
    pub(crate) const fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Marks a point to come back to.
    pub(crate) fn save(&mut self) -> StoreResult<()> {
        if self.saved {
            return Err(StoreError::Failed("a savepoint is open already".to_owned()));
        }
        self.whole().map_err(store_error)?;
        let line = self.line.get_mut();
        line.wanted = Some(line.savepoint.map_or(0, |old| 1 - old));
        self.saved = true;
        Ok(())
    }

    /// Keeps what was done since the savepoint.
    pub(crate) fn release(&mut self) -> StoreResult<()> {
        self.need_savepoint()?;
        self.whole().map_err(store_error)?;
        let line = self.line.get_mut();
        line.wanted = None;
        line.kept.append(line.tried.take());
        self.saved = false;
        Ok(())
    }

    /// Undoes what was done since the savepoint; a broken transaction works again.
    pub(crate) async fn roll_back(&mut self) -> StoreResult<()> {
        self.need_savepoint()?;
        self.broken.store(true, Ordering::Relaxed);
        if self.lost.load(Ordering::Relaxed) {
            return Err(StoreError::Failed("what was kept before could not be written".to_owned()));
        }
        let line = self.line.get_mut();
        line.tried.take();
        // Where the database was not told of the savepoint yet, it was not told of anything to undo either.
        if line.wanted.take().is_none()
            && let Some(savepoint) = line.savepoint.take()
        {
            line.connection.tell(ROLL_BACK[savepoint]).await.map_err(|error| driver_error(&error))?;
        }
        self.broken.store(false, Ordering::Relaxed);
        self.saved = false;
        Ok(())
    }

    fn need_savepoint(&self) -> StoreResult<()> {
        if self.saved { Ok(()) } else { Err(StoreError::Failed("no savepoint is open".to_owned())) }
    }

    /// Makes everything last.
    pub(crate) async fn commit(self) -> StoreResult<()> {
        self.settle().await?;
        // PostgreSQL would answer the COMMIT of a failed transaction with a rollback, and no error.
        self.whole().map_err(store_error)?;
        match self.line.into_inner().connection {
            Connection::Sqlite(tx) => tx.commit().await,
            Connection::Postgres { tx, .. } => tx.commit().await,
        }
        .map_err(|error| driver_error(&error))
    }

    /// What was done is not what was meant: from here on nothing but [`Transaction::roll_back`] works.
    pub(crate) fn spoil(&self) {
        self.broken.store(true, Ordering::Relaxed);
    }

    fn whole(&self) -> Result<(), DbErr> {
        if self.broken.load(Ordering::Relaxed) {
            return Err(DbErr::Custom("an earlier statement of this transaction failed".to_owned()));
        }
        Ok(())
    }

    /// Keeps what is to be written for later.
    pub(crate) async fn keep(&self, writing: Writing) -> StoreResult<()> {
        let waiting = {
            let mut line = self.line.lock().await;
            self.whole().map_err(store_error)?;
            let waiting = if self.saved { &mut line.tried } else { &mut line.kept };
            waiting.append(writing);
            line.tried.size() + line.kept.size()
        };
        if waiting > WAITING { self.settle().await } else { Ok(()) }
    }

    /// Writes what waits.
    pub(crate) async fn settle(&self) -> StoreResult<()> {
        self.guarded(async |_| Ok(())).await.map_err(store_error)
    }

    /// Runs statements one after the other, in as few messages as the database allows.
    pub(crate) async fn run_all(&self, statements: Vec<Statement>) -> Result<Vec<Outcome>, DbErr> {
        let count = statements.len();
        let outcomes = self.guarded(async |line| line.run_all(statements).await).await?;
        if outcomes.len() != count {
            self.spoil();
            return Err(DbErr::Custom(format!("{count} statements had {} outcomes", outcomes.len())));
        }
        Ok(outcomes)
    }

    async fn run_one(&self, statement: Statement) -> Result<Outcome, DbErr> {
        let outcome = self.run_all(vec![statement]).await?.pop();
        outcome.ok_or_else(|| DbErr::Custom("a statement had no outcome".to_owned()))
    }

    /// Runs something after all that was to be written before; marks the transaction broken until it has succeeded.
    async fn guarded<T>(&self, run: impl AsyncFnOnce(&mut Line) -> Result<T, sqlx::Error>) -> Result<T, DbErr> {
        let mut line = self.line.lock().await;
        self.whole()?;
        self.broken.store(true, Ordering::Relaxed);
        if !line.kept.is_empty() {
            self.lost.store(true, Ordering::Relaxed);
            let kept = line.kept.take();
            line.write(kept, None).await?;
            self.lost.store(false, Ordering::Relaxed);
        }
        if !line.tried.is_empty() {
            let tried = line.tried.take();
            let first = line.first();
            line.write(tried, first).await?;
        }
        let result = run(&mut line).await.map_err(exec_error)?;
        self.broken.store(false, Ordering::Relaxed);
        Ok(result)
    }
}

impl Line {
    /// What goes before the next statement. From here on a rollback has to be sent, however that ends.
    fn first(&mut self) -> Option<&'static str> {
        let new = self.wanted.take()?;
        let text = if self.savepoint.is_some() { SAVE_ANEW[new] } else { SAVE[new] };
        self.savepoint = Some(new);
        Some(text)
    }

    /// Writes what was gathered, after a savepoint where there shall be one.
    async fn write(&mut self, writing: Writing, first: Option<&'static str>) -> Result<(), DbErr> {
        let (statements, meant): (Vec<_>, Vec<_>) = writing.into_statements().into_iter().unzip();
        let is_one_message = matches!(self.connection, Connection::Postgres { .. }) || statements.len() <= TOGETHER;
        let outcomes = if is_one_message {
            self.send(first, statements).await.map_err(exec_error)?
        } else {
            if let Some(first) = first {
                self.connection.tell(first).await.map_err(exec_error)?;
            }
            let mut outcomes = Vec::with_capacity(statements.len());
            for statement in statements {
                outcomes.extend(self.send(None, vec![statement]).await.map_err(exec_error)?);
            }
            outcomes
        };
        if outcomes.len() != meant.len() {
            return Err(DbErr::Custom(format!("{} statements had {} outcomes", meant.len(), outcomes.len())));
        }
        for (outcome, meant) in outcomes.iter().zip(meant) {
            match meant {
                Meant::One(error) if outcome.done.rows_affected() != 1 => return Err(DbErr::Custom(error)),
                Meant::One(_) | Meant::Any => {}
            }
        }
        Ok(())
    }

    async fn run_all(&mut self, statements: Vec<Statement>) -> Result<Vec<Outcome>, sqlx::Error> {
        let first = self.first();
        self.send(first, statements).await
    }

    /// Runs statements after a savepoint where there shall be one.
    async fn send(
        &mut self,
        first: Option<&'static str>,
        mut statements: Vec<Statement>,
    ) -> Result<Vec<Outcome>, sqlx::Error> {
        match &mut self.connection {
            Connection::Sqlite(tx) => {
                let before = first.map_or(0, |first| first.split(';').count());
                let persistent = statements.len() <= LIKELY;
                let texts = first.into_iter().chain(statements.iter().map(|statement| statement.sql.as_str()));
                let text = texts.collect::<Vec<_>>().join("; ");
                let values = statements.iter_mut().filter_map(|statement| statement.values.take());
                let values = SqlxValues(Values(values.flat_map(|values| values.0).collect()));
                let query = sqlx::query_with::<sqlx::Sqlite, _>(AssertSqlSafe(text), values).persistent(persistent);
                let mut all = outcomes(tx.fetch_many(query)).await?;
                all.drain(..before.min(all.len()));
                Ok(all)
            }
            Connection::Postgres { tx, prepared } => {
                if let Some(first) = first {
                    tx.execute(sqlx::raw_sql(first)).await?;
                }
                let mut all = Vec::with_capacity(statements.len());
                for Statement { sql, values, .. } in statements {
                    let values = SqlxValues(values.unwrap_or(Values(Vec::new())));
                    let query = sqlx::query_with::<sqlx::Postgres, _>(AssertSqlSafe(sql), values).persistent(*prepared);
                    all.extend(outcomes(tx.fetch_many(query)).await?);
                }
                Ok(all)
            }
        }
    }

    async fn tell(&mut self, sql: &str) -> Result<ExecResult, sqlx::Error> {
        if let Some(first) = self.first() {
            self.connection.tell(first).await?;
        }
        self.connection.tell(sql).await
    }
}

const fn backend(dialect: Dialect) -> DbBackend {
    match dialect {
        Dialect::Sqlite => DbBackend::Sqlite,
        Dialect::Postgres => DbBackend::Postgres,
    }
}

fn exec_error(cause: sqlx::Error) -> DbErr {
    DbErr::Exec(RuntimeErr::SqlxError(cause.into()))
}

/// Each statement's answer ends with what was done.
async fn outcomes<D: Into<ExecResult>, R: Into<QueryResult>>(
    mut answers: impl TryStream<Ok = Either<D, R>, Error = sqlx::Error> + Unpin,
) -> Result<Vec<Outcome>, sqlx::Error> {
    let mut all = Vec::new();
    let mut rows = Vec::new();
    while let Some(answer) = answers.try_next().await? {
        match answer {
            Either::Right(row) => rows.push(row.into()),
            Either::Left(done) => all.push(Outcome { rows: std::mem::take(&mut rows), done: done.into() }),
        }
    }
    Ok(all)
}

impl Connection {
    async fn tell(&mut self, sql: &str) -> Result<ExecResult, sqlx::Error> {
        let sql = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
        match self {
            Self::Sqlite(tx) => tx.execute(sql).await.map(Into::into),
            Self::Postgres { tx, .. } => tx.execute(sql).await.map(Into::into),
        }
    }
}

#[async_trait]
impl ConnectionTrait for Transaction {
    fn get_database_backend(&self) -> DbBackend {
        backend(self.dialect)
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        Ok(self.run_one(statement).await?.done)
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.guarded(async |line| line.tell(sql).await).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        Ok(self.run_one(statement).await?.rows.into_iter().next())
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        Ok(self.run_one(statement).await?.rows)
    }
}
