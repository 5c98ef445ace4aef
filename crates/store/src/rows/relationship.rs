//! Relationships between partners and customers (ORG-02).

use super::prelude::*;
use prokura_domain::id::{OrganizationId, RelationshipId};
use prokura_domain::organization::Relationship;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "relationship")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub partner: Uuid,
    pub customer: Uuid,
    pub from_at: Option<i64>,
    pub until_at: Option<i64>,
}
plain!();

impl Kept for Relationship {
    type Entity = Entity;

    fn to_row(&self) -> StoreResult<Model> {
        Ok(Model {
            id: self.id.0,
            partner: self.partner.0,
            customer: self.customer.0,
            from_at: self.term.from.map(|at| at.0),
            until_at: self.term.until.map(|at| at.0),
        })
    }

    fn from_row(row: Model) -> StoreResult<Self> {
        Ok(Self {
            id: RelationshipId(row.id),
            partner: OrganizationId(row.partner),
            customer: OrganizationId(row.customer),
            term: term(row.from_at, row.until_at),
        })
    }
}
