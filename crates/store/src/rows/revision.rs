//! The newest revision and its moment, and since when versions are kept: one row.

use super::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "revision")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub revision: i64,
    pub at: i64,
    pub history_since: i64,
}
plain!();

impl Kept for Model {
    type Entity = Entity;

    fn to_row(&self) -> StoreResult<Model> {
        Ok(self.clone())
    }

    fn from_row(row: Model) -> StoreResult<Self> {
        Ok(row)
    }
}
