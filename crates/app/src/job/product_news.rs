//! The steps of a job that writes product news to whom they go: some organizations at a time, in the order of their ids. How far
//! it is stands with the news themselves, so that whoever comes after a crash writes to nobody twice.

use super::Made;
use super::people_changes::caller;
use crate::command::write_news::TellNews;
use crate::error::Error;
use crate::port::{Page, Read};
use crate::service::Service;
use prokura_domain::grant::role::FULL_ADMIN;
use prokura_domain::id::{OrganizationId, PrincipalId, ProductNewsId};
use prokura_domain::job::{Job, JobState};
use prokura_domain::news::NewsState;
use prokura_domain::person::PersonStatus;
use prokura_domain::preference::Topic;
use prokura_domain::refusal::Refusal;
use prokura_domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How many organizations are looked at in one go.
const PART: usize = 50;
/// When so many people were found, no further organization is looked at: they are written to in one change, and others wait
/// for the writer no longer than that takes.
const PEOPLE: usize = 100;

/// What the job sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// The news.
    pub news: ProductNewsId,
}

impl Task {
    /// As a job keeps it.
    pub(crate) fn written(self) -> Result<String, Error> {
        serde_json::to_string(&self).map_err(|error| Error::Internal(error.to_string()))
    }

    fn of(job: &Job) -> Result<Self, Error> {
        serde_json::from_str(&job.arguments).map_err(|error| Error::Internal(format!("job {}: {error}", job.id)))
    }
}

/// The next part.
pub(super) async fn part(service: &Service, job: &Job) -> Result<Made, Error> {
    let Task { news } = Task::of(job)?;
    let now = service.now();
    let mut read = service.read().await?;
    let news = read.product_news(news).await?.ok_or(Refusal::NotFound)?;
    let made = |position: i64, done: i64, state| Made { part: None, position, cursor: None, done, state };
    if news.state != NewsState::Sending {
        return Ok(made(job.position, job.done, JobState::Done));
    }
    let page = Page { after: news.told_up_to.max(passed(job)), limit: u64::try_from(PART).unwrap_or(u64::MAX) };
    let organizations = read.organizations(page).await?;
    let (mut people, mut looked) = (Vec::new(), 0);
    for it in &organizations {
        if people.len() >= PEOPLE {
            break;
        }
        looked += 1;
        if it.active && news.kinds.contains(&it.kind) {
            people.extend(readers(&mut *read, it.id, now).await?);
        }
    }
    drop(read);
    let is_last = looked == organizations.len() && looked < PART;
    let last = organizations[..looked].last().map(|it| it.id);
    let count = i64::try_from(people.len()).unwrap_or(i64::MAX);
    if is_last || !people.is_empty() {
        let after = news.told_up_to;
        let tell = TellNews { organization: news.organization, news: news.id, after, up_to: last, people, is_last };
        service.execute(caller(service, job).await?, tell).await?;
    }
    let state = if is_last { JobState::Done } else { JobState::Working };
    let cursor = last.map(|id| id.to_string()).or_else(|| job.cursor.clone());
    Ok(Made { cursor, ..made(job.position + 1, job.done.saturating_add(count), state) })
}

/// How far the job has looked, where nobody was there to write to since the last part.
fn passed(job: &Job) -> Option<OrganizationId> {
    job.cursor.as_ref().and_then(|cursor| cursor.parse().ok())
}

/// Who reads product news in an organization: its full administrators at home there unless they turned them off, and whoever
/// of its people turned them on.
///
/// # Errors
/// When the store fails.
pub async fn readers(
    read: &mut dyn Read,
    organization: OrganizationId,
    now: Timestamp,
) -> Result<Vec<PrincipalId>, Error> {
    let grants = read.grants_of_role(organization, FULL_ADMIN, now).await?;
    let mut ids: BTreeSet<PrincipalId> =
        grants.iter().filter(|grant| grant.term.contains(now)).map(|grant| grant.principal).collect();
    for said in read.preferences_at_home(organization, Topic::ProductNews).await? {
        if said.wanted {
            ids.insert(said.person);
        } else {
            ids.remove(&said.person);
        }
    }
    let people = read.people(&ids.into_iter().collect::<Vec<_>>()).await?;
    let reads = people.into_iter().filter(|it| it.home == organization && it.status != PersonStatus::Suspended);
    Ok(reads.map(|person| person.id).collect())
}
