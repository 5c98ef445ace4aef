//! Random worlds: whatever valid file goes in, its export says the same, and goes in again without a change.

use crate::apply::Stored;
use prokura_app::world::{json, toml};
use proptest::prelude::*;
use std::fmt::Write as _;

const ORGANIZATIONS: [(&str, &str); 7] = [
    ("vendor", "vendor"),
    ("p-1", "partner"),
    ("p-2", "partner"),
    ("c-1", "customer"),
    ("c-2", "customer"),
    ("free", "self_registered"),
    ("consumers", "consumer"),
];
const ROLES: [&str; 14] = [
    "full_admin",
    "read_only_admin",
    "device_admin",
    "advanced_troubleshooting",
    "location_admin",
    "site_admin",
    "site_read_only_admin",
    "contact_center_admin",
    "external_full_admin",
    "external_read_only_admin",
    "provisioning_admin",
    "partner_full_admin",
    "partner_admin",
    "vendor_admin",
];
/// Around the moment of the first import, 2026-03-02T09:00:00Z.
const TIMES: [&str; 5] = [
    "2024-01-01T00:00:00Z",
    "2026-03-02T09:00:00Z",
    "2026-03-02T12:00:00+02:00",
    "2026-03-02T11:00:00.000001Z",
    "2031-12-31T23:59:59.999999Z",
];

fn pick<T: Copy + std::fmt::Debug + 'static>(from: &'static [T]) -> impl Strategy<Value = T> {
    (0..from.len()).prop_map(move |at| from[at])
}

fn term() -> impl Strategy<Value = String> {
    (0..=TIMES.len(), 0..=TIMES.len()).prop_map(|(from, until)| {
        let mut text = String::new();
        if let Some(time) = TIMES.get(from) {
            let _ = writeln!(text, "from = \"{time}\"");
        }
        if let Some(time) = TIMES.get(until).filter(|_| until > from || from == TIMES.len()) {
            let _ = writeln!(text, "until = \"{time}\"");
        }
        text
    })
}

fn switches() -> impl Strategy<Value = String> {
    proptest::sample::subsequence(
        vec![
            "locale = \"cs\"",
            "allow_read_only_support = false",
            "external_demotion = \"all_at_once\"",
            "external_admins_manage_contact_centre_role = true",
            "withheld_from_externals = [\"audit\", \"analytics\"]",
        ],
        0..=5,
    )
    .prop_map(|lines| lines.join("\n"))
}

fn relationship() -> impl Strategy<Value = String> {
    (pick(&["p-1", "p-2"]), pick(&["c-1", "c-2", "free"]), term()).prop_map(|(partner, customer, term)| {
        format!("[[relationship]]\npartner = \"{partner}\"\ncustomer = \"{customer}\"\n{term}")
    })
}

fn grant() -> impl Strategy<Value = String> {
    (0..9usize, pick(&ROLES), pick(&ORGANIZATIONS), term(), any::<bool>(), 0..3usize, "[ -~ž\n]{0,12}").prop_map(
        |(person, role, (organization, _), term, activated, scope, reason)| {
            let scope = match (role, scope) {
                (_, 0) => String::new(),
                ("location_admin", _) => format!("locations = [\"l-{organization}\"]\n"),
                ("site_admin" | "site_read_only_admin", 1) => format!("sites = [\"s-{organization}\"]\n"),
                ("site_admin" | "site_read_only_admin", _) => {
                    format!("sites = [\"t-{organization}\", \"s-{organization}\"]\n")
                }
                ("partner_admin", _) => "customers = [\"c-1\", \"c-2\"]\n".to_owned(),
                _ => String::new(),
            };
            let reason = toml::Value::String(reason);
            format!(
                "[[grant]]\nperson = \"person-{person}@world.example\"\nrole = \"{role}\"\norganization = \"{organization}\"\n\
                 {scope}{term}activated = {activated}\nreason = {reason}\n"
            )
        },
    )
}

fn access() -> impl Strategy<Value = String> {
    (pick(&["block", "partner", "support_grant", "help_desk_session"]), 0..9usize, pick(&ORGANIZATIONS), term())
        .prop_map(|(what, person, (organization, _), term)| {
            let person = format!("person-{person}@world.example");
            let (table, says) = match what {
                "block" => ("block", format!("person = \"{person}\"")),
                "partner" => ("block", "partner = \"p-1\"".to_owned()),
                "support_grant" => {
                    ("support_grant", format!("agent = \"{person}\"\napproved_by = \"person-0@world.example\""))
                }
                _ => ("help_desk_session", format!("agent = \"{person}\"")),
            };
            format!("[[{table}]]\n{says}\norganization = \"{organization}\"\n{term}")
        })
}

/// Organizations, their things and nine people, in parts: each is a table that may or may not fit the others.
fn parts() -> impl Strategy<Value = (String, Vec<String>)> {
    let organizations = proptest::collection::vec(switches(), ORGANIZATIONS.len()).prop_map(|switches| {
        let mut text = String::new();
        for ((id, kind), switches) in ORGANIZATIONS.into_iter().zip(switches) {
            let switches = if matches!(kind, "vendor" | "consumer") { String::new() } else { switches };
            let _ = write!(
                text,
                "[[organization]]\nid = \"{id}\"\nname = \"{id}\"\nkind = \"{kind}\"\n{switches}\n\
                 [[subscription]]\nid = \"b-{id}\"\ncustomer = \"{id}\"\nseller = \"p-1\"\nservices = [\"meetings\", \"calling\"]\nquantity = 3\n\
                 [[site]]\nid = \"s-{id}\"\norganization = \"{id}\"\nsubscription = \"b-{id}\"\nmanaged_by = \"control_hub\"\n\
                 [[site]]\nid = \"t-{id}\"\norganization = \"{id}\"\nsubscription = \"b-{id}\"\nmanaged_by = \"control_hub\"\n\
                 [[location]]\nid = \"l-{id}\"\norganization = \"{id}\"\nname = \"Place\"\n"
            );
        }
        text
    });
    let people = proptest::collection::vec((pick(&ORGANIZATIONS), pick(&["active", "pending", "suspended"])), 9).prop_map(|people| {
        let mut text = String::new();
        for (number, ((home, _), status)) in people.into_iter().enumerate() {
            let _ = write!(
                text,
                "[[person]]\nemail = \"Person-{number}@world.example\"\nname = \"P {number}\"\nhome = \"{home}\"\nstatus = \"{status}\"\n"
            );
        }
        text
    });
    let rows = proptest::collection::vec(prop_oneof![2 => relationship(), 8 => grant(), 3 => access()], 0..40);
    (organizations, people, rows).prop_map(|(organizations, people, rows)| (organizations + &people, rows))
}

/// The file with every row that fits what is already in it, over what is stored.
fn valid(stored: &Stored, base: &str, rows: &[String]) -> String {
    let mut text = base.to_owned();
    for row in rows {
        let longer = format!("{text}{row}");
        if stored.plan(&longer, false).is_ok() {
            text = longer;
        }
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn import_export_import_is_a_no_op((base, rows) in parts(), (other_base, other_rows) in parts(), prune: bool) {
        let mut stored = Stored::empty();
        let first = valid(&stored, &base, &rows);
        stored.import(&first, false);
        prop_assert_eq!(stored.plan(&first, true).map(|plan| plan.events), Ok(vec![]));

        // Another file over the first, where people did not move: what was given stays grounded.
        let homes = base.split("[[person]]").skip(1).collect::<Vec<_>>().join("[[person]]");
        let organizations = other_base.split("[[person]]").next().unwrap_or_default();
        let base = format!("{organizations}[[person]]{homes}");
        let second = valid(&stored, &base, &other_rows);
        if stored.plan(&second, prune).is_ok() {
            stored.import(&second, prune);
            prop_assert_eq!(stored.plan(&second, prune).map(|plan| plan.events), Ok(vec![]));
        }

        for text in [toml(&stored.rows), json(&stored.rows).expect("JSON")] {
            prop_assert_eq!(stored.plan(&text, true).map(|plan| plan.events), Ok(vec![]));
            // Into an empty database, at the same moment, it says the same.
            let mut elsewhere = Stored::empty();
            elsewhere.now = stored.now;
            elsewhere.import(&text, false);
            prop_assert_eq!(toml(&elsewhere.rows), toml(&stored.rows));
        }
    }

    #[test]
    fn whatever_bytes_come_something_is_said_and_nothing_breaks(text in "([\\[\\]{}\"=a-z.,:\n 0-9]|\\[\\[grant\\]\\]\n|sites = ){0,120}") {
        let _ = Stored::empty().plan(&text, true);
        let _ = Stored::empty().plan(&format!("{{{text}"), true);
    }
}
