//! Mail domains of organizations.

use super::prelude::*;
use prokura_domain::federation::Domain;
use prokura_domain::id::{DomainId, OrganizationId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "domain")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub organization: Uuid,
    pub name: String,
    pub token: String,
    pub added_at: i64,
    pub verified_at: Option<i64>,
    pub removed_at: Option<i64>,
}
plain!();

impl Kept for Domain {
    type Entity = Entity;

    fn to_row(&self) -> StoreResult<Model> {
        Ok(Model {
            id: self.id.0,
            organization: self.organization.0,
            name: self.name.to_string(),
            token: self.token.clone(),
            added_at: self.added_at.0,
            verified_at: self.verified_at.map(|at| at.0),
            removed_at: self.removed_at.map(|at| at.0),
        })
    }

    fn from_row(row: Model) -> StoreResult<Self> {
        Ok(Self {
            id: DomainId(row.id),
            organization: OrganizationId(row.organization),
            name: text("domain.name", row.name)?,
            token: row.token,
            added_at: Timestamp(row.added_at),
            verified_at: row.verified_at.map(Timestamp),
            removed_at: row.removed_at.map(Timestamp),
        })
    }
}
