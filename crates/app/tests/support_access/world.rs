//! A small world: a vendor, a partner that manages a clinic, a guild with an external administrator there, and a shop
//! that nobody manages.

use crate::support::{Application, imported};
use async_trait::async_trait;
use prokura_app::caller::{Actor, Caller, Via};
use prokura_app::error::Error;
use prokura_app::message::{MessageState, Notice, Recipient};
use prokura_app::pipeline::{Command, Done};
use prokura_app::port::{AuditFilter, StoredAuditEntry};
use prokura_app::work::Work;
use prokura_decision::mask::Level;
use prokura_decision::permit::decide_operator;
use prokura_domain::account::TokenScope;
use prokura_domain::event::Event;
use prokura_domain::grant::Grant;
use prokura_domain::id::{GrantId, OrganizationId, PrincipalId, RelationshipId, TokenId};
use prokura_domain::organization::{Organization, OrganizationKind, Relationship};
use prokura_domain::person::{Details, Person, PersonStatus};
use prokura_domain::refusal::Refusal;
use prokura_domain::time::Term;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Events that are simply so.
#[derive(Clone, Debug)]
pub(crate) struct Seed(pub(crate) Vec<Event>);

#[async_trait]
impl Command for Seed {
    type Output = ();

    fn name(&self) -> &'static str {
        "seed"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<(), Error> {
        for event in &self.0 {
            work.plan(&decide_operator(), event.clone());
        }
        Ok(())
    }
}

const ORGANIZATIONS: [(&str, OrganizationKind); 5] = [
    ("operator", OrganizationKind::Vendor),
    ("meridian", OrganizationKind::Partner),
    ("clinic", OrganizationKind::Customer),
    ("guild", OrganizationKind::SelfRegistered),
    ("shop", OrganizationKind::Customer),
];

/// Roles with the organizations they are held in.
type Roles = &'static [(&'static str, &'static str)];

/// Who is at home where, and holds which roles.
const PEOPLE: [(&str, &str, Roles); 13] = [
    ("vera", "operator", &[("vendor_support_advanced", "operator")]),
    ("viktor", "operator", &[("vendor_support_basic", "operator")]),
    ("pavel", "meridian", &[("partner_full_admin", "meridian")]),
    ("ada", "meridian", &[("help_desk_advanced", "meridian")]),
    ("bob", "meridian", &[("help_desk_basic", "meridian")]),
    ("petra", "meridian", &[("full_admin", "meridian")]),
    ("harriet", "clinic", &[("full_admin", "clinic")]),
    ("ivan", "clinic", &[("full_admin", "clinic")]),
    ("rita", "clinic", &[("read_only_admin", "clinic")]),
    ("uma", "clinic", &[]),
    ("gus", "guild", &[("external_full_admin", "clinic")]),
    ("zofia", "shop", &[("full_admin", "shop")]),
    ("sam", "shop", &[]),
];

/// The world and its people.
pub(crate) struct World {
    /// The application it is in.
    pub(crate) app: Application,
    organizations: BTreeMap<&'static str, OrganizationId>,
    people: BTreeMap<&'static str, (PrincipalId, OrganizationId)>,
    grants: BTreeMap<(&'static str, &'static str), Grant>,
}

impl World {
    /// The world as described.
    pub(crate) async fn new() -> Self {
        let app = Application::empty().await;
        let mut world = Self { app, organizations: BTreeMap::new(), people: BTreeMap::new(), grants: BTreeMap::new() };
        let mut events = Vec::new();
        for (slug, kind) in ORGANIZATIONS {
            let id = OrganizationId(world.id());
            world.organizations.insert(slug, id);
            events.push(Event::OrganizationAdded(Organization {
                id,
                slug: slug.parse().unwrap(),
                name: slug.parse().unwrap(),
                kind,
                active: true,
                locale: None,
                version: 1,
            }));
        }
        let relationship = RelationshipId(world.id());
        let (partner, customer) = (world.organization("meridian"), world.organization("clinic"));
        events.push(Event::RelationshipAdded(Relationship { id: relationship, partner, customer, term: Term::ALWAYS }));
        for (name, home, roles) in PEOPLE {
            let id = PrincipalId(world.id());
            let home_id = world.organization(home);
            world.people.insert(name, (id, home_id));
            events.push(Event::PersonAdded(Person {
                id,
                email: format!("{name}@{home}.example").parse().unwrap(),
                name: name.parse().unwrap(),
                home: home_id,
                status: PersonStatus::Active,
                locale: None,
                licenses: Vec::new(),
                package: None,
                details: Details::default(),
                version: 1,
            }));
            for (role, organization) in roles {
                let grant = imported(GrantId(world.id()), id, role, world.organization(organization));
                world.grants.insert((name, role), grant.clone());
                events.push(Event::RoleAssigned(grant));
            }
        }
        world.seed(events).await;
        world
    }

    /// A new id.
    pub(crate) fn id(&self) -> Uuid {
        self.app.service.random().id(self.app.service.clock().now())
    }

    /// An organization.
    pub(crate) fn organization(&self, slug: &str) -> OrganizationId {
        self.organizations[slug]
    }

    /// A person.
    pub(crate) fn person(&self, name: &str) -> PrincipalId {
        self.people[name].0
    }

    /// The grant of a person's role.
    pub(crate) fn grant(&self, name: &'static str, role: &'static str) -> Grant {
        self.grants[&(name, role)].clone()
    }

    /// A person at the console.
    pub(crate) fn caller(&self, name: &str) -> Caller {
        let (_, home) = self.people[name];
        // No session: whoever acts by one is asked for a proof of who they are.
        let via = Via::Token { token: TokenId(Uuid::nil()), scopes: vec![TokenScope::Manage], organization: home };
        self.caller_via(name, via)
    }

    /// A person through a mail's link, an API token or a session.
    pub(crate) fn caller_via(&self, name: &str, via: Via) -> Caller {
        let (id, home) = self.people[name];
        let actor = Actor::Principal { id, home, via };
        Caller { actor, request: self.app.service.new_request(), idempotency: None }
    }

    /// Makes events so.
    pub(crate) async fn seed(&self, events: Vec<Event>) {
        let operator = Caller::operator(self.app.service.new_request());
        self.app.service.execute(operator, Seed(events)).await.expect("the seed is sound");
    }

    /// What a person at the console gets for a command.
    pub(crate) async fn does<C: Command>(&self, name: &str, command: C) -> Result<C::Output, Refusal> {
        self.does_as(self.caller(name), command).await
    }

    /// What a caller gets for a command.
    pub(crate) async fn does_as<C: Command>(&self, caller: Caller, command: C) -> Result<C::Output, Refusal> {
        refusal(self.app.service.execute(caller, command).await)
    }

    /// Whether a person may, by the index.
    pub(crate) fn may(&self, name: &str, control: &str, level: Level, organization: &str) -> bool {
        let sight = self.app.service.sight(&self.caller(name)).expect("the index follows");
        sight.enter(organization).is_ok_and(|entered| sight.ask(control, level, entered.handle).is_ok())
    }

    /// The newest entries of an organization's log first.
    pub(crate) async fn log(&self, slug: &str) -> Vec<StoredAuditEntry> {
        let mut read = self.app.service.read().await.unwrap();
        read.audit_entries(self.organization(slug), &AuditFilter::default(), None, 100).await.unwrap()
    }

    /// Actions and outcomes of an organization's log, newest first.
    pub(crate) async fn actions(&self, slug: &str) -> Vec<String> {
        self.log(slug).await.into_iter().map(|entry| format!("{} {}", entry.row.action, entry.row.outcome)).collect()
    }

    /// The messages that wait.
    pub(crate) async fn messages(&self) -> Vec<(Recipient, Notice)> {
        let mut read = self.app.service.read().await.unwrap();
        let waiting = read.messages(MessageState::Waiting, 100).await.unwrap();
        waiting.into_iter().map(|queued| (queued.message.recipient, queued.message.notice)).collect()
    }
}

/// The value or the refusal; a fault of ours fails the test.
pub(crate) fn refusal<T>(result: Result<Done<T>, Error>) -> Result<T, Refusal> {
    match result {
        Ok(done) => Ok(done.value),
        Err(Error::Refused(refusal)) => Err(refusal),
        Err(error) => panic!("a fault: {error}"),
    }
}
