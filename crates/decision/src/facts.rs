//! The view of the world that `decide` asks, with two implementors: [`crate::loaded::LoadedFacts`] (rows read inside a
//! command's transaction) and the in-memory index.

use crate::decide::QuestionOf;
use crate::mask::{Mask, Rights};
use crate::policy::RoleId;
use prokura_domain::organization::OrganizationKind;
use prokura_domain::time::{Term, Timestamp};

/// Facts about a principal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PrincipalFacts<O> {
    /// Whether the principal can act.
    pub active: bool,
    /// The home organization.
    pub home: O,
    /// Licences held there, as the policy's bits.
    pub licences: u32,
}

/// Facts about an organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OrganizationFacts {
    /// Whether it is in use.
    pub active: bool,
    /// What it is.
    pub kind: OrganizationKind,
    /// Restricted mode is on (RST-01); customers only.
    pub restricted: bool,
    /// Read-only support access is allowed (SUP-08).
    pub read_only_support: bool,
    /// External full administrators manage the contact-centre role (CC-02).
    pub external_contact_center_role: bool,
    /// Controls of the areas it withholds from external administrators (EXT-15).
    pub withheld: Mask,
}

/// Facts about a grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GrantFacts<O> {
    /// The role.
    pub role: RoleId,
    /// Where it was given.
    pub organization: O,
    /// While it is in force.
    pub term: Term,
    /// Whether its holder has signed in to Control Hub since (EXT-07).
    pub activated: bool,
    /// Which grant of its principal it is; names its scope to [`Facts::scope_has`] and [`Facts::scope_reaches`].
    pub position: usize,
}

/// What kind of support access somebody has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SupportKind {
    /// Access approved by the customer (SUP-06).
    Grant,
    /// A Help Desk session (PTR-07).
    Session,
}

/// Facts about support access of a principal at the organization asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SupportFacts {
    /// Which kind.
    pub kind: SupportKind,
    /// While it runs.
    pub term: Term,
}

/// Facts about a subscription.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SubscriptionFacts<O, R> {
    /// Which.
    pub subscription: R,
    /// Who sold it.
    pub seller: O,
    /// Its services, as the policy's bits.
    pub services: u32,
    /// While it is active.
    pub term: Term,
}

/// What a question is about inside the organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target<R> {
    /// The organization as a whole.
    Organization,
    /// One of its sites, with the subscription the site belongs to.
    Site {
        /// The site.
        site: R,
        /// Its subscription.
        subscription: R,
    },
    /// One of its locations.
    Location(R),
    /// One of its subscriptions.
    Subscription(R),
}

/// A view of the world. Small copies of handles go in, small copies of facts come out; nothing is allocated.
pub trait Facts {
    /// Handle of a principal.
    type Principal: Copy + Eq;
    /// Handle of an organization.
    type Organization: Copy + Eq;
    /// Handle of a site, location or subscription.
    type Resource: Copy + Eq;

    /// The answer to a question, from a view that knows what the evaluation would come to; never another one.
    #[inline]
    fn known_answer(&self, _question: &QuestionOf<Self>, _now: Timestamp) -> Option<bool>
    where
        Self: Sized,
    {
        None
    }

    /// The principal, if known.
    fn principal(&self, principal: Self::Principal) -> Option<PrincipalFacts<Self::Organization>>;

    /// The organization, if known.
    fn organization(&self, organization: Self::Organization) -> Option<OrganizationFacts>;

    /// Every grant of the principal, past and future included.
    fn grants(&self, principal: Self::Principal) -> impl Iterator<Item = GrantFacts<Self::Organization>>;

    /// Whether the scope of a grant of the principal, named by its position, has a site or location.
    fn scope_has(&self, principal: Self::Principal, position: usize, resource: Self::Resource) -> bool;

    /// Whether the scope of a grant of the principal, named by its position, has a customer.
    fn scope_reaches(&self, principal: Self::Principal, position: usize, customer: Self::Organization) -> bool;

    /// What the custom role of a grant is composed of: the grant of the principal at a position, in an organization.
    /// `None` where it is none of the organization's.
    fn composed(&self, principal: Self::Principal, position: usize, organization: Self::Organization)
    -> Option<Rights>;

    /// Support access of the principal at an organization, past included.
    fn support(
        &self,
        principal: Self::Principal,
        organization: Self::Organization,
    ) -> impl Iterator<Item = SupportFacts>;

    /// Terms in which a partner manages a customer.
    fn relationships(&self, partner: Self::Organization, customer: Self::Organization) -> impl Iterator<Item = Term>;

    /// Subscriptions of an organization.
    fn subscriptions(
        &self,
        organization: Self::Organization,
    ) -> impl Iterator<Item = SubscriptionFacts<Self::Organization, Self::Resource>>;

    /// Terms of the organization's blocks that name the principal, or the partner `home`.
    fn blocks(
        &self,
        organization: Self::Organization,
        principal: Self::Principal,
        home: Self::Organization,
    ) -> impl Iterator<Item = Term>;
}

/// The latest block in force: the moment before which sessions and support grants are silenced (EXT-12).
pub(crate) fn blocked_since(terms: impl Iterator<Item = Term>, at: Timestamp) -> Option<Timestamp> {
    terms.filter(|term| term.contains(at)).map(|term| term.start()).max()
}
