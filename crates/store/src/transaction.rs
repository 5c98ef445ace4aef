//! What is a transaction here, on either database?

use crate::error::{driver_error, store_error};
use async_trait::async_trait;
use prokura_app::port::{StoreError, StoreResult};
use sea_orm::sqlx::{self, AssertSqlSafe, Executor};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, ExecResult, QueryResult, RuntimeErr, Statement};
use sea_query_sqlx::SqlxValues;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::{Mutex, OwnedMutexGuard};

/// The name is always the same: savepoints do not nest.
const SAVE: &str = "savepoint before_command";
const RELEASE: &str = "release savepoint before_command";
const ROLL_BACK: &str = "rollback to savepoint before_command; release savepoint before_command";

/// The one name under which statements run in a transaction of either database.
///
/// After a statement that failed, or that was given up half way, nothing but [`Transaction::roll_back`] works, on
/// either database: whoever overlooks an error cannot commit half of something.
pub(crate) struct Transaction {
    connection: Mutex<Connection>,
    dialect: Dialect,
    broken: AtomicBool,
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

enum Connection {
    Sqlite(sqlx::Transaction<'static, sqlx::Sqlite>),
    Postgres {
        tx: sqlx::Transaction<'static, sqlx::Postgres>,
        /// Whether statements stay prepared on the server.
        prepared: bool,
    },
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
        Self { connection: Mutex::new(connection), dialect, broken: AtomicBool::new(false), saved: false, _turn: turn }
    }

    /// Which database it is.
    pub(crate) const fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Marks a point to come back to.
    pub(crate) async fn save(&mut self) -> StoreResult<()> {
        if self.saved {
            return Err(StoreError::Failed("a savepoint is open already".to_owned()));
        }
        self.execute_unprepared(SAVE).await.map_err(store_error)?;
        self.saved = true;
        Ok(())
    }

    /// Keeps what was done since the savepoint.
    pub(crate) async fn release(&mut self) -> StoreResult<()> {
        self.need_savepoint()?;
        self.execute_unprepared(RELEASE).await.map_err(store_error)?;
        self.saved = false;
        Ok(())
    }

    /// Undoes what was done since the savepoint; a broken transaction works again.
    pub(crate) async fn roll_back(&mut self) -> StoreResult<()> {
        self.need_savepoint()?;
        self.broken.store(true, Ordering::Relaxed);
        self.connection.get_mut().run(ROLL_BACK).await.map_err(|error| driver_error(&error))?;
        self.broken.store(false, Ordering::Relaxed);
        self.saved = false;
        Ok(())
    }

    fn need_savepoint(&self) -> StoreResult<()> {
        if self.saved { Ok(()) } else { Err(StoreError::Failed("no savepoint is open".to_owned())) }
    }

    /// Makes everything last.
    pub(crate) async fn commit(self) -> StoreResult<()> {
        // PostgreSQL would answer the COMMIT of a failed transaction with a rollback, and no error.
        self.whole().map_err(store_error)?;
        match self.connection.into_inner() {
            Connection::Sqlite(tx) => tx.commit().await,
            Connection::Postgres { tx, .. } => tx.commit().await,
        }
        .map_err(|error| driver_error(&error))
    }

    fn whole(&self) -> Result<(), DbErr> {
        if self.broken.load(Ordering::Relaxed) {
            return Err(DbErr::Custom("an earlier statement of this transaction failed".to_owned()));
        }
        Ok(())
    }

    /// Runs a statement and marks the transaction broken until it has succeeded.
    async fn guarded<T>(
        &self,
        run: impl AsyncFnOnce(&mut Connection) -> Result<T, sqlx::Error>,
        error: fn(RuntimeErr) -> DbErr,
    ) -> Result<T, DbErr> {
        let mut connection = self.connection.lock().await;
        self.whole()?;
        self.broken.store(true, Ordering::Relaxed);
        let result = run(&mut connection).await.map_err(|cause| error(RuntimeErr::SqlxError(cause.into())))?;
        self.broken.store(false, Ordering::Relaxed);
        Ok(result)
    }
}

/// Behind a transaction-mode pooler a named statement may meet its namesake of another client, so PostgreSQL gets none
/// unless it was said that no pooler is in between.
macro_rules! on_either {
    ($connection:expr, $statement:expr, |$query:ident, $tx:ident| $run:expr) => {{
        let values = SqlxValues($statement.values.unwrap_or(sea_orm::sea_query::Values(Vec::new())));
        match $connection {
            Connection::Sqlite(tx) => {
                let $query = sqlx::query_with::<sqlx::Sqlite, _>(AssertSqlSafe($statement.sql), values);
                let $tx = &mut **tx;
                $run
            }
            Connection::Postgres { tx, prepared } => {
                let $query =
                    sqlx::query_with::<sqlx::Postgres, _>(AssertSqlSafe($statement.sql), values).persistent(*prepared);
                let $tx = &mut **tx;
                $run
            }
        }
    }};
}

impl Connection {
    async fn run(&mut self, sql: &str) -> Result<ExecResult, sqlx::Error> {
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
        match self.dialect {
            Dialect::Sqlite => DbBackend::Sqlite,
            Dialect::Postgres => DbBackend::Postgres,
        }
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.guarded(
            async |connection| on_either!(connection, statement, |query, tx| query.execute(tx).await.map(Into::into)),
            DbErr::Exec,
        )
        .await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.guarded(async |connection| connection.run(sql).await, DbErr::Exec).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.guarded(
            async |connection| {
                on_either!(connection, statement, |query, tx| Ok(query.fetch_optional(tx).await?.map(Into::into)))
            },
            DbErr::Query,
        )
        .await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.guarded(
            async |connection| {
                on_either!(connection, statement, |query, tx| {
                    Ok(query.fetch_all(tx).await?.into_iter().map(Into::into).collect())
                })
            },
            DbErr::Query,
        )
        .await
    }
}
