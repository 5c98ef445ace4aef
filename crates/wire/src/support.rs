//! Support access: requests, grants, Help Desk sessions.

use crate::person::PersonReference;
use crate::time::Moment;
use prokura_domain::support as domain;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// An agent asks for temporary access (SUP-02).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSupportRequest {
    /// The e-mail address of a full administrator there. Whether it is one is not told.
    pub addressed_to: String,
    /// Why; the administrator reads it.
    pub reason: String,
}

/// A request that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SupportRequested {
    /// The id.
    pub id: Uuid,
    /// When it can no longer be answered (SUP-04).
    pub lapses_at: Moment,
}

/// A request for temporary access.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SupportRequest {
    /// The id; what is done under the grant is recorded under it (SUP-09).
    pub id: Uuid,
    /// The organization asked for.
    pub organization: Uuid,
    /// The agent who asks.
    pub agent: PersonReference,
    /// The address it was written to.
    pub addressed_to: String,
    /// Why.
    pub reason: String,
    /// When it was made.
    pub requested_at: Moment,
    /// When it can no longer be answered.
    pub lapses_at: Moment,
    /// `pending`, `granted`, `denied`, `reported`, `lapsed` or `withdrawn`.
    pub state: String,
    /// When it was answered or withdrawn.
    pub decided_at: Option<Moment>,
    /// Who answered; for readers of the organization only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<Uuid>,
    /// The access that answers it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grant: Option<Uuid>,
}

/// The answer to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SupportAnswer {
    /// Yes for an hour, no, or no with a report to the vendor (SUP-05).
    pub answer: AnswerKind,
}

/// What an administrator answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AnswerKind {
    /// Access for an hour.
    Grant,
    /// No.
    Deny,
    /// No, and the vendor is told that nobody expected it.
    DenyAndReport,
}

/// What became of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SupportAnswered {
    /// The request.
    pub id: Uuid,
    /// What it is now.
    pub state: String,
    /// The access that was given.
    pub grant: Option<Uuid>,
    /// When the access is over.
    pub until: Option<Moment>,
}

/// Temporary access of an agent (SUP-06).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SupportGrant {
    /// The id.
    pub id: Uuid,
    /// The request it answers.
    pub request: Option<Uuid>,
    /// The agent.
    pub agent: PersonReference,
    /// The organization.
    pub organization: Uuid,
    /// Who approved it; for readers of the organization only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approved_by: Option<Uuid>,
    /// From when.
    pub from: Option<Moment>,
    /// When it is over.
    pub until: Option<Moment>,
    /// Which side ended it early: `customer` or `agent`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_by: Option<String>,
}

impl SupportGrant {
    /// A grant with what the reader may know of its agent.
    #[must_use]
    pub fn new(row: &domain::SupportGrant, agent: PersonReference, by_name: bool) -> Self {
        let side = |who| if who == row.agent { domain::Side::Agent } else { domain::Side::Customer };
        Self {
            id: row.id.0,
            request: row.request.map(|id| id.0),
            agent,
            organization: row.organization.0,
            approved_by: by_name.then_some(row.approved_by.0),
            from: row.term.from.map(Moment),
            until: row.term.until.map(Moment),
            ended_by: row.ended_by.map(|who| side(who).code().to_owned()),
        }
    }
}

/// A Help Desk session (PTR-07).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HelpDeskSession {
    /// The id.
    pub id: Uuid,
    /// The agent.
    pub agent: PersonReference,
    /// The organization looked into.
    pub organization: Uuid,
    /// From when.
    pub from: Option<Moment>,
    /// When it is no longer open.
    pub until: Option<Moment>,
}

/// A Help Desk session that is open now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HelpDeskOpened {
    /// The id.
    pub id: Uuid,
    /// When it is no longer open.
    pub until: Moment,
}
