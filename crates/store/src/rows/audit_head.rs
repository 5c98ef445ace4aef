//! The number of the newest entry of each audit log.

use super::prelude::*;
use prokura_domain::id::OrganizationId;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_head")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organization: Uuid,
    pub number: i64,
}
plain!();

/// Whose log it is, and the number of its newest entry.
pub(crate) struct Head {
    pub(crate) organization: OrganizationId,
    pub(crate) number: i64,
}

impl Kept for Head {
    type Entity = Entity;

    fn to_row(&self) -> StoreResult<Model> {
        Ok(Model { organization: self.organization.0, number: self.number })
    }

    fn from_row(row: Model) -> StoreResult<Self> {
        Ok(Self { organization: OrganizationId(row.organization), number: row.number })
    }
}
