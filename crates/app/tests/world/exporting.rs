//! What an export holds: everything, what has ended included, so that it can go back in, here or elsewhere.

use crate::apply::{EXAMPLE, Stored, as_json};
use prokura_app::world::{json, toml};
use prokura_domain::event::Event;
use prokura_domain::person::Details;
use prokura_domain::text::{PhoneNumber, Words};
use serde_json::Value;

/// The rows of each table, and the lists in them, in an order of their own.
fn tree(text: &str) -> Value {
    let json = if text.starts_with('{') { text.to_owned() } else { as_json(text) };
    let mut tree: Value = serde_json::from_str(&json).expect("JSON");
    for rows in tree.as_object_mut().expect("tables").values_mut() {
        for row in rows.as_array_mut().expect("rows") {
            for list in row.as_object_mut().expect("a row").values_mut().filter_map(Value::as_array_mut) {
                list.sort_by_key(ToString::to_string);
            }
        }
        rows.as_array_mut().expect("rows").sort_by_key(ToString::to_string);
    }
    tree
}

#[test]
fn the_export_of_the_example_says_what_the_example_says() {
    assert_eq!(tree(&toml(&Stored::example().rows)), tree(EXAMPLE));
}

#[test]
fn toml_and_json_are_the_same_tree_in_the_same_order() {
    let rows = Stored::example().rows;
    let from_toml: Value = serde_json::from_str(&as_json(&toml(&rows))).expect("JSON");
    let from_json: Value = serde_json::from_str(&json(&rows).expect("JSON")).expect("JSON");
    assert_eq!(from_toml, from_json);
}

#[test]
fn an_export_goes_back_in_without_a_change() {
    let stored = Stored::example();
    for text in [toml(&stored.rows), json(&stored.rows).expect("JSON")] {
        assert_eq!(stored.plan(&text, true).expect("valid").events, []);
        let elsewhere = Stored::of(&text);
        assert_eq!(toml(&elsewhere.rows), toml(&stored.rows));
    }
}

#[test]
fn an_export_does_not_hang_on_ids_or_order() {
    let stored = Stored::example();
    let mut other = stored.rows.clone();
    other.organizations.reverse();
    other.people.reverse();
    other.grants.reverse();
    other.relationships.reverse();
    other.subscriptions.reverse();
    other.sites.reverse();
    other.settings.reverse();
    assert_eq!(toml(&other), toml(&stored.rows));
}

#[test]
fn an_export_is_grouped_by_organization() {
    let text = toml(&Stored::example().rows);
    let titles: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("# --- ")).collect();
    assert_eq!(
        titles,
        [
            "Organizations",
            "Who manages whom",
            "Subscriptions, sites and locations",
            "Aurora Cloud (aurora)",
            "Baltic Link Sp. z o.o. (baltic-link)",
            "Tatra Telecom, a.s. (tatra-telecom)",
            "Brno Robotics, s.r.o. (brno-robotics)",
            "Gdańsk Shipyard S.A. (gdansk-shipyard)",
            "Harbour Clinic (harbour-clinic)",
            "Lonely Lighthouse Ltd (lonely-lighthouse)",
            "Consumer accounts (consumers)",
            "Support access",
        ]
    );
}

#[test]
fn whatever_a_text_holds_comes_back() {
    let reason =
        "a \"quote\", a \\ and \ttab,\r\na second line, \u{7f}, ž, 日本, \u{2028}, {brace}".replace('\u{7f}', "");
    let value = serde_json::to_string(&reason).expect("JSON");
    let more = format!(
        r#"{{"grant": [{{"person": "nora@brno.example", "role": "device_admin", "organization": "brno-robotics", "reason": {value}}}]}}"#
    );
    let mut stored = Stored::example();
    stored.import(&more, false);
    let exported = toml(&stored.rows);
    assert_eq!(stored.plan(&exported, true).expect("valid").events, []);
    assert!(Stored::of(&exported).rows.grants.iter().any(|row| row.reason.as_deref() == Some(&*reason)));
}

#[test]
fn what_has_ended_is_exported() {
    let mut stored = Stored::example();
    stored.import(&EXAMPLE.replace("role = \"compliance_officer\"", "role = \"device_admin\""), true);
    let text = toml(&stored.rows);
    assert!(
        text.contains(
            "role = \"compliance_officer\"\norganization = \"brno-robotics\"\nuntil = \"2026-03-02T10:00:00Z\""
        )
    );
    assert_eq!(stored.plan(&text, true).expect("valid").events, []);
}

#[test]
fn what_is_known_of_people_goes_there_and_back() {
    let more = r#"{"person": [{"email": "dana@brno.example", "name": "Dana Dolní", "home": "brno-robotics",
        "title": "Vedoucí \"směny\"", "department": "Montáž", "work_number": "+420 541 141 111"}]}"#;
    let mut stored = Stored::example();
    stored.import(more, false);
    let exported = toml(&stored.rows);
    assert!(exported.contains("work_number = \"+420541141111\"\n"), "{exported}");
    for text in [exported.clone(), json(&stored.rows).expect("JSON")] {
        assert_eq!(stored.plan(&text, true).expect("valid").events, []);
        let there = Stored::of(&text).rows.people;
        let dana = there.iter().find(|person| person.email.as_str() == "dana@brno.example").expect("Dana");
        let Details { title, department, work_number } = &dana.details;
        assert_eq!(title.as_ref().map(Words::as_str), Some("Vedoucí \"směny\""));
        assert_eq!(department.as_ref().map(Words::as_str), Some("Montáž"));
        assert_eq!(work_number.as_ref().map(PhoneNumber::as_str), Some("+420541141111"));
    }
    // What a file leaves out goes, as with everything else of a row.
    let without = exported.replace("department = \"Montáž\"\n", "");
    let planned = stored.plan(&without, false).expect("valid").events;
    let [Event::PersonChanged(change)] = planned.as_slice() else { panic!("{planned:?}") };
    assert_eq!(change.after.details, Details { department: None, ..change.before.details.clone() });
    for wrong in ["541141111", "+420 54a", "00420541141111"] {
        let file = exported.replace("+420541141111", wrong);
        let found = stored.refuses(&file);
        assert!(found.len() == 1 && found[0].contains("no telephone number"), "{found:?}");
    }
}

#[test]
fn of_grants_that_came_to_the_same_term_the_one_that_was_said_is_found_again() {
    let world = "[[organization]]\nid = \"vendor\"\nname = \"Vendor\"\nkind = \"vendor\"\n\n\
        [[organization]]\nid = \"clinic\"\nname = \"Clinic\"\nkind = \"customer\"\n\n\
        [[person]]\nemail = \"p@vendor.example\"\nname = \"P\"\nhome = \"vendor\"\n\n";
    let grant = "[[grant]]\nperson = \"p@vendor.example\"\nrole = \"provisioning_admin\"\norganization = \"clinic\"\n\
        from = \"2026-03-02T09:00:00Z\"\n";
    let until = "until = \"2026-03-02T10:00:00Z\"\n";
    for [first, second] in [["", "activated = false\n"], ["activated = false\n", ""]] {
        let mut stored = Stored::of(&format!("{world}{grant}{first}\n{grant}{until}{second}"));
        // The one without an end is ended at the very moment at which the other one ended.
        stored.import(world, true);
        let terms: Vec<_> = stored.rows.grants.iter().map(|grant| grant.term).collect();
        assert_eq!(terms.len(), 2);
        assert_eq!(terms[0], terms[1]);
        for text in [toml(&stored.rows), json(&stored.rows).expect("JSON")] {
            assert_eq!(stored.plan(&text, true).expect("valid").events, []);
        }
    }
}
