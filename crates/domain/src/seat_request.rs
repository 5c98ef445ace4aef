//! Requests to a seller for more seats of a subscription, or fewer.

use crate::id::{OrganizationId, PrincipalId, SeatRequestId, SubscriptionId};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// The most seats that a subscription can have.
pub const MOST_SEATS: i64 = 1_000_000;

/// What became of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SeatRequestState {
    /// The seller has not answered yet.
    Open,
    /// The seller accepted it: the subscription has as many seats as were asked for.
    Accepted,
    /// The seller declined it.
    Declined,
    /// The customer took it back.
    Withdrawn,
}

impl SeatRequestState {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Open, Self::Accepted, Self::Declined, Self::Withdrawn];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Accepted => "accepted",
            Self::Declined => "declined",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The state of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// A request for another number of seats; at most one of a subscription is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeatRequest {
    /// The id.
    pub id: SeatRequestId,
    /// The subscription.
    pub subscription: SubscriptionId,
    /// Whose it is.
    pub customer: OrganizationId,
    /// Who sells it, and answers.
    pub seller: OrganizationId,
    /// How many seats there were when it was asked.
    pub before: i64,
    /// How many there shall be.
    pub quantity: i64,
    /// Why, in the words of whoever asked.
    pub reason: Option<String>,
    /// Who asked.
    pub asked_by: PrincipalId,
    /// When.
    pub asked_at: Timestamp,
    /// What became of it.
    pub state: SeatRequestState,
    /// Who answered it, or took it back.
    pub closed_by: Option<PrincipalId>,
    /// When.
    pub closed_at: Option<Timestamp>,
    /// What the seller says to it.
    pub answer: Option<String>,
    /// Counts the changes of this row, for optimistic locking.
    pub version: i64,
}
