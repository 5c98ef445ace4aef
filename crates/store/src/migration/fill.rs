//! What does a migration fill in that no SQL can make? By name of table and column: later migrations may change the rows.

use crate::error::store_error;
use crate::rows::person::Keys;
use crate::rows::person_facet;
use crate::transaction::Transaction;
use prokura_app::port::{StoreError, StoreResult};
use prokura_domain::person::PersonStatus;
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, OnConflict, Query, SimpleExpr};
use uuid::Uuid;

/// How many rows are read at a time.
const BATCH: u64 = 500;
/// How many rows are written at a time: both databases limit how many values a statement may have.
const ROWS: usize = 500;

/// People's sort keys.
pub(super) async fn keys_of_people(tx: &Transaction) -> StoreResult<()> {
    let column = Alias::new;
    let mut after = Uuid::nil();
    loop {
        let select = Query::select()
            .columns([column("id"), column("name"), column("email")])
            .from(Alias::new("person"))
            .and_where(Expr::col(column("id")).gt(after))
            .order_by(column("id"), sea_orm::Order::Asc)
            .limit(BATCH)
            .to_owned();
        let rows = tx.query_all(&select).await.map_err(store_error)?;
        if rows.is_empty() {
            return Ok(());
        }
        for row in rows {
            let id: Uuid = row.try_get("", "id").map_err(store_error)?;
            let name: String = row.try_get("", "name").map_err(store_error)?;
            let email: String = row.try_get("", "email").map_err(store_error)?;
            let keys = Keys::of(&name, &email);
            let update = Query::update()
                .table(Alias::new("person"))
                .values([
                    (column("sort_email"), keys.sort_email.into()),
                    (column("sort_en"), keys.sort_en.into()),
                    (column("sort_cs"), keys.sort_cs.into()),
                    (column("sort_pl"), keys.sort_pl.into()),
                ])
                .and_where(Expr::col(column("id")).eq(id))
                .to_owned();
            tx.execute(&update).await.map_err(store_error)?;
            after = id;
        }
    }
}

/// By what people are found.
pub(super) async fn facets_of_people(tx: &Transaction) -> StoreResult<()> {
    let column = Alias::new;
    let mut after = Uuid::nil();
    loop {
        let select = Query::select()
            .columns(["id", "home", "name", "email", "status", "licenses"].map(column))
            .from(Alias::new("person"))
            .and_where(Expr::col(column("id")).gt(after))
            .order_by(column("id"), sea_orm::Order::Asc)
            .limit(BATCH)
            .to_owned();
        let rows = tx.query_all(&select).await.map_err(store_error)?;
        if rows.is_empty() {
            return Ok(());
        }
        let mut found = Vec::new();
        for row in rows {
            let text = |name: &str| row.try_get::<String>("", name).map_err(store_error);
            let id: Uuid = row.try_get("", "id").map_err(store_error)?;
            let home: Uuid = row.try_get("", "home").map_err(store_error)?;
            let licenses: Vec<String> = person_facet::licenses(&text("licenses")?)?;
            for (kind, value) in person_facet::of(&text("name")?, &text("email")?, &text("status")?, &licenses) {
                found.push([home.into(), kind.into(), value.into(), id.into()]);
            }
            after = id;
        }
        for some in found.chunks(ROWS) {
            let mut insert = Query::insert();
            insert.into_table(Alias::new("person_facet")).columns(["home", "kind", "value", "person"].map(column));
            for row in some {
                insert.values(row.clone()).map_err(|error| StoreError::Failed(error.to_string()))?;
            }
            tx.execute(&insert).await.map_err(store_error)?;
        }
    }
}

/// The domains of people's addresses, where they are not there yet. Whoever was deleted has none.
pub(super) async fn domains_of_people(tx: &Transaction) -> StoreResult<()> {
    let column = Alias::new;
    let mut after = Uuid::nil();
    loop {
        let select = Query::select()
            .columns(["id", "home", "email", "status"].map(column))
            .from(Alias::new("person"))
            .and_where(Expr::col(column("id")).gt(after))
            .order_by(column("id"), sea_orm::Order::Asc)
            .limit(BATCH)
            .to_owned();
        let rows = tx.query_all(&select).await.map_err(store_error)?;
        if rows.is_empty() {
            return Ok(());
        }
        let mut insert = Query::insert();
        insert.into_table(Alias::new("person_facet")).columns(["home", "kind", "value", "person"].map(column));
        let mut is_empty = true;
        for row in &rows {
            let text = |name: &str| row.try_get::<String>("", name).map_err(store_error);
            let id: Uuid = row.try_get("", "id").map_err(store_error)?;
            let home: Uuid = row.try_get("", "home").map_err(store_error)?;
            after = id;
            for (kind, value) in person_facet::of("", &text("email")?, &text("status")?, &[]) {
                if kind == person_facet::DOMAIN {
                    let row = [home.into(), kind.into(), value.into(), id.into()];
                    insert.values(row).map_err(|error| StoreError::Failed(error.to_string()))?;
                    is_empty = false;
                }
            }
        }
        if !is_empty {
            insert.on_conflict(OnConflict::new().do_nothing().to_owned());
            tx.execute(&insert).await.map_err(store_error)?;
        }
    }
}

/// Packages, job titles and departments of those who are here.
pub(super) async fn details_of_people(tx: &Transaction) -> StoreResult<()> {
    let column = Alias::new;
    let mut after = Uuid::nil();
    loop {
        let select = Query::select()
            .columns(["id", "home", "status", "package", "title", "department"].map(column))
            .from(Alias::new("person"))
            .and_where(Expr::col(column("id")).gt(after))
            .order_by(column("id"), sea_orm::Order::Asc)
            .limit(BATCH)
            .to_owned();
        let rows = tx.query_all(&select).await.map_err(store_error)?;
        if rows.is_empty() {
            return Ok(());
        }
        let mut found: Vec<[SimpleExpr; 4]> = Vec::new();
        for row in &rows {
            let text = |name: &str| row.try_get::<Option<String>>("", name).map_err(store_error);
            let id: Uuid = row.try_get("", "id").map_err(store_error)?;
            let home: Uuid = row.try_get("", "home").map_err(store_error)?;
            after = id;
            let status = text("status")?.and_then(|code| PersonStatus::from_code(&code));
            if status.is_none_or(PersonStatus::is_gone) {
                continue;
            }
            for (kind, value) in person_facet::details(text("package")?, text("title")?, text("department")?) {
                found.push([home.into(), kind.into(), value.into(), id.into()]);
            }
        }
        for some in found.chunks(ROWS) {
            let mut insert = Query::insert();
            insert.into_table(Alias::new("person_facet")).columns(["home", "kind", "value", "person"].map(column));
            for row in some {
                insert.values(row.clone()).map_err(|error| StoreError::Failed(error.to_string()))?;
            }
            insert.on_conflict(OnConflict::new().do_nothing().to_owned());
            tx.execute(&insert).await.map_err(store_error)?;
        }
    }
}
