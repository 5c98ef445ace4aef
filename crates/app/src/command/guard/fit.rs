//! Whether a role is one that this person can hold here, when it is given (ROL-01, EXT-02 to EXT-04, CC-07, PTR-02).

use crate::command::guard::code::{
    CONSUMER_REFUSED, CONTACT_CENTER_AT_HOME, CONTACT_CENTER_PROVISIONER, HOLDER_BLOCKED, ROLE_FOR_HOME_ONLY,
    ROLE_FOR_OUTSIDERS_ONLY, ROLE_FOR_PARTNERS_ONLY, ROLE_FOR_VENDOR_ONLY, SERVICE_MISSING, TYPE_FOR_PARTNER_ONLY,
    TYPE_NOT_FOR_PARTNER,
};
use crate::command::guard::problem::Problems;
use crate::command::guard::scene::{Scene, Wanted};
use prokura_decision::facts::Facts as _;
use prokura_decision::giving::sells;
use prokura_decision::loaded::LoadedFacts;
use prokura_decision::policy::{Holders, Role, RoleClass};
use prokura_domain::grant::role;
use prokura_domain::id::OrganizationId;
use prokura_domain::organization::{Blocked, OrganizationKind};
use prokura_domain::time::Timestamp;

/// The service that contact-centre roles are about.
const CONTACT_CENTER: &str = "contact_center";
/// The service that site roles are about.
const MEETINGS: &str = "meetings";

/// Checks whether a role suits its holder.
pub(crate) fn check(
    scene: &Scene,
    facts: &LoadedFacts<'_>,
    now: Timestamp,
    role: &Role,
    wanted: &Wanted,
    problems: &mut Problems,
) {
    let field = wanted.field("role");
    let named = || vec![("role", role.key.clone())];
    let kind = facts.organization(scene.organization).map(|organization| organization.kind);
    match (role.holders, scene.at_home()) {
        (Holders::Home, false) => return problems.rule(field, ROLE_FOR_HOME_ONLY, named()),
        (Holders::Outside, true) => return problems.rule(field, ROLE_FOR_OUTSIDERS_ONLY, named()),
        (Holders::Home | Holders::Both, true) | (Holders::Outside | Holders::Both, false) => {}
    }
    match role.class {
        RoleClass::Partner if kind != Some(OrganizationKind::Partner) => {
            problems.rule(field, ROLE_FOR_PARTNERS_ONLY, named());
        }
        RoleClass::Vendor if kind != Some(OrganizationKind::Vendor) => {
            problems.rule(field, ROLE_FOR_VENDOR_ONLY, named());
        }
        RoleClass::Organization
        | RoleClass::Location
        | RoleClass::Site
        | RoleClass::Service
        | RoleClass::External
        | RoleClass::Partner
        | RoleClass::Vendor
        | RoleClass::Custom => {}
    }
    if !scene.at_home() {
        check_outsider(scene, facts, now, role, wanted, problems);
    }
}

fn check_outsider(
    scene: &Scene,
    facts: &LoadedFacts<'_>,
    now: Timestamp,
    role: &Role,
    wanted: &Wanted,
    problems: &mut Problems,
) {
    let here = scene.organization;
    let home = scene.holder.home;
    if facts.organization(home).is_some_and(|home| home.kind == OrganizationKind::Consumer) {
        return problems.rule("person", CONSUMER_REFUSED, Vec::new());
    }
    if is_blocked(scene, facts, now) {
        problems.rule("person", HOLDER_BLOCKED, Vec::new());
    }
    let field = wanted.field("role");
    let for_partner = role.key == role::EXTERNAL_FULL_ADMIN || role.key == role::PROVISIONING_ADMIN;
    if manages(facts, home, here, now) {
        if !for_partner {
            problems.rule(field, TYPE_NOT_FOR_PARTNER, vec![("role", role.key.clone())]);
        }
        return;
    }
    if role.key == role::PROVISIONING_ADMIN {
        problems.rule(field.as_str(), TYPE_FOR_PARTNER_ONLY, Vec::new());
    }
    let service = match role.class {
        RoleClass::Site => Some(MEETINGS),
        RoleClass::Service => (role.key == role::CONTACT_CENTER_ADMIN).then_some(CONTACT_CENTER),
        RoleClass::Organization
        | RoleClass::Location
        | RoleClass::External
        | RoleClass::Partner
        | RoleClass::Vendor
        | RoleClass::Custom => None,
    };
    if let Some(service) = service.filter(|service| !has_service(facts, here, service, now)) {
        problems.rule(field.as_str(), SERVICE_MISSING, vec![("service", service.to_owned())]);
    }
    if role.key == role::CONTACT_CENTER_ADMIN {
        if has_service(facts, home, CONTACT_CENTER, now) {
            problems.rule(field.as_str(), CONTACT_CENTER_AT_HOME, Vec::new());
        }
        if sells(facts, home, here, now) {
            problems.rule(field, CONTACT_CENTER_PROVISIONER, Vec::new());
        }
    }
}

/// Whether a partner manages an organization now (ORG-02).
pub(crate) fn manages(
    facts: &LoadedFacts<'_>,
    partner: OrganizationId,
    organization: OrganizationId,
    now: Timestamp,
) -> bool {
    let is_partner = facts.organization(partner).is_some_and(|facts| facts.kind == OrganizationKind::Partner);
    is_partner && facts.relationships(partner, organization).any(|term| term.contains(now))
}

/// Whether a block of the organization keeps the holder, or the holder's partner, out now.
pub(crate) fn is_blocked(scene: &Scene, facts: &LoadedFacts<'_>, now: Timestamp) -> bool {
    facts.organization_record(scene.organization).is_some_and(|record| {
        record.blocks.iter().filter(|block| block.term.contains(now)).any(|block| match block.blocked {
            Blocked::Person(person) => person == scene.holder.id,
            Blocked::Partner(partner) => partner == scene.holder.home,
        })
    })
}

fn has_service(facts: &LoadedFacts<'_>, organization: OrganizationId, service: &str, now: Timestamp) -> bool {
    facts.organization_record(organization).is_some_and(|record| {
        record
            .subscriptions
            .iter()
            .any(|sold| sold.term.contains(now) && sold.services.iter().any(|code| code == service))
    })
}
