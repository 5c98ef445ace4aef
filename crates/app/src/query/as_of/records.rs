//! Records as they were at a moment.

use crate::error::Error;
use crate::port::Read;
use prokura_decision::record::{OrganizationRecord, PrincipalRecord};
use prokura_domain::id::{OrganizationId, PrincipalId};
use prokura_domain::organization::{Block, Location, Organization, Relationship, Site, Subscription};
use prokura_domain::person::PersonStatus;
use prokura_domain::superseded::{Filed, PersonThen, Superseded, Thing, existed};
use prokura_domain::time::Timestamp;
use std::collections::{BTreeMap, HashSet};
use uuid::Uuid;

/// Versions that were in force at a moment and are not any more, by kind.
#[derive(Default)]
struct Then {
    organization: Option<Organization>,
    person: Option<PersonThen>,
    relationships: Vec<Relationship>,
    subscriptions: Vec<Subscription>,
    sites: Vec<Site>,
    locations: Vec<Location>,
    blocks: Vec<Block>,
    custom_roles: Vec<prokura_domain::custom_role::CustomRole>,
    settings: Vec<prokura_domain::setting::Setting>,
    grants: Vec<prokura_domain::grant::Grant>,
    support_grants: Vec<prokura_domain::support::SupportGrant>,
    sessions: Vec<prokura_domain::support::HelpDeskSession>,
}

impl Then {
    /// The first version of each thing, out of those that ended after the moment, in the order in which they ended.
    fn first_of(filed: impl Iterator<Item = Filed>) -> Self {
        let mut then = Self::default();
        let mut known: HashSet<Thing> = HashSet::new();
        for Filed { version, .. } in filed {
            if !known.insert(version.thing()) {
                continue;
            }
            match version {
                Superseded::Organization(row) => then.organization = Some(row),
                Superseded::Person(row) => then.person = Some(row),
                Superseded::Relationship(row) => then.relationships.push(row),
                Superseded::Subscription(row) => then.subscriptions.push(row),
                Superseded::Site(row) => then.sites.push(row),
                Superseded::Location(row) => then.locations.push(row),
                Superseded::Block(row) => then.blocks.push(row),
                Superseded::CustomRole(row) => then.custom_roles.push(row),
                Superseded::Setting(row) => then.settings.push(row),
                Superseded::Grant(row) => then.grants.push(row),
                Superseded::SupportGrant(row) => then.support_grants.push(row),
                Superseded::HelpDeskSession(row) => then.sessions.push(row),
            }
        }
        then
    }
}

/// Rows as they are now, with those of then in their place, and without what was not there.
fn back<K: Ord, T>(now: Vec<T>, then: Vec<T>, key: impl Fn(&T) -> K, was_here: impl Fn(&T) -> bool) -> Vec<T> {
    let mut rows: BTreeMap<K, T> = now.into_iter().map(|row| (key(&row), row)).collect();
    rows.extend(then.into_iter().map(|row| (key(&row), row)));
    rows.into_values().filter(was_here).collect()
}

/// An organization as it was at a moment; `None` where it was not there yet.
pub(super) async fn organization(
    read: &mut dyn Read,
    id: OrganizationId,
    at: Timestamp,
) -> Result<Option<OrganizationRecord>, Error> {
    if !existed(id.0, at) {
        return Ok(None);
    }
    let Some(now) = read.organization_record(id).await? else { return Ok(None) };
    let then = Then::first_of(read.superseded_after(&[id.0], at).await?.into_iter());
    let here = |organization: OrganizationId, row: Uuid| organization == id && existed(row, at);
    let sites = back(
        now.sites,
        then.sites
            .iter()
            .filter(|site| site.organization == id)
            .map(|site| (site.id, site.slug.clone(), site.subscription))
            .collect(),
        |(site, ..)| *site,
        |(site, ..)| existed(site.0, at) && then.sites.iter().all(|then| then.id != *site || then.organization == id),
    );
    let locations = back(
        now.locations,
        then.locations
            .iter()
            .filter(|location| location.organization == id)
            .map(|location| (location.id, location.slug.clone()))
            .collect(),
        |(location, _)| *location,
        |(location, _)| {
            existed(location.0, at) && then.locations.iter().all(|then| then.id != *location || then.organization == id)
        },
    );
    Ok(Some(OrganizationRecord {
        organization: then.organization.unwrap_or(now.organization),
        settings: back(now.settings, then.settings, |setting| setting.key.clone(), |setting| setting.set_at <= at),
        relationships: back(now.relationships, then.relationships, |it| it.id, |it| here(it.customer, it.id.0)),
        subscriptions: back(now.subscriptions, then.subscriptions, |it| it.id, |it| here(it.customer, it.id.0)),
        sites,
        locations,
        blocks: back(now.blocks, then.blocks, |it| it.id, |it| here(it.organization, it.id.0)),
        custom_roles: back(now.custom_roles, then.custom_roles, |it| it.id, |it| here(it.organization, it.id.0)),
    }))
}

/// Principals as they were at a moment; those that were not there yet are missing.
pub(super) async fn principals(
    read: &mut dyn Read,
    ids: &[PrincipalId],
    at: Timestamp,
) -> Result<Vec<PrincipalRecord>, Error> {
    let owners: Vec<Uuid> = ids.iter().filter(|id| existed(id.0, at)).map(|id| id.0).collect();
    let there: Vec<PrincipalId> = owners.iter().copied().map(PrincipalId).collect();
    let mut filed: BTreeMap<Uuid, Vec<Filed>> = BTreeMap::new();
    for version in read.superseded_after(&owners, at).await? {
        filed.entry(version.owner).or_default().push(version);
    }
    let mut records = read.principal_records_of(&there).await?;
    records.sort_unstable_by_key(|record| record.id);
    let back = records.into_iter().map(|now| {
        let filed = filed.remove(&now.id.0).unwrap_or_default();
        principal(now, filed, at)
    });
    Ok(back.collect())
}

fn principal(now: PrincipalRecord, filed: Vec<Filed>, at: Timestamp) -> PrincipalRecord {
    let then = Then::first_of(filed.into_iter());
    let id = now.id;
    let mine = |owner: PrincipalId, row: Uuid| owner == id && existed(row, at);
    let (home, active, licenses) = match then.person {
        Some(person) => (person.home, person.status == PersonStatus::Active, person.licenses),
        None => (now.home, now.active, now.licenses),
    };
    PrincipalRecord {
        id,
        email: now.email,
        home,
        active,
        licenses,
        grants: back(now.grants, then.grants, |it| it.id, |it| mine(it.principal, it.id.0)),
        support_grants: back(now.support_grants, then.support_grants, |it| it.id, |it| mine(it.agent, it.id.0)),
        sessions: back(now.sessions, then.sessions, |it| it.id, |it| mine(it.agent, it.id.0)),
    }
}
