//! Jobs that the caller asked for, and their results.

use super::directory::Seen;
use super::grants::OF_OUTSIDERS;
use crate::bulk::task::Task;
use crate::caller::Caller;
use crate::command::guard::room::KEPT;
use crate::command::write_news::CONTROL;
use crate::error::Error;
use crate::job::administrators_export;
use crate::service::Service;
use prokura_decision::mask::Level;
use prokura_domain::id::JobId;
use prokura_domain::job::{Job, JobKind, JobState};
use prokura_domain::refusal::Refusal;

/// A job of a kind, of the caller's own in an organization, while they may still do what it was asked for.
///
/// # Errors
/// [`Refusal::NotFound`] for anybody else's, and for one whose day is over; [`Refusal::Forbidden`] for somebody who has lost the right since.
pub async fn get(
    service: &Service,
    caller: &Caller,
    organization: &str,
    id: JobId,
    kind: JobKind,
) -> Result<Job, Error> {
    let sight = service.sight(caller)?;
    let entered = sight.enter(organization)?;
    let found = service.read().await?.job(id).await?.filter(|job| {
        job.kind == kind
            && job.organization == entered.id
            && caller.actor.principal() == Some(job.asked_by)
            && sight.now < job.expires_at()
    });
    let Some(job) = found else { return Err(Refusal::NotFound.into()) };
    match job.kind {
        JobKind::AuditExport => sight.ask("audit", Level::Read, entered.handle)?,
        JobKind::AdministratorsExport => {
            let (seen, wanted) = (Seen::by(&sight, entered), administrators_export::Wanted::of(&job)?);
            if wanted.own && !seen.own {
                sight.ask("roles", Level::Read, entered.handle)?;
            }
            if wanted.outside && !seen.outside {
                sight.ask(OF_OUTSIDERS, Level::Read, entered.handle)?;
            }
        }
        JobKind::ProductNews => sight.ask(CONTROL, Level::Read, entered.handle)?,
        JobKind::PeopleChanges => sight.ask(Task::of(&job)?.what.seen_by(), Level::Read, entered.handle)?,
    }
    Ok(job)
}

/// The caller's own exports of an organization's log that are kept, newest first.
///
/// # Errors
/// As [`get`].
pub async fn audit_exports(service: &Service, caller: &Caller, organization: &str) -> Result<Vec<Job>, Error> {
    let sight = service.sight(caller)?;
    let entered = sight.enter(organization)?;
    sight.ask("audit", Level::Read, entered.handle)?;
    let Some(me) = caller.actor.principal() else { return Err(Refusal::Unauthenticated.into()) };
    let most = u64::try_from(KEPT).unwrap_or(u64::MAX);
    let mut jobs = service.read().await?.jobs_of(me, JobKind::AuditExport, most).await?;
    jobs.retain(|job| job.organization == entered.id && sight.now < job.expires_at());
    Ok(jobs)
}

/// A part of the result of a job that is done, numbered from 0; `None` after the last.
///
/// # Errors
/// As [`get`]; [`Refusal::NotFound`] before it is done.
pub async fn part(
    service: &Service,
    caller: &Caller,
    organization: &str,
    id: JobId,
    kind: JobKind,
    number: i64,
) -> Result<Option<Vec<u8>>, Error> {
    let job = get(service, caller, organization, id, kind).await?;
    match job.state {
        JobState::Done if number >= job.parts => Ok(None),
        // A part that is missing was forgotten meanwhile; that is not the end of the file.
        JobState::Done => Ok(Some(service.read().await?.job_part(id, number).await?.ok_or(Refusal::NotFound)?)),
        JobState::Receiving
        | JobState::Working
        | JobState::Waiting
        | JobState::Paused
        | JobState::Cancelled
        | JobState::Failed => Err(Refusal::NotFound.into()),
    }
}
