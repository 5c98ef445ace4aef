//! How does a job that changes people begin? Its rows are written down chunk by chunk, so that nobody else waits for them.

use crate::bulk::code::{NO_ROWS, TOO_MANY_ROWS};
use crate::bulk::file::{CHUNK, Headings, Kind, MOST_ROWS, Table};
use crate::bulk::row::{Row, write};
use crate::bulk::task::{Task, What};
use crate::caller::Caller;
use crate::command::ask_changes::AskChanges;
use crate::error::Error;
use crate::pipeline::Done;
use crate::port::JobStep;
use crate::service::Service;
use prokura_domain::id::{JobId, OrganizationId, PrincipalId};
use prokura_domain::job::{Job, JobState};
use prokura_domain::refusal::{FieldError, Refusal};

/// A file is to be imported: first it is looked what would become of it.
///
/// # Errors
/// [`Refusal::Invalid`] about the file, and what [`AskChanges`] refuses; then there is no job.
pub async fn of_file(
    service: &Service,
    caller: &Caller,
    organization: OrganizationId,
    kind: Kind,
    file: Option<String>,
    bytes: &[u8],
    headings: Headings<'_>,
) -> Result<Done<JobId>, Error> {
    let table = Table::open(bytes, kind, headings)?;
    let (what, unused) = (table.what.clone(), table.unused.clone());
    let file = file.map(|name| name.chars().filter(|letter| !letter.is_control()).take(120).collect());
    let task = Task { what, chunks: count(table.chunks()), file, unused, undoes: None };
    let mut job = ask(service, caller, organization, task, count(table.rows)).await?;
    // Who asks the same once more, after being interrupted, goes on with what is missing.
    for chunk in table.each_chunk().skip(received(&job.value)) {
        receive(service, &mut job.value, &chunk?).await?;
    }
    go(service, job).await
}

/// Selected people are to be changed: those who are named, whoever comes or goes meanwhile.
///
/// # Errors
/// [`Refusal::Invalid`] where nobody is named or too many are, and what [`AskChanges`] refuses.
pub async fn of_people(
    service: &Service,
    caller: &Caller,
    organization: OrganizationId,
    what: What,
    people: &[PrincipalId],
) -> Result<Done<JobId>, Error> {
    if people.is_empty() {
        return Err(Refusal::field("person", NO_ROWS).into());
    }
    if people.len() > MOST_ROWS {
        let arguments = vec![("most", MOST_ROWS.to_string())];
        let error = FieldError { field: "person".to_owned(), code: TOO_MANY_ROWS, arguments };
        return Err(Refusal::Invalid(vec![error]).into());
    }
    let chunks = count(people.len().div_ceil(CHUNK));
    let task = Task { what, chunks, file: None, unused: Vec::new(), undoes: None };
    let mut job = ask(service, caller, organization, task, count(people.len())).await?;
    for chunk in people.chunks(CHUNK).skip(received(&job.value)) {
        let rows: Vec<Row> = chunk.iter().copied().map(Row::Person).collect();
        receive(service, &mut job.value, &rows).await?;
    }
    go(service, job).await
}

/// What a job did is to be undone, as far as nothing has happened since.
///
/// # Errors
/// What [`AskChanges`] refuses.
pub async fn of_undoing(
    service: &Service,
    caller: &Caller,
    organization: OrganizationId,
    done: &Job,
) -> Result<Done<JobId>, Error> {
    let task = Task { undoes: Some(done.id), unused: Vec::new(), ..Task::of(done)? };
    let job = ask(service, caller, organization, task, done.total).await?;
    go(service, job).await
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

async fn ask(
    service: &Service,
    caller: &Caller,
    organization: OrganizationId,
    task: Task,
    rows: i64,
) -> Result<Done<Job>, Error> {
    let begun = service.execute(caller.clone(), AskChanges { organization, task, rows }).await?;
    let job = service.read().await?.job(begun.value.job).await?.ok_or(Refusal::NotFound)?;
    Ok(Done { value: job, revision: begun.revision })
}

/// How many chunks are there; all of them where the job has gone on.
fn received(job: &Job) -> usize {
    if job.state == JobState::Receiving { usize::try_from(job.parts).unwrap_or(usize::MAX) } else { usize::MAX }
}

async fn receive(service: &Service, job: &mut Job, rows: &Vec<Row>) -> Result<(), Error> {
    let step = JobStep { part: Some(write(rows)?), ..JobStep::none(job, service.now()) };
    service.store().advance_job(job, &step).await?;
    job.parts += 1;
    Ok(())
}

/// Everything is there: from here on the workers have it.
async fn go(service: &Service, begun: Done<Job>) -> Result<Done<JobId>, Error> {
    let job = &begun.value;
    if job.state == JobState::Receiving {
        let step = JobStep { state: JobState::Working, ..JobStep::none(job, service.now()) };
        service.store().advance_job(job, &step).await?;
    }
    Ok(Done { value: job.id, revision: begun.revision })
}
