//! Custom roles in world files: there and back, and refused where they do not fit.

use prokura_app::port::WorldRows;
use prokura_app::world::{Document, Format, Options, plan, toml};
use prokura_decision::policy::Policy;
use prokura_domain::event::Event;
use prokura_domain::time::Timestamp;
use uuid::Uuid;

const BASE: &str = r#"
[[organization]]
id = "clinic"
name = "Clinic"
kind = "customer"
[[organization]]
id = "other"
name = "Other"
kind = "customer"
[[person]]
email = "eve@clinic.example"
name = "Eve"
home = "clinic"
"#;

const ROLE: &str = r#"
[[custom_role]]
id = "0190a1b2-0000-7000-8000-00000000000a"
organization = "clinic"
name_cs = "Recepce"
manages = ["devices"]
reads = ["users"]
"#;

const GRANT: &str = r#"
[[grant]]
person = "eve@clinic.example"
role = "0190a1b2-0000-7000-8000-00000000000a"
organization = "clinic"
"#;

fn planned(text: &str, stored: &WorldRows) -> Result<Vec<Event>, Vec<&'static str>> {
    let policy = Policy::embedded().expect("the policy");
    let document = Document::read(text.as_bytes(), Format::Toml);
    let mut ids = 0_u128;
    let mut new_id = || {
        ids += 1;
        Uuid::from_u128(ids)
    };
    let options = Options { now: Timestamp(1_000), prune: false };
    let planned = plan(&document, stored, &policy, options, &mut new_id);
    planned.map(|plan| plan.events).map_err(|errors| errors.iter().map(|error| error.code.code()).collect())
}

/// What is stored once the events have happened.
fn rows(events: Vec<Event>) -> WorldRows {
    let mut rows = WorldRows::default();
    for event in events {
        if let Event::OrganizationAdded(row) = event {
            rows.organizations.push(row);
        } else if let Event::SettingChanged { after, .. } = event {
            rows.settings.push(after);
        } else if let Event::PersonAdded(row) = event {
            rows.people.push(row);
        } else if let Event::CustomRoleAdded(row) = event {
            rows.custom_roles.push(row);
        } else if let Event::RoleAssigned(row) = event {
            rows.grants.push(row);
        } else {
            panic!("{event:?}");
        }
    }
    rows
}

#[test]
fn a_custom_role_goes_there_and_back() {
    let whole = format!("{BASE}{ROLE}{GRANT}");
    let stored = rows(planned(&whole, &WorldRows::default()).unwrap());
    let id = "0190a1b2-0000-7000-8000-00000000000a";
    assert_eq!(stored.custom_roles[0].id.to_string(), id);
    assert_eq!(stored.grants[0].role, id);
    assert_eq!(planned(&whole, &stored).unwrap(), []);
    let exported = toml(&stored);
    assert!(exported.contains("[[custom_role]]") && exported.contains("name_cs = \"Recepce\""), "{exported}");
    assert_eq!(planned(&exported, &stored).unwrap(), []);
    let again = rows(planned(&exported, &WorldRows::default()).unwrap());
    assert_eq!((again.custom_roles[0].id, &again.grants[0].role), (stored.custom_roles[0].id, &stored.grants[0].role));

    let less = format!("{BASE}{}{GRANT}", ROLE.replace("[\"devices\"]", "[]"));
    let [Event::CustomRoleChanged(change)] = &planned(&less, &stored).unwrap()[..] else { panic!("one change") };
    assert_eq!((change.after.version, change.after.areas.len()), (2, 1));
    let gone = format!("{BASE}{ROLE}deleted = true\n");
    assert!(matches!(planned(&gone, &stored).unwrap()[..], [Event::CustomRoleDeleted(_)]));
}

#[test]
fn a_custom_role_that_does_not_fit_is_refused() {
    let refused = |text: String| planned(&text, &WorldRows::default()).unwrap_err();
    assert_eq!(refused(format!("{BASE}{GRANT}")), ["world_unresolved"]);
    let content = ROLE.replace("\"devices\"", "\"content\"");
    assert_eq!(refused(format!("{BASE}{content}{GRANT}")), ["world_unknown_value"]);
    let gone = format!("{BASE}{ROLE}deleted = true\n{GRANT}");
    assert_eq!(refused(gone), ["world_unresolved"]);
    let elsewhere = ROLE.replace("organization = \"clinic\"", "organization = \"other\"");
    assert_eq!(refused(format!("{BASE}{elsewhere}{GRANT}")), ["world_elsewhere"]);
    let nameless = ROLE.replace("name_cs = \"Recepce\"\n", "");
    assert_eq!(refused(format!("{BASE}{nameless}")), ["world_missing_key"]);
    let id = ROLE.replace("0190a1b2-0000-7000-8000-00000000000a", "reception");
    assert_eq!(refused(format!("{BASE}{id}")), ["world_wrong_type"]);
}
