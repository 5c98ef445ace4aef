//! Support grants (SUP-06).

use super::prelude::*;
use prokura_domain::id::{OrganizationId, PrincipalId, SupportGrantId, SupportRequestId};
use prokura_domain::support::SupportGrant;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "support_grant")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub request: Option<Uuid>,
    pub agent: Uuid,
    pub organization: Uuid,
    pub approved_by: Uuid,
    pub from_at: Option<i64>,
    pub until_at: Option<i64>,
    pub ended_by: Option<Uuid>,
    pub end_recorded: bool,
}
plain!();

/// A support grant whose end an event has recorded.
pub(crate) struct Ended(pub(crate) SupportGrant);

impl Kept for SupportGrant {
    type Entity = Entity;

    fn to_row(&self) -> StoreResult<Model> {
        Ok(Model {
            id: self.id.0,
            request: self.request.map(|id| id.0),
            agent: self.agent.0,
            organization: self.organization.0,
            approved_by: self.approved_by.0,
            from_at: self.term.from.map(|at| at.0),
            until_at: self.term.until.map(|at| at.0),
            ended_by: self.ended_by.map(|id| id.0),
            end_recorded: false,
        })
    }

    fn from_row(row: Model) -> StoreResult<Self> {
        Ok(Self {
            id: SupportGrantId(row.id),
            request: row.request.map(SupportRequestId),
            agent: PrincipalId(row.agent),
            organization: OrganizationId(row.organization),
            approved_by: PrincipalId(row.approved_by),
            term: term(row.from_at, row.until_at),
            ended_by: row.ended_by.map(PrincipalId),
        })
    }
}

impl Kept for Ended {
    type Entity = Entity;

    fn to_row(&self) -> StoreResult<Model> {
        Ok(Model { end_recorded: true, ..self.0.to_row()? })
    }

    fn from_row(row: Model) -> StoreResult<Self> {
        SupportGrant::from_row(row).map(Self)
    }
}
