//! Which policy was decided under, from when on.

use super::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "policy_in_force")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub from_at: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub digest: String,
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
