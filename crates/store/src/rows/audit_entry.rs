//! Entries of audit logs.

use super::prelude::*;
use prokura_app::audit::AuditRow;
use prokura_app::port::Revision;
use prokura_domain::id::{AuditEntryId, OrganizationId, PrincipalId, RequestId, SupportRequestId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_entry")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub organization: Uuid,
    pub number: i64,
    pub at: i64,
    pub revision: i64,
    pub actor: Option<Uuid>,
    pub actor_home: Option<Uuid>,
    pub action: String,
    pub outcome: String,
    pub subject: Option<Uuid>,
    pub support_request: Option<Uuid>,
    pub request: Uuid,
    pub policy: String,
    pub bytes: Vec<u8>,
    pub leaf_hash: Vec<u8>,
    pub control: Option<String>,
}
plain!();

impl Kept for AuditRow {
    type Entity = Entity;

    fn to_row(&self) -> StoreResult<Model> {
        Ok(Model {
            id: self.id.0,
            organization: self.organization.0,
            number: self.number,
            at: self.at.0,
            revision: self.revision.0,
            actor: self.actor.map(|id| id.0),
            actor_home: self.actor_home.map(|id| id.0),
            action: self.action.clone(),
            outcome: self.outcome.clone(),
            subject: self.subject,
            support_request: self.support_request.map(|id| id.0),
            request: self.request.0,
            policy: self.policy.clone(),
            bytes: self.bytes.clone(),
            leaf_hash: self.leaf_hash.to_vec(),
            control: self.control.clone(),
        })
    }

    fn from_row(row: Model) -> StoreResult<Self> {
        Ok(Self {
            id: AuditEntryId(row.id),
            organization: OrganizationId(row.organization),
            number: row.number,
            at: Timestamp(row.at),
            revision: Revision(row.revision),
            actor: row.actor.map(PrincipalId),
            actor_home: row.actor_home.map(OrganizationId),
            action: row.action,
            outcome: row.outcome,
            subject: row.subject,
            support_request: row.support_request.map(SupportRequestId),
            request: RequestId(row.request),
            policy: row.policy,
            bytes: row.bytes,
            leaf_hash: bytes("audit_entry.leaf_hash", row.leaf_hash)?,
            control: row.control,
        })
    }
}
