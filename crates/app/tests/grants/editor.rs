//! `SetRoles`: the role editor's one Save.

use crate::world::{World, broken, fields, forbidden, refused};
use prokura_app::command::guard::holder::Holder;
use prokura_app::command::set_roles::{RoleChoice, Seen, SetRoles};
use prokura_domain::grant::Scope;
use prokura_domain::refusal::Refusal;
use prokura_domain::setting::SettingValue;
use prokura_domain::time::Span;

fn choice(role: &str) -> RoleChoice {
    RoleChoice { role: role.to_owned(), scope: Scope::None, until: None }
}

fn save(world: &World, holder: &str, place: &str, roles: Vec<RoleChoice>) -> SetRoles {
    let holder = Holder::Id(world.people[holder].id);
    SetRoles { organization: world.organizations[place], holder, roles, expected: None, reason: None }
}

#[tokio::test]
async fn one_save_gives_changes_and_takes() {
    // ROL-02, ROL-03
    let world = World::new().await;
    let until = Some(world.now().plus(Span::days(5)));
    world
        .act("frantisek", save(&world, "nora", "brno", vec![choice("device_admin"), choice("support_admin")]))
        .await
        .unwrap();
    let roles = vec![
        RoleChoice { until, ..choice("device_admin") },
        choice("advanced_troubleshooting"),
        choice("read_only_admin"),
    ];
    let saved = world.act("frantisek", save(&world, "nora", "brno", roles.clone())).await.unwrap();
    assert_eq!(world.roles("nora", "brno").await, ["advanced_troubleshooting", "device_admin", "read_only_admin"]);
    let devices = saved.value.iter().find(|grant| grant.role == "device_admin").unwrap();
    assert_eq!((devices.term.until, devices.version), (until, 2));
    let again = world.act("frantisek", save(&world, "nora", "brno", roles)).await.unwrap();
    assert_eq!(again.revision, saved.revision, "saving what is so writes nothing");
}

#[tokio::test]
async fn all_errors_at_once_and_nothing_is_done() {
    // ROL-03, CC-06, ROL-12, SIT-02
    let world = World::new().await;
    let wrong = vec![choice("no_such_role"), choice("device_admin"), choice("device_admin")];
    let answer = world.act("frantisek", save(&world, "nora", "brno", wrong)).await;
    fields(answer, &[("roles/0/role", "role_unknown"), ("roles/2/role", "role_repeated")]);
    let site = world.on(&["brno.meet"]);
    let wrong = vec![
        choice("full_admin"),
        choice("contact_center_admin"),
        RoleChoice { scope: site.clone(), ..choice("site_admin") },
        RoleChoice { scope: site, ..choice("site_user_admin") },
        RoleChoice { until: Some(world.now()), ..choice("support_admin") },
        RoleChoice { scope: Scope::Locations(vec![]), ..choice("device_admin") },
    ];
    let answer = world.act("frantisek", save(&world, "nora", "brno", wrong)).await;
    let expected = [
        ("roles/4/until", "until_past"),
        ("roles/5/locations", "scope_not_allowed"),
        ("roles/1/role", "contact_center_excludes"),
        ("roles/3/sites", "site_role_twice"),
    ];
    fields(answer, &expected);
    assert_eq!(world.roles("nora", "brno").await, Vec::<String>::new());
}

#[tokio::test]
async fn a_delegates_save_leaves_what_it_cannot_touch() {
    // SIT-03, ROL-03
    let mut world = World::new().await;
    let both = world.on(&["brno.meet", "lab.meet"]);
    world.grant("nora", "site_read_only_admin", "brno", both);
    world.grant("nora", "device_admin", "brno", Scope::None);
    world.plant().await;
    // Sam sees one site, takes it, and gives another role there: the lab and the device role stay.
    let on = world.on(&["brno.meet"]);
    let roles = vec![RoleChoice { scope: on.clone(), ..choice("site_user_admin") }];
    world.act("sam", save(&world, "nora", "brno", roles)).await.unwrap();
    let held = world.held("nora", "brno").await;
    let scope = |role: &str| held.iter().find(|grant| grant.role == role).map(|grant| grant.scope.clone());
    assert_eq!(scope("site_read_only_admin"), Some(world.on(&["lab.meet"])));
    assert_eq!(scope("site_user_admin"), Some(on));
    assert_eq!(scope("device_admin"), Some(Scope::None));
    forbidden(world.act("sam", save(&world, "nora", "brno", vec![choice("support_admin")])).await);
    // An empty save takes what is in hand, and only that.
    world.act("sam", save(&world, "nora", "brno", vec![])).await.unwrap();
    assert_eq!(world.roles("nora", "brno").await, ["device_admin", "site_read_only_admin"]);
    // ROL-08: an external full administrator cannot take advanced troubleshooting by leaving it out.
    world.grant("rita", "advanced_troubleshooting", "brno", Scope::None);
    world.plant().await;
    world.act("lena", save(&world, "rita", "brno", vec![choice("read_only_admin")])).await.unwrap();
    assert_eq!(world.roles("rita", "brno").await, ["advanced_troubleshooting", "read_only_admin"]);
}

#[tokio::test]
async fn a_save_over_what_somebody_else_saved_is_a_conflict() {
    let world = World::new().await;
    let grant = world.give("frantisek", "nora", "device_admin", "brno").await.unwrap().value;
    let seen = vec![Seen { grant: grant.id, version: 1 }];
    let save = |roles: Vec<RoleChoice>, seen: &[Seen]| SetRoles {
        expected: Some(seen.to_vec()),
        ..save(&world, "nora", "brno", roles)
    };
    // Filip gives another role meanwhile: the page does not know of it.
    let other = world.give("filip", "nora", "support_admin", "brno").await.unwrap().value;
    let Refusal::Conflict { changed_by, .. } =
        refused(world.act("frantisek", save(vec![choice("device_admin")], &seen)).await)
    else {
        panic!("not a conflict")
    };
    assert_eq!(changed_by, Some(world.people["filip"].id));
    let both = [seen[0], Seen { grant: other.id, version: 1 }];
    world.act("frantisek", save(vec![choice("support_admin")], &both)).await.unwrap();
    // And ended ones are not brought back by a page that still shows them.
    let answer = world.act("filip", save(vec![choice("device_admin"), choice("support_admin")], &both)).await;
    let Refusal::Conflict { actual: 2, .. } = refused(answer) else { panic!("not a conflict") };
}

#[tokio::test]
async fn ones_own_editor_only_gives_up() {
    // ROL-10, ORG-07
    let world = World::new().await;
    let more = vec![choice("full_admin"), choice("compliance_officer")];
    broken(world.act("frantisek", save(&world, "frantisek", "brno", more)).await, "ROL-10", "not_to_oneself");
    world.act("frantisek", save(&world, "frantisek", "brno", vec![])).await.unwrap();
    assert_eq!(world.roles("frantisek", "brno").await, Vec::<String>::new());
    let last = world.act("harriet", save(&world, "harriet", "clinic", vec![])).await;
    broken(last, "ORG-07", "last_full_admin");
}

#[tokio::test]
async fn the_editor_is_no_way_around_demoting_all_at_once() {
    // EXT-09
    let mut world = World::new().await;
    world.setting("brno", "external.demotion", SettingValue::Text("all_at_once".to_owned()));
    world.plant().await;
    world.give("frantisek", "leo", "external_full_admin", "brno").await.unwrap();
    let lower = save(&world, "leo", "brno", vec![RoleChoice { until: None, ..choice("external_read_only_admin") }]);
    broken(world.act("frantisek", lower).await, "EXT-09", "demotion_leaves_out");
    world.act("frantisek", save(&world, "leo", "brno", vec![])).await.unwrap();
}
