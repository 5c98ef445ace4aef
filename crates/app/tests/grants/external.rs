//! External administrators: adding, promoting, demoting, revoking.

use crate::world::{World, broken, fields, forbidden, refused};
use prokura_app::command::assign_role::AssignRole;
use prokura_app::command::demote_externals::DemoteExternals;
use prokura_app::command::end_grant::EndGrant;
use prokura_app::command::promote_external::PromoteExternal;
use prokura_app::command::revoke_external::RevokeExternal;
use prokura_decision::mask::Level;
use prokura_domain::grant::{Origin, Scope};
use prokura_domain::id::GrantId;
use prokura_domain::refusal::Refusal;
use prokura_domain::setting::SettingValue;
use prokura_domain::time::{Span, Term};

fn promote(world: &World, grant: GrantId) -> PromoteExternal {
    let organization = world.organizations["brno"];
    PromoteExternal { organization, grant, expected_version: None, until: None }
}

fn demote(world: &World, place: &str, grants: Vec<GrantId>) -> DemoteExternals {
    DemoteExternals { organization: world.organizations[place], grants }
}

#[tokio::test]
async fn a_full_administrator_adds_people_from_elsewhere() {
    // EXT-02, EXT-04, EXT-07
    let world = World::new().await;
    let grant = world.give("frantisek", "leo", "external_full_admin", "brno").await.unwrap().value;
    assert_eq!((grant.activated_at, grant.set_up_as.as_deref()), (None, Some("external_full_admin")));
    assert!(world.may("leo", "roles", Level::Manage, "brno"));
    assert!(!world.may("leo", "sites", Level::Read, "brno"), "EXT-07: not before the first sign-in");
    broken(world.give("frantisek", "carl", "external_read_only_admin", "brno").await, "EXT-04", "consumer_refused");
}

#[tokio::test]
async fn external_administrators_never_add_external_administrators() {
    // EXT-05
    let mut world = World::new().await;
    world.setting("brno", "external.manage_contact_center_role", SettingValue::Switch(true));
    world.plant().await;
    for role in ["external_full_admin", "external_read_only_admin", "contact_center_admin"] {
        fields(world.give("lena", "leo", role, "brno").await, &[("person", "person_unknown")]);
    }
    // CC-02: with the setting, the contact-centre role, of those who are there already; nothing else of them.
    world.give("frantisek", "leo", "site_admin", "brno").await.unwrap_err();
    let on = world.on(&["brno.meet"]);
    world.act("frantisek", world.assign("leo", "site_admin", "brno", on)).await.unwrap();
    forbidden(world.give("lena", "leo", "external_full_admin", "brno").await);
    world.give("lena", "leo", "contact_center_admin", "brno").await.unwrap();
    let end = EndGrant {
        organization: world.organizations["brno"],
        grant: world.grant_of("leo", "contact_center_admin", "brno").await,
        expected_version: None,
    };
    world.act("lena", end).await.unwrap();
}

#[tokio::test]
async fn without_the_setting_externals_leave_the_contact_center_role_alone() {
    // CC-02
    let world = World::new().await;
    world.give("frantisek", "leo", "contact_center_admin", "brno").await.unwrap();
    let grant = world.grant_of("leo", "contact_center_admin", "brno").await;
    let end = EndGrant { organization: world.organizations["brno"], grant, expected_version: None };
    forbidden(world.act("lena", end.clone()).await);
    world.act("cecilie", end).await.unwrap();
}

#[tokio::test]
async fn a_managing_partners_people_are_full_or_provisioning() {
    // EXT-03
    let world = World::new().await;
    for role in ["external_read_only_admin", "contact_center_admin"] {
        broken(world.give("frantisek", "hugo", role, "brno").await, "EXT-03", "type_not_for_partner");
    }
    let on = world.on(&["brno.meet"]);
    let site = world.assign("hugo", "site_admin", "brno", on);
    broken(world.act("frantisek", site).await, "EXT-03", "type_not_for_partner");
    world.give("frantisek", "hugo", "provisioning_admin", "brno").await.unwrap();
    world.give("frantisek", "hugo", "external_full_admin", "brno").await.unwrap();
    // Baltic Link sells to the shipyard and does not manage it.
    let answer = world.give("grazyna", "bartek", "provisioning_admin", "shipyard").await;
    broken(answer, "EXT-03", "type_for_partner_only");
    world.give("grazyna", "bartek", "external_read_only_admin", "shipyard").await.unwrap();
}

#[tokio::test]
async fn contact_center_and_site_roles_need_the_service() {
    // EXT-02, CC-07
    let world = World::new().await;
    broken(world.give("harriet", "leo", "contact_center_admin", "clinic").await, "EXT-02", "service_missing");
    // The shipyard has a contact centre of its own.
    let answer = world.give("frantisek", "gosia", "contact_center_admin", "brno").await;
    broken(answer, "CC-07", "contact_center_at_home");
    // Baltic Link provisions the shipyard's.
    let answer = world.give("grazyna", "bartek", "contact_center_admin", "shipyard").await;
    broken(answer, "CC-07", "contact_center_provisioner");
    world.give("grazyna", "leo", "contact_center_admin", "shipyard").await.unwrap();
    // CC-06 binds externals, too.
    let answer = world.give("grazyna", "leo", "external_full_admin", "shipyard").await;
    broken(answer, "CC-06", "contact_center_excludes");
}

#[tokio::test]
async fn external_read_only_access_ends_by_itself() {
    // EXT-13
    let mut world = World::new().await;
    world.setting("clinic", "external.read_only_days", SettingValue::Number(7));
    world.plant().await;
    let grant = world.give("frantisek", "leo", "external_read_only_admin", "brno").await.unwrap().value;
    assert_eq!(grant.term.until, Some(world.now().plus(Span::days(30))));
    let week = world.now().plus(Span::days(7));
    let late = AssignRole {
        until: Some(week.plus(Span::seconds(1))),
        ..world.assign("leo", "external_read_only_admin", "clinic", Scope::None)
    };
    let Refusal::Rule { code: "until_too_late", rule: "EXT-13", arguments } =
        refused(world.act("harriet", late.clone()).await)
    else {
        panic!("not EXT-13")
    };
    assert_eq!(arguments, [("days", "7".to_owned())]);
    world.act("harriet", AssignRole { until: Some(week), ..late }).await.unwrap();
    world.app.clock.advance(Span::days(7));
    assert!(!world.may("leo", "users", Level::Read, "clinic"));
    assert!(world.may("leo", "users", Level::Read, "brno"));
}

#[tokio::test]
async fn promoted_and_demoted_ones_go_back_to_what_they_were_set_up_as() {
    // EXT-08
    let world = World::new().await;
    let first = world.give("frantisek", "leo", "external_read_only_admin", "brno").await.unwrap().value;
    forbidden(world.act("lena", promote(&world, first.id)).await);
    let full = world.act("frantisek", promote(&world, first.id)).await.unwrap().value;
    assert_eq!(
        (full.role.as_str(), full.set_up_as.as_deref()),
        ("external_full_admin", Some("external_read_only_admin"))
    );
    assert_eq!(full.activated_at, None, "EXT-07");
    assert_eq!(world.roles("leo", "brno").await, ["external_full_admin"]);
    let again = refused(world.act("frantisek", promote(&world, first.id)).await);
    assert_eq!(again, Refusal::Over { code: "grant_ended" });
    broken(world.act("frantisek", promote(&world, full.id)).await, "EXT-08", "already_full");
    forbidden(world.act("lena", demote(&world, "brno", vec![full.id])).await);
    let lower = world.act("frantisek", demote(&world, "brno", vec![full.id])).await.unwrap().value;
    assert_eq!(lower[0].role, "external_read_only_admin");
    assert_eq!(lower[0].term.until, Some(world.now().plus(Span::days(30))), "EXT-13");
    assert_eq!(world.roles("leo", "brno").await, ["external_read_only_admin"]);
    let answer = world.act("frantisek", demote(&world, "brno", vec![lower[0].id])).await;
    broken(answer, "EXT-08", "not_demotable");
    let internal = world.grant_of("filip", "full_admin", "brno").await;
    broken(world.act("frantisek", demote(&world, "brno", vec![internal])).await, "EXT-08", "not_demotable");
    fields(world.act("frantisek", demote(&world, "brno", vec![])).await, &[("grants", "grants_missing")]);
}

#[tokio::test]
async fn one_set_up_as_full_goes_to_provisioning_or_read_only_by_home() {
    // EXT-08: one set, one change
    let world = World::new().await;
    let hugo = world.give("frantisek", "hugo", "external_full_admin", "brno").await.unwrap().value.id;
    let lena = world.grant_of("lena", "external_full_admin", "brno").await;
    world.act("frantisek", demote(&world, "brno", vec![hugo, lena])).await.unwrap();
    assert_eq!(world.roles("hugo", "brno").await, ["provisioning_admin"]);
    assert_eq!(world.roles("lena", "brno").await, ["external_read_only_admin"]);
    // All or nothing: one wrong id, and nobody is demoted.
    let hugo = world.grant_of("hugo", "provisioning_admin", "brno").await;
    let hugo = world.act("frantisek", promote(&world, hugo)).await.unwrap().value.id;
    let answer = world.act("frantisek", demote(&world, "brno", vec![hugo, lena])).await;
    assert_eq!(refused(answer), Refusal::Over { code: "grant_ended" });
    assert_eq!(world.roles("hugo", "brno").await, ["external_full_admin"]);
}

#[tokio::test]
async fn demotion_all_at_once_names_whom_the_set_leaves_out() {
    // EXT-09
    let mut world = World::new().await;
    world.setting("brno", "external.demotion", SettingValue::Text("all_at_once".to_owned()));
    world.plant().await;
    let leo = world.give("frantisek", "leo", "external_full_admin", "brno").await.unwrap().value.id;
    let lena = world.grant_of("lena", "external_full_admin", "brno").await;
    let Refusal::Rule { code: "demotion_leaves_out", rule: "EXT-09", arguments } =
        refused(world.act("frantisek", demote(&world, "brno", vec![leo])).await)
    else {
        panic!("not EXT-09")
    };
    assert_eq!(arguments, [("people", "lena".to_owned())]);
    // The way around: a lower type first, then only the full one ended.
    world.give("frantisek", "leo", "external_read_only_admin", "brno").await.unwrap();
    let end = EndGrant { organization: world.organizations["brno"], grant: leo, expected_version: None };
    broken(world.act("frantisek", end).await, "EXT-09", "demotion_leaves_out");
    assert_eq!(world.act("frantisek", demote(&world, "brno", vec![leo, lena])).await.unwrap().value.len(), 1);
    assert_eq!(world.roles("leo", "brno").await, ["external_read_only_admin"]);
}

#[tokio::test]
async fn revoking_ends_everything_and_forgets_what_they_were_set_up_as() {
    // EXT-10
    let world = World::new().await;
    let revoke = |who: &str| RevokeExternal { organization: world.organizations["brno"], person: world.people[who].id };
    let first = world.give("frantisek", "leo", "external_read_only_admin", "brno").await.unwrap().value;
    world.act("frantisek", promote(&world, first.id)).await.unwrap();
    let on = world.on(&["brno.meet"]);
    world.act("frantisek", world.assign("leo", "site_admin", "brno", on)).await.unwrap();
    forbidden(world.act("lena", revoke("leo")).await);
    assert_eq!(world.act("frantisek", revoke("leo")).await.unwrap().value.len(), 2);
    assert!(!world.may("leo", "users", Level::Read, "brno"));
    let twice = refused(world.act("frantisek", revoke("leo")).await);
    assert_eq!(twice, Refusal::Over { code: "external_revoked" });
    assert_eq!(refused(world.act("frantisek", revoke("gosia")).await), Refusal::NotFound);
    assert_eq!(refused(world.act("frantisek", revoke("filip")).await), Refusal::NotFound, "nobody external");
    let full = world.give("frantisek", "leo", "external_full_admin", "brno").await.unwrap().value;
    assert_eq!(full.set_up_as.as_deref(), Some("external_full_admin"));
    // ROL-10: one's own is given up.
    world.act("lena", revoke("lena")).await.unwrap();
    assert_eq!(world.roles("lena", "brno").await, Vec::<String>::new());
}

#[tokio::test]
async fn the_first_person_stays_until_there_is_a_full_administrator() {
    // ORG-03, ORG-07
    let mut world = World::new().await;
    world.person("fay", "consumers");
    let first =
        world.grant_from("bartek", "external_full_admin", "brno", Scope::None, Origin::FirstPerson, Term::ALWAYS);
    world.plant().await;
    // Brno has full administrators of its own: the first person can go.
    let end = EndGrant { organization: world.organizations["brno"], grant: first, expected_version: None };
    world.act("frantisek", end).await.unwrap();
    // An organization with nobody but the first person keeps them.
    let fresh = world.organizations["consumers"];
    let first =
        world.grant_from("bartek", "external_full_admin", "consumers", Scope::None, Origin::FirstPerson, Term::ALWAYS);
    world.plant().await;
    let end = EndGrant { organization: fresh, grant: first, expected_version: None };
    broken(world.act("bartek", end.clone()).await, "ORG-07", "last_full_admin");
    world.give("bartek", "fay", "full_admin", "consumers").await.unwrap();
    world.act("bartek", end).await.unwrap();
}
