//! Recovery codes.

use super::prelude::*;
use prokura_domain::factor::RecoveryCode;
use prokura_domain::id::PrincipalId;

#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "recovery_code")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub person: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub tag: String,
    pub used_at: Option<i64>,
}
plain!();

/// The tag is never printed.
impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RecoveryCode({})", self.person)
    }
}

impl Kept for RecoveryCode {
    type Entity = Entity;

    fn to_row(&self) -> StoreResult<Model> {
        Ok(Model { person: self.person.0, tag: self.tag.clone(), used_at: self.used_at.map(|at| at.0) })
    }

    fn from_row(row: Model) -> StoreResult<Self> {
        Ok(Self { person: PrincipalId(row.person), tag: row.tag, used_at: row.used_at.map(Timestamp) })
    }
}
