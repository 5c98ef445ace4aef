//! How many people of an organization hold each licence.

use super::prelude::*;
use prokura_domain::id::OrganizationId;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "licence_count")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organization: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub licence: Vec<u8>,
    pub people: i64,
}
plain!();

/// How many people of an organization hold a licence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) organization: OrganizationId,
    /// The licence's code as a facet's value has it.
    pub(crate) licence: Vec<u8>,
    pub(crate) people: i64,
}

impl Kept for Count {
    type Entity = Entity;

    fn to_row(&self) -> StoreResult<Model> {
        Ok(Model { organization: self.organization.0, licence: self.licence.clone(), people: self.people })
    }

    fn from_row(row: Model) -> StoreResult<Self> {
        Ok(Self { organization: OrganizationId(row.organization), licence: row.licence, people: row.people })
    }
}
