//! Custom roles: composed, changed, given, previewed and deleted.

use crate::world::{World, broken, fields, forbidden, refused};
use prokura_app::caller::{Actor, Caller};
use prokura_app::command::change_custom_role::ChangeCustomRole;
use prokura_app::command::change_person::ChangePerson;
use prokura_app::command::compose_role::ComposeRole;
use prokura_app::command::delete_custom_role::{DeleteCustomRole, HolderChoice};
use prokura_app::command::end_grant::EndGrant;
use prokura_app::command::guard::holder::Holder;
use prokura_app::command::set_roles::{RoleChoice, SetRoles};
use prokura_app::query::{custom_roles, giving};
use prokura_decision::mask::Level;
use prokura_domain::custom_role::{AreaLevel, Areas, CustomRole, Spelled};
use prokura_domain::grant::Scope;
use prokura_domain::id::RequestId;
use prokura_domain::refusal::Refusal;
use prokura_domain::text::Locale;
use prokura_domain::time::Span;
use uuid::Uuid;

fn areas(list: &[(&str, AreaLevel)]) -> Areas {
    list.iter().map(|(area, level)| ((*area).to_owned(), *level)).collect()
}

fn named(name: &str) -> Spelled {
    Spelled { en: Some(name.parse().unwrap()), ..Spelled::default() }
}

fn compose(world: &World, place: &str, name: &str, list: &[(&str, AreaLevel)]) -> ComposeRole {
    ComposeRole { organization: world.organizations[place], names: named(name), areas: areas(list) }
}

async fn desk(world: &World) -> CustomRole {
    let role = compose(world, "brno", "Front desk", &[("devices", AreaLevel::Manage), ("users", AreaLevel::Read)]);
    world.act("frantisek", role).await.unwrap().value
}

fn change(world: &World, role: &CustomRole, list: &[(&str, AreaLevel)]) -> ChangeCustomRole {
    let organization = world.organizations["brno"];
    let areas = Some(areas(list));
    ChangeCustomRole { organization, role: role.id, expected_version: Some(role.version), names: None, areas }
}

fn delete(world: &World, role: &CustomRole, holders: Vec<HolderChoice>) -> DeleteCustomRole {
    DeleteCustomRole { organization: world.organizations["brno"], role: role.id, expected_version: None, holders }
}

fn caller(world: &World, who: &str) -> Caller {
    let person = &world.people[who];
    let actor = Actor::Principal { id: person.id, home: person.home, via: super::world::token(person.home) };
    Caller { actor, request: RequestId(Uuid::from_u128(8)), idempotency: None }
}

#[tokio::test]
async fn a_full_administrator_composes_and_gives_a_role_that_counts_at_once() {
    let world = World::new().await;
    let role = desk(&world).await;
    assert_eq!((role.version, role.active, role.names.in_locale(Locale::Pl)), (1, true, "Front desk"));
    assert!(!world.may("nora", "devices", Level::Manage, "brno"));
    let grant = world.give("frantisek", "nora", &role.key(), "brno").await.unwrap().value;
    assert_eq!((grant.role.clone(), grant.scope.clone()), (role.key(), Scope::None));
    assert!(world.may("nora", "devices", Level::Manage, "brno"));
    assert!(world.may("nora", "users", Level::Read, "brno"));
    assert!(!world.may("nora", "users", Level::Manage, "brno"));
    assert!(!world.may("nora", "licenses", Level::Read, "brno"));

    // A new version counts for everybody who holds it, at once.
    let list = [("devices", AreaLevel::Read), ("licenses", AreaLevel::Manage)];
    let changed = world.act("frantisek", change(&world, &role, &list)).await.unwrap().value;
    assert_eq!(changed.version, 2);
    assert!(!world.may("nora", "devices", Level::Manage, "brno") && world.may("nora", "devices", Level::Read, "brno"));
    assert!(world.may("nora", "licenses", Level::Manage, "brno") && !world.may("nora", "users", Level::Read, "brno"));
    let again = world.act("frantisek", ChangeCustomRole { expected_version: None, ..change(&world, &changed, &list) });
    assert_eq!(again.await.unwrap().value, changed, "saving what is so writes nothing");
    let Refusal::Conflict { expected: 1, actual: 2, changed_by, .. } =
        refused(world.act("filip", change(&world, &role, &[("sites", AreaLevel::Read)])).await)
    else {
        panic!("not a conflict")
    };
    assert_eq!(changed_by, Some(world.people["frantisek"].id));

    let detail = custom_roles::get(&world.app.service, &caller(&world, "frantisek"), "brno", role.id).await.unwrap();
    let versions: Vec<i64> = detail.versions.iter().map(|version| version.version).collect();
    assert_eq!((versions, detail.holders.len()), (vec![2, 1], 1));
    assert_eq!(detail.versions[1], role);
}

#[tokio::test]
async fn one_composes_only_what_one_has_and_what_may_be_composed() {
    // ROL-10
    let world = World::new().await;
    let wrong = [
        ("content", AreaLevel::Read),
        ("roles", AreaLevel::Manage),
        ("nonsense", AreaLevel::Read),
        ("audit", AreaLevel::Manage),
        ("devices", AreaLevel::Manage),
    ];
    let answer = world.act("frantisek", compose(&world, "brno", "Full administrator", &wrong)).await;
    let expected = [
        ("names/en", "role_name_taken"),
        ("areas/audit", "area_read_only"),
        ("areas/content", "area_not_composable"),
        ("areas/nonsense", "area_not_composable"),
        ("areas/roles", "area_read_only"),
    ];
    fields(answer, &expected);
    let nothing = ComposeRole { names: Spelled::default(), ..compose(&world, "brno", "x", &[]) };
    fields(world.act("frantisek", nothing).await, &[("names", "names_missing"), ("areas", "areas_missing")]);
    let long = compose(&world, "brno", &"x".repeat(81), &[("devices", AreaLevel::Read)]);
    fields(world.act("frantisek", long).await, &[("names/en", "role_name_too_long")]);

    // Who gives no roles composes none, and a stranger does not know of the place.
    for who in ["rita", "ursula", "nora", "sam"] {
        forbidden(world.act(who, compose(&world, "brno", "Mine", &[("devices", AreaLevel::Read)])).await);
    }
    let stranger = world.act("grazyna", compose(&world, "brno", "Mine", &[("devices", AreaLevel::Read)])).await;
    assert_eq!(refused(stranger), Refusal::NotFound);

    let role = desk(&world).await;
    let taken = world.act("filip", compose(&world, "brno", "FRONT DESK", &[("devices", AreaLevel::Read)])).await;
    fields(taken, &[("names/en", "role_name_taken")]);
    assert_eq!(role.organization, world.organizations["brno"]);
}

#[tokio::test]
async fn what_the_composer_lacks_is_named_with_the_reason() {
    // ROL-10, EXT-15: what is withheld from an outsider they do not hand on.
    let mut world = World::new().await;
    let withheld = prokura_domain::setting::SettingValue::List(vec!["devices".to_owned()]);
    world.setting("brno", "external.withheld_areas", withheld);
    world.plant().await;
    let list = [("devices", AreaLevel::Read), ("analytics", AreaLevel::Read)];
    let refusal = refused(world.act("lena", compose(&world, "brno", "Analysts", &list)).await);
    let Refusal::Invalid(errors) = refusal else { panic!("not fields: {refusal:?}") };
    assert_eq!((errors.len(), errors[0].field.as_str(), errors[0].code), (1, "areas/devices", "area_not_held"));
    assert_eq!(errors[0].arguments, [("because", "withheld".to_owned())]);
    // What somebody else composed of it she may still rename: what it gives stays as it is.
    let role = desk(&world).await;
    let rename = ChangeCustomRole {
        organization: world.organizations["brno"],
        role: role.id,
        expected_version: None,
        names: Some(named("Reception")),
        areas: None,
    };
    assert_eq!(world.act("lena", rename).await.unwrap().value.version, 2);
}

#[tokio::test]
async fn nobody_raises_a_role_that_they_hold_or_gives_it_to_themselves() {
    // ROL-10
    let world = World::new().await;
    let role = desk(&world).await;
    broken(world.give("frantisek", "frantisek", &role.key(), "brno").await, "ROL-10", "not_to_oneself");
    world.give("filip", "frantisek", &role.key(), "brno").await.unwrap();
    let more = [("devices", AreaLevel::Manage), ("users", AreaLevel::Manage)];
    broken(world.act("frantisek", change(&world, &role, &more)).await, "ROL-10", "role_held_by_oneself");
    let less = [("devices", AreaLevel::Read)];
    let lower = world.act("frantisek", change(&world, &role, &less)).await.unwrap().value;
    broken(world.act("frantisek", change(&world, &lower, &more)).await, "ROL-10", "role_held_by_oneself");
    world.act("filip", change(&world, &lower, &more)).await.unwrap();
}

#[tokio::test]
async fn a_custom_role_goes_to_people_of_its_organization_only() {
    // ROL-01
    let world = World::new().await;
    let role = desk(&world).await;
    broken(world.give("frantisek", "leo", &role.key(), "brno").await, "ROL-01", "role_for_home_only");
    fields(world.give("harriet", "una", &role.key(), "clinic").await, &[("role", "role_unknown")]);
    fields(world.give("frantisek", "nora", "custom", "brno").await, &[("role", "role_unknown")]);
    // A partner's administrator gives a customer's roles by `customer_roles`, but none that the customer composed.
    forbidden(world.give("pavel", "nora", &role.key(), "brno").await);
    let scope = world.on(&["brno.meet"]);
    let scoped = world.assign("nora", &role.key(), "brno", scope);
    fields(world.act("frantisek", scoped).await, &[("sites", "scope_not_allowed")]);
}

#[tokio::test]
async fn exclusions_and_the_takeover_guard_know_custom_roles() {
    // ROL-12: Lukas is the location administrator.
    let world = World::new().await;
    let role = desk(&world).await;
    broken(world.give("frantisek", "lukas", &role.key(), "brno").await, "ROL-12", "roles_exclude");
    // CC-06: it is neither full nor read-only administrator.
    world.give("frantisek", "cecilie", &role.key(), "brno").await.unwrap();
    // ORG-08: who could not take it away does not change what signs its holder in.
    let list = [("users", AreaLevel::Manage)];
    let clerk = world.act("frantisek", compose(&world, "brno", "Clerk", &list)).await.unwrap().value;
    world.give("frantisek", "sam", &clerk.key(), "brno").await.unwrap();
    world.give("frantisek", "nora", &role.key(), "brno").await.unwrap();
    let suspend = ChangePerson {
        status: Some(prokura_domain::person::PersonStatus::Suspended),
        ..ChangePerson::of(world.people["nora"].id)
    };
    for who in ["ursula", "sam"] {
        broken(world.act(who, suspend.clone()).await, "ORG-08", "takeover_guard");
    }
    world.act("frantisek", suspend).await.unwrap();
}

#[tokio::test]
async fn the_role_editor_gives_and_takes_custom_roles() {
    // ROL-03
    let world = World::new().await;
    let role = desk(&world).await;
    let choice = |key: &str| RoleChoice { role: key.to_owned(), scope: Scope::None, until: None };
    let save = |roles: Vec<RoleChoice>| {
        let holder = Holder::Id(world.people["nora"].id);
        SetRoles { organization: world.organizations["brno"], holder, roles, expected: None, reason: None }
    };
    let both = vec![choice(&role.key()), choice("device_admin")];
    world.act("frantisek", save(both)).await.unwrap();
    let mut expected = vec![role.key(), "device_admin".to_owned()];
    expected.sort();
    assert_eq!(world.roles("nora", "brno").await, expected);
    let repeated = world.act("frantisek", save(vec![choice(&role.key()), choice(&role.key())])).await;
    fields(repeated, &[("roles/1/role", "role_repeated")]);
    world.act("frantisek", save(vec![choice("device_admin")])).await.unwrap();
    assert_eq!(world.roles("nora", "brno").await, ["device_admin"]);
    let caller = caller(&world, "frantisek");
    let offered = giving::roles_of(&world.app.service, &caller, "brno", world.people["nora"].id).await.unwrap();
    let offer = offered.choices.iter().find(|choice| choice.role == role.key()).unwrap();
    assert_eq!((offer.refused.as_ref(), offer.title.cs.as_str()), (None, "Front desk"));
    let outsider = giving::roles_of(&world.app.service, &caller, "brno", world.people["lena"].id).await.unwrap();
    assert!(outsider.choices.iter().all(|choice| choice.role != role.key()));
}

#[tokio::test]
async fn a_preview_says_who_gains_and_loses_what_and_changes_nothing() {
    let world = World::new().await;
    let role = desk(&world).await;
    world.give("frantisek", "nora", &role.key(), "brno").await.unwrap();
    // Ursula manages users and devices already.
    world.give("frantisek", "ursula", &role.key(), "brno").await.unwrap();
    let before = world.app.service.follower().revision();
    let service = &world.app.service;
    let thought = areas(&[("users", AreaLevel::Manage), ("analytics", AreaLevel::Read), ("content", AreaLevel::Read)]);
    let preview =
        custom_roles::preview(service, &caller(&world, "frantisek"), "brno", Some(role.id), &thought).await.unwrap();
    let policy = service.policy();
    let told =
        |moved: &[custom_roles::Moved]| moved.iter().map(|it| policy.area_at(it.area).name.clone()).collect::<Vec<_>>();
    assert_eq!(told(&preview.changes), ["users", "devices", "analytics"]);
    let of = |who: &str| preview.holders.iter().find(|it| it.holder.person.id == world.people[who].id).unwrap();
    assert_eq!(
        (told(&of("nora").gains), told(&of("nora").loses)),
        (vec!["users".to_owned(), "analytics".to_owned()], vec!["devices".to_owned()])
    );
    assert_eq!((told(&of("ursula").gains), told(&of("ursula").loses)), (vec!["analytics".to_owned()], Vec::new()));
    assert_eq!(preview.problems.iter().map(|it| it.code).collect::<Vec<_>>(), ["area_not_composable"]);
    assert_eq!(world.app.service.follower().revision(), before);
    let read = custom_roles::preview(service, &caller(&world, "rita"), "brno", None, &thought).await;
    assert!(matches!(read, Err(prokura_app::error::Error::Refused(Refusal::Forbidden { .. }))));
    let listed = custom_roles::list(service, &caller(&world, "rita"), "brno").await.unwrap();
    assert_eq!(listed.iter().map(|it| it.holders).collect::<Vec<_>>(), [2]);
}

#[tokio::test]
async fn deleting_asks_for_every_holder_and_is_one_change() {
    let world = World::new().await;
    let role = desk(&world).await;
    let until = world.now().plus(Span::days(10));
    let nora = world.give("frantisek", "nora", &role.key(), "brno").await.unwrap().value;
    let mut later = world.assign("cecilie", &role.key(), "brno", Scope::None);
    (later.from, later.until) = (Some(world.now().plus(Span::days(1))), Some(until));
    let cecilie = world.act("frantisek", later).await.unwrap().value;

    let ends = |grant: &prokura_domain::grant::Grant| HolderChoice { grant: grant.id, instead: None };
    let moves =
        |grant: &prokura_domain::grant::Grant, to: &str| HolderChoice { grant: grant.id, instead: Some(to.to_owned()) };
    let missing = format!("holders/{}", cecilie.id);
    fields(world.act("frantisek", delete(&world, &role, vec![ends(&nora)])).await, &[(&missing, "holder_undecided")]);
    let twice = vec![ends(&nora), ends(&cecilie), ends(&nora)];
    fields(world.act("frantisek", delete(&world, &role, twice)).await, &[("holders/2/grant", "holder_unknown")]);
    let unknown = vec![ends(&nora), moves(&cecilie, "no_such_role")];
    fields(world.act("frantisek", delete(&world, &role, unknown)).await, &[("holders/1/instead", "role_unknown")]);
    let itself = vec![ends(&nora), moves(&cecilie, &role.key())];
    fields(world.act("frantisek", delete(&world, &role, itself)).await, &[("holders/1/instead", "role_unknown")]);
    // CC-06: Cecilie is contact-centre administrator, and nothing is half done.
    let excluded = vec![ends(&nora), moves(&cecilie, "read_only_admin")];
    broken(world.act("frantisek", delete(&world, &role, excluded)).await, "CC-06", "contact_center_excludes");
    assert!(world.may("nora", "devices", Level::Manage, "brno"));

    let decided = vec![ends(&nora), moves(&cecilie, "device_admin")];
    let deleted = world.act("frantisek", delete(&world, &role, decided)).await.unwrap().value;
    assert_eq!((deleted.active, deleted.version), (false, 2));
    assert!(!world.may("nora", "devices", Level::Manage, "brno"));
    let held = world.held("cecilie", "brno").await;
    let moved = held.iter().find(|grant| grant.role == "device_admin").unwrap();
    assert_eq!((moved.term.until, moved.term.from), (Some(until), cecilie.term.from));
    assert!(held.iter().all(|grant| grant.role != role.key()));
    let again = world.act("frantisek", delete(&world, &role, Vec::new())).await;
    assert_eq!(refused(again), Refusal::Over { code: "custom_role_deleted" });
    fields(world.give("frantisek", "nora", &role.key(), "brno").await, &[("role", "role_unknown")]);
    // The name is free again.
    desk(&world).await;
}

#[tokio::test]
async fn deleting_moves_nobody_by_their_own_hand() {
    // ROL-10
    let world = World::new().await;
    let role = desk(&world).await;
    let own = world.give("filip", "frantisek", &role.key(), "brno").await.unwrap().value;
    let to = |instead: Option<&str>| vec![HolderChoice { grant: own.id, instead: instead.map(str::to_owned) }];
    let answer = world.act("frantisek", delete(&world, &role, to(Some("compliance_officer")))).await;
    broken(answer, "ROL-10", "not_to_oneself");
    world.act("frantisek", delete(&world, &role, to(None))).await.unwrap();
}

#[tokio::test]
async fn nobody_gives_a_role_wider_than_what_they_hold() {
    // ROL-10, EXT-15: Lena gives roles here, and devices are withheld from her.
    let mut world = World::new().await;
    let role = desk(&world).await;
    let withheld = prokura_domain::setting::SettingValue::List(vec!["devices".to_owned()]);
    world.setting("brno", "external.withheld_areas", withheld);
    world.plant().await;
    let wider = |answer: Refusal| {
        let Refusal::Rule { rule, code, arguments } = answer else { panic!("not a rule: {answer:?}") };
        assert_eq!((rule, code), ("ROL-10", "role_wider_than_own"));
        assert_eq!(arguments, [("areas", "devices".to_owned())]);
    };
    wider(refused(world.give("lena", "nora", &role.key(), "brno").await));
    let save = |roles: Vec<RoleChoice>| {
        let holder = Holder::Id(world.people["nora"].id);
        SetRoles { organization: world.organizations["brno"], holder, roles, expected: None, reason: None }
    };
    let choice = |key: &str| RoleChoice { role: key.to_owned(), scope: Scope::None, until: None };
    wider(refused(world.act("lena", save(vec![choice(&role.key())])).await));
    let service = &world.app.service;
    let offered = giving::roles_of(service, &caller(&world, "lena"), "brno", world.people["nora"].id).await.unwrap();
    let offer = offered.choices.iter().find(|choice| choice.role == role.key()).unwrap();
    assert!(matches!(offer.refused, Some(Refusal::Rule { code: "role_wider_than_own", .. })), "{:?}", offer.refused);

    // What gives no more than she has she gives, a longer term of the wider one she does not, and she may take it away.
    let read = compose(&world, "brno", "Licence desk", &[("licenses", AreaLevel::Read)]);
    let narrow = world.act("frantisek", read).await.unwrap().value;
    world.give("lena", "nora", &narrow.key(), "brno").await.unwrap();
    let mut short = world.assign("nora", &role.key(), "brno", Scope::None);
    short.until = Some(world.now().plus(Span::days(1)));
    world.act("frantisek", short.clone()).await.unwrap();
    short.until = Some(world.now().plus(Span::days(2)));
    wider(refused(world.act("lena", short).await));
    let grant = world.grant_of("nora", &role.key(), "brno").await;
    // Deleting another role she moves nobody into what she does not have.
    let holders = vec![HolderChoice {
        grant: world.grant_of("nora", &narrow.key(), "brno").await,
        instead: Some(compose_wide(&world).await.key()),
    }];
    wider(refused(world.act("lena", delete(&world, &narrow, holders)).await));
    let organization = world.organizations["brno"];
    world.act("lena", EndGrant { organization, grant, expected_version: None }).await.unwrap();
    // Restricted mode binds everybody alike: it keeps no full administrator from giving.
    assert!(!world.may("frantisek", "users.create", Level::Manage, "brno"));
    let clerk = compose(&world, "brno", "Clerk", &[("users", AreaLevel::Manage)]);
    let clerk = world.act("frantisek", clerk).await.unwrap().value;
    world.give("frantisek", "nora", &clerk.key(), "brno").await.unwrap();
}

async fn compose_wide(world: &World) -> CustomRole {
    world.act("frantisek", compose(world, "brno", "Wide", &[("devices", AreaLevel::Read)])).await.unwrap().value
}

#[tokio::test]
async fn a_role_is_the_organizations_and_outlives_what_its_composer_had() {
    let world = World::new().await;
    let role = desk(&world).await;
    world.give("frantisek", "nora", &role.key(), "brno").await.unwrap();
    let full = world.grant_of("frantisek", "full_admin", "brno").await;
    let organization = world.organizations["brno"];
    world.act("filip", EndGrant { organization, grant: full, expected_version: None }).await.unwrap();
    // Who composed it composes, changes and gives no more; the role and whoever holds it stay, and others go on with it.
    forbidden(world.act("frantisek", compose(&world, "brno", "Mine", &[("devices", AreaLevel::Read)])).await);
    forbidden(world.act("frantisek", change(&world, &role, &[("devices", AreaLevel::Read)])).await);
    forbidden(world.give("frantisek", "sam", &role.key(), "brno").await);
    forbidden(world.act("frantisek", delete(&world, &role, Vec::new())).await);
    assert!(!world.may("frantisek", "devices", Level::Manage, "brno"));
    assert!(world.may("nora", "devices", Level::Manage, "brno"));
    world.give("filip", "sam", &role.key(), "brno").await.unwrap();
    world.act("filip", change(&world, &role, &[("devices", AreaLevel::Read)])).await.unwrap();
    assert!(!world.may("nora", "devices", Level::Manage, "brno"));
}

#[tokio::test]
async fn a_partner_composes_for_its_own_people() {
    // PTR-01: in the partner's own organization, out of what its full administrator has there.
    let world = World::new().await;
    let list = [("users", AreaLevel::Read), ("devices", AreaLevel::Manage)];
    let role = world.act("pavel", compose(&world, "tatra", "Back office", &list)).await.unwrap().value;
    let wrong = [("partner_roles", AreaLevel::Manage), ("customer_roles", AreaLevel::Manage)];
    let expected = [("areas/customer_roles", "area_not_composable"), ("areas/partner_roles", "area_read_only")];
    fields(world.act("pavel", compose(&world, "tatra", "Hands on", &wrong)).await, &expected);
    world.give("pavel", "radka", &role.key(), "tatra").await.unwrap();
    assert!(world.may("radka", "devices", Level::Manage, "tatra"));
    // It reaches no customer, and no customer's people hold it.
    assert!(!world.may("radka", "devices", Level::Manage, "brno"));
    broken(world.give("pavel", "nora", &role.key(), "tatra").await, "ROL-01", "role_for_home_only");
    fields(world.give("frantisek", "nora", &role.key(), "brno").await, &[("role", "role_unknown")]);
    // Who assigns customers' roles composes none there.
    forbidden(world.act("pavel", compose(&world, "brno", "Ours", &list)).await);
}

#[tokio::test]
async fn of_two_changes_at_once_the_second_learns_of_the_first() {
    let world = World::new().await;
    let role = desk(&world).await;
    let (one, other) = tokio::join!(
        world.act("frantisek", change(&world, &role, &[("devices", AreaLevel::Read)])),
        world.act("filip", change(&world, &role, &[("sites", AreaLevel::Read)])),
    );
    let (winner, loser) = if one.is_ok() { ("frantisek", other) } else { ("filip", one) };
    let Refusal::Conflict { expected: 1, actual: 2, changed_by, changed_at } = refused(loser) else {
        panic!("not a conflict")
    };
    assert_eq!((changed_by, changed_at), (Some(world.people[winner].id), Some(world.now())));
    // Deleting what was changed meanwhile is told the same.
    let stale = DeleteCustomRole { expected_version: Some(1), ..delete(&world, &role, Vec::new()) };
    assert!(matches!(refused(world.act("filip", stale).await), Refusal::Conflict { .. }));
}
