//! Locations of organizations.

use super::prelude::*;
use prokura_domain::id::{LocationId, OrganizationId};
use prokura_domain::organization::Location;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "location")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub slug: String,
    pub organization: Uuid,
    pub name: String,
}
plain!();

impl Kept for Location {
    type Entity = Entity;

    fn to_row(&self) -> StoreResult<Model> {
        Ok(Model {
            id: self.id.0,
            slug: self.slug.to_string(),
            organization: self.organization.0,
            name: self.name.to_string(),
        })
    }

    fn from_row(row: Model) -> StoreResult<Self> {
        Ok(Self {
            id: LocationId(row.id),
            slug: text("location.slug", row.slug)?,
            organization: OrganizationId(row.organization),
            name: text("location.name", row.name)?,
        })
    }
}
