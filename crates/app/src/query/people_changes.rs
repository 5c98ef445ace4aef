//! Changes of many people that the caller asked for: how far each is, and what becomes of its rows.

use crate::bulk::row::{Account, Line, Outcome, Tally, read};
use crate::bulk::task::{Phase, Task};
use crate::caller::Caller;
use crate::command::ask_changes::KEPT;
use crate::error::Error;
use crate::pipeline::Done;
use crate::query::jobs;
use crate::service::Service;
use prokura_decision::mask::Level;
use prokura_domain::id::{JobId, OrganizationId};
use prokura_domain::job::{Job, JobKind, JobState};
use prokura_domain::refusal::Refusal;
use std::fmt;

/// A job that changes people, and how far it is.
#[derive(Clone, Debug)]
pub struct Changes {
    /// The job.
    pub job: Job,
    /// What it does.
    pub task: Task,
    /// Where it is.
    pub phase: Phase,
    /// What would become of its rows, as far as it has looked.
    pub looked: Tally,
    /// What became of them, as far as it has got.
    pub done: Tally,
}

impl Changes {
    /// Whether something was done that undoing could be asked for.
    #[must_use]
    pub const fn can_be_undone(&self) -> bool {
        self.job.state.is_over() && self.done.done > 0
    }
}

/// The place of a row in what became of the rows: its part and its place there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    chunk: i64,
    line: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.chunk, self.line)
    }
}

impl std::str::FromStr for Place {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (chunk, line) = text.split_once(' ').ok_or(())?;
        let chunk: i64 = chunk.parse().map_err(drop)?;
        if chunk < 0 { Err(()) } else { Ok(Self { chunk, line: line.parse().map_err(drop)? }) }
    }
}

/// One of the caller's own.
///
/// # Errors
/// As [`jobs::get`].
pub async fn get(service: &Service, caller: &Caller, organization: &str, id: JobId) -> Result<Changes, Error> {
    let job = jobs::get(service, caller, organization, id, JobKind::PeopleChanges).await?;
    counted(service, job).await
}

async fn counted(service: &Service, job: Job) -> Result<Changes, Error> {
    let task = Task::of(&job)?;
    let phase = task.phase(&job);
    let looked = tally(service, &job, task.looked_part(0), task.looked_part(task.chunks)).await?;
    let done = tally(service, &job, task.done_part(0), task.done_part(task.chunks)).await?;
    Ok(Changes { job, task, phase, looked, done })
}

/// The tally of the last of some parts that is there.
async fn tally(service: &Service, job: &Job, first: i64, end: i64) -> Result<Tally, Error> {
    let last = job.parts.min(end) - 1;
    if last < first {
        return Ok(Tally::default());
    }
    let part = service.read().await?.job_part(job.id, last).await?.ok_or(Refusal::NotFound)?;
    Ok(read::<Account>(&part)?.tally)
}

/// The caller's own in an organization that are kept and that they may still see, newest first.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::Forbidden`] for somebody who could see none.
pub async fn list(service: &Service, caller: &Caller, organization: &str) -> Result<Vec<Changes>, Error> {
    let sight = service.sight(caller)?;
    let entered = sight.enter(organization)?;
    if sight.ask("roles", Level::Read, entered.handle).is_err() {
        sight.ask("users", Level::Read, entered.handle)?;
    }
    let me = caller.actor.principal().ok_or(Refusal::Unauthenticated)?;
    let most = u64::try_from(KEPT).unwrap_or(u64::MAX);
    let jobs = service.read().await?.jobs_of(me, JobKind::PeopleChanges, most).await?;
    let mut all = Vec::new();
    for job in jobs.into_iter().filter(|job| job.organization == entered.id && sight.now < job.expires_at()) {
        if sight.ask(Task::of(&job)?.what.seen_by(), Level::Read, entered.handle).is_ok() {
            all.push(counted(service, job).await?);
        }
    }
    Ok(all)
}

/// What became of rows, or would become of them, in the order of the file: those of an outcome, where one is named, and
/// the place after which the next come.
///
/// # Errors
/// When the store fails, or what is there was forgotten.
pub async fn lines(
    service: &Service,
    changes: &Changes,
    outcome: Option<Outcome>,
    after: Option<Place>,
    limit: usize,
) -> Result<(Vec<(Place, Line)>, bool), Error> {
    let (job, task) = (&changes.job, &changes.task);
    let part = |chunk: i64| match changes.phase {
        Phase::Receiving | Phase::Looking | Phase::Looked => task.looked_part(chunk),
        Phase::Doing => task.done_part(chunk),
    };
    let mut found = Vec::new();
    let mut chunk = after.map_or(0, |after| after.chunk);
    let mut service_read = service.read().await?;
    while chunk < task.chunks && part(chunk) < job.parts {
        let bytes = service_read.job_part(job.id, part(chunk)).await?.ok_or(Refusal::NotFound)?;
        for (number, line) in read::<Account>(&bytes)?.lines.into_iter().enumerate() {
            let place = Place { chunk, line: number };
            if after.is_some_and(|after| place <= after) || outcome.is_some_and(|outcome| line.outcome != outcome) {
                continue;
            }
            if found.len() == limit {
                return Ok((found, true));
            }
            found.push((place, line));
        }
        chunk += 1;
    }
    Ok((found, false))
}

/// Undoes what one of the caller's own did, as far as it can be: by a job of its own, which looks first.
///
/// # Errors
/// As [`get`]; [`Refusal::Over`] where nothing was done.
pub async fn undo(
    service: &Service,
    caller: &Caller,
    organization: OrganizationId,
    id: JobId,
) -> Result<Done<JobId>, Error> {
    let changes = get(service, caller, &organization.to_string(), id).await?;
    if !changes.can_be_undone() || changes.job.state == JobState::Working {
        return Err(Refusal::Over { code: "changes_moved_on" }.into());
    }
    crate::bulk::begin::of_undoing(service, caller, organization, &changes.job).await
}
