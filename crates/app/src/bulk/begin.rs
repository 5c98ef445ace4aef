//! How does a job that changes people begin? Its rows are written down chunk by chunk, so that nobody else waits for them.

use crate::bulk::code::{NO_ROWS, TOO_MANY_ROWS};
use crate::bulk::file::{CHUNK, Headings, Kind, MOST_ROWS, Table};
use crate::bulk::row::{Row, read, write};
use crate::bulk::task::{Taken, Task, What};
use crate::caller::Caller;
use crate::command::ask_changes::{AskChanges, ChangesBegun};
use crate::error::Error;
use crate::pipeline::{Done, may_change, replayed};
use crate::port::{JobStep, Page};
use crate::service::Service;
use crate::template::{CONTROL, asked, due};
use prokura_decision::mask::Level;
use prokura_domain::account::TokenScope;
use prokura_domain::id::{JobId, OrganizationId, PrincipalId, TemplateId};
use prokura_domain::job::{Job, JobState};
use prokura_domain::refusal::{FieldError, Refusal};
use std::collections::HashSet;

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

/// A template is to be applied to those of its group who deviate from it: as it is now, and to those who do so now. The same
/// key gets the same job, whatever has become of the template.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::Invalid`] where too many deviate, and what [`AskChanges`] refuses.
pub async fn of_template(
    service: &Service,
    caller: &Caller,
    organization: OrganizationId,
    template: TemplateId,
    expected_version: Option<i64>,
) -> Result<Done<JobId>, Error> {
    may_change(caller, TokenScope::Manage)?;
    if let Some(Done { value, revision }) = replayed::<ChangesBegun>(&mut *service.read().await?, caller).await? {
        let job = service.read().await?.job(value.job).await?.ok_or(Refusal::NotFound)?;
        return fill(service, Done { value: job, revision }, None).await;
    }
    let sight = service.sight(caller)?;
    let entered = sight.enter(&organization.to_string())?;
    sight.ask(CONTROL, Level::Read, entered.handle)?;
    let found = service.read().await?.template(template).await?.filter(|it| it.organization == organization);
    let template = found.ok_or(Refusal::NotFound)?;
    let taken = Taken { version: expected_version.unwrap_or(template.version), ..Taken::from(&template) };
    let is_as_seen = taken.version == template.version;
    let what = What::Template(Box::new(taken));
    let may = |control: &str, level| sight.ask(control, level, entered.handle).is_ok();
    let could = may(what.seen_by(), Level::Read) && what.controls().into_iter().all(|it| may(it, Level::Manage));
    // Whoever may not, or looked at another version, is refused by the command: for them nobody is looked up.
    let people = if could && is_as_seen { lacking(service, organization, &what).await? } else { Vec::new() };
    if people.len() > MOST_ROWS {
        let arguments = vec![("most", MOST_ROWS.to_string())];
        let error = FieldError { field: "template".to_owned(), code: TOO_MANY_ROWS, arguments };
        return Err(Refusal::Invalid(vec![error]).into());
    }
    let chunks = count(people.len().div_ceil(CHUNK));
    let task = Task { what, chunks, file: None, unused: Vec::new(), undoes: None };
    let job = ask(service, caller, organization, task.clone(), count(people.len())).await?;
    // The same key may have begun with another version meanwhile: then it is for others.
    let people = (Task::of(&job.value)? == task).then_some(people);
    fill(service, job, people).await
}

/// Who deviates from a template that is applied: one more than a job takes, at most.
async fn lacking(service: &Service, organization: OrganizationId, what: &What) -> Result<Vec<PrincipalId>, Error> {
    let Some(Taken { sets, group, .. }) = what.template() else { return Ok(Vec::new()) };
    let due = due(service.policy(), sets);
    let page = Page::first(u64::try_from(MOST_ROWS + 1).unwrap_or(u64::MAX));
    let asked = asked(organization, group, service.now());
    Ok(service.read().await?.people_lacking(&asked, &due, page).await?)
}

/// Writes down whom a template is applied to. Where that was interrupted, it goes on with others than those who are there
/// already: as many as were foreseen, or fewer, where there are no more by now.
async fn fill(service: &Service, mut begun: Done<Job>, people: Option<Vec<PrincipalId>>) -> Result<Done<JobId>, Error> {
    let job = &mut begun.value;
    let task = Task::of(job)?;
    if job.state == JobState::Receiving && job.parts < task.chunks {
        let mut people = match people {
            Some(people) => people,
            None => lacking(service, job.organization, &task.what).await?,
        };
        let mut there: HashSet<PrincipalId> = HashSet::new();
        for part in 0..job.parts {
            let bytes = service.read().await?.job_part(job.id, part).await?.ok_or(Refusal::NotFound)?;
            let rows: Vec<Row> = read(&bytes)?;
            there.extend(rows.iter().filter_map(|row| if let Row::Person(id) = row { Some(*id) } else { None }));
        }
        people.retain(|id| !there.contains(id));
        people.truncate(usize::try_from(job.total).unwrap_or_default().saturating_sub(there.len()));
        let mut chunks = people.chunks(CHUNK);
        while job.parts < task.chunks {
            let rows = chunks.next().unwrap_or_default().iter().copied().map(Row::Person).collect();
            receive(service, job, &rows).await?;
        }
    }
    go(service, begun).await
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
