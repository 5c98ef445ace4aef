//! How somebody proves who they are: sessions, tokens, sign-in links. Only hashes of secrets are here.

use crate::id::{OrganizationId, PrincipalId, SessionId, SignInLinkId, TokenId};
use crate::time::{Span, Term, Timestamp};
use serde::{Deserialize, Serialize};

/// How long a session lives without use.
pub const SESSION_IDLE: Span = Span::minutes(30);
/// How long a session lives at most.
pub const SESSION_LASTS: Span = Span::hours(12);
/// How long a sign-in link is good for.
pub const SIGN_IN_LINK_LASTS: Span = Span::hours(24);

/// SHA-256 of a secret with 256 bits of randomness.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SecretHash(pub [u8; 32]);

impl std::fmt::Debug for SecretHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecretHash(…)")
    }
}

/// How a session was begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignInMethod {
    /// E-mail and password.
    Password,
    /// A single-use link.
    Link,
    /// Picked on the demo's page of people.
    Demo,
}

impl SignInMethod {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Link => "link",
            Self::Demo => "demo",
        }
    }

    /// The method of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Password, Self::Link, Self::Demo].into_iter().find(|m| m.code() == code)
    }
}

/// A signed-in session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// The id; not the secret.
    pub id: SessionId,
    /// Hash of the cookie's secret.
    pub secret: SecretHash,
    /// Who signed in.
    pub person: PrincipalId,
    /// How.
    pub method: SignInMethod,
    /// When.
    pub signed_in_at: Timestamp,
    /// When it was last used, to the minute.
    pub seen_at: Timestamp,
    /// When it was ended, if it was.
    pub ended_at: Option<Timestamp>,
}

impl Session {
    /// Whether it is good at a moment: not ended, not idle too long, not too old.
    #[must_use]
    pub fn is_open(&self, at: Timestamp) -> bool {
        self.ended_at.is_none_or(|ended| at < ended)
            && at < self.seen_at.plus(SESSION_IDLE)
            && at < self.signed_in_at.plus(SESSION_LASTS)
    }
}

/// What a token may be used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenScope {
    /// Ask for decisions (AuthZEN, `POST /v1/decisions`).
    Decisions,
    /// Read through the REST API, with the principal's rights.
    Read,
    /// Read and change through the REST API, with the principal's rights.
    Manage,
}

impl TokenScope {
    /// Every scope.
    pub const ALL: [Self; 3] = [Self::Decisions, Self::Read, Self::Manage];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Decisions => "decisions",
            Self::Read => "read",
            Self::Manage => "manage",
        }
    }

    /// The scope of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.code() == code)
    }
}

/// An API token of a principal. The secret itself is shown once and never kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// The id.
    pub id: TokenId,
    /// Hash of the secret.
    pub secret: SecretHash,
    /// Whose it is: a service account, or a person's own token.
    pub principal: PrincipalId,
    /// What it is called.
    pub name: String,
    /// What it may be used for, sorted.
    pub scopes: Vec<TokenScope>,
    /// The organization it sees from.
    pub organization: OrganizationId,
    /// While it is good; revoking ends it.
    pub term: Term,
}

/// A single-use link that signs a person in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInLink {
    /// The id.
    pub id: SignInLinkId,
    /// Hash of the secret.
    pub secret: SecretHash,
    /// Whom it signs in.
    pub person: PrincipalId,
    /// First moment at which it is no longer good.
    pub expires_at: Timestamp,
    /// When it was used.
    pub used_at: Option<Timestamp>,
}
