//! Who held what at a moment, and what it came to.

use super::records;
use super::scene::Scene;
use crate::error::Error;
use crate::query::Listed;
use crate::query::administrators::Holding;
use crate::standing::reaches;
use prokura_decision::decide::rights;
use prokura_decision::facts::{Facts as _, Target};
use prokura_decision::index::ResourceKind;
use prokura_decision::loaded::{LoadedFacts, ResourceId};
use prokura_decision::mask::Rights;
use prokura_decision::policy::{Policy, RoleClass, ScopeKind};
use prokura_decision::record::PrincipalRecord;
use prokura_domain::id::PrincipalId;
use prokura_domain::organization::Organization;
use prokura_domain::person::Person;
use prokura_domain::text::{Name, Slug};
use std::collections::HashMap;
use uuid::Uuid;

/// How many people are looked at together.
const TOGETHER: usize = 200;

/// Somebody who may have had something to do with the organization.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate(pub(super) PrincipalId);

/// What somebody could do inside the organization, beyond what they could do in it as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inside {
    /// What it is.
    pub kind: ResourceKind,
    /// Which.
    pub id: Uuid,
    /// Its look-up key.
    pub slug: Slug,
    /// What they could do there.
    pub rights: Rights,
}

/// Somebody who held something in an organization at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// Who.
    pub principal: PrincipalId,
    /// The person as they are called today; `None` for a service account.
    pub person: Option<Person>,
    /// The name, as it is today.
    pub name: Name,
    /// Their home then; `None` where it cannot be told any more.
    pub home: Option<Organization>,
    /// Whether they could act at all.
    pub active: bool,
    /// By what.
    pub holds: Vec<Holding>,
    /// What they could do in the organization as a whole.
    pub rights: Rights,
    /// What they could do in parts of it, beyond that.
    pub inside: Vec<Inside>,
}

impl Scene {
    /// People and services with any right, in the order of ids, after one of them.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn people(
        &mut self,
        after: Option<PrincipalId>,
        limit: usize,
    ) -> Result<Listed<Holder, PrincipalId>, Error> {
        let begin = self.candidates.partition_point(|candidate| after.is_some_and(|after| candidate.0 <= after));
        let candidates: Vec<PrincipalId> = self.candidates[begin..].iter().map(|candidate| candidate.0).collect();
        let mut found = Vec::new();
        for some in candidates.chunks(TOGETHER) {
            found.extend(self.some(some).await?);
            if found.len() > limit {
                break;
            }
        }
        Ok(Listed::of(found, limit, |holder| holder.principal))
    }

    /// What some principals could do in the organization as a whole, and in each part of it, whoever may know: the decision,
    /// asked about then. Those that were not there yet are missing.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn rights_of(
        &mut self,
        ids: &[PrincipalId],
    ) -> Result<Vec<(PrincipalId, Option<ResourceId>, Rights)>, Error> {
        let records = records::principals(&mut *self.read, ids, self.at).await?;
        for record in &records {
            self.home(record.home).await?;
        }
        let policy = std::sync::Arc::clone(&self.policy);
        let facts = self.facts_of(&policy, &records);
        let ask = |principal, target| rights(&policy, &facts, principal, self.id(), target, self.at);
        let mut found = Vec::new();
        for record in &records {
            found.push((record.id, None, ask(record.id, Target::Organization)));
            for resource in self.parts().map(|(resource, _)| resource) {
                if let Some(target) = facts.target(self.id(), resource) {
                    found.push((record.id, Some(resource), ask(record.id, target)));
                }
            }
        }
        Ok(found)
    }

    /// The organization's sites, locations and subscriptions, with their look-up keys.
    fn parts(&self) -> impl Iterator<Item = (ResourceId, &Slug)> {
        let sites = self.record.sites.iter().map(|(id, slug, _)| (ResourceId::Site(*id), slug));
        let locations = self.record.locations.iter().map(|(id, slug)| (ResourceId::Location(*id), slug));
        let subscriptions = self.record.subscriptions.iter().map(|it| (ResourceId::Subscription(it.id), &it.slug));
        sites.chain(locations).chain(subscriptions)
    }

    /// Those of some people who had any right.
    async fn some(&mut self, ids: &[PrincipalId]) -> Result<Vec<Holder>, Error> {
        let records = records::principals(&mut *self.read, ids, self.at).await?;
        for record in &records {
            self.home(record.home).await?;
        }
        let people: HashMap<PrincipalId, Person> =
            self.read.people(ids).await?.into_iter().map(|person| (person.id, person)).collect();
        let policy = std::sync::Arc::clone(&self.policy);
        let facts = self.facts_of(&policy, &records);
        let mut found = Vec::new();
        for record in &records {
            let at_home = record.home == self.id();
            if !(if at_home { self.covered.own } else { self.covered.outside }) {
                continue;
            }
            let rights = rights(&policy, &facts, record.id, self.id(), Target::Organization, self.at);
            let inside = self.inside(&policy, &facts, record, rights);
            let holds = self.holds(&policy, &facts, record, rights.is_none() && inside.is_empty());
            if !holds.is_empty() || !rights.is_none() || !inside.is_empty() {
                found.push((record, rights, inside, holds));
            }
        }
        let mut holders = Vec::with_capacity(found.len());
        for (record, rights, inside, holds) in found {
            let person = people.get(&record.id).cloned();
            let name = match &person {
                Some(person) => person.name.clone(),
                None => match self.read.service_account(record.id).await? {
                    Some(account) => account.name,
                    None => continue,
                },
            };
            let home = self.homes.get(&record.home).and_then(Option::as_ref).map(|home| home.organization.clone());
            let (principal, active) = (record.id, record.active);
            holders.push(Holder { principal, person, name, home, active, holds, rights, inside });
        }
        Ok(holders)
    }

    fn facts_of<'p>(&self, policy: &'p Policy, principals: &[PrincipalRecord]) -> LoadedFacts<'p> {
        let mut facts = LoadedFacts::new(policy);
        for principal in principals {
            if let Some(Some(home)) = self.homes.get(&principal.home) {
                facts.put_organization(home.clone());
            }
            facts.put_principal(principal.clone());
        }
        facts.put_organization(self.record.clone());
        facts
    }

    /// By what somebody was in: roles given there, roles at home that reached in, and support access that ran.
    fn holds(
        &self,
        policy: &Policy,
        facts: &LoadedFacts<'_>,
        record: &PrincipalRecord,
        came_to_nothing: bool,
    ) -> Vec<Holding> {
        let mut holds = Vec::new();
        for grant in record.grants.iter().filter(|grant| grant.term.contains(self.at)) {
            if grant.organization == self.id() {
                holds.push(Holding::Given(grant.clone()));
                continue;
            }
            let Some(role) = policy.role(&grant.role).map(|role| policy.role_at(role)) else { continue };
            let derived = matches!(role.class, RoleClass::Partner | RoleClass::Vendor);
            if derived
                && !came_to_nothing
                && reaches(policy, facts, record.id, self.id(), self.at, |other| other.key == role.key)
            {
                holds.push(Holding::Derived { role: grant.role.clone(), term: grant.term });
            }
        }
        holds.sort_by_key(|holding| match holding {
            Holding::Given(grant) => policy.role(&grant.role),
            Holding::Derived { role, .. } => policy.role(role),
            Holding::Support(_) => None,
        });
        let support = record.support_grants.iter();
        let running = support.filter(|grant| grant.organization == self.id() && grant.term.contains(self.at));
        holds.extend(running.cloned().map(Holding::Support));
        holds
    }

    /// What somebody could do in sites, locations and subscriptions, where a role of theirs is about such.
    fn inside(&self, policy: &Policy, facts: &LoadedFacts<'_>, record: &PrincipalRecord, whole: Rights) -> Vec<Inside> {
        let about_parts = facts.grants(record.id).any(|grant| {
            let role = policy.role_at(grant.role);
            let sold = role.cells.iter().flatten().any(|cells| !cells.sold.is_empty());
            sold || matches!(role.scope, ScopeKind::Sites | ScopeKind::Locations)
        });
        if !about_parts || !record.active {
            return Vec::new();
        }
        self.parts()
            .filter_map(|(resource, slug)| {
                let target = facts.target(self.id(), resource)?;
                let there = rights(policy, facts, record.id, self.id(), target, self.at);
                let (kind, id) = match resource {
                    ResourceId::Site(id) => (ResourceKind::Site, id.0),
                    ResourceId::Location(id) => (ResourceKind::Location, id.0),
                    ResourceId::Subscription(id) => (ResourceKind::Subscription, id.0),
                };
                (!whole.cover(there)).then(|| Inside { kind, id, slug: slug.clone(), rights: there })
            })
            .collect()
    }
}
