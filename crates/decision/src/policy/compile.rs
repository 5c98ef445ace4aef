//! From what the files say to the masks that `decide` reads.

use super::document::{At, Place, Report};
use super::parse::{AREAS, ROLES, Raw, RawRole, SERVICES};
use super::{
    Area, AreaId, Beside, Control, ControlId, Fault, Holders, Policy, Restriction, Role, RoleClass, RoleId, RoleSet,
    ScopeKind, Title, check, registry, tables,
};
use crate::mask::Mask;
use std::collections::{HashMap, HashSet};

/// The area whose managing is asking for full access (SUP-06).
pub(super) const ELEVATION: &str = "elevation";
/// Every area, or every other role.
pub(super) const ALL: &str = "*";

/// What names mean.
pub(super) struct Names {
    pub(super) areas: HashMap<String, AreaId>,
    pub(super) controls: HashMap<String, ControlId>,
    pub(super) roles: HashMap<String, RoleId>,
}

/// Compiles. What is wrong is reported, and the result is then not to be used; `None` where the masks cannot hold it.
pub(super) fn compile(raw: &Raw, digest: String, texts: Vec<(String, String)>, report: &mut Report) -> Option<Policy> {
    if !fits(raw, report) {
        return None;
    }
    let (areas, controls, mut names) = areas(raw, report);
    let mut raw_roles: Vec<&RawRole> = raw.roles.iter().collect();
    // What bounds custom roles is no role that anybody is given, and stands after those that are.
    raw_roles.sort_by_key(|role| role.class == Some(RoleClass::Custom));
    for (position, role) in (0..).zip(&raw_roles) {
        name(&role.key, report);
        names.roles.insert(role.key.value.clone(), RoleId(position));
    }
    let services = registry::named(&raw.services, report);
    let licences = registry::licences(&raw.licences, &services, report);
    let packages = registry::packages(&raw.packages, &licences, report);
    let mut policy = Policy {
        digest,
        texts,
        restricted_manage: restricted(&controls, |_| true),
        restricted_read: restricted(&controls, |effect| effect == Restriction::Hidden),
        areas,
        controls,
        roles: Vec::new(),
        composable: nothing_to_compose(),
        tables: Vec::new(),
        sections: registry::named(&raw.sections, report),
        settings: Vec::new(),
        services,
        licences,
        packages,
        licence_limits: Vec::new(),
        vendor_always: Mask::NONE,
        control_names: names.controls.clone(),
        role_keys: names.roles.clone(),
    };
    policy.roles = raw_roles.iter().map(|role| compile_role(role, &policy, &names, report)).collect();
    exclusions(raw, &mut policy, &names, report);
    tables::fill(raw, &mut policy, &names, report);
    check::composable(&raw_roles, &policy, report);
    if let Some(composable) = policy.roles.pop_if(|role| role.class == RoleClass::Custom) {
        policy.role_keys.remove(&composable.key);
        policy.composable = composable;
    }
    if let Some(elevation) = policy.control(ELEVATION) {
        for role in &mut policy.roles {
            role.asks_for_access = role.cells.iter().flatten().any(|cells| cells.manage.has(elevation));
        }
    }
    policy.licence_limits = registry::limits(raw, &policy, &names, report);
    policy.settings = registry::settings(raw, &policy, &names, report);
    Some(policy)
}

/// Whether there are no more things of each kind than the masks hold.
fn fits(raw: &Raw, report: &mut Report) -> bool {
    let controls =
        raw.areas.len() + raw.areas.iter().filter(|area| area.settings.is_some()).count() + raw.restrictions.len();
    let mut all_fit = true;
    for (file, what, count, most) in [
        (AREAS, "controls", controls, 128),
        (ROLES, "roles", raw.roles.len(), 64),
        (SERVICES, "services", raw.services.len(), 32),
        (SERVICES, "licences", raw.licences.len(), 32),
    ] {
        if count > most {
            report.add(Place::whole(file), Fault::TooMany { what, count, most });
            all_fit = false;
        }
    }
    all_fit
}

fn areas(raw: &Raw, report: &mut Report) -> (Vec<Area>, Vec<Control>, Names) {
    let mut names = Names { areas: HashMap::new(), controls: HashMap::new(), roles: HashMap::new() };
    for (position, area) in (0..).zip(&raw.areas) {
        name(&area.name, report);
        names.areas.insert(area.name.value.clone(), AreaId(position));
    }
    for control in &raw.restrictions {
        control_name(&control.name, report);
        if let Some(area) = &control.area {
            find(area, "area", &names.areas, report);
        }
    }
    let (mut areas, mut controls): (Vec<Area>, Vec<Control>) = (Vec::new(), Vec::new());
    for (id, area) in (0..).map(AreaId).zip(&raw.areas) {
        let mut mask = Mask::NONE;
        let mut add = |name: String, title, restriction| {
            // `fits` has counted them: the index stays below 128.
            let control = ControlId(u8::try_from(controls.len()).unwrap_or(u8::MAX));
            controls.push(Control { name: name.clone(), title, area: id, restriction });
            mask |= Mask::of(control);
            (control, names.controls.insert(name, control).is_some())
        };
        let (itself, _) = add(area.name.value.clone(), area.title.clone(), None);
        let settings = area.settings.clone().map(|title| add(format!("{}.settings", area.name.value), title, None).0);
        for control in raw
            .restrictions
            .iter()
            .filter(|control| control.area.as_ref().is_some_and(|named| named.value == area.name.value))
        {
            let (_, again) = add(control.name.value.clone(), control.title.clone(), control.effect);
            if again {
                let name = control.name.value.clone();
                report.add(control.name.place, Fault::Duplicate { what: "control", name });
            }
        }
        areas.push(Area {
            name: area.name.value.clone(),
            title: area.title.clone(),
            itself,
            settings,
            controls: mask,
            withholdable: area.withholdable,
        });
    }
    // A control of an unknown area was reported as that; its name is known all the same.
    for control in &raw.restrictions {
        names.controls.entry(control.name.value.clone()).or_insert(ControlId(0));
    }
    if !names.areas.contains_key(ELEVATION) {
        report.add(Place::whole(AREAS), Fault::AreaOfRule(ELEVATION));
    }
    (areas, controls, names)
}

fn restricted(controls: &[Control], which: impl Fn(Restriction) -> bool) -> Mask {
    (0..)
        .map(ControlId)
        .zip(controls)
        .filter(|(_, control)| control.restriction.is_some_and(&which))
        .fold(Mask::NONE, |mask, (id, _)| mask | Mask::of(id))
}

fn compile_role(raw: &RawRole, policy: &Policy, names: &Names, report: &mut Report) -> Role {
    check::shape(raw, report);
    Role {
        key: raw.key.value.clone(),
        title: raw.title.clone(),
        // What could not be read was reported; the stand-in is never used.
        class: raw.class.unwrap_or(RoleClass::Organization),
        holders: raw.holders.unwrap_or(Holders::Home),
        scope: raw.scope.unwrap_or(ScopeKind::None),
        excludes: RoleSet::NONE,
        lifts_restrictions: raw.lifts_restrictions,
        asks_for_access: false,
        needs_sale: raw.needs_sale,
        needs_service: raw.needs_service.as_ref().map(|(service, areas)| {
            let bit = registry::bits(std::slice::from_ref(service), "service", &policy.services, report);
            (mask_of(areas, policy, names, report), bit)
        }),
        needs_activation: if is_all(&raw.needs_activation) {
            policy.areas.iter().fold(Mask::NONE, |mask, area| mask | area.controls)
        } else {
            mask_of(&raw.needs_activation, policy, names, report)
        },
        beside: raw
            .beside
            .iter()
            .map(|beside| Beside {
                controls: mask_of(&beside.areas, policy, names, report),
                roles: find_each(&beside.roles, "role", &names.roles, report)
                    .into_iter()
                    .fold(RoleSet::NONE, RoleSet::with),
                not_in_partner_home: beside.not_in_partner_home,
            })
            .collect(),
        last_holder_stays: raw.last_holder_stays,
        cells: std::array::from_fn(|_| None),
    }
}

/// The bound of custom roles where the policy says nothing of them: nothing.
fn nothing_to_compose() -> Role {
    Role {
        key: RoleClass::Custom.code().to_owned(),
        title: Title::default(),
        class: RoleClass::Custom,
        holders: Holders::Home,
        scope: ScopeKind::None,
        excludes: RoleSet::NONE,
        lifts_restrictions: false,
        asks_for_access: false,
        needs_sale: false,
        needs_service: None,
        needs_activation: Mask::NONE,
        beside: Vec::new(),
        last_holder_stays: false,
        cells: std::array::from_fn(|_| None),
    }
}

/// Sets who excludes whom, both ways, and reports exclusions that lead in a circle: each pair has one side that says it.
fn exclusions(raw: &Raw, policy: &mut Policy, names: &Names, report: &mut Report) {
    let mut said: Vec<(RoleId, Place, Vec<RoleId>)> = Vec::new();
    for (role, others) in &raw.exclusions {
        let Some(id) = find(role, "role", &names.roles, report) else { continue };
        let others = if is_all(others) {
            (0..).map(RoleId).take(policy.roles.len()).filter(|other| *other != id).collect()
        } else {
            find_each(others, "role", &names.roles, report)
        };
        if others.contains(&id) {
            report.add(role.place, Fault::SelfExclusion(role.value.clone()));
        }
        for other in others.iter().filter(|other| **other != id) {
            for (one, another) in [(id, *other), (*other, id)] {
                if let Some(role) = policy.roles.get_mut(usize::from(one.0)) {
                    role.excludes = role.excludes.with(another);
                }
            }
        }
        said.push((id, role.place, others.into_iter().filter(|other| *other != id).collect()));
    }
    let mut done = RoleSet::NONE;
    for (start, place, _) in &said {
        if let Some(circle) = circle(*start, &said, &mut Vec::new(), &mut done) {
            let names: Vec<_> = circle.iter().map(|id| policy.role_at(*id).key.as_str()).collect();
            report.add(*place, Fault::ExclusionCycle(names.join(", ")));
        }
    }
}

/// A circle that can be reached from a role. Roles in `done` lead to none, or to one that was found.
fn circle(
    role: RoleId,
    said: &[(RoleId, Place, Vec<RoleId>)],
    path: &mut Vec<RoleId>,
    done: &mut RoleSet,
) -> Option<Vec<RoleId>> {
    if let Some(position) = path.iter().position(|on_path| *on_path == role) {
        return path.get(position..).map(<[RoleId]>::to_vec);
    }
    if done.has(role) {
        return None;
    }
    path.push(role);
    let found = said
        .iter()
        .filter(|(from, _, _)| *from == role)
        .flat_map(|(_, _, others)| others)
        .find_map(|other| circle(*other, said, path, done));
    path.pop();
    *done = done.with(role);
    found
}

fn is_all(items: &[At<String>]) -> bool {
    matches!(items, [only] if only.value == ALL)
}

/// What a name means; reported where it means nothing.
pub(super) fn find<T: Copy>(
    written: &At<String>,
    what: &'static str,
    known: &HashMap<String, T>,
    report: &mut Report,
) -> Option<T> {
    let found = known.get(&written.value).copied();
    if found.is_none() {
        report.add(written.place, Fault::Unknown { what, name: written.value.clone() });
    }
    found
}

/// What each name of a list means; a name that stands there twice is reported, too.
pub(super) fn find_each<T: Copy>(
    written: &[At<String>],
    what: &'static str,
    known: &HashMap<String, T>,
    report: &mut Report,
) -> Vec<T> {
    let mut seen = HashSet::new();
    for name in written {
        if !seen.insert(&name.value) {
            report.add(name.place, Fault::Duplicate { what, name: name.value.clone() });
        }
    }
    written.iter().filter_map(|name| find(name, what, known, report)).collect()
}

/// Every control of the areas.
pub(super) fn mask_of(areas: &[At<String>], policy: &Policy, names: &Names, report: &mut Report) -> Mask {
    find_each(areas, "area", &names.areas, report)
        .into_iter()
        .fold(Mask::NONE, |mask, area| mask | policy.area_at(area).controls)
}

fn is_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && name != "read"
        && name != "manage"
}

/// Reports what is no name.
pub(super) fn name(written: &At<String>, report: &mut Report) {
    if !is_name(&written.value) {
        report.add(written.place, Fault::BadName(written.value.clone()));
    }
}

/// Reports what is not names joined by dots.
pub(super) fn dotted_name(written: &At<String>, report: &mut Report) {
    if !written.value.split('.').all(is_name) {
        report.add(written.place, Fault::BadName(written.value.clone()));
    }
}

/// A control beside an area's own is called by two names, so that no area can have its name.
fn control_name(written: &At<String>, report: &mut Report) {
    if written.value.split('.').count() != 2 || !written.value.split('.').all(is_name) {
        report.add(written.place, Fault::BadControlName(written.value.clone()));
    }
}
