//! Secrets that organizations share with their providers, locked.

use super::prelude::*;
use prokura_domain::federation::ClientSecret;
use prokura_domain::id::{OrganizationId, PrincipalId};

#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "client_secret")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organization: Uuid,
    pub locked: Option<Vec<u8>>,
    pub set_by: Option<Uuid>,
    pub set_at: i64,
    pub version: i64,
}
plain!();

/// Not even what is locked is printed.
impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ClientSecret({})", self.organization)
    }
}

impl Kept for ClientSecret {
    type Entity = Entity;

    fn to_row(&self) -> StoreResult<Model> {
        Ok(Model {
            organization: self.organization.0,
            locked: self.locked.clone(),
            set_by: self.set_by.map(|by| by.0),
            set_at: self.set_at.0,
            version: self.version,
        })
    }

    fn from_row(row: Model) -> StoreResult<Self> {
        Ok(Self {
            organization: OrganizationId(row.organization),
            locked: row.locked,
            set_by: row.set_by.map(PrincipalId),
            set_at: Timestamp(row.set_at),
            version: row.version,
        })
    }
}
