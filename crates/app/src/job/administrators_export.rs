//! Who administers an organization, as a file for people and for the import that reads it again (ROL-06, ROL-07).
//!
//! The file holds what was so when it was asked for. Its parts are made later, and meanwhile roles come and go: so what is read is
//! taken back to that moment by the versions that each change left behind, part by part, however many there are. Nothing has to be
//! copied at the click, where everybody would wait for it. People come in the order of their ids, the one order that no change
//! shifts. Names and addresses are those of the moment at which a part is made: the past keeps none.

use super::{FileShape, Made};
use crate::collation::{is_found, searched};
use crate::error::Error;
use crate::port::{Page, Read};
use crate::service::Service;
use prokura_decision::index::{OrganizationHandle, Snapshot};
use prokura_domain::grant::{Grant, Scope};
use prokura_domain::id::{GrantId, LocationId, OrganizationId, PrincipalId};
use prokura_domain::job::{Job, JobState};
use prokura_domain::person::{Person, PersonStatus};
use prokura_domain::superseded::{PersonThen, Superseded, Thing, existed};
use prokura_domain::text::Locale;
use prokura_domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// People of one part: read and written out outside of any write transaction, and then a quick write.
pub const PEOPLE: u64 = 1_000;

/// Which administrators are exported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// People of the organization.
    pub own: bool,
    /// People from outside to whom something was given there.
    pub outside: bool,
    /// Who hold one of these roles.
    pub roles: Vec<String>,
    /// Who hold a role for this location, among others.
    pub location: Option<LocationId>,
    /// With this status.
    pub status: Option<PersonStatus>,
    /// With this licence.
    pub license: Option<String>,
    /// With words of the name, or an address, that begin so.
    pub search: String,
    /// The language of the headings and of the roles' titles.
    pub language: Locale,
    /// The moment: what came after it is not in the file.
    pub at: Timestamp,
}

impl Wanted {
    /// What a job exports.
    ///
    /// # Errors
    /// When its row does not say it.
    pub fn of(job: &Job) -> Result<Self, Error> {
        serde_json::from_str(&job.arguments).map_err(|error| Error::Internal(format!("job {}: {error}", job.id)))
    }

    /// Whether somebody is in the file.
    fn takes(&self, it: &Then, home: OrganizationId) -> bool {
        let at_home = it.home == home;
        (if at_home { self.own } else { self.outside })
            && !it.grants.is_empty()
            && self.status.is_none_or(|status| it.status == status)
            && self.license.as_ref().is_none_or(|license| at_home && it.licenses.contains(license))
            && (self.roles.is_empty() || it.grants.iter().any(|grant| self.roles.contains(&grant.role)))
            && self.location.is_none_or(|location| it.grants.iter().any(|grant| is_for(grant, location)))
            && is_found(&it.person, &searched(&self.search))
    }
}

fn is_for(grant: &Grant, location: LocationId) -> bool {
    matches!(&grant.scope, Scope::Locations(locations) if locations.contains(&location))
}

/// Somebody as they were.
struct Then {
    person: Person,
    home: OrganizationId,
    status: PersonStatus,
    licenses: Vec<String>,
    /// What they held in the organization.
    grants: Vec<Grant>,
}

/// The next part: people after the cursor.
pub(super) async fn part(service: &Service, shape: &dyn FileShape, job: &Job) -> Result<Made, Error> {
    let wanted = Wanted::of(job)?;
    let cursor = job.cursor.as_deref().map(str::parse).transpose();
    let after = cursor.map_err(|_| Error::Internal(format!("job {}: its cursor is no id", job.id)))?;
    let mut read = service.read().await?;
    let page = Page { after, limit: PEOPLE };
    let ids = read.holders_in(job.organization, wanted.at, page).await?;
    let people = then(&mut *read, job.organization, &ids, wanted.at).await?;
    drop(read);
    let snapshot = service.follower().snapshot()?;
    let place = snapshot.organization_by_id(job.organization);
    let mut bytes = if job.parts == 0 { shape.administrators_head(wanted.language) } else { Vec::new() };
    for it in people.iter().filter(|it| wanted.takes(it, job.organization)) {
        bytes.extend(shape.administrator(&it.person, &titles(&snapshot, place, &it.grants, wanted.language)));
    }
    let looked_at = i64::try_from(ids.len()).unwrap_or(i64::MAX);
    let is_last = u64::try_from(ids.len()).unwrap_or(PEOPLE) < PEOPLE;
    let position = job.position.saturating_add(looked_at);
    let done = if is_last { job.total } else { position.min(job.total) };
    let cursor = ids.last().map(PrincipalId::to_string).or_else(|| job.cursor.clone());
    let state = if is_last { JobState::Done } else { JobState::Working };
    Ok(Made { part: (!bytes.is_empty()).then_some(bytes), position, cursor, done, state })
}

/// People as they were at a moment, with what they held in an organization; those that were not there yet are missing.
async fn then(
    read: &mut dyn Read,
    organization: OrganizationId,
    ids: &[PrincipalId],
    at: Timestamp,
) -> Result<Vec<Then>, Error> {
    let mut grants: BTreeMap<PrincipalId, BTreeMap<GrantId, Grant>> = BTreeMap::new();
    for grant in read.grants_held_in(organization, ids, at).await? {
        grants.entry(grant.principal).or_default().insert(grant.id, grant);
    }
    let mut before: BTreeMap<PrincipalId, PersonThen> = BTreeMap::new();
    if read.revision().await?.1 > at {
        let owners: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
        let mut known: BTreeSet<Thing> = BTreeSet::new();
        // The first version that ended after the moment is the one of the moment.
        for filed in read.superseded_after(&owners, at).await? {
            if !known.insert(filed.version.thing()) {
                continue;
            }
            match filed.version {
                Superseded::Person(person) => {
                    before.insert(person.id, person);
                }
                Superseded::Grant(grant) if grant.organization == organization => {
                    grants.entry(grant.principal).or_default().insert(grant.id, grant);
                }
                Superseded::Organization(_)
                | Superseded::Relationship(_)
                | Superseded::Subscription(_)
                | Superseded::Site(_)
                | Superseded::Location(_)
                | Superseded::Grant(_)
                | Superseded::Block(_)
                | Superseded::SupportGrant(_)
                | Superseded::HelpDeskSession(_)
                | Superseded::CustomRole(_)
                | Superseded::Setting(_) => {}
            }
        }
    }
    let there = |grant: &Grant| existed(grant.id.0, at) && grant.term.until.is_none_or(|until| until > at);
    let people = read.people(ids).await?.into_iter().filter(|person| existed(person.id.0, at));
    Ok(people
        .map(|person| {
            let held = grants.remove(&person.id).unwrap_or_default();
            let (home, status, licenses) = match before.remove(&person.id) {
                Some(then) => (then.home, then.status, then.licenses),
                None => (person.home, person.status, person.licenses.clone()),
            };
            Then { home, status, licenses, grants: held.into_values().filter(there).collect(), person }
        })
        .collect())
}

/// The titles of roles, each once, in the policy's order. A title with a comma would be two among others, so then its key stands
/// there: the import knows both.
fn titles(snapshot: &Snapshot, place: Option<OrganizationHandle>, grants: &[Grant], language: Locale) -> Vec<String> {
    let mut roles: Vec<&str> = grants.iter().map(|grant| grant.role.as_str()).collect();
    roles.sort_unstable_by_key(|role| (snapshot.policy().role(role).is_none(), snapshot.policy().role(role), *role));
    roles.dedup();
    let title = |role: &str| {
        let title = place.and_then(|place| snapshot.role_title(place, role, language));
        title.filter(|title| !title.contains(',')).unwrap_or(role).to_owned()
    };
    roles.into_iter().map(title).collect()
}
