//! What is good once and was used.

use super::prelude::*;
use prokura_domain::account::SecretHash;
use prokura_domain::federation::Spent;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "spent")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: Vec<u8>,
    pub until: i64,
}
plain!();

impl Kept for Spent {
    type Entity = Entity;

    fn to_row(&self) -> StoreResult<Model> {
        Ok(Model { key: self.key.0.to_vec(), until: self.until.0 })
    }

    fn from_row(row: Model) -> StoreResult<Self> {
        Ok(Self { key: SecretHash(bytes("spent.key", row.key)?), until: Timestamp(row.until) })
    }
}
