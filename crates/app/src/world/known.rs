//! What can be referred to: everything that is stored, with what the file says of it put over that.

use super::check::ended;
use super::error::{Code, Report};
use super::fields::{At, Place};
use crate::port::WorldRows;
use prokura_domain::id::{CustomRoleId, LocationId, OrganizationId, PrincipalId, SiteId, SubscriptionId};
use prokura_domain::organization::{OrganizationKind, Relationship, SiteManagement};
use prokura_domain::text::{EmailAddress, Slug};
use prokura_domain::time::{Term, Timestamp};
use std::collections::{HashMap, HashSet};
use std::fmt::Display;
use std::hash::Hash;
use uuid::Uuid;

/// Look-up keys of one table, those of the file with their places.
#[derive(Debug)]
pub(super) struct Keys<K, Id> {
    table: &'static str,
    ids: HashMap<K, Id>,
    keys: HashMap<Id, K>,
    in_file: HashMap<Id, Place>,
}

impl<K: Clone + Eq + Hash + Display, Id: Copy + Eq + Hash + From<Uuid>> Keys<K, Id> {
    fn new<'a>(table: &'static str, stored: impl Iterator<Item = (&'a K, Id)>) -> Self
    where
        K: 'a,
    {
        let ids: HashMap<K, Id> = stored.map(|(key, id)| (key.clone(), id)).collect();
        let keys = ids.iter().map(|(key, id)| (*id, key.clone())).collect();
        Self { table, ids, keys, in_file: HashMap::new() }
    }

    /// Makes a row of the file known. `None` for one that stands twice; that is reported.
    pub(super) fn register(
        &mut self,
        key: &At<K>,
        new_id: &mut dyn FnMut() -> Uuid,
        report: &mut Report,
    ) -> Option<Id> {
        let id = *self.ids.entry(key.value.clone()).or_insert_with(|| Id::from(new_id()));
        if let Some(first) = self.in_file.get(&id) {
            let arguments =
                vec![("table", self.table.to_owned()), ("value", key.value.to_string()), ("first", first.named())];
            report.add(key.place.position(), Code::Duplicate, arguments);
            return None;
        }
        self.in_file.insert(id, key.place);
        self.keys.insert(id, key.value.clone());
        Some(id)
    }

    /// The row that a reference names. `None` where there is none, which is reported, or where there is no reference.
    pub(super) fn find(&self, reference: Option<&At<K>>, report: &mut Report) -> Option<Id> {
        let reference = reference?;
        let found = self.ids.get(&reference.value).copied();
        if found.is_none() {
            let arguments = vec![("table", self.table.to_owned()), ("value", reference.value.to_string())];
            report.add(reference.place.position(), Code::Unresolved, arguments);
        }
        found
    }

    /// The look-up key of a row, or its id where it is not known.
    pub(super) fn name(&self, id: Id) -> String
    where
        Id: Display,
    {
        self.keys.get(&id).map_or_else(|| id.to_string(), ToString::to_string)
    }

    /// Whether a row is known.
    pub(super) fn has(&self, id: Id) -> bool {
        self.keys.contains_key(&id)
    }

    /// Whether the file lists a row.
    pub(super) fn is_listed(&self, id: Id) -> bool {
        self.in_file.contains_key(&id)
    }

    /// Where the file lists a row.
    pub(super) fn place(&self, id: Id) -> Option<Place> {
        self.in_file.get(&id).copied()
    }

    /// The ids of what the file lists.
    pub(super) fn listed(&self) -> HashSet<Id> {
        self.in_file.keys().copied().collect()
    }
}

/// What is known about a site; `None` for what the file says wrongly.
#[derive(Clone, Copy, Debug)]
pub(super) struct SiteFacts {
    pub(super) organization: Option<OrganizationId>,
    pub(super) managed_by: Option<SiteManagement>,
}

/// Everything that can be referred to, and what the rules ask about it. What the file says wrongly is not known, so
/// that one error does not bring others with it.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) organizations: Keys<Slug, OrganizationId>,
    pub(super) people: Keys<EmailAddress, PrincipalId>,
    pub(super) subscriptions: Keys<Slug, SubscriptionId>,
    pub(super) sites: Keys<Slug, SiteId>,
    pub(super) locations: Keys<Slug, LocationId>,
    pub(super) kinds: HashMap<OrganizationId, OrganizationKind>,
    pub(super) homes: HashMap<PrincipalId, OrganizationId>,
    pub(super) customers: HashMap<SubscriptionId, OrganizationId>,
    pub(super) site_facts: HashMap<SiteId, SiteFacts>,
    pub(super) location_organizations: HashMap<LocationId, OrganizationId>,
    /// Whose each custom role is, and whether it can be held.
    pub(super) custom_roles: HashMap<CustomRoleId, (OrganizationId, bool)>,
    /// Partner and customer of every relationship that is, was or will be in force.
    pub(super) related: HashSet<(OrganizationId, OrganizationId)>,
    /// Whether every relationship of the file could be read.
    pub(super) relationships_complete: bool,
}

impl Known {
    /// What is stored.
    pub(super) fn stored(rows: &WorldRows) -> Self {
        let site_facts = |site: &prokura_domain::organization::Site| SiteFacts {
            organization: Some(site.organization),
            managed_by: Some(site.managed_by),
        };
        Self {
            organizations: Keys::new("organization", rows.organizations.iter().map(|row| (&row.slug, row.id))),
            people: Keys::new("person", rows.people.iter().map(|row| (&row.email, row.id))),
            subscriptions: Keys::new("subscription", rows.subscriptions.iter().map(|row| (&row.slug, row.id))),
            sites: Keys::new("site", rows.sites.iter().map(|row| (&row.slug, row.id))),
            locations: Keys::new("location", rows.locations.iter().map(|row| (&row.slug, row.id))),
            kinds: rows.organizations.iter().map(|row| (row.id, row.kind)).collect(),
            homes: rows.people.iter().map(|row| (row.id, row.home)).collect(),
            customers: rows.subscriptions.iter().map(|row| (row.id, row.customer)).collect(),
            site_facts: rows.sites.iter().map(|row| (row.id, site_facts(row))).collect(),
            location_organizations: rows.locations.iter().map(|row| (row.id, row.organization)).collect(),
            custom_roles: rows.custom_roles.iter().map(|row| (row.id, (row.organization, row.active))).collect(),
            related: related(&rows.relationships, |row| row.term),
            relationships_complete: true,
        }
    }

    /// Relationships that the file lacks end now, in the organizations that it lists: what had not begun by then never was.
    /// Those of the file are related once more by their own rows.
    pub(super) fn prune(&mut self, stored: &[Relationship], now: Timestamp) {
        let is_listed = |row: &Relationship| self.organizations.is_listed(row.customer);
        self.related = related(stored, |row| if is_listed(row) { ended(row.term, now) } else { row.term });
    }
}

fn related(rows: &[Relationship], term: impl Fn(&Relationship) -> Term) -> HashSet<(OrganizationId, OrganizationId)> {
    rows.iter().filter(|row| !term(row).is_empty()).map(|row| (row.partner, row.customer)).collect()
}
