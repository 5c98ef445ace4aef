//! The world at one revision: look-ups by id, address and slug, and back.

use super::chunks::Chunks;
use super::keys::Keys;
use super::person::{More, Mores, Person};
use super::place::{Place, Resource, Ties};
use super::plain::PlainRights;
use super::texts::Texts;
use super::{OrganizationHandle, PrincipalHandle, ResourceHandle};
use crate::facts::Target;
use crate::policy::Policy;
use prokura_domain::custom_role::{CustomRole, named_by};
use prokura_domain::id::{OrganizationId, PrincipalId};
use prokura_domain::text::Locale;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use uuid::Uuid;

/// What a resource of an organization is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ResourceKind {
    /// A site.
    Site,
    /// A location.
    Location,
    /// A subscription.
    Subscription,
}

/// The world at one revision, packed; never changes. A clone shares everything with the original.
#[derive(Clone, Debug)]
pub struct Snapshot {
    pub(super) revision: i64,
    pub(super) policy: Arc<Policy>,
    pub(super) plain: Arc<PlainRights>,
    pub(super) hasher: RandomState,

    pub(super) people: Chunks<Person, 256>,
    pub(super) mores: Mores,
    pub(super) emails: Texts,
    pub(super) by_email: Keys,
    pub(super) people_ids: Ids,

    pub(super) places: Chunks<Place, 64>,
    pub(super) slugs: Texts,
    pub(super) by_slug: Keys,
    pub(super) place_ids: Ids,

    pub(super) resources: Chunks<Option<Resource>, 256>,
    pub(super) resource_slugs: Texts,
    pub(super) by_resource_slug: Keys,
    pub(super) resource_ids: Ids,

    pub(super) custom_ids: Ids,
}

/// Ids in the order their handles were given out.
#[derive(Clone, Debug, Default)]
pub(super) struct Ids {
    ids: Chunks<Uuid, 256>,
    by_id: Keys,
    count: u32,
}

impl Ids {
    fn get(&self, hasher: &RandomState, id: Uuid) -> Option<u32> {
        self.by_id.find(hasher.hash_one(id), |handle| self.ids.get(handle) == Some(&id))
    }

    fn id(&self, handle: u32) -> Option<Uuid> {
        self.ids.get(handle).copied().filter(|_| handle < self.count)
    }

    /// The handle of an id, given out now if it was not before.
    pub(super) fn intern(&mut self, hasher: &RandomState, id: Uuid) -> u32 {
        self.get(hasher, id).unwrap_or_else(|| {
            let handle = self.count;
            self.count += 1;
            *self.ids.get_mut(handle) = id;
            let ids = &self.ids;
            self.by_id.insert(hasher.hash_one(id), handle, |n| hasher.hash_one(ids.get(n).unwrap_or(&Uuid::nil())));
            handle
        })
    }
}

impl Snapshot {
    pub(super) fn empty(policy: Arc<Policy>) -> Self {
        Self {
            revision: 0,
            plain: Arc::new(PlainRights::new(&policy)),
            policy,
            hasher: RandomState::new(),
            people: Chunks::default(),
            mores: Mores::default(),
            emails: Texts::default(),
            by_email: Keys::default(),
            people_ids: Ids::default(),
            places: Chunks::default(),
            slugs: Texts::default(),
            by_slug: Keys::default(),
            place_ids: Ids::default(),
            resources: Chunks::default(),
            resource_slugs: Texts::default(),
            by_resource_slug: Keys::default(),
            resource_ids: Ids::default(),
            custom_ids: Ids::default(),
        }
    }

    /// The revision of the store that this is; 0 before any.
    #[must_use]
    pub const fn revision(&self) -> i64 {
        self.revision
    }

    /// The policy whose roles, licences and services the snapshot is packed with; the one to decide under.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The principal of an e-mail address, spelled as [`prokura_domain::text::EmailAddress`] has it.
    #[must_use]
    pub fn principal_by_email(&self, email: &str) -> Option<PrincipalHandle> {
        let is_it = |handle| self.emails.get(handle) == email.as_bytes();
        self.by_email.find(self.hash_text(email.as_bytes()), is_it).map(PrincipalHandle)
    }

    /// The principal of an id.
    #[must_use]
    pub fn principal_by_id(&self, id: PrincipalId) -> Option<PrincipalHandle> {
        let handle = PrincipalHandle(self.people_ids.get(&self.hasher, id.0)?);
        self.person(handle).map(|_| handle)
    }

    /// The organization of a slug.
    #[must_use]
    pub fn organization_by_slug(&self, slug: &str) -> Option<OrganizationHandle> {
        let is_it = |handle| self.slugs.get(handle) == slug.as_bytes();
        self.by_slug.find(self.hash_text(slug.as_bytes()), is_it).map(OrganizationHandle)
    }

    /// The organization of an id.
    #[must_use]
    pub fn organization_by_id(&self, id: OrganizationId) -> Option<OrganizationHandle> {
        let handle = self.place_ids.get(&self.hasher, id.0)?;
        self.places.get(handle)?.facts.map(|_| OrganizationHandle(handle))
    }

    /// The site, location or subscription of a slug: whose it is, and what it is to `decide`.
    #[must_use]
    pub fn resource_by_slug(
        &self,
        kind: ResourceKind,
        slug: &str,
    ) -> Option<(OrganizationHandle, Target<ResourceHandle>)> {
        let is_it = |handle| {
            self.resource(ResourceHandle(handle)).is_some_and(|resource| resource.kind == kind)
                && self.resource_slugs.get(handle) == slug.as_bytes()
        };
        let handle = ResourceHandle(self.by_resource_slug.find(self.hash_text(slug.as_bytes()), is_it)?);
        Some((self.resource(handle)?.owner, self.target(handle)?))
    }

    /// The site, location or subscription of an id: whose it is, and what it is to `decide`.
    #[must_use]
    pub fn resource_by_id(&self, id: Uuid) -> Option<(OrganizationHandle, Target<ResourceHandle>)> {
        let handle = ResourceHandle(self.resource_ids.get(&self.hasher, id)?);
        Some((self.resource(handle)?.owner, self.target(handle)?))
    }

    /// The id of a principal.
    #[must_use]
    pub fn principal_id(&self, principal: PrincipalHandle) -> Option<PrincipalId> {
        self.people_ids.id(principal.0).map(PrincipalId)
    }

    /// The e-mail address of a principal; a service account has none.
    #[must_use]
    pub fn email(&self, principal: PrincipalHandle) -> Option<&str> {
        self.emails.get_str(principal.0)
    }

    /// The id of an organization.
    #[must_use]
    pub fn organization_id(&self, organization: OrganizationHandle) -> Option<OrganizationId> {
        self.place_ids.id(organization.0).map(OrganizationId)
    }

    /// The slug of an organization.
    #[must_use]
    pub fn slug(&self, organization: OrganizationHandle) -> Option<&str> {
        self.slugs.get_str(organization.0)
    }

    /// The id of a site, location or subscription.
    #[must_use]
    pub fn resource_id(&self, resource: ResourceHandle) -> Option<Uuid> {
        self.resource_ids.id(resource.0)
    }

    /// The slug of a site, location or subscription.
    #[must_use]
    pub fn resource_slug(&self, resource: ResourceHandle) -> Option<&str> {
        self.resource_slugs.get_str(resource.0)
    }

    /// What a site, location or subscription is to `decide`.
    #[must_use]
    pub fn target(&self, resource: ResourceHandle) -> Option<Target<ResourceHandle>> {
        let of = self.resource(resource)?;
        Some(match of.kind {
            ResourceKind::Site => Target::Site { site: resource, subscription: of.subscription },
            ResourceKind::Location => Target::Location(resource),
            ResourceKind::Subscription => Target::Subscription(resource),
        })
    }

    /// Every principal after one, or from the first, in the order of handles.
    pub fn principals(&self, after: Option<PrincipalHandle>) -> impl Iterator<Item = PrincipalHandle> {
        let from = after.map_or(0, |handle| handle.0.saturating_add(1));
        (from..self.people_ids.count).map(PrincipalHandle).filter(|handle| self.person(*handle).is_some())
    }

    /// Every organization after one, or from the first, in the order of handles.
    pub fn organizations(&self, after: Option<OrganizationHandle>) -> impl Iterator<Item = OrganizationHandle> {
        let from = after.map_or(0, |handle| handle.0.saturating_add(1));
        let is_known = |handle: &u32| self.places.get(*handle).is_some_and(|place| place.facts.is_some());
        (from..self.place_ids.count).filter(is_known).map(OrganizationHandle)
    }

    /// The sites, locations and subscriptions of an organization.
    pub fn resources(&self, organization: OrganizationHandle) -> impl Iterator<Item = ResourceHandle> {
        let resources = self.ties(organization).map_or(&[][..], |ties| &ties.resources);
        resources
            .iter()
            .copied()
            .filter(move |handle| self.resource(*handle).is_some_and(|resource| resource.owner == organization))
    }

    /// The roles that an organization composed, deleted ones included.
    pub fn custom_roles(&self, organization: OrganizationHandle) -> impl Iterator<Item = &CustomRole> {
        self.ties(organization).map_or(&[][..], |ties| &ties.customs).iter().map(|custom| &custom.role)
    }

    /// The custom role that a grant of a principal names, the grant by its position.
    #[must_use]
    pub fn custom_role_held(
        &self,
        principal: PrincipalHandle,
        position: usize,
        organization: OrganizationHandle,
    ) -> Option<&CustomRole> {
        let number = self.more(principal)?.custom(position)?;
        let customs = &self.ties(organization)?.customs;
        customs.iter().find(|custom| custom.number == number).map(|custom| &custom.role)
    }

    /// What a role that a grant in an organization names is called; `None` where nobody knows it.
    #[must_use]
    pub fn role_title(&self, organization: OrganizationHandle, role: &str, locale: Locale) -> Option<&str> {
        match named_by(role) {
            Some(id) => self.custom_roles(organization).find(|it| it.id == id).map(|it| it.names.in_locale(locale)),
            None => self.policy.role(role).map(|id| self.policy.role_at(id).title.in_locale(locale)),
        }
    }

    /// Reads ahead for several questions: one wait for memory, not one for each. Answers nothing.
    #[inline]
    pub fn touch(&self, principals: impl IntoIterator<Item = PrincipalHandle>) {
        let read = |principal: PrincipalHandle| self.people.get(principal.0).map_or(0, |person| person.licences);
        std::hint::black_box(principals.into_iter().fold(0, |all, principal| all ^ read(principal)));
    }

    #[inline]
    pub(super) fn person(&self, principal: PrincipalHandle) -> Option<&Person> {
        self.people.get(principal.0).filter(|person| person.known)
    }

    #[inline]
    pub(super) fn more(&self, principal: PrincipalHandle) -> Option<&More> {
        let number = self.person(principal)?.more;
        self.mores.get(number)?.as_deref()
    }

    #[inline]
    pub(super) fn ties(&self, organization: OrganizationHandle) -> Option<&Ties> {
        self.places.get(organization.0)?.ties.as_deref()
    }

    pub(super) fn resource(&self, resource: ResourceHandle) -> Option<&Resource> {
        self.resources.get(resource.0)?.as_ref()
    }

    pub(super) fn hash_text(&self, text: &[u8]) -> u64 {
        self.hasher.hash_one(text)
    }
}
