//! Every version of every custom role.

use super::prelude::*;
use prokura_domain::custom_role::CustomRole;
use prokura_domain::id::{CustomRoleId, OrganizationId, PrincipalId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "custom_role_version")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i64,
    pub organization: Uuid,
    pub names: String,
    pub areas: String,
    pub active: bool,
    pub changed_by: Option<Uuid>,
    pub changed_at: i64,
}
plain!();

/// A custom role as it was at one of its versions.
pub(crate) struct Version(pub(crate) CustomRole);

impl Kept for Version {
    type Entity = Entity;

    fn to_row(&self) -> StoreResult<Model> {
        let role = &self.0;
        Ok(Model {
            id: role.id.0,
            organization: role.organization.0,
            names: to_json(&role.names)?,
            areas: to_json(&role.areas)?,
            active: role.active,
            version: role.version,
            changed_by: role.changed_by.map(|id| id.0),
            changed_at: role.changed_at.0,
        })
    }

    fn from_row(row: Model) -> StoreResult<Self> {
        Ok(Self(CustomRole {
            id: CustomRoleId(row.id),
            organization: OrganizationId(row.organization),
            names: json("custom_role_version.names", &row.names)?,
            areas: json("custom_role_version.areas", &row.areas)?,
            active: row.active,
            version: row.version,
            changed_by: row.changed_by.map(PrincipalId),
            changed_at: Timestamp(row.changed_at),
        }))
    }
}
