//! A principal as one cache line.

use super::OrganizationHandle;
use crate::facts::{GrantFacts, SupportFacts};
use crate::policy::RoleId;
use prokura_domain::time::{Term, Timestamp};
use std::sync::Arc;

/// Grants that the line itself holds; any more are in [`More`].
pub(super) const INLINE: usize = 2;
/// No [`More`].
pub(super) const NOTHING_MORE: u32 = u32::MAX;

/// What a decision reads of a principal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(align(64))]
pub(super) struct Person {
    pub(super) grants: [PackedGrant; INLINE],
    pub(super) home: OrganizationHandle,
    pub(super) licences: u32,
    /// Number of the principal's [`More`].
    pub(super) more: u32,
    /// How many grants the line holds.
    pub(super) inline: u8,
    /// Whether there is such a principal; else the handle only stands for an id that something names.
    pub(super) known: bool,
    pub(super) active: bool,
    /// Whether it is active, every grant is plain and no licence limits them: [`super::plain`] has the answers.
    pub(super) plain: bool,
}

const _: () = assert!(size_of::<Person>() == 64);

impl Default for Person {
    fn default() -> Self {
        Self {
            grants: [PackedGrant::default(); INLINE],
            home: OrganizationHandle(u32::MAX),
            licences: 0,
            more: NOTHING_MORE,
            inline: 0,
            known: false,
            active: false,
            plain: false,
        }
    }
}

const HAS_FROM: u8 = 1;
const HAS_UNTIL: u8 = 2;
const ACTIVATED: u8 = 4;
const KNOWN_ROLE: u8 = 8;

/// A grant in 24 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PackedGrant {
    from: i64,
    until: i64,
    organization: OrganizationHandle,
    pub(super) role: RoleId,
    flags: u8,
}

impl Default for PackedGrant {
    fn default() -> Self {
        Self { from: 0, until: 0, organization: OrganizationHandle(u32::MAX), role: RoleId(0), flags: 0 }
    }
}

impl PackedGrant {
    /// Packs a grant. One whose role the policy does not know keeps its place among the others and gives nothing.
    pub(super) fn new(role: Option<RoleId>, organization: OrganizationHandle, term: Term, activated: bool) -> Self {
        let flag = |set: bool, flag: u8| if set { flag } else { 0 };
        Self {
            from: term.from.map_or(0, |from| from.0),
            until: term.until.map_or(0, |until| until.0),
            organization,
            role: role.unwrap_or(RoleId(0)),
            flags: flag(term.from.is_some(), HAS_FROM)
                | flag(term.until.is_some(), HAS_UNTIL)
                | flag(activated, ACTIVATED)
                | flag(role.is_some(), KNOWN_ROLE),
        }
    }

    /// Whether it is a known role in an organization, in force at a moment; without a branch.
    #[inline]
    pub(super) fn counts(&self, organization: OrganizationHandle, at: Timestamp) -> bool {
        let is = |flag: u8| self.flags & flag != 0;
        is(KNOWN_ROLE)
            & (self.organization == organization)
            & (!is(HAS_FROM) | (self.from <= at.0))
            & (!is(HAS_UNTIL) | (at.0 < self.until))
    }

    #[inline]
    pub(super) fn facts(&self, position: usize) -> Option<GrantFacts<OrganizationHandle>> {
        (self.flags & KNOWN_ROLE != 0).then(|| GrantFacts {
            role: self.role,
            organization: self.organization,
            term: Term {
                from: (self.flags & HAS_FROM != 0).then_some(Timestamp(self.from)),
                until: (self.flags & HAS_UNTIL != 0).then_some(Timestamp(self.until)),
            },
            activated: self.flags & ACTIVATED != 0,
            position,
        })
    }
}

/// What few people have: more grants than the line holds, scopes, custom roles, support access.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct More {
    pub(super) grants: Box<[PackedGrant]>,
    pub(super) scopes: Box<[PackedScope]>,
    /// Which custom roles the grants at which positions name.
    pub(super) customs: Box<[(usize, u32)]>,
    pub(super) support: Box<[(OrganizationHandle, SupportFacts)]>,
}

pub(super) type Mores = super::chunks::Chunks<Option<Arc<More>>, 64>;

/// The scope of the grant at a position.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct PackedScope {
    pub(super) position: usize,
    pub(super) of: ScopeOf,
    /// Handles, sorted.
    pub(super) members: Box<[u32]>,
}

/// What a scope is a list of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ScopeOf {
    /// Sites or locations.
    Resources,
    /// Customers.
    Organizations,
}

impl More {
    pub(super) fn is_empty(&self) -> bool {
        self.grants.is_empty() && self.scopes.is_empty() && self.customs.is_empty() && self.support.is_empty()
    }

    /// The custom role that the grant at a position names.
    pub(super) fn custom(&self, position: usize) -> Option<u32> {
        self.customs.iter().find(|(at, _)| *at == position).map(|(_, custom)| *custom)
    }

    pub(super) fn scope_has(&self, position: usize, of: ScopeOf, member: u32) -> bool {
        self.scopes
            .iter()
            .any(|scope| scope.position == position && scope.of == of && scope.members.binary_search(&member).is_ok())
    }
}
