//! What custom roles give: a part of what the policy lets be composed, narrowed by the same rules as every role.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

use prokura_decision::decide::{Question, allows, explain, rights};
use prokura_decision::facts::Target;
use prokura_decision::loaded::LoadedFacts;
use prokura_decision::mask::{Level, Rights};
use prokura_decision::policy::{Policy, Situation};
use prokura_decision::reason::Reason;
use prokura_decision::record::{OrganizationRecord, PrincipalRecord};
use prokura_domain::custom_role::{AreaLevel, Areas, CustomRole, Spelled};
use prokura_domain::grant::{Grant, Origin, Scope};
use prokura_domain::id::{CustomRoleId, GrantId, OrganizationId, PrincipalId};
use prokura_domain::organization::{Organization, OrganizationKind};
use prokura_domain::setting::{Setting, SettingValue, key};
use prokura_domain::time::{Term, Timestamp};
use uuid::Uuid;

const NOW: Timestamp = Timestamp(1_000);
const HERE: OrganizationId = OrganizationId(Uuid::from_u128(1));
const ELSEWHERE: OrganizationId = OrganizationId(Uuid::from_u128(2));
const PERSON: PrincipalId = PrincipalId(Uuid::from_u128(3));
const ROLE: CustomRoleId = CustomRoleId(Uuid::from_u128(4));

fn policy() -> Policy {
    Policy::embedded().unwrap()
}

fn areas(list: &[(&str, AreaLevel)]) -> Areas {
    list.iter().map(|(area, level)| ((*area).to_owned(), *level)).collect()
}

fn organization(id: OrganizationId, kind: OrganizationKind, restricted: bool) -> OrganizationRecord {
    let setting = Setting {
        organization: id,
        key: key::RESTRICTED_MODE.to_owned(),
        value: SettingValue::Switch(restricted),
        set_by: None,
        set_at: Timestamp(0),
        version: 1,
    };
    OrganizationRecord {
        organization: Organization {
            id,
            slug: format!("o-{}", id.0.as_u128()).parse().unwrap(),
            name: "Clinic".parse().unwrap(),
            kind,
            active: true,
            locale: None,
            version: 1,
        },
        settings: vec![setting],
        relationships: Vec::new(),
        subscriptions: Vec::new(),
        sites: Vec::new(),
        locations: Vec::new(),
        blocks: Vec::new(),
        custom_roles: Vec::new(),
    }
}

fn custom(areas: Areas) -> CustomRole {
    CustomRole {
        id: ROLE,
        organization: HERE,
        names: Spelled { cs: Some("Recepce".parse().unwrap()), ..Spelled::default() }.try_into().unwrap(),
        areas,
        active: true,
        version: 1,
        changed_by: None,
        changed_at: Timestamp(0),
    }
}

fn holder(home: OrganizationId, term: Term) -> PrincipalRecord {
    PrincipalRecord {
        id: PERSON,
        email: None,
        home,
        active: true,
        licenses: Vec::new(),
        grants: vec![Grant {
            id: GrantId(Uuid::from_u128(5)),
            principal: PERSON,
            role: ROLE.to_string(),
            organization: HERE,
            scope: Scope::None,
            origin: Origin::Assigned,
            term,
            activated_at: None,
            given_by: None,
            reason: None,
            set_up_as: None,
            version: 1,
        }],
        support_grants: Vec::new(),
        sessions: Vec::new(),
    }
}

fn facts<'p>(policy: &'p Policy, place: OrganizationRecord, person: PrincipalRecord) -> LoadedFacts<'p> {
    let mut facts = LoadedFacts::new(policy);
    facts.put_organization(place);
    facts.put_organization(organization(ELSEWHERE, OrganizationKind::Customer, false));
    facts.put_principal(person);
    facts
}

fn has(policy: &Policy, facts: &LoadedFacts<'_>) -> Rights {
    rights(policy, facts, PERSON, HERE, Target::Organization, NOW)
}

fn reasons(policy: &Policy, facts: &LoadedFacts<'_>, control: &str, level: Level) -> Vec<Reason> {
    let control = policy.control(control).unwrap();
    let question = Question { principal: PERSON, organization: HERE, target: Target::Organization, control, level };
    let explanation = explain(policy, facts, &question, NOW);
    assert_eq!(explanation.allowed, allows(policy, facts, &question, NOW));
    explanation.reasons()
}

#[test]
fn a_custom_role_gives_its_areas_at_its_levels_and_nothing_else() {
    let policy = policy();
    let mut place = organization(HERE, OrganizationKind::Customer, false);
    place.custom_roles = vec![custom(areas(&[("devices", AreaLevel::Manage), ("users", AreaLevel::Read)]))];
    let facts = facts(&policy, place, holder(HERE, Term::ALWAYS));
    let (devices, users) = (policy.area("devices").unwrap().controls, policy.area("users").unwrap().controls);
    assert_eq!(has(&policy, &facts), Rights { manage: devices, read: devices | users });
    assert_eq!(reasons(&policy, &facts, "devices", Level::Manage), [Reason::Granted]);
    assert_eq!(reasons(&policy, &facts, "users", Level::Manage), [Reason::NotInRole]);
    assert_eq!(reasons(&policy, &facts, "licenses", Level::Read), [Reason::NotInRole]);
}

#[test]
fn whatever_is_written_into_one_it_gives_no_more_than_may_be_composed() {
    let policy = policy();
    let everything: Areas = policy.areas.iter().map(|area| (area.name.clone(), AreaLevel::Manage)).collect();
    for kind in OrganizationKind::ALL {
        let mut place = organization(HERE, kind, false);
        place.custom_roles = vec![custom(everything.clone())];
        let given = has(&policy, &facts(&policy, place, holder(HERE, Term::ALWAYS)));
        let key = if kind == OrganizationKind::Vendor { "vendor_admin" } else { "full_admin" };
        let full = policy.role_at(policy.role(key).unwrap());
        let cells = full.cells(prokura_decision::custom::at_home(kind)).unwrap();
        assert!(Rights { manage: cells.manage, read: cells.read }.cover(given), "{kind:?}");
        let may = |name: &str, level| given.allow(policy.control(name).unwrap(), level);
        for name in ["content", "legal_hold", "meetings_join", "meetings_live"] {
            assert!(!may(name, Level::Read), "{kind:?}: {name}"); // ROL-08
        }
        for name in ["roles", "external_admins", "support_access", "partner_roles", "contact_center_admins"] {
            assert!(!may(name, Level::Manage), "{kind:?}: {name}"); // ROL-10, EXT-05, SUP-02
        }
        for (area, level) in policy.composable_areas(kind) {
            let level = match level {
                AreaLevel::Read => Level::Read,
                AreaLevel::Manage => Level::Manage,
            };
            assert!(may(&policy.area_at(area).name, level), "what is offered is what is given");
        }
    }
}

#[test]
fn restricted_mode_binds_it_as_it_binds_every_role_of_the_customer() {
    // RST-02
    let policy = policy();
    let mut place = organization(HERE, OrganizationKind::Customer, true);
    place.custom_roles = vec![custom(areas(&[("users", AreaLevel::Manage)]))];
    let facts = facts(&policy, place, holder(HERE, Term::ALWAYS));
    assert_eq!(reasons(&policy, &facts, "users", Level::Manage), [Reason::Granted]);
    assert_eq!(reasons(&policy, &facts, "users.create", Level::Manage), [Reason::RestrictedMode]);
    assert_eq!(reasons(&policy, &facts, "services.status", Level::Read), [Reason::RestrictedMode]);
}

#[test]
fn it_counts_only_at_home_in_its_term_and_while_it_is_there() {
    // ROL-01
    let policy = policy();
    let mut place = organization(HERE, OrganizationKind::Customer, false);
    place.custom_roles = vec![custom(areas(&[("devices", AreaLevel::Manage)]))];
    let outsider = facts(&policy, place.clone(), holder(ELSEWHERE, Term::ALWAYS));
    assert!(has(&policy, &outsider).is_none());
    assert_eq!(reasons(&policy, &outsider, "devices", Level::Read), [Reason::WrongHome]);

    let over = facts(&policy, place.clone(), holder(HERE, Term { from: None, until: Some(NOW) }));
    assert_eq!(reasons(&policy, &over, "devices", Level::Read), [Reason::Ended]);
    assert_eq!(reasons(&policy, &over, "users", Level::Read), [Reason::NotInRole], "it never gave that");

    place.custom_roles[0].active = false;
    assert!(has(&policy, &facts(&policy, place.clone(), holder(HERE, Term::ALWAYS))).is_none());
    place.custom_roles.clear();
    assert!(has(&policy, &facts(&policy, place, holder(HERE, Term::ALWAYS))).is_none());
}

#[test]
fn the_location_administrator_excludes_it_and_the_contact_centre_role_does_not() {
    let policy = policy();
    let id = policy.role(&ROLE.to_string()).unwrap();
    let excludes = |key: &str| policy.role_at(policy.role(key).unwrap()).excludes.has(id);
    assert!(excludes("location_admin")); // ROL-12
    assert!(!excludes("contact_center_admin"), "it is neither full nor read-only administrator"); // CC-06
    assert!(policy.roles.iter().all(|role| role.key != policy.composable.key), "nobody is given the bound itself");
    assert_eq!(policy.role(&policy.composable.key), None);
}

#[test]
fn a_custom_role_reads_like_any_other_role() {
    let policy = policy();
    let mut place = organization(HERE, OrganizationKind::Customer, false);
    place.custom_roles = vec![custom(areas(&[("devices", AreaLevel::Manage), ("content", AreaLevel::Read)]))];
    let role = place.role(&policy, &ROLE.to_string()).unwrap();
    assert_eq!((role.key.as_str(), role.title.pl.as_str()), (ROLE.to_string().as_str(), "Recepce"));
    let cells = role.cells(Situation::Home).unwrap();
    assert_eq!(cells.any(), policy.area("devices").unwrap().controls);
    place.custom_roles[0].active = false;
    assert!(place.role(&policy, &ROLE.to_string()).is_none());
    assert!(place.role(&policy, "full_admin").is_some());
    assert!(place.role(&policy, "custom").is_none());
}
