//! How is each database reached? The only file, with the migrations and the schema, that knows which one it is.

use crate::error::{driver_error, store_error};
use crate::transaction::Transaction;
use prokura_app::port::{StoreError, StoreResult};
use sea_orm::ConnectionTrait;
use sea_orm::sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sea_orm::sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sea_orm::sqlx::{self, ConnectOptions, Row};
use std::fs::OpenOptions;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, OwnedMutexGuard};

/// How long a writer waits for another, and a reader for a connection.
const PATIENCE: Duration = Duration::from_secs(30);
/// Readers at the same time.
const READERS: u32 = 8;
/// Statements kept prepared on each SQLite connection; more than the store has.
const PREPARED: usize = 256;
/// What a write-ahead log shrinks to after a large transaction, in bytes.
const LOG_KEPT: &str = "16777216";

/// PostgreSQL: a writer that stalls must not keep all others out forever; everything here ends with the transaction,
/// so it holds behind a transaction-mode pooler.
const TAKE_TURN: &str = "set local lock_timeout = '30s'; set local idle_in_transaction_session_timeout = '60s'; \
    lock table revision in exclusive mode";

/// Where a database is.
pub(crate) enum Place {
    Sqlite(PathBuf),
    Postgres {
        options: Box<PgConnectOptions>,
        /// Whether statements are kept prepared on the server: faster, and not possible behind a transaction-mode pooler.
        prepared: bool,
    },
}

impl Place {
    /// Reads `sqlite://PATH` or `postgres://…`.
    pub(crate) fn parse(url: &str) -> StoreResult<Self> {
        if let Some(path) = url.strip_prefix("sqlite://") {
            if path.is_empty() || path.starts_with(':') {
                return Err(unusable("A SQLite database is a file: sqlite://PATH."));
            }
            return Ok(Self::Sqlite(PathBuf::from(path)));
        }
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            // The error may repeat the URL, and with it a password.
            let options: PgConnectOptions = url
                .parse()
                .map_err(|_| unusable("The PostgreSQL URL cannot be read: postgres://USER@HOST/DATABASE."))?;
            let options = options.disable_statement_logging();
            // The URL itself says so where no pooler is in between.
            let prepared = url.contains("statement-cache-capacity=");
            let options = if prepared { options } else { options.statement_cache_capacity(0) };
            return Ok(Self::Postgres { options: Box::new(options), prepared });
        }
        Err(unusable("A database is named by sqlite://PATH or postgres://USER@HOST/DATABASE."))
    }

    /// Whether nothing is there yet: a SQLite file that does not exist.
    pub(crate) fn is_missing(&self) -> bool {
        match self {
            Self::Sqlite(path) => !path.exists(),
            Self::Postgres { .. } => false,
        }
    }
}

fn unusable(text: &str) -> StoreError {
    StoreError::Unusable(text.to_owned())
}

/// Connections to one database.
pub(crate) struct Pools {
    kind: Kind,
    /// Writers of this process queue here, first come, first served.
    turn: Arc<Mutex<()>>,
}

enum Kind {
    Sqlite { writer: SqlitePool, readers: SqlitePool },
    Postgres { pool: PgPool, prepared: bool },
}

impl Pools {
    /// Opens a database; a SQLite file is made, readable by its owner alone, if it is missing.
    pub(crate) async fn open(place: Place) -> StoreResult<Self> {
        let kind = match place {
            Place::Sqlite(path) => sqlite(&path).await?,
            Place::Postgres { options, prepared } => {
                let pool = PgPoolOptions::new()
                    .max_connections(READERS + 2)
                    .acquire_timeout(PATIENCE)
                    .connect_with(*options)
                    .await
                    .map_err(|error| driver_error(&error))?;
                Kind::Postgres { pool, prepared }
            }
        };
        Ok(Self { kind, turn: Arc::default() })
    }

    /// A snapshot, as of the first statement.
    pub(crate) async fn read(&self) -> StoreResult<Transaction> {
        match &self.kind {
            Kind::Sqlite { readers, .. } => readers.begin().await.map(|tx| Transaction::sqlite(tx, None)),
            Kind::Postgres { pool, prepared } => pool
                .begin_with("begin isolation level repeatable read read only")
                .await
                .map(|tx| Transaction::postgres(tx, *prepared, None)),
        }
        .map_err(|error| driver_error(&error))
    }

    /// The write transaction, once nobody else writes.
    pub(crate) async fn write(&self) -> StoreResult<Transaction> {
        self.begin_write(TAKE_TURN).await
    }

    /// The transaction that changes the shape of tables, once nobody else does. It may take long.
    pub(crate) async fn migrate(&self) -> StoreResult<Transaction> {
        // The number stands for this program; the lock ends with the transaction.
        self.begin_write("select pg_advisory_xact_lock(8101734252)").await
    }

    async fn begin_write(&self, take_turn: &str) -> StoreResult<Transaction> {
        let turn = self.wait_for_turn().await?;
        match &self.kind {
            Kind::Sqlite { writer, .. } => {
                let tx = writer.begin_with("begin immediate").await.map_err(|error| driver_error(&error))?;
                Ok(Transaction::sqlite(tx, Some(turn)))
            }
            Kind::Postgres { pool, prepared } => {
                let tx = pool
                    .begin_with("begin isolation level read committed read write")
                    .await
                    .map_err(|error| driver_error(&error))?;
                let tx = Transaction::postgres(tx, *prepared, Some(turn));
                tx.execute_unprepared(take_turn).await.map_err(store_error)?;
                Ok(tx)
            }
        }
    }

    async fn wait_for_turn(&self) -> StoreResult<OwnedMutexGuard<()>> {
        tokio::time::timeout(PATIENCE, Arc::clone(&self.turn).lock_owned())
            .await
            .map_err(|_| StoreError::Busy("another writer has not finished".to_owned()))
    }

    /// The newest committed revision, without a transaction.
    pub(crate) async fn newest_revision(&self) -> StoreResult<i64> {
        const ASK: &str = "select revision from revision";
        match &self.kind {
            Kind::Sqlite { readers, .. } => sqlx::query_scalar(ASK).fetch_one(readers).await,
            // The simple protocol: one message there and one back, whole behind a pooler.
            Kind::Postgres { pool, .. } => match sqlx::raw_sql(ASK).fetch_one(pool).await {
                Ok(row) => row.try_get(0),
                Err(error) => Err(error),
            },
        }
        .map_err(|error| driver_error(&error))
    }

    /// Closes every connection; SQLite then has all in its one file.
    pub(crate) async fn close(&self) {
        match &self.kind {
            Kind::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Kind::Postgres { pool, .. } => pool.close().await,
        }
    }
}

async fn sqlite(path: &Path) -> StoreResult<Kind> {
    create_private(path)?;
    let common = SqliteConnectOptions::new()
        .filename(path)
        .busy_timeout(PATIENCE)
        .statement_cache_capacity(PREPARED)
        .foreign_keys(true)
        .synchronous(SqliteSynchronous::Full)
        .disable_statement_logging();
    // What a savepoint would undo is kept in memory, not in a file.
    let writing = common
        .clone()
        .journal_mode(SqliteJournalMode::Wal)
        .pragma("journal_size_limit", LOG_KEPT)
        .pragma("temp_store", "memory")
        // What was taken away is overwritten: what was erased is in no free page either.
        .pragma("secure_delete", "on");
    let reading = common.pragma("query_only", "on");
    let pool = || {
        SqlitePoolOptions::new()
            .acquire_timeout(PATIENCE)
            .idle_timeout(None)
            .max_lifetime(None)
            .test_before_acquire(false)
    };
    // The writer first: it turns the write-ahead log on.
    let writer = pool().max_connections(1).connect_with(writing).await.map_err(|error| cannot_open(path, &error))?;
    let readers = pool().max_connections(READERS).connect_lazy_with(reading);
    Ok(Kind::Sqlite { writer, readers })
}

fn cannot_open(path: &Path, error: &sqlx::Error) -> StoreError {
    let failed = driver_error(error);
    if matches!(failed, StoreError::Busy(_)) {
        return failed;
    }
    StoreError::Unusable(format!("The SQLite database {} cannot be opened: {error}.", path.display()))
}

/// The file holds secrets' hashes and people's names: its owner alone may read it. SQLite gives its side files the same mode.
fn create_private(path: &Path) -> StoreResult<()> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(StoreError::Unusable(format!("The file {} cannot be made: {error}.", path.display()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::migration::count;

    /// Behind a transaction-mode pooler the next transaction may be on another connection to the server.
    #[tokio::test]
    async fn nothing_is_left_on_a_connection_of_postgres() {
        #[expect(clippy::disallowed_methods, reason = "the test runner says in the environment where PostgreSQL is")]
        let url = std::env::var("PROKURA_TEST_POSTGRES")
            .expect("PROKURA_TEST_POSTGRES names no PostgreSQL server; run the tests with `cargo xtask test`");
        let pools = Pools::open(Place::parse(&url).unwrap()).await.unwrap();
        // One after the other, the pool gives out the same connection.
        for _ in 0..3 {
            let tx = pools.migrate().await.unwrap();
            count(&tx, "select 1::bigint as found").await.unwrap();
            assert_eq!(count(&tx, "select count(*) as found from pg_prepared_statements").await.unwrap(), 0);
            let settings = "select count(*) as found from pg_settings \
                where source = 'session' and name not like 'transaction%'";
            assert_eq!(count(&tx, settings).await.unwrap(), 0);
            tx.commit().await.unwrap();
        }
        let tx = pools.read().await.unwrap();
        let held = "select count(*) as found from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()";
        assert_eq!(count(&tx, held).await.unwrap(), 0);
        assert_eq!(count(&tx, "select count(*) as found from pg_prepared_statements").await.unwrap(), 0);
    }

    #[test]
    fn a_url_that_cannot_be_read_is_not_repeated() {
        for url in
            ["postgres://user:hunter2@host:port/db", "mysql://user:hunter2@host/db", "sqlite::memory:", "sqlite://", ""]
        {
            let error = Place::parse(url).err().unwrap();
            assert!(matches!(error, StoreError::Unusable(_)));
            assert!(!error.to_string().contains("hunter2"), "{error}");
        }
    }
}
