//! An organization and what it has.

use super::plain::PlaceNumber;
use super::{OrganizationHandle, PrincipalHandle, ResourceHandle, ResourceKind};
use crate::facts::{OrganizationFacts, SubscriptionFacts};
use crate::mask::Rights;
use prokura_domain::custom_role::CustomRole;
use prokura_domain::time::Term;
use std::sync::Arc;

/// What a decision reads of an organization.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Place {
    /// `None` where the handle only stands for an id that something names.
    pub(super) facts: Option<OrganizationFacts>,
    /// `None` where there is nothing in it.
    pub(super) ties: Option<Arc<Ties>>,
    pub(super) number: PlaceNumber,
    /// Whether it is known and in use: [`super::plain`] has answers about it.
    pub(super) plain: bool,
}

/// What ties an organization to others, and what it has.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Ties {
    pub(super) relationships: Box<[(OrganizationHandle, Term)]>,
    pub(super) subscriptions: Box<[SubscriptionFacts<OrganizationHandle, ResourceHandle>]>,
    pub(super) blocks: Box<[(BlockedHandle, Term)]>,
    pub(super) resources: Box<[ResourceHandle]>,
    /// The roles it composed, deleted ones included.
    pub(super) customs: Box<[Custom]>,
}

/// A custom role.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Custom {
    /// The number of its id.
    pub(super) number: u32,
    /// What it is composed of; nothing for a deleted one.
    pub(super) composed: Rights,
    /// The role itself, to be called by its name.
    pub(super) role: CustomRole,
}

impl Ties {
    pub(super) fn is_empty(&self) -> bool {
        self.relationships.is_empty()
            && self.subscriptions.is_empty()
            && self.blocks.is_empty()
            && self.resources.is_empty()
            && self.customs.is_empty()
    }
}

/// Whom a block names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BlockedHandle {
    Person(PrincipalHandle),
    Partner(OrganizationHandle),
}

/// A site, location or subscription; `None` in the table where the handle only stands for an id that a scope names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Resource {
    pub(super) kind: ResourceKind,
    pub(super) owner: OrganizationHandle,
    /// The subscription of a site; of anything else, itself.
    pub(super) subscription: ResourceHandle,
}
