//! The store: what is read, what is written, and the few writes that are housekeeping.

use crate::audit::{AuditRow, PrivateValue};
use crate::caller::IdempotencyKey;
use crate::message::{Message, MessageState};
use crate::port::WorldRows;
use crate::seats::Held;
use async_trait::async_trait;
use prokura_decision::permit::Permit;
use prokura_decision::record::{OrganizationRecord, PrincipalRecord};
use prokura_domain::account::{SecretHash, Session, SignInLink, Token};
use prokura_domain::custom_role::CustomRole;
use prokura_domain::event::{Event, PasswordHash, Touched};
use prokura_domain::factor::{Passkey, RecoveryCode, Totp};
use prokura_domain::federation::{ClientSecret, Domain, FederatedSession, Identity};
use prokura_domain::grant::Grant;
use prokura_domain::id::{
    AuditEntryId, BlockId, CustomRoleId, DomainId, GrantId, HelpDeskSessionId, JobId, LocationId, MessageId,
    OrganizationId, PrincipalId, ProductNewsId, SeatRequestId, SessionId, SignInLinkId, SignalId, StreamId,
    SupportGrantId, SupportRequestId, TemplateId, TokenId,
};
use prokura_domain::job::{Job, JobFailure, JobKind, JobState};
use prokura_domain::licence_rule::LicenceRule;
use prokura_domain::news::ProductNews;
use prokura_domain::organization::{Block, Location, Organization, Relationship, Site, Subscription};
use prokura_domain::person::{Departed, Person, PersonStatus, ServiceAccount};
use prokura_domain::preference::{Preference, Topic};
use prokura_domain::seat_request::SeatRequest;
use prokura_domain::signal::{SignalStream, StreamProgress, WaitingSignal};
use prokura_domain::superseded::{Filed, Superseded};
use prokura_domain::support::{HelpDeskSession, RequestState, SupportGrant, SupportRequest};
use prokura_domain::template::{Due, Template};
use prokura_domain::text::{DomainName, EmailAddress, Locale, Name, Slug};
use prokura_domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;
use uuid::Uuid;

/// Counts committed commands, from 1. Commit order is revision order is audit order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Revision(pub i64);

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Why the store could not answer. The texts are for the log and the operator, never for a caller.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// The database cannot be reached, is full, or answers with an error.
    #[error("the database failed: {0}")]
    Failed(String),
    /// The database did not answer in time; trying again may help.
    #[error("the database is busy: {0}")]
    Busy(String),
    /// A row with the same key is there already.
    #[error("the database already has such a row: {0}")]
    Duplicate(String),
    /// A row does not say what it must.
    #[error("the database holds something that cannot be: {0}")]
    Corrupt(String),
    /// The database was written by a newer program.
    #[error("the database has schema {found}, and this program knows up to {known}: run the newer program")]
    SchemaNewer {
        /// Newest migration in the database.
        found: String,
        /// Newest migration this program has.
        known: String,
    },
    /// The database was written by an older program, or is empty.
    #[error("the database has schema {found}, and this program needs {known}: run `prokura migrate`")]
    SchemaOlder {
        /// Newest migration in the database, or `none`.
        found: String,
        /// Newest migration this program has.
        known: String,
    },
    /// The operator asked for something that cannot be done; the text is a sentence that says why.
    #[error("{0}")]
    Unusable(String),
}

/// What the store answers.
pub type StoreResult<T> = Result<T, StoreError>;

/// Where a page of a list begins and how long it is. Lists are ordered by id unless said otherwise.
#[derive(Clone, Copy, Debug)]
pub struct Page<K> {
    /// The last key of the page before; `None` for the first page.
    pub after: Option<K>,
    /// How many rows at most.
    pub limit: u64,
}

impl<K> Page<K> {
    /// The first page.
    #[must_use]
    pub const fn first(limit: u64) -> Self {
        Self { after: None, limit }
    }
}

/// The place of a row in a list that is newest first; what has always been so comes last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Newest {
    /// The moment that the list is ordered by.
    pub at: Option<Timestamp>,
    /// The row's id.
    pub id: Uuid,
}

impl fmt::Display for Newest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.at {
            Some(at) => write!(f, "{} {}", at.0, self.id),
            None => write!(f, "- {}", self.id),
        }
    }
}

impl std::str::FromStr for Newest {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (at, id) = text.split_once(' ').ok_or(())?;
        let at = if at == "-" { None } else { Some(Timestamp(at.parse().map_err(drop)?)) };
        Ok(Self { at, id: id.parse().map_err(drop)? })
    }
}

/// Which support requests are asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct RequestFilter {
    /// To this organization.
    pub to: Option<OrganizationId>,
    /// By this agent.
    pub by: Option<PrincipalId>,
    /// What they are at a moment: what nobody answered in time has lapsed, whether or not that is written down.
    pub state: Option<(RequestState, Timestamp)>,
}

/// By what a list of people is ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeopleOrder {
    /// By id, which is by when they were added.
    Added,
    /// By name, as a language orders names.
    Name(Locale),
    /// By address.
    Email,
}

/// Which people of an organization are asked for, and in which order.
#[derive(Clone, Debug)]
pub struct PeopleAsked {
    /// Their home.
    pub home: OrganizationId,
    /// With this status.
    pub status: Option<PersonStatus>,
    /// Each of these words, folded, is the beginning of one of theirs ([`crate::collation::searched`]).
    pub words: Vec<String>,
    /// Who have this licence.
    pub license: Option<String>,
    /// In this department.
    pub department: Option<String>,
    /// Who hold a role there.
    pub held: Option<HeldAsked>,
    /// The order.
    pub order: PeopleOrder,
    /// Whether the last come first.
    pub descending: bool,
}

/// What people hold who are asked for: a role given in the organization whose term is not over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldAsked {
    /// One of these roles; any, where there are none.
    pub roles: Vec<String>,
    /// For this location, among others.
    pub location: Option<LocationId>,
    /// The moment at which it is not over.
    pub at: Timestamp,
}

/// The place of somebody in a list of people.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PersonPlace {
    /// What the order compares; empty for [`PeopleOrder::Added`].
    pub key: Vec<u8>,
    /// Who.
    pub id: PrincipalId,
}

impl PersonPlace {
    /// Where somebody stands.
    #[must_use]
    pub fn of(person: &Person, order: PeopleOrder) -> Self {
        let key = match order {
            PeopleOrder::Added => Vec::new(),
            PeopleOrder::Name(language) => crate::collation::sort_key(language, person.name.as_str()),
            PeopleOrder::Email => person.email.as_str().as_bytes().to_vec(),
        };
        Self { key, id: person.id }
    }
}

impl fmt::Display for PersonPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.key.iter().try_for_each(|byte| write!(f, "{byte:02x}"))?;
        write!(f, " {}", self.id)
    }
}

impl std::str::FromStr for PersonPlace {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (key, id) = text.split_once(' ').ok_or(())?;
        let byte = |pair: &[u8]| {
            let pair = std::str::from_utf8(pair).map_err(drop)?;
            if pair.len() == 2 { u8::from_str_radix(pair, 16).map_err(drop) } else { Err(()) }
        };
        let key = key.as_bytes().chunks(2).map(byte).collect::<Result<_, ()>>()?;
        Ok(Self { key, id: id.parse().map_err(drop)? })
    }
}

/// Which audit entries are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditFilter {
    /// By this actor.
    pub actor: Option<PrincipalId>,
    /// By anybody at home there.
    pub actor_home: Option<OrganizationId>,
    /// By this principal, or about one of these rows: what somebody did and what was done to them.
    pub history: Option<(PrincipalId, Vec<Uuid>)>,
    /// Done in another organization, and mirrored here; in this one, if it is named.
    pub elsewhere: Option<Option<OrganizationId>>,
    /// Under one of these controls; any, where there are none.
    pub controls: Vec<String>,
    /// Under none of these controls: what is hidden from whoever asks.
    #[serde(default)]
    pub without: Vec<String>,
    /// With at most this number: what was there at a moment.
    pub up_to: Option<i64>,
    /// With at least this number: no further back than that is looked.
    #[serde(default)]
    pub down_to: Option<i64>,
    /// About this row: a person, grant, request, setting's organization.
    pub subject: Option<Uuid>,
    /// With this action code.
    pub action: Option<String>,
    /// With this outcome: `done` or `refused`.
    pub outcome: Option<String>,
    /// Done under this support request (SUP-09).
    pub support_request: Option<SupportRequestId>,
    /// From this moment on.
    pub from: Option<Timestamp>,
    /// Before this moment.
    pub until: Option<Timestamp>,
}

/// Texts that are looked for in what jobs of some organizations keep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sought {
    /// Where.
    pub organizations: Vec<OrganizationId>,
    /// What.
    pub texts: Vec<String>,
}

/// An audit entry as kept, with the personal values that were not erased.
#[derive(Clone, Debug)]
pub struct StoredAuditEntry {
    /// The row.
    pub row: AuditRow,
    /// Personal values by their place in the entry; an erased one is missing.
    pub private: Vec<PrivateValue>,
}

/// What was answered under an idempotency key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remembered {
    /// The key, with the fingerprint of what was asked.
    pub key: IdempotencyKey,
    /// The command's output, as JSON.
    pub output: String,
    /// The revision it was answered with.
    pub revision: Revision,
    /// When; it is forgotten a day later.
    pub at: Timestamp,
}

/// A message as it waits in the outbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueuedMessage {
    /// The message.
    pub message: Message,
    /// What has become of it.
    pub state: MessageState,
    /// How often it was tried.
    pub attempts: i64,
    /// When it is tried next.
    pub next_attempt_at: Timestamp,
    /// What the last try said, without secrets.
    pub last_error: Option<String>,
}

/// A step of a job: how it stands afterwards.
#[derive(Clone, Debug)]
pub struct JobStep {
    /// The part of the result that was made.
    pub part: Option<Vec<u8>>,
    /// Where the next part begins.
    pub position: i64,
    /// The key after which it begins, for kinds that go by keys.
    pub cursor: Option<String>,
    /// How much is done.
    pub done: i64,
    /// How far the job is now.
    pub state: JobState,
    /// Why it was given up, where it was.
    pub failure: Option<JobFailure>,
    /// How often the next step was tried.
    pub attempts: i64,
    /// Until when others are kept from it.
    pub lease_until: Timestamp,
}

impl JobStep {
    /// A step that was not made: the job stands where it stood.
    #[must_use]
    pub fn none(job: &Job, lease_until: Timestamp) -> Self {
        let Job { position, done, state, failure, attempts, .. } = *job;
        Self { part: None, position, cursor: job.cursor.clone(), done, state, failure, attempts, lease_until }
    }
}

/// Whose sessions that began at a provider are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FederatedAsked {
    /// Of this person there.
    pub subject: Option<String>,
    /// Of this session there.
    pub there: Option<String>,
}

/// Reading, in one consistent snapshot.
#[async_trait]
pub trait Read: Send {
    /// The newest committed revision and its moment; inside a write transaction, the one before it.
    async fn revision(&mut self) -> StoreResult<(Revision, Timestamp)>;
    /// Keys touched after a revision, with the revision that touched them, oldest first.
    async fn changes_since(&mut self, revision: Revision) -> StoreResult<Vec<(Revision, Touched)>>;

    /// A principal with all that hangs on it.
    async fn principal_record(&mut self, id: PrincipalId) -> StoreResult<Option<PrincipalRecord>>;
    /// A person, and all that hangs on them.
    async fn person_record(&mut self, id: PrincipalId) -> StoreResult<Option<(Person, PrincipalRecord)>>;
    /// An organization with all that hangs on it.
    async fn organization_record(&mut self, id: OrganizationId) -> StoreResult<Option<OrganizationRecord>>;
    /// Of these principals the ones there are, in no order, each with all that hangs on it.
    async fn principal_records_of(&mut self, ids: &[PrincipalId]) -> StoreResult<Vec<PrincipalRecord>>;
    /// Of these organizations the ones there are, in no order, each with all that hangs on it.
    async fn organization_records_of(&mut self, ids: &[OrganizationId]) -> StoreResult<Vec<OrganizationRecord>>;
    /// Every principal: what an index is built from. In batches ordered by id.
    async fn principal_records(&mut self, page: Page<PrincipalId>) -> StoreResult<Vec<PrincipalRecord>>;
    /// Every organization: what an index is built from. In batches ordered by id.
    async fn organization_records(&mut self, page: Page<OrganizationId>) -> StoreResult<Vec<OrganizationRecord>>;

    /// Versions filed under organizations and principals that were in force after a moment and are not any more, in the order
    /// in which they ended.
    async fn superseded_after(&mut self, owners: &[Uuid], after: Timestamp) -> StoreResult<Vec<Filed>>;
    /// Since when versions are kept: what was changed before is not known. [`Timestamp`] 0 where everything is.
    async fn history_since(&mut self) -> StoreResult<Timestamp>;
    /// Digest of the policy that was in force at a moment, and from when on: the first one where there was none yet.
    async fn policy_in_force(&mut self, at: Timestamp) -> StoreResult<Option<(String, Timestamp)>>;

    /// An organization.
    async fn organization(&mut self, id: OrganizationId) -> StoreResult<Option<Organization>>;
    /// An organization by its look-up key.
    async fn organization_by_slug(&mut self, slug: &Slug) -> StoreResult<Option<Organization>>;
    /// Organizations, ordered by id.
    async fn organizations(&mut self, page: Page<OrganizationId>) -> StoreResult<Vec<Organization>>;
    /// Relationships in which an organization is the partner.
    async fn relationships_of_partner(&mut self, partner: OrganizationId) -> StoreResult<Vec<Relationship>>;
    /// A subscription by its look-up key.
    async fn subscription_by_slug(&mut self, slug: &Slug) -> StoreResult<Option<Subscription>>;
    /// The rules by which people of an organization get licences: the one for everybody first, then by domain.
    async fn licence_rules_of(&mut self, organization: OrganizationId) -> StoreResult<Vec<LicenceRule>>;
    /// A template.
    async fn template(&mut self, id: TemplateId) -> StoreResult<Option<Template>>;
    /// The templates of an organization, ordered by id.
    async fn templates_of(&mut self, organization: OrganizationId) -> StoreResult<Vec<Template>>;
    /// A request for seats.
    async fn seat_request(&mut self, id: SeatRequestId) -> StoreResult<Option<SeatRequest>>;
    /// The requests of a customer, newest first.
    async fn seat_requests_of(&mut self, customer: OrganizationId) -> StoreResult<Vec<SeatRequest>>;
    /// The requests to a seller that are open, oldest first.
    async fn seat_requests_to(
        &mut self,
        seller: OrganizationId,
        page: Page<SeatRequestId>,
    ) -> StoreResult<Vec<SeatRequest>>;
    /// A site by its look-up key.
    async fn site_by_slug(&mut self, slug: &Slug) -> StoreResult<Option<Site>>;
    /// The sites of an organization.
    async fn sites_of(&mut self, organization: OrganizationId) -> StoreResult<Vec<Site>>;
    /// A location by its look-up key.
    async fn location_by_slug(&mut self, slug: &Slug) -> StoreResult<Option<Location>>;
    /// The locations of an organization.
    async fn locations_of(&mut self, organization: OrganizationId) -> StoreResult<Vec<Location>>;
    /// A block.
    async fn block(&mut self, id: BlockId) -> StoreResult<Option<Block>>;

    /// A person who is here: nobody who was deleted.
    async fn person(&mut self, id: PrincipalId) -> StoreResult<Option<Person>>;
    /// A person who is or was here: whom history names. Of somebody who was erased, the name says nothing.
    async fn anybody(&mut self, id: PrincipalId) -> StoreResult<Option<Person>>;
    /// What is kept of people who were deleted.
    async fn departed(&mut self, ids: &[PrincipalId]) -> StoreResult<Vec<Departed>>;
    /// People of free organizations, other than this one, whose address is in one of these domains, ordered by id.
    async fn claimable(
        &mut self,
        organization: OrganizationId,
        domains: &[DomainName],
        page: Page<PrincipalId>,
    ) -> StoreResult<Vec<Person>>;
    /// How many they are.
    async fn count_claimable(&mut self, organization: OrganizationId, domains: &[DomainName]) -> StoreResult<u64>;
    /// Personal values of entries of any log about a row.
    async fn told_about(&mut self, subject: Uuid) -> StoreResult<Vec<PrivateValue>>;
    /// Versions that hung on a principal and that changes put an end to: revision, part, version.
    async fn history_of(&mut self, owner: Uuid) -> StoreResult<Vec<(Revision, i64, Superseded)>>;
    /// Jobs in whose arguments or results something that is sought in their organization stands, as words of its own; and of
    /// more than can be looked through at a time, the rest.
    async fn jobs_telling(&mut self, sought: &[Sought]) -> StoreResult<Vec<JobId>>;
    /// Several people, also those who were deleted; those that do not exist are missing.
    async fn people(&mut self, ids: &[PrincipalId]) -> StoreResult<Vec<Person>>;
    /// A person by address.
    async fn person_by_email(&mut self, email: &EmailAddress) -> StoreResult<Option<Person>>;
    /// Those of these addresses, save whoever was deleted.
    async fn people_by_email(&mut self, emails: &[EmailAddress]) -> StoreResult<Vec<Person>>;
    /// Those of these people who are here, with all that hangs on them.
    async fn person_records_of(&mut self, ids: &[PrincipalId]) -> StoreResult<Vec<(Person, PrincipalRecord)>>;
    /// People who are here and whose home is an organization, ordered by id.
    async fn people_at_home(&mut self, home: OrganizationId, page: Page<PrincipalId>) -> StoreResult<Vec<Person>>;
    /// People whose home is an organization, narrowed and ordered.
    async fn people_asked(&mut self, asked: &PeopleAsked, page: Page<PersonPlace>) -> StoreResult<Vec<Person>>;
    /// How many people that is, whatever the order.
    async fn people_count(&mut self, asked: &PeopleAsked) -> StoreResult<u64>;
    /// How many of them have all that is due; of people who are gone, nobody.
    async fn people_met(&mut self, asked: &PeopleAsked, due: &Due) -> StoreResult<u64>;
    /// Who of them lack something that is due, or have too much, ordered by id.
    async fn people_lacking(
        &mut self,
        asked: &PeopleAsked,
        due: &Due,
        page: Page<PrincipalId>,
    ) -> StoreResult<Vec<PrincipalId>>;
    /// Codes of the licences that people of an organization have.
    async fn licenses_at_home(&mut self, home: OrganizationId) -> StoreResult<Vec<String>>;
    /// How many people of an organization have each licence; a licence that nobody has may be missing.
    async fn licences_held(&mut self, home: OrganizationId) -> StoreResult<Held>;
    /// A service account.
    async fn service_account(&mut self, id: PrincipalId) -> StoreResult<Option<ServiceAccount>>;
    /// A service account by its name in an organization.
    async fn service_account_by_name(
        &mut self,
        home: OrganizationId,
        name: &Name,
    ) -> StoreResult<Option<ServiceAccount>>;

    /// A grant.
    async fn grant(&mut self, id: GrantId) -> StoreResult<Option<Grant>>;
    /// Grants in an organization whose term is not over at a moment, ordered by id.
    async fn grants_in(&mut self, organization: OrganizationId, not_over_at: Timestamp) -> StoreResult<Vec<Grant>>;
    /// Those of them that end before another moment.
    async fn grants_ending_in(
        &mut self,
        organization: OrganizationId,
        not_over_at: Timestamp,
        before: Timestamp,
    ) -> StoreResult<Vec<Grant>>;
    /// Those of them that some principals hold.
    async fn grants_held_in(
        &mut self,
        organization: OrganizationId,
        principals: &[PrincipalId],
        not_over_at: Timestamp,
    ) -> StoreResult<Vec<Grant>>;
    /// Those of them that are of a role.
    async fn grants_of_role(
        &mut self,
        organization: OrganizationId,
        role: &str,
        not_over_at: Timestamp,
    ) -> StoreResult<Vec<Grant>>;
    /// Those of them that are of one of the roles and whose holder is no person of the organization.
    async fn grants_of_outsiders(
        &mut self,
        organization: OrganizationId,
        roles: &[String],
        not_over_at: Timestamp,
    ) -> StoreResult<Vec<Grant>>;
    /// Roles that were ever given in an organization.
    async fn roles_given_in(&mut self, organization: OrganizationId) -> StoreResult<Vec<String>>;
    /// Who hold something in an organization that is not over at a moment, ordered by id, each once.
    async fn holders_in(
        &mut self,
        organization: OrganizationId,
        not_over_at: Timestamp,
        page: Page<PrincipalId>,
    ) -> StoreResult<Vec<PrincipalId>>;
    /// How many they are.
    async fn count_holders_in(&mut self, organization: OrganizationId, not_over_at: Timestamp) -> StoreResult<u64>;
    /// Grants whose term is over at a moment and whose end no event has recorded, soonest over first.
    async fn grants_run_out(&mut self, at: Timestamp, limit: u64) -> StoreResult<Vec<Grant>>;

    /// Every version of a custom role, the first one first.
    async fn custom_role_versions(&mut self, id: CustomRoleId) -> StoreResult<Vec<CustomRole>>;

    /// A support request.
    async fn support_request(&mut self, id: SupportRequestId) -> StoreResult<Option<SupportRequest>>;
    /// Support requests, newest first.
    async fn support_requests(
        &mut self,
        filter: &RequestFilter,
        page: Page<Newest>,
    ) -> StoreResult<Vec<SupportRequest>>;
    /// Pending requests made before a moment, oldest first: they have lapsed.
    async fn requests_pending_since(&mut self, before: Timestamp, limit: u64) -> StoreResult<Vec<SupportRequest>>;
    /// A support grant.
    async fn support_grant(&mut self, id: SupportGrantId) -> StoreResult<Option<SupportGrant>>;
    /// Support grants in an organization, in force at a moment if one is named, newest first.
    async fn support_grants_in(
        &mut self,
        organization: OrganizationId,
        in_force_at: Option<Timestamp>,
        page: Page<Newest>,
    ) -> StoreResult<Vec<SupportGrant>>;
    /// Support grants whose term is over at a moment and whose end no event has recorded, soonest over first.
    async fn support_grants_run_out(&mut self, at: Timestamp, limit: u64) -> StoreResult<Vec<SupportGrant>>;
    /// The support grant that answers a request.
    async fn support_grant_of(&mut self, request: SupportRequestId) -> StoreResult<Option<SupportGrant>>;
    /// A Help Desk session.
    async fn help_desk_session(&mut self, id: HelpDeskSessionId) -> StoreResult<Option<HelpDeskSession>>;
    /// Help Desk sessions in an organization, open at a moment if one is named, newest first.
    async fn help_desk_sessions_in(
        &mut self,
        organization: OrganizationId,
        open_at: Option<Timestamp>,
        page: Page<Newest>,
    ) -> StoreResult<Vec<HelpDeskSession>>;

    /// What somebody said about each topic that mails are about.
    async fn preferences_of(&mut self, person: PrincipalId) -> StoreResult<Vec<Preference>>;
    /// What people whose home is an organization said about a topic.
    async fn preferences_at_home(&mut self, home: OrganizationId, topic: Topic) -> StoreResult<Vec<Preference>>;
    /// Who wants a digest and was not told yet what changed up to a moment, those who have waited longest first.
    async fn digests_due(&mut self, up_to: Timestamp, limit: u64) -> StoreResult<Vec<PrincipalId>>;

    /// Product news.
    async fn product_news(&mut self, id: ProductNewsId) -> StoreResult<Option<ProductNews>>;
    /// Product news that an organization wrote, newest first.
    async fn product_news_of(
        &mut self,
        organization: OrganizationId,
        page: Page<ProductNewsId>,
    ) -> StoreResult<Vec<ProductNews>>;

    /// A person's password hash.
    async fn password_hash(&mut self, person: PrincipalId) -> StoreResult<Option<PasswordHash>>;
    /// A person's authenticator app.
    async fn totp(&mut self, person: PrincipalId) -> StoreResult<Option<Totp>>;
    /// A person's recovery codes, used ones too.
    async fn recovery_codes(&mut self, person: PrincipalId) -> StoreResult<Vec<RecoveryCode>>;
    /// A person's passkeys, the first added first.
    async fn passkeys_of(&mut self, person: PrincipalId) -> StoreResult<Vec<Passkey>>;
    /// A passkey by its credential's id.
    async fn passkey_by_credential(&mut self, credential_id: &[u8]) -> StoreResult<Option<Passkey>>;
    /// The session of a cookie.
    async fn session_by_secret(&mut self, secret: &SecretHash) -> StoreResult<Option<Session>>;
    /// A session.
    async fn session(&mut self, id: SessionId) -> StoreResult<Option<Session>>;
    /// When each of these people last signed in; whoever never did is not among them.
    async fn last_signed_in(&mut self, people: &[PrincipalId]) -> StoreResult<Vec<(PrincipalId, Timestamp)>>;
    /// What the browsers called themselves from which a person has signed in, each once.
    async fn devices_of(&mut self, person: PrincipalId) -> StoreResult<Vec<String>>;
    /// The sessions of a person that nobody ended and that were begun after a moment, newest first.
    async fn sessions_of(&mut self, person: PrincipalId, begun_after: Timestamp) -> StoreResult<Vec<Session>>;
    /// A token by its secret.
    async fn token_by_secret(&mut self, secret: &SecretHash) -> StoreResult<Option<Token>>;
    /// A token.
    async fn token(&mut self, id: TokenId) -> StoreResult<Option<Token>>;
    /// The tokens of a principal, ordered by id.
    async fn tokens_of(&mut self, principal: PrincipalId) -> StoreResult<Vec<Token>>;
    /// A sign-in link by its secret.
    async fn sign_in_link(&mut self, id: SignInLinkId) -> StoreResult<Option<SignInLink>>;

    /// A domain.
    async fn domain(&mut self, id: DomainId) -> StoreResult<Option<Domain>>;
    /// Domains of an organization that were not taken away, by name.
    async fn domains_of(&mut self, organization: OrganizationId) -> StoreResult<Vec<Domain>>;
    /// The domain of a name that counts: it is one organization's at most.
    async fn verified_domain(&mut self, name: &DomainName) -> StoreResult<Option<Domain>>;
    /// Who somebody at an organization's provider is here.
    async fn identity(
        &mut self,
        organization: OrganizationId,
        issuer: &str,
        subject: &str,
    ) -> StoreResult<Option<Identity>>;
    /// As whom a person is known at an organization's provider.
    async fn identity_of(
        &mut self,
        organization: OrganizationId,
        issuer: &str,
        person: PrincipalId,
    ) -> StoreResult<Option<Identity>>;
    /// How a session began at a provider, if it did.
    async fn federated_session(&mut self, session: SessionId) -> StoreResult<Option<FederatedSession>>;
    /// Sessions that began at an organization's provider after a moment: those of one session there, or of one person.
    async fn federated_sessions_of(
        &mut self,
        organization: OrganizationId,
        issuer: &str,
        who: &FederatedAsked,
        after: Timestamp,
    ) -> StoreResult<Vec<FederatedSession>>;
    /// Whether anybody ever signed in at an organization's provider under this configuration.
    async fn anybody_federated(
        &mut self,
        organization: OrganizationId,
        issuer: &str,
        client_id: &str,
    ) -> StoreResult<bool>;
    /// The secret that an organization shares with its provider.
    async fn client_secret(&mut self, organization: OrganizationId) -> StoreResult<Option<ClientSecret>>;
    /// Whether what is good once was used.
    async fn is_spent(&mut self, key: &SecretHash) -> StoreResult<bool>;

    /// A stream.
    async fn stream(&mut self, id: StreamId) -> StoreResult<Option<SignalStream>>;
    /// The streams of an organization, ordered by id.
    async fn streams_of(&mut self, organization: OrganizationId) -> StoreResult<Vec<SignalStream>>;
    /// The streams of a receiver, ordered by id.
    async fn streams_of_receiver(&mut self, receiver: PrincipalId) -> StoreResult<Vec<SignalStream>>;
    /// The streams that hear of these organizations' people and keep what they hear.
    async fn streams_hearing(&mut self, organizations: &[OrganizationId]) -> StoreResult<Vec<SignalStream>>;
    /// How the delivery of a stream stands.
    async fn stream_progress(&mut self, id: StreamId) -> StoreResult<Option<StreamProgress>>;
    /// What waits in a stream, in order; of a stream that is not told, only what is about the stream itself.
    async fn signals_of(&mut self, stream: &SignalStream, limit: u64) -> StoreResult<Vec<WaitingSignal>>;
    /// Streams in which more waits than so many signals, or something since before a moment.
    async fn streams_overflowing(&mut self, most: u64, since: Timestamp) -> StoreResult<Vec<StreamId>>;

    /// Entries of an organization's audit log, newest first, those with a smaller number than `before`.
    async fn audit_entries(
        &mut self,
        organization: OrganizationId,
        filter: &AuditFilter,
        before: Option<i64>,
        limit: u64,
    ) -> StoreResult<Vec<StoredAuditEntry>>;
    /// One entry.
    async fn audit_entry(&mut self, id: AuditEntryId) -> StoreResult<Option<StoredAuditEntry>>;
    /// The newest entry that something was done to a row: who changed it last.
    async fn last_audit_about(&mut self, subject: Uuid) -> StoreResult<Option<StoredAuditEntry>>;
    /// When each of these last did something in an organization that they needed a right for; whoever never did is not
    /// among them.
    async fn last_acted(
        &mut self,
        organization: OrganizationId,
        actors: &[PrincipalId],
    ) -> StoreResult<Vec<(PrincipalId, Timestamp)>>;
    /// How often each action was done in an organization by a right between two moments, the most frequent first; not under
    /// these controls, and not what its people did elsewhere.
    async fn audit_counts(
        &mut self,
        organization: OrganizationId,
        without: &[String],
        from: Timestamp,
        until: Timestamp,
    ) -> StoreResult<Vec<(String, u64)>>;
    /// The number of the newest entry of an organization's log; 0 for none.
    async fn audit_head(&mut self, organization: OrganizationId) -> StoreResult<i64>;
    /// A job.
    async fn job(&mut self, id: JobId) -> StoreResult<Option<Job>>;
    /// Jobs of a kind that somebody asked for and that are not forgotten, newest first.
    async fn jobs_of(&mut self, who: PrincipalId, kind: JobKind, limit: u64) -> StoreResult<Vec<Job>>;
    /// A part of a job's result, numbered from 0.
    async fn job_part(&mut self, id: JobId, number: i64) -> StoreResult<Option<Vec<u8>>>;
    /// The texts of a policy, by digest, as JSON.
    async fn policy_texts(&mut self, digest: &str) -> StoreResult<Option<String>>;

    /// What was answered under an idempotency key.
    async fn remembered(&mut self, caller: PrincipalId, route: &str, key: &str) -> StoreResult<Option<Remembered>>;
    /// What was answered under some keys of one caller and route.
    async fn remembered_of(&mut self, caller: PrincipalId, route: &str, keys: &[&str]) -> StoreResult<Vec<Remembered>>;
    /// Messages in a state, oldest first.
    async fn messages(&mut self, state: MessageState, limit: u64) -> StoreResult<Vec<QueuedMessage>>;
    /// Everything that a world file knows.
    async fn world(&mut self) -> StoreResult<WorldRows>;
}

/// One thing that a command writes. The store gets all of a command's at once: each trip to a database takes longer than
/// what is done there.
#[derive(Clone, Copy, Debug)]
pub enum Effect<'a> {
    /// The one change of state of an event. Only a decision gives the permit.
    Change(&'a Permit, &'a Event),
    /// An entry of an organization's log; its number must be the next one.
    Audit(&'a AuditRow, &'a [PrivateValue]),
    /// A message for the outbox.
    Message(&'a Message),
    /// A signal for a stream.
    Signal(&'a WaitingSignal),
    /// Which keys a revision touched.
    Touch(Revision, &'a [Touched]),
    /// Versions that a revision put an end to at its moment.
    Supersede(Revision, Timestamp, &'a [Filed]),
    /// A revision is the newest, at its moment.
    Advance(Revision, Timestamp),
    /// What was answered under an idempotency key.
    Remember(&'a Remembered),
}

/// The one write transaction. Nobody else writes while it is open.
#[async_trait]
pub trait Write: Read {
    /// Marks a point to come back to. Points do not nest.
    async fn savepoint(&mut self) -> StoreResult<()>;
    /// Keeps what was done since the savepoint.
    async fn release(&mut self) -> StoreResult<()>;
    /// Undoes what was done since the savepoint.
    async fn roll_back(&mut self) -> StoreResult<()>;

    /// Writes what a command comes to, in this order. It may go to the database only with what is asked next, or with the
    /// commit: whatever is read sees it. After an error nothing but [`Write::roll_back`] works.
    async fn write(&mut self, effects: &[Effect<'_>]) -> StoreResult<()>;
    /// Sees to it that the database has all that was written. Where it refuses what was kept before the open savepoint, not
    /// even [`Write::roll_back`] works.
    async fn settle(&mut self) -> StoreResult<()>;
    /// Keeps the texts of a policy under its digest; keeping them twice is nothing.
    async fn keep_policy(&mut self, digest: &str, texts: &str, at: Timestamp) -> StoreResult<()>;

    /// Writes down that a policy whose texts are kept is decided under from a moment on.
    async fn put_policy_in_force(&mut self, digest: &str, from: Timestamp) -> StoreResult<()>;

    /// Makes everything last. Afterwards it is on disk.
    async fn commit(self: Box<Self>) -> StoreResult<()>;
}

/// A database.
#[async_trait]
pub trait Store: Send + Sync {
    /// A snapshot to read from; does not wait for the writer.
    async fn read(&self) -> StoreResult<Box<dyn Read>>;
    /// The write transaction, as soon as nobody else writes. Dropping it undoes everything.
    async fn write(&self) -> StoreResult<Box<dyn Write>>;
    /// The newest committed revision, as cheaply as can be: asked every few milliseconds.
    async fn newest_revision(&self) -> StoreResult<Revision>;

    /// Takes messages that are due, oldest first, and keeps others from them until the lease ends. Taking one counts
    /// as a try: `attempts` includes it, so a message that kills its sender does not come back forever.
    async fn claim_messages(
        &self,
        now: Timestamp,
        lease_until: Timestamp,
        limit: u64,
    ) -> StoreResult<Vec<QueuedMessage>>;
    /// Writes down what became of a message.
    async fn settle_message(
        &self,
        id: MessageId,
        state: MessageState,
        next_attempt_at: Timestamp,
        error: Option<&str>,
    ) -> StoreResult<()>;
    /// Takes streams that we send and in which something is due, the one that has waited longest first, and keeps others from
    /// them until the lease ends.
    async fn claim_streams(&self, now: Timestamp, lease_until: Timestamp, limit: u64) -> StoreResult<Vec<StreamId>>;
    /// Forgets signals that were taken or given up, writes down how the delivery stands, and lets others take the stream.
    async fn settle_signals(&self, done: &[SignalId], progress: &StreamProgress) -> StoreResult<()>;
    /// Takes the job that has waited longest, and keeps others from it until the lease ends.
    async fn claim_job(&self, now: Timestamp, lease_until: Timestamp) -> StoreResult<Option<Job>>;
    /// Writes down a step of a job as it was when it was taken, or after the step before. An error where somebody else has
    /// taken it up meanwhile; then nothing is written.
    async fn advance_job(&self, before: &Job, step: &JobStep) -> StoreResult<()>;
    /// Forgets jobs that have expired, with their results.
    async fn forget_jobs(&self, now: Timestamp) -> StoreResult<()>;
    /// Puts a digest into the outbox for each of these who still wants one and was not told yet what changed up to the moment:
    /// once, whoever else is at it. Gives how many there were.
    async fn serve_digests(&self, up_to: Timestamp, digests: &[(PrincipalId, Message)]) -> StoreResult<u64>;
    /// Writes down that sessions were used, to the minute.
    async fn sessions_seen(&self, seen: &[(SessionId, Timestamp)]) -> StoreResult<()>;
    /// Forgets what is of no use any more: remembered answers and change keys older than a moment.
    async fn forget_before(&self, before: Timestamp) -> StoreResult<()>;
}
