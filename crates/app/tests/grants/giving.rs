//! `AssignRole` and `ChangeGrant`.

use crate::world::{World, broken, fields, forbidden, refused};
use prokura_app::command::assign_role::AssignRole;
use prokura_app::command::change_grant::ChangeGrant;
use prokura_app::command::guard::holder::Holder;
use prokura_decision::mask::Level;
use prokura_domain::grant::{Origin, Scope};
use prokura_domain::id::{OrganizationId, SiteId};
use prokura_domain::organization::Blocked;
use prokura_domain::refusal::Refusal;
use prokura_domain::time::{Span, Term};
use uuid::Uuid;

#[tokio::test]
async fn a_full_administrator_gives_several_roles() {
    // ROL-01, ROL-02, ORG-06
    let world = World::new().await;
    assert!(!world.may("nora", "users", Level::Read, "brno"));
    let grant = world.give("frantisek", "nora", "device_admin", "brno").await.unwrap().value;
    assert_eq!(grant.origin, Origin::Assigned);
    assert_eq!(grant.given_by, Some(world.people["frantisek"].id));
    assert!(grant.activated_at.is_some(), "EXT-07 is about outsiders only");
    world.give("frantisek", "nora", "compliance_officer", "brno").await.unwrap();
    assert_eq!(world.roles("nora", "brno").await, ["compliance_officer", "device_admin"]);
    assert!(world.may("nora", "content", Level::Manage, "brno"));
}

#[tokio::test]
async fn what_one_may_not_see_is_not_found_and_what_one_may_not_give_is_forbidden() {
    let world = World::new().await;
    // A stranger, somebody of the wrong organization, and an organization that does not exist: the same answer.
    for who in ["carl", "grazyna", "bartek"] {
        assert_eq!(refused(world.give(who, "nora", "device_admin", "brno").await), Refusal::NotFound);
    }
    let nowhere = AssignRole {
        organization: OrganizationId(Uuid::from_u128(1)),
        ..world.assign("nora", "device_admin", "brno", Scope::None)
    };
    assert_eq!(refused(world.act("frantisek", nowhere).await), Refusal::NotFound);
    // Somebody there without the right learns nothing of names, whether right or wrong.
    for who in ["nora", "rita", "ursula", "lukas", "radka"] {
        let unknown = Holder::Email("nobody@nowhere.example".parse().unwrap());
        let nobody = AssignRole { holder: unknown, ..world.assign("nora", "no_such_role", "brno", Scope::None) };
        forbidden(world.act(who, nobody).await);
        forbidden(world.give(who, "nora", "device_admin", "brno").await);
    }
}

#[tokio::test]
async fn every_wrong_name_is_told_at_once() {
    let world = World::new().await;
    let unknown = Holder::Email("nobody@nowhere.example".parse().unwrap());
    let wrong = AssignRole { holder: unknown, ..world.assign("nora", "no_such_role", "brno", Scope::None) };
    fields(world.act("frantisek", wrong).await, &[("role", "role_unknown"), ("person", "person_unknown")]);
    let wrong = AssignRole {
        until: Some(world.now()),
        reason: Some("x".repeat(501)),
        ..world.assign("nora", "site_admin", "brno", Scope::Sites(vec![SiteId(Uuid::from_u128(5))]))
    };
    let answer = world.act("frantisek", wrong).await;
    fields(answer, &[("until", "until_past"), ("reason", "reason_too_long"), ("sites", "site_unknown")]);
    // A site of somebody else is as unknown as none.
    let foreign = world.assign("nora", "site_admin", "brno", world.on(&["clinic.meet"]));
    fields(world.act("frantisek", foreign).await, &[("sites", "site_unknown")]);
    let ward = Scope::Locations(vec![world.locations["ward"]]);
    let foreign = world.assign("nora", "location_admin", "brno", ward);
    fields(world.act("frantisek", foreign).await, &[("locations", "location_unknown")]);
    let none = world.assign("nora", "site_admin", "brno", Scope::None);
    fields(world.act("frantisek", none).await, &[("sites", "sites_missing")]);
    let scoped = world.assign("nora", "device_admin", "brno", world.on(&["brno.meet"]));
    fields(world.act("frantisek", scoped).await, &[("sites", "scope_not_allowed")]);
    assert_eq!(world.roles("nora", "brno").await, Vec::<String>::new(), "bad input changes nothing");
}

#[tokio::test]
async fn nobody_gives_to_themselves() {
    // ROL-10
    let world = World::new().await;
    for (who, role, place) in [
        ("frantisek", "compliance_officer", "brno"),
        ("pavel", "compliance_officer", "tatra"),
        ("lena", "external_read_only_admin", "brno"),
    ] {
        broken(world.give(who, who, role, place).await, "ROL-10", "not_to_oneself");
    }
    let own = world.grant_of("sam", "site_admin", "brno").await;
    let change = ChangeGrant {
        organization: world.organizations["brno"],
        grant: own,
        expected_version: None,
        scope: Some(world.on(&["brno.meet", "lab.meet"])),
        until: None,
        reason: None,
    };
    broken(world.act("sam", change).await, "ROL-10", "not_to_oneself");
}

#[tokio::test]
async fn roles_suit_the_home() {
    // ROL-01, EXT-02, PTR-02, ORG-01
    let world = World::new().await;
    broken(world.give("frantisek", "leo", "device_admin", "brno").await, "ROL-01", "role_for_home_only");
    let answer = world.give("frantisek", "nora", "external_full_admin", "brno").await;
    broken(answer, "EXT-02", "role_for_outsiders_only");
    // Customer management and vendor roles do not exist in a customer.
    broken(world.give("frantisek", "nora", "partner_full_admin", "brno").await, "PTR-02", "role_for_partners_only");
    broken(world.give("frantisek", "nora", "vendor_admin", "brno").await, "ORG-01", "role_for_vendor_only");
    world.give("pavel", "petra", "help_desk_basic", "tatra").await.unwrap();
    world.give("pavel", "petra", "device_admin", "tatra").await.unwrap();
}

#[tokio::test]
async fn partners_give_roles_to_people_of_the_customer_only() {
    // PTR-02, customer_roles: pavel reaches every customer, petra those assigned.
    let world = World::new().await;
    world.give("pavel", "nora", "device_admin", "brno").await.unwrap();
    world.give("petra", "nora", "support_admin", "brno").await.unwrap();
    assert_eq!(refused(world.give("petra", "una", "device_admin", "clinic").await), Refusal::NotFound);
    // EXT-05: and never to anybody from outside, whoever they are: unknown to a partner here.
    let answer = world.give("pavel", "leo", "external_read_only_admin", "brno").await;
    fields(answer, &[("person", "person_unknown")]);
    fields(world.give("petra", "radka", "provisioning_admin", "brno").await, &[("person", "person_unknown")]);
    forbidden(world.give("radka", "nora", "device_admin", "brno").await);
}

#[tokio::test]
async fn a_site_administrator_gives_site_roles_of_that_site_only() {
    // SIT-02, SIT-03
    let mut world = World::new().await;
    let lab = world.on(&["lab.meet"]);
    world.grant("nora", "site_user_admin", "brno", lab);
    world.plant().await;
    forbidden(world.act("sam", world.assign("rita", "site_user_admin", "brno", world.on(&["lab.meet"]))).await);
    forbidden(world.give("sam", "nora", "device_admin", "brno").await);
    // What sam has no authority over stays: nora keeps the lab.
    let given = world.act("sam", world.assign("nora", "site_user_admin", "brno", world.on(&["brno.meet"]))).await;
    assert_eq!(given.unwrap().value.scope, world.on(&["brno.meet", "lab.meet"]));
    // The term covers the lab, too, so it is not sam's to change.
    let shorter = AssignRole {
        until: Some(world.now().plus(Span::days(1))),
        ..world.assign("nora", "site_user_admin", "brno", world.on(&["brno.meet"]))
    };
    forbidden(world.act("sam", shorter).await);
    // A full administrator replaces the scope as a whole.
    let given = world.act("frantisek", world.assign("nora", "site_user_admin", "brno", world.on(&["brno.meet"]))).await;
    assert_eq!(given.unwrap().value.scope, world.on(&["brno.meet"]));
}

#[tokio::test]
async fn sites_are_managed_here_and_take_one_role_each() {
    // SIT-01, SIT-02
    let world = World::new().await;
    let old = world.assign("nora", "site_admin", "brno", world.on(&["old.meet"]));
    broken(world.act("frantisek", old).await, "SIT-01", "site_managed_elsewhere");
    let twice = world.assign("sam", "site_read_only_admin", "brno", world.on(&["brno.meet", "lab.meet"]));
    broken(world.act("frantisek", twice).await, "SIT-02", "site_role_twice");
    let other = world.assign("sam", "site_read_only_admin", "brno", world.on(&["lab.meet"]));
    world.act("frantisek", other).await.unwrap();
}

#[tokio::test]
async fn exclusions_hold_both_ways_and_where_terms_overlap() {
    // CC-06, ROL-12
    let world = World::new().await;
    broken(world.give("frantisek", "cecilie", "full_admin", "brno").await, "CC-06", "contact_center_excludes");
    broken(world.give("frantisek", "rita", "contact_center_admin", "brno").await, "CC-06", "contact_center_excludes");
    world.give("frantisek", "cecilie", "device_admin", "brno").await.unwrap();
    broken(world.give("frantisek", "lukas", "device_admin", "brno").await, "ROL-12", "roles_exclude");
    let plant = Scope::Locations(vec![world.locations["plant"]]);
    let located = world.assign("rita", "location_admin", "brno", plant.clone());
    broken(world.act("frantisek", located).await, "ROL-12", "roles_exclude");
    // One after the other is no contradiction; one day longer is.
    let later = world.now().plus(Span::days(10));
    let first = AssignRole { until: Some(later), ..world.assign("nora", "location_admin", "brno", plant.clone()) };
    world.act("frantisek", first).await.unwrap();
    let then = AssignRole { from: Some(later), ..world.assign("nora", "device_admin", "brno", Scope::None) };
    world.act("frantisek", then).await.unwrap();
    let longer =
        AssignRole { until: Some(later.plus(Span::days(1))), ..world.assign("nora", "location_admin", "brno", plant) };
    broken(world.act("frantisek", longer).await, "ROL-12", "roles_exclude");
}

#[tokio::test]
async fn advanced_troubleshooting_is_given_by_and_to_the_right_people() {
    // ROL-08
    let world = World::new().await;
    let give = |who: &'static str, holder: &'static str| world.give(who, holder, "advanced_troubleshooting", "brno");
    broken(give("frantisek", "nora").await, "ROL-08", "troubleshooting_holder");
    // An external full administrator, or a partner, gives other roles, not this one.
    broken(give("lena", "rita").await, "ROL-08", "troubleshooting_giver");
    forbidden(give("pavel", "rita").await);
    broken(give("frantisek", "frantisek").await, "ROL-10", "not_to_oneself");
    give("frantisek", "rita").await.unwrap();
    // ROL-09: it shows live meetings beside the other role.
    assert!(world.may("rita", "meetings_live", Level::Read, "brno"));
    assert!(!world.may("rita", "meetings_join", Level::Manage, "brno"));
}

#[tokio::test]
async fn the_events_administrator_gives_access_to_events() {
    // EVT-01
    let world = World::new().await;
    world.give("eve", "una", "events_admin", "clinic").await.unwrap();
    forbidden(world.give("eve", "una", "device_admin", "clinic").await);
}

#[tokio::test]
async fn customers_of_a_partner_administrator_are_managed_by_the_partner() {
    // PTR-02
    let world = World::new().await;
    let scope = |customers: &[&str]| Scope::Customers(customers.iter().map(|c| world.organizations[c]).collect());
    let foreign = world.assign("petra", "partner_admin", "tatra", scope(&["brno", "shipyard"]));
    fields(world.act("pavel", foreign).await, &[("customers", "customer_unknown")]);
    let both = world.assign("petra", "partner_admin", "tatra", scope(&["brno", "clinic"]));
    assert_eq!(world.act("pavel", both).await.unwrap().value.version, 2);
    assert!(world.may("petra", "settings", Level::Manage, "clinic"));
}

#[tokio::test]
async fn giving_again_changes_the_one_grant() {
    let world = World::new().await;
    let first = world.give("frantisek", "nora", "device_admin", "brno").await.unwrap();
    let again = world.give("frantisek", "nora", "device_admin", "brno").await.unwrap();
    assert_eq!(again.value, first.value, "the same twice is the same");
    assert_eq!(again.revision, first.revision, "and nothing was written");
    let until = world.now().plus(Span::days(2));
    let shorter = AssignRole { until: Some(until), ..world.assign("nora", "device_admin", "brno", Scope::None) };
    let shorter = world.act("filip", shorter).await.unwrap().value;
    assert_eq!((shorter.id, shorter.version), (first.value.id, 2));
    assert_eq!(shorter.term, Term { until: Some(until), ..first.value.term });
    assert_eq!(world.held("nora", "brno").await.len(), 1);
    world.app.clock.advance(Span::days(2));
    assert!(!world.may("nora", "devices", Level::Manage, "brno"), "it ends by itself, to the microsecond");
    // What is over is given anew.
    let anew = world.give("frantisek", "nora", "device_admin", "brno").await.unwrap().value;
    assert_ne!(anew.id, first.value.id);
}

#[tokio::test]
async fn the_last_full_administrator_stays_without_an_end() {
    // ORG-07
    let world = World::new().await;
    let end = AssignRole {
        until: Some(world.now().plus(Span::days(100))),
        ..world.assign("harriet", "full_admin", "clinic", Scope::None)
    };
    broken(world.act("pavel", end.clone()).await, "ORG-07", "last_full_admin");
    world.give("pavel", "una", "full_admin", "clinic").await.unwrap();
    world.act("pavel", end).await.unwrap();
    let change = ChangeGrant {
        organization: world.organizations["clinic"],
        grant: world.grant_of("una", "full_admin", "clinic").await,
        expected_version: None,
        scope: None,
        until: Some(Some(world.now().plus(Span::days(1)))),
        reason: None,
    };
    broken(world.act("pavel", change).await, "ORG-07", "last_full_admin");
}

#[tokio::test]
async fn a_change_says_who_was_faster() {
    let world = World::new().await;
    let grant = world.give("frantisek", "nora", "device_admin", "brno").await.unwrap().value;
    let change = |until: i64, expected: Option<i64>| ChangeGrant {
        organization: world.organizations["brno"],
        grant: grant.id,
        expected_version: expected,
        scope: None,
        until: Some(Some(world.now().plus(Span::days(until)))),
        reason: Some("  holidays ".to_owned()),
    };
    let changed = world.act("filip", change(3, Some(1))).await.unwrap().value;
    assert_eq!((changed.version, changed.reason.as_deref()), (2, Some("holidays")));
    let conflict = Refusal::Conflict {
        expected: 1,
        actual: 2,
        changed_by: Some(world.people["filip"].id),
        changed_at: Some(world.now()),
    };
    assert_eq!(refused(world.act("frantisek", change(4, Some(1))).await), conflict);
    let elsewhere = ChangeGrant { organization: world.organizations["shipyard"], ..change(4, None) };
    assert_eq!(refused(world.act("grazyna", elsewhere).await), Refusal::NotFound);
    let open = ChangeGrant { until: Some(None), ..change(4, Some(2)) };
    assert_eq!(world.act("frantisek", open).await.unwrap().value.term.until, None);
    world.app.clock.advance(Span::days(1));
    let over = ChangeGrant { until: Some(Some(world.now())), ..change(4, None) };
    fields(world.act("frantisek", over).await, &[("until", "until_past")]);
}

#[tokio::test]
async fn whom_the_organization_removed_is_given_nothing_before_the_block_is_lifted() {
    // EXT-12
    let mut world = World::new().await;
    let tatra = world.organizations["tatra"];
    world.blocked("brno", Blocked::Partner(tatra));
    world.plant().await;
    broken(world.give("frantisek", "hugo", "external_full_admin", "brno").await, "EXT-12", "holder_blocked");
}
