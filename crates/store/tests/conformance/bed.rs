//! An empty database for one test, and what every test does with it.

use async_trait::async_trait;
use prokura_app::audit::{AuditRow, PrivateValue};
use prokura_app::message::Message;
use prokura_app::port::{Effect, Read, Remembered, Revision, Store, StoreResult, Write};
use prokura_decision::permit::{Permit, decide_operator};
use prokura_domain::event::{Event, Touched};
use prokura_domain::time::Timestamp;
use prokura_store::{Database, connect_and_migrate};
use sea_orm::sqlx::{self, AssertSqlSafe, Connection, Executor, PgConnection};
use std::future::Future;
use std::sync::atomic::{AtomicU32, Ordering};
use tempfile::TempDir;

/// Where the database of one test is.
pub(crate) struct Bed {
    pub(crate) url: String,
    pub(crate) directory: TempDir,
}

impl Bed {
    /// Opens it, with every migration.
    pub(crate) async fn open(&self) -> Database {
        connect_and_migrate(&self.url).await.unwrap()
    }

    /// A path for another file of the test.
    pub(crate) fn file(&self, name: &str) -> std::path::PathBuf {
        self.directory.path().join(name)
    }

    /// Runs SQL behind the store's back.
    pub(crate) async fn sql(&self, sql: &str) -> Result<(), sqlx::Error> {
        if self.url.starts_with("sqlite") {
            let mut connection = sqlx::SqliteConnection::connect(&self.url).await?;
            connection.execute(AssertSqlSafe(sql.to_owned())).await?;
        } else {
            let mut connection = PgConnection::connect(&self.url).await?;
            connection.execute(AssertSqlSafe(sql.to_owned())).await?;
        }
        Ok(())
    }
}

/// Runs a test on SQLite, in a file of its own.
pub(crate) async fn on_sqlite<F: Future<Output = ()>>(test: impl FnOnce(Bed) -> F) {
    let directory = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", directory.path().join("test.db").display());
    test(Bed { url, directory }).await;
}

/// Runs a test on PostgreSQL, in a database of its own that is dropped afterwards, however the test ends.
pub(crate) async fn on_postgres<F: Future<Output = ()> + Send + 'static>(test: impl FnOnce(Bed) -> F) {
    let (url, name) = new_postgres().await;
    let directory = tempfile::tempdir().unwrap();
    let ended = tokio::spawn(test(Bed { url, directory })).await;
    drop_postgres(&name).await;
    if let Err(error) = ended {
        std::panic::resume_unwind(error.into_panic());
    }
}

/// An empty PostgreSQL database: its URL and its name.
pub(crate) async fn new_postgres() -> (String, String) {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let name = format!("prokura_test_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    drop_postgres(&name).await;
    administer(&format!("create database {name} template template0")).await;
    let (server, _) = server_url().rsplit_once('/').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    (format!("{server}/{name}"), name)
}

pub(crate) async fn drop_postgres(name: &str) {
    administer(&format!("drop database if exists {name} with (force)")).await;
}

async fn administer(sql: &str) {
    let mut connection = PgConnection::connect(&server_url()).await.unwrap();
    connection.execute(AssertSqlSafe(sql.to_owned())).await.unwrap();
    connection.close().await.unwrap();
}

#[expect(clippy::disallowed_methods, reason = "the test runner says in the environment where PostgreSQL is")]
fn server_url() -> String {
    std::env::var("PROKURA_TEST_POSTGRES").expect(
        "PROKURA_TEST_POSTGRES names no PostgreSQL server; run the tests with `cargo xtask test`, which starts one",
    )
}

/// Writing one thing at a time.
#[async_trait]
pub(crate) trait OneByOne {
    async fn one(&mut self, effect: Effect<'_>) -> StoreResult<()>;

    async fn apply(&mut self, permit: &Permit, event: &Event) -> StoreResult<()> {
        self.one(Effect::Change(permit, event)).await
    }

    async fn append_audit(&mut self, row: &AuditRow, private: &[PrivateValue]) -> StoreResult<()> {
        self.one(Effect::Audit(row, private)).await
    }

    async fn enqueue(&mut self, message: &Message) -> StoreResult<()> {
        self.one(Effect::Message(message)).await
    }

    async fn touch(&mut self, revision: Revision, touched: &[Touched]) -> StoreResult<()> {
        self.one(Effect::Touch(revision, touched)).await
    }

    async fn advance(&mut self, revision: Revision, at: Timestamp) -> StoreResult<()> {
        self.one(Effect::Advance(revision, at)).await
    }

    async fn remember(&mut self, remembered: &Remembered) -> StoreResult<()> {
        self.one(Effect::Remember(remembered)).await
    }
}

#[async_trait]
impl OneByOne for dyn Write + '_ {
    async fn one(&mut self, effect: Effect<'_>) -> StoreResult<()> {
        self.write(&[effect]).await?;
        self.settle().await
    }
}

/// Applies events in a transaction of their own.
pub(crate) async fn commit(database: &Database, events: &[Event]) {
    let mut tx = database.write().await.unwrap();
    apply(&mut *tx, events).await;
    tx.commit().await.unwrap();
}

/// Applies events.
pub(crate) async fn apply(tx: &mut dyn Write, events: &[Event]) {
    for event in events {
        tx.apply(&decide_operator(), event).await.unwrap();
    }
}

/// A snapshot.
pub(crate) async fn read(database: &Database) -> Box<dyn Read> {
    database.read().await.unwrap()
}
