//! Typed identifiers. Every one is a UUIDv7 made by the `Random` port; look-up keys (slugs, e-mail addresses) are in [`crate::text`].

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }
    )*};
}

ids! {
    /// Whoever acts or may hold grants: a person or a service account. One id space for both.
    PrincipalId;
    /// An organization (ORG-01).
    OrganizationId;
    /// A relationship between a partner and a customer (ORG-02).
    RelationshipId;
    /// A subscription.
    SubscriptionId;
    /// A rule by which people get licences by themselves.
    LicenceRuleId;
    /// A template of an organization.
    TemplateId;
    /// A request to a seller for another number of seats.
    SeatRequestId;
    /// A meeting site (SIT-01).
    SiteId;
    /// A location of an organization.
    LocationId;
    /// A grant: a role given to a principal in an organization.
    GrantId;
    /// A role that an organization composed.
    CustomRoleId;
    /// A block of a partner's person, or of a whole partner, by a customer (EXT-12).
    BlockId;
    /// A support agent's request for temporary access (SUP-02).
    SupportRequestId;
    /// A support grant: an approved, running or past temporary access (SUP-06).
    SupportGrantId;
    /// An open or past Help Desk session (PTR-07).
    HelpDeskSessionId;
    /// A signed-in session.
    SessionId;
    /// An API token.
    TokenId;
    /// A single-use sign-in link.
    SignInLinkId;
    /// A passkey.
    PasskeyId;
    /// An entry of the audit log.
    AuditEntryId;
    /// A mail domain of an organization.
    DomainId;
    /// That somebody at an organization's identity provider is somebody here.
    IdentityId;
    /// A message of the outbox.
    MessageId;
    /// A job: what takes longer than a request.
    JobId;
    /// Product news (ROL-11).
    ProductNewsId;
    /// A stream of signals to another service.
    StreamId;
    /// A signal that waits in a stream; the `jti` of its token.
    SignalId;
    /// An HTTP request, as echoed in `X-Request-ID`.
    RequestId;
}
