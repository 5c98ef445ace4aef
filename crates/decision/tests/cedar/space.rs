//! The finite space: one minimal world for each combination of what a right can hang on, and in each of them every
//! control at every level, for every target.
//!
//! A family of roles is crossed with everything that the rule book lets matter to it. What it says cannot matter is
//! tried both ways at once: all of it off, and all of it on.

use crate::engine::{Engine, Slice};
use prokura_decision::cedar::entities;
use prokura_decision::decide::rights;
use prokura_decision::facts::Target;
use prokura_decision::loaded::LoadedFacts;
use prokura_decision::mask::{Mask, Rights};
use prokura_decision::policy::{ControlId, Policy, Role, RoleClass, ScopeKind};
use prokura_decision::record::{OrganizationRecord, PrincipalRecord};
use prokura_domain::grant::{Grant, Origin, Scope};
use prokura_domain::organization::{Block, Blocked, Organization, OrganizationKind, Relationship, Subscription};
use prokura_domain::setting::{Setting, SettingValue, key};
use prokura_domain::support::{HelpDeskSession, SupportGrant};
use prokura_domain::time::{Term, Timestamp};
use std::collections::HashMap;
use uuid::Uuid;

const NOW: Timestamp = Timestamp(1_767_225_600_000_000);
/// When support access began.
const ACCESS_BEGAN: Timestamp = Timestamp(NOW.0 - 20);

#[derive(Clone, Copy, Debug, PartialEq)]
enum Home {
    Here,
    ManagingPartner,
    FormerPartner,
    OtherPartner,
    Customer,
    Vendor,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Withheld {
    Nothing,
    Users,
    Everything,
}

/// A block, by when it began as against support access; the flag: of the whole partner.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Blocking {
    None,
    Earlier(bool),
    AtOnce(bool),
    Later(bool),
    Lifted(bool),
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Sale {
    None,
    Ended,
    Active,
    ActiveContactCenter,
    SomebodyElses,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Standing {
    Live,
    NotBegun,
    Ended,
    PersonInactive,
    OrganizationInactive,
}

#[derive(Clone, Debug)]
struct Case<'s> {
    role: &'s str,
    beside: Option<&'s str>,
    home: Home,
    kind: OrganizationKind,
    /// The grant is in the holder's home, not here.
    granted_at_home: bool,
    standing: Standing,
    activated: bool,
    assigned: bool,
    restricted: bool,
    withheld: Withheld,
    setting: bool,
    licences: &'s [&'s str],
    sale: Sale,
    blocking: Blocking,
    session: bool,
    support: bool,
    read_only_support: bool,
}

/// What to cross.
#[derive(Clone, Debug)]
struct Space<'s> {
    roles: Vec<&'s str>,
    beside: &'s [Option<&'s str>],
    homes: &'s [Home],
    kinds: &'s [OrganizationKind],
    granted_at_home: &'s [bool],
    standings: &'s [Standing],
    activated: &'s [bool],
    assigned: &'s [bool],
    restricted: &'s [bool],
    withheld: &'s [Withheld],
    setting: &'s [bool],
    licences: &'s [&'s [&'s str]],
    sales: &'s [Sale],
    blockings: &'s [Blocking],
    access: &'s [(bool, bool)],
    read_only_support: &'s [bool],
}

const BOTH: &[bool] = &[false, true];
const HOMES: &[Home] =
    &[Home::Here, Home::ManagingPartner, Home::FormerPartner, Home::OtherPartner, Home::Customer, Home::Vendor];
const WITHHELD: &[Withheld] = &[Withheld::Nothing, Withheld::Users, Withheld::Everything];
const SALES: &[Sale] = &[Sale::None, Sale::Ended, Sale::Active, Sale::ActiveContactCenter, Sale::SomebodyElses];
const LICENCES: &[&[&str]] =
    &[&[], &["contact_center_standard"], &["contact_center_premium", "contact_center_standard"]];
const ACCESS: &[(bool, bool)] = &[(false, false), (true, false), (false, true), (true, true)];
const BLOCKINGS: &[Blocking] =
    &[Blocking::None, Blocking::Earlier(true), Blocking::AtOnce(false), Blocking::Later(true), Blocking::Lifted(false)];
const CUSTOMER: &[OrganizationKind] = &[OrganizationKind::Customer];
const OTHER_KINDS: &[OrganizationKind] = &[
    OrganizationKind::Vendor,
    OrganizationKind::Partner,
    OrganizationKind::SelfRegistered,
    OrganizationKind::Consumer,
];

impl<'s> Space<'s> {
    /// Everybody's homes, kinds and switches; the rest off.
    fn of(policy: &'s Policy, classes: &[RoleClass]) -> Self {
        Self {
            roles: policy
                .roles
                .iter()
                .filter(|role| classes.contains(&role.class))
                .map(|role| role.key.as_str())
                .collect(),
            beside: &[None],
            homes: HOMES,
            kinds: &OrganizationKind::ALL,
            granted_at_home: &[false],
            standings: &[Standing::Live],
            activated: &[false],
            assigned: &[false],
            restricted: BOTH,
            withheld: &[Withheld::Nothing],
            setting: &[false],
            licences: &[&[]],
            sales: &[Sale::None],
            blockings: &[Blocking::None],
            access: &[(false, false)],
            read_only_support: &[false],
        }
    }

    /// The same with what was off and cannot matter turned on.
    fn with_noise(&self) -> Self {
        fn on<T>(these: &mut &[T], noise: &'static [T]) {
            if these.len() == 1 {
                *these = noise;
            }
        }
        let mut space = self.clone();
        on(&mut space.activated, &[true]);
        on(&mut space.assigned, &[true]);
        on(&mut space.setting, &[true]);
        on(&mut space.sales, &[Sale::ActiveContactCenter]);
        on(&mut space.blockings, &[Blocking::Earlier(false)]);
        on(&mut space.access, &[(true, true)]);
        on(&mut space.read_only_support, &[true]);
        space
    }

    fn size(&self) -> usize {
        let sizes = [
            self.roles.len(),
            self.beside.len(),
            self.homes.len(),
            self.kinds.len(),
            self.granted_at_home.len(),
            self.standings.len(),
            self.activated.len(),
            self.assigned.len(),
            self.restricted.len(),
            self.withheld.len(),
            self.setting.len(),
            self.licences.len(),
            self.sales.len(),
            self.blockings.len(),
            self.access.len(),
            self.read_only_support.len(),
        ];
        sizes.into_iter().product()
    }

    /// The combination of a number below the size.
    fn case(&self, mut number: usize) -> Case<'s> {
        fn next<T: Copy>(these: &[T], number: &mut usize) -> T {
            let one = these[*number % these.len()];
            *number /= these.len();
            one
        }
        let n = &mut number;
        let (session, support) = next(self.access, n);
        Case {
            session,
            support,
            role: next(&self.roles, n),
            beside: next(self.beside, n),
            home: next(self.homes, n),
            kind: next(self.kinds, n),
            granted_at_home: next(self.granted_at_home, n),
            standing: next(self.standings, n),
            activated: next(self.activated, n),
            assigned: next(self.assigned, n),
            restricted: next(self.restricted, n),
            withheld: next(self.withheld, n),
            setting: next(self.setting, n),
            licences: next(self.licences, n),
            sale: next(self.sales, n),
            blocking: next(self.blockings, n),
            read_only_support: next(self.read_only_support, n),
        }
    }
}

#[test]
fn roles_of_an_organization() {
    let policy = Policy::embedded().unwrap();
    let beside = &[None, Some("full_admin"), Some("support_admin")];
    let own =
        Space { beside, licences: LICENCES, ..Space::of(&policy, &[RoleClass::Organization, RoleClass::Location]) };
    let elsewhere = Space { granted_at_home: &[true], ..own.clone() };
    compare(&policy, &[own.clone(), own.with_noise(), elsewhere], 12_960);
}

#[test]
fn site_and_service_roles() {
    let policy = Policy::embedded().unwrap();
    let site = Space {
        kinds: CUSTOMER,
        activated: BOTH,
        withheld: WITHHELD,
        sales: SALES,
        ..Space::of(&policy, &[RoleClass::Site])
    };
    let other_kinds = Space { kinds: OTHER_KINDS, sales: &[Sale::Active], ..site.clone() };
    let service =
        Space { withheld: WITHHELD, setting: BOTH, licences: LICENCES, ..Space::of(&policy, &[RoleClass::Service]) };
    compare(&policy, &[site.with_noise(), other_kinds, service.clone(), service.with_noise()], 6_264);
}

#[test]
fn external_types() {
    let policy = Policy::embedded().unwrap();
    let external = Space {
        kinds: CUSTOMER,
        activated: BOTH,
        withheld: WITHHELD,
        setting: BOTH,
        sales: SALES,
        ..Space::of(&policy, &[RoleClass::External])
    };
    let other_kinds = Space { kinds: OTHER_KINDS, sales: &[Sale::None, Sale::ActiveContactCenter], ..external.clone() };
    compare(&policy, &[external.clone(), external.with_noise(), other_kinds], 7_776);
}

#[test]
fn customer_management_roles() {
    let policy = Policy::embedded().unwrap();
    let partner = Space {
        granted_at_home: &[true],
        kinds: CUSTOMER,
        assigned: BOTH,
        withheld: WITHHELD,
        sales: &[Sale::Active],
        blockings: BLOCKINGS,
        access: ACCESS,
        ..Space::of(&policy, &[RoleClass::Partner])
    };
    let unblocked = Space { assigned: &[true], blockings: &[Blocking::None], ..partner.clone() };
    let sold = Space { sales: SALES, setting: &[true], read_only_support: &[true], ..unblocked.clone() };
    let other_kinds = Space { kinds: OTHER_KINDS, withheld: &[Withheld::Nothing], ..unblocked.clone() };
    let granted_here = Space { granted_at_home: &[false], ..unblocked };
    compare(&policy, &[partner, sold, other_kinds, granted_here], 12_480);
}

#[test]
fn vendor_roles() {
    let policy = Policy::embedded().unwrap();
    let vendor = Space {
        homes: &[Home::Here, Home::ManagingPartner, Home::Customer, Home::Vendor],
        kinds: CUSTOMER,
        granted_at_home: &[true],
        withheld: WITHHELD,
        blockings: BLOCKINGS,
        access: ACCESS,
        read_only_support: BOTH,
        ..Space::of(&policy, &[RoleClass::Vendor])
    };
    let other_kinds = Space { kinds: OTHER_KINDS, blockings: &[Blocking::None], ..vendor.clone() };
    let granted_here = Space { granted_at_home: &[false], blockings: &[Blocking::None], ..vendor.clone() };
    compare(&policy, &[vendor, other_kinds, granted_here], 5_760);
}

#[test]
fn grants_that_are_not_in_force() {
    let policy = Policy::embedded().unwrap();
    let every = Space {
        kinds: &[OrganizationKind::Customer, OrganizationKind::Partner, OrganizationKind::Vendor],
        standings: &[Standing::NotBegun, Standing::Ended, Standing::PersonInactive, Standing::OrganizationInactive],
        granted_at_home: BOTH,
        activated: &[true],
        assigned: &[true],
        setting: &[true],
        sales: &[Sale::ActiveContactCenter],
        access: &[(true, true)],
        read_only_support: &[true],
        ..Space::of(&policy, &RoleClass::ALL)
    };
    compare(&policy, &[every], 6_912);
}

/// PTR-02, SUP-01: a role of the partner's or the vendor's people gives nothing to somebody else's.
#[test]
fn roles_of_partners_and_of_the_vendor_count_for_their_people_only() {
    let policy = Policy::embedded().unwrap();
    let space = Space { granted_at_home: &[true], access: &[(true, true)], ..Space::of(&policy, &[RoleClass::Vendor]) };
    let has = |role, home, kind| {
        let case = Case { role, home, kind, ..space.case(0) };
        let (principal, organizations) = case.world(&policy);
        let mut facts = LoadedFacts::new(&policy);
        for record in &organizations {
            facts.put_organization(record.clone());
        }
        facts.put_principal(principal.clone());
        !rights(&policy, &facts, principal.id, organizations[0].organization.id, Target::Organization, NOW).is_none()
    };
    let customer = OrganizationKind::Customer;
    assert!(has("vendor_support_advanced", Home::Vendor, customer));
    assert!(!has("vendor_support_advanced", Home::Customer, customer));
    assert!(has("vendor_admin", Home::Here, OrganizationKind::Vendor));
    assert!(!has("vendor_admin", Home::Here, customer));
    assert!(has("partner_full_admin", Home::Here, OrganizationKind::Partner));
    assert!(!has("partner_full_admin", Home::Here, customer));
}

/// Compares every world of some spaces; there are as many as the test says, so that none gets lost unseen.
fn compare(policy: &Policy, spaces: &[Space<'_>], expected_worlds: usize) {
    let engine = Engine::new(policy);
    let mut slices: HashMap<(&str, Option<&str>), Slice> = HashMap::new();
    let mut worlds = 0;
    let mut disagreements = Vec::new();
    for space in spaces {
        for number in 0..space.size() {
            let case = space.case(number);
            let slice = slices.entry((case.role, case.beside)).or_insert_with(|| {
                let roles: Vec<&str> = [case.role].into_iter().chain(case.beside).collect();
                engine.slice(&roles)
            });
            let (principal, organizations) = case.world(policy);
            let mut facts = LoadedFacts::new(policy);
            for record in &organizations {
                facts.put_organization(record.clone());
            }
            facts.put_principal(principal.clone());
            let moment = entities(policy, std::slice::from_ref(&principal), &organizations, NOW);
            let entities = engine.entities(engine.facts(&moment), slice);
            let here = organizations[0].organization.id;
            for target in case.targets(policy) {
                let ours = rights(policy, &facts, principal.id, here, target, NOW);
                let cedars = engine.rights(slice, &entities, &principal, &engine.target(here, target), NOW);
                if ours != cedars && disagreements.len() < 20 {
                    disagreements.push(format!("{case:?} {target:?}: {}", difference(policy, ours, cedars)));
                }
            }
            worlds += 1;
        }
    }
    assert!(disagreements.is_empty(), "{disagreements:#?}");
    assert_eq!(worlds, expected_worlds);
}

fn difference(policy: &Policy, ours: Rights, cedars: Rights) -> String {
    let names = |mask: Mask| -> Vec<&str> {
        let known = u8::try_from(policy.controls.len()).unwrap();
        (0..known)
            .map(ControlId)
            .filter(|control| mask.has(*control))
            .map(|control| policy.control_at(control).name.as_str())
            .collect()
    };
    format!(
        "only decide manages {:?}, reads {:?}; only Cedar manages {:?}, reads {:?}",
        names(ours.manage & !cedars.manage),
        names(ours.read & !cedars.read),
        names(cedars.manage & !ours.manage),
        names(cedars.read & !ours.read),
    )
}

const HERE: u128 = 1;
const ELSEWHERE: u128 = 2;
const THIRD: u128 = 3;
const PERSON: u128 = 10;
const SUBSCRIPTIONS: [u128; 2] = [20, 21];
const SITES: [u128; 2] = [30, 31];
const LOCATIONS: [u128; 2] = [40, 41];

fn id<T: From<Uuid>>(n: u128) -> T {
    Uuid::from_u128(n).into()
}

impl Case<'_> {
    /// The person, and the organizations: the one asked about first.
    fn world(&self, policy: &Policy) -> (PrincipalRecord, Vec<OrganizationRecord>) {
        let home = if self.home == Home::Here { HERE } else { ELSEWHERE };
        let mut here = organization(HERE, self.kind);
        here.organization.active = self.standing != Standing::OrganizationInactive;
        let managed =
            |partner, term| Relationship { id: id(50 + partner), partner: id(partner), customer: id(HERE), term };
        here.relationships.push(managed(THIRD, Term::ALWAYS));
        match self.home {
            Home::ManagingPartner => here.relationships.push(managed(ELSEWHERE, Term::ALWAYS)),
            Home::FormerPartner => here.relationships.push(managed(ELSEWHERE, ended())),
            Home::Here | Home::OtherPartner | Home::Customer | Home::Vendor => {}
        }
        let (seller, services, term): (_, &[&str], _) = match self.sale {
            Sale::None => (THIRD, &["meetings"], ended()),
            Sale::Ended => (home, &["contact_center", "meetings"], ended()),
            Sale::Active => (home, &["meetings"], Term::ALWAYS),
            Sale::ActiveContactCenter => (home, &["contact_center", "meetings"], Term::ALWAYS),
            Sale::SomebodyElses => (THIRD, &["contact_center", "meetings"], Term::ALWAYS),
        };
        here.subscriptions.push(subscription(SUBSCRIPTIONS[0], seller, services, term));
        here.subscriptions.push(subscription(SUBSCRIPTIONS[1], THIRD, &["meetings"], Term::ALWAYS));
        for n in 0..2 {
            here.sites.push((id(SITES[n]), format!("site-{n}").parse().unwrap(), id(SUBSCRIPTIONS[n])));
            here.locations.push((id(LOCATIONS[n]), format!("location-{n}").parse().unwrap()));
        }
        here.blocks.extend(self.block(home));
        self.settings(policy, &mut here);

        let mut organizations = vec![here];
        match self.home {
            Home::Here => {}
            Home::ManagingPartner | Home::FormerPartner | Home::OtherPartner => {
                organizations.push(organization(ELSEWHERE, OrganizationKind::Partner));
            }
            Home::Customer => organizations.push(organization(ELSEWHERE, OrganizationKind::Customer)),
            Home::Vendor => organizations.push(organization(ELSEWHERE, OrganizationKind::Vendor)),
        }
        (self.person(policy, home), organizations)
    }

    fn person(&self, policy: &Policy, home: u128) -> PrincipalRecord {
        let place = if self.granted_at_home { home } else { HERE };
        let term = match self.standing {
            Standing::NotBegun => Term::starting(Timestamp(NOW.0 + 1)),
            Standing::Ended => ended(),
            Standing::Live | Standing::PersonInactive | Standing::OrganizationInactive => Term::ALWAYS,
        };
        let mut grants = vec![grant(60, role(policy, self.role), place, term, self.activated, self.assigned)];
        if let Some(beside) = self.beside {
            grants.push(grant(61, role(policy, beside), place, Term::ALWAYS, true, true));
        }
        let access = Term::starting(ACCESS_BEGAN);
        let session = HelpDeskSession { id: id(70), agent: id(PERSON), organization: id(HERE), term: access };
        let support = SupportGrant {
            id: id(71),
            request: None,
            agent: id(PERSON),
            organization: id(HERE),
            approved_by: id(72),
            term: access,
            ended_by: None,
        };
        PrincipalRecord {
            id: id(PERSON),
            email: Some("person@world.example".parse().unwrap()),
            home: id(home),
            active: self.standing != Standing::PersonInactive,
            licenses: self.licences.iter().map(|licence| (*licence).to_owned()).collect(),
            grants,
            support_grants: self.support.then_some(support).into_iter().collect(),
            sessions: self.session.then_some(session).into_iter().collect(),
        }
    }

    fn block(&self, home: u128) -> Option<Block> {
        let (from, whole) = match self.blocking {
            Blocking::None => return None,
            Blocking::Earlier(whole) | Blocking::Lifted(whole) => (ACCESS_BEGAN.0 - 1, whole),
            Blocking::AtOnce(whole) => (ACCESS_BEGAN.0, whole),
            Blocking::Later(whole) => (ACCESS_BEGAN.0 + 1, whole),
        };
        let until = matches!(self.blocking, Blocking::Lifted(_)).then_some(NOW);
        let blocked = if whole { Blocked::Partner(id(home)) } else { Blocked::Person(id(PERSON)) };
        Some(Block { id: id(80), organization: id(HERE), blocked, term: Term { from: Some(Timestamp(from)), until } })
    }

    fn settings(&self, policy: &Policy, here: &mut OrganizationRecord) {
        let withheld = match self.withheld {
            Withheld::Nothing => Vec::new(),
            Withheld::Users => vec!["users".to_owned()],
            Withheld::Everything => {
                policy.areas.iter().filter(|area| area.withholdable).map(|area| area.name.clone()).collect()
            }
        };
        let values = [
            (key::RESTRICTED_MODE, SettingValue::Switch(self.restricted)),
            (key::READ_ONLY_SUPPORT, SettingValue::Switch(self.read_only_support)),
            (key::EXTERNAL_CONTACT_CENTER_ROLE, SettingValue::Switch(self.setting)),
            (key::WITHHELD_AREAS, SettingValue::List(withheld)),
        ];
        here.settings = values
            .into_iter()
            .map(|(key, value)| Setting {
                organization: id(HERE),
                key: key.to_owned(),
                value,
                set_by: None,
                set_at: Timestamp(0),
                version: 1,
            })
            .collect();
    }

    /// Every kind of target that the role can tell apart: inside and outside of its scope, and of what was sold.
    fn targets(&self, policy: &Policy) -> Vec<Target<Uuid>> {
        let site = |n: usize| Target::Site { site: id(SITES[n]), subscription: id(SUBSCRIPTIONS[n]) };
        let location = |n: usize| Target::Location(id(LOCATIONS[n]));
        let subscription = |n: usize| Target::Subscription(id(SUBSCRIPTIONS[n]));
        let role = role(policy, self.role);
        match role.scope {
            ScopeKind::Sites => vec![Target::Organization, site(0), site(1), location(0), subscription(0)],
            ScopeKind::Locations => vec![Target::Organization, location(0), location(1), site(0)],
            ScopeKind::None | ScopeKind::Customers => {
                if role.cells.iter().flatten().any(|cells| !cells.sold.is_empty()) {
                    vec![Target::Organization, site(0), subscription(0), subscription(1)]
                } else {
                    vec![Target::Organization]
                }
            }
        }
    }
}

fn role<'p>(policy: &'p Policy, key: &str) -> &'p Role {
    policy.role_at(policy.role(key).unwrap())
}

fn ended() -> Term {
    Term { from: None, until: Some(NOW) }
}

fn organization(n: u128, kind: OrganizationKind) -> OrganizationRecord {
    OrganizationRecord {
        organization: Organization {
            id: id(n),
            slug: format!("organization-{n}").parse().unwrap(),
            name: format!("Organization {n}").parse().unwrap(),
            kind,
            active: true,
            locale: None,
            version: 1,
        },
        settings: Vec::new(),
        relationships: Vec::new(),
        subscriptions: Vec::new(),
        sites: Vec::new(),
        locations: Vec::new(),
        blocks: Vec::new(),
        custom_roles: Vec::new(),
    }
}

fn subscription(n: u128, seller: u128, services: &[&str], term: Term) -> Subscription {
    Subscription {
        id: id(n),
        slug: format!("subscription-{n}").parse().unwrap(),
        customer: id(HERE),
        seller: id(seller),
        services: services.iter().map(|service| (*service).to_owned()).collect(),
        quantity: 1,
        term,
    }
}

fn grant(n: u128, role: &Role, place: u128, term: Term, activated: bool, assigned: bool) -> Grant {
    Grant {
        id: id(n),
        principal: id(PERSON),
        role: role.key.clone(),
        organization: id(place),
        scope: match role.scope {
            ScopeKind::None => Scope::None,
            ScopeKind::Sites => Scope::Sites(vec![id(SITES[0])]),
            ScopeKind::Locations => Scope::Locations(vec![id(LOCATIONS[0])]),
            ScopeKind::Customers => Scope::Customers(assigned.then(|| id(HERE)).into_iter().collect()),
        },
        origin: Origin::Assigned,
        term,
        activated_at: activated.then_some(Timestamp(0)),
        given_by: None,
        reason: None,
        set_up_as: None,
        version: 1,
    }
}
