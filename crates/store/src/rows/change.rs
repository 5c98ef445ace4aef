//! Which keys each revision touched.

use super::prelude::*;
use prokura_app::port::{Revision, StoreError};
use prokura_domain::event::Touched;
use prokura_domain::id::{OrganizationId, PrincipalId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "change")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub revision: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
}
plain!();

/// A key with the revision that touched it.
#[derive(Clone, Copy)]
pub(crate) struct TouchedBy(pub(crate) Revision, pub(crate) Touched);

impl Kept for TouchedBy {
    type Entity = Entity;

    fn to_row(&self) -> StoreResult<Model> {
        let (kind, id) = match self.1 {
            Touched::Principal(id) => ("principal", id.0),
            Touched::Organization(id) => ("organization", id.0),
        };
        Ok(Model { revision: self.0.0, kind: kind.to_owned(), id })
    }

    fn from_row(row: Model) -> StoreResult<Self> {
        let touched = match row.kind.as_str() {
            "principal" => Touched::Principal(PrincipalId(row.id)),
            "organization" => Touched::Organization(OrganizationId(row.id)),
            _ => return Err(StoreError::Corrupt("column change.kind".to_owned())),
        };
        Ok(Self(Revision(row.revision), touched))
    }
}
