//! What ties an organization to its own identity provider: the domains that are its, who of its people is who there, and
//! which sessions began there.

use crate::account::SecretHash;
use crate::id::{DomainId, IdentityId, OrganizationId, PrincipalId, SessionId};
use crate::text::DomainName;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A mail domain that an organization says is its own, and that is once it was verified.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Domain {
    /// The id.
    pub id: DomainId,
    /// Whose.
    pub organization: OrganizationId,
    /// Its name.
    pub name: DomainName,
    /// What the organization publishes to show that it is.
    pub token: String,
    /// When it was added.
    pub added_at: Timestamp,
    /// When it was verified; only then it counts.
    pub verified_at: Option<Timestamp>,
    /// When it was taken away.
    pub removed_at: Option<Timestamp>,
}

impl Domain {
    /// The name under which the text is published in the domain name system.
    #[must_use]
    pub fn record_name(&self) -> String {
        format!("_prokura.{}", self.name)
    }

    /// The text that is published there.
    #[must_use]
    pub fn record_text(&self) -> String {
        format!("prokura-verification={}", self.token)
    }

    /// Whether it counts.
    #[must_use]
    pub const fn counts(&self) -> bool {
        self.verified_at.is_some() && self.removed_at.is_none()
    }
}

/// Domains that everybody has an address at: nobody's own, whoever could verify them.
pub const PUBLIC_MAIL: [&str; 28] = [
    "aol.com",
    "atlas.cz",
    "centrum.cz",
    "email.cz",
    "fastmail.com",
    "gmail.com",
    "gmx.com",
    "gmx.de",
    "gmx.net",
    "googlemail.com",
    "hotmail.com",
    "icloud.com",
    "interia.pl",
    "live.com",
    "mail.com",
    "mail.ru",
    "me.com",
    "msn.com",
    "o2.pl",
    "onet.pl",
    "outlook.com",
    "post.cz",
    "proton.me",
    "protonmail.com",
    "seznam.cz",
    "volny.cz",
    "wp.pl",
    "yahoo.com",
];

/// That somebody at an organization's provider is somebody here. It is made once and for all: an address that changes
/// hands takes nobody along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The id.
    pub id: IdentityId,
    /// Whose provider.
    pub organization: OrganizationId,
    /// The provider's name.
    pub issuer: String,
    /// Who they are there.
    pub subject: String,
    /// Who they are here.
    pub person: PrincipalId,
    /// Since when.
    pub pinned_at: Timestamp,
}

/// A session that began at an organization's provider.
#[derive(Clone, PartialEq, Eq)]
pub struct FederatedSession {
    /// The session here.
    pub session: SessionId,
    /// Whose provider.
    pub organization: OrganizationId,
    /// The provider's name.
    pub issuer: String,
    /// The name under which it knew us.
    pub client_id: String,
    /// Who they are there.
    pub subject: String,
    /// The session there, if it has a name.
    pub there: Option<String>,
    /// The provider's assertion, locked: it names the session there when they sign out.
    pub token: Vec<u8>,
    /// Since when.
    pub begun_at: Timestamp,
}

impl fmt::Debug for FederatedSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FederatedSession({})", self.session)
    }
}

/// The secret an organization shares with its provider, locked; or that it shares none.
#[derive(Clone, PartialEq, Eq)]
pub struct ClientSecret {
    /// Whose.
    pub organization: OrganizationId,
    /// The secret, locked.
    pub locked: Option<Vec<u8>>,
    /// Who set it; nobody in particular where the operator did.
    pub set_by: Option<PrincipalId>,
    /// When.
    pub set_at: Timestamp,
    /// Counts its changes, from 1.
    pub version: i64,
}

impl fmt::Debug for ClientSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ClientSecret({}, version {})", self.organization, self.version)
    }
}

/// That something that is good once was used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spent {
    /// A hash of what it was.
    pub key: SecretHash,
    /// From when on it would be good no more anyway.
    pub until: Timestamp,
}

/// How people at home in an organization sign in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SsoMode {
    /// Here.
    #[default]
    Off,
    /// Here, or at their provider.
    Optional,
    /// At their provider only.
    Enforced,
}

impl SsoMode {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Optional => "optional",
            Self::Enforced => "enforced",
        }
    }

    /// The mode of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Off, Self::Optional, Self::Enforced].into_iter().find(|mode| mode.code() == code)
    }
}
