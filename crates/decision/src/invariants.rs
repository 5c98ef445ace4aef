//! What must hold whatever the policy's data: proved by asking `decide` over every role, home and condition.
//!
//! The space is finite: one small world has a customer, its partner, another partner, another customer and the vendor;
//! one person holds one or two roles; every condition that can matter to those roles is tried both ways.

mod collusion;

use crate::decide::rights;
use crate::facts::Target;
use crate::giving::{Giving, decide_giving};
use crate::loaded::{LoadedFacts, ResourceId};
use crate::mask::{Level, Mask, Rights};
use crate::policy::{Holders, Policy, Role, RoleClass, ScopeKind};
use crate::record::{OrganizationRecord, PrincipalRecord};
use prokura_domain::custom_role::{Areas, CustomRole, Spelled, named_by};
use prokura_domain::grant::role::PROVISIONING_ADMIN;
use prokura_domain::grant::{Grant, Origin, Scope};
use prokura_domain::id::{
    BlockId, CustomRoleId, GrantId, HelpDeskSessionId, LocationId, OrganizationId, PrincipalId, RelationshipId, SiteId,
    SubscriptionId, SupportGrantId,
};
use prokura_domain::organization::{Block, Blocked, Organization, OrganizationKind, Relationship, Subscription};
use prokura_domain::setting::{Setting, SettingValue, key};
use prokura_domain::support::{HelpDeskSession, SupportGrant};
use prokura_domain::time::{Term, Timestamp};
use std::collections::BTreeSet;
use std::fmt;
use uuid::Uuid;

/// A promise that a policy breaks.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Violation {
    /// Which promise.
    pub invariant: Invariant,
    /// The roles it was seen with.
    pub roles: Vec<String>,
    /// Whose the holder is: `customer`, `partner`, `other_partner`, `other_customer`, `vendor`.
    pub home: &'static str,
    /// The control it was seen at, where there is one.
    pub control: Option<String>,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (rule, promise) = self.invariant.said();
        write!(f, "{promise} [{rule}]: {} of the {}", self.roles.join(" and "), self.home.replace('_', " "))?;
        match &self.control {
            Some(control) => write!(f, ", at `{control}`"),
            None => Ok(()),
        }
    }
}

/// The promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Invariant {
    /// A second role takes nothing away.
    RolesAddUp,
    /// Restricted mode, withholding, a block and the end of anything add nothing.
    TakingAddsNothing,
    /// Under restricted mode only a partner's administrator manages what it restricts.
    RestrictedIsThePartners,
    /// Nobody from outside manages external administrators, or gives such a role to somebody new.
    OutsidersAddNobody,
    /// Without a grant, a relationship or an approval there is no right.
    NothingFromNothing,
    /// Before its beginning and from its end on a grant gives nothing.
    NothingOutlivesItsTerm,
    /// A partner that was removed gets back at most provisioning, and only with a sale.
    RemovedIsRemoved,
    /// Content and legal hold of a customer are for its own compliance officers.
    ContentIsTheirs,
    /// Who may not assign roles as such gives nothing that they lack.
    NobodyGivesWhatTheyLack,
    /// Nobody comes to more by way of other accounts in their hand.
    NobodyGrowsByOthers,
}

impl Invariant {
    const fn said(self) -> (&'static str, &'static str) {
        match self {
            Self::RolesAddUp => ("ROL-01", "a second role takes a right away"),
            Self::TakingAddsNothing => ("RST-02", "taking something away adds a right"),
            Self::RestrictedIsThePartners => ("RST-02", "somebody else than the partner manages what is restricted"),
            Self::OutsidersAddNobody => ("EXT-05", "somebody from outside adds an external administrator"),
            Self::NothingFromNothing => ("ORG-02", "there is a right without a grant, relationship or approval"),
            Self::NothingOutlivesItsTerm => ("SUP-06", "a right is there outside its term"),
            Self::RemovedIsRemoved => ("EXT-12", "a removed partner has more than provisioning"),
            Self::ContentIsTheirs => {
                ("ROL-01", "somebody else than the organization's compliance officer reaches content")
            }
            Self::NobodyGivesWhatTheyLack => ("ROL-10", "somebody gives what they lack"),
            Self::NobodyGrowsByOthers => ("ROL-10", "somebody comes to more by way of other accounts"),
        }
    }
}

/// Proves every invariant, or says where it does not hold.
#[must_use]
pub fn prove(policy: &Policy) -> Vec<Violation> {
    let mut found = BTreeSet::new();
    let whole = everything_composed(policy).map(|custom| policy.role_of(&custom));
    let roles = || policy.roles.iter().chain(&whole);
    for role in roles() {
        for home in Home::ALL {
            alone(policy, role, home, &mut found);
            for other in roles().filter(|other| other.key > role.key) {
                together(policy, role, other, home, &mut found);
            }
            gives(policy, role, roles(), home, &mut found);
            collusion::prove(policy, role, roles, home, &mut found);
        }
    }
    nobody(policy, &mut found);
    found.into_iter().collect()
}

/// A custom role of everything that one may be composed of: every other is a part of it. It stands in every
/// organization of the world.
fn everything_composed(policy: &Policy) -> Option<CustomRole> {
    let areas = OrganizationKind::ALL.into_iter().flat_map(|kind| policy.composable_areas(kind));
    let areas = areas.fold(Areas::new(), |mut all, (area, level)| {
        let most = all.entry(policy.area_at(area).name.clone()).or_insert(level);
        *most = level.max(*most);
        all
    });
    let name = RoleClass::Custom.code().parse().ok();
    (!areas.is_empty()).then_some(CustomRole {
        id: CustomRoleId(Uuid::from_u128(700)),
        organization: Home::Customer.id(),
        names: Spelled { en: name, ..Spelled::default() }.try_into().ok()?,
        areas,
        active: true,
        version: 1,
        changed_by: None,
        changed_at: Timestamp(0),
    })
}

/// What a role is called in a violation.
fn called(role: &Role) -> String {
    if role.class == RoleClass::Custom { role.title.en.clone() } else { role.key.clone() }
}

/// Whose the person is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Home {
    Customer,
    Partner,
    OtherPartner,
    OtherCustomer,
    Vendor,
}

impl Home {
    const ALL: [Self; 5] = [Self::Customer, Self::Partner, Self::OtherPartner, Self::OtherCustomer, Self::Vendor];

    const fn name(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Partner => "partner",
            Self::OtherPartner => "other_partner",
            Self::OtherCustomer => "other_customer",
            Self::Vendor => "vendor",
        }
    }

    const fn kind(self) -> OrganizationKind {
        match self {
            Self::Customer | Self::OtherCustomer => OrganizationKind::Customer,
            Self::Partner | Self::OtherPartner => OrganizationKind::Partner,
            Self::Vendor => OrganizationKind::Vendor,
        }
    }

    const fn id(self) -> OrganizationId {
        OrganizationId(Uuid::from_u128(match self {
            Self::Customer => 1,
            Self::Partner => 2,
            Self::OtherPartner => 3,
            Self::OtherCustomer => 4,
            Self::Vendor => 5,
        }))
    }
}

const NOW: Timestamp = Timestamp(1_000_000);
const PERSON: PrincipalId = PrincipalId(Uuid::from_u128(100));
const STRANGER: PrincipalId = PrincipalId(Uuid::from_u128(101));
const COLLEAGUE: PrincipalId = PrincipalId(Uuid::from_u128(102));
const SITE: SiteId = SiteId(Uuid::from_u128(200));
const LOCATION: LocationId = LocationId(Uuid::from_u128(201));
const SUBSCRIPTION: SubscriptionId = SubscriptionId(Uuid::from_u128(202));

/// Conditions that can be tried both ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Condition {
    Related,
    Sale,
    Session,
    Support,
    ReadingAllowed,
    Activated,
    ContactCentreRole,
    Unrestricted,
    NothingWithheld,
    NotBlocked,
    PremiumLicence,
}

impl Condition {
    const ALL: [Self; 11] = [
        Self::Related,
        Self::Sale,
        Self::Session,
        Self::Support,
        Self::ReadingAllowed,
        Self::Activated,
        Self::ContactCentreRole,
        Self::Unrestricted,
        Self::NothingWithheld,
        Self::NotBlocked,
        Self::PremiumLicence,
    ];

    /// Whether it can matter to a role held by somebody of a home. Every condition gives when it holds.
    fn matters(self, role: &Role, home: Home) -> bool {
        let derived = matches!(role.class, RoleClass::Partner | RoleClass::Vendor);
        let outside = home != Home::Customer;
        match self {
            Self::Related => home == Home::Partner,
            Self::Sale => home.kind() == OrganizationKind::Partner,
            Self::Session | Self::Support | Self::NotBlocked => derived,
            Self::ReadingAllowed => role.class == RoleClass::Vendor,
            Self::Activated => outside && !role.needs_activation.is_empty(),
            Self::ContactCentreRole => role.cells.iter().flatten().any(|cells| !cells.by_setting.is_empty()),
            Self::NothingWithheld => outside,
            Self::PremiumLicence => !outside,
            Self::Unrestricted => true,
        }
    }
}

/// Which conditions hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct State(u16);

impl State {
    const EVERYTHING: Self = Self((1 << Condition::ALL.len()) - 1);

    const fn holds(self, condition: Condition) -> bool {
        self.0 >> condition as u16 & 1 == 1
    }

    const fn without(self, condition: Condition) -> Self {
        Self(self.0 & !(1 << condition as u16))
    }

    /// Every state in which the conditions that matter are tried both ways.
    fn all(conditions: &[Condition]) -> impl Iterator<Item = Self> {
        (0..1_u16 << conditions.len()).map(|choice| {
            conditions
                .iter()
                .enumerate()
                .filter(|(position, _)| choice >> position & 1 == 1)
                .fold(Self::EVERYTHING, |state, (_, condition)| state.without(*condition))
        })
    }
}

fn conditions(roles: &[&Role], home: Home) -> Vec<Condition> {
    Condition::ALL.into_iter().filter(|condition| roles.iter().any(|role| condition.matters(role, home))).collect()
}

/// Where a role is given so that it could count at the customer.
fn given_in(role: &Role, home: Home) -> OrganizationId {
    match role.class {
        RoleClass::Partner | RoleClass::Vendor => home.id(),
        RoleClass::Organization | RoleClass::Location | RoleClass::Site | RoleClass::Service | RoleClass::External => {
            Home::Customer.id()
        }
        RoleClass::Custom => Home::Customer.id(),
    }
}

fn grant(role: &Role, home: Home, position: u128, term: Term, activated: bool) -> Grant {
    Grant {
        id: GrantId(Uuid::from_u128(300 + position)),
        principal: PERSON,
        role: role.key.clone(),
        organization: given_in(role, home),
        scope: match role.scope {
            ScopeKind::None => Scope::None,
            ScopeKind::Sites => Scope::Sites(vec![SITE]),
            ScopeKind::Locations => Scope::Locations(vec![LOCATION]),
            ScopeKind::Customers => Scope::Customers(vec![Home::Customer.id()]),
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

fn organization(home: Home, custom: Option<&CustomRole>) -> Option<OrganizationRecord> {
    Some(OrganizationRecord {
        organization: Organization {
            id: home.id(),
            slug: home.name().replace('_', "-").parse().ok()?,
            name: home.name().parse().ok()?,
            kind: home.kind(),
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
        custom_roles: custom.cloned().into_iter().collect(),
    })
}

/// The world in a state, with a person of a home who holds grants, a colleague at the customer, and a stranger of another.
fn world<'p>(policy: &'p Policy, home: Home, grants: Vec<Grant>, state: State) -> LoadedFacts<'p> {
    let mut facts = LoadedFacts::new(policy);
    let over = |holds: bool| if holds { Term::ALWAYS } else { Term { from: None, until: Some(NOW) } };
    // Worlds are made by the ten thousands: only those that need it have the custom role.
    let is_held = grants.iter().any(|grant| named_by(&grant.role).is_some());
    let custom = is_held.then(|| everything_composed(policy)).flatten();
    for place in Home::ALL {
        let Some(mut record) = organization(place, custom.as_ref()) else { continue };
        if place == Home::Customer {
            furnish(policy, &mut record, home, state);
        }
        facts.put_organization(record);
    }
    let limited = policy.licence_limits.iter().fold(0, |bits, limit| bits | limit.with);
    let lifting = policy.licence_limits.iter().fold(0, |bits, limit| bits | limit.without);
    let held = if state.holds(Condition::PremiumLicence) { limited | lifting } else { limited };
    let licenses = policy.licences.iter().enumerate().filter(|(bit, _)| held >> bit & 1 == 1);
    facts.put_principal(PrincipalRecord {
        id: PERSON,
        email: None,
        home: home.id(),
        active: true,
        licenses: licenses.map(|(_, licence)| licence.code.clone()).collect(),
        grants,
        support_grants: vec![SupportGrant {
            id: SupportGrantId(Uuid::from_u128(400)),
            request: None,
            agent: PERSON,
            organization: Home::Customer.id(),
            approved_by: STRANGER,
            term: over(state.holds(Condition::Support)),
            ended_by: None,
        }],
        sessions: vec![HelpDeskSession {
            id: HelpDeskSessionId(Uuid::from_u128(401)),
            agent: PERSON,
            organization: Home::Customer.id(),
            term: over(state.holds(Condition::Session)),
        }],
    });
    for (id, home) in [(STRANGER, Home::OtherCustomer), (COLLEAGUE, Home::Customer)] {
        facts.put_principal(PrincipalRecord {
            id,
            email: None,
            home: home.id(),
            active: true,
            licenses: Vec::new(),
            grants: Vec::new(),
            support_grants: Vec::new(),
            sessions: Vec::new(),
        });
    }
    facts
}

/// What the customer has in a state: settings, relationship, subscription, site, location, block.
fn furnish(policy: &Policy, record: &mut OrganizationRecord, home: Home, state: State) {
    let over = |holds: bool| if holds { Term::ALWAYS } else { Term { from: None, until: Some(NOW) } };
    let customer = Home::Customer.id();
    let withheld = if state.holds(Condition::NothingWithheld) {
        Vec::new()
    } else {
        policy.areas.iter().filter(|area| area.withholdable).map(|area| area.name.clone()).collect()
    };
    let settings = [
        (key::RESTRICTED_MODE, SettingValue::Switch(!state.holds(Condition::Unrestricted))),
        (key::READ_ONLY_SUPPORT, SettingValue::Switch(state.holds(Condition::ReadingAllowed))),
        (key::EXTERNAL_CONTACT_CENTER_ROLE, SettingValue::Switch(state.holds(Condition::ContactCentreRole))),
        (key::WITHHELD_AREAS, SettingValue::List(withheld)),
    ];
    record.settings = settings
        .into_iter()
        .map(|(name, value)| Setting {
            organization: customer,
            key: name.to_owned(),
            value,
            set_by: None,
            set_at: Timestamp(0),
            version: 1,
        })
        .collect();
    record.relationships = vec![Relationship {
        id: RelationshipId(Uuid::from_u128(500)),
        partner: Home::Partner.id(),
        customer,
        term: over(state.holds(Condition::Related)),
    }];
    record.subscriptions = vec![Subscription {
        id: SUBSCRIPTION,
        slug: record.organization.slug.clone(),
        customer,
        seller: home.id(),
        services: policy.services.iter().map(|service| service.code.clone()).collect(),
        quantity: 1,
        term: over(state.holds(Condition::Sale)),
    }];
    record.sites = vec![(SITE, record.organization.slug.clone(), SUBSCRIPTION)];
    record.locations = vec![(LOCATION, record.organization.slug.clone())];
    if !state.holds(Condition::NotBlocked) {
        // Later than every session and support grant that is there.
        let term = Term::starting(Timestamp(NOW.0 - 1));
        record.blocks = vec![Block {
            id: BlockId(Uuid::from_u128(600)),
            organization: customer,
            blocked: Blocked::Person(PERSON),
            term,
        }];
    }
}

/// What the person may do to the customer, whatever of it is asked about.
fn reached(facts: &LoadedFacts<'_>, at: Timestamp) -> [Rights; 4] {
    let customer = Home::Customer.id();
    let of = |resource| facts.target(customer, resource).unwrap_or(Target::Organization);
    let targets = [
        Target::Organization,
        of(ResourceId::Site(SITE)),
        of(ResourceId::Location(LOCATION)),
        of(ResourceId::Subscription(SUBSCRIPTION)),
    ];
    targets.map(|target| rights(facts.policy(), facts, PERSON, customer, target, at))
}

/// The first control that one set of rights has over another.
fn more(policy: &Policy, rights: &[Rights; 4], than: &[Rights; 4]) -> Option<String> {
    rights.iter().zip(than).find_map(|(rights, than)| {
        let more = (rights.manage & !than.manage) | (rights.read & !than.read);
        first(policy, more)
    })
}

fn first(policy: &Policy, controls: Mask) -> Option<String> {
    controls.iter().find_map(|control| policy.controls.get(usize::from(control.0))).map(|control| control.name.clone())
}

fn alone(policy: &Policy, role: &Role, home: Home, found: &mut BTreeSet<Violation>) {
    let mut broken = |invariant, control: Option<String>| {
        found.insert(Violation { invariant, roles: vec![called(role)], home: home.name(), control });
    };
    let conditions = conditions(&[role], home);
    for state in State::all(&conditions) {
        let held = |term| vec![grant(role, home, 0, term, state.holds(Condition::Activated))];
        let facts = world(policy, home, held(Term::ALWAYS), state);
        let has = reached(&facts, NOW);

        for condition in conditions.iter().filter(|condition| state.holds(**condition)) {
            let less = state.without(*condition);
            let activated = less.holds(Condition::Activated);
            let after = world(policy, home, vec![grant(role, home, 0, Term::ALWAYS, activated)], less);
            if let Some(control) = more(policy, &reached(&after, NOW), &has) {
                broken(Invariant::TakingAddsNothing, Some(control));
            }
        }
        if !state.holds(Condition::Unrestricted) {
            let partners = role.class == RoleClass::Partner && home == Home::Partner && role.lifts_restrictions;
            let restricted = has.iter().fold(Mask::NONE, |all, rights| all | rights.manage & policy.restricted_manage);
            if !partners && !restricted.is_empty() {
                broken(Invariant::RestrictedIsThePartners, first(policy, restricted));
            }
        }
        if home != Home::Customer && manages(policy, &has, "external_admins") {
            broken(Invariant::OutsidersAddNobody, Some("external_admins".to_owned()));
        }
        let officer = role.key == "compliance_officer" && home == Home::Customer;
        for name in ["content", "legal_hold"] {
            let reads = policy.control(name).is_some_and(|c| has.iter().any(|rights| rights.allow(c, Level::Read)));
            if reads && !officer {
                broken(Invariant::ContentIsTheirs, Some(name.to_owned()));
            }
        }
        let derived = role.class == RoleClass::Partner;
        if derived && home == Home::Partner && !state.holds(Condition::Related) && !is_nothing(&has) {
            broken(Invariant::NothingFromNothing, more(policy, &has, &[Rights::NONE; 4]));
        }
        if derived && !state.holds(Condition::NotBlocked) && !is_nothing(&has) {
            broken(Invariant::RemovedIsRemoved, more(policy, &has, &[Rights::NONE; 4]));
        }
        // EXT-11, EXT-12: what a partner may take back is worth nothing without a sale.
        let of_a_partner = home.kind() == OrganizationKind::Partner;
        if role.key == PROVISIONING_ADMIN && of_a_partner && !state.holds(Condition::Sale) && !is_nothing(&has) {
            broken(Invariant::RemovedIsRemoved, more(policy, &has, &[Rights::NONE; 4]));
        }
        // SUP-08: the vendor's support has the customer list, and the rest by a session or an approval.
        let looked_into = state.holds(Condition::Session) && state.holds(Condition::ReadingAllowed);
        let unasked = !state.holds(Condition::Support) && !looked_into;
        if role.class == RoleClass::Vendor && home == Home::Vendor && unasked {
            let list = policy.control("customer_list").map_or(Mask::NONE, Mask::of);
            let most = Rights { manage: Mask::NONE, read: list };
            if let Some(control) = more(policy, &has, &[most; 4]) {
                broken(Invariant::NothingFromNothing, Some(control));
            }
        }
        for term in [Term { from: None, until: Some(NOW) }, Term::starting(Timestamp(NOW.0 + 1))] {
            let facts = world(policy, home, held(term), state);
            if !is_nothing(&reached(&facts, NOW)) {
                broken(Invariant::NothingOutlivesItsTerm, more(policy, &reached(&facts, NOW), &[Rights::NONE; 4]));
            }
        }
    }
}

fn together(policy: &Policy, role: &Role, other: &Role, home: Home, found: &mut BTreeSet<Violation>) {
    let excluded = |one: &Role, two: &Role| policy.role(&two.key).is_some_and(|id| one.excludes.has(id));
    if excluded(role, other) || excluded(other, role) {
        return;
    }
    let mut broken = |invariant, control: Option<String>| {
        let roles = vec![called(role), called(other)];
        found.insert(Violation { invariant, roles, home: home.name(), control });
    };
    for state in State::all(&conditions(&[role, other], home)) {
        let activated = state.holds(Condition::Activated);
        let one = grant(role, home, 0, Term::ALWAYS, activated);
        let two = grant(other, home, 1, Term::ALWAYS, activated);
        let both = reached(&world(policy, home, vec![one.clone(), two.clone()], state), NOW);
        for single in [one, two] {
            let key = single.role.clone();
            let has = reached(&world(policy, home, vec![single], state), NOW);
            if let Some(control) = more(policy, &has, &both) {
                broken(Invariant::RolesAddUp, Some(control));
            }
            // Removed by the customer, with what a partner may take back.
            let taken_back = key == PROVISIONING_ADMIN;
            let removed = !state.holds(Condition::NotBlocked);
            let rest_is_derived =
                [role, other].iter().filter(|it| it.key != key).all(|it| it.class == RoleClass::Partner);
            if removed && taken_back && rest_is_derived {
                let sale = state.holds(Condition::Sale);
                let most = if sale { has } else { [Rights::NONE; 4] };
                if let Some(control) = more(policy, &both, &most) {
                    broken(Invariant::RemovedIsRemoved, Some(control));
                }
            }
        }
    }
}

/// What somebody with one role may give to others. Roles that do not suit the other's home are refused whoever gives.
fn gives<'r>(
    policy: &Policy,
    role: &Role,
    roles: impl Iterator<Item = &'r Role>,
    home: Home,
    found: &mut BTreeSet<Violation>,
) {
    let facts = world(policy, home, vec![grant(role, home, 0, Term::ALWAYS, true)], State::EVERYTHING);
    let has = reached(&facts, NOW);
    let assigns = ["roles", "customer_roles", "external_admins"]
        .iter()
        .any(|name| policy.control(name).is_some_and(|control| has[0].allow(control, Level::Manage)));
    let mut broken = |invariant, given: &Role| {
        let control = Some(called(given));
        found.insert(Violation { invariant, roles: vec![called(role)], home: home.name(), control });
    };
    for given in roles {
        let may_give = |holder| {
            let scope = grant(given, Home::Customer, 0, Term::ALWAYS, true).scope;
            let organization = Home::Customer.id();
            let giving = Giving { giver: PERSON, holder, role: given, scope: &scope, organization };
            decide_giving(&facts, &giving, NOW).is_ok()
        };
        if home != Home::Customer && given.holders != Holders::Home && may_give(STRANGER) {
            broken(Invariant::OutsidersAddNobody, given);
        }
        let local = !matches!(given.class, RoleClass::Partner | RoleClass::Vendor);
        if !assigns && local && given.holders != Holders::Outside && may_give(COLLEAGUE) {
            let grants = vec![grant(given, Home::Customer, 0, Term::ALWAYS, true)];
            let theirs = reached(&world(policy, Home::Customer, grants, State::EVERYTHING), NOW);
            if more(policy, &theirs, &has).is_some() {
                broken(Invariant::NobodyGivesWhatTheyLack, given);
            }
        }
    }
}

/// Somebody without any grant, with every condition in their favour.
fn nobody(policy: &Policy, found: &mut BTreeSet<Violation>) {
    for home in Home::ALL {
        let has = reached(&world(policy, home, Vec::new(), State::EVERYTHING), NOW);
        if !is_nothing(&has) {
            found.insert(Violation {
                invariant: Invariant::NothingFromNothing,
                roles: Vec::new(),
                home: home.name(),
                control: more(policy, &has, &[Rights::NONE; 4]),
            });
        }
    }
}

fn manages(policy: &Policy, has: &[Rights; 4], name: &str) -> bool {
    policy.control(name).is_some_and(|control| has.iter().any(|rights| rights.allow(control, Level::Manage)))
}

fn is_nothing(has: &[Rights; 4]) -> bool {
    has.iter().all(|rights| rights.is_none())
}
