//! What takes longer than a request. A job is a row: whoever has its lease works on it part by part, and whoever comes
//! after a crash goes on with the part that is missing.

pub mod administrators_export;
pub mod audit_export;
mod people_changes;
pub mod product_news;

use crate::error::Error;
use crate::port::{JobStep, StoredAuditEntry};
use crate::service::Service;
use audit_export::{Actors, Format};
use prokura_domain::job::{Job, JobFailure, JobKind, JobState};
use prokura_domain::person::Person;
use prokura_domain::text::Locale;
use prokura_domain::time::Span;

/// How long a job is kept from others between two of its steps: longer than any step takes, and no longer than somebody
/// likes to wait for one whose worker is gone.
const LEASE: Span = Span::seconds(20);
/// How long a job rests after a step that could not be made.
const REST: Span = Span::seconds(2);
/// How many steps are made in one go: then those come first that have waited longer.
const TURN: usize = 10;
/// How often a step is tried before the job is given up.
pub const TRIES: i64 = 5;

/// How what jobs work on looks in their files. It is the business of the wire, so whoever works on jobs brings it along.
pub trait FileShape: Send + Sync {
    /// What a file of audit entries begins with.
    fn audit_head(&self, format: Format) -> Vec<u8>;

    /// An audit entry in a file.
    ///
    /// # Errors
    /// When it cannot be read.
    fn audit_entry(&self, format: Format, entry: &StoredAuditEntry, actors: &Actors) -> Result<Vec<u8>, Error>;

    /// What a file of administrators begins with.
    fn administrators_head(&self, language: Locale) -> Vec<u8>;

    /// An administrator in a file, with the titles of what they hold.
    fn administrator(&self, person: &Person, roles: &[String]) -> Vec<u8>;
}

/// A part that was made, and where the next one begins.
pub(crate) struct Made {
    part: Option<Vec<u8>>,
    position: i64,
    cursor: Option<String>,
    done: i64,
    state: JobState,
}

/// Works for a while on the job that has waited longest: to its end, until it is others' turn, or until a step cannot be made;
/// then it rests, and is given up when that happens too often. `false` where no job waits.
///
/// # Errors
/// When the store fails to hand over a job or to take it back.
pub async fn work(service: &Service, shape: &dyn FileShape) -> Result<bool, Error> {
    let Some(mut job) = claim(service).await? else { return Ok(false) };
    for _ in 0..TURN {
        if !step(service, shape, &mut job).await? {
            return Ok(true);
        }
    }
    // One that was stopped meanwhile is nobody's to put back.
    if job.state == JobState::Working {
        service.store().advance_job(&job, &JobStep::none(&job, service.now())).await?;
    }
    Ok(true)
}

/// Takes the job that has waited longest.
///
/// # Errors
/// When the store fails.
pub async fn claim(service: &Service) -> Result<Option<Job>, Error> {
    let now = service.now();
    Ok(service.store().claim_job(now, now.plus(LEASE)).await?)
}

/// Makes one part of a job and writes it down, or writes down that it was not made. `true` where the next can follow at once.
///
/// # Errors
/// When neither can be written: then the job waits until its lease is over.
pub async fn step(service: &Service, shape: &dyn FileShape, job: &mut Job) -> Result<bool, Error> {
    if job.attempts > TRIES {
        return give_up(service, job, JobFailure::Interrupted).await;
    }
    let Err(error) = make(service, shape, job).await else { return Ok(job.state == JobState::Working) };
    tracing::error!(job = %job.id, kind = job.kind.code(), attempts = job.attempts, %error, "a job's step was not made");
    if job.attempts == TRIES {
        return give_up(service, job, failure(&error)).await;
    }
    let rest = JobStep::none(job, service.now().plus(REST));
    service.store().advance_job(job, &rest).await?;
    Ok(false)
}

async fn make(service: &Service, shape: &dyn FileShape, job: &mut Job) -> Result<(), Error> {
    let made = match job.kind {
        JobKind::AuditExport => audit_export::part(service, shape, job).await?,
        JobKind::AdministratorsExport => administrators_export::part(service, shape, job).await?,
        JobKind::PeopleChanges => people_changes::part(service, job).await?,
        JobKind::ProductNews => product_news::part(service, job).await?,
    };
    let parts = job.parts + i64::from(made.part.is_some());
    let Made { part, position, cursor, done, state } = made;
    // What is nobody's to work on any more can be taken up at once when somebody lets it go on.
    let lease_until = if state == JobState::Working { service.now().plus(LEASE) } else { service.now() };
    // What was made was worth the tries before it.
    let step = JobStep { part, position, cursor: cursor.clone(), done, state, failure: None, attempts: 0, lease_until };
    service.store().advance_job(job, &step).await?;
    *job = Job { state, position, cursor, done, parts, attempts: 0, ..job.clone() };
    if state == JobState::Working
        && let Some(now) = service.read().await?.job(job.id).await?
    {
        // Whoever asked for it may have stopped it meanwhile.
        job.state = now.state;
    }
    Ok(())
}

async fn give_up(service: &Service, job: &mut Job, failure: JobFailure) -> Result<bool, Error> {
    tracing::error!(job = %job.id, kind = job.kind.code(), failure = failure.code(), "a job was given up");
    let (state, failure) = (JobState::Failed, Some(failure));
    let step = JobStep { state, failure, ..JobStep::none(job, service.now()) };
    service.store().advance_job(job, &step).await?;
    (job.state, job.failure) = (state, failure);
    Ok(false)
}

const fn failure(error: &Error) -> JobFailure {
    match error {
        Error::Store(_) => JobFailure::Storage,
        Error::Refused(_) | Error::Stopping | Error::Internal(_) => JobFailure::Unreadable,
    }
}
