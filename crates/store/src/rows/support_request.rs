//! Support requests (SUP-02).

use super::prelude::*;
use prokura_domain::id::{OrganizationId, PrincipalId, SupportRequestId};
use prokura_domain::support::{RequestState, SupportRequest};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "support_request")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub organization: Uuid,
    pub agent: Uuid,
    pub addressed_to: String,
    pub approver: Option<Uuid>,
    pub reason: String,
    pub requested_at: i64,
    pub state: String,
    pub decided_at: Option<i64>,
    pub decided_by: Option<Uuid>,
    pub version: i64,
}
plain!();

impl Kept for SupportRequest {
    type Entity = Entity;

    fn to_row(&self) -> StoreResult<Model> {
        Ok(Model {
            id: self.id.0,
            organization: self.organization.0,
            agent: self.agent.0,
            addressed_to: self.addressed_to.to_string(),
            approver: self.approver.map(|id| id.0),
            reason: self.reason.clone(),
            requested_at: self.requested_at.0,
            state: self.state.code().to_owned(),
            decided_at: self.decided_at.map(|at| at.0),
            decided_by: self.decided_by.map(|id| id.0),
            version: self.version,
        })
    }

    fn from_row(row: Model) -> StoreResult<Self> {
        Ok(Self {
            id: SupportRequestId(row.id),
            organization: OrganizationId(row.organization),
            agent: PrincipalId(row.agent),
            addressed_to: text("support_request.addressed_to", row.addressed_to)?,
            approver: row.approver.map(PrincipalId),
            reason: row.reason,
            requested_at: Timestamp(row.requested_at),
            state: code("support_request.state", &row.state, RequestState::from_code)?,
            decided_at: row.decided_at.map(Timestamp),
            decided_by: row.decided_by.map(PrincipalId),
            version: row.version,
        })
    }
}
