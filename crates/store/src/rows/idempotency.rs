//! What was answered under idempotency keys.

use super::prelude::*;
use prokura_app::caller::IdempotencyKey;
use prokura_app::port::{Remembered, Revision};
use prokura_domain::id::PrincipalId;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub caller: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub route: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    pub fingerprint: String,
    pub output: String,
    pub revision: i64,
    pub at: i64,
}
plain!();

impl Kept for Remembered {
    type Entity = Entity;

    fn to_row(&self) -> StoreResult<Model> {
        Ok(Model {
            caller: self.key.caller.0,
            route: self.key.route.clone(),
            key: self.key.key.clone(),
            fingerprint: self.key.fingerprint.clone(),
            output: self.output.clone(),
            revision: self.revision.0,
            at: self.at.0,
        })
    }

    fn from_row(row: Model) -> StoreResult<Self> {
        Ok(Self {
            key: IdempotencyKey {
                caller: PrincipalId(row.caller),
                route: row.route,
                key: row.key,
                fingerprint: row.fingerprint,
            },
            output: row.output,
            revision: Revision(row.revision),
            at: Timestamp(row.at),
        })
    }
}
