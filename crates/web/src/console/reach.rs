//! What an agent can do with approved access, in plain words, drawn from the policy (SUP-06, SUP-07).

use prokura_app::standing::reaches;
use prokura_decision::facts::Facts as _;
use prokura_decision::index::{OrganizationHandle, PrincipalHandle, Snapshot};
use prokura_decision::mask::{Mask, Rights};
use prokura_decision::policy::{Policy, RoleClass, Situation};
use prokura_domain::grant::role::FULL_ADMIN;
use prokura_domain::text::Locale;
use prokura_domain::time::Timestamp;

/// What approved access gives, and what it does not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// Titles of what can be changed.
    pub changes: Vec<String>,
    /// Titles of what can be read only.
    pub reads: Vec<String>,
    /// Titles of what stays locked by restricted mode, although access would give it.
    pub locked: Vec<String>,
    /// Titles of what a full administrator may do and the agent may not.
    pub denied: Vec<String>,
}

impl Reach {
    /// What an agent's access to an organization gives while it runs.
    #[must_use]
    pub fn of(
        snapshot: &Snapshot,
        agent: PrincipalHandle,
        organization: OrganizationHandle,
        now: Timestamp,
        locale: Locale,
    ) -> Self {
        let policy = snapshot.policy();
        let (rights, locked) = granted(snapshot, agent, organization, now);
        let mut told = Self::default();
        let owner = policy.role(FULL_ADMIN).map(|role| policy.role_at(role));
        let owners = owner.and_then(|role| role.cells(Situation::Home)).map_or(Mask::NONE, |cells| cells.manage);
        for area in &policy.areas {
            let title = area.title.in_locale(locale).to_owned();
            if rights.manage.has(area.itself) {
                told.changes.push(title);
                continue;
            }
            if let Some(settings) = area.settings.filter(|settings| rights.manage.has(*settings)) {
                told.changes.push(policy.control_at(settings).title.in_locale(locale).to_owned());
            }
            if rights.read.has(area.itself) {
                told.reads.push(title);
            } else if owners.has(area.itself) {
                told.denied.push(title);
            }
        }
        told.locked = titles(policy, locked, locale);
        told
    }
}

/// Titles of controls, in the policy's order.
#[must_use]
pub fn titles(policy: &Policy, controls: Mask, locale: Locale) -> Vec<String> {
    controls
        .iter()
        .filter(|control| usize::from(control.0) < policy.controls.len())
        .map(|control| policy.control_at(control).title.in_locale(locale).to_owned())
        .collect()
}

/// The rights of an agent under a grant that runs, and what restricted mode takes from them. The decision itself is asked
/// only once there is a grant; a test holds the two together.
fn granted(
    snapshot: &Snapshot,
    agent: PrincipalHandle,
    organization: OrganizationHandle,
    now: Timestamp,
) -> (Rights, Mask) {
    let policy = snapshot.policy();
    let (Some(person), Some(place)) = (snapshot.principal(agent), snapshot.organization(organization)) else {
        return (Rights::NONE, Mask::NONE);
    };
    let blocked = snapshot.blocks(organization, agent, person.home).any(|term| term.contains(now));
    let (mut rights, mut taken) = (Rights::NONE, Mask::NONE);
    for grant in snapshot.grants(agent).filter(|grant| grant.term.contains(now)) {
        let role = policy.role_at(grant.role);
        let situation = match role.class {
            RoleClass::Partner => Situation::ManagedCustomer,
            RoleClass::Vendor => Situation::VendorElsewhere,
            RoleClass::Organization
            | RoleClass::Location
            | RoleClass::Site
            | RoleClass::Service
            | RoleClass::External
            | RoleClass::Custom => continue,
        };
        let counts =
            role.asks_for_access && reaches(policy, snapshot, agent, organization, now, |other| other.key == role.key);
        let Some(cells) = role.cells(situation).filter(|_| counts) else { continue };
        let on_request = cells.session | cells.approved | cells.granted;
        let mut manage = cells.manage | cells.approved | cells.granted;
        let mut read = cells.any();
        if blocked && role.class == RoleClass::Partner {
            (manage, read) = (manage & on_request, read & on_request);
        }
        if place.restricted && !role.lifts_restrictions {
            taken |= manage & policy.restricted_manage;
            manage &= !policy.restricted_manage;
            if role.class != RoleClass::Partner {
                read &= !policy.restricted_read;
            }
        }
        rights.manage |= manage & !place.withheld;
        rights.read |= read & !place.withheld;
    }
    (rights, taken & !rights.manage)
}
