//! What can happen. A command plans events; the pipeline turns each into exactly one change of state, one audit entry
//! and a list of messages, every time by an exhaustive match.

use crate::account::{Session, SignInLink, Token};
use crate::custom_role::CustomRole;
use crate::factor::{Passkey, RecoveryCode, Totp};
use crate::federation::{ClientSecret, Domain, FederatedSession, Identity, Spent};
use crate::grant::Grant;
use crate::id::{JobId, OrganizationId, PrincipalId};
use crate::job::{Job, JobTurn};
use crate::licence_rule::LicenceRule;
use crate::news::ProductNews;
use crate::organization::{Block, Blocked, Location, Organization, Relationship, Site, Subscription};
use crate::person::{Departed, Person, ServiceAccount};
use crate::preference::Preference;
use crate::seat_request::SeatRequest;
use crate::setting::Setting;
use crate::signal::SignalStream;
use crate::superseded::Superseded;
use crate::support::{HelpDeskSession, SupportGrant, SupportRequest};
use crate::template::Template;
use crate::text::EmailAddress;
use uuid::Uuid;

/// A row before and after a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change<T> {
    /// As it was.
    pub before: T,
    /// As it is now.
    pub after: T,
}

/// Why a grant ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GrantEnd {
    /// An administrator took it away.
    Revoked,
    /// Its holder gave it up (ROL-10).
    GivenUp,
    /// The customer removed its holder, or the whole partner (EXT-12).
    Removed,
    /// A promotion or demotion put another in its place (EXT-08).
    Replaced,
    /// Its holder was deleted.
    HolderDeleted,
    /// Another organization claimed its holder.
    HolderClaimed,
    /// A pruning import ended it.
    Pruned,
    /// Its term ran out; written down afterwards, and nothing depends on it.
    Expired,
}

impl GrantEnd {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Revoked => "revoked",
            Self::GivenUp => "given_up",
            Self::Removed => "removed",
            Self::Replaced => "replaced",
            Self::HolderDeleted => "holder_deleted",
            Self::HolderClaimed => "holder_claimed",
            Self::Pruned => "pruned",
            Self::Expired => "expired",
        }
    }
}

/// A password's Argon2id hash in PHC form; never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(pub String);

impl std::fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

/// What goes when a deleted person is erased, as far as it cannot be told from the person alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erasure {
    /// The person's row.
    pub person: Change<Person>,
    /// What is left of what was kept apart.
    pub departed: Departed,
    /// Every address that the person is known to have had here.
    pub addresses: Vec<EmailAddress>,
    /// The grants that the person ever had: entries of logs about them tell of the person in somebody's words.
    pub subjects: Vec<Uuid>,
    /// Versions of what the person held, without words, in the place of those there are: revision, part, version.
    pub history: Vec<(i64, i64, Superseded)>,
    /// Jobs whose results tell of the person.
    pub jobs: Vec<JobId>,
}

/// Something that happened. Rows are whole: applying an event needs nothing but the event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// An organization came to be.
    OrganizationAdded(Organization),
    /// An organization's own row changed.
    OrganizationChanged(Change<Organization>),
    /// A partner began to manage a customer (ORG-02a).
    RelationshipAdded(Relationship),
    /// A relationship's term changed; ending it is such a change.
    RelationshipChanged(Change<Relationship>),
    /// A subscription was sold.
    SubscriptionAdded(Subscription),
    /// A subscription changed.
    SubscriptionChanged(Change<Subscription>),
    /// A customer asked a seller for another number of seats.
    SeatsAsked(SeatRequest),
    /// The seller accepted; the subscription changes by an event of its own.
    SeatsAccepted(Change<SeatRequest>),
    /// The seller declined.
    SeatsDeclined(Change<SeatRequest>),
    /// The customer took the request back.
    SeatsWithdrawn(Change<SeatRequest>),
    /// An organization set what people get by themselves when they are added.
    LicenceRuleSet {
        /// As it was; `None` when there was no such rule.
        before: Option<LicenceRule>,
        /// As it is now.
        after: LicenceRule,
    },
    /// A rule was turned off.
    LicenceRuleRemoved(LicenceRule),
    /// Somebody was added, claimed or brought back, and for some of what a rule gives no seat was free.
    LicencesMissed {
        /// Who.
        person: PrincipalId,
        /// Their home, whose log it goes to.
        home: OrganizationId,
        /// Codes of the licences.
        licenses: Vec<String>,
    },
    /// An organization made a template.
    TemplateMade(Template),
    /// A template got a new version: it sets something else, is for others, or is called otherwise.
    TemplateChanged(Change<Template>),
    /// What a template sets was applied, by a job: `after.applied`.
    TemplateApplied(Change<Template>, JobId),
    /// A template was deleted. Who has what it gave keeps it.
    TemplateDeleted(Template),
    /// A site came to be.
    SiteAdded(Site),
    /// A site changed.
    SiteChanged(Change<Site>),
    /// A location came to be.
    LocationAdded(Location),
    /// A location changed.
    LocationChanged(Change<Location>),
    /// A person was added (ORG-06: without any right).
    PersonAdded(Person),
    /// A person's row changed: name, status, language, licences.
    PersonChanged(Change<Person>),
    /// A person was deleted, and everything they sign in with; what they held is ended by events of its own.
    PersonDeleted(Change<Person>, Departed),
    /// A deleted person was brought back, without rights, with what a rule gives to whoever comes.
    PersonRestored(Change<Person>),
    /// Everything that says who a deleted person was went for good.
    PersonErased(Box<Erasure>),
    /// An organization claimed a person of a free one: their home is another, and what came with the former one is gone.
    PersonClaimed(Change<Person>),
    /// A person left for the organization that claimed them: what the former home's log says of it.
    PersonLeft {
        /// Who.
        person: PrincipalId,
        /// The former home.
        former: OrganizationId,
        /// Who claimed them.
        claimed_by: OrganizationId,
    },
    /// A role was given.
    RoleAssigned(Grant),
    /// A grant's scope or term changed.
    GrantChanged(Change<Grant>),
    /// A grant ended; `after.term.until` is when.
    GrantEnded(Change<Grant>, GrantEnd),
    /// The holder of an external grant signed in to Control Hub for the first time since it was given (EXT-07).
    GrantActivated(Change<Grant>),
    /// An organization composed a role.
    CustomRoleAdded(CustomRole),
    /// A custom role got a new version: it gives something else, or is called otherwise.
    CustomRoleChanged(Change<CustomRole>),
    /// A custom role was deleted; nobody holds it any more.
    CustomRoleDeleted(Change<CustomRole>),
    /// A customer shut out a partner's person, or the whole partner (EXT-12).
    BlockAdded(Block),
    /// A block's term changed; lifting it is such a change.
    BlockChanged(Change<Block>),
    /// An agent asked for temporary access (SUP-02).
    SupportRequested(SupportRequest),
    /// A request was granted (SUP-06).
    SupportGranted(Change<SupportRequest>, SupportGrant),
    /// A request was denied, or denied and reported (SUP-05): see `after.state`.
    SupportDenied(Change<SupportRequest>),
    /// The agent took a request back.
    SupportWithdrawn(Change<SupportRequest>),
    /// Nobody answered within the hour (SUP-04); written down afterwards, and nothing depends on it.
    SupportLapsed(Change<SupportRequest>),
    /// Running access was ended early, by either side (SUP-07).
    SupportEnded(Change<SupportGrant>),
    /// Access ran out; written down afterwards, and nothing depends on it.
    SupportExpired(SupportGrant),
    /// A support grant was read from a world file.
    SupportGrantImported(SupportGrant),
    /// A support grant's term was changed by a world file.
    SupportGrantChanged(Change<SupportGrant>),
    /// An agent opened a Help Desk session (PTR-07).
    HelpDeskSessionOpened(HelpDeskSession),
    /// A Help Desk session was closed early, or changed by a world file.
    HelpDeskSessionChanged(Change<HelpDeskSession>),
    /// A setting was set.
    SettingChanged {
        /// As it was; `None` when it had never been set.
        before: Option<Setting>,
        /// As it is now.
        after: Setting,
    },
    /// Product news were written, or written anew while nobody has read them.
    NewsWritten {
        /// As they were; `None` when they are new.
        before: Option<ProductNews>,
        /// As they are now.
        after: ProductNews,
    },
    /// Product news that nobody has read were thrown away.
    NewsDropped(ProductNews),
    /// Product news are sent from now on, by the job.
    NewsReleased(Change<ProductNews>, Job),
    /// Product news go to these people.
    NewsTold(Change<ProductNews>, Vec<PrincipalId>),
    /// Everybody was written to.
    NewsSent(Change<ProductNews>),
    /// Somebody said whether they want to be written to about a topic.
    PreferenceSet {
        /// As they had said; `None` when they had said nothing.
        before: Option<Preference>,
        /// As it is now.
        after: Preference,
        /// Their home, whose log it goes to.
        home: OrganizationId,
    },
    /// A person's password was set.
    PasswordSet {
        /// Whose.
        person: PrincipalId,
        /// The person's home, whose log it goes to.
        home: OrganizationId,
        /// The hash.
        hash: PasswordHash,
    },
    /// An administrator reset how a person signs in: what they had opens nothing any more (ORG-08).
    SignInReset {
        /// Whose.
        person: PrincipalId,
        /// The person's home, whose log it goes to.
        home: OrganizationId,
    },
    /// Somebody who cannot sign in asked for help by mail. With a second factor a link comes with it; without one, only an
    /// administrator helps.
    RecoveryAsked {
        /// Whose account.
        person: PrincipalId,
        /// The person's home, whose log it goes to.
        home: OrganizationId,
        /// Whether they have the second factor that the link asks for.
        has_second: bool,
    },
    /// A single-use sign-in link was made.
    SignInLinkIssued(SignInLink, OrganizationId),
    /// A single-use sign-in link was used.
    SignInLinkUsed(SignInLink, OrganizationId),
    /// Somebody signed in.
    SignedIn {
        /// The session.
        session: Session,
        /// The person's home, whose log it goes to.
        home: OrganizationId,
        /// Whether they came from devices before, and never from one like this.
        is_new_device: bool,
    },
    /// A session was ended: `after.ended_at` is when.
    SessionEnded(Change<Session>, OrganizationId),
    /// Somebody who is signed in proved again who they are: `after.proved_at` is when.
    ProvedAgain(Change<Session>, OrganizationId),
    /// An authenticator app was confirmed: from here on a password alone signs nobody in.
    TotpAdded(Totp, OrganizationId),
    /// A code of the authenticator app was taken.
    TotpUsed(Change<Totp>, OrganizationId),
    /// The authenticator app was removed, and the recovery codes with it.
    TotpRemoved(Totp, OrganizationId),
    /// Recovery codes were made, in the place of those before.
    RecoveryCodesMade {
        /// Whose.
        person: PrincipalId,
        /// Their home.
        home: OrganizationId,
        /// The codes.
        codes: Vec<RecoveryCode>,
        /// Whether they came with an authenticator app that was confirmed.
        first: bool,
    },
    /// A recovery code was used.
    RecoveryCodeUsed(RecoveryCode, OrganizationId),
    /// A passkey was added.
    PasskeyAdded(Passkey, OrganizationId),
    /// A passkey got another name.
    PasskeyRenamed(Change<Passkey>, OrganizationId),
    /// A passkey answered a challenge.
    PasskeyUsed(Change<Passkey>, OrganizationId),
    /// A passkey was removed.
    PasskeyRemoved(Passkey, OrganizationId),
    /// A service account came to be.
    ServiceAccountAdded(ServiceAccount),
    /// A token was made.
    TokenIssued(Token),
    /// A token was revoked.
    TokenRevoked(Change<Token>),
    /// An organization said that a domain is its own.
    DomainAdded(Domain),
    /// It showed that it is.
    DomainVerified(Change<Domain>),
    /// It gave the domain up.
    DomainRemoved(Change<Domain>),
    /// The secret that an organization shares with its provider was set or taken away.
    ClientSecretSet {
        /// As it was; `None` when it had never been set.
        before: Option<ClientSecret>,
        /// As it is now.
        after: ClientSecret,
    },
    /// Somebody came from their organization's provider for the first time.
    IdentityPinned(Identity),
    /// A session began at a provider, whose answer is spent.
    FederatedSessionBegun(FederatedSession, PrincipalId, Spent),
    /// Somebody proved once more at their provider who they are; its answer is spent.
    ProvedAtProvider(Change<Session>, OrganizationId, Spent),
    /// A provider said that somebody signed out there, which ends so many sessions here; the message is spent.
    SignedOutAtProvider(OrganizationId, usize, Spent),
    /// A provider said of somebody what ends their sessions here (OpenID Shared Signals Framework); the message is spent.
    SignalHeard {
        /// Whose provider.
        organization: OrganizationId,
        /// Of whom.
        person: PrincipalId,
        /// What it said: the last part of the event type's URI.
        said: &'static str,
        /// How many sessions it ends.
        sessions: usize,
        /// The message.
        spent: Spent,
    },
    /// A service wants to be told what happens.
    StreamAdded(SignalStream),
    /// What a stream tells, where to, or whether, changed.
    StreamChanged(Change<SignalStream>),
    /// A receiver asked whether signals get through; it wants to see this again.
    StreamVerified(Change<SignalStream>, Option<String>),
    /// A stream is no more, and what waited in it.
    StreamRemoved(SignalStream),
    /// Something was asked for that takes longer than a request; the job does it.
    JobAsked(Job),
    /// Whoever asked for a job said what becomes of it: `after.state`.
    JobTurned(Change<Job>, JobTurn),
}

/// A key that the in-memory index reloads after a commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Touched {
    /// Everything about one principal: status, home, licences, grants, support access.
    Principal(PrincipalId),
    /// Everything about one organization: switches, relationships as a customer, subscriptions, sites, locations, blocks,
    /// custom roles, licence rules.
    Organization(OrganizationId),
}

impl Event {
    /// Which keys the index must reload because of this event.
    #[must_use]
    pub fn touches(&self) -> Vec<Touched> {
        use Touched::{Organization as O, Principal as P};
        match self {
            Self::OrganizationAdded(row) => vec![O(row.id)],
            Self::OrganizationChanged(change) => vec![O(change.after.id)],
            Self::RelationshipAdded(row) => vec![O(row.customer)],
            Self::RelationshipChanged(change) => vec![O(change.after.customer)],
            Self::SubscriptionAdded(row) => vec![O(row.customer)],
            Self::SubscriptionChanged(change) => vec![O(change.before.customer), O(change.after.customer)],
            Self::SiteAdded(row) => vec![O(row.organization)],
            Self::SiteChanged(change) => vec![O(change.before.organization), O(change.after.organization)],
            Self::LocationAdded(row) => vec![O(row.organization)],
            Self::LocationChanged(change) => vec![O(change.before.organization), O(change.after.organization)],
            Self::PersonAdded(row) => vec![P(row.id)],
            Self::PersonChanged(change)
            | Self::PersonDeleted(change, _)
            | Self::PersonRestored(change)
            | Self::PersonClaimed(change) => vec![P(change.after.id)],
            Self::PersonErased(erasure) => vec![P(erasure.person.after.id)],
            Self::RoleAssigned(row) => vec![P(row.principal)],
            Self::GrantChanged(change) | Self::GrantEnded(change, _) | Self::GrantActivated(change) => {
                vec![P(change.after.principal)]
            }
            Self::CustomRoleAdded(row) => vec![O(row.organization)],
            Self::CustomRoleChanged(change) | Self::CustomRoleDeleted(change) => vec![O(change.after.organization)],
            Self::BlockAdded(row) => vec![O(row.organization)],
            Self::BlockChanged(change) => vec![O(change.after.organization)],
            Self::SupportGranted(_, row) | Self::SupportExpired(row) | Self::SupportGrantImported(row) => {
                vec![P(row.agent)]
            }
            Self::SupportEnded(change) | Self::SupportGrantChanged(change) => vec![P(change.after.agent)],
            Self::HelpDeskSessionOpened(row) => vec![P(row.agent)],
            Self::HelpDeskSessionChanged(change) => vec![P(change.after.agent)],
            Self::SettingChanged { after, .. } => vec![O(after.organization)],
            Self::ServiceAccountAdded(row) => vec![P(row.id)],
            Self::LicenceRuleSet { after, .. } => vec![O(after.organization)],
            Self::LicenceRuleRemoved(row) => vec![O(row.organization)],
            Self::PersonLeft { .. }
            | Self::LicencesMissed { .. }
            | Self::TemplateMade(_)
            | Self::TemplateChanged(_)
            | Self::TemplateApplied(..)
            | Self::TemplateDeleted(_)
            | Self::SeatsAsked(_)
            | Self::SeatsAccepted(_)
            | Self::SeatsDeclined(_)
            | Self::SeatsWithdrawn(_)
            | Self::SupportRequested(_)
            | Self::SupportDenied(_)
            | Self::SupportWithdrawn(_)
            | Self::SupportLapsed(_)
            | Self::NewsWritten { .. }
            | Self::NewsDropped(_)
            | Self::NewsReleased(..)
            | Self::NewsTold(..)
            | Self::NewsSent(_)
            | Self::PreferenceSet { .. }
            | Self::PasswordSet { .. }
            | Self::SignInReset { .. }
            | Self::RecoveryAsked { .. }
            | Self::SignInLinkIssued(..)
            | Self::SignInLinkUsed(..)
            | Self::SignedIn { .. }
            | Self::SessionEnded(..)
            | Self::ProvedAgain(..)
            | Self::TotpAdded(..)
            | Self::TotpUsed(..)
            | Self::TotpRemoved(..)
            | Self::RecoveryCodesMade { .. }
            | Self::RecoveryCodeUsed(..)
            | Self::PasskeyAdded(..)
            | Self::PasskeyRenamed(..)
            | Self::PasskeyUsed(..)
            | Self::PasskeyRemoved(..)
            | Self::TokenIssued(_)
            | Self::TokenRevoked(_)
            | Self::DomainAdded(_)
            | Self::DomainVerified(_)
            | Self::DomainRemoved(_)
            | Self::ClientSecretSet { .. }
            | Self::IdentityPinned(_)
            | Self::FederatedSessionBegun(..)
            | Self::ProvedAtProvider(..)
            | Self::SignedOutAtProvider(..)
            | Self::SignalHeard { .. }
            | Self::StreamAdded(_)
            | Self::StreamChanged(_)
            | Self::StreamVerified(..)
            | Self::StreamRemoved(_)
            | Self::JobAsked(_)
            | Self::JobTurned(..) => Vec::new(),
        }
    }
}

impl Blocked {
    /// The stable code of what is blocked.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Person(_) => "person",
            Self::Partner(_) => "partner",
        }
    }
}
