//! Help Desk sessions (PTR-07).

use super::prelude::*;
use prokura_domain::id::{HelpDeskSessionId, OrganizationId, PrincipalId};
use prokura_domain::support::HelpDeskSession;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "help_desk_session")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub agent: Uuid,
    pub organization: Uuid,
    pub from_at: Option<i64>,
    pub until_at: Option<i64>,
}
plain!();

impl Kept for HelpDeskSession {
    type Entity = Entity;

    fn to_row(&self) -> StoreResult<Model> {
        Ok(Model {
            id: self.id.0,
            agent: self.agent.0,
            organization: self.organization.0,
            from_at: self.term.from.map(|at| at.0),
            until_at: self.term.until.map(|at| at.0),
        })
    }

    fn from_row(row: Model) -> StoreResult<Self> {
        Ok(Self {
            id: HelpDeskSessionId(row.id),
            agent: PrincipalId(row.agent),
            organization: OrganizationId(row.organization),
            term: term(row.from_at, row.until_at),
        })
    }
}
