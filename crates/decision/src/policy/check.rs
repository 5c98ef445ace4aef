//! Does the policy as a whole make sense: is everything in it reachable, and is there what the rules read?

use super::document::{At, Place, Report};
use super::parse::{Raw, RawRole, SETTINGS};
use super::{Cell, ControlId, Fault, Holders, Policy, RoleClass, ScopeKind, SettingType};
use crate::mask::Mask;
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
            RoleClass::Organization | RoleClass::Location | RoleClass::Partner | RoleClass::Vendor => {
                (holders == Holders::Home, "home")
            }
            RoleClass::External => (holders == Holders::Outside, "outside"),
            RoleClass::Site | RoleClass::Service => (true, "any"),
        };
        contradicted(fits, "holders", holders.code(), allowed);
    }
    if let Some(scope) = role.scope {
        let (fits, allowed) = match class {
            RoleClass::Organization | RoleClass::Service | RoleClass::External | RoleClass::Vendor => {
                (scope == ScopeKind::None, "none")
            }
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

/// Reports what the whole lacks. Only for a policy without other errors.
pub(super) fn check(raw: &Raw, policy: &Policy, report: &mut Report) {
    reachable(raw, policy, report);
    settings_of_rules(policy, report);
}

fn reachable(raw: &Raw, policy: &Policy, report: &mut Report) {
    for (role, written) in policy.roles.iter().zip(&raw.roles) {
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
