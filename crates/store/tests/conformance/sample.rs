//! Things to keep: every optional column filled, ids that sort by their number.

use prokura_app::audit::{AuditRow, PrivateValue};
use prokura_app::port::Revision;
use prokura_domain::account::{
    LinkPurpose, SecondFactor, SecretHash, Session, SessionLimits, SignInLink, SignInMethod, Token, TokenScope,
};
use prokura_domain::custom_role::{AreaLevel, CustomRole, Spelled};
use prokura_domain::event::{Change, Event};
use prokura_domain::factor::{Passkey, RecoveryCode, Totp};
use prokura_domain::federation::{ClientSecret, Domain, FederatedSession, Identity};
use prokura_domain::grant::{Grant, Origin, Scope};
use prokura_domain::id::*;
use prokura_domain::job::{Job, JobKind, JobState};
use prokura_domain::licence_rule::{Gives, LicenceRule};
use prokura_domain::news::{NewsState, NewsText, NewsTexts, ProductNews};
use prokura_domain::organization::*;
use prokura_domain::person::{Departed, Details, Person, PersonStatus, ServiceAccount};
use prokura_domain::preference::{Preference, Topic};
use prokura_domain::seat_request::{SeatRequest, SeatRequestState};
use prokura_domain::setting::{Setting, SettingValue};
use prokura_domain::signal::{
    Delivery, EndCause, Initiator, Signal, SignalKind, SignalStream, StateReason, StreamState, WaitingSignal,
};
use prokura_domain::support::{HelpDeskSession, RequestState, SupportGrant, SupportRequest};
use prokura_domain::template::{Group, Outfit, Services, Template};
use prokura_domain::text::Locale;
use prokura_domain::time::{Span, Term, Timestamp};
use uuid::Uuid;

/// An id; ids sort as their numbers.
pub(crate) fn id(number: u64) -> Uuid {
    Uuid::from_u64_pair(0x0190_0000_0000_7000 + number, 0x8000_0000_0000_0000 | number)
}

pub(crate) fn organization(number: u64) -> Organization {
    Organization {
        id: OrganizationId(id(number)),
        slug: format!("organization-{number}").parse().unwrap(),
        name: format!("Organisation Nr. {number} – žluťoučký kůň").parse().unwrap(),
        kind: OrganizationKind::Customer,
        active: true,
        locale: Some(Locale::Cs),
        version: 1,
    }
}

pub(crate) fn person(number: u64, home: &Organization) -> Person {
    Person {
        id: PrincipalId(id(number)),
        email: format!("person-{number}@example.com").parse().unwrap(),
        name: format!("Łucja {number}").parse().unwrap(),
        home: home.id,
        status: PersonStatus::Active,
        locale: Some(Locale::Pl),
        licenses: vec!["calling".to_owned(), "meetings_host".to_owned()],
        package: Some("enterprise".to_owned()),
        details: Details::default(),
        version: 1,
    }
}

/// Somebody is deleted.
pub(crate) fn departure(person: &Person) -> Event {
    let departed = Departed {
        person: person.id,
        email: Some(person.email.clone()),
        deleted_at: Timestamp(50),
        deleted_by: Some(PrincipalId(id(3))),
        erased_at: None,
    };
    Event::PersonDeleted(Change { before: person.clone(), after: person.deleted().unwrap() }, departed)
}

pub(crate) fn service_account(number: u64, home: &Organization) -> ServiceAccount {
    ServiceAccount {
        id: PrincipalId(id(number)),
        name: format!("Robot {number}").parse().unwrap(),
        home: home.id,
        active: true,
    }
}

pub(crate) fn relationship(number: u64, partner: &Organization, customer: &Organization) -> Relationship {
    Relationship {
        id: RelationshipId(id(number)),
        partner: partner.id,
        customer: customer.id,
        term: Term::starting(Timestamp(5)),
    }
}

pub(crate) fn subscription(number: u64, customer: &Organization, seller: &Organization) -> Subscription {
    Subscription {
        id: SubscriptionId(id(number)),
        slug: format!("subscription-{number}").parse().unwrap(),
        customer: customer.id,
        seller: seller.id,
        services: vec!["calling".to_owned(), "meetings".to_owned()],
        quantity: 250,
        term: Term::between(Timestamp(1), Timestamp(9)),
    }
}

pub(crate) fn site(number: u64, subscription: &Subscription) -> Site {
    Site {
        id: SiteId(id(number)),
        slug: format!("site-{number}.example").parse().unwrap(),
        organization: subscription.customer,
        subscription: subscription.id,
        managed_by: SiteManagement::ControlHub,
    }
}

pub(crate) fn location(number: u64, organization: &Organization) -> Location {
    Location {
        id: LocationId(id(number)),
        slug: format!("location-{number}").parse().unwrap(),
        organization: organization.id,
        name: format!("Brno {number}").parse().unwrap(),
    }
}

pub(crate) fn block(number: u64, organization: &Organization, blocked: Blocked) -> Block {
    Block { id: BlockId(id(number)), organization: organization.id, blocked, term: Term::starting(Timestamp(7)) }
}

pub(crate) fn custom_role(number: u64, organization: &Organization) -> CustomRole {
    let names = Spelled { cs: Some("Recepce ☃".parse().unwrap()), pl: Some("Recepcja".parse().unwrap()), en: None };
    CustomRole {
        id: CustomRoleId(id(number)),
        organization: organization.id,
        names: names.try_into().unwrap(),
        areas: [("devices".to_owned(), AreaLevel::Manage), ("users".to_owned(), AreaLevel::Read)].into(),
        active: true,
        version: 1,
        changed_by: Some(PrincipalId(id(4))),
        changed_at: Timestamp(31),
    }
}

pub(crate) fn grant(number: u64, principal: PrincipalId, organization: &Organization) -> Grant {
    Grant {
        id: GrantId(id(number)),
        principal,
        role: "site_admin".to_owned(),
        organization: organization.id,
        scope: Scope::Sites(vec![SiteId(id(1)), SiteId(id(2))]),
        origin: Origin::Assigned,
        term: Term::between(Timestamp(10), Timestamp(20)),
        activated_at: Some(Timestamp(11)),
        given_by: Some(PrincipalId(id(3))),
        reason: Some("covers for a colleague\n\"until\" autumn".to_owned()),
        set_up_as: Some("external_read_only_admin".to_owned()),
        version: 1,
    }
}

pub(crate) fn setting(organization: &Organization, key: &str, value: SettingValue) -> Setting {
    Setting {
        organization: organization.id,
        key: key.to_owned(),
        value,
        set_by: Some(PrincipalId(id(4))),
        set_at: Timestamp(30),
        version: 1,
    }
}

pub(crate) fn support_request(number: u64, agent: PrincipalId, organization: &Organization) -> SupportRequest {
    SupportRequest {
        id: SupportRequestId(id(number)),
        organization: organization.id,
        agent,
        addressed_to: "admin@example.com".parse().unwrap(),
        approver: Some(PrincipalId(id(5))),
        reason: "The calls do not ring.".to_owned(),
        requested_at: Timestamp(100),
        state: RequestState::Pending,
        decided_at: None,
        decided_by: None,
        version: 1,
    }
}

pub(crate) fn support_grant(number: u64, request: &SupportRequest) -> SupportGrant {
    SupportGrant {
        id: SupportGrantId(id(number)),
        request: Some(request.id),
        agent: request.agent,
        organization: request.organization,
        approved_by: PrincipalId(id(5)),
        term: Term::between(Timestamp(200), Timestamp(300)),
        ended_by: None,
    }
}

pub(crate) fn help_desk_session(number: u64, agent: PrincipalId, organization: &Organization) -> HelpDeskSession {
    HelpDeskSession {
        id: HelpDeskSessionId(id(number)),
        agent,
        organization: organization.id,
        term: Term::between(Timestamp(40), Timestamp(50)),
    }
}

/// A secret's hash with bytes that are no UTF-8.
pub(crate) fn secret(number: u8) -> SecretHash {
    let mut bytes = [0xff; 32];
    bytes[1] = 0;
    bytes[31] = number;
    SecretHash(bytes)
}

pub(crate) fn session(number: u64, person: PrincipalId) -> Session {
    Session {
        id: SessionId(id(number)),
        secret: secret(u8::try_from(number % 256).unwrap()),
        person,
        method: SignInMethod::Password,
        second: Some(SecondFactor::Totp),
        lacks_second: true,
        signed_in_at: Timestamp(60),
        proved_at: Timestamp(61),
        seen_at: Timestamp(60),
        ended_at: None,
        limits: SessionLimits { idle: Span::minutes(30), lasts: Span::hours(12) },
        device: "Žižka/1.0".to_owned(),
        address: "2001:db8::1".to_owned(),
    }
}

pub(crate) fn token(number: u64, principal: PrincipalId, organization: &Organization) -> Token {
    Token {
        id: TokenId(id(number)),
        secret: secret(u8::try_from(number % 256).unwrap()),
        principal,
        name: "reporting".to_owned(),
        scopes: vec![TokenScope::Decisions, TokenScope::Read],
        organization: organization.id,
        term: Term::starting(Timestamp(70)),
    }
}

pub(crate) fn sign_in_link(number: u64, person: PrincipalId) -> SignInLink {
    SignInLink {
        id: SignInLinkId(id(number)),
        person,
        purpose: LinkPurpose::Invitation,
        expires_at: Timestamp(80),
        used_at: None,
    }
}

pub(crate) fn audit_row(number_in_log: i64, organization: OrganizationId, at: i64, revision: i64) -> AuditRow {
    let unique = u64::try_from(number_in_log).unwrap()
        + 10_000 * organization.0.as_u64_pair().1.count_ones() as u64
        + (organization.0.as_u64_pair().1 & 0xffff) * 1_000_000;
    AuditRow {
        id: AuditEntryId(id(unique)),
        organization,
        number: number_in_log,
        at: Timestamp(at),
        revision: Revision(revision),
        actor: Some(PrincipalId(id(900))),
        actor_home: Some(OrganizationId(id(901))),
        action: "role_assigned".to_owned(),
        outcome: "done".to_owned(),
        control: None,
        subject: Some(id(902)),
        support_request: Some(SupportRequestId(id(903))),
        request: RequestId(id(904)),
        policy: "digest".to_owned(),
        bytes: vec![1, 0, 0xff, b'{'],
        leaf_hash: [0xfe; 32],
    }
}

pub(crate) fn private(place: &str, value: &str) -> PrivateValue {
    PrivateValue { place: place.to_owned(), salt: [0x80; 16], value: value.to_owned() }
}

/// A small world: a partner (1) that manages a customer (2), a person (11) and a service account (12) of the partner, a
/// person (21) of the customer, and one of everything else.
pub(crate) struct World {
    pub(crate) partner: Organization,
    pub(crate) customer: Organization,
    pub(crate) agent: Person,
    pub(crate) robot: ServiceAccount,
    pub(crate) admin: Person,
    pub(crate) relationship: Relationship,
    pub(crate) subscription: Subscription,
    pub(crate) site: Site,
    pub(crate) location: Location,
    pub(crate) block: Block,
    pub(crate) custom_role: CustomRole,
    pub(crate) grant: Grant,
    pub(crate) setting: Setting,
    pub(crate) request: SupportRequest,
    pub(crate) session: HelpDeskSession,
}

impl World {
    pub(crate) fn new() -> Self {
        let partner = Organization { kind: OrganizationKind::Partner, ..organization(1) };
        let customer = organization(2);
        let agent = person(11, &partner);
        let robot = service_account(12, &partner);
        let admin = person(21, &customer);
        let subscription = subscription(40, &customer, &partner);
        Self {
            relationship: relationship(30, &partner, &customer),
            site: site(50, &subscription),
            location: location(60, &customer),
            block: block(70, &customer, Blocked::Person(agent.id)),
            custom_role: custom_role(75, &customer),
            grant: grant(80, agent.id, &customer),
            setting: setting(&customer, "restricted_mode", SettingValue::Switch(true)),
            request: support_request(90, agent.id, &customer),
            session: help_desk_session(95, agent.id, &customer),
            partner,
            customer,
            agent,
            robot,
            admin,
            subscription,
        }
    }

    /// The events that make it.
    pub(crate) fn events(&self) -> Vec<Event> {
        vec![
            Event::OrganizationAdded(self.partner.clone()),
            Event::OrganizationAdded(self.customer.clone()),
            Event::PersonAdded(self.agent.clone()),
            Event::PersonAdded(self.admin.clone()),
            Event::ServiceAccountAdded(self.robot.clone()),
            Event::RelationshipAdded(self.relationship.clone()),
            Event::SubscriptionAdded(self.subscription.clone()),
            Event::SiteAdded(self.site.clone()),
            Event::LocationAdded(self.location.clone()),
            Event::BlockAdded(self.block.clone()),
            Event::CustomRoleAdded(self.custom_role.clone()),
            Event::RoleAssigned(self.grant.clone()),
            Event::SettingChanged { before: None, after: self.setting.clone() },
            Event::SupportRequested(self.request.clone()),
            Event::HelpDeskSessionOpened(self.session.clone()),
        ]
    }
}

pub(crate) fn licence_rule(number: u64, organization: &Organization, domain: Option<&str>) -> LicenceRule {
    LicenceRule {
        id: LicenceRuleId(id(number)),
        organization: organization.id,
        domain: domain.map(|domain| domain.parse().unwrap()),
        gives: Gives::Licences(vec!["calling".to_owned(), "messaging".to_owned()]),
        version: 1,
    }
}

pub(crate) fn template(number: u64, organization: &Organization, name: &str) -> Template {
    let services = Services::Exactly(vec!["calling".to_owned()]);
    Template {
        id: TemplateId(id(number)),
        organization: organization.id,
        name: name.parse().unwrap(),
        note: Some("Łódź, oddział 3".parse().unwrap()),
        sets: Outfit {
            services: Some(services),
            package: Some("basic".to_owned()),
            title: None,
            department: Some("Ward 3".parse().unwrap()),
        },
        group: Group {
            status: Some(PersonStatus::Active),
            search: Some("ž".parse().unwrap()),
            license: Some("messaging".to_owned()),
            department: None,
            roles: vec!["full_admin".to_owned()],
            location: Some(LocationId(id(7))),
        },
        version: 1,
        changed_by: Some(PrincipalId(id(21))),
        changed_at: Timestamp(8),
        applied: None,
    }
}

pub(crate) fn seat_request(number: u64, sold: &Subscription) -> SeatRequest {
    SeatRequest {
        id: SeatRequestId(id(number)),
        subscription: sold.id,
        customer: sold.customer,
        seller: sold.seller,
        before: sold.quantity,
        quantity: sold.quantity + 5,
        reason: Some("Wir wachsen – Łódź".to_owned()),
        asked_by: PrincipalId(id(21)),
        asked_at: Timestamp(7),
        state: SeatRequestState::Open,
        closed_by: None,
        closed_at: None,
        answer: None,
        version: 1,
    }
}

pub(crate) fn job(number: u64, asked_by: PrincipalId, organization: &Organization, created_at: i64) -> Job {
    Job {
        id: JobId(id(number)),
        kind: JobKind::AuditExport,
        organization: organization.id,
        asked_by,
        arguments: "{}".to_owned(),
        created_at: Timestamp(created_at),
        state: JobState::Working,
        failure: None,
        parts: 0,
        position: 11,
        cursor: None,
        done: 0,
        total: 10,
        attempts: 0,
    }
}

pub(crate) fn totp(person: PrincipalId) -> Totp {
    Totp { person, secret: vec![0xff, 0, 1], last_step: 7, confirmed_at: Timestamp(90) }
}

pub(crate) fn recovery_code(person: PrincipalId, tag: &str) -> RecoveryCode {
    RecoveryCode { person, tag: tag.to_owned(), used_at: None }
}

pub(crate) fn passkey(number: u64, person: PrincipalId) -> Passkey {
    Passkey {
        id: PasskeyId(id(number)),
        person,
        credential_id: vec![0xff, 0, u8::try_from(number % 256).unwrap()],
        credential: "{\"counter\":1}".to_owned(),
        name: "Žofiin klíč".parse().unwrap(),
        created_at: Timestamp(91),
        used_at: None,
        challenged_at: Timestamp(90),
    }
}

pub(crate) fn domain(number: u64, organization: &Organization) -> Domain {
    Domain {
        id: DomainId(id(number)),
        organization: organization.id,
        name: "clinic.example".parse().unwrap(),
        token: format!("token-{number}"),
        added_at: Timestamp(3),
        verified_at: None,
        removed_at: None,
    }
}

pub(crate) fn sample_identity(number: u64, organization: &Organization, person: PrincipalId) -> Identity {
    Identity {
        id: IdentityId(id(number)),
        organization: organization.id,
        issuer: "https://login.example".to_owned(),
        subject: format!("subject {number}"),
        person,
        pinned_at: Timestamp(4),
    }
}

pub(crate) fn federated(
    session: &Session,
    organization: &Organization,
    subject: &str,
    there: Option<&str>,
) -> FederatedSession {
    FederatedSession {
        session: session.id,
        organization: organization.id,
        issuer: "https://login.example".to_owned(),
        client_id: "prokura".to_owned(),
        subject: subject.to_owned(),
        there: there.map(str::to_owned),
        token: vec![0, 255, 10],
        begun_at: Timestamp(5),
    }
}

pub(crate) fn client_secret(organization: &Organization, set_by: Option<PrincipalId>) -> ClientSecret {
    ClientSecret {
        organization: organization.id,
        locked: Some(vec![1, 0, 255]),
        set_by,
        set_at: Timestamp(6),
        version: 1,
    }
}

pub(crate) fn stream(number: u64, organization: &Organization, receiver: PrincipalId) -> SignalStream {
    SignalStream {
        id: StreamId(id(number)),
        organization: organization.id,
        everybody: false,
        receiver,
        description: Some("Stanice na oddělení".to_owned()),
        delivery: Delivery::Push {
            endpoint: "https://receiver.example/signals".to_owned(),
            authorization: Some(vec![0, 255, 10]),
        },
        kinds: vec![SignalKind::SessionRevoked, SignalKind::CredentialChange],
        state: StreamState::Enabled,
        reason: Some(StateReason::Receiver),
        created_at: Timestamp(7),
        verified_at: Some(Timestamp(8)),
        version: 1,
    }
}

pub(crate) fn signal(number: u64, stream: StreamId, revision: i64, part: i64) -> WaitingSignal {
    let signal = Signal::SessionRevoked {
        person: PrincipalId(id(1)),
        session: Some(SessionId(id(2))),
        cause: EndCause::SignedOut,
        by: Initiator::User,
    };
    WaitingSignal { id: SignalId(id(number)), stream, revision, part, at: Timestamp(9), signal }
}

pub(crate) fn preference(person: PrincipalId) -> Preference {
    Preference { person, topic: Topic::DailyDigest, wanted: true, told_until: Timestamp(7) }
}

pub(crate) fn product_news(number: u64, organization: &Organization, by: PrincipalId) -> ProductNews {
    let text = NewsText { subject: "Žluťoučký \"kůň\"".to_owned(), text: "první\n\ndruhý ☃".to_owned() };
    ProductNews {
        id: ProductNewsId(id(number)),
        organization: organization.id,
        kinds: vec![OrganizationKind::Partner, OrganizationKind::Customer],
        texts: NewsTexts { en: None, cs: Some(text), pl: None },
        state: NewsState::Draft,
        written_by: by,
        written_at: Timestamp(7),
        sent_at: None,
        job: None,
        told_up_to: None,
        people: 0,
        version: 1,
    }
}
