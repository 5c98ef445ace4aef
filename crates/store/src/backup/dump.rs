//! From a running database into a file.

use super::format::{FORMAT, Header, Kind, Table, Trailer, VERSION, hex, line};
use crate::database::Database;
use crate::error::store_error;
use crate::migration;
use crate::rows;
use crate::transaction::Transaction;
use prokura_app::port::{StoreError, StoreResult};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query, Value};
use sea_orm::{
    ColumnTrait, ColumnType, ConnectionTrait, EntityTrait, IdenStatic, Iterable, PrimaryKeyToColumn, QueryResult,
};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use tokio::sync::mpsc;

/// Rows read at a time.
const BATCH: u64 = 1000;
/// Batches that wait to be written.
const AHEAD: usize = 4;

/// A table with the columns that its rows are ordered by.
pub(super) struct Source {
    pub(super) table: Table,
    keys: Vec<usize>,
}

/// Every table, each after those it refers to. What a backup does not name is lost: the tests compare it with the schema.
pub(super) fn sources() -> StoreResult<Vec<Source>> {
    macro_rules! sources {
        ($($table:ident),* $(,)?) => { [$(source::<rows::$table::Entity>()),*].into_iter().collect() };
    }
    sources![
        revision,
        change,
        organization,
        setting,
        relationship,
        subscription,
        seat_request,
        licence_rule,
        template,
        site,
        location,
        person,
        person_facet,
        licence_count,
        departed,
        service_account,
        block,
        custom_role,
        custom_role_version,
        role_grant,
        support_request,
        support_grant,
        help_desk_session,
        preference,
        product_news,
        password,
        totp,
        recovery_code,
        passkey,
        session,
        token,
        sign_in_link,
        domain,
        identity,
        federated_session,
        client_secret,
        spent,
        stream,
        stream_progress,
        signal,
        audit_head,
        audit_entry,
        audit_private,
        policy_text,
        policy_in_force,
        superseded,
        outbox,
        idempotency,
        job,
        job_part,
    ]
}

fn source<E: EntityTrait>() -> StoreResult<Source> {
    let table = E::default().table_name().to_owned();
    let mut columns = Vec::new();
    let mut keys = Vec::new();
    for column in E::Column::iter() {
        let name = column.as_str();
        let kind = kind(column.def().get_column_type())
            .ok_or_else(|| StoreError::Failed(format!("{table}.{name} is of a type that no backup holds")))?;
        if E::PrimaryKey::iter().any(|key| key.into_column().as_str() == name) {
            keys.push(columns.len());
        }
        columns.push((name.to_owned(), kind));
    }
    Ok(Source { table: Table { table, columns }, keys })
}

fn kind(column: &ColumnType) -> Option<Kind> {
    let kinds = [
        (matches!(column, ColumnType::Uuid), Kind::Uuid),
        (matches!(column, ColumnType::Binary(_) | ColumnType::VarBinary(_) | ColumnType::Blob), Kind::Bytes),
        (matches!(column, ColumnType::BigInteger), Kind::Integer),
        (matches!(column, ColumnType::Boolean), Kind::Boolean),
        (matches!(column, ColumnType::String(_) | ColumnType::Text), Kind::Text),
    ];
    kinds.into_iter().find(|(is, _)| *is).map(|(_, kind)| kind)
}

impl Database {
    /// Writes a backup of everything into a new file that its owner alone may read, from one snapshot, while others
    /// read and write. Gives how many rows it holds.
    ///
    /// # Errors
    /// [`StoreError::Unusable`] where the file is there already or cannot be written, and what the database answers;
    /// then no file is left.
    pub async fn backup(&self, file: &Path) -> StoreResult<u64> {
        let (lines, waiting) = mpsc::channel(AHEAD);
        let path = file.to_owned();
        let writing = tokio::task::spawn_blocking(move || write(&path, waiting));
        let dumped = self.dump(lines).await;
        let written = writing.await.map_err(|error| StoreError::Failed(error.to_string()))?;
        // Where the file fails, the dump says only that nobody takes its lines: the file knows why.
        written?;
        dumped
    }

    async fn dump(&self, lines: mpsc::Sender<Part>) -> StoreResult<u64> {
        let tx = self.pools.read().await?;
        let schema = migration::newest().to_owned();
        send(&lines, Part::Lines(line(&Header { format: FORMAT.to_owned(), version: VERSION, schema })?)).await?;
        let mut rows = 0;
        for source in sources()? {
            send(&lines, Part::Lines(line(&source.table)?)).await?;
            let mut last: Option<Vec<Value>> = None;
            loop {
                let batch = read(&tx, &source, last.as_deref()).await?;
                let Some(end) = batch.last() else { break };
                rows += batch.len() as u64;
                last = Some(source.keys.iter().map(|key| end[*key].clone()).collect());
                send(&lines, Part::Lines(to_lines(&source.table, batch)?)).await?;
            }
        }
        send(&lines, Part::End { rows }).await?;
        Ok(rows)
    }
}

/// The next rows of a table, after the last key.
async fn read(tx: &Transaction, source: &Source, last: Option<&[Value]>) -> StoreResult<Vec<Vec<Value>>> {
    let columns = &source.table.columns;
    let mut select = Query::select();
    select.from(Alias::new(&source.table.table)).limit(BATCH);
    for (column, _) in columns {
        select.column(Alias::new(column));
    }
    let keys = || source.keys.iter().map(|key| Alias::new(&columns[*key].0));
    for key in keys() {
        select.order_by(key, sea_orm::Order::Asc);
    }
    if let Some(last) = last {
        let after = Expr::tuple(last.iter().cloned().map(Expr::value));
        select.and_where(Expr::tuple(keys().map(Expr::col)).gt(after));
    }
    let rows = tx.query_all(&select).await.map_err(store_error)?;
    rows.iter().map(|row| columns.iter().map(|(name, kind)| value(row, name, *kind)).collect()).collect()
}

fn value(row: &QueryResult, column: &str, kind: Kind) -> StoreResult<Value> {
    match kind {
        Kind::Uuid => row.try_get("", column).map(Value::Uuid),
        Kind::Bytes => row.try_get("", column).map(Value::Bytes),
        Kind::Integer => row.try_get("", column).map(Value::BigInt),
        Kind::Boolean => row.try_get("", column).map(Value::Bool),
        Kind::Text => row.try_get("", column).map(Value::String),
    }
    .map_err(store_error)
}

fn to_lines(table: &Table, rows: Vec<Vec<Value>>) -> StoreResult<Vec<u8>> {
    let mut lines = Vec::new();
    for row in rows {
        let row: Option<Vec<Json>> =
            row.into_iter().zip(&table.columns).map(|(value, (_, kind))| kind.encode(value)).collect();
        let row = row.ok_or_else(|| StoreError::Corrupt(format!("table {}", table.table)))?;
        lines.extend(line(&row)?);
    }
    Ok(lines)
}

enum Part {
    Lines(Vec<u8>),
    /// Everything was sent: the trailer is due.
    End {
        rows: u64,
    },
}

async fn send(lines: &mpsc::Sender<Part>, part: Part) -> StoreResult<()> {
    lines.send(part).await.map_err(|_| StoreError::Failed("the backup file cannot be written".to_owned()))
}

/// Writes what comes, and the trailer; where the end does not come, the sender knows why, and the file is removed.
fn write(path: &Path, parts: mpsc::Receiver<Part>) -> StoreResult<()> {
    let unusable = |error: std::io::Error| {
        StoreError::Unusable(format!("The backup file {} cannot be written: {error}.", path.display()))
    };
    let file = create(path).map_err(unusable)?;
    let mut unfinished = Unfinished { path: path.to_owned(), finished: false };
    unfinished.finished = write_parts(file, parts).map_err(unusable)?;
    Ok(())
}

fn create(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Whether the end came and everything is on disk.
fn write_parts(file: File, mut parts: mpsc::Receiver<Part>) -> std::io::Result<bool> {
    let mut out = BufWriter::new(file);
    let mut digest = Sha256::new();
    while let Some(part) = parts.blocking_recv() {
        match part {
            Part::Lines(lines) => {
                digest.update(&lines);
                out.write_all(&lines)?;
            }
            Part::End { rows } => {
                let trailer = line(&Trailer { rows, sha256: hex(digest) }).map_err(std::io::Error::other)?;
                out.write_all(&trailer)?;
                out.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()?;
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// Half a backup is none: the file goes unless it was finished.
struct Unfinished {
    path: PathBuf,
    finished: bool,
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if !self.finished
            && let Err(error) = std::fs::remove_file(&self.path)
        {
            tracing::warn!(%error, path = %self.path.display(), "an unfinished backup was left behind");
        }
    }
}
