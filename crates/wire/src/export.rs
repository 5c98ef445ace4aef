//! Exports that are made in the background.

use crate::time::Moment;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// An export of an audit log to make: of the entries that are there now and that every filter lets through.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAuditExport {
    /// `csv` (RFC 4180, UTF-8 with a byte order mark) or `jsonl` (an entry a line, as the list answers it).
    pub format: String,
    /// By this person: an id or an e-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    /// By anybody at home in this organization: an id or a look-up key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor_home: Option<String>,
    /// What this person did, and what was done to them: an id or an e-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    /// About this row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Uuid>,
    /// With this action.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    /// Under a control of this area of the policy, or under this control itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<String>,
    /// Done by the organization's people in this other one, as mirrored here: an id or a look-up key; `any` for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub elsewhere: Option<String>,
    /// `done` or `refused`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    /// Done under this support request (SUP-09).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub support_request: Option<Uuid>,
    /// From this moment on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Moment>,
    /// Before this moment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Moment>,
}

/// An export of administrators to make: of those who administer the organization now and whom every filter lets through.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAdministratorsExport {
    /// From outside, or from the organization; both, where it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external: Option<bool>,
    /// Who hold one of these roles there: keys.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 100)]
    pub roles: Vec<String>,
    /// With words of the name, or an address, that begin so; capitals and diacritics do not matter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 200)]
    pub search: Option<String>,
    /// `active`, `pending` or `suspended`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Who have this licence of the organization: its code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub license: Option<String>,
    /// Who hold a role for this location, among others (ROL-12): its id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<Uuid>,
}

/// An export that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Export {
    /// The id.
    pub id: Uuid,
    /// The organization.
    pub organization: Uuid,
    /// `csv` or `jsonl`; of administrators always `csv`.
    pub format: String,
    /// `working`, `done` or `failed`.
    pub state: String,
    /// Why it was given up, where it was: `storage`, `unreadable` or `interrupted`.
    pub failure: Option<String>,
    /// The same as a sentence, in the caller's language.
    pub detail: Option<String>,
    /// How many entries of the log, or people, have been looked through.
    pub done: i64,
    /// Of how many: those that were there when it was asked for.
    pub total: i64,
    /// When it was asked for.
    pub created_at: Moment,
    /// When the file is forgotten.
    pub expires_at: Moment,
    /// Where the file is, once it is done.
    pub file: Option<String>,
}
