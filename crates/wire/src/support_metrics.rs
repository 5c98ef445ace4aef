//! Figures of support access.

use crate::time::Moment;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// Figures of one stretch of time, or of one partner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SupportFigures {
    /// Requests that were made.
    pub asked: u64,
    /// Of those, granted.
    pub granted: u64,
    /// Denied.
    pub denied: u64,
    /// Denied and reported as unexpected (SUP-05).
    pub reported: u64,
    /// That nobody answered in time (SUP-04).
    pub lapsed: u64,
    /// Taken back by the agent.
    pub withdrawn: u64,
    /// That wait.
    pub pending: u64,
    /// Help Desk sessions that were opened (PTR-07).
    pub sessions: u64,
    /// In how many seconds half of those that were answered had their answer; nothing where none was.
    pub median_seconds: Option<u64>,
}

/// Figures of a stretch of time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SupportStretch {
    /// From this moment on.
    pub from: Moment,
    /// Before this moment.
    pub until: Moment,
    /// What there was.
    pub figures: SupportFigures,
}

/// Figures by where the agents are at home.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SupportHome {
    /// The organization; nothing for agents whom nobody knows any more.
    pub organization: Option<Uuid>,
    /// Its name.
    pub name: Option<String>,
    /// What there was.
    pub figures: SupportFigures,
}

/// Figures of support access to an organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SupportMetrics {
    /// Over how many days, until now.
    pub days: i64,
    /// All of them.
    pub all: SupportFigures,
    /// Stretch by stretch, the oldest first.
    pub stretches: Vec<SupportStretch>,
    /// By where the agents are at home, whoever asked most first.
    pub homes: Vec<SupportHome>,
}
