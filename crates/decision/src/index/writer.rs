//! Makes the next revision of the index out of records, and publishes it.

use super::keys::Keys;
use super::person::{INLINE, More, NOTHING_MORE, PackedGrant, PackedScope, Person, ScopeOf};
use super::place::{BlockedHandle, Custom, Place, Resource, Ties};
use super::plain::{PlaceNumber, is_plain};
use super::texts::Texts;
use super::{Index, OrganizationHandle, PrincipalHandle, ResourceHandle, ResourceKind, Snapshot};
use crate::facts::{OrganizationFacts, SubscriptionFacts, SupportFacts, SupportKind};
use crate::mask::Rights;
use crate::policy::Policy;
use crate::record::{OrganizationRecord, PrincipalRecord};
use arc_swap::ArcSwap;
use prokura_domain::custom_role::named_by;
use prokura_domain::grant::Scope;
use prokura_domain::id::{CustomRoleId, OrganizationId, PrincipalId};
use prokura_domain::organization::Blocked;
use std::collections::BTreeSet;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use uuid::Uuid;

/// The one writer of an index. Records may come in any order and as often as they like; nothing of them is visible
/// before [`Writer::publish`]. What the policy does not know (roles, licences, services) is absent.
#[derive(Debug)]
pub struct Writer {
    next: Snapshot,
    index: Index,
    /// Numbers of [`More`] that nobody has.
    free: Vec<u32>,
    mores: u32,
}

impl Writer {
    /// A writer of a new, empty index.
    #[must_use]
    pub fn new(policy: Arc<Policy>) -> Self {
        let next = Snapshot::empty(policy);
        let index = Index { current: Arc::new(ArcSwap::from_pointee(next.clone())) };
        Self { next, index, free: Vec::new(), mores: 0 }
    }

    /// The index written to.
    #[must_use]
    pub fn index(&self) -> Index {
        self.index.clone()
    }

    /// Forgets every record, to read all of them again, under another policy perhaps. Readers keep the last revision
    /// until the next is published; handles given out before are void from then on.
    pub fn start_over(&mut self, policy: Arc<Policy>) {
        self.next = Snapshot::empty(policy);
        self.free.clear();
        self.mores = 0;
    }

    /// Makes everything put and removed since the last time visible, all at once.
    pub fn publish(&mut self, revision: i64) {
        self.next.revision = revision;
        self.index.current.store(Arc::new(self.next.clone()));
    }

    /// Makes a principal known, or known anew.
    pub fn put_principal(&mut self, record: &PrincipalRecord) {
        let handle = self.principal(record.id);
        let policy = Arc::clone(&self.next.policy);
        let mut grants: Vec<PackedGrant> = record
            .grants
            .iter()
            .map(|grant| {
                let organization = self.organization(grant.organization);
                PackedGrant::new(policy.role(&grant.role), organization, grant.term, grant.activated_at.is_some())
            })
            .collect();
        let further = grants.split_off(grants.len().min(INLINE));
        let mut inline = [PackedGrant::default(); INLINE];
        inline[..grants.len()].copy_from_slice(&grants);
        let more = More {
            grants: further.into(),
            scopes: record
                .grants
                .iter()
                .enumerate()
                .filter_map(|(position, grant)| self.scope(position, &grant.scope))
                .collect(),
            customs: record
                .grants
                .iter()
                .enumerate()
                .filter_map(|(position, grant)| Some((position, self.custom(named_by(&grant.role)?))))
                .collect(),
            support: self.support(record),
        };
        let licences = policy.licence_bits(&record.licenses);
        let limited =
            policy.licence_limits.iter().any(|limit| licences & limit.with != 0 && licences & limit.without == 0);
        let plain = record.grants.iter().all(|grant| {
            let role = policy.role(&grant.role).map(|role| policy.role_at(role));
            role.is_none_or(|role| is_plain(role, grant.activated_at.is_some()))
        });
        let person = Person {
            plain: plain && record.active && more.is_empty() && !limited,
            grants: inline,
            home: self.organization(record.home),
            licences,
            more: self.keep_more(handle, more),
            inline: grants.len() as u8,
            known: true,
            active: record.active,
        };
        self.set_person(handle, person);
        self.set_email(handle, record.email.as_ref().map_or("", |email| email.as_str()));
    }

    /// Makes a principal unknown.
    pub fn remove_principal(&mut self, id: PrincipalId) {
        let handle = self.principal(id);
        let more = self.keep_more(handle, More::default());
        self.set_person(handle, Person { more, ..Person::default() });
        self.set_email(handle, "");
    }

    /// Makes an organization known, or known anew, with all it has.
    pub fn put_organization(&mut self, record: &OrganizationRecord) {
        let handle = self.organization(record.organization.id);
        let mut resources = Vec::new();
        let mut own = |writer: &mut Self, kind, id: Uuid, slug: &str, subscription: Uuid| {
            let resource = writer.resource(id);
            let subscription = writer.resource(subscription);
            writer.set_resource(resource, Some(Resource { kind, owner: handle, subscription }), slug);
            resources.push(resource);
        };
        for subscription in &record.subscriptions {
            let id = subscription.id.0;
            own(self, ResourceKind::Subscription, id, subscription.slug.as_str(), id);
        }
        for (id, slug, subscription) in &record.sites {
            own(self, ResourceKind::Site, id.0, slug.as_str(), subscription.0);
        }
        for (id, slug) in &record.locations {
            own(self, ResourceKind::Location, id.0, slug.as_str(), id.0);
        }
        let ties = Ties {
            relationships: record
                .relationships
                .iter()
                .map(|relationship| (self.organization(relationship.partner), relationship.term))
                .collect(),
            subscriptions: record
                .subscriptions
                .iter()
                .map(|subscription| SubscriptionFacts {
                    subscription: self.resource(subscription.id.0),
                    seller: self.organization(subscription.seller),
                    services: self.next.policy.service_bits(&subscription.services),
                    term: subscription.term,
                })
                .collect(),
            blocks: record
                .blocks
                .iter()
                .map(|block| {
                    let blocked = match block.blocked {
                        Blocked::Person(person) => BlockedHandle::Person(self.principal(person)),
                        Blocked::Partner(partner) => BlockedHandle::Partner(self.organization(partner)),
                    };
                    (blocked, block.term)
                })
                .collect(),
            resources: resources.into(),
            customs: record
                .custom_roles
                .iter()
                .map(|role| Custom {
                    number: self.custom(role.id),
                    composed: if role.active { self.next.policy.composed(&role.areas) } else { Rights::NONE },
                    role: role.clone(),
                })
                .collect(),
        };
        let facts = record.facts(&self.next.policy);
        self.set_place(handle, Some(facts), ties, record.organization.slug.as_str());
    }

    /// Makes an organization unknown, with all it has.
    pub fn remove_organization(&mut self, id: OrganizationId) {
        let handle = self.organization(id);
        self.set_place(handle, None, Ties::default(), "");
    }

    fn principal(&mut self, id: PrincipalId) -> PrincipalHandle {
        PrincipalHandle(self.next.people_ids.intern(&self.next.hasher, id.0))
    }

    fn organization(&mut self, id: OrganizationId) -> OrganizationHandle {
        OrganizationHandle(self.next.place_ids.intern(&self.next.hasher, id.0))
    }

    fn resource(&mut self, id: Uuid) -> ResourceHandle {
        ResourceHandle(self.next.resource_ids.intern(&self.next.hasher, id))
    }

    fn custom(&mut self, id: CustomRoleId) -> u32 {
        self.next.custom_ids.intern(&self.next.hasher, id.0)
    }

    fn scope(&mut self, position: usize, scope: &Scope) -> Option<PackedScope> {
        let (of, mut members) = match scope {
            Scope::None => return None,
            Scope::Sites(sites) => {
                (ScopeOf::Resources, sites.iter().map(|id| self.resource(id.0).0).collect::<Vec<_>>())
            }
            Scope::Locations(locations) => {
                (ScopeOf::Resources, locations.iter().map(|id| self.resource(id.0).0).collect())
            }
            Scope::Customers(customers) => {
                (ScopeOf::Organizations, customers.iter().map(|id| self.organization(*id).0).collect())
            }
        };
        members.sort_unstable();
        Some(PackedScope { position, of, members: members.into() })
    }

    fn support(&mut self, record: &PrincipalRecord) -> Box<[(OrganizationHandle, SupportFacts)]> {
        let grants = record.support_grants.iter().map(|grant| (grant.organization, SupportKind::Grant, grant.term));
        let sessions = record.sessions.iter().map(|session| (session.organization, SupportKind::Session, session.term));
        grants
            .chain(sessions)
            .map(|(organization, kind, term)| (self.organization(organization), SupportFacts { kind, term }))
            .collect()
    }

    /// Keeps what a principal has beside the line, in the place it has already where there is one.
    fn keep_more(&mut self, handle: PrincipalHandle, more: More) -> u32 {
        let had = self.next.people.get(handle.0).map_or(NOTHING_MORE, |person| person.more);
        if more.is_empty() {
            if had != NOTHING_MORE {
                *self.next.mores.get_mut(had) = None;
                self.free.push(had);
            }
            return NOTHING_MORE;
        }
        let number = if had == NOTHING_MORE {
            self.free.pop().unwrap_or_else(|| {
                self.mores += 1;
                self.mores - 1
            })
        } else {
            had
        };
        if self.next.mores.get(number).and_then(Option::as_deref) != Some(&more) {
            *self.next.mores.get_mut(number) = Some(Arc::new(more));
        }
        number
    }

    fn set_person(&mut self, handle: PrincipalHandle, person: Person) {
        if self.next.people.get(handle.0) != Some(&person) {
            *self.next.people.get_mut(handle.0) = person;
        }
    }

    fn set_place(&mut self, handle: OrganizationHandle, facts: Option<OrganizationFacts>, ties: Ties, slug: &str) {
        let kept: BTreeSet<ResourceHandle> = ties.resources.iter().copied().collect();
        let gone: Vec<ResourceHandle> = self.next.resources(handle).filter(|had| !kept.contains(had)).collect();
        for resource in gone {
            self.set_resource(resource, None, "");
        }
        let place = Place {
            facts,
            ties: (!ties.is_empty()).then(|| Arc::new(ties)),
            number: facts.as_ref().map(PlaceNumber::of).unwrap_or_default(),
            plain: facts.is_some_and(|facts| facts.active),
        };
        if self.next.places.get(handle.0) != Some(&place) {
            *self.next.places.get_mut(handle.0) = place;
        }
        set_key(&self.next.hasher, &mut self.next.slugs, &mut self.next.by_slug, handle.0, slug);
    }

    fn set_email(&mut self, handle: PrincipalHandle, email: &str) {
        set_key(&self.next.hasher, &mut self.next.emails, &mut self.next.by_email, handle.0, email);
    }

    fn set_resource(&mut self, handle: ResourceHandle, resource: Option<Resource>, slug: &str) {
        if self.next.resource(handle) != resource.as_ref() {
            *self.next.resources.get_mut(handle.0) = resource;
        }
        set_key(&self.next.hasher, &mut self.next.resource_slugs, &mut self.next.by_resource_slug, handle.0, slug);
    }
}

/// Gives a handle a new text to be looked up by, in place of the one it had. An empty text is not looked up.
fn set_key(hasher: &RandomState, texts: &mut Texts, keys: &mut Keys, handle: u32, text: &str) {
    let had = texts.get(handle);
    if had == text.as_bytes() {
        return;
    }
    if !had.is_empty() {
        keys.remove(hasher.hash_one(had), handle);
    }
    texts.set(handle, text.as_bytes());
    if !text.is_empty() {
        let texts = &*texts;
        keys.insert(hasher.hash_one(text.as_bytes()), handle, |n| hasher.hash_one(texts.get(n)));
    }
}
