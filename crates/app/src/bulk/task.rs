//! What does a job that changes people do, and where in its parts is what?

use crate::bulk::file::Column;
use crate::command::guard::ask::giving;
use crate::error::Error;
use crate::template::controls;
use crate::work::Work;
use prokura_decision::facts::Target;
use prokura_decision::mask::Level;
use prokura_decision::permit::Permit;
use prokura_domain::id::{JobId, OrganizationId, TemplateId};
use prokura_domain::job::Job;
use prokura_domain::template::{Group, Outfit, Template};
use prokura_domain::text::Name;
use serde::{Deserialize, Serialize};

/// A template as it is when it is begun with: what becomes of it later changes nothing here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// Which.
    pub template: TemplateId,
    /// Its version, as whoever asked looked at it.
    pub version: i64,
    /// What it is called.
    pub name: Name,
    /// What it sets.
    pub sets: Outfit,
    /// Whom it is for.
    pub group: Group,
}

impl From<&Template> for Taken {
    fn from(row: &Template) -> Self {
        let Template { id, version, name, sets, group, .. } = row.clone();
        Self { template: id, version, name, sets, group }
    }
}

/// What is done with each row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// People are added, or changed where they are there, as a file says.
    People(Vec<Column>),
    /// People hold the roles that a file says (ROL-07).
    Roles(Vec<Column>),
    /// People are suspended.
    Suspend,
    /// People are active again.
    Activate,
    /// People get a role: its key.
    GiveRole(String),
    /// People lose a role: its key.
    TakeRole(String),
    /// People get a licence: its code.
    AddLicence(String),
    /// People lose a licence: its code.
    RemoveLicence(String),
    /// People get what the rules of their organization give (RST-03).
    ApplyRules,
    /// People get what a template sets.
    Template(Box<Taken>),
    /// People who never signed in are invited once more.
    InviteAgain,
    /// People are deleted.
    Delete,
    /// People of free organizations are claimed.
    Claim,
}

impl What {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::People(_) => "people",
            Self::Roles(_) => "roles",
            Self::Suspend => "suspend",
            Self::Activate => "activate",
            Self::GiveRole(_) => "give_role",
            Self::TakeRole(_) => "take_role",
            Self::AddLicence(_) => "add_licence",
            Self::RemoveLicence(_) => "remove_licence",
            Self::ApplyRules => "apply_rules",
            Self::Template(_) => "template",
            Self::InviteAgain => "invite_again",
            Self::Delete => "delete",
            Self::Claim => "claim",
        }
    }

    /// A change of selected people by its code, with the role or licence that it names.
    #[must_use]
    pub fn of_selected(code: &str, named: &str) -> Option<Self> {
        Some(match code {
            "suspend" => Self::Suspend,
            "activate" => Self::Activate,
            "give_role" => Self::GiveRole(named.to_owned()),
            "take_role" => Self::TakeRole(named.to_owned()),
            "add_licence" => Self::AddLicence(named.to_owned()),
            "remove_licence" => Self::RemoveLicence(named.to_owned()),
            "apply_rules" => Self::ApplyRules,
            "invite_again" => Self::InviteAgain,
            "delete" => Self::Delete,
            _ => return None,
        })
    }

    /// The role or licence that it names.
    #[must_use]
    pub fn named(&self) -> Option<&str> {
        match self {
            Self::GiveRole(named) | Self::TakeRole(named) | Self::AddLicence(named) | Self::RemoveLicence(named) => {
                Some(named)
            }
            Self::People(_)
            | Self::Roles(_)
            | Self::Suspend
            | Self::Activate
            | Self::ApplyRules
            | Self::Template(_)
            | Self::InviteAgain
            | Self::Delete
            | Self::Claim => None,
        }
    }

    /// The template that is applied.
    #[must_use]
    pub fn template(&self) -> Option<&Taken> {
        if let Self::Template(taken) = self { Some(taken) } else { None }
    }

    /// The columns of the file, where it came from one.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        match self {
            Self::People(columns) | Self::Roles(columns) => columns,
            Self::Suspend
            | Self::Activate
            | Self::GiveRole(_)
            | Self::TakeRole(_)
            | Self::AddLicence(_)
            | Self::RemoveLicence(_)
            | Self::ApplyRules
            | Self::Template(_)
            | Self::InviteAgain
            | Self::Delete
            | Self::Claim => &[],
        }
    }

    /// The control that whoever sees the account of it must read.
    #[must_use]
    pub fn seen_by(&self) -> &'static str {
        match self {
            // Whom it is for says who holds what.
            Self::Template(taken) if taken.group.asks_roles() => "roles",
            Self::Roles(_) | Self::GiveRole(_) | Self::TakeRole(_) => "roles",
            Self::People(_)
            | Self::Suspend
            | Self::Activate
            | Self::AddLicence(_)
            | Self::RemoveLicence(_)
            | Self::ApplyRules
            | Self::Template(_)
            | Self::InviteAgain
            | Self::Delete
            | Self::Claim => "users",
        }
    }

    /// The controls that it asks of whoever changes; none where being able to give something is asked.
    #[must_use]
    pub fn controls(&self) -> Vec<&'static str> {
        match self {
            Self::People(_) => vec!["users.import"],
            Self::Suspend | Self::Activate | Self::Delete => vec!["users"],
            Self::AddLicence(_) | Self::RemoveLicence(_) | Self::ApplyRules => vec!["users.services"],
            Self::Template(taken) => controls(&taken.sets),
            Self::InviteAgain => vec!["users.create"],
            Self::Claim => vec!["users.claim"],
            Self::Roles(_) | Self::GiveRole(_) | Self::TakeRole(_) => Vec::new(),
        }
    }

    /// Makes sure that the actor may see the account of such a change.
    ///
    /// # Errors
    /// As [`Work::ask`].
    pub(crate) fn may_see(&self, work: &Work<'_>, organization: OrganizationId) -> Result<Permit, Error> {
        Ok(work.ask(self.seen_by(), Level::Read, organization, Target::Organization)?)
    }

    /// Makes sure that the actor could do something of the kind now. Each row is decided for itself when it is done.
    ///
    /// # Errors
    /// As [`Work::ask`].
    pub(crate) fn may_do(&self, work: &Work<'_>, organization: OrganizationId) -> Result<Permit, Error> {
        self.may_see(work, organization)?;
        let mut permit = None;
        for control in self.controls() {
            permit = Some(work.ask_manage(control, organization)?);
        }
        match permit {
            Some(permit) => Ok(permit),
            None => Ok(giving(work, organization)?),
        }
    }
}

/// What a job does, as its row says it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// What is done with each row.
    pub what: What,
    /// In how many chunks the rows came.
    pub chunks: i64,
    /// What the file was called.
    pub file: Option<String>,
    /// Columns of the file that mean nothing here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unused: Vec<String>,
    /// The job that it undoes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undoes: Option<JobId>,
}

/// Where a job that changes people is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Its rows are arriving.
    Receiving,
    /// It looks what would become of each row.
    Looking,
    /// It is done looking and nothing is changed.
    Looked,
    /// It changes.
    Doing,
}

impl Phase {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Receiving => "receiving",
            Self::Looking => "looking",
            Self::Looked => "looked",
            Self::Doing => "doing",
        }
    }
}

impl Task {
    /// What a job does.
    ///
    /// # Errors
    /// When its row does not say it.
    pub fn of(job: &Job) -> Result<Self, Error> {
        serde_json::from_str(&job.arguments).map_err(|error| Error::Internal(format!("job {}: {error}", job.id)))
    }

    /// How many parts are before what it found: the rows, unless they are another job's.
    #[must_use]
    pub const fn input(&self) -> i64 {
        if self.undoes.is_some() { 0 } else { self.chunks }
    }

    /// The part that says what would become of a chunk.
    #[must_use]
    pub const fn looked_part(&self, chunk: i64) -> i64 {
        self.input() + chunk
    }

    /// The part that says what became of a chunk.
    #[must_use]
    pub const fn done_part(&self, chunk: i64) -> i64 {
        self.input() + self.chunks + chunk
    }

    /// Where a job is.
    #[must_use]
    pub fn phase(&self, job: &Job) -> Phase {
        use prokura_domain::job::JobState::{Cancelled, Receiving, Waiting};
        if job.state == Receiving || job.parts < self.input() {
            return Phase::Receiving;
        }
        if job.parts < self.looked_part(self.chunks) {
            return Phase::Looking;
        }
        // Called off before anything was done of it.
        if job.state == Waiting || (job.state == Cancelled && job.parts == self.done_part(0)) {
            Phase::Looked
        } else {
            Phase::Doing
        }
    }
}
