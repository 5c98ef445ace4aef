//! Jobs: what takes longer than a request, worked on bit by bit.

use crate::id::{JobId, OrganizationId, PrincipalId};
use crate::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};

/// How long a job's result is kept, from when it was asked for.
pub const RESULT_LASTS: Span = Span::days(1);

/// What a job does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobKind {
    /// Writes entries of an organization's audit log into a file.
    AuditExport,
    /// Writes who administers an organization into a file (ROL-06).
    AdministratorsExport,
}

impl JobKind {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::AuditExport => "audit_export",
            Self::AdministratorsExport => "administrators_export",
        }
    }

    /// The kind of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::AuditExport, Self::AdministratorsExport].into_iter().find(|kind| kind.code() == code)
    }
}

/// How far a job is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// It waits, or is being worked on.
    Working,
    /// Its result is there.
    Done,
    /// It was given up.
    Failed,
}

impl JobState {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Working => "working",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }

    /// The state of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Working, Self::Done, Self::Failed].into_iter().find(|state| state.code() == code)
    }
}

/// Why a job was given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobFailure {
    /// The database did not give what was read, or did not take what was made: a full disk, for example.
    Storage,
    /// What was to be worked on cannot be read.
    Unreadable,
    /// Whoever worked on it was interrupted again and again.
    Interrupted,
}

impl JobFailure {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Storage, Self::Unreadable, Self::Interrupted];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Storage => "storage",
            Self::Unreadable => "unreadable",
            Self::Interrupted => "interrupted",
        }
    }

    /// The failure of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|failure| failure.code() == code)
    }
}

/// A job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// The id.
    pub id: JobId,
    /// What it does.
    pub kind: JobKind,
    /// In which organization.
    pub organization: OrganizationId,
    /// Who asked for it, and alone gets the result.
    pub asked_by: PrincipalId,
    /// What exactly, as JSON of its kind.
    pub arguments: String,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// How far it is.
    pub state: JobState,
    /// Why it was given up, where it was.
    pub failure: Option<JobFailure>,
    /// How many parts of the result are there.
    pub parts: i64,
    /// Where the next part begins; each kind has its own meaning of it.
    pub position: i64,
    /// The key after which the next part begins, for kinds that go by keys.
    pub cursor: Option<String>,
    /// How much is done.
    pub done: i64,
    /// Of how much.
    pub total: i64,
    /// How often somebody took it up since the last step that was made.
    pub attempts: i64,
}

impl Job {
    /// When its result is forgotten.
    #[must_use]
    pub const fn expires_at(&self) -> Timestamp {
        self.created_at.plus(RESULT_LASTS)
    }
}
