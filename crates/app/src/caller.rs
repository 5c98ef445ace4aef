//! Who acts, through what, and under which request.

use prokura_domain::account::TokenScope;
use prokura_domain::id::{JobId, OrganizationId, PrincipalId, RequestId, SessionId, TokenId};
use serde::{Deserialize, Serialize};

/// Through what somebody acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Via {
    /// A signed-in session of the console.
    Session(SessionId),
    /// An API token, narrowed to its scopes and the organization it sees from.
    Token {
        /// The token.
        token: TokenId,
        /// What it may be used for.
        scopes: Vec<TokenScope>,
        /// The organization it sees from.
        organization: OrganizationId,
    },
    /// A job that they asked for: each of its changes is decided as their own at that moment, in this organization alone.
    Job {
        /// The job.
        job: JobId,
        /// Where it works.
        organization: OrganizationId,
    },
    /// The link of a mail: good for the one request it names (SUP-03).
    MailLink,
}

/// Who acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A person or service account.
    Principal {
        /// Who.
        id: PrincipalId,
        /// Their home.
        home: OrganizationId,
        /// Through what.
        via: Via,
    },
    /// Nobody yet: somebody who is signing in.
    Anonymous,
    /// The operator on the machine.
    Operator,
    /// The system itself.
    System,
}

impl Actor {
    /// The acting principal, if one acts.
    #[must_use]
    pub const fn principal(&self) -> Option<PrincipalId> {
        match self {
            Self::Principal { id, .. } => Some(*id),
            Self::Anonymous | Self::Operator | Self::System => None,
        }
    }

    /// The acting principal's home.
    #[must_use]
    pub const fn home(&self) -> Option<OrganizationId> {
        match self {
            Self::Principal { home, .. } => Some(*home),
            Self::Anonymous | Self::Operator | Self::System => None,
        }
    }
}

/// A key under which a caller may repeat a command without its being done twice.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct IdempotencyKey {
    /// Who calls: the principal.
    pub caller: PrincipalId,
    /// Method and route pattern.
    pub route: String,
    /// The key the caller chose; at most 255 characters.
    pub key: String,
    /// SHA-256 of path, query and body, hex: another body under the same key is refused.
    pub fingerprint: String,
}

/// Who acts, under which request.
#[derive(Clone, Debug)]
pub struct Caller {
    /// Who acts.
    pub actor: Actor,
    /// The request, as in `X-Request-ID` and in the log.
    pub request: RequestId,
    /// The caller's idempotency key, if one was sent.
    pub idempotency: Option<IdempotencyKey>,
}

impl Caller {
    /// The operator on the machine.
    #[must_use]
    pub const fn operator(request: RequestId) -> Self {
        Self { actor: Actor::Operator, request, idempotency: None }
    }

    /// The system itself.
    #[must_use]
    pub const fn system(request: RequestId) -> Self {
        Self { actor: Actor::System, request, idempotency: None }
    }
}
