//! Settings of organizations that were set.

use super::prelude::*;
use prokura_domain::id::{OrganizationId, PrincipalId};
use prokura_domain::setting::Setting;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "setting")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organization: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    pub value: String,
    pub set_by: Option<Uuid>,
    pub set_at: i64,
    pub version: i64,
}
plain!();

impl Kept for Setting {
    type Entity = Entity;

    fn to_row(&self) -> StoreResult<Model> {
        Ok(Model {
            organization: self.organization.0,
            key: self.key.clone(),
            value: to_json(&self.value)?,
            set_by: self.set_by.map(|id| id.0),
            set_at: self.set_at.0,
            version: self.version,
        })
    }

    fn from_row(row: Model) -> StoreResult<Self> {
        Ok(Self {
            organization: OrganizationId(row.organization),
            key: row.key,
            value: json("setting.value", &row.value)?,
            set_by: row.set_by.map(PrincipalId),
            set_at: Timestamp(row.set_at),
            version: row.version,
        })
    }
}
