//! `ClaimPerson`: people of free organizations whose address is in a verified domain.

use crate::world::{World, broken, forbidden, refused, token};
use prokura_app::caller::{Actor, Caller};
use prokura_app::command::change_setting::ChangeSetting;
use prokura_app::command::claim_person::ClaimPerson;
use prokura_app::command::delete_person::DeletePerson;
use prokura_app::command::set_licence_rule::SetLicenceRule;
use prokura_app::error::Error;
use prokura_app::message::{MessageState, Notice, Recipient};
use prokura_app::port::AuditFilter;
use prokura_app::query::Part;
use prokura_app::query::audit_log::facts;
use prokura_app::query::claimable::{Claimable, list};
use prokura_decision::mask::Level;
use prokura_domain::event::{Change, Event};
use prokura_domain::grant::Scope;
use prokura_domain::id::{PrincipalId, RequestId};
use prokura_domain::licence_rule::Gives;
use prokura_domain::person::{Details, Person, PersonStatus};
use prokura_domain::refusal::Refusal;
use prokura_domain::setting::SettingValue;
use uuid::Uuid;

fn claim(world: &World, place: &str, who: &str) -> ClaimPerson {
    ClaimPerson { organization: world.organizations[place], person: world.people[who].id, expected_version: None }
}

/// The clinic has verified two domains of others, and said of a third that it is its own.
async fn world() -> World {
    let mut world = World::new().await;
    for (name, is_verified) in [
        ("lighthouse.example", true),
        ("consumers.example", true),
        ("shipyard.example", true),
        ("tatra.example", false),
    ] {
        world.domain(name, "clinic", is_verified);
    }
    world.person("cora", "consumers");
    world.plant().await;
    world
}

fn caller(world: &World, who: &str) -> Caller {
    let person = &world.people[who];
    let actor = Actor::Principal { id: person.id, home: person.home, via: token(person.home) };
    Caller { actor, request: RequestId(Uuid::from_u128(8)), idempotency: None }
}

async fn listed(world: &World, who: &str, place: &str, part: Part<PrincipalId>) -> Result<Claimable, Error> {
    list(&world.app.service, &caller(world, who), &world.organizations[place].to_string(), part).await
}

async fn actions(world: &World, place: &str) -> Vec<String> {
    let mut read = world.app.service.read().await.unwrap();
    let log = read.audit_entries(world.organizations[place], &AuditFilter::default(), None, 1_000).await.unwrap();
    log.into_iter().map(|entry| entry.row.action).collect()
}

#[tokio::test]
async fn the_list_has_whom_one_may_claim_and_nobody_else() {
    let world = world().await;
    let names = |found: &Claimable| -> Vec<String> {
        found.people.items.iter().map(|person| person.name.to_string()).collect()
    };
    let all = listed(&world, "harriet", "clinic", Part::first(9)).await.unwrap();
    // Nobody of a customer (shipyard), and nobody of a domain that was not verified (tatra).
    assert_eq!((names(&all), all.count), (["lena", "leo", "carl", "cora"].map(str::to_owned).to_vec(), 4));
    let first = listed(&world, "harriet", "clinic", Part::first(3)).await.unwrap();
    let rest = listed(&world, "harriet", "clinic", Part { after: first.people.next, limit: 3 }).await.unwrap();
    assert_eq!((names(&first).len(), names(&rest), rest.people.next), (3, vec!["cora".to_owned()], None));
    assert!(matches!(listed(&world, "eve", "clinic", Part::first(9)).await, Err(Error::Refused(_))));
    assert!(matches!(
        listed(&world, "grazyna", "clinic", Part::first(9)).await,
        Err(Error::Refused(Refusal::NotFound))
    ));
    // RST-03
    let refusal = listed(&world, "frantisek", "brno", Part::first(9)).await;
    assert!(matches!(refusal, Err(Error::Refused(Refusal::Forbidden { .. }))));
}

#[tokio::test]
async fn who_is_claimed_has_another_home_and_is_told() {
    let mut world = world().await;
    world.grant("leo", "read_only_admin", "lighthouse", Scope::None);
    world.grant("leo", "external_read_only_admin", "clinic", Scope::None);
    world.plant().await;
    assert!(world.may("leo", "users", Level::Read, "lighthouse"));
    let claimed: Person = world.act("harriet", claim(&world, "clinic", "leo")).await.unwrap().value;
    assert_eq!((claimed.home, claimed.version), (world.organizations["clinic"], 2));
    assert_eq!(claimed.status, PersonStatus::Pending, "nobody proved the address");
    assert_eq!(claimed.email, world.people["leo"].email);
    for place in ["lighthouse", "clinic"] {
        assert_eq!(world.roles("leo", place).await, Vec::<String>::new(), "{place}");
    }
    assert!(!world.may("leo", "users", Level::Read, "lighthouse"));
    assert!(actions(&world, "clinic").await.contains(&"person_claimed".to_owned()));
    assert!(actions(&world, "lighthouse").await.contains(&"person_left".to_owned()));
    assert!(world.everybody("clinic").await.iter().any(|person| person.id == claimed.id));
    let mut read = world.app.service.read().await.unwrap();
    let told = read.messages(MessageState::Waiting, 100).await.unwrap();
    let is_it = |notice: Notice| matches!(notice, Notice::Claimed { claimed_by, .. } if claimed_by == claimed.home);
    let mails: Vec<_> = told.iter().filter(|it| is_it(it.message.notice)).collect();
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].message.recipient, Recipient::Person(claimed.id));
    drop(read);
    // Twice is once too often: they are ours already.
    assert_eq!(refused(world.act("harriet", claim(&world, "clinic", "leo")).await), Refusal::NotFound);
    assert_eq!(listed(&world, "harriet", "clinic", Part::first(9)).await.unwrap().count, 3);
}

#[tokio::test]
async fn nobody_else_is_claimed_and_by_nobody_else() {
    let mut world = world().await;
    // Of a customer, of a domain that is not verified, of one's own, of a domain below a verified one.
    world.person("sunny", "sub.consumers");
    world.plant().await;
    for who in ["gosia", "radka", "una", "sunny"] {
        assert_eq!(refused(world.act("harriet", claim(&world, "clinic", who)).await), Refusal::NotFound, "{who}");
    }
    // The domain is the clinic's.
    assert_eq!(refused(world.act("grazyna", claim(&world, "shipyard", "leo")).await), Refusal::NotFound);
    assert_eq!(refused(world.act("grazyna", claim(&world, "clinic", "leo")).await), Refusal::NotFound);
    forbidden(world.act("eve", claim(&world, "clinic", "leo")).await);
    let nobody = ClaimPerson { person: PrincipalId(Uuid::from_u128(1)), ..claim(&world, "clinic", "leo") };
    assert_eq!(refused(world.act("harriet", nobody).await), Refusal::NotFound);
    // RST-03: while restricted mode is on, not even whom one may name.
    let on = ChangeSetting {
        organization: world.organizations["clinic"],
        key: "restricted_mode".to_owned(),
        value: SettingValue::Switch(true),
        expected_version: None,
    };
    world.act("pavel", on).await.unwrap();
    forbidden(world.act("harriet", claim(&world, "clinic", "leo")).await);
}

#[tokio::test]
async fn the_former_home_keeps_its_administrator_unless_all_of_it_goes() {
    // ORG-07
    let mut world = world().await;
    world.grant("carl", "full_admin", "consumers", Scope::None);
    world.plant().await;
    broken(world.act("harriet", claim(&world, "clinic", "carl")).await, "ORG-07", "last_full_admin");
    // Lena administers something elsewhere that the clinic could not take from her.
    broken(world.act("harriet", claim(&world, "clinic", "lena")).await, "ORG-08", "takeover_guard");
    world.act("harriet", claim(&world, "clinic", "cora")).await.unwrap();
    world.act("harriet", claim(&world, "clinic", "carl")).await.unwrap();
    assert_eq!(world.everybody("consumers").await, []);
}

#[tokio::test]
async fn who_administers_here_is_claimed_only_by_who_could_take_that() {
    // ORG-08, ORG-03
    let mut world = world().await;
    world.grant("leo", "external_full_admin", "clinic", Scope::None);
    world.plant().await;
    broken(world.act("una", claim(&world, "clinic", "leo")).await, "ORG-08", "takeover_guard");
    assert_eq!(world.roles("leo", "clinic").await, ["external_full_admin"]);
    world.act("harriet", claim(&world, "clinic", "leo")).await.unwrap();
}

#[tokio::test]
async fn whoever_moved_meanwhile_is_not_claimed_as_they_were() {
    let world = world().await;
    let stale = ClaimPerson { expected_version: Some(7), ..claim(&world, "clinic", "leo") };
    assert!(matches!(refused(world.act("harriet", stale).await), Refusal::Conflict { actual: 1, .. }));
    let leo = &world.people["leo"];
    let leave = DeletePerson { organization: leo.home, person: leo.id, expected_version: None };
    world.act("lena", leave).await.unwrap();
    assert_eq!(refused(world.act("harriet", claim(&world, "clinic", "leo")).await), Refusal::NotFound);
}

#[tokio::test]
async fn who_is_claimed_gets_what_whoever_is_added_gets_by_itself() {
    // RST-03
    let mut world = world().await;
    world.subscription("clinic-calls", "clinic", "tatra", &["calling"]);
    world.plant().await;
    let clinic = world.organizations["clinic"];
    let rule = SetLicenceRule {
        organization: clinic,
        domain: None,
        gives: Gives::Licences(vec!["calling".to_owned(), "messaging".to_owned()]),
        expected_version: None,
    };
    world.act("harriet", rule).await.unwrap();
    let claimed = world.act("harriet", claim(&world, "clinic", "leo")).await.unwrap().value;
    // Nobody sold messaging: what there is no seat for is written down, and keeps nobody from coming.
    assert_eq!((claimed.licenses, claimed.package), (vec!["calling".to_owned()], None));
    assert!(actions(&world, "clinic").await.contains(&"licences_missed".to_owned()));
    let mut read = world.app.service.read().await.unwrap();
    assert_eq!(read.licences_held(clinic).await.unwrap().get("calling"), Some(&1));
}

#[tokio::test]
async fn what_the_former_home_gave_and_knew_is_not_in_the_log_of_the_new_one() {
    let mut world = world().await;
    let before = world.people["leo"].clone();
    let details = Details { title: Some("Keeper of the light".parse().unwrap()), ..Details::default() };
    let licenses = vec!["meetings_host".to_owned()];
    let after = Person { licenses, package: Some("basic".to_owned()), details, version: 2, ..before.clone() };
    world.events(vec![Event::PersonChanged(Change { before, after })]);
    world.plant().await;
    world.act("harriet", claim(&world, "clinic", "leo")).await.unwrap();
    let mut read = world.app.service.read().await.unwrap();
    let log = read.audit_entries(world.organizations["clinic"], &AuditFilter::default(), None, 1_000).await.unwrap();
    let entry = log.iter().find(|entry| entry.row.action == "person_claimed").unwrap();
    let told = serde_json::to_string(&facts(entry).unwrap()).unwrap();
    assert!(told.contains("leo"), "{told}");
    for kept in ["Keeper", "meetings_host", "basic"] {
        assert!(!told.contains(kept), "{kept}: {told}");
    }
}
