//! Does the policy as a whole make sense: is everything in it reachable, and is there what the rules read?

use super::document::{At, Place, Report};
use super::parse::{Raw, RawRole, SETTINGS};
use super::{Cell, ControlId, Fault, Holders, Policy, Role, RoleClass, ScopeKind, SettingType, Situation};
use crate::mask::{Mask, Rights};
use prokura_domain::grant::role::{FULL_ADMIN, VENDOR_ADMIN};
use prokura_domain::setting::key;

/// Reports a role that contradicts its class. Runs on every role, whatever else is wrong.
pub(super) fn shape(role: &RawRole, report: &mut Report) {
    let Some(class) = role.class else { return };
    let mut contradicted = |fits: bool, key, value, allowed| {
        if !fits {
            report.add(role.key.place, Fault::ClassContradicted { class: class.code(), key, value, allowed });
        }
    };
    if let Some(holders) = role.holders {
        let (fits, allowed) = match class {
            RoleClass::Organization
            | RoleClass::Location
            | RoleClass::Partner
            | RoleClass::Vendor
            | RoleClass::Custom => (holders == Holders::Home, "home"),
            RoleClass::External => (holders == Holders::Outside, "outside"),
            RoleClass::Site | RoleClass::Service => (true, "any"),
        };
        contradicted(fits, "holders", holders.code(), allowed);
    }
    if let Some(scope) = role.scope {
        let (fits, allowed) = match class {
            RoleClass::Organization
            | RoleClass::Service
            | RoleClass::External
            | RoleClass::Vendor
            | RoleClass::Custom => (scope == ScopeKind::None, "none"),
            RoleClass::Location => (scope == ScopeKind::Locations, "locations"),
            RoleClass::Site => (scope == ScopeKind::Sites, "sites"),
            RoleClass::Partner => (matches!(scope, ScopeKind::None | ScopeKind::Customers), "none or customers"),
        };
        contradicted(fits, "scope", scope.code(), allowed);
    }
    // RST-02
    contradicted(!role.lifts_restrictions || class == RoleClass::Partner, "lifts_restrictions", "true", "false");
    if role.needs_service.is_some() && !role.needs_sale {
        report.add(
            role.key.place,
            Fault::MissingKey {
                key: "needs_sale".to_owned(),
                of: format!("role `{}`, which needs a service of a sale,", role.key.value),
            },
        );
    }
}

/// What no custom role gives at all: what only a compliance officer has, and what stands beside another role (ROL-08).
const NEVER_COMPOSED: [&str; 4] = ["content", "legal_hold", "meetings_join", "meetings_live"];
/// What no custom role manages: the giving of authority, and what an approval is asked for (SUP-02).
const NEVER_MANAGED: [&str; 7] = [
    "roles",
    "external_admins",
    "partner_roles",
    "customer_roles",
    "contact_center_admins",
    "support_access",
    "policy_pack",
];

/// Reports what custom roles could be composed of and must not: more than the full administrator of such an
/// organization has, or what composing would hand on.
pub(super) fn composable(raw: &[&RawRole], policy: &Policy, report: &mut Report) {
    let written = raw.iter().zip(&policy.roles).filter(|(_, role)| role.class == RoleClass::Custom);
    for (position, (raw, role)) in written.enumerate() {
        let place = raw.key.place;
        if position > 0 {
            report.add(place, Fault::Duplicate { what: "class", name: RoleClass::Custom.code().to_owned() });
        }
        let alone = !role.lifts_restrictions
            && !role.needs_sale
            && role.needs_service.is_none()
            && role.needs_activation.is_empty()
            && role.beside.is_empty()
            && !role.last_holder_stays;
        if !alone {
            report.add(place, Fault::ComposedConditionally);
        }
        for situation in Situation::ALL {
            let Some(cells) = role.cells(situation) else { continue };
            let most = Rights { manage: cells.manage, read: cells.read | cells.manage };
            if cells.any() != most.read {
                report.add(place, Fault::ComposedConditionally);
            }
            let governing = match situation {
                Situation::VendorHome => VENDOR_ADMIN,
                Situation::Home
                | Situation::PartnerHome
                | Situation::FromManagingPartner
                | Situation::FromOtherPartner
                | Situation::FromElsewhere
                | Situation::PartnerHub
                | Situation::ManagedCustomer
                | Situation::VendorElsewhere => FULL_ADMIN,
            };
            let theirs = policy.roles.iter().find(|role| role.key == governing);
            let theirs = theirs.and_then(|role| role.cells(situation));
            let theirs = theirs.map_or(Rights::NONE, |cells| Rights { manage: cells.manage, read: cells.read });
            for area in &policy.areas {
                let named = |names: &[&str]| names.contains(&area.name.as_str());
                let over = (most.manage & area.controls & !theirs.manage) | (most.read & area.controls & !theirs.read);
                let partly = cells.about(area) == Some(Cell::Settings);
                let handed_on = (named(&NEVER_MANAGED) && !(most.manage & area.controls).is_empty())
                    || (named(&NEVER_COMPOSED) && !(most.read & area.controls).is_empty());
                if !over.is_empty() || partly || handed_on {
                    let (area, situation) = (area.name.clone(), situation.code());
                    report.add(place, Fault::NotComposable { area, situation });
                }
            }
        }
    }
}

/// Reports what the whole lacks. Only for a policy without other errors.
pub(super) fn check(raw: &Raw, policy: &Policy, report: &mut Report) {
    reachable(raw, policy, report);
    settings_of_rules(policy, report);
}

fn reachable(raw: &Raw, policy: &Policy, report: &mut Report) {
    let written = |role: &Role| raw.roles.iter().find(|written| written.key.value == role.key);
    for (role, written) in policy.roles.iter().filter_map(|role| Some((role, written(role)?))) {
        if role.cells.iter().all(Option::is_none) {
            report.add(written.key.place, Fault::IdleRole(role.key.clone()));
        }
    }
    let cells = || policy.roles.iter().flat_map(|role| role.cells.iter().flatten().map(move |cells| (role, cells)));
    let given = cells().fold(Mask::NONE, |mask, (_, cells)| mask | cells.any());
    let lifted = cells()
        .filter(|(role, _)| role.lifts_restrictions)
        .fold(Mask::NONE, |mask, (_, cells)| mask | cells.manage | cells.sold);
    for (id, control) in (0..).map(ControlId).zip(&policy.controls) {
        let place = place_of(&control.name, raw);
        if !given.has(id) {
            report.add(place, Fault::Unreachable(control.name.clone()));
        } else if control.restriction.is_some() && !lifted.has(id) {
            report.add(place, Fault::NobodyLifts(control.name.clone()));
        }
    }
    for (area, written) in policy.areas.iter().zip(&raw.areas) {
        let used = cells().any(|(_, cells)| cells.about(area) == Some(Cell::Settings));
        if area.settings.is_some() && !used {
            report.add(written.name.place, Fault::IdleSettingsControl(area.name.clone()));
        }
    }
}

/// Where a control is written: itself, or the area it stands for.
fn place_of(control: &str, raw: &Raw) -> Place {
    let areas = raw.areas.iter().map(|area| &area.name);
    let written: Option<&At<String>> = raw
        .restrictions
        .iter()
        .map(|restriction| &restriction.name)
        .chain(areas.clone())
        .find(|name| name.value == control)
        .or_else(|| areas.clone().find(|name| control.strip_suffix(".settings") == Some(name.value.as_str())));
    written.map_or(Place::whole(super::parse::AREAS), |name| name.place)
}

fn settings_of_rules(policy: &Policy, report: &mut Report) {
    let switch = |value: &SettingType| matches!(value, SettingType::Switch);
    let demotion = |value: &SettingType| {
        matches!(value, SettingType::Choice(choices)
            if ["individually", "all_at_once"].iter().all(|code| choices.iter().any(|choice| choice == code)))
    };
    let areas = |value: &SettingType| {
        matches!(value, SettingType::Choices(choices)
            if choices.iter().all(|choice| policy.area(choice).is_some_and(|area| area.withholdable)))
    };
    let days = |value: &SettingType| matches!(value, SettingType::Number { min, .. } if *min >= 1);
    type Fits<'a> = &'a dyn Fn(&SettingType) -> bool;
    let rules: [(&str, &str, Fits<'_>); 6] = [
        (key::RESTRICTED_MODE, "a switch", &switch),
        (key::READ_ONLY_SUPPORT, "a switch", &switch),
        (key::EXTERNAL_CONTACT_CENTER_ROLE, "a switch", &switch),
        (key::EXTERNAL_DEMOTION, "a choice with `individually` and `all_at_once`", &demotion),
        (key::WITHHELD_AREAS, "choices among the areas that may be withheld", &areas),
        (key::EXTERNAL_READ_ONLY_DAYS, "a number from 1", &days),
    ];
    for (key, expected, fits) in rules {
        if !policy.setting(key).is_some_and(|setting| fits(&setting.value)) {
            report.add(Place::whole(SETTINGS), Fault::SettingOfRule { key, expected });
        }
    }
}
