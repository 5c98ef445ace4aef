//! Entries of an organization's audit log.

use crate::time::Moment;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

/// An entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AuditEntry {
    /// The id.
    pub id: Uuid,
    /// Its number in this organization's log, from 1 without gaps.
    pub number: i64,
    /// When.
    pub at: Moment,
    /// The revision it was committed with.
    pub revision: i64,
    /// Who acted, if a principal did.
    pub actor: Option<Uuid>,
    /// The actor's home.
    pub actor_home: Option<Uuid>,
    /// What was done.
    pub action: String,
    /// `done` or `refused`.
    pub outcome: String,
    /// The control under which it was done or refused, where one was asked.
    pub control: Option<String>,
    /// The row it is about.
    pub subject: Option<Uuid>,
    /// The support request it was done under (SUP-09).
    pub support_request: Option<Uuid>,
    /// The HTTP request.
    pub request: Uuid,
    /// Digest of the policy it was decided under.
    pub policy: String,
    /// By what right, and what changed: personal values that were erased stand as commitments.
    pub facts: Map<String, Value>,
    /// SHA-256 of a zero byte and the entry's bytes, hex (RFC 6962, section 2.1).
    pub leaf_hash: String,
}
