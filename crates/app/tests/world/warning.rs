//! What `check` warns of: conditions that may lapse, which import does not check.

use crate::apply::{EXAMPLE, POLICY, Stored};
use prokura_app::world::warnings;

fn of(stored: &Stored) -> Vec<String> {
    warnings(&stored.rows, &POLICY, stored.now).iter().map(ToString::to_string).collect()
}

/// What more rows add to the warnings about the example world.
#[track_caller]
fn more(rows: &str) -> Vec<String> {
    let before = of(&Stored::example());
    let after = of(&Stored::of(&format!("{EXAMPLE}\n{rows}")));
    after.into_iter().filter(|warning| !before.contains(warning)).collect()
}

fn grant(person: &str, role: &str, organization: &str) -> String {
    format!("[[grant]]\nperson = \"{person}\"\nrole = \"{role}\"\norganization = \"{organization}\"\n")
}

#[test]
fn the_example_world_has_lonely_administrators_and_a_reader_without_an_end() {
    let one = "has only one active full administrator without an end date; two are recommended";
    assert_eq!(
        of(&Stored::example()),
        [
            format!("ORG-07: baltic-link: {one}"),
            "EXT-13: gdansk-shipyard: filip@brno.example: has external read-only access without an end date".to_owned(),
            format!("ORG-07: harbour-clinic: {one}"),
            format!("ORG-07: lonely-lighthouse: {one}"),
            format!("ORG-07: tatra-telecom: {one}"),
        ]
    );
}

// ORG-01
#[test]
fn a_world_without_a_vendor() {
    let stored = Stored::of("[[organization]]\nid = \"c\"\nname = \"C\"\nkind = \"consumer\"\n");
    assert_eq!(of(&stored), ["ORG-01: no organization is the vendor"]);
}

// ORG-07: suspended, with an end, not begun, from outside: none of them counts.
#[test]
fn full_administrators_who_do_not_count() {
    let organization = "[[organization]]\nid = \"new\"\nname = \"New\"\nkind = \"customer\"\n\
                        [[person]]\nemail = \"a@new.example\"\nname = \"A\"\nhome = \"new\"\nstatus = \"pending\"\n\
                        [[person]]\nemail = \"b@new.example\"\nname = \"B\"\nhome = \"new\"\n"
        .to_owned();
    let rows = organization
        + &grant("a@new.example", "full_admin", "new")
        + &grant("b@new.example", "full_admin", "new")
        + "until = \"2030-01-01T00:00:00Z\"\n"
        + &grant("lena@lighthouse.example", "external_full_admin", "new");
    assert_eq!(more(&rows), ["ORG-07: new: has no active full administrator without an end date"]);
    let mut stored = Stored::of(&format!("{EXAMPLE}\n{rows}"));
    // ORG-03: the first person counts until the first own one.
    for grant in &mut stored.rows.grants {
        grant.origin = prokura_domain::grant::Origin::FirstPerson;
    }
    assert!(of(&stored).iter().any(|warning| warning.starts_with("ORG-07: new: has only one")));
}

// ROL-08
#[test]
fn advanced_troubleshooting_beside_nothing() {
    assert_eq!(
        more(&grant("dan@brno.example", "advanced_troubleshooting", "brno-robotics")),
        [
            "ROL-08: brno-robotics: dan@brno.example: has advanced troubleshooting without being a full, read-only or support administrator"
        ]
    );
    assert_eq!(more(&grant("rita@brno.example", "advanced_troubleshooting", "brno-robotics")), [""; 0]);
}

// EXT-03, EXT-11
#[test]
fn external_types_that_do_not_suit_the_home() {
    assert_eq!(
        more(
            &(grant("hana@tatra.example", "external_read_only_admin", "brno-robotics")
                + "until = \"2030-01-01T00:00:00Z\"\n")
        ),
        [
            "EXT-03: brno-robotics: hana@tatra.example: `external_read_only_admin` is not for people of a partner that manages the organization"
        ]
    );
    assert_eq!(
        more(&grant("bartek@baltic.example", "provisioning_admin", "harbour-clinic")),
        [
            "EXT-03: harbour-clinic: bartek@baltic.example: `provisioning_admin` is only for people of a partner that manages the organization",
            "EXT-11: harbour-clinic: bartek@baltic.example: `provisioning_admin` counts for nothing: their home has no active sale there",
        ]
    );
    assert_eq!(more(&grant("hana@tatra.example", "external_full_admin", "brno-robotics")), [""; 0]);
}

// EXT-02, CC-07
#[test]
fn contact_centre_administrators_from_outside() {
    assert_eq!(
        more(&grant("gosia@shipyard.example", "contact_center_admin", "harbour-clinic")),
        [
            "EXT-02: harbour-clinic: gosia@shipyard.example: `contact_center_admin`, but no active subscription has `contact_center`"
        ]
    );
    let suite = "[[subscription]]\nid = \"cc\"\ncustomer = \"gdansk-shipyard\"\nseller = \"baltic-link\"\n\
                 services = [\"contact_center\"]\nquantity = 1\n";
    assert_eq!(
        more(
            &(suite.to_owned()
                + &grant("nora@brno.example", "contact_center_admin", "gdansk-shipyard")
                + &grant("bartek@baltic.example", "contact_center_admin", "gdansk-shipyard"))
        ),
        [
            // Gosia administers Brno's from a home that now has its own.
            "CC-07: brno-robotics: gosia@shipyard.example: administers the contact centre from a home that has one itself",
            "CC-07: gdansk-shipyard: nora@brno.example: administers the contact centre from a home that has one itself",
            "CC-07: gdansk-shipyard: bartek@baltic.example: administers the contact centre that their own partner provisions",
            "EXT-03: gdansk-shipyard: bartek@baltic.example: `contact_center_admin` is not for people of a partner that manages the organization",
        ]
    );
}

// PTR-02
#[test]
fn assigned_customers_whose_relationship_ended() {
    assert_eq!(
        more(&(grant("bartek@baltic.example", "partner_admin", "baltic-link") + "customers = [\"harbour-clinic\"]\n")),
        [
            "PTR-02: baltic-link: bartek@baltic.example: is assigned to `harbour-clinic`, which the partner does not manage now"
        ]
    );
}

// SUP-01, SUP-02
#[test]
fn support_access_of_somebody_who_is_no_agent() {
    let access = |table: &str, agent: &str, organization: &str, more: &str| {
        format!("[[{table}]]\nagent = \"{agent}\"\norganization = \"{organization}\"\n{more}\n")
    };
    let by = "approved_by = \"harriet@clinic.example\"";
    assert_eq!(
        more(
            &(access("support_grant", "hana@tatra.example", "harbour-clinic", by)
                + &access("support_grant", "hugo@tatra.example", "harbour-clinic", by)
                + &access("support_grant", "hugo@tatra.example", "gdansk-shipyard", by)
                + &access(
                    "support_grant",
                    "nora@brno.example",
                    "harbour-clinic",
                    &format!("{by}\nuntil = \"2025-01-01T00:00:00Z\"")
                )
                + &access("help_desk_session", "hana@tatra.example", "harbour-clinic", "")
                + &access("help_desk_session", "tomas.tac@aurora.example", "gdansk-shipyard", "")
                + &access("help_desk_session", "petra@tatra.example", "harbour-clinic", ""))
        ),
        [
            "SUP-01: gdansk-shipyard: hugo@tatra.example: has approved access but no support role that may ask for it there",
            "SUP-02: gdansk-shipyard: harriet@clinic.example: approved support access to an organization that is not their home",
            "SUP-01: harbour-clinic: hana@tatra.example: has approved access but no support role that may ask for it there",
            "SUP-01: harbour-clinic: petra@tatra.example: has a Help Desk session but no help desk or support role that reaches there",
        ]
    );
}

// SIT-01
#[test]
fn a_site_role_on_a_site_that_was_handed_over() {
    let mut stored = Stored::example();
    for site in &mut stored.rows.sites {
        site.managed_by = prokura_domain::organization::SiteManagement::SiteAdministration;
    }
    let found = of(&stored).into_iter().filter(|warning| warning.starts_with("SIT-01")).count();
    assert_eq!(found, 2);
}
