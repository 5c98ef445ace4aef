//! Blocks that customers set (EXT-12).

use super::prelude::*;
use prokura_app::port::StoreError;
use prokura_domain::id::{BlockId, OrganizationId, PrincipalId};
use prokura_domain::organization::{Block, Blocked};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "block")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub organization: Uuid,
    pub kind: String,
    pub blocked: Uuid,
    pub from_at: Option<i64>,
    pub until_at: Option<i64>,
}
plain!();

impl Kept for Block {
    type Entity = Entity;

    fn to_row(&self) -> StoreResult<Model> {
        let blocked = match self.blocked {
            Blocked::Person(person) => person.0,
            Blocked::Partner(partner) => partner.0,
        };
        Ok(Model {
            id: self.id.0,
            organization: self.organization.0,
            kind: self.blocked.code().to_owned(),
            blocked,
            from_at: self.term.from.map(|at| at.0),
            until_at: self.term.until.map(|at| at.0),
        })
    }

    fn from_row(row: Model) -> StoreResult<Self> {
        let kinds = [Blocked::Person(PrincipalId(row.blocked)), Blocked::Partner(OrganizationId(row.blocked))];
        Ok(Self {
            id: BlockId(row.id),
            organization: OrganizationId(row.organization),
            blocked: kinds
                .into_iter()
                .find(|kind| kind.code() == row.kind)
                .ok_or_else(|| StoreError::Corrupt("column block.kind".to_owned()))?,
            term: term(row.from_at, row.until_at),
        })
    }
}
