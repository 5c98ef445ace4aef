//! The steps of a job that changes people: a chunk of rows is looked at, or done.

use super::Made;
use crate::bulk::act::{Acted, DoAct};
use crate::bulk::look::{Looking, refused};
use crate::bulk::row::{Account, Line, Outcome, Row, read, write};
use crate::bulk::task::Task;
use crate::caller::{Actor, Caller, IdempotencyKey, Via};
use crate::error::Error;
use crate::rehearsal::Rehearsal;
use crate::service::Service;
use futures_util::future::join_all;
use prokura_decision::mask::Level;
use prokura_domain::id::{JobId, RequestId};
use prokura_domain::job::{Job, JobState};
use prokura_domain::refusal::Refusal;
use std::time::{Duration, Instant};

/// How many rows are asked for at a time at first. They may share one commit.
const FEW: usize = 8;
/// How many at most.
const MANY: usize = 48;
/// How long those may take together: somebody else's change waits no longer for the writer than about this.
const WAIT: Duration = Duration::from_millis(25);

/// The next part.
pub(super) async fn part(service: &Service, job: &Job) -> Result<Made, Error> {
    let task = Task::of(job)?;
    let made = job.parts - task.input();
    if made < 0 {
        return Err(Error::Internal(format!("job {} has rows that never came", job.id)));
    }
    let caller = caller(service, job).await?;
    let (account, is_looking, chunk) = if made < task.chunks {
        (looked(service, job, &task, &caller, made).await?, true, made)
    } else if made < 2 * task.chunks {
        (done(service, job, &task, &caller, made - task.chunks).await?, false, made - task.chunks)
    } else {
        return Ok(Made { part: None, position: job.position, cursor: None, done: job.done, state: JobState::Done });
    };
    let is_last = chunk + 1 == task.chunks;
    let state = match (is_last, is_looking) {
        (false, _) => JobState::Working,
        (true, true) => JobState::Waiting,
        (true, false) => JobState::Done,
    };
    let rows = i64::try_from(account.lines.len()).unwrap_or(i64::MAX);
    let done = if is_last { job.total } else { job.done + rows };
    Ok(Made { part: Some(write(&account)?), position: job.position + 1, cursor: None, done, state })
}

/// As whom the job acts: whoever asked for it, as they stand now.
pub(super) async fn caller(service: &Service, job: &Job) -> Result<Caller, Error> {
    let mut service_read = service.read().await?;
    let record = service_read.principal_record(job.asked_by).await?;
    let home = record.map_or(job.organization, |record| record.home);
    let via = Via::Job { job: job.id, organization: job.organization };
    Ok(Caller {
        actor: Actor::Principal { id: job.asked_by, home, via },
        request: RequestId(job.id.0),
        idempotency: None,
    })
}

async fn stored<T: serde::de::DeserializeOwned>(service: &Service, job: JobId, part: i64) -> Result<T, Error> {
    let bytes = service.read().await?.job_part(job, part).await?;
    read(&bytes.ok_or_else(|| Error::Internal(format!("part {part} of job {job} is gone")))?)
}

/// What goes on from the part before one.
async fn account_after(service: &Service, job: &Job, first: i64, part: i64) -> Result<Account, Error> {
    if part == first {
        return Ok(Account::default());
    }
    Ok(Account { lines: Vec::new(), ..stored(service, job.id, part - 1).await? })
}

/// Whether whoever asked may know who from outside has a role there.
fn sees_outside(service: &Service, caller: &Caller, job: &Job) -> Result<bool, Error> {
    let sight = service.sight(caller)?;
    let Ok(entered) = sight.enter(&job.organization.to_string()) else { return Ok(false) };
    Ok(sight.ask("external_admins", Level::Read, entered.handle).is_ok())
}

/// What would become of a chunk.
async fn looked(service: &Service, job: &Job, task: &Task, caller: &Caller, chunk: i64) -> Result<Account, Error> {
    let part = task.looked_part(chunk);
    let mut account = account_after(service, job, task.looked_part(0), part).await?;
    let mut rehearsal = Rehearsal::begin(service).await?;
    rehearsal.ahead().clone_from(&account.ahead);
    let record = rehearsal.read().organization_record(job.organization).await?.ok_or(Refusal::NotFound)?;
    let now = service.now();
    let sees = sees_outside(service, caller, job)?;
    let mut looking = Looking::new(rehearsal, caller, service.policy(), &record, &task.what, now, sees);
    if let Some(undone) = task.undoes {
        let source = service.read().await?.job(undone).await?.ok_or(Refusal::NotFound)?;
        let part = Task::of(&source)?.done_part(chunk);
        // What was never done needs no undoing.
        if part < source.parts {
            for line in stored::<Account>(service, undone, part).await?.lines {
                account.lines.extend(looking.back(&line).await?);
            }
        }
    } else {
        let rows: Vec<Row> = stored(service, job.id, chunk).await?;
        looking.foresee(&rows).await?;
        let first = u64::try_from(chunk).unwrap_or_default() * crate::bulk::file::CHUNK as u64;
        for (number, row) in (first + 1..).zip(&rows) {
            account.lines.push(looking.at(row, number).await?);
        }
    }
    for line in &account.lines {
        account.tally.count(line.outcome);
    }
    account.ahead = std::mem::take(looking.rehearsal.ahead());
    Ok(account)
}

/// Does a chunk: each row by a command of its own under a key of its own, so that what was done before an interruption is
/// not done again.
async fn done(service: &Service, job: &Job, task: &Task, caller: &Caller, chunk: i64) -> Result<Account, Error> {
    let part = task.done_part(chunk);
    let mut account = account_after(service, job, task.done_part(0), part).await?;
    let lines = stored::<Account>(service, job.id, task.looked_part(chunk)).await?.lines;
    let mut lines = lines.into_iter().peekable();
    let mut size = FEW;
    while lines.peek().is_some() {
        let some: Vec<Line> = lines.by_ref().take(size).collect();
        let begun = Instant::now();
        for line in join_all(some.into_iter().map(|line| row(service, job, caller, line))).await {
            let line = line?;
            account.tally.count(line.outcome);
            account.lines.push(line);
        }
        let took = begun.elapsed();
        if took > WAIT {
            size = (size / 2).max(1);
        } else if took < WAIT / 2 {
            size = (size * 2).min(MANY);
        }
    }
    Ok(account)
}

async fn row(service: &Service, job: &Job, caller: &Caller, line: Line) -> Result<Line, Error> {
    let Some(act) = line.act.clone() else { return Ok(line) };
    let key = IdempotencyKey {
        caller: job.asked_by,
        route: "job".to_owned(),
        key: format!("{}/{}", job.id, line.number),
        fingerprint: String::new(),
    };
    let caller = Caller { idempotency: Some(key), ..caller.clone() };
    match service.execute(caller, DoAct { organization: job.organization, act }).await {
        Ok(acted) => Ok(told(line, &acted.value)),
        Err(Error::Refused(refusal)) => Ok(refused(&line, &refusal)),
        Err(error) => Err(error),
    }
}

fn told(line: Line, acted: &Acted) -> Line {
    let back = line.back.map(|back| back.since(acted));
    Line { outcome: Outcome::Done, person: line.person.or(acted.person), back, ..line }
}
