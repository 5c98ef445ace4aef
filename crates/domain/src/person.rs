//! People and service accounts: who can be a principal.

use crate::id::{OrganizationId, PrincipalId};
use crate::text::{EmailAddress, Locale, Name, PhoneNumber, TextError, Words};
use crate::time::Timestamp;
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
    /// Was deleted: on no list, found by no address, and can be brought back.
    Deleted,
    /// Was deleted, and nothing that says who it was is left.
    Erased,
}

impl PersonStatus {
    /// Every status.
    pub const ALL: [Self; 5] = [Self::Active, Self::Pending, Self::Suspended, Self::Deleted, Self::Erased];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Pending => "pending",
            Self::Suspended => "suspended",
            Self::Deleted => "deleted",
            Self::Erased => "erased",
        }
    }

    /// The status of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.code() == code)
    }

    /// Whether the person is not here any more: history names them, and nothing else does.
    #[must_use]
    pub const fn is_gone(self) -> bool {
        matches!(self, Self::Deleted | Self::Erased)
    }
}

/// What an organization knows of one of its people beside name and address. Nothing of it bears on a decision.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Details {
    /// The job title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Words>,
    /// The department.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<Words>,
    /// The primary work number, which has a control of its own (RST-03).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub work_number: Option<PhoneNumber>,
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
    /// What else their home knows of them.
    pub details: Details,
    /// Counts the changes of this row, for optimistic locking.
    pub version: i64,
}

/// The domain of the addresses that stand in the place of those that were freed (RFC 6761: no mail goes there).
pub const GONE_DOMAIN: &str = "deleted.invalid";
/// What stands in the place of an erased name; readers are told in their language instead.
const ERASED_NAME: &str = "Erased person";

impl Person {
    /// The address that leads to the person; `None` for somebody who is gone, whose address is free for others.
    #[must_use]
    pub fn address(&self) -> Option<&EmailAddress> {
        (!self.status.is_gone()).then_some(&self.email)
    }

    /// The person without what a home gives and keeps of them: licences, package, details. Nobody else's business.
    #[must_use]
    pub fn bare(&self) -> Self {
        Self { licenses: Vec::new(), package: None, details: Details::default(), ..self.clone() }
    }

    /// The person as deleted: without address, licences and package. What the address was is kept apart ([`Departed`]).
    ///
    /// # Errors
    /// Never: an id makes an address.
    pub fn deleted(&self) -> Result<Self, TextError> {
        Ok(Self {
            email: format!("{}@{GONE_DOMAIN}", self.id).parse()?,
            status: PersonStatus::Deleted,
            licenses: Vec::new(),
            package: None,
            version: self.version + 1,
            ..self.clone()
        })
    }

    /// The person as erased: nothing in the row says who it was.
    ///
    /// # Errors
    /// Never: the name that stands for all of them is one.
    pub fn erased(&self) -> Result<Self, TextError> {
        let name = ERASED_NAME.parse()?;
        Ok(Self {
            name,
            status: PersonStatus::Erased,
            locale: None,
            details: Details::default(),
            version: self.version + 1,
            ..self.clone()
        })
    }
}

/// What is kept of somebody who was deleted, beside their row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Departed {
    /// Who.
    pub person: PrincipalId,
    /// The address they had; `None` once it was erased.
    pub email: Option<EmailAddress>,
    /// When they were deleted.
    pub deleted_at: Timestamp,
    /// By whom.
    pub deleted_by: Option<PrincipalId>,
    /// When what is known of them was erased.
    pub erased_at: Option<Timestamp>,
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
