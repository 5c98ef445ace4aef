//! People and service accounts: who can be a principal.

use crate::id::{OrganizationId, PrincipalId};
use crate::text::{EmailAddress, Locale, Name};
use serde::{Deserialize, Serialize};

/// Whether a person can act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PersonStatus {
    /// Can sign in and act.
    Active,
    /// Invited, has not signed in yet.
    Pending,
    /// Cannot sign in, has no rights.
    Suspended,
}

impl PersonStatus {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Pending => "pending",
            Self::Suspended => "suspended",
        }
    }

    /// The status of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Active, Self::Pending, Self::Suspended].into_iter().find(|s| s.code() == code)
    }
}

/// A person. One home organization (ORG-05); everywhere else the person is external.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The id.
    pub id: PrincipalId,
    /// The address people are looked up by, unique.
    pub email: EmailAddress,
    /// The name.
    pub name: Name,
    /// The home organization.
    pub home: OrganizationId,
    /// Whether the person can act.
    pub status: PersonStatus,
    /// The person's own language, if chosen.
    pub locale: Option<Locale>,
    /// Codes of licences held in the home organization, sorted.
    pub licenses: Vec<String>,
    /// The package, if any.
    pub package: Option<String>,
    /// Counts the changes of this row, for optimistic locking.
    pub version: i64,
}

/// A service that asks: belongs to an organization, and sees what that organization may see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceAccount {
    /// The id.
    pub id: PrincipalId,
    /// The name, unique in its organization.
    pub name: Name,
    /// The organization it belongs to.
    pub home: OrganizationId,
    /// Whether it can act.
    pub active: bool,
}
