//! Changes of many people are asked for: a file or a selection. Nothing is changed yet.

use crate::bulk::code::NOBODY_DEVIATES;
use crate::bulk::task::Task;
use crate::command::guard::version;
use crate::error::Error;
use crate::pipeline::Command;
use crate::standing::active_actor;
use crate::work::Work;
use async_trait::async_trait;
use prokura_domain::event::Event;
use prokura_domain::id::{JobId, OrganizationId};
use prokura_domain::job::{Job, JobKind, JobState};
use prokura_domain::refusal::Refusal;
use prokura_domain::time::Timestamp;
use serde::{Deserialize, Serialize};

/// How many of one's own may be worked on at a time.
pub const UNFINISHED: usize = 3;
/// How many of one's own are kept.
pub const KEPT: usize = 20;
/// After how many seconds it is worth asking again while others are worked on.
const COME_BACK: u32 = 10;

/// Asks for changes of many people: from here on the rows can arrive, then it is looked what would become of each.
#[derive(Clone, Debug)]
pub struct AskChanges {
    /// Where.
    pub organization: OrganizationId,
    /// What.
    pub task: Task,
    /// How many rows.
    pub rows: i64,
}

/// The job that will change people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangesBegun {
    /// The job.
    pub job: JobId,
}

#[async_trait]
impl Command for AskChanges {
    type Output = ChangesBegun;

    fn name(&self) -> &'static str {
        "ask_changes"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<ChangesBegun, Error> {
        let actor = active_actor(work).await?;
        work.enter(self.organization).await?;
        let permit = self.task.what.may_do(work, self.organization)?;
        self.is_as_looked_at(work).await?;
        let now = work.now;
        let most = u64::try_from(KEPT).unwrap_or(u64::MAX);
        let jobs = work.read().jobs_of(actor, JobKind::PeopleChanges, most).await?;
        has_room(&jobs, now)?;
        if let Some(undone) = self.task.undoes {
            let done = |job: &Job| {
                job.id == undone
                    && job.organization == self.organization
                    && job.state.is_over()
                    && job.expires_at() > now
            };
            jobs.iter().find(|job| done(job)).ok_or(Refusal::NotFound)?;
        }
        let job = Job {
            id: JobId(work.new_id()),
            kind: JobKind::PeopleChanges,
            organization: self.organization,
            asked_by: actor,
            arguments: serde_json::to_string(&self.task).map_err(|error| Error::Internal(error.to_string()))?,
            created_at: now,
            state: JobState::Receiving,
            failure: None,
            parts: 0,
            position: 0,
            cursor: None,
            done: 0,
            total: self.rows,
            attempts: 0,
        };
        let begun = ChangesBegun { job: job.id };
        work.plan(&permit, Event::JobAsked(job));
        Ok(begun)
    }
}

impl AskChanges {
    /// A template is the one that whoever asks looked at, and somebody deviates from it.
    async fn is_as_looked_at(&self, work: &mut Work<'_>) -> Result<(), Error> {
        let Some(taken) = self.task.what.template().filter(|_| self.task.undoes.is_none()) else { return Ok(()) };
        let found = work.read().template(taken.template).await?.filter(|it| it.organization == self.organization);
        let template = found.ok_or(Refusal::NotFound)?;
        version::expect(work, template.id.0, Some(taken.version), template.version).await?;
        if self.rows == 0 {
            return Err(Refusal::field("template", NOBODY_DEVIATES).into());
        }
        Ok(())
    }
}

/// Whether somebody with these, newest first, may have one more.
fn has_room(jobs: &[Job], now: Timestamp) -> Result<(), Refusal> {
    let kept: Vec<&Job> = jobs.iter().filter(|job| job.expires_at() > now).collect();
    let unfinished = |job: &&&Job| matches!(job.state, JobState::Receiving | JobState::Working | JobState::Paused);
    if kept.iter().filter(unfinished).count() >= UNFINISHED {
        return Err(Refusal::TooMany { code: "changes_unfinished", retry_after_seconds: COME_BACK });
    }
    match kept.last().filter(|_| kept.len() >= KEPT) {
        None => Ok(()),
        Some(oldest) => {
            let seconds = oldest.expires_at().since(now).0 / 1_000_000 + 1;
            let retry_after_seconds = u32::try_from(seconds).unwrap_or(u32::MAX);
            Err(Refusal::TooMany { code: "changes_kept", retry_after_seconds })
        }
    }
}
