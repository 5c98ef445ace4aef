//! Who somebody at an organization's provider is here.

use super::prelude::*;
use prokura_domain::federation::Identity;
use prokura_domain::id::{IdentityId, OrganizationId, PrincipalId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "identity")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub organization: Uuid,
    pub issuer: String,
    pub subject: String,
    pub person: Uuid,
    pub pinned_at: i64,
}
plain!();

impl Kept for Identity {
    type Entity = Entity;

    fn to_row(&self) -> StoreResult<Model> {
        Ok(Model {
            id: self.id.0,
            organization: self.organization.0,
            issuer: self.issuer.clone(),
            subject: self.subject.clone(),
            person: self.person.0,
            pinned_at: self.pinned_at.0,
        })
    }

    fn from_row(row: Model) -> StoreResult<Self> {
        Ok(Self {
            id: IdentityId(row.id),
            organization: OrganizationId(row.organization),
            issuer: row.issuer,
            subject: row.subject,
            person: PrincipalId(row.person),
            pinned_at: Timestamp(row.pinned_at),
        })
    }
}
