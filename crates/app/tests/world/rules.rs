//! The rules that import checks, each with the line it is broken in.

use crate::apply::{EXAMPLE, Stored};

/// Asserts that the example world with more rows is refused with one sentence, at a line of these rows (from 1).
#[track_caller]
fn refused(more: &str, line: usize, sentence: &str) {
    let found = Stored::empty().refuses(&format!("{EXAMPLE}\n{more}"));
    let at = EXAMPLE.lines().count() + 1 + line;
    assert_eq!(found, [format!("line {at}: {sentence}")]);
}

#[track_caller]
fn accepted(more: &str) {
    if let Err(errors) = Stored::empty().plan(&format!("{EXAMPLE}\n{more}"), false) {
        panic!("{}", crate::apply::sentences(&errors).join("\n"));
    }
}

fn grant(person: &str, role: &str, organization: &str) -> String {
    format!("[[grant]]\nperson = \"{person}\"\nrole = \"{role}\"\norganization = \"{organization}\"\n")
}

#[test]
fn references_must_resolve() {
    refused(
        &grant("nobody@brno.example", "full_admin", "brno-robotics"),
        2,
        "there is no person `nobody@brno.example`, neither in the file nor stored",
    );
    refused(
        &grant("rita@brno.example", "full_admin", "nowhere"),
        4,
        "there is no organization `nowhere`, neither in the file nor stored",
    );
    refused(
        &(grant("rita@brno.example", "site_admin", "brno-robotics")
            + "sites = [\"brno.meet.example\",\n\"gone.example\"]\n"),
        6,
        "there is no site `gone.example`, neither in the file nor stored",
    );
}

#[test]
fn references_resolve_in_what_is_stored_too() {
    let stored = Stored::example();
    let more = grant("nora@brno.example", "site_admin", "brno-robotics") + "sites = [\"brno.meet.example\"]\n";
    assert_eq!(stored.plan(&more, false).expect("valid").events.len(), 1);
    let errors = stored.refuses(&grant("carl@consumers.example", "external_full_admin", "harbour-clinic"));
    assert_eq!(errors.len(), 1, "{errors:?}");
}

// ROL-01
#[test]
fn internal_roles_are_held_only_at_home() {
    refused(
        &grant("filip@brno.example", "full_admin", "harbour-clinic"),
        3,
        "role `full_admin` can be held only at home, and the home of `filip@brno.example` is not `harbour-clinic` (ROL-01)",
    );
    refused(
        &grant("filip@brno.example", "events_admin", "harbour-clinic"),
        3,
        "role `events_admin` can be held only at home, and the home of `filip@brno.example` is not `harbour-clinic` (ROL-01)",
    );
}

// EXT-02
#[test]
fn external_types_are_held_only_elsewhere() {
    refused(
        &grant("nora@brno.example", "external_read_only_admin", "brno-robotics"),
        3,
        "role `external_read_only_admin` is for people from outside, and `brno-robotics` is the home of `nora@brno.example` (EXT-02)",
    );
}

// EXT-04
#[test]
fn consumers_are_never_external() {
    for role in ["external_read_only_admin", "contact_center_admin"] {
        refused(
            &grant("carl@consumers.example", role, "brno-robotics"),
            3,
            "`carl@consumers.example` has a consumer account and cannot be an external administrator (EXT-04)",
        );
    }
}

// PTR-02
#[test]
fn partner_roles_are_held_in_ones_own_partner() {
    for (person, organization) in [
        ("pavel@tatra.example", "baltic-link"),
        ("nora@brno.example", "brno-robotics"),
        ("pavel@tatra.example", "brno-robotics"),
    ] {
        refused(
            &grant(person, "help_desk_basic", organization),
            3,
            "role `help_desk_basic` can be held only by a partner's people, in that partner (PTR-02)",
        );
    }
}

#[test]
fn vendor_roles_are_held_in_the_vendor() {
    for (person, organization) in [("pavel@tatra.example", "aurora"), ("pavel@tatra.example", "tatra-telecom")] {
        refused(
            &grant(person, "vendor_support_basic", organization),
            3,
            "role `vendor_support_basic` can be held only by the vendor's people, in the vendor",
        );
    }
}

#[test]
fn a_scope_belongs_to_the_organization() {
    refused(
        &(grant("nora@brno.example", "site_admin", "brno-robotics") + "sites = [\"clinic.meet.example\"]\n"),
        5,
        "site `clinic.meet.example` does not belong to organization `brno-robotics`",
    );
    refused(
        &(grant("eve@clinic.example", "location_admin", "harbour-clinic") + "until = \"2020-01-01T00:00:00Z\"\n"),
        3,
        &format!(
            "`eve@clinic.example` cannot hold `location_admin` and `events_admin` in `harbour-clinic` at the same time \
             (ROL-12); the other: line {}",
            line_of("role = \"events_admin\"")
        ),
    );
    refused(
        &("[[location]]\nid = \"quay\"\norganization = \"harbour-clinic\"\nname = \"Quay\"\n".to_owned()
            + &grant("nora@brno.example", "location_admin", "brno-robotics")
            + "locations = [\"quay\"]\n"),
        9,
        "location `quay` does not belong to organization `brno-robotics`",
    );
}

// PTR-02: a relationship may lapse, but there must have been one.
#[test]
fn assigned_customers_are_or_were_the_partners() {
    refused(
        &(grant("hana@tatra.example", "partner_admin", "tatra-telecom") + "customers = [\"gdansk-shipyard\"]\n"),
        5,
        "`tatra-telecom` has no relationship with `gdansk-shipyard`, current or ended (PTR-02)",
    );
    accepted(&(grant("bartek@baltic.example", "partner_admin", "baltic-link") + "customers = [\"harbour-clinic\"]\n"));
}

#[test]
fn a_scope_list_may_be_empty_or_missing_and_a_role_without_scope_has_none() {
    accepted(&(grant("nora@brno.example", "site_admin", "brno-robotics") + "sites = []\n"));
    accepted(&grant("nora@brno.example", "site_admin", "brno-robotics"));
    for key in ["sites", "locations", "customers"] {
        refused(
            &(grant("nora@brno.example", "device_admin", "brno-robotics") + key + " = []\n"),
            5,
            &format!("role `device_admin` has no scope `{key}`"),
        );
    }
    refused(
        &(grant("nora@brno.example", "site_admin", "brno-robotics") + "locations = [\"brno-hq\"]\n"),
        5,
        "role `site_admin` has no scope `locations`",
    );
}

// SIT-01
#[test]
fn nobody_holds_a_role_on_a_site_that_control_hub_does_not_manage() {
    refused(
        &(grant("gosia@shipyard.example", "site_admin", "gdansk-shipyard") + "sites = [\"shipyard.meet.example\"]\n"),
        5,
        "site `shipyard.meet.example` is managed by its own Site Administration, so nobody can hold a role on it (SIT-01)",
    );
}

#[test]
fn a_site_belongs_to_a_subscription_of_its_organization() {
    refused(
        "[[site]]\nid = \"s.example\"\norganization = \"brno-robotics\"\nsubscription = \"clinic-suite\"\nmanaged_by = \"control_hub\"\n",
        4,
        "subscription `clinic-suite` does not belong to organization `brno-robotics`",
    );
}

fn line_of(text: &str) -> usize {
    EXAMPLE.lines().position(|line| line == text).expect("the line is there") + 1
}

// CC-06, ROL-12
#[test]
fn roles_that_exclude_each_other_may_not_overlap_in_time() {
    let cecilie = line_of("email = \"cecilie@brno.example\"") + 7;
    refused(
        &grant("cecilie@brno.example", "read_only_admin", "brno-robotics"),
        3,
        &format!(
            "`cecilie@brno.example` cannot hold `read_only_admin` and `contact_center_admin` in `brno-robotics` at the same \
             time (CC-06); the other: line {cecilie}"
        ),
    );
    accepted(&grant("cecilie@brno.example", "device_admin", "brno-robotics"));
    let until = grant("nora@brno.example", "full_admin", "brno-robotics") + "until = \"2026-01-01T00:00:00Z\"\n";
    let from =
        |at: &str| grant("nora@brno.example", "contact_center_admin", "brno-robotics") + &format!("from = \"{at}\"\n");
    accepted(&(until.clone() + &from("2026-01-01T00:00:00Z")));
    let errors = Stored::empty().refuses(&(EXAMPLE.to_owned() + &until + &from("2025-12-31T23:59:59.999999Z")));
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert!(errors[0].contains("(CC-06)"), "{errors:?}");
}

// CC-06
#[test]
fn exclusions_bind_what_is_stored_too() {
    let stored = Stored::example();
    let errors = stored.refuses(&grant("cecilie@brno.example", "full_admin", "brno-robotics"));
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert!(errors[0].starts_with("line 3: ") && errors[0].ends_with("the other: already stored"), "{errors:?}");
    // Elsewhere she may.
    assert!(stored.plan(&grant("cecilie@brno.example", "external_full_admin", "harbour-clinic"), false).is_ok());
}

// ORG-01
#[test]
fn there_is_one_vendor() {
    refused(
        "[[organization]]\nid = \"borealis\"\nname = \"Borealis\"\nkind = \"vendor\"\n",
        4,
        "`borealis` would be a second vendor beside `aurora`; there is exactly one (ORG-01)",
    );
    let errors =
        Stored::example().refuses("[[organization]]\nid = \"borealis\"\nname = \"Borealis\"\nkind = \"vendor\"\n");
    assert_eq!(errors, ["line 4: `borealis` would be a second vendor beside `aurora`; there is exactly one (ORG-01)"]);
}

// ORG-02, EXT-12
#[test]
fn who_manages_and_who_is_blocked_as_a_partner_is_one() {
    refused(
        "[[relationship]]\npartner = \"brno-robotics\"\ncustomer = \"harbour-clinic\"\n",
        2,
        "organization `brno-robotics` is not a partner (ORG-02)",
    );
    refused(
        "[[block]]\npartner = \"brno-robotics\"\norganization = \"harbour-clinic\"\n",
        2,
        "organization `brno-robotics` is not a partner (ORG-02)",
    );
}

#[test]
fn services_are_a_closed_list_and_licences_an_open_one() {
    refused(
        "[[subscription]]\nid = \"s\"\ncustomer = \"brno-robotics\"\nseller = \"aurora\"\nservices = [\"fax\"]\nquantity = 0\n",
        5,
        "`fax` is not known as `services`; known are meetings, calling, messaging, contact_center, events",
    );
    accepted(
        "[[person]]\nemail = \"x@brno.example\"\nname = \"X\"\nhome = \"brno-robotics\"\nlicenses = [\"fax_2.0\"]\n",
    );
}

// RST-01, SUP-08
#[test]
fn a_setting_that_a_kind_of_organization_lacks_can_only_be_denied() {
    let organization = |more: &str| format!("[[organization]]\nid = \"p\"\nname = \"P\"\nkind = \"partner\"\n{more}\n");
    refused(&organization("restricted_mode = true"), 5, "an organization of kind partner has no `restricted_mode`");
    accepted(&organization("restricted_mode = false"));
    accepted(&organization("allow_read_only_support = true"));
}

#[test]
fn a_row_that_says_what_another_says_is_refused() {
    refused(
        &grant("nora@brno.example", "device_admin", "brno-robotics").repeat(2),
        7,
        &format!("this grant stands twice; first at line {}", EXAMPLE.lines().count() + 4),
    );
}

#[test]
fn a_change_may_not_leave_a_stored_grant_without_ground() {
    let stored = Stored::example();
    // ROL-01: her role stays at the old home.
    let moved = "[[person]]\nemail = \"rita@brno.example\"\nname = \"Rita\"\nhome = \"harbour-clinic\"\n";
    let errors = stored.refuses(moved);
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert!(
        errors[0].starts_with("line 4: with this change `rita@brno.example` could no longer hold `read_only_admin`")
    );
    // SIT-01
    let handed_over = "[[site]]\nid = \"brno.meet.example\"\norganization = \"brno-robotics\"\nsubscription = \"brno-suite\"\n\
                       managed_by = \"site_administration\"\n";
    let errors = stored.refuses(handed_over);
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert!(errors[0].contains("`sam.site@brno.example` could no longer hold `site_admin`"), "{errors:?}");
    // ORG-02
    let kind = "[[organization]]\nid = \"baltic-link\"\nname = \"Baltic Link\"\nkind = \"customer\"\n";
    let errors = stored.refuses(kind);
    assert_eq!(errors.len(), 2, "{errors:?}");
    assert!(errors.iter().any(|e| e.contains("still manages `gdansk-shipyard`")), "{errors:?}");
    assert!(errors.iter().any(|e| e.contains("could no longer hold `partner_full_admin`")), "{errors:?}");
    // Nothing hangs on Nora.
    assert!(stored.plan(&moved.replace("rita@", "nora@"), false).is_ok());
}

#[test]
fn what_is_over_is_not_judged_by_what_is_so_now() {
    accepted(
        &(grant("gosia@shipyard.example", "site_admin", "gdansk-shipyard")
            + "sites = [\"shipyard.meet.example\"]\nuntil = \"2024-01-01T00:00:00Z\"\n"),
    );
}
