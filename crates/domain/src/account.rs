//! How somebody proves who they are: sessions, tokens, sign-in links. Only hashes of secrets are here.

use crate::id::{OrganizationId, PrincipalId, SessionId, SignInLinkId, TokenId};
use crate::time::{Span, Term, Timestamp};
use serde::{Deserialize, Serialize};

/// How long any session lives at most, whatever an organization sets: the most of `authentication.session_hours`.
pub const LONGEST_SESSION: Span = Span::hours(168);
/// How many characters of a browser's name for itself are kept.
pub const DEVICE_LENGTH: usize = 200;

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
    /// A passkey that verified its user.
    Passkey,
    /// The identity provider of the home.
    Sso,
    /// Picked on the demo's page of people.
    Demo,
}

impl SignInMethod {
    /// Every method.
    pub const ALL: [Self; 5] = [Self::Password, Self::Link, Self::Passkey, Self::Sso, Self::Demo];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Link => "link",
            Self::Passkey => "passkey",
            Self::Sso => "sso",
            Self::Demo => "demo",
        }
    }

    /// The method of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.code() == code)
    }
}

/// What somebody proved beside the first proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecondFactor {
    /// A code by time (RFC 6238).
    Totp,
    /// One of the codes for when the others are lost.
    RecoveryCode,
    /// A passkey.
    Passkey,
}

impl SecondFactor {
    /// Every factor.
    pub const ALL: [Self; 3] = [Self::Totp, Self::RecoveryCode, Self::Passkey];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Totp => "totp",
            Self::RecoveryCode => "recovery_code",
            Self::Passkey => "passkey",
        }
    }

    /// The factor of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|factor| factor.code() == code)
    }
}

/// Of whom an organization asks for a second factor at signing in here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SecondAsked {
    /// Of whoever has an authenticator app.
    #[default]
    Off,
    /// Of whoever holds a role, anywhere.
    Administrators,
    /// Of all its people.
    Everybody,
}

impl SecondAsked {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Administrators => "administrators",
            Self::Everybody => "everybody",
        }
    }

    /// What a code says.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Off, Self::Administrators, Self::Everybody].into_iter().find(|asked| asked.code() == code)
    }
}

/// How long a session lives: what its home had set when it was begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionLimits {
    /// Without use.
    pub idle: Span,
    /// At most; never longer than [`LONGEST_SESSION`].
    pub lasts: Span,
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
    /// What they proved beside it, if anything.
    pub second: Option<SecondFactor>,
    /// Whether their home asks for a second factor that they have not proved yet: until then the session is good for adding or
    /// proving one, and for nothing else.
    pub lacks_second: bool,
    /// When.
    pub signed_in_at: Timestamp,
    /// When they last proved who they are: at signing in, or again since.
    pub proved_at: Timestamp,
    /// When it was last used, to the minute.
    pub seen_at: Timestamp,
    /// When it was ended, if it was.
    pub ended_at: Option<Timestamp>,
    /// How long it lives.
    pub limits: SessionLimits,
    /// What the browser calls itself; at most [`DEVICE_LENGTH`] characters, and whatever it likes to say.
    pub device: String,
    /// The address it was begun from.
    pub address: String,
}

impl Session {
    /// The session from when its person proved a second factor, which is a proof of who they are.
    #[must_use]
    pub fn with_second(&self, factor: SecondFactor, at: Timestamp) -> Self {
        Self { second: Some(factor), lacks_second: false, proved_at: at, ..self.clone() }
    }

    /// Whether it is good at a moment: not ended, not idle too long, not too old.
    #[must_use]
    pub fn is_open(&self, at: Timestamp) -> bool {
        self.ended_at.is_none_or(|ended| at < ended)
            && at < self.seen_at.plus(self.limits.idle)
            && at < self.signed_in_at.plus(self.limits.lasts)
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
    /// Be told when sessions and rights end: make streams of signals, and use one's own.
    Signals,
}

impl TokenScope {
    /// Every scope.
    pub const ALL: [Self; 4] = [Self::Decisions, Self::Read, Self::Manage, Self::Signals];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Decisions => "decisions",
            Self::Read => "read",
            Self::Manage => "manage",
            Self::Signals => "signals",
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

/// Why a link was made that signs somebody in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkPurpose {
    /// The operator made it on the machine, and hands it over.
    Operator,
    /// Somebody was added to an organization, and signs in for the first time.
    Invitation,
    /// An administrator reset how they sign in (ORG-08).
    Reset,
    /// They forgot their password and asked for it; it is worth nothing without a second factor.
    Recovery,
}

impl LinkPurpose {
    /// Every purpose.
    pub const ALL: [Self; 4] = [Self::Operator, Self::Invitation, Self::Reset, Self::Recovery];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Operator => "operator",
            Self::Invitation => "invitation",
            Self::Reset => "reset",
            Self::Recovery => "recovery",
        }
    }

    /// The purpose of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.code() == code)
    }

    /// Whether whoever has a second factor is asked for it too: a mailbox alone is one factor. The other links are made by
    /// somebody who answers for it, for when the factors are lost.
    #[must_use]
    pub const fn asks_second(self) -> bool {
        matches!(self, Self::Recovery)
    }

    /// How long such a link is good for.
    #[must_use]
    pub const fn lasts(self) -> Span {
        match self {
            Self::Operator | Self::Reset => Span::hours(24),
            Self::Invitation => Span::days(7),
            Self::Recovery => Span::hours(1),
        }
    }
}

/// A single-use link that signs a person in. Its secret is derived from the master key and the id when it is told, and kept
/// nowhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInLink {
    /// The id.
    pub id: SignInLinkId,
    /// Why it was made.
    pub purpose: LinkPurpose,
    /// Whom it signs in.
    pub person: PrincipalId,
    /// First moment at which it is no longer good.
    pub expires_at: Timestamp,
    /// When it was used.
    pub used_at: Option<Timestamp>,
}
