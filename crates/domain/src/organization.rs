//! Organizations and what ties them together: relationships, subscriptions, sites, locations, blocks.

use crate::id::{BlockId, LocationId, OrganizationId, PrincipalId, RelationshipId, SiteId, SubscriptionId};
use crate::text::{Locale, Name, Slug};
use crate::time::Term;
use serde::{Deserialize, Serialize};

/// What an organization is (ORG-01).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrganizationKind {
    /// The service's operator; exactly one.
    Vendor,
    /// A service provider or reseller.
    Partner,
    /// A customer.
    Customer,
    /// A free organization that registered itself.
    SelfRegistered,
    /// The organization of consumer accounts.
    Consumer,
}

impl OrganizationKind {
    /// Every kind.
    pub const ALL: [Self; 5] = [Self::Vendor, Self::Partner, Self::Customer, Self::SelfRegistered, Self::Consumer];

    /// The stable code, as in world files and in the API.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Vendor => "vendor",
            Self::Partner => "partner",
            Self::Customer => "customer",
            Self::SelfRegistered => "self_registered",
            Self::Consumer => "consumer",
        }
    }

    /// The kind of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// An organization. Its switches (restricted mode and others) are settings: [`crate::setting`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organization {
    /// The id.
    pub id: OrganizationId,
    /// The look-up key, unique.
    pub slug: Slug,
    /// The name.
    pub name: Name,
    /// What it is.
    pub kind: OrganizationKind,
    /// Whether it is in use; of an inactive one nobody has any right.
    pub active: bool,
    /// The language of its mails and pages where a person has none of their own.
    pub locale: Option<Locale>,
    /// Counts the changes of this row, for optimistic locking.
    pub version: i64,
}

/// A partner manages a customer, for a term (ORG-02).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relationship {
    /// The id.
    pub id: RelationshipId,
    /// The managing partner.
    pub partner: OrganizationId,
    /// The managed customer.
    pub customer: OrganizationId,
    /// While it is active.
    pub term: Term,
}

/// A subscription: what a seller sold to a customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscription {
    /// The id.
    pub id: SubscriptionId,
    /// The look-up key, unique.
    pub slug: Slug,
    /// Whose it is.
    pub customer: OrganizationId,
    /// Who sold it.
    pub seller: OrganizationId,
    /// Codes of the services in it (policy: `services`), sorted.
    pub services: Vec<String>,
    /// How many seats.
    pub quantity: i64,
    /// While it is active.
    pub term: Term,
}

/// Who manages a site (SIT-01).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SiteManagement {
    /// Control Hub: site roles can be given.
    ControlHub,
    /// The site's own Site Administration: site roles cannot be given here.
    SiteAdministration,
}

impl SiteManagement {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::ControlHub => "control_hub",
            Self::SiteAdministration => "site_administration",
        }
    }

    /// The management of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::ControlHub, Self::SiteAdministration].into_iter().find(|m| m.code() == code)
    }
}

/// A meeting site, belonging to a subscription (SIT-01).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Site {
    /// The id.
    pub id: SiteId,
    /// The look-up key, unique.
    pub slug: Slug,
    /// Whose it is.
    pub organization: OrganizationId,
    /// The subscription it belongs to.
    pub subscription: SubscriptionId,
    /// Who manages it.
    pub managed_by: SiteManagement,
}

/// A location of an organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Location {
    /// The id.
    pub id: LocationId,
    /// The look-up key, unique.
    pub slug: Slug,
    /// Whose it is.
    pub organization: OrganizationId,
    /// The name.
    pub name: Name,
}

/// Whom a block keeps out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Blocked {
    /// One person.
    Person(PrincipalId),
    /// Everybody whose home is the partner, people appointed later included.
    Partner(OrganizationId),
}

/// A customer's removal of a partner's person, or of the whole partner (EXT-12).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// The id.
    pub id: BlockId,
    /// The organization that blocks.
    pub organization: OrganizationId,
    /// Whom it keeps out.
    pub blocked: Blocked,
    /// While it is in force; it is lifted by ending it.
    pub term: Term,
}
