//! Which shape do the tables have, and how does a database get from an older shape to the newest?
//!
//! Each migration is one SQL file, named by date and content, and is never edited once released. It is written in the
//! SQL that both databases share, with PostgreSQL's type words.

mod fill;

use crate::error::store_error;
use crate::transaction::{Dialect, Transaction};
use prokura_app::port::{StoreError, StoreResult};
use sea_orm::{ConnectionTrait, Statement};

struct Migration {
    name: &'static str,
    sql: &'static str,
}

macro_rules! migrations {
    ($($name:literal),* $(,)?) => {
        &[$(Migration { name: $name, sql: include_str!(concat!($name, ".sql")) }),*]
    };
}

/// Oldest first; names sort in this order too.
const MIGRATIONS: &[Migration] = migrations![
    "20261120_first_tables",
    "20261121_history",
    "20261121_lists",
    "20261121_roles_composed",
    "20261122_jobs",
    "20261123_links",
    "20261123_sessions",
    "20261124_factors",
    "20261124_federation",
    "20261125_people",
    "20261125_second_factor",
    "20261125_signals",
    "20261126_departed",
    "20261126_details",
    "20261126_preferences",
    "20261126_product_news",
    "20261127_claims",
    "20261127_seats",
    "20261128_seat_requests",
    "20261129_licence_rules",
    "20261130_templates"
];

/// The newest shape this program knows.
pub(crate) fn newest() -> &'static str {
    MIGRATIONS.last().map_or("none", |migration| migration.name)
}

/// Names of the migrations a database has had, oldest first; none where the database is empty.
pub(crate) async fn applied(tx: &Transaction) -> StoreResult<Vec<String>> {
    let exists = match tx.dialect() {
        Dialect::Sqlite => {
            "select count(*) as found from sqlite_schema where type = 'table' and name = 'schema_version'"
        }
        Dialect::Postgres => {
            "select count(*) as found from pg_catalog.pg_class where oid = to_regclass('schema_version')"
        }
    };
    if count(tx, exists).await? == 0 {
        return Ok(Vec::new());
    }
    let statement = Statement::from_string(tx.get_database_backend(), "select name from schema_version order by name");
    let rows = tx.query_all_raw(statement).await.map_err(store_error)?;
    rows.iter().map(|row| row.try_get("", "name").map_err(store_error)).collect()
}

/// Refuses a database that is not of the newest shape.
pub(crate) async fn check(tx: &Transaction) -> StoreResult<()> {
    let applied = applied(tx).await?;
    refuse_newer(&applied)?;
    if applied.len() < MIGRATIONS.len() {
        let found = applied.last().map_or_else(|| "none".to_owned(), Clone::clone);
        return Err(StoreError::SchemaOlder { found, known: newest().to_owned() });
    }
    Ok(())
}

/// Applies what is missing up to a migration, or all of it; gives the names of those that were applied.
pub(crate) async fn apply(tx: &Transaction, up_to: Option<&str>) -> StoreResult<Vec<String>> {
    let had = applied(tx).await?;
    refuse_newer(&had)?;
    if had.is_empty() {
        run(tx, "create table schema_version (name text primary key not null);").await?;
    }
    let mut done = Vec::new();
    for migration in MIGRATIONS {
        if up_to.is_some_and(|last| migration.name > last) {
            break;
        }
        if had.iter().any(|name| name == migration.name) {
            continue;
        }
        run(tx, migration.sql).await?;
        if migration.name == "20261121_lists" {
            fill::keys_of_people(tx).await?;
        }
        if migration.name == "20261125_people" {
            fill::facets_of_people(tx).await?;
        }
        if migration.name == "20261127_claims" {
            fill::domains_of_people(tx).await?;
        }
        if migration.name == "20261130_templates" {
            fill::details_of_people(tx).await?;
        }
        run(tx, &format!("insert into schema_version (name) values ('{}');", migration.name)).await?;
        done.push(migration.name.to_owned());
    }
    Ok(done)
}

/// Whether this program has a migration of that name.
pub(crate) fn is_known(name: &str) -> bool {
    MIGRATIONS.iter().any(|migration| migration.name == name)
}

fn refuse_newer(applied: &[String]) -> StoreResult<()> {
    match applied.iter().find(|name| !is_known(name)) {
        Some(found) => Err(StoreError::SchemaNewer { found: found.clone(), known: newest().to_owned() }),
        None => Ok(()),
    }
}

async fn run(tx: &Transaction, sql: &str) -> StoreResult<()> {
    let sql = match tx.dialect() {
        Dialect::Sqlite => for_sqlite(sql),
        Dialect::Postgres => sql.to_owned(),
    };
    tx.execute_unprepared(&sql).await.map_err(store_error)?;
    Ok(())
}

/// SQLite's words for the types, and tables that keep to them.
fn for_sqlite(sql: &str) -> String {
    let mut out = String::with_capacity(sql.len());
    for statement in sql.split_inclusive(';') {
        let (body, end) = statement.strip_suffix(';').map_or((statement, ""), |body| (body, ";"));
        for piece in body.split_inclusive(|c: char| !c.is_ascii_alphanumeric() && c != '_') {
            let word = piece.trim_end_matches(|c: char| !c.is_ascii_alphanumeric() && c != '_');
            let replaced = match word {
                "uuid" | "bytea" => "blob",
                "bigint" | "boolean" => "integer",
                other => other,
            };
            out.push_str(replaced);
            out.push_str(&piece[word.len()..]);
        }
        if body.contains("create table ") {
            out.push_str(" strict");
        }
        out.push_str(end);
    }
    out
}

/// The single number a query gives.
pub(crate) async fn count(tx: &Transaction, sql: &str) -> StoreResult<i64> {
    let statement = Statement::from_string(tx.get_database_backend(), sql);
    let row = tx.query_one_raw(statement).await.map_err(store_error)?;
    row.map_or(Ok(0), |row| row.try_get("", "found").map_err(store_error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_when_and_come_in_order() {
        assert!(MIGRATIONS.is_sorted_by(|a, b| a.name < b.name));
        for migration in MIGRATIONS {
            let (date, content) = migration.name.split_once('_').unwrap();
            assert!(date.len() == 8 && date.bytes().all(|b| b.is_ascii_digit()), "{}", migration.name);
            assert!(!content.is_empty());
        }
    }

    #[test]
    fn sqlite_gets_its_own_words() {
        let sql = "create table t (\n  id uuid primary key not null,\n  at bigint,\n  b bytea not null\n);\ncreate index t_at on t (at);";
        let expected = "create table t (\n  id blob primary key not null,\n  at integer,\n  b blob not null\n) strict;\ncreate index t_at on t (at);";
        assert_eq!(for_sqlite(sql), expected);
    }
}
