//! Grants: a role given to a principal in an organization. They are never deleted; they end.

use crate::id::{GrantId, LocationId, OrganizationId, PrincipalId, SiteId};
use crate::time::{Term, Timestamp};
use serde::{Deserialize, Serialize};

/// Keys of the roles that rules name. Which roles exist, and what they give, is policy data.
pub mod role {
    /// Full administrator: ORG-07, ROL-08, SUP-02.
    pub const FULL_ADMIN: &str = "full_admin";
    /// External full administrator: EXT-06, EXT-08.
    pub const EXTERNAL_FULL_ADMIN: &str = "external_full_admin";
    /// External read-only administrator: EXT-08, EXT-13.
    pub const EXTERNAL_READ_ONLY_ADMIN: &str = "external_read_only_admin";
    /// Provisioning administrator: EXT-11, EXT-12.
    pub const PROVISIONING_ADMIN: &str = "provisioning_admin";
    /// Contact centre service administrator: CC-02, CC-06, CC-07.
    pub const CONTACT_CENTER_ADMIN: &str = "contact_center_admin";
    /// Advanced troubleshooting: ROL-08.
    pub const ADVANCED_TROUBLESHOOTING: &str = "advanced_troubleshooting";
    /// Events administrator: EVT-01.
    pub const EVENTS_ADMIN: &str = "events_admin";
    /// Partner full administrator: ORG-04.
    pub const PARTNER_FULL_ADMIN: &str = "partner_full_admin";
    /// Vendor administrator.
    pub const VENDOR_ADMIN: &str = "vendor_admin";
}

/// How a grant came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// Given by an administrator.
    Assigned,
    /// The first person of an organization (ORG-03, ORG-04), or of the installation.
    FirstPerson,
    /// Created by the system when a partner placed an order (EXT-11).
    Order,
    /// Taken back by a partner after a removal (EXT-12).
    TakenBack,
    /// Break-glass access (EXT-14).
    BreakGlass,
    /// Read from a world file.
    Imported,
}

impl Origin {
    /// Every origin.
    pub const ALL: [Self; 6] =
        [Self::Assigned, Self::FirstPerson, Self::Order, Self::TakenBack, Self::BreakGlass, Self::Imported];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Assigned => "assigned",
            Self::FirstPerson => "first_person",
            Self::Order => "order",
            Self::TakenBack => "taken_back",
            Self::BreakGlass => "break_glass",
            Self::Imported => "imported",
        }
    }

    /// The origin of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|origin| origin.code() == code)
    }
}

/// What a scoped role reaches. An empty list reaches nothing. Lists are sorted and without repeats.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// The role has no scope: the whole organization.
    #[default]
    None,
    /// Sites (SIT-02).
    Sites(Vec<SiteId>),
    /// Locations (ROL-12).
    Locations(Vec<LocationId>),
    /// Customers of a partner administrator, assigned and provisioned alike (PTR-02).
    Customers(Vec<OrganizationId>),
}

/// A role given to a principal in an organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// The id.
    pub id: GrantId,
    /// Who holds it.
    pub principal: PrincipalId,
    /// Key of the role (policy: `roles`), or the id of a custom role of the organization ([`crate::custom_role`]).
    pub role: String,
    /// The organization it was given in.
    pub organization: OrganizationId,
    /// What it reaches there.
    pub scope: Scope,
    /// How it came to be.
    pub origin: Origin,
    /// While it is in force.
    pub term: Term,
    /// When its holder first signed in to Control Hub after it was given (EXT-07); `None` until then.
    pub activated_at: Option<Timestamp>,
    /// Who gave it; `None` for the system and for imports.
    pub given_by: Option<PrincipalId>,
    /// Why, in the giver's words.
    pub reason: Option<String>,
    /// What an external administrator was set up as (EXT-08): the role a demotion goes back to.
    pub set_up_as: Option<String>,
    /// Counts the changes of this row, for optimistic locking.
    pub version: i64,
}
