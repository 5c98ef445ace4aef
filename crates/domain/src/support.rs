//! Support access: what may become of a request, a grant and a Help Desk session (SUP-01 to SUP-09, PTR-07).

use crate::id::{HelpDeskSessionId, OrganizationId, PrincipalId, SupportGrantId, SupportRequestId};
use crate::text::EmailAddress;
use crate::time::{Span, Term, Timestamp};
use serde::{Deserialize, Serialize};

/// How long a request waits for an answer (SUP-04).
pub const REQUEST_LASTS: Span = Span::hours(1);
/// How long approved access runs, from the moment of approval (SUP-06).
pub const GRANT_LASTS: Span = Span::hours(1);
/// How long a Help Desk session runs (PTR-07).
pub const SESSION_LASTS: Span = Span::hours(1);

/// What became of a request. A pending one that is an hour old has lapsed, whether or not that was written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestState {
    /// Nobody answered yet.
    Pending,
    /// Granted.
    Granted,
    /// Denied.
    Denied,
    /// Denied and reported as unexpected (SUP-05): a case the vendor sees.
    Reported,
    /// Nobody answered within the hour.
    Lapsed,
    /// Taken back by the agent.
    Withdrawn,
}

impl RequestState {
    /// Every state.
    pub const ALL: [Self; 6] =
        [Self::Pending, Self::Granted, Self::Denied, Self::Reported, Self::Lapsed, Self::Withdrawn];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Granted => "granted",
            Self::Denied => "denied",
            Self::Reported => "reported",
            Self::Lapsed => "lapsed",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The state of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// An agent's request for temporary access to an organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupportRequest {
    /// The id; everything done under the grant is recorded under it (SUP-09).
    pub id: SupportRequestId,
    /// The organization asked for.
    pub organization: OrganizationId,
    /// The agent who asks.
    pub agent: PrincipalId,
    /// The address the agent wrote to. Whether it is an administrator's is not revealed to the agent (SUP-02).
    pub addressed_to: EmailAddress,
    /// The full administrator behind that address, if it is one.
    pub approver: Option<PrincipalId>,
    /// Why, in the agent's words.
    pub reason: String,
    /// When it was made.
    pub requested_at: Timestamp,
    /// What became of it, as written down; see [`SupportRequest::state_at`].
    pub state: RequestState,
    /// When it was answered.
    pub decided_at: Option<Timestamp>,
    /// Who answered.
    pub decided_by: Option<PrincipalId>,
    /// Counts the changes of this row.
    pub version: i64,
}

impl SupportRequest {
    /// First moment at which it can no longer be answered (SUP-04).
    #[must_use]
    pub fn lapses_at(&self) -> Timestamp {
        self.requested_at.plus(REQUEST_LASTS)
    }

    /// What it is at a moment: an unanswered request lapses by itself.
    #[must_use]
    pub fn state_at(&self, at: Timestamp) -> RequestState {
        if self.state == RequestState::Pending && at >= self.lapses_at() { RequestState::Lapsed } else { self.state }
    }
}

/// Which side ended something early (SUP-07).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The customer.
    Customer,
    /// The agent.
    Agent,
}

impl Side {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Agent => "agent",
        }
    }
}

/// Approved temporary access of an agent to an organization (SUP-06).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupportGrant {
    /// The id.
    pub id: SupportGrantId,
    /// The request it answers; `None` for one read from a world file.
    pub request: Option<SupportRequestId>,
    /// The agent.
    pub agent: PrincipalId,
    /// The organization.
    pub organization: OrganizationId,
    /// Who approved it.
    pub approved_by: PrincipalId,
    /// While it runs. Ending early moves `until` to that moment.
    pub term: Term,
    /// Who ended it early, if somebody did.
    pub ended_by: Option<PrincipalId>,
}

/// An open or past Help Desk session of an agent in an organization (PTR-07).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HelpDeskSession {
    /// The id.
    pub id: HelpDeskSessionId,
    /// The agent.
    pub agent: PrincipalId,
    /// The organization looked into.
    pub organization: OrganizationId,
    /// While it is open.
    pub term: Term,
}
