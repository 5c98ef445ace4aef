//! What do the tables look like, as a text that can be compared?

use crate::error::store_error;
use crate::migration;
use crate::pools::{Place, Pools};
use crate::transaction::{Dialect, Transaction};
use prokura_app::port::{StoreError, StoreResult};
use sea_orm::{ConnectionTrait, Statement};

const SQLITE: &str = "select sql || ';' as line from sqlite_schema where sql is not null \
    order by tbl_name, case type when 'table' then 0 else 1 end, name";

/// Each table with its columns and constraints, then the indexes that no constraint made.
const POSTGRES: &str = "\
with tables as (
  select c.oid, c.relname::text as name from pg_catalog.pg_class c
  where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace
), parts as (
  select a.attrelid as oid, 0 as part, lpad(a.attnum::text, 4, '0') as rank,
    concat(a.attname, ' ', format_type(a.atttypid, a.atttypmod), case when a.attnotnull then ' not null' end,
      ' default ' || pg_get_expr(d.adbin, d.adrelid)) as text
  from pg_catalog.pg_attribute a
  left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  where a.attnum > 0 and not a.attisdropped
  union all
  select o.conrelid, 1, o.conname::text, concat('constraint ', o.conname, ' ', pg_get_constraintdef(o.oid))
  from pg_catalog.pg_constraint o where o.contype in ('c', 'f', 'p', 'u')
)
select line from (
  select t.name as table_name, 0 as part, '' as rank, concat('CREATE TABLE ', t.name, E' (\\n  ',
    string_agg(p.text, E',\\n  ' order by p.part, p.rank collate \"C\"), E'\\n);') as line
  from tables t join parts p on p.oid = t.oid
  group by t.name
  union all
  select t.name, 1, i.relname::text, concat(pg_get_indexdef(i.oid), ';')
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
    let sql = match tx.dialect() {
        Dialect::Sqlite => SQLITE,
        Dialect::Postgres => POSTGRES,
    };
    let rows = tx.query_all_raw(Statement::from_string(tx.get_database_backend(), sql)).await.map_err(store_error)?;
    rows.iter().map(|row| row.try_get("", "line").map_err(store_error)).collect()
}
