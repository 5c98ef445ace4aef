//! Whoever asked for changes of many people says what becomes of them: they are applied, rest, go on, or are called off.

use crate::bulk::row::{Account, Tally, read};
use crate::bulk::task::{Phase, Task};
use crate::error::Error;
use crate::pipeline::Command;
use crate::standing::active_actor;
use crate::work::Work;
use async_trait::async_trait;
use prokura_domain::event::{Change, Event};
use prokura_domain::id::{JobId, OrganizationId};
use prokura_domain::job::{Job, JobKind, JobTurn};
use prokura_domain::refusal::Refusal;
use prokura_domain::template::{Applied, Template};

/// Turns a job that changes people.
#[derive(Clone, Copy, Debug)]
pub struct TurnChanges {
    /// Where.
    pub organization: OrganizationId,
    /// Which job.
    pub job: JobId,
    /// How.
    pub turn: JobTurn,
    /// Applied though some rows cannot be done: the good ones alone (ROL-07).
    pub good_ones: bool,
}

#[async_trait]
impl Command for TurnChanges {
    type Output = ();

    fn name(&self) -> &'static str {
        match self.turn {
            JobTurn::Apply => "apply_changes",
            JobTurn::Pause => "pause_changes",
            JobTurn::Resume => "resume_changes",
            JobTurn::Cancel => "cancel_changes",
        }
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<(), Error> {
        let actor = active_actor(work).await?;
        work.enter(self.organization).await?;
        let now = work.now;
        let own = |job: &Job| {
            job.kind == JobKind::PeopleChanges
                && job.organization == self.organization
                && job.asked_by == actor
                && job.expires_at() > now
        };
        let before = work.read().job(self.job).await?.filter(own).ok_or(Refusal::NotFound)?;
        let task = Task::of(&before)?;
        // Whoever may do it no more can still stop it.
        let permit = match self.turn {
            JobTurn::Apply | JobTurn::Resume => task.what.may_do(work, self.organization)?,
            JobTurn::Pause | JobTurn::Cancel => task.what.may_see(work, self.organization)?,
        };
        let Some(state) = self.turn.turned(before.state) else {
            return Err(Refusal::Over { code: "changes_moved_on" }.into());
        };
        let mut after = Job { state, ..before.clone() };
        if self.turn == JobTurn::Apply {
            if task.phase(&before) != Phase::Looked {
                return Err(Refusal::Over { code: "changes_moved_on" }.into());
            }
            let tally = self.tally(work, &task).await?;
            if tally.add + tally.change == 0 {
                return Err(Refusal::rule("ROL-07", "nothing_to_apply").into());
            }
            if tally.refused > 0 && !self.good_ones {
                let arguments = vec![("rows", tally.refused.to_string())];
                return Err(Refusal::Rule { code: "rows_refused", rule: "ROL-07", arguments }.into());
            }
            after.done = 0;
        }
        work.plan(&permit, Event::JobTurned(Change { before, after }, self.turn));
        if let Some(taken) = task.what.template().filter(|_| self.turn == JobTurn::Apply && task.undoes.is_none())
            && let Some(before) = work.read().template(taken.template).await?
        {
            let after =
                Template { applied: Some(Applied { at: now, by: actor, version: taken.version }), ..before.clone() };
            work.plan(&permit, Event::TemplateApplied(Change { before, after }, self.job));
        }
        Ok(())
    }
}

impl TurnChanges {
    async fn tally(&self, work: &mut Work<'_>, task: &Task) -> Result<Tally, Error> {
        let last = task.looked_part(task.chunks - 1);
        let part = work.read().job_part(self.job, last).await?.ok_or(Refusal::NotFound)?;
        Ok(read::<Account>(&part)?.tally)
    }
}
