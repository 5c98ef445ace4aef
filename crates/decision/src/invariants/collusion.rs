//! What several accounts in one hand come to by giving to one another.
//!
//! One account starts with a role; beside it, in every organization, stands an account without any. Each gives the
//! others whatever it may, and what they then may, until nothing is new. Exclusions are left out: they only ever refuse.
//!
//! Who is there to appoint others (ROL-02, EXT-06, PTR-02, PTR-04) appoints where the rule book says and nowhere else:
//! in the organization the role is in, and from a partner in the customers it serves. With any other role the accounts
//! together never have more than the first had alone (ROL-10). And as long as only outsiders act in an organization,
//! nobody new from outside holds anything there (EXT-05).

use super::{Home, Invariant, NOW, State, Violation, called, everything_composed, first, furnish, grant, organization};
use crate::decide::rights;
use crate::facts::Target;
use crate::giving::{Giving, decide_giving};
use crate::loaded::{LoadedFacts, ResourceId};
use crate::mask::Rights;
use crate::policy::{Holders, Policy, Role, RoleClass, ScopeKind};
use crate::record::PrincipalRecord;
use prokura_domain::grant::{Grant, role as key};
use prokura_domain::id::{GrantId, OrganizationId, PrincipalId};
use prokura_domain::organization::OrganizationKind;
use prokura_domain::time::Term;
use std::collections::BTreeSet;
use uuid::Uuid;

/// The organizations in which a start is tried.
const STARTS: [Home; 3] = [Home::Customer, Home::Partner, Home::Vendor];

/// Tries every start with a role.
pub(super) fn prove<'r, R: Iterator<Item = &'r Role>>(
    policy: &Policy,
    role: &Role,
    roles: impl Fn() -> R,
    home: Home,
    found: &mut BTreeSet<Violation>,
) {
    let mut broken = |invariant, control: Option<String>| {
        found.insert(Violation { invariant, roles: vec![called(role)], home: home.name(), control });
    };
    for place in STARTS.into_iter().filter(|place| suits(role, home, *place)) {
        let start = Hand::new(role, home, place);
        let mut hand = start.clone();
        hand.give(policy, &roles, |_, _| true);
        if appoints(role) {
            for (_, grant) in hand.new_grants(&start) {
                if !may_appoint_in(role, place, grant.organization) {
                    broken(Invariant::NobodyGrowsByOthers, Some(grant.role.clone()));
                }
            }
        } else {
            let (had, has) = (start.everything(policy), hand.everything(policy));
            for (had, has) in had.into_iter().zip(has) {
                let more = (has.manage & !had.manage) | (has.read & !had.read);
                if !more.is_empty() {
                    broken(Invariant::NobodyGrowsByOthers, first(policy, more));
                }
            }
        }
        let mut outsiders = start.clone();
        outsiders.give(policy, &roles, |giver, organization| giver.id() != organization);
        for (holder, grant) in outsiders.new_grants(&start) {
            let known = start.0.iter().any(|account| {
                account.id == holder.id && account.grants.iter().any(|held| held.organization == grant.organization)
            });
            if holder.home != grant.organization && !known {
                broken(Invariant::OutsidersAddNobody, Some(grant.role.clone()));
            }
        }
    }
}

/// The roles that are there to appoint others.
fn appoints(role: &Role) -> bool {
    [key::FULL_ADMIN, key::EXTERNAL_FULL_ADMIN, key::VENDOR_ADMIN].contains(&role.key.as_str())
        || (role.class == RoleClass::Partner && role.lifts_restrictions)
}

/// Where somebody with such a role in a place may come to appoint.
fn may_appoint_in(role: &Role, place: Home, organization: OrganizationId) -> bool {
    let customer = organization == Home::Customer.id();
    match (role.scope, place) {
        (ScopeKind::Customers, _) => customer,
        (ScopeKind::None | ScopeKind::Sites | ScopeKind::Locations, Home::Partner) => {
            customer || organization == place.id()
        }
        (
            ScopeKind::None | ScopeKind::Sites | ScopeKind::Locations,
            Home::Customer | Home::OtherPartner | Home::OtherCustomer | Home::Vendor,
        ) => organization == place.id(),
    }
}

/// Whether people of a home can hold a role in a place at all.
fn suits(role: &Role, home: Home, place: Home) -> bool {
    match role.class {
        RoleClass::Partner => home == place && place.kind() == OrganizationKind::Partner,
        RoleClass::Vendor => home == place && place.kind() == OrganizationKind::Vendor,
        RoleClass::Organization
        | RoleClass::Location
        | RoleClass::Site
        | RoleClass::Service
        | RoleClass::External
        | RoleClass::Custom => match role.holders {
            Holders::Home => home == place,
            Holders::Outside => home != place,
            Holders::Both => true,
        },
    }
}

/// The accounts in one hand, the one that starts first.
#[derive(Clone)]
struct Hand(Vec<PrincipalRecord>);

impl Hand {
    fn new(role: &Role, home: Home, place: Home) -> Self {
        let mut first = account(0, home);
        first.grants.push(given(role, home, place, first.id));
        let others = (1..).zip(Home::ALL).map(|(number, home)| account(number, home));
        Self([first].into_iter().chain(others).collect())
    }

    /// The accounts in the world in which everything is in their favour.
    fn facts<'p>(&self, policy: &'p Policy) -> LoadedFacts<'p> {
        let mut facts = LoadedFacts::new(policy);
        let custom = everything_composed(policy);
        for place in Home::ALL {
            let Some(mut record) = organization(place, custom.as_ref()) else { continue };
            if place == Home::Customer {
                furnish(policy, &mut record, Home::Partner, State::EVERYTHING);
            }
            facts.put_organization(record);
        }
        for account in &self.0 {
            facts.put_principal(account.clone());
        }
        facts
    }

    /// Lets everybody who may act in a place give what they may, until nothing is new.
    fn give<'r, R: Iterator<Item = &'r Role>>(
        &mut self,
        policy: &Policy,
        roles: &impl Fn() -> R,
        acts: impl Fn(Home, OrganizationId) -> bool,
    ) {
        let mut facts = self.facts(policy);
        loop {
            let mut gave = false;
            for giver in 0..self.0.len() {
                for holder in (0..self.0.len()).filter(|holder| *holder != giver) {
                    for (role, place) in roles().flat_map(|role| Home::ALL.map(|place| (role, place))) {
                        let home = home_of(&self.0[holder]);
                        let (giver_id, holder_id) = (self.0[giver].id, self.0[holder].id);
                        let held = |grant: &Grant| grant.role == role.key && grant.organization == place.id();
                        if self.0[giver].grants.is_empty()
                            || !acts(home_of(&self.0[giver]), place.id())
                            || !suits(role, home, place)
                            || self.0[holder].grants.iter().any(held)
                        {
                            continue;
                        }
                        let grant = given(role, home, place, holder_id);
                        let giving = Giving {
                            giver: giver_id,
                            holder: holder_id,
                            role,
                            scope: &grant.scope,
                            organization: place.id(),
                        };
                        if decide_giving(&facts, &giving, NOW).is_ok() {
                            self.0[holder].grants.push(grant);
                            facts.put_principal(self.0[holder].clone());
                            gave = true;
                        }
                    }
                }
            }
            if !gave {
                return;
            }
        }
    }

    /// What was given since a start, and to whom.
    fn new_grants<'h>(&'h self, start: &'h Self) -> impl Iterator<Item = (&'h PrincipalRecord, &'h Grant)> {
        self.0.iter().zip(&start.0).flat_map(|(account, before)| {
            account.grants.iter().skip(before.grants.len()).map(move |grant| (account, grant))
        })
    }

    /// What the accounts may do together: to each organization, and to what the customer has.
    fn everything(&self, policy: &Policy) -> Vec<Rights> {
        let facts = self.facts(policy);
        let customer = Home::Customer.id();
        let resources = [
            ResourceId::Site(super::SITE),
            ResourceId::Location(super::LOCATION),
            ResourceId::Subscription(super::SUBSCRIPTION),
        ];
        let resources =
            resources.into_iter().filter_map(|resource| Some((customer, facts.target(customer, resource)?)));
        let whole = Home::ALL.map(|place| (place.id(), Target::Organization));
        whole
            .into_iter()
            .chain(resources)
            .map(|(place, target)| {
                let of = |account: &PrincipalRecord| rights(policy, &facts, account.id, place, target, NOW);
                self.0.iter().map(of).fold(Rights::NONE, |all, rights| all | rights)
            })
            .collect()
    }
}

fn account(number: u128, home: Home) -> PrincipalRecord {
    PrincipalRecord {
        id: PrincipalId(Uuid::from_u128(1_000 + number)),
        email: None,
        home: home.id(),
        active: true,
        licenses: Vec::new(),
        grants: Vec::new(),
        support_grants: Vec::new(),
        sessions: Vec::new(),
    }
}

fn home_of(account: &PrincipalRecord) -> Home {
    Home::ALL.into_iter().find(|home| home.id() == account.home).unwrap_or(Home::OtherCustomer)
}

fn given(role: &Role, home: Home, place: Home, holder: PrincipalId) -> Grant {
    let grant = grant(role, home, 0, Term::ALWAYS, true);
    Grant { id: GrantId(holder.0), principal: holder, organization: place.id(), ..grant }
}
