//! Jobs: what takes longer than a request, worked on bit by bit.

use crate::id::{JobId, OrganizationId, PrincipalId};
use crate::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};

/// How long a job's result is kept, from when it was asked for.
pub const RESULT_LASTS: Span = Span::days(1);
/// How long the account of a job that changed people is kept, and can be undone.
pub const CHANGES_LAST: Span = Span::days(7);

/// What a job does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobKind {
    /// Writes entries of an organization's audit log into a file.
    AuditExport,
    /// Writes who administers an organization into a file (ROL-06).
    AdministratorsExport,
    /// Changes many people of an organization: first it looks what would become of each, then it waits to be applied.
    PeopleChanges,
    /// Writes product news to full administrators (ROL-11).
    ProductNews,
}

impl JobKind {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::AuditExport => "audit_export",
            Self::AdministratorsExport => "administrators_export",
            Self::PeopleChanges => "people_changes",
            Self::ProductNews => "product_news",
        }
    }

    /// How long its result is kept, from when it was asked for.
    #[must_use]
    pub const fn lasts(self) -> Span {
        match self {
            Self::AuditExport | Self::AdministratorsExport => RESULT_LASTS,
            Self::PeopleChanges | Self::ProductNews => CHANGES_LAST,
        }
    }

    /// The kind of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::AuditExport, Self::AdministratorsExport, Self::PeopleChanges, Self::ProductNews]
            .into_iter()
            .find(|kind| kind.code() == code)
    }
}

/// How far a job is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// What it works on is still arriving.
    Receiving,
    /// It waits, or is being worked on.
    Working,
    /// It has looked what would become of everything, and it is the turn of whoever asked for it.
    Waiting,
    /// Whoever asked for it stopped it, and may let it go on.
    Paused,
    /// Its result is there.
    Done,
    /// Whoever asked for it called it off.
    Cancelled,
    /// It was given up.
    Failed,
}

impl JobState {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Receiving, Self::Working, Self::Waiting, Self::Paused, Self::Done, Self::Cancelled, Self::Failed];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Receiving => "receiving",
            Self::Working => "working",
            Self::Waiting => "waiting",
            Self::Paused => "paused",
            Self::Done => "done",
            Self::Cancelled => "cancelled",
            Self::Failed => "failed",
        }
    }

    /// The state of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Whether nothing becomes of it any more.
    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Cancelled | Self::Failed)
    }
}

/// How whoever asked for a job turned it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobTurn {
    /// What it showed shall be done.
    Apply,
    /// It shall rest.
    Pause,
    /// It shall go on.
    Resume,
    /// It shall end; what was done stays done.
    Cancel,
}

impl JobTurn {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Apply, Self::Pause, Self::Resume, Self::Cancel];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Apply => "apply",
            Self::Pause => "pause",
            Self::Resume => "resume",
            Self::Cancel => "cancel",
        }
    }

    /// The turn of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|turn| turn.code() == code)
    }

    /// How far a job is after the turn; `None` where it cannot be turned so.
    #[must_use]
    pub const fn turned(self, state: JobState) -> Option<JobState> {
        match (self, state) {
            (Self::Apply, JobState::Waiting) | (Self::Resume, JobState::Paused) => Some(JobState::Working),
            (Self::Pause, JobState::Working) => Some(JobState::Paused),
            (Self::Cancel, JobState::Receiving | JobState::Working | JobState::Waiting | JobState::Paused) => {
                Some(JobState::Cancelled)
            }
            (Self::Apply | Self::Pause | Self::Resume | Self::Cancel, _) => None,
        }
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
        self.created_at.plus(self.kind.lasts())
    }
}
