//! The least that can be kept: one row in each commit, through the product's own driver and with its guarantees.

use crate::service::{Failure, SystemClock, SystemRandom};
use prokura_app::port::{Clock as _, Random as _};
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sea_orm::sqlx::{self, ConnectOptions as _, Connection as _};
use std::path::Path;
use std::time::{Duration, Instant};

/// As many bytes as an audit entry.
const BYTES: usize = 600;

/// Commits one row after the other for a while; gives how many there are a second.
pub async fn bare(database: &Path, journal: SqliteJournalMode, during: Duration) -> Result<f64, Failure> {
    let options = SqliteConnectOptions::new()
        .filename(database)
        .create_if_missing(true)
        .journal_mode(journal)
        .synchronous(SqliteSynchronous::Full)
        .disable_statement_logging();
    let mut connection: SqliteConnection = options.connect().await?;
    sqlx::query("create table entry (id uuid primary key not null, at bigint not null, bytes bytea not null)")
        .execute(&mut connection)
        .await?;
    let mut count = 0_u32;
    let begun = Instant::now();
    while begun.elapsed() < during {
        let now = SystemClock.now();
        // A statement by itself is a transaction by itself.
        sqlx::query("insert into entry (id, at, bytes) values (?, ?, ?)")
            .bind(SystemRandom.id(now).as_bytes().to_vec())
            .bind(now.0)
            .bind(vec![7_u8; BYTES])
            .execute(&mut connection)
            .await?;
        count += 1;
    }
    let a_second = f64::from(count) / begun.elapsed().as_secs_f64();
    let kept: i64 = sqlx::query_scalar("select count(*) from entry").fetch_one(&mut connection).await?;
    if kept != i64::from(count) {
        return Err(format!("{count} rows were written and {kept} are there").into());
    }
    connection.close().await?;
    Ok(a_second)
}
