//! From a file into an empty database.

use super::dump::sources;
use super::format::{FORMAT, Header, LINE, Table, Trailer, VERSION, hex};
use crate::migration;
use crate::pools::{Place, Pools};
use crate::rows::run;
use crate::transaction::Transaction;
use prokura_app::port::{StoreError, StoreResult};
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Alias, Expr, Query, Value};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use tokio::sync::mpsc;

/// Rows written in one statement.
const BATCH: usize = 500;
/// Batches that wait to be written.
const AHEAD: usize = 4;

/// Reads a backup into an empty database of either kind; a missing SQLite file is made. The whole file is checked
/// before anything is written, and everything is written in one transaction. A backup of an older program is brought to
/// the newest schema. Gives how many rows there were.
///
/// # Errors
/// [`StoreError::Unusable`] where the file is damaged or is no backup, or the database is not empty;
/// [`StoreError::SchemaNewer`] for the backup of a newer program.
pub async fn restore(url: &str, file: &Path) -> StoreResult<u64> {
    let place = Place::parse(url)?;
    let path = file.to_owned();
    let checking = tokio::task::spawn_blocking(move || {
        let mut backup = Backup::open(&path)?;
        while backup.next()?.is_some() {}
        Ok(backup.schema)
    });
    let schema = finished(checking.await)?;
    let pools = Pools::open(place).await?;
    let tx = pools.migrate().await?;
    need_empty(&tx, &schema).await?;
    migration::apply(&tx, Some(&schema)).await?;
    // The migrations' own row; the backup has its own.
    tx.execute_unprepared("delete from revision").await.map_err(crate::error::store_error)?;
    let rows = load(&tx, file).await?;
    migration::apply(&tx, None).await?;
    tx.commit().await?;
    pools.close().await;
    Ok(rows)
}

fn finished<T>(task: Result<StoreResult<T>, tokio::task::JoinError>) -> StoreResult<T> {
    task.map_err(|error| StoreError::Failed(error.to_string()))?
}

async fn need_empty(tx: &Transaction, schema: &str) -> StoreResult<()> {
    let applied = migration::applied(tx).await?;
    if applied.is_empty() {
        return Ok(());
    }
    if applied.iter().any(|name| name.as_str() > schema) {
        let text = "The backup is of an older schema than the database: restore it into one without tables.";
        return Err(StoreError::Unusable(text.to_owned()));
    }
    for source in sources()? {
        let rows = match source.table.table.as_str() {
            "revision" => "select count(*) as found from revision where revision <> 0".to_owned(),
            table => format!("select count(*) as found from (select 1 from \"{table}\" limit 1) as any_row"),
        };
        if migration::count(tx, &rows).await? != 0 {
            let text = format!(
                "The database is not empty: it has rows in {}. A backup goes into an empty one.",
                source.table.table
            );
            return Err(StoreError::Unusable(text));
        }
    }
    Ok(())
}

/// Reads the file once more and writes its rows; what was checked before is checked again on the way.
async fn load(tx: &Transaction, file: &Path) -> StoreResult<u64> {
    let (batches, mut waiting) = mpsc::channel(AHEAD);
    let path = file.to_owned();
    let reading = tokio::task::spawn_blocking(move || {
        let mut backup = Backup::open(&path)?;
        while let Some(batch) = backup.next()? {
            if batches.blocking_send(batch).is_err() {
                break;
            }
        }
        Ok(backup.rows)
    });
    while let Some((table, rows)) = waiting.recv().await {
        write(tx, &table, rows).await?;
    }
    finished(reading.await)
}

async fn write(tx: &Transaction, table: &Table, rows: Vec<Vec<Value>>) -> StoreResult<()> {
    let mut insert = Query::insert();
    insert.into_table(Alias::new(&table.table)).columns(table.columns.iter().map(|(name, _)| Alias::new(name)));
    for row in rows {
        insert.values(row.into_iter().map(Expr::value)).map_err(|error| StoreError::Failed(error.to_string()))?;
    }
    run(tx, &insert).await.map(drop)
}

/// A backup file, read batch by batch and checked on the way.
struct Backup {
    lines: BufReader<File>,
    number: u64,
    digest: Sha256,
    schema: String,
    table: Option<Table>,
    /// A line that was read and belongs to the next batch.
    ahead: Option<Vec<u8>>,
    rows: u64,
    ended: bool,
}

impl Backup {
    fn open(path: &Path) -> StoreResult<Self> {
        let file = File::open(path)
            .map_err(|error| StoreError::Unusable(format!("The backup {} cannot be read: {error}.", path.display())))?;
        let mut backup = Self {
            lines: BufReader::new(file),
            number: 0,
            digest: Sha256::new(),
            schema: String::new(),
            table: None,
            ahead: None,
            rows: 0,
            ended: false,
        };
        let first = backup.line()?;
        let header: Header = serde_json::from_slice(&first).map_err(|_| no_backup())?;
        if header.format != FORMAT {
            return Err(no_backup());
        }
        if header.version != VERSION {
            let text = format!("The backup has layout {}, and this program reads layout {VERSION}.", header.version);
            return Err(StoreError::Unusable(text));
        }
        if !migration::is_known(&header.schema) {
            return Err(StoreError::SchemaNewer { found: header.schema, known: migration::newest().to_owned() });
        }
        backup.digest.update(&first);
        backup.schema = header.schema;
        Ok(backup)
    }

    /// The next rows, all of one table; `None` after the trailer was found to be right.
    fn next(&mut self) -> StoreResult<Option<(Table, Vec<Vec<Value>>)>> {
        let mut batch = Vec::new();
        while !self.ended && batch.len() < BATCH {
            let line = match self.ahead.take() {
                Some(line) => line,
                None => self.line()?,
            };
            match line.first() {
                Some(b'[') => batch.push(self.row(&line)?),
                _ if !batch.is_empty() => {
                    self.ahead = Some(line);
                    break;
                }
                _ => self.other(&line)?,
            }
        }
        match (&self.table, batch.is_empty()) {
            (Some(table), false) => Ok(Some((table.clone(), batch))),
            _ => Ok(None),
        }
    }

    fn row(&mut self, line: &[u8]) -> StoreResult<Vec<Value>> {
        let table = self.table.as_ref().ok_or_else(|| self.damaged())?;
        let values: Vec<Json> = serde_json::from_slice(line).map_err(|_| self.damaged())?;
        if values.len() != table.columns.len() {
            return Err(self.damaged());
        }
        let row: Option<Vec<Value>> =
            values.into_iter().zip(&table.columns).map(|(json, (_, kind))| kind.decode(json)).collect();
        let row = row.ok_or_else(|| self.damaged())?;
        self.digest.update(line);
        self.rows += 1;
        Ok(row)
    }

    /// A table's line, or the trailer.
    fn other(&mut self, line: &[u8]) -> StoreResult<()> {
        if let Ok(table) = serde_json::from_slice::<Table>(line) {
            self.digest.update(line);
            self.table = Some(table);
            return Ok(());
        }
        let trailer: Trailer = serde_json::from_slice(line).map_err(|_| self.damaged())?;
        let sha256 = hex(std::mem::take(&mut self.digest));
        if trailer.rows != self.rows || trailer.sha256 != sha256 || !self.at_end()? {
            return Err(self.damaged());
        }
        self.ended = true;
        Ok(())
    }

    fn at_end(&mut self) -> StoreResult<bool> {
        self.lines.fill_buf().map(<[u8]>::is_empty).map_err(|error| unreadable(&error))
    }

    /// The next line with its end; a file that stops before its trailer is damaged.
    fn line(&mut self) -> StoreResult<Vec<u8>> {
        let mut line = Vec::new();
        self.number += 1;
        (&mut self.lines).take(LINE).read_until(b'\n', &mut line).map_err(|error| unreadable(&error))?;
        if line.last() == Some(&b'\n') { Ok(line) } else { Err(self.damaged()) }
    }

    fn damaged(&self) -> StoreError {
        StoreError::Unusable(format!("The backup is damaged at line {}; nothing was restored.", self.number))
    }
}

fn no_backup() -> StoreError {
    StoreError::Unusable("The file is no backup made by this program.".to_owned())
}

fn unreadable(error: &std::io::Error) -> StoreError {
    StoreError::Unusable(format!("The backup cannot be read: {error}."))
}
