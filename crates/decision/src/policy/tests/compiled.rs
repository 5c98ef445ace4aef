//! Do the masks say what the files say?

use super::super::{Cells, ControlId, Holders, Policy, Restriction, RoleId, RoleSet, Situation};
use super::{area, policy, role, texts};
use crate::mask::Mask;
use std::collections::{BTreeMap, BTreeSet};
use toml::{Table, Value};

/// One of the sets of [`Cells`], and how to get it.
type Set = (&'static str, fn(&Cells) -> Mask);

const SETS: [Set; 7] = [
    ("manage", |cells| cells.manage),
    ("read", |cells| cells.read),
    ("sold", |cells| cells.sold),
    ("session", |cells| cells.session),
    ("approved", |cells| cells.approved),
    ("granted", |cells| cells.granted),
    ("by_setting", |cells| cells.by_setting),
];

fn strings(value: &Value) -> Vec<String> {
    value.as_array().unwrap().iter().map(|item| item.as_str().unwrap().to_owned()).collect()
}

fn file(name: &str) -> Table {
    texts().into_iter().find(|(file, _)| file == name).unwrap().1.parse().unwrap()
}

/// The cells of a table by role and area, what it inherits included.
fn cells_of(tables: &Table, name: &str) -> BTreeMap<(String, String), String> {
    let table = tables[name].as_table().unwrap();
    let mut all = BTreeMap::new();
    let mut columns = table.get("columns").map(strings);
    if let Some(parent) = table.get("inherits") {
        let parent = parent.as_str().unwrap();
        let inherited = cells_of(tables, parent);
        let from = table.get("of").map_or_else(|| strings(&tables[parent]["columns"]), strings);
        let to = columns.clone().unwrap_or_else(|| from.clone());
        for ((role, area), cell) in inherited {
            for (_, to) in from.iter().zip(&to).filter(|(from, _)| **from == role) {
                all.insert((to.clone(), area.clone()), cell.clone());
            }
        }
        columns = Some(to);
    }
    for (area, row) in table.get("cells").and_then(Value::as_table).into_iter().flatten() {
        for (role, cell) in columns.iter().flatten().zip(strings(row)) {
            all.insert((role.clone(), area.clone()), cell);
        }
    }
    all
}

/// Which sets a cell puts which controls into, by the legend of tables.toml.
fn meaning(cell: &str, area: &str, controls: &[String]) -> Vec<(&'static str, Vec<String>)> {
    let all = controls.to_vec();
    match cell {
        "-" => vec![],
        "R" => vec![("read", all)],
        "M" => vec![("manage", all.clone()), ("read", all)],
        "M:settings" => vec![("manage", vec![format!("{area}.settings")]), ("read", all)],
        "M:sold" => vec![("sold", all)],
        "R:session" => vec![("session", all)],
        "M:approved" => vec![("approved", all)],
        "M:granted" => vec![("granted", all)],
        "CC-02" => vec![("by_setting", all)],
        other => panic!("what is {other}?"),
    }
}

/// Holds every mask of every role against the tables, read a second time and in another way.
#[test]
fn every_mask_says_what_the_tables_say() {
    let policy = policy();
    let mut controls: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (area, fields) in file("areas.toml") {
        let own = controls.entry(area.clone()).or_insert_with(|| vec![area.clone()]);
        if fields.get("settings").is_some() {
            own.push(format!("{area}.settings"));
        }
    }
    for (control, fields) in file("restrictions.toml") {
        controls.get_mut(fields["area"].as_str().unwrap()).unwrap().push(control);
    }

    let mut expected: BTreeSet<(String, &str, &str, String)> = BTreeSet::new();
    let tables = file("tables.toml");
    for name in tables.keys() {
        for ((role, area), cell) in cells_of(&tables, name) {
            for situation in strings(&tables[name]["situations"]) {
                let situation = Situation::ALL.into_iter().find(|known| known.code() == situation).unwrap().code();
                for (set, controls) in meaning(&cell, &area, &controls[&area]) {
                    expected.extend(controls.into_iter().map(|control| (role.clone(), situation, set, control)));
                }
            }
        }
    }

    let mut compiled = BTreeSet::new();
    for role in policy.roles.iter().chain([&policy.composable]) {
        for situation in Situation::ALL {
            for (set, mask) in SETS {
                for control in role.cells(situation).map_or(Mask::NONE, mask).iter() {
                    let control = policy.control_at(control).name.clone();
                    compiled.insert((role.key.clone(), situation.code(), set, control));
                }
            }
        }
    }
    assert!(compiled.len() > 1000, "the tables were read");
    assert_eq!(compiled.difference(&expected).collect::<Vec<_>>(), Vec::<&(_, _, _, _)>::new());
    assert_eq!(expected.difference(&compiled).collect::<Vec<_>>(), Vec::<&(_, _, _, _)>::new());
}

#[test]
fn an_areas_own_control_comes_first_and_the_areas_share_none() {
    let policy = policy();
    let mut seen = Mask::NONE;
    for (position, area) in (0..).zip(&policy.areas) {
        assert_eq!(area.controls.iter().next(), Some(area.itself), "{}", area.name);
        assert_eq!(policy.control(&area.name), Some(area.itself));
        assert!((seen & area.controls).is_empty(), "{}", area.name);
        seen |= area.controls;
        assert!(area.controls.iter().all(|control| policy.control_at(control).area.0 == position), "{}", area.name);
    }
    assert_eq!(seen.iter().count(), policy.controls.len());
    for (id, control) in (0..).map(ControlId).zip(&policy.controls) {
        assert_eq!(policy.control(&control.name), Some(id));
    }
    for (id, role) in (0..).map(RoleId).zip(&policy.roles) {
        assert_eq!(policy.role(&role.key), Some(id));
    }
}

// RST-03
#[test]
fn restricted_mode_has_its_23_controls() {
    let policy = policy();
    let of = |effect| policy.controls.iter().filter(|control| control.restriction == Some(effect)).count();
    assert_eq!((of(Restriction::Deny), of(Restriction::ReadOnly), of(Restriction::Hidden)), (10, 8, 5));
    assert_eq!(policy.restricted_manage.iter().count(), 23);
    assert_eq!(policy.restricted_read.iter().count(), 5);
    assert!(policy.restricted_manage.covers(policy.restricted_read));
    // The pages and the areas are not always the same.
    let area_of = |name: &str| policy.area_at(policy.control_at(policy.control(name).unwrap()).area).name.as_str();
    assert_eq!(area_of("users.directory_sync"), "settings");
    assert_eq!(area_of("services.status"), "users");
}

fn keys(policy: &Policy, roles: RoleSet) -> Vec<&str> {
    (0..).map(RoleId).zip(&policy.roles).filter(|(id, _)| roles.has(*id)).map(|(_, role)| role.key.as_str()).collect()
}

#[test]
fn exclusions_bind_both_ways() {
    let policy = policy();
    // ROL-12
    assert_eq!(keys(&policy, role(&policy, "location_admin").excludes).len(), policy.roles.len() - 1);
    assert_eq!(keys(&policy, role(&policy, "device_admin").excludes), ["location_admin"]);
    // CC-06
    let contact_center =
        ["full_admin", "read_only_admin", "location_admin", "external_full_admin", "external_read_only_admin"];
    assert_eq!(keys(&policy, role(&policy, "contact_center_admin").excludes), contact_center);
    assert_eq!(
        keys(&policy, role(&policy, "external_full_admin").excludes),
        ["location_admin", "contact_center_admin"]
    );
}

#[test]
fn conditions_hang_on_the_roles_that_the_rules_name() {
    let policy = policy();
    let with = |has: fn(&super::super::Role) -> bool| -> Vec<&str> {
        policy.roles.iter().filter(|role| has(role)).map(|role| role.key.as_str()).collect()
    };
    assert_eq!(with(|role| role.lifts_restrictions), ["partner_full_admin", "partner_admin"]); // RST-02
    assert_eq!(with(|role| role.asks_for_access), ["help_desk_advanced", "vendor_support_advanced"]); // SUP-01
    assert_eq!(with(|role| role.needs_sale), ["provisioning_admin"]); // EXT-11
    assert_eq!(with(|role| role.last_holder_stays), ["full_admin"]); // ORG-07
    assert_eq!(with(|role| !role.beside.is_empty()), ["advanced_troubleshooting"]); // ROL-09
    assert_eq!(
        with(|role| role.holders == Holders::Both),
        ["site_admin", "site_user_admin", "site_read_only_admin", "contact_center_admin"]
    );

    // EXT-07
    let everything = policy.areas.iter().fold(Mask::NONE, |mask, area| mask | area.controls);
    assert_eq!(role(&policy, "external_full_admin").needs_activation, area(&policy, "sites").controls);
    for site_role in ["site_admin", "site_user_admin", "site_read_only_admin"] {
        assert_eq!(role(&policy, site_role).needs_activation, everything);
    }

    // ROL-09
    let [join, live] = role(&policy, "advanced_troubleshooting").beside.as_slice() else { panic!("two conditions") };
    assert_eq!((join.controls, join.not_in_partner_home), (area(&policy, "meetings_join").controls, true));
    assert_eq!(keys(&policy, join.roles), ["full_admin"]);
    assert_eq!((live.controls, live.not_in_partner_home), (area(&policy, "meetings_live").controls, false));
    assert_eq!(keys(&policy, live.roles), ["full_admin", "read_only_admin", "support_admin"]);

    // CC-03, EXT-11
    let (controls, bit) = role(&policy, "provisioning_admin").needs_service.unwrap();
    assert_eq!(bit, policy.service_bits(&["contact_center".to_owned()]));
    assert!(controls.covers(area(&policy, "contact_center_portal").controls));
    assert!(!controls.has(area(&policy, "licenses").itself));

    // CC-05
    let [limit] = policy.licence_limits.as_slice() else { panic!("one limit") };
    assert_eq!(limit.with, policy.licence_bits(&["contact_center_standard".to_owned()]));
    assert_eq!(limit.without, policy.licence_bits(&["contact_center_premium".to_owned()]));
    assert_eq!(limit.takes, area(&policy, "contact_center_portal").controls);

    // Every licence takes a seat of a service that can be sold.
    for licence in &policy.licences {
        let service = licence.service.as_deref().unwrap();
        assert!(policy.services.iter().any(|known| known.code == service), "{service}");
    }
    let package = policy.package("professional").unwrap();
    assert_eq!(package.licences, ["calling", "meetings_host", "messaging"]);
    assert!(policy.package("gold").is_none() && policy.licence("gold").is_none());

    // SUP-08
    assert_eq!(policy.vendor_always, area(&policy, "customer_list").controls);
}

#[test]
fn the_digest_names_the_texts() {
    let original = policy().digest;
    assert_eq!(original.len(), 64);
    assert_eq!(policy().digest, original);

    let mut reversed = texts();
    reversed.reverse();
    let reversed = Policy::from_texts(reversed).unwrap();
    assert_eq!(reversed.digest, original, "the order in which the files come does not count");
    assert_eq!(reversed.texts, texts());

    let mut seen = BTreeSet::from([original]);
    for position in 0..texts().len() {
        let mut changed = texts();
        changed[position].1.push_str("# a comment\n");
        assert!(seen.insert(Policy::from_texts(changed).unwrap().digest), "every file counts");
    }
}

#[test]
fn a_directory_gives_the_policy_that_its_files_hold() {
    let directory = tempfile::tempdir().unwrap();
    for (name, text) in texts() {
        std::fs::write(directory.path().join(name), text).unwrap();
    }
    std::fs::write(directory.path().join("matrix.golden.txt"), "not read").unwrap();
    assert_eq!(Policy::load(directory.path()).unwrap().digest, policy().digest);
}
