//! Random small worlds, legal and odd, and questions about them that are often answered with yes.
//!
//! Every term begins and ends at one of a few moments around `now`, so that edges meet: a session that begins when a
//! block does, a grant that ends at the moment asked about.

use super::random::Random;
use prokura_decision::decide::{Question, rights};
use prokura_decision::facts::Target;
use prokura_decision::loaded::LoadedFacts;
use prokura_decision::mask::{Level, Mask};
use prokura_decision::policy::{ControlId, Holders, Policy, Role, RoleClass, ScopeKind};
use prokura_decision::record::{OrganizationRecord, PrincipalRecord};
use prokura_domain::custom_role::{AreaLevel, CustomRole, Spelled};
use prokura_domain::grant::{Grant, Origin, Scope};
use prokura_domain::id::{CustomRoleId, OrganizationId, PrincipalId};
use prokura_domain::organization::{Block, Blocked, Organization, OrganizationKind, Relationship, Subscription};
use prokura_domain::setting::{Setting, SettingValue, key};
use prokura_domain::support::{HelpDeskSession, SupportGrant};
use prokura_domain::time::{Span, Term, Timestamp};
use uuid::Uuid;

/// 3 to 8 organizations and 5 to 15 principals, with all that hangs on them.
#[derive(Clone, Debug)]
pub(crate) struct World {
    pub(crate) now: Timestamp,
    pub(crate) organizations: Vec<OrganizationRecord>,
    pub(crate) principals: Vec<PrincipalRecord>,
    edges: Vec<Timestamp>,
}

/// A question with the moment it is asked about.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked {
    pub(crate) question: Question<PrincipalId, OrganizationId, Uuid>,
    pub(crate) at: Timestamp,
}

/// What a question is asked about.
struct Case<'w> {
    person: &'w PrincipalRecord,
    grant: Option<&'w Grant>,
    place: &'w OrganizationRecord,
    target: Target<Uuid>,
    at: Timestamp,
}

impl World {
    /// The world of a seed.
    pub(crate) fn random(policy: &Policy, seed: u64) -> Self {
        let random = &mut Random::new(seed);
        let now = Timestamp(1_767_225_600_000_000 + i64::try_from(random.below(1_000_000_000)).unwrap());
        let spans = [Span::days(-40), Span::days(-1), Span::hours(-1), Span::minutes(-10), Span(-1), Span(0), Span(1)];
        let mut edges: Vec<Timestamp> = spans.into_iter().map(|span| now.plus(span)).collect();
        edges.extend([Span::minutes(10), Span::hours(1), Span::days(30)].map(|span| now.plus(span)));

        let mut world = Self { now, organizations: Vec::new(), principals: Vec::new(), edges };
        for number in 0..3 + random.below(6) {
            let organization = Organization {
                id: random.id(),
                slug: format!("organization-{number}").parse().unwrap(),
                name: format!("Organization {number}").parse().unwrap(),
                kind: match number {
                    0 => OrganizationKind::Vendor,
                    1 => OrganizationKind::Partner,
                    2 => OrganizationKind::Customer,
                    _ => *random.pick(&[
                        OrganizationKind::Partner,
                        OrganizationKind::Partner,
                        OrganizationKind::Customer,
                        OrganizationKind::Customer,
                        OrganizationKind::Customer,
                        OrganizationKind::SelfRegistered,
                        OrganizationKind::Consumer,
                    ]),
                },
                active: true,
                locale: None,
                version: 1,
            };
            let id = organization.id;
            let apart = &mut random.apart();
            let custom_roles = (0..apart.below(3)).map(|_| custom_role(policy, id, apart.id(), apart)).collect();
            world.organizations.push(OrganizationRecord {
                organization,
                settings: Vec::new(),
                relationships: Vec::new(),
                subscriptions: Vec::new(),
                sites: Vec::new(),
                locations: Vec::new(),
                blocks: Vec::new(),
                custom_roles,
            });
        }
        for number in 0..5 + random.below(11) {
            let home = world.organizations[random.below(world.organizations.len())].organization.id;
            world.principals.push(PrincipalRecord {
                id: random.id(),
                email: Some(format!("person-{number}@world.example").parse().unwrap()),
                home,
                active: true,
                licenses: Vec::new(),
                grants: Vec::new(),
                support_grants: Vec::new(),
                sessions: Vec::new(),
            });
        }
        for place in 0..world.organizations.len() {
            world.renew_organization(policy, place, random);
        }
        for person in 0..world.principals.len() {
            world.renew_principal(policy, person, random);
        }
        world
    }

    /// Everything about the world's principals and organizations, as rows.
    pub(crate) fn loaded<'p>(&self, policy: &'p Policy) -> LoadedFacts<'p> {
        let mut facts = LoadedFacts::new(policy);
        for organization in &self.organizations {
            facts.put_organization(organization.clone());
        }
        for principal in &self.principals {
            facts.put_principal(principal.clone());
        }
        facts
    }

    /// Gives an organization, by its place in the list, new settings, ties and possessions. Its id, look-up key and
    /// kind stay.
    pub(crate) fn renew_organization(&mut self, policy: &Policy, place: usize, random: &mut Random) {
        let id = self.organizations[place].organization.id;
        let kind = self.organizations[place].organization.kind;
        let partners = self.of_kind(OrganizationKind::Partner);
        let sellers = [partners.as_slice(), &self.of_kind(OrganizationKind::Vendor)].concat();
        let is_managed = kind == OrganizationKind::Customer || random.chance(5);

        let mut relationships = Vec::new();
        let mut subscriptions = Vec::new();
        if is_managed {
            for _ in 0..random.below(4) {
                let (partner, term) = (*random.pick(&partners), self.term(random));
                relationships.push(Relationship { id: random.id(), partner, customer: id, term });
            }
        }
        if is_managed || random.chance(40) {
            for number in 0..random.below(4) {
                subscriptions.push(Subscription {
                    id: random.id(),
                    slug: format!("subscription-{place}-{number}").parse().unwrap(),
                    customer: id,
                    seller: *random.pick(&sellers),
                    services: codes(policy.services.iter().map(|service| &service.code), 40, random),
                    quantity: 10,
                    term: self.term(random),
                });
            }
        }
        let mut sites = Vec::new();
        if !subscriptions.is_empty() {
            for number in 0..random.below(4) {
                let slug = format!("site-{place}-{number}").parse().unwrap();
                sites.push((random.id(), slug, random.pick(&subscriptions).id));
            }
        }
        let locations = (0..random.below(3))
            .map(|number| (random.id(), format!("location-{place}-{number}").parse().unwrap()))
            .collect();
        let blocks = (0..if random.chance(40) { 1 + random.below(3) } else { 0 })
            .map(|_| Block {
                id: random.id(),
                organization: id,
                blocked: if random.chance(50) {
                    Blocked::Partner(*random.pick(&partners))
                } else {
                    Blocked::Person(random.pick(&self.principals).id)
                },
                term: self.term(random),
            })
            .collect();
        let settings = settings(policy, id, random);
        let record = &mut self.organizations[place];
        record.organization.active = random.chance(95);
        record.settings = settings;
        record.relationships = relationships;
        record.subscriptions = subscriptions;
        record.sites = sites;
        record.locations = locations;
        record.blocks = blocks;
        let apart = &mut random.apart();
        for custom in &mut record.custom_roles {
            *custom = custom_role(policy, id, custom.id, apart);
        }
    }

    /// Gives a principal, by its place in the list, new licences, grants and support access. Its id, address and home
    /// stay.
    pub(crate) fn renew_principal(&mut self, policy: &Policy, person: usize, random: &mut Random) {
        let PrincipalRecord { id, home, .. } = self.principals[person];
        let kind = self.kind(home);
        let grants = (0..random.below(5)).map(|_| self.grant(policy, id, home, kind, random)).collect();
        let customers = self.of_kind(OrganizationKind::Customer);
        let mut sessions = Vec::new();
        let mut support_grants = Vec::new();
        for _ in 0..if random.chance(60) { 1 + random.below(3) } else { 0 } {
            let organization = if random.chance(85) {
                *random.pick(&customers)
            } else {
                random.pick(&self.organizations).organization.id
            };
            let term = self.term(random);
            if random.chance(50) {
                sessions.push(HelpDeskSession { id: random.id(), agent: id, organization, term });
            } else {
                support_grants.push(SupportGrant {
                    id: random.id(),
                    request: random.chance(50).then(|| random.id()),
                    agent: id,
                    organization,
                    approved_by: random.pick(&self.principals).id,
                    term,
                    ended_by: None,
                });
            }
        }
        let record = &mut self.principals[person];
        record.active = random.chance(93);
        record.licenses = codes(policy.licences.iter().map(|licence| &licence.code), 30, random);
        record.grants = grants;
        record.sessions = sessions;
        record.support_grants = support_grants;
    }

    /// A question that is often answered with yes, and often asked at an edge of time. `facts` are the world's own.
    pub(crate) fn question(&self, policy: &Policy, facts: &LoadedFacts<'_>, random: &mut Random) -> Asked {
        let mut case = self.case(random);
        for _ in 0..3 {
            if rights(policy, facts, case.person.id, case.place.organization.id, case.target, case.at).is_none() {
                case = self.case(random);
            }
        }
        let Case { person, grant, place, target, at } = case;
        let organization = place.organization.id;
        let potential = grant.map_or(Mask::ALL, |grant| {
            let role = policy.role_at(policy.role(&grant.role).unwrap());
            role.cells.iter().flatten().fold(Mask::NONE, |mask, cells| mask | cells.any())
        });
        let held = rights(policy, facts, person.id, organization, target, at);
        let level = *random.pick(&[Level::Read, Level::Manage]);
        let likely = match level {
            Level::Read => held.read,
            Level::Manage => held.manage,
        };
        let control = match random.below(10) {
            0..5 => one_of(likely, policy, random),
            5..9 => one_of(potential, policy, random),
            _ => one_of(Mask::ALL, policy, random),
        };
        Asked { question: Question { principal: person.id, organization, target, control, level }, at }
    }

    /// Somebody somewhere at some time; most often where one of their grants is.
    fn case(&self, random: &mut Random) -> Case<'_> {
        let person = random.pick(&self.principals);
        let grant = (!person.grants.is_empty()).then(|| random.pick(&person.grants));
        let at = if random.chance(50) {
            self.now
        } else {
            random.pick(&self.edges).plus(Span(i64::try_from(random.below(3)).unwrap() - 1))
        };
        let place = match grant {
            Some(grant) if random.chance(60) => {
                self.organizations.iter().find(|place| place.organization.id == grant.organization).unwrap()
            }
            Some(_) | None => random.pick(&self.organizations),
        };
        Case { person, grant, place, target: target(place, random), at }
    }

    fn grant(
        &self,
        policy: &Policy,
        principal: PrincipalId,
        home: OrganizationId,
        kind: OrganizationKind,
        random: &mut Random,
    ) -> Grant {
        let roles: Vec<&Role> = policy.roles.iter().filter(|role| fits(role, kind)).collect();
        let role = if random.chance(92) { *random.pick(&roles) } else { random.pick(&policy.roles) };
        let elsewhere: Vec<OrganizationId> =
            self.organizations.iter().map(|place| place.organization.id).filter(|id| *id != home).collect();
        let organization = match role.holders {
            Holders::Home if random.chance(95) => home,
            Holders::Outside if random.chance(95) => *random.pick(&elsewhere),
            Holders::Both if random.chance(60) => *random.pick(&elsewhere),
            Holders::Home | Holders::Outside | Holders::Both => random.pick(&self.organizations).organization.id,
        };
        let term = self.term(random);
        let place = self.organizations.iter().find(|place| place.organization.id == organization).unwrap();
        let apart = &mut random.apart();
        let custom = place.custom_roles.iter().filter(|_| role.holders == Holders::Home && apart.chance(12)).last();
        let (id, scope) = (random.id(), self.scope(role.scope, organization, random));
        Grant {
            id,
            principal,
            role: custom.map_or_else(|| role.key.clone(), CustomRole::key),
            organization,
            scope: custom.map_or(scope, |_| Scope::None),
            origin: *random.pick(&Origin::ALL),
            term,
            activated_at: random.chance(60).then_some(term.start().max(Timestamp(0))),
            given_by: None,
            reason: None,
            set_up_as: None,
            version: 1,
        }
    }

    fn scope(&self, kind: ScopeKind, organization: OrganizationId, random: &mut Random) -> Scope {
        let place = self.organizations.iter().find(|place| place.organization.id == organization).unwrap();
        match kind {
            ScopeKind::None => Scope::None,
            ScopeKind::Sites => {
                Scope::Sites(sorted(random.some(&place.sites, 60).into_iter().map(|(site, ..)| site).collect()))
            }
            ScopeKind::Locations => {
                Scope::Locations(sorted(random.some(&place.locations, 60).into_iter().map(|(id, _)| id).collect()))
            }
            ScopeKind::Customers => {
                Scope::Customers(sorted(random.some(&self.of_kind(OrganizationKind::Customer), 60)))
            }
        }
    }

    /// A term whose ends are among the world's edges: over, running, to come, or empty.
    fn term(&self, random: &mut Random) -> Term {
        let (one, other) = (*random.pick(&self.edges), *random.pick(&self.edges));
        let past = self.edges[random.below(self.edges.len() / 2)];
        match random.below(10) {
            0..2 => Term::ALWAYS,
            2..4 => Term::starting(past),
            4 => Term { from: None, until: Some(one) },
            5 => Term::starting(one),
            6..8 => Term::between(past, self.edges[self.edges.len() / 2 + random.below(self.edges.len() / 2)]),
            _ => Term::between(one.min(other), one.max(other)),
        }
    }

    fn of_kind(&self, kind: OrganizationKind) -> Vec<OrganizationId> {
        let organizations = self.organizations.iter().map(|place| &place.organization);
        organizations.filter(|organization| organization.kind == kind).map(|organization| organization.id).collect()
    }

    fn kind(&self, id: OrganizationId) -> OrganizationKind {
        self.organizations.iter().find(|place| place.organization.id == id).unwrap().organization.kind
    }
}

/// A custom role composed at random: mostly of what its organization may compose, sometimes of anything.
fn custom_role(policy: &Policy, organization: OrganizationId, id: CustomRoleId, random: &mut Random) -> CustomRole {
    let level = |random: &mut Random| *random.pick(&[AreaLevel::Read, AreaLevel::Manage]);
    let areas = random.some(&policy.areas, 50).into_iter().map(|area| (area.name, level(random))).collect();
    CustomRole {
        id,
        organization,
        names: Spelled { en: Some("Desk".parse().unwrap()), ..Spelled::default() }.try_into().unwrap(),
        areas,
        active: random.chance(90),
        version: 1,
        changed_by: None,
        changed_at: Timestamp(0),
    }
}

/// Whether people of a kind of organization are likely to hold a role.
fn fits(role: &Role, kind: OrganizationKind) -> bool {
    match role.class {
        RoleClass::Partner => kind == OrganizationKind::Partner,
        RoleClass::Vendor => kind == OrganizationKind::Vendor,
        RoleClass::Organization | RoleClass::Location | RoleClass::Site | RoleClass::Service | RoleClass::External => {
            true
        }
        RoleClass::Custom => false,
    }
}

/// The organization as a whole, or something it has.
fn target(place: &OrganizationRecord, random: &mut Random) -> Target<Uuid> {
    match random.below(4) {
        1 if !place.sites.is_empty() => {
            let (site, _, subscription) = random.pick(&place.sites);
            Target::Site { site: site.0, subscription: subscription.0 }
        }
        2 if !place.locations.is_empty() => Target::Location(random.pick(&place.locations).0.0),
        3 if !place.subscriptions.is_empty() => Target::Subscription(random.pick(&place.subscriptions).id.0),
        _ => Target::Organization,
    }
}

/// A control of a set, or of the policy where the set is empty.
fn one_of(mask: Mask, policy: &Policy, random: &mut Random) -> ControlId {
    let known = u8::try_from(policy.controls.len()).unwrap();
    let several: Vec<ControlId> = mask.iter().filter(|control| control.0 < known).collect();
    if several.is_empty() {
        ControlId(u8::try_from(random.below(usize::from(known))).unwrap())
    } else {
        *random.pick(&several)
    }
}

fn settings(policy: &Policy, organization: OrganizationId, random: &mut Random) -> Vec<Setting> {
    let withholdable = policy.areas.iter().filter(|area| area.withholdable).map(|area| &area.name);
    let withheld = codes(withholdable, 15, random);
    let mut values = vec![(key::WITHHELD_AREAS, SettingValue::List(withheld))];
    for switch in [key::RESTRICTED_MODE, key::READ_ONLY_SUPPORT, key::EXTERNAL_CONTACT_CENTER_ROLE] {
        values.push((switch, SettingValue::Switch(random.chance(50))));
    }
    let set = values.into_iter().filter(|_| random.chance(70));
    set.map(|(key, value)| Setting {
        organization,
        key: key.to_owned(),
        value,
        set_by: None,
        set_at: Timestamp(0),
        version: 1,
    })
    .collect()
}

/// Each of several codes with the given chance, sorted.
fn codes<'a>(several: impl Iterator<Item = &'a String>, percent: usize, random: &mut Random) -> Vec<String> {
    let several: Vec<String> = several.cloned().collect();
    sorted(random.some(&several, percent))
}

fn sorted<T: Ord>(mut several: Vec<T>) -> Vec<T> {
    several.sort();
    several
}
