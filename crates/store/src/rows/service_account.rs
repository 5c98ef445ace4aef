//! Service accounts.

use super::prelude::*;
use prokura_domain::id::{OrganizationId, PrincipalId};
use prokura_domain::person::ServiceAccount;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "service_account")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub name: String,
    pub home: Uuid,
    pub active: bool,
}
plain!();

impl Kept for ServiceAccount {
    type Entity = Entity;

    fn to_row(&self) -> StoreResult<Model> {
        Ok(Model { id: self.id.0, name: self.name.to_string(), home: self.home.0, active: self.active })
    }

    fn from_row(row: Model) -> StoreResult<Self> {
        Ok(Self {
            id: PrincipalId(row.id),
            name: text("service_account.name", row.name)?,
            home: OrganizationId(row.home),
            active: row.active,
        })
    }
}
