//! `EndGrant`.

use crate::world::{World, broken, forbidden, refused};
use prokura_app::command::end_grant::EndGrant;

use prokura_app::message::{MessageState, Notice, Recipient};
use prokura_decision::mask::Level;
use prokura_domain::grant::Scope;
use prokura_domain::id::GrantId;
use prokura_domain::refusal::Refusal;
use prokura_domain::time::{Span, Term};
use uuid::Uuid;

fn end(world: &World, place: &str, grant: GrantId) -> EndGrant {
    EndGrant { organization: world.organizations[place], grant, expected_version: None }
}

#[tokio::test]
async fn taking_asks_the_same_as_giving_and_holds_at_once() {
    let world = World::new().await;
    let grant = world.grant_of("ursula", "user_device_admin", "brno").await;
    assert!(world.may("ursula", "devices", Level::Manage, "brno"));
    for who in ["rita", "sam", "radka", "nora"] {
        forbidden(world.act(who, end(&world, "brno", grant)).await);
    }
    for who in ["harriet", "bartek", "carl"] {
        assert_eq!(refused(world.act(who, end(&world, "brno", grant)).await), Refusal::NotFound);
    }
    world.act("petra", end(&world, "brno", grant)).await.unwrap();
    assert!(!world.may("ursula", "devices", Level::Manage, "brno"));
    let twice = refused(world.act("petra", end(&world, "brno", grant)).await);
    assert_eq!(twice, Refusal::Over { code: "grant_ended" });
}

#[tokio::test]
async fn a_grant_of_another_organization_is_not_found_here() {
    let world = World::new().await;
    let grant = world.grant_of("frantisek", "full_admin", "brno").await;
    assert_eq!(refused(world.act("harriet", end(&world, "clinic", grant)).await), Refusal::NotFound);
    let nothing = GrantId(Uuid::from_u128(3));
    assert_eq!(refused(world.act("harriet", end(&world, "clinic", nothing)).await), Refusal::NotFound);
    // Who could take nothing here learns the same of both.
    forbidden(world.act("una", end(&world, "clinic", nothing)).await);
    let own = world.grant_of("harriet", "full_admin", "clinic").await;
    forbidden(world.act("una", end(&world, "clinic", own)).await);
}

#[tokio::test]
async fn one_gives_up_what_is_ones_own() {
    // ROL-10
    let world = World::new().await;
    let grant = world.grant_of("rita", "read_only_admin", "brno").await;
    world.act("rita", end(&world, "brno", grant)).await.unwrap();
    assert!(!world.may("rita", "users", Level::Read, "brno"));
    let external = world.grant_of("lena", "external_full_admin", "brno").await;
    world.act("lena", end(&world, "brno", external)).await.unwrap();
    assert!(!world.may("lena", "users", Level::Read, "brno"));
}

#[tokio::test]
async fn the_last_full_administrator_stays() {
    // ORG-07
    let mut world = World::new().await;
    let last = world.grant_of("harriet", "full_admin", "clinic").await;
    for who in ["harriet", "pavel"] {
        broken(world.act(who, end(&world, "clinic", last)).await, "ORG-07", "last_full_admin");
    }
    // Whoever is suspended, not there yet, or leaves on a day does not count.
    let tomorrow = world.now().plus(Span::days(1));
    let imported = prokura_domain::grant::Origin::Imported;
    world.grant_from("eve", "full_admin", "clinic", Scope::None, imported, Term::starting(tomorrow));
    let leaving = Term { from: None, until: Some(tomorrow) };
    world.grant_from("una", "full_admin", "clinic", Scope::None, imported, leaving);
    world.plant().await;
    broken(world.act("harriet", end(&world, "clinic", last)).await, "ORG-07", "last_full_admin");
    world.app.clock.advance(Span::days(1));
    world.act("harriet", end(&world, "clinic", last)).await.unwrap();
}

#[tokio::test]
async fn a_stale_page_is_told() {
    let world = World::new().await;
    let grant = world.grant_of("rita", "read_only_admin", "brno").await;
    let stale = EndGrant { expected_version: Some(9), ..end(&world, "brno", grant) };
    let Refusal::Conflict { expected: 9, actual: 1, .. } = refused(world.act("frantisek", stale).await) else {
        panic!("not a conflict")
    };
}

#[tokio::test]
async fn only_an_internal_full_administrator_takes_advanced_troubleshooting() {
    // ROL-08
    let mut world = World::new().await;
    let grant = world.grant("rita", "advanced_troubleshooting", "brno", Scope::None);
    world.plant().await;
    broken(world.act("lena", end(&world, "brno", grant)).await, "ROL-08", "troubleshooting_giver");
    world.act("filip", end(&world, "brno", grant)).await.unwrap();
}

#[tokio::test]
async fn a_site_administrator_takes_site_roles_in_hand_only() {
    // SIT-03
    let mut world = World::new().await;
    let wide = world.on(&["brno.meet", "lab.meet"]);
    let wide = world.grant("nora", "site_user_admin", "brno", wide);
    let narrow = world.on(&["brno.meet"]);
    let narrow = world.grant("rita", "site_read_only_admin", "brno", narrow);
    world.plant().await;
    forbidden(world.act("sam", end(&world, "brno", wide)).await);
    world.act("sam", end(&world, "brno", narrow)).await.unwrap();
}

#[tokio::test]
async fn the_holder_is_told_once() {
    let world = World::new().await;
    let grant = world.give("frantisek", "nora", "device_admin", "brno").await.unwrap().value.id;
    world.act("frantisek", end(&world, "brno", grant)).await.unwrap();
    world.act("frantisek", end(&world, "brno", grant)).await.unwrap_err();
    let mut read = world.app.service.read().await.unwrap();
    let waiting = read.messages(MessageState::Waiting, 100).await.unwrap();
    let nora = Recipient::Person(world.people["nora"].id);
    let told: Vec<Notice> =
        waiting.iter().filter(|queued| queued.message.recipient == nora).map(|queued| queued.message.notice).collect();
    assert_eq!(told, [Notice::RoleAssigned { grant }, Notice::RoleEnded { grant }]);
}
