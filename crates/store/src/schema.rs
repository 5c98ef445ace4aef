//! What do the tables look like, as a text that can be compared?

use crate::error::store_error;
use crate::migration;
use crate::pools::{Place, Pools};
use crate::transaction::Transaction;
use prokura_app::port::{StoreError, StoreResult};
use sea_orm::{ConnectionTrait, DbBackend, Statement};

const SQLITE: &str = "select sql || ';' as line from sqlite_schema where sql is not null \
    order by tbl_name, case type when 'table' then 0 else 1 end, name";

/// Columns, then constraints, then the indexes that no constraint made, table by table.
const POSTGRES: &str = "\
with tables as (
  select c.oid, c.relname::text as name from pg_catalog.pg_class c
  where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace
)
select line from (
  select t.name as table_name, 0 as part, lpad(a.attnum::text, 4, '0') as rank,
    format('%s.%s %s%s%s', t.name, a.attname, format_type(a.atttypid, a.atttypmod),
      case when a.attnotnull then ' not null' else '' end,
      coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')) as line
  from tables t
  join pg_catalog.pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
  left join pg_catalog.pg_attrdef d on d.adrelid = t.oid and d.adnum = a.attnum
  union all
  select t.name, 1, o.conname::text, format('%s: %s %s', t.name, o.conname, pg_get_constraintdef(o.oid))
  from tables t join pg_catalog.pg_constraint o on o.conrelid = t.oid and o.contype in ('c', 'f', 'p', 'u')
  union all
  select t.name, 2, i.relname::text, pg_get_indexdef(i.oid)
  from tables t
  join pg_catalog.pg_index x on x.indrelid = t.oid
  join pg_catalog.pg_class i on i.oid = x.indexrelid
  where not exists (select 1 from pg_catalog.pg_constraint o where o.conindid = i.oid and o.contype in ('p', 'u'))
) lines
order by table_name collate \"C\", part, rank collate \"C\"";

/// The schema of a database, always the same text for the same schema of the same kind of database.
///
/// # Errors
/// [`StoreError::SchemaOlder`] before `prokura migrate`, and what the database answers.
pub async fn dump_schema(url: &str) -> StoreResult<String> {
    let place = Place::parse(url)?;
    if place.is_missing() {
        let known = migration::newest().to_owned();
        return Err(StoreError::SchemaOlder { found: "none".to_owned(), known });
    }
    let pools = Pools::open(place).await?;
    let lines = {
        let tx = pools.read().await?;
        migration::check(&tx).await?;
        lines(&tx).await?
    };
    pools.close().await;
    Ok(lines.join("\n") + "\n")
}

async fn lines(tx: &Transaction) -> StoreResult<Vec<String>> {
    let sql = match tx.get_database_backend() {
        DbBackend::Sqlite => SQLITE,
        _ => POSTGRES,
    };
    let rows = tx.query_all_raw(Statement::from_string(tx.get_database_backend(), sql)).await.map_err(store_error)?;
    rows.iter().map(|row| row.try_get("", "line").map_err(store_error)).collect()
}
