//! A small world: one of each kind of organization, and people with every kind of authority.

use crate::support::{Application, START, imported};
use async_trait::async_trait;
use prokura_app::caller::{Actor, Caller, Via};
use prokura_app::command::assign_role::AssignRole;
use prokura_app::command::guard::holder::Holder;
use prokura_app::error::Error;
use prokura_app::pipeline::{Command, Done};
use prokura_app::port::Page;
use prokura_app::work::Work;
use prokura_decision::mask::Level;
use prokura_decision::permit::decide_operator;
use prokura_domain::account::TokenScope;
use prokura_domain::event::Event;
use prokura_domain::federation::Domain;
use prokura_domain::grant::{Grant, Origin, Scope};
use prokura_domain::id::{
    BlockId, DomainId, GrantId, LocationId, OrganizationId, PrincipalId, RelationshipId, RequestId, SiteId,
    SubscriptionId, TokenId,
};
use prokura_domain::organization::{
    Block, Blocked, Location, Organization, OrganizationKind, Relationship, Site, SiteManagement, Subscription,
};
use prokura_domain::person::{Details, Person, PersonStatus};
use prokura_domain::refusal::Refusal;
use prokura_domain::setting::{Setting, SettingValue};
use prokura_domain::time::{Term, Timestamp};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Puts rows into the database, as the operator does.
pub(crate) struct Plant(pub(crate) Vec<Event>);

#[async_trait]
impl Command for Plant {
    type Output = ();

    fn name(&self) -> &'static str {
        "plant"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<(), Error> {
        for event in &self.0 {
            work.plan(&decide_operator(), event.clone());
        }
        Ok(())
    }
}

/// A world and the application over it.
pub(crate) struct World {
    pub(crate) app: Application,
    pub(crate) organizations: BTreeMap<&'static str, OrganizationId>,
    pub(crate) people: BTreeMap<&'static str, Person>,
    pub(crate) sites: BTreeMap<&'static str, SiteId>,
    pub(crate) locations: BTreeMap<&'static str, LocationId>,
    pub(crate) subscriptions: BTreeMap<&'static str, SubscriptionId>,
    events: Vec<Event>,
    ids: u64,
}

/// What a command answered.
pub(crate) type Answer<T> = Result<Done<T>, Error>;

impl World {
    /// The world of these tests.
    pub(crate) async fn new() -> Self {
        let mut world = Self {
            app: Application::empty().await,
            organizations: BTreeMap::new(),
            people: BTreeMap::new(),
            sites: BTreeMap::new(),
            locations: BTreeMap::new(),
            subscriptions: BTreeMap::new(),
            events: Vec::new(),
            ids: 0,
        };
        world.fill();
        world.plant().await;
        world
    }

    fn fill(&mut self) {
        use OrganizationKind::{Consumer, Customer, Partner, SelfRegistered, Vendor};
        for (slug, kind) in [
            ("aurora", Vendor),
            ("tatra", Partner),
            ("baltic", Partner),
            ("brno", Customer),
            ("clinic", Customer),
            ("shipyard", Customer),
            ("lighthouse", SelfRegistered),
            ("consumers", Consumer),
        ] {
            self.organization(slug, kind);
        }
        for customer in ["brno", "clinic", "shipyard"] {
            self.setting(customer, "restricted_mode", SettingValue::Switch(customer == "brno"));
        }
        self.relationship("tatra", "brno");
        self.relationship("tatra", "clinic");
        self.subscription("brno-suite", "brno", "tatra", &["contact_center", "meetings"]);
        self.subscription("clinic-suite", "clinic", "tatra", &["events", "meetings"]);
        self.subscription("shipyard-suite", "shipyard", "baltic", &["contact_center"]);
        self.site("brno.meet", "brno", "brno-suite", SiteManagement::ControlHub);
        self.site("lab.meet", "brno", "brno-suite", SiteManagement::ControlHub);
        self.site("old.meet", "brno", "brno-suite", SiteManagement::SiteAdministration);
        self.site("clinic.meet", "clinic", "clinic-suite", SiteManagement::ControlHub);
        self.location("plant", "brno");
        self.location("ward", "clinic");
        for (who, home) in [
            ("vera", "aurora"),
            ("pavel", "tatra"),
            ("petra", "tatra"),
            ("radka", "tatra"),
            ("hugo", "tatra"),
            ("bartek", "baltic"),
            ("frantisek", "brno"),
            ("filip", "brno"),
            ("rita", "brno"),
            ("ursula", "brno"),
            ("lukas", "brno"),
            ("sam", "brno"),
            ("cecilie", "brno"),
            ("nora", "brno"),
            ("harriet", "clinic"),
            ("eve", "clinic"),
            ("una", "clinic"),
            ("grazyna", "shipyard"),
            ("gosia", "shipyard"),
            ("lena", "lighthouse"),
            ("leo", "lighthouse"),
            ("carl", "consumers"),
        ] {
            self.person(who, home);
        }
        for (who, role, place) in [
            ("vera", "vendor_admin", "aurora"),
            ("pavel", "full_admin", "tatra"),
            ("pavel", "partner_full_admin", "tatra"),
            ("radka", "partner_read_only_admin", "tatra"),
            ("hugo", "help_desk_advanced", "tatra"),
            ("bartek", "full_admin", "baltic"),
            ("bartek", "partner_full_admin", "baltic"),
            ("frantisek", "full_admin", "brno"),
            ("filip", "full_admin", "brno"),
            ("rita", "read_only_admin", "brno"),
            ("ursula", "user_device_admin", "brno"),
            ("cecilie", "contact_center_admin", "brno"),
            ("harriet", "full_admin", "clinic"),
            ("eve", "events_admin", "clinic"),
            ("una", "user_device_admin", "clinic"),
            ("grazyna", "full_admin", "shipyard"),
            ("lena", "full_admin", "lighthouse"),
            ("lena", "external_full_admin", "brno"),
        ] {
            self.grant(who, role, place, Scope::None);
        }
        let brno = self.organizations["brno"];
        self.grant("petra", "partner_admin", "tatra", Scope::Customers(vec![brno]));
        let site = self.sites["brno.meet"];
        self.grant("sam", "site_admin", "brno", Scope::Sites(vec![site]));
        let location = self.locations["plant"];
        self.grant("lukas", "location_admin", "brno", Scope::Locations(vec![location]));
    }

    fn id(&mut self) -> Uuid {
        self.ids += 1;
        Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + u128::from(self.ids))
    }

    /// Writes what was described since the last time.
    pub(crate) async fn plant(&mut self) {
        let events = std::mem::take(&mut self.events);
        let request = RequestId(self.id());
        self.app.service.execute(Caller::operator(request), Plant(events)).await.expect("the world is planted");
    }

    /// Adds rows of any kind.
    pub(crate) fn events(&mut self, events: Vec<Event>) {
        self.events.extend(events);
    }

    pub(crate) fn organization(&mut self, slug: &'static str, kind: OrganizationKind) {
        let id = OrganizationId(self.id());
        self.organizations.insert(slug, id);
        self.events.push(Event::OrganizationAdded(Organization {
            id,
            slug: slug.parse().unwrap(),
            name: slug.parse().unwrap(),
            kind,
            active: true,
            locale: None,
            version: 1,
        }));
    }

    pub(crate) fn relationship(&mut self, partner: &str, customer: &str) {
        let id = RelationshipId(self.id());
        let (partner, customer) = (self.organizations[partner], self.organizations[customer]);
        self.events.push(Event::RelationshipAdded(Relationship { id, partner, customer, term: Term::ALWAYS }));
    }

    pub(crate) fn subscription(&mut self, slug: &'static str, customer: &str, seller: &str, services: &[&str]) {
        let id = SubscriptionId(self.id());
        self.subscriptions.insert(slug, id);
        self.events.push(Event::SubscriptionAdded(Subscription {
            id,
            slug: slug.parse().unwrap(),
            customer: self.organizations[customer],
            seller: self.organizations[seller],
            services: services.iter().map(|service| (*service).to_owned()).collect(),
            quantity: 10,
            term: Term::ALWAYS,
        }));
    }

    fn site(&mut self, slug: &'static str, organization: &str, subscription: &str, managed_by: SiteManagement) {
        let id = SiteId(self.id());
        self.sites.insert(slug, id);
        self.events.push(Event::SiteAdded(Site {
            id,
            slug: slug.parse().unwrap(),
            organization: self.organizations[organization],
            subscription: self.subscriptions[subscription],
            managed_by,
        }));
    }

    fn location(&mut self, slug: &'static str, organization: &str) {
        let id = LocationId(self.id());
        self.locations.insert(slug, id);
        let organization = self.organizations[organization];
        let (name, slug) = (slug.parse().unwrap(), slug.parse().unwrap());
        self.events.push(Event::LocationAdded(Location { id, slug, organization, name }));
    }

    pub(crate) fn person(&mut self, who: &'static str, home: &str) {
        let person = Person {
            id: PrincipalId(self.id()),
            email: format!("{who}@{home}.example").parse().unwrap(),
            name: who.parse().unwrap(),
            // `sub.home` is a domain below the home's.
            home: self.organizations[home.rsplit_once('.').map_or(home, |(_, home)| home)],
            status: PersonStatus::Active,
            locale: None,
            licenses: Vec::new(),
            package: None,
            details: Details::default(),
            version: 1,
        };
        self.events.push(Event::PersonAdded(person.clone()));
        self.people.insert(who, person);
    }

    /// A grant as an import makes it.
    pub(crate) fn grant(&mut self, who: &str, role: &str, place: &str, scope: Scope) -> GrantId {
        self.grant_from(who, role, place, scope, Origin::Imported, Term::ALWAYS)
    }

    pub(crate) fn grant_from(
        &mut self,
        who: &str,
        role: &str,
        place: &str,
        scope: Scope,
        origin: Origin,
        term: Term,
    ) -> GrantId {
        let id = GrantId(self.id());
        let grant = imported(id, self.people[who].id, role, self.organizations[place]);
        self.events.push(Event::RoleAssigned(Grant { scope, origin, term, activated_at: Some(START), ..grant }));
        id
    }

    /// A mail domain that an organization says is its own, and has verified or not.
    pub(crate) fn domain(&mut self, name: &str, organization: &str, is_verified: bool) {
        let id = DomainId(self.id());
        self.events.push(Event::DomainAdded(Domain {
            id,
            organization: self.organizations[organization],
            name: name.parse().unwrap(),
            token: "x".to_owned(),
            added_at: START,
            verified_at: is_verified.then_some(START),
            removed_at: None,
        }));
    }

    pub(crate) fn blocked(&mut self, place: &str, blocked: Blocked) -> BlockId {
        let id = BlockId(self.id());
        let organization = self.organizations[place];
        self.events.push(Event::BlockAdded(Block { id, organization, blocked, term: Term::starting(START) }));
        id
    }

    pub(crate) fn setting(&mut self, place: &str, key: &str, value: SettingValue) {
        let organization = self.organizations[place];
        let after = Setting { organization, key: key.to_owned(), value, set_by: None, set_at: START, version: 1 };
        self.events.push(Event::SettingChanged { before: None, after });
    }

    /// Does a command as somebody.
    pub(crate) async fn act<C: Command>(&self, who: &str, command: C) -> Answer<C::Output> {
        let person = &self.people[who];
        let actor = Actor::Principal { id: person.id, home: person.home, via: token(person.home) };
        let caller = Caller { actor, request: RequestId(Uuid::from_u128(8)), idempotency: None };
        self.app.service.execute(caller, command).await
    }

    /// A command that gives a role as things mostly are: now, without an end.
    pub(crate) fn assign(&self, holder: &str, role: &str, place: &str, scope: Scope) -> AssignRole {
        AssignRole {
            organization: self.organizations[place],
            holder: Holder::Email(self.people[holder].email.clone()),
            role: role.to_owned(),
            scope,
            from: None,
            until: None,
            reason: None,
        }
    }

    /// Gives a role without scope.
    pub(crate) async fn give(&self, who: &str, holder: &str, role: &str, place: &str) -> Answer<Grant> {
        self.act(who, self.assign(holder, role, place, Scope::None)).await
    }

    /// Grants of somebody somewhere that are not over.
    pub(crate) async fn held(&self, who: &str, place: &str) -> Vec<Grant> {
        let mut read = self.app.service.read().await.unwrap();
        let mut grants = read.grants_in(self.organizations[place], self.now()).await.unwrap();
        grants.retain(|grant| grant.principal == self.people[who].id);
        grants
    }

    /// Keys of the roles that somebody holds somewhere, sorted.
    pub(crate) async fn roles(&self, who: &str, place: &str) -> Vec<String> {
        let mut roles: Vec<String> = self.held(who, place).await.into_iter().map(|grant| grant.role).collect();
        roles.sort();
        roles
    }

    /// The id of the one grant of a role.
    pub(crate) async fn grant_of(&self, who: &str, role: &str, place: &str) -> GrantId {
        let held = self.held(who, place).await;
        held.iter().find(|grant| grant.role == role).expect("a grant of that role").id
    }

    /// Whether the decision allows something now, as the next request would be decided.
    pub(crate) fn may(&self, who: &str, control: &str, level: Level, place: &str) -> bool {
        let person = &self.people[who];
        let actor = Actor::Principal { id: person.id, home: person.home, via: token(person.home) };
        let caller = Caller { actor, request: RequestId(Uuid::from_u128(8)), idempotency: None };
        let sight = self.app.service.sight(&caller).expect("the index follows");
        let Ok(entered) = sight.enter(&self.organizations[place].to_string()) else { return false };
        sight.ask(control, level, entered.handle).is_ok()
    }

    /// The moment.
    pub(crate) fn now(&self) -> Timestamp {
        use prokura_app::port::Clock as _;
        self.app.clock.now()
    }

    /// The scope of some sites.
    pub(crate) fn on(&self, sites: &[&str]) -> Scope {
        let mut sites: Vec<SiteId> = sites.iter().map(|site| self.sites[site]).collect();
        sites.sort_unstable();
        Scope::Sites(sites)
    }

    /// Everybody of an organization.
    pub(crate) async fn everybody(&self, place: &str) -> Vec<Person> {
        let mut read = self.app.service.read().await.unwrap();
        let page = Page { after: None, limit: 1000 };
        read.people_at_home(self.organizations[place], page).await.unwrap()
    }
}

/// The refusal of an answer that must be one.
#[track_caller]
pub(crate) fn refused<T: std::fmt::Debug>(answer: Answer<T>) -> Refusal {
    match answer {
        Err(Error::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

/// Makes sure that an answer is a rule's refusal.
#[track_caller]
pub(crate) fn broken<T: std::fmt::Debug>(answer: Answer<T>, rule: &str, code: &str) {
    let refusal = refused(answer);
    let Refusal::Rule { rule: broken, code: told, .. } = refusal else { panic!("not a rule: {refusal:?}") };
    assert_eq!((broken, told), (rule, code));
}

/// Makes sure that an answer is the decision's no.
#[track_caller]
pub(crate) fn forbidden<T: std::fmt::Debug>(answer: Answer<T>) {
    assert!(matches!(refused(answer), Refusal::Forbidden { .. }));
}

/// Makes sure that an answer names fields, and which.
#[track_caller]
pub(crate) fn fields<T: std::fmt::Debug>(answer: Answer<T>, expected: &[(&str, &str)]) {
    let refusal = refused(answer);
    let Refusal::Invalid(errors) = refusal else { panic!("not fields: {refusal:?}") };
    let told: Vec<(&str, &str)> = errors.iter().map(|error| (error.field.as_str(), error.code)).collect();
    assert_eq!(told, expected);
}

/// By a token of theirs: whoever acts by a session is asked for a proof of who they are.
pub(crate) fn token(home: OrganizationId) -> Via {
    Via::Token { token: TokenId(Uuid::from_u128(7)), scopes: vec![TokenScope::Manage], organization: home }
}
