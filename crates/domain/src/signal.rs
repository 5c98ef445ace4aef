//! What other services are told when sessions and rights end: streams, and the signals that wait in them (OpenID Shared
//! Signals Framework 1.0, CAEP 1.0).

use crate::id::{OrganizationId, PrincipalId, SessionId, SignalId, StreamId};
use crate::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Characters of a stream's description that are kept.
pub const DESCRIPTION_LENGTH: usize = 200;
/// Signals that wait in one stream at most; a receiver that lets more gather is told nothing any more.
pub const WAITING_MOST: u64 = 10_000;
/// How long a signal waits at most.
pub const WAITS: Span = Span::days(7);
/// How long passes at least between two verifications that a receiver asks for.
pub const VERIFICATION_EVERY: Span = Span::seconds(10);

/// What a receiver can ask to be told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignalKind {
    /// A session ended, or every session of a person did (CAEP 1.0, section 3.1).
    SessionRevoked,
    /// What somebody has a right to in an organization changed (CAEP 1.0, section 3.2).
    TokenClaimsChange,
    /// What somebody signs in with changed (CAEP 1.0, section 3.3).
    CredentialChange,
}

impl SignalKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::SessionRevoked, Self::TokenClaimsChange, Self::CredentialChange];

    /// The URI of its event type.
    #[must_use]
    pub const fn uri(self) -> &'static str {
        match self {
            Self::SessionRevoked => "https://schemas.openid.net/secevent/caep/event-type/session-revoked",
            Self::TokenClaimsChange => "https://schemas.openid.net/secevent/caep/event-type/token-claims-change",
            Self::CredentialChange => "https://schemas.openid.net/secevent/caep/event-type/credential-change",
        }
    }

    /// The stable code: the last part of the URI.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::SessionRevoked => "session-revoked",
            Self::TokenClaimsChange => "token-claims-change",
            Self::CredentialChange => "credential-change",
        }
    }

    /// The kind of a URI.
    #[must_use]
    pub fn from_uri(uri: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.uri() == uri)
    }
}

/// How a stream's signals get to its receiver.
#[derive(Clone, PartialEq, Eq)]
pub enum Delivery {
    /// We send each (RFC 8935).
    Push {
        /// Where to.
        endpoint: String,
        /// What the receiver wants to see in `Authorization`, locked.
        authorization: Option<Vec<u8>>,
    },
    /// The receiver fetches them (RFC 8936).
    Poll,
}

impl fmt::Debug for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Push { endpoint, .. } => write!(f, "Push({endpoint})"),
            Self::Poll => f.write_str("Poll"),
        }
    }
}

/// Whether a stream's signals are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StreamState {
    /// They are.
    Enabled,
    /// They wait.
    Paused,
    /// They are not kept.
    Disabled,
}

impl StreamState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Enabled, Self::Paused, Self::Disabled];

    /// The stable code, which is the standard's.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Enabled => "enabled",
            Self::Paused => "paused",
            Self::Disabled => "disabled",
        }
    }

    /// The state of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// Why a stream's state is what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StateReason {
    /// The receiver wanted it so.
    Receiver,
    /// An administrator of the organization did.
    Administrator,
    /// More signals gathered, or longer, than are kept.
    Overflow,
    /// The receiver has no token any more that is good for it.
    ReceiverGone,
}

impl StateReason {
    /// Every reason.
    pub const ALL: [Self; 4] = [Self::Receiver, Self::Administrator, Self::Overflow, Self::ReceiverGone];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Receiver => "receiver",
            Self::Administrator => "administrator",
            Self::Overflow => "overflow",
            Self::ReceiverGone => "receiver_gone",
        }
    }

    /// The reason of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }
}

/// That a service is told what happens in an organization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignalStream {
    /// The id.
    pub id: StreamId,
    /// Whose people it hears of.
    pub organization: OrganizationId,
    /// Whether it hears of everybody's: the vendor's streams do.
    pub everybody: bool,
    /// The service account that made it, and alone can use it.
    pub receiver: PrincipalId,
    /// What the receiver says of it; at most [`DESCRIPTION_LENGTH`] characters.
    pub description: Option<String>,
    /// How its signals get to the receiver.
    pub delivery: Delivery,
    /// What it wants to be told of, sorted.
    pub kinds: Vec<SignalKind>,
    /// Whether its signals are told.
    pub state: StreamState,
    /// Why; for a stream that is told, why it is again.
    pub reason: Option<StateReason>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When the receiver last asked for a verification.
    pub verified_at: Option<Timestamp>,
    /// Counts its changes, from 1.
    pub version: i64,
}

/// What made something happen (CAEP 1.0, section 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Initiator {
    /// Somebody who administers others.
    Admin,
    /// The person themself.
    User,
    /// Something that follows by rule.
    Policy,
    /// The system, or another one.
    System,
}

impl Initiator {
    /// The standard's word.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::User => "user",
            Self::Policy => "policy",
            Self::System => "system",
        }
    }
}

/// Why sessions ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndCause {
    /// The person ended it.
    SignedOut,
    /// An administrator ended all of them.
    Ended,
    /// The person was suspended.
    Suspended,
    /// The person was deleted.
    Deleted,
    /// Their last right ended.
    LastRight,
    /// How they sign in was reset.
    Reset,
    /// They set a new password.
    Password,
    /// Their organization's identity provider said so of them.
    Provider,
    /// The session at their organization's identity provider ended.
    ProviderSession,
}

impl EndCause {
    /// Every cause.
    pub const ALL: [Self; 9] = [
        Self::SignedOut,
        Self::Ended,
        Self::Suspended,
        Self::Deleted,
        Self::LastRight,
        Self::Reset,
        Self::Password,
        Self::Provider,
        Self::ProviderSession,
    ];

    /// The stable code, as in the keys of the texts.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::SignedOut => "signed-out",
            Self::Ended => "ended",
            Self::Suspended => "suspended",
            Self::Deleted => "deleted",
            Self::LastRight => "last-right",
            Self::Reset => "reset",
            Self::Password => "password",
            Self::Provider => "provider",
            Self::ProviderSession => "provider-session",
        }
    }
}

/// Something that somebody signs in with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Credential {
    /// A password.
    Password,
    /// An authenticator app.
    App,
    /// A passkey. Of which sort its authenticator is, nobody tells us.
    Passkey,
}

impl Credential {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Password, Self::App, Self::Passkey];

    /// Its `credential_type` (CAEP 1.0, section 3.3.1).
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::App => "app",
            Self::Passkey => "passkey",
        }
    }
}

/// What became of a credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CredentialChange {
    /// It is new.
    Create,
    /// It was taken away by somebody else.
    Revoke,
    /// It is another one.
    Update,
    /// It was removed.
    Delete,
}

impl CredentialChange {
    /// Every change.
    pub const ALL: [Self; 4] = [Self::Create, Self::Revoke, Self::Update, Self::Delete];

    /// Its `change_type` (CAEP 1.0, section 3.3.1).
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Revoke => "revoke",
            Self::Update => "update",
            Self::Delete => "delete",
        }
    }
}

/// What there is to tell; ids and keys only, no address, name or secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "tells")]
pub enum Signal {
    /// Sessions ended.
    SessionRevoked {
        /// Whose.
        person: PrincipalId,
        /// Which; all of them, where none is named.
        session: Option<SessionId>,
        /// Why.
        cause: EndCause,
        /// Who made it so.
        by: Initiator,
    },
    /// What somebody signs in with changed.
    CredentialChange {
        /// Whose.
        person: PrincipalId,
        /// What.
        credential: Credential,
        /// How.
        change: CredentialChange,
        /// Who made it so.
        by: Initiator,
    },
    /// What somebody has a right to in an organization changed.
    ClaimsChange {
        /// Whose.
        person: PrincipalId,
        /// Where.
        organization: OrganizationId,
        /// The keys of the roles they hold there now, sorted, where those changed.
        roles: Option<Vec<String>>,
        /// Whether they have temporary access there, where that changed (SUP-06).
        support_access: Option<bool>,
        /// Whether they are shut out there, where that changed (EXT-12).
        blocked: Option<bool>,
        /// Who made it so.
        by: Initiator,
    },
    /// A receiver asked whether signals get through.
    Verification {
        /// What it wants to see again.
        state: Option<String>,
    },
    /// We changed a stream's state.
    StreamUpdated {
        /// To this.
        state: StreamState,
        /// Why.
        reason: StateReason,
    },
}

impl Signal {
    /// The kind that a receiver asks for; `None` for what is about the stream itself, which is always told.
    #[must_use]
    pub const fn kind(&self) -> Option<SignalKind> {
        match self {
            Self::SessionRevoked { .. } => Some(SignalKind::SessionRevoked),
            Self::CredentialChange { .. } => Some(SignalKind::CredentialChange),
            Self::ClaimsChange { .. } => Some(SignalKind::TokenClaimsChange),
            Self::Verification { .. } | Self::StreamUpdated { .. } => None,
        }
    }
}

/// A signal as it waits in a stream. Signals of a stream are told in the order of revision and part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingSignal {
    /// The id, which is the token's `jti` however often it is sent.
    pub id: SignalId,
    /// Where it waits.
    pub stream: StreamId,
    /// The revision that it tells of.
    pub revision: i64,
    /// Its place among those of that revision.
    pub part: i64,
    /// When it happened.
    pub at: Timestamp,
    /// What there is to tell.
    pub signal: Signal,
}

/// Why a receiver did not take a signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StreamFault {
    /// The address is none that we send to.
    AddressRefused,
    /// The address leads into a network that is not public.
    AddressPrivate,
    /// It cannot be reached, or is too slow.
    Unreachable,
    /// It answers with something else than the standard's answers.
    Unexpected,
    /// It says that the signal is wrong (RFC 8935, section 2.4).
    Refused,
}

impl StreamFault {
    /// Every fault.
    pub const ALL: [Self; 5] =
        [Self::AddressRefused, Self::AddressPrivate, Self::Unreachable, Self::Unexpected, Self::Refused];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::AddressRefused => "address_refused",
            Self::AddressPrivate => "address_private",
            Self::Unreachable => "unreachable",
            Self::Unexpected => "unexpected",
            Self::Refused => "refused",
        }
    }

    /// The fault of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fault| fault.code() == code)
    }
}

/// How the delivery of a stream stands; kept by whoever delivers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamProgress {
    /// The stream.
    pub stream: StreamId,
    /// How often the first signal that waits was tried.
    pub attempts: i64,
    /// When it is tried next.
    pub next_attempt_at: Timestamp,
    /// When the receiver last took a signal.
    pub taken_at: Option<Timestamp>,
    /// When, why and in which words it last did not.
    pub failed: Option<(Timestamp, StreamFault, String)>,
}

impl StreamProgress {
    /// Nothing was tried yet.
    #[must_use]
    pub const fn none(stream: StreamId) -> Self {
        Self { stream, attempts: 0, next_attempt_at: Timestamp::MIN, taken_at: None, failed: None }
    }
}
