//! What an import does: it adds and changes only what differs, and with pruning it ends what the file lacks.

use crate::apply::{EXAMPLE, NOW, Stored, as_json, lines};
use prokura_app::world::{Code, Verb};
use prokura_domain::event::{Event, GrantEnd};
use prokura_domain::grant::{Origin, Scope};
use prokura_domain::id::{GrantId, PrincipalId};
use prokura_domain::person::PersonStatus;
use prokura_domain::setting::{SettingValue, key};
use prokura_domain::time::{Span, Term, Timestamp};

/// The example world without the table that contains a line, up to the next blank line.
fn without(line: &str) -> String {
    let tables: Vec<&str> = EXAMPLE.split("\n\n").collect();
    let kept: Vec<&str> = tables.iter().copied().filter(|table| !table.contains(line)).collect();
    assert_eq!(kept.len() + 1, tables.len(), "one table has {line}");
    kept.join("\n\n")
}

#[test]
fn the_example_world_is_imported_whole() {
    let stored = Stored::example();
    let rows = &stored.rows;
    let counts = [
        rows.organizations.len(),
        rows.relationships.len(),
        rows.subscriptions.len(),
        rows.sites.len(),
        rows.locations.len(),
        rows.people.len(),
        rows.grants.len(),
        rows.blocks.len(),
        rows.support_grants.len(),
        rows.sessions.len(),
        rows.settings.len(),
    ];
    assert_eq!(counts, [8, 4, 4, 4, 2, 27, 36, 1, 1, 0, 6]);
    let person = |email: &str| rows.people.iter().find(|row| row.email.as_str() == email).expect("the person");
    assert_eq!(person("sid@brno.example").status, PersonStatus::Suspended);
    assert_eq!(person("stan@brno.example").licenses, ["contact_center_standard"]);
    let lena = person("lena@lighthouse.example").id;
    let mut activated: Vec<_> =
        rows.grants.iter().filter(|row| row.principal == lena).map(|row| row.activated_at).collect();
    activated.sort();
    // EXT-07: at one of three she has not signed in.
    assert_eq!(activated, [None, Some(NOW), Some(NOW)]);
    assert!(rows.grants.iter().all(|row| row.origin == Origin::Imported && row.version == 1));
    let brno = rows.organizations.iter().find(|row| row.slug.as_str() == "brno-robotics").expect("Brno").id;
    let setting = |name: &str| {
        rows.settings.iter().find(|row| row.organization == brno && row.key == name).map(|row| row.value.clone())
    };
    assert_eq!(setting(key::RESTRICTED_MODE), Some(SettingValue::Switch(true)));
    assert_eq!(setting(key::READ_ONLY_SUPPORT), Some(SettingValue::Switch(true)));
    assert_eq!(setting(key::EXTERNAL_DEMOTION), None);
}

#[test]
fn a_second_import_of_the_same_does_nothing_pruning_or_not() {
    let stored = Stored::example();
    for prune in [false, true] {
        assert_eq!(stored.plan(EXAMPLE, prune).expect("valid").lines, []);
        assert_eq!(stored.plan(EXAMPLE, prune).expect("valid").events, []);
        assert_eq!(stored.plan(&as_json(EXAMPLE), prune).expect("valid").events, []);
    }
}

#[test]
fn toml_and_json_are_the_same_tree() {
    let mut rows = [Stored::of(EXAMPLE).rows, Stored::of(&as_json(EXAMPLE)).rows];
    assert_eq!(rows[0].people, rows[1].people);
    // Ids are given in the order of reading, which is the same.
    let right = std::mem::take(&mut rows[1]);
    assert_eq!(rows[0], right);
}

#[test]
fn a_plan_says_what_is_added_changed_and_ended() {
    let mut stored = Stored::example();
    let changed = EXAMPLE
        .replace("name = \"Nora Nikdo\"", "name = \"Nora Nová\"\nlocale = \"cs\"")
        .replace("name = \"Brno headquarters\"", "name = \"Brno head office\"")
        .replace("quantity = 120", "quantity = 130")
        .replace("allow_read_only_support = true", "allow_read_only_support = false")
        + "[[person]]\nemail = \"New@brno.example\"\nname = \"New\"\nhome = \"brno-robotics\"\n\
           [[grant]]\nperson = \"new@brno.example\"\nrole = \"site_admin\"\norganization = \"brno-robotics\"\n\
           sites = [\"brno.meet.example\"]\nreason = \"helps \\\"out\\\"\"\n";
    let plan = stored.import(&changed, false);
    assert_eq!(
        lines(&plan),
        [
            "~ organization brno-robotics: allow_read_only_support true -> false",
            "~ person nora@brno.example: name \"Nora Nikdo\" -> \"Nora Nová\", locale = \"cs\"",
            "+ person new@brno.example: email = \"new@brno.example\", name = \"New\", home = \"brno-robotics\"",
            "~ subscription brno-suite: quantity 120 -> 130",
            "~ location brno-hq: name \"Brno headquarters\" -> \"Brno head office\"",
            "+ grant new@brno.example site_admin in brno-robotics: person = \"new@brno.example\", role = \"site_admin\", \
             organization = \"brno-robotics\", sites = [\"brno.meet.example\"], reason = \"helps \\\"out\\\"\"",
        ]
    );
    assert_eq!(stored.plan(&changed, false).expect("valid").events, []);
    let nora = stored.rows.people.iter().find(|row| row.email.as_str() == "nora@brno.example").expect("Nora");
    assert_eq!(nora.version, 2);
}

#[test]
fn without_pruning_nothing_that_the_file_lacks_ends() {
    let stored = Stored::example();
    let plan = stored.plan(&without("role = \"compliance_officer\""), false).expect("valid");
    assert_eq!(plan.events, []);
}

#[test]
fn pruning_ends_what_the_file_lacks() {
    let mut stored = Stored::example();
    stored.import(
        "[[help_desk_session]]\nagent = \"hana@tatra.example\"\norganization = \"brno-robotics\"\n\
         [[support_grant]]\nagent = \"hugo@tatra.example\"\norganization = \"harbour-clinic\"\n\
         approved_by = \"harriet@clinic.example\"\nfrom = \"2026-03-02T09:00:00Z\"\n\
         [[block]]\npartner = \"baltic-link\"\norganization = \"gdansk-shipyard\"\n",
        false,
    );
    let fewer = without("role = \"compliance_officer\"")
        .replace("[[relationship]]\npartner = \"tatra-telecom\"\ncustomer = \"brno-robotics\"\n", "")
        .replace("customers = [\"brno-robotics\"]", "customers = [\"harbour-clinic\"]")
        .replace(
            "[[subscription]]\nid = \"clinic-suite\"\ncustomer = \"harbour-clinic\"\nseller = \"tatra-telecom\"\n\
             services = [\"meetings\", \"calling\", \"events\"]\nquantity = 60\n",
            "",
        );
    let now = stored.now;
    let plan = stored.import(&fewer, true);
    let at = "\"2026-03-02T11:00:00Z\"";
    assert_eq!(
        lines(&plan),
        [
            format!("- relationship tatra-telecom -> brno-robotics: until = {at}"),
            format!("- subscription clinic-suite: until = {at}"),
            "~ grant petra@tatra.example partner_admin in tatra-telecom: customers [\"brno-robotics\"] -> [\"harbour-clinic\"]"
                .to_owned(),
            format!("- grant klara@brno.example compliance_officer in brno-robotics: until = {at}"),
            format!("- block of baltic-link in gdansk-shipyard: until = {at}"),
            format!("- support_grant of hugo@tatra.example in harbour-clinic: until = {at}"),
            format!("- help_desk_session of hana@tatra.example in brno-robotics: until = {at}"),
        ]
    );
    assert!(plan.events.iter().any(|event| matches!(event,
        Event::GrantEnded(change, GrantEnd::Pruned) if change.after.term.until == Some(now) && change.after.version == 2)));
    assert_eq!(stored.plan(&fewer, true).expect("valid").events, []);
}

#[test]
fn pruning_leaves_people_and_organizations_and_what_the_file_does_not_list() {
    let stored = Stored::example();
    // Brno alone: what others have stays, and so do Brno's people; what is in Brno ends.
    let brno = "[[organization]]\nid = \"brno-robotics\"\nname = \"Brno Robotics, s.r.o.\"\nkind = \"customer\"\nlocale = \"cs\"\n\
                restricted_mode = true\nallow_read_only_support = true\n";
    let plan = stored.plan(brno, true).expect("valid");
    assert!(plan.lines.iter().all(|line| line.verb == Verb::Ended));
    assert!(lines(&plan).iter().all(|line| line.contains("brno-")), "{:#?}", lines(&plan));
    let grants = plan.events.iter().filter(|event| matches!(event, Event::GrantEnded(..))).count();
    let in_brno =
        lines(&plan).iter().filter(|line| line.ends_with("in brno-robotics: until = \"2026-03-02T10:00:00Z\"")).count();
    assert_eq!((grants, in_brno), (16, 16));
}

#[test]
fn a_future_grant_that_is_pruned_never_was_and_does_not_come_back() {
    let mut stored = Stored::example();
    let future = "[[grant]]\nperson = \"nora@brno.example\"\nrole = \"device_admin\"\norganization = \"brno-robotics\"\n\
                  from = \"2030-01-01T00:00:00Z\"\n";
    stored.import(future, false);
    stored.import(EXAMPLE, true);
    let exported = prokura_app::world::toml(&stored.rows);
    assert!(!exported.contains("2030"), "{exported}");
    assert_eq!(stored.plan(&exported, true).expect("valid").events, []);
}

/// A relationship between Tatra and the shipyard that begins at the moment of the next import, and a customer of it that
/// Hana is assigned to.
fn begins_at_the_next_import() -> (Stored, String) {
    let mut stored = Stored::example();
    let relationship = "[[relationship]]\npartner = \"tatra-telecom\"\ncustomer = \"gdansk-shipyard\"\n\
                        from = \"2026-03-02T11:00:00Z\"\n";
    stored.import(relationship, false);
    assert_eq!(stored.rows.relationships.last().and_then(|row| row.term.from), Some(stored.now));
    let hana = "[[grant]]\nperson = \"hana@tatra.example\"\nrole = \"partner_admin\"\norganization = \"tatra-telecom\"\n\
                customers = [\"gdansk-shipyard\"]\n";
    (stored, hana.to_owned())
}

#[test]
fn a_relationship_that_ends_as_it_begins_never_was_and_nobody_is_assigned_to_its_customer() {
    // PTR-02: what begins and ends at one moment is in force at none, so an export cannot tell of it.
    let (stored, hana) = begins_at_the_next_import();
    assert!(stored.plan(&format!("{EXAMPLE}\n{hana}"), false).is_ok());
    let errors = stored.plan(&format!("{EXAMPLE}\n{hana}"), true).expect_err("it is pruned as it begins");
    assert_eq!(errors.iter().map(|error| error.code).collect::<Vec<_>>(), [Code::NeverManaged]);

    // A grant that is stored, in a partner that the file does not list.
    let (mut stored, hana) = begins_at_the_next_import();
    let now = stored.now;
    stored.import(&hana, false);
    stored.now = now;
    let shipyard = "[[organization]]\nid = \"gdansk-shipyard\"\nname = \"Gdańsk Shipyard\"\nkind = \"customer\"\n";
    let errors = stored.plan(shipyard, true).expect_err("she would be assigned to nobody's customer");
    assert_eq!(errors.iter().map(|error| error.code).collect::<Vec<_>>(), [Code::BreaksGrant]);
    // A moment later it was, if for a moment only.
    stored.now = Timestamp(now.0 + 1);
    stored.import(shipyard, true);
    Stored::of(&prokura_app::world::toml(&stored.rows));
}

#[test]
fn a_subscription_that_ends_before_it_begins_has_no_site() {
    let mut stored = Stored::example();
    let sold = "[[subscription]]\nid = \"brno-more\"\ncustomer = \"brno-robotics\"\nseller = \"tatra-telecom\"\n\
                services = [\"meetings\"]\nquantity = 5\nfrom = \"2030-01-01T00:00:00Z\"\n";
    let site = "[[site]]\nid = \"more.meet.example\"\norganization = \"brno-robotics\"\nsubscription = \"brno-more\"\n\
                managed_by = \"control_hub\"\n";
    stored.import(&format!("{sold}{site}"), false);
    let errors = stored.plan(EXAMPLE, true).expect_err("the site would hang on nothing");
    assert_eq!(errors.iter().map(|error| error.code).collect::<Vec<_>>(), [Code::BreaksSite]);
    let moved = site.replace("brno-more", "brno-suite");
    stored.import(&format!("{EXAMPLE}\n{moved}"), true);
    Stored::of(&prokura_app::world::toml(&stored.rows));
}

/// The grants of somebody with a role: id, term and scope size.
fn grants(stored: &Stored, email: &str, role: &str) -> Vec<(GrantId, Term, usize)> {
    let person: PrincipalId = stored.rows.people.iter().find(|row| row.email.as_str() == email).expect("the person").id;
    let size = |scope: &Scope| match scope {
        Scope::None => 0,
        Scope::Sites(ids) => ids.len(),
        Scope::Locations(ids) => ids.len(),
        Scope::Customers(ids) => ids.len(),
    };
    let held = stored.rows.grants.iter().filter(|row| row.principal == person && row.role == role);
    held.map(|row| (row.id, row.term, size(&row.scope))).collect()
}

fn sam(sites: &str, term: &str) -> String {
    format!(
        "[[grant]]\nperson = \"sam.site@brno.example\"\nrole = \"site_admin\"\norganization = \"brno-robotics\"\n\
         sites = [{sites}]\n{term}\n"
    )
}

#[test]
fn a_changed_scope_end_or_beginning_changes_the_grant() {
    for (sites, term) in [
        ("", ""),
        ("\"brno.meet.example\"", "until = \"2030-01-01T00:00:00Z\""),
        ("\"brno.meet.example\"", "from = \"2025-01-01T00:00:00Z\""),
        ("\"brno-lab.meet.example\"", "from = \"2025-01-01T00:00:00Z\"\nuntil = \"2030-01-01T00:00:00Z\""),
    ] {
        let mut stored = Stored::example();
        let before = grants(&stored, "sam.site@brno.example", "site_admin");
        stored.import(&sam(sites, term), false);
        let after = grants(&stored, "sam.site@brno.example", "site_admin");
        assert_eq!(after.len(), 1, "{sites} {term}");
        assert_eq!(after[0].0, before[0].0);
        assert_ne!(after, before);
        assert_eq!(stored.plan(&sam(sites, term), false).expect("valid").events, []);
    }
}

#[test]
fn two_grants_of_one_role_are_told_apart_by_term_and_scope() {
    let mut stored = Stored::example();
    let before = grants(&stored, "sam.site@brno.example", "site_admin")[0].0;
    // The one that is there, and a later one for both sites.
    let ending = sam("\"brno.meet.example\"", "until = \"2026-06-01T00:00:00Z\"");
    let later = sam("\"brno.meet.example\", \"brno-lab.meet.example\"", "from = \"2026-06-01T00:00:00Z\"");
    let plan = stored.import(&format!("{later}{ending}"), false);
    assert_eq!(plan.lines.iter().map(|line| line.verb).collect::<Vec<_>>(), [Verb::Added, Verb::Changed]);
    let after = grants(&stored, "sam.site@brno.example", "site_admin");
    assert_eq!(after.len(), 2);
    assert_eq!((after[0].0, after[0].2, after[1].2), (before, 1, 2));
    // In the other order it is the same, and one of them alone changes nothing of the other.
    assert_eq!(stored.plan(&format!("{ending}{later}"), true).expect("valid").events.len(), 0);
    assert_eq!(stored.plan(&later, false).expect("valid").events, []);
}

#[test]
fn a_second_term_of_a_relationship_is_a_second_row() {
    let mut stored = Stored::example();
    let again =
        "[[relationship]]\npartner = \"baltic-link\"\ncustomer = \"harbour-clinic\"\nfrom = \"2026-01-01T00:00:00Z\"\n";
    assert_eq!(stored.import(again, false).lines[0].verb, Verb::Added);
    assert_eq!(stored.rows.relationships.len(), 5);
    assert_eq!(stored.plan(again, false).expect("valid").events, []);
}

#[test]
fn what_the_store_has_and_no_file_says_stays() {
    let mut stored = Stored::example();
    for grant in &mut stored.rows.grants {
        grant.origin = Origin::Assigned;
        grant.set_up_as = Some("external_read_only_admin".to_owned());
        grant.version = 7;
        grant.activated_at = grant.activated_at.map(|at| at.minus(Span::days(3)));
    }
    stored.rows.people.iter_mut().for_each(|person| person.version = 7);
    assert_eq!(stored.plan(EXAMPLE, true).expect("valid").events, []);
    let suspended = EXAMPLE.replace("name = \"Nora Nikdo\"", "name = \"Nora Nikdo\"\nstatus = \"suspended\"");
    let plan = stored.plan(&suspended, false).expect("valid");
    assert!(matches!(&plan.events[..], [Event::PersonChanged(change)] if change.after.version == 8));
}

#[test]
fn a_setting_that_is_left_out_goes_back_to_its_default() {
    let mut stored = Stored::example();
    let row = "[[organization]]\nid = \"gdansk-shipyard\"\nname = \"Gdańsk Shipyard S.A.\"\nkind = \"customer\"\nlocale = \"pl\"\n";
    let plan = stored.import(row, false);
    assert_eq!(
        lines(&plan),
        [
            "~ organization gdansk-shipyard: restricted_mode false -> true, withheld_from_externals [\"analytics\", \"audit\"] -> []"
        ]
    );
    assert_eq!(stored.plan(row, false).expect("valid").events, []);
}

#[test]
fn grants_of_service_accounts_are_left_alone() {
    let mut stored = Stored::example();
    let mut grant = stored.rows.grants[0].clone();
    grant.id = GrantId(uuid::Uuid::from_u128(u128::MAX));
    grant.principal = PrincipalId(uuid::Uuid::from_u128(u128::MAX));
    stored.rows.grants.push(grant);
    assert_eq!(stored.plan(EXAMPLE, true).expect("valid").events, []);
    assert_eq!(stored.plan(&prokura_app::world::toml(&stored.rows), true).expect("valid").events, []);
}

#[test]
fn a_pruned_role_and_the_one_that_excludes_it_do_not_overlap() {
    let stored = Stored::example();
    let role = "role = \"contact_center_admin\"\norganization = \"brno-robotics\"\n";
    let cecilie = format!("person = \"cecilie@brno.example\"\n{role}");
    assert!(EXAMPLE.contains(&cecilie));
    let reader = "person = \"cecilie@brno.example\"\nrole = \"read_only_admin\"\norganization = \"brno-robotics\"\n";
    // "Always so far" reaches into the time when she was the other.
    assert_eq!(stored.plan(&EXAMPLE.replace(&cecilie, reader), true).expect_err("refused").len(), 1);
    let from = format!("{reader}from = \"2026-03-02T10:00:00Z\"\n");
    let plan = stored.plan(&EXAMPLE.replace(&cecilie, &from), true).expect("valid");
    assert_eq!(plan.lines.iter().map(|line| line.verb).collect::<Vec<_>>(), [Verb::Added, Verb::Ended]);
}
