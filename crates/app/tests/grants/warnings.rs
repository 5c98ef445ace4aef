//! What about administrators needs somebody, though nothing is broken yet (ORG-07).

use crate::world::{World, token};
use prokura_app::caller::{Actor, Caller};
use prokura_app::command::add_person::AddPerson;
use prokura_app::error::Error;
use prokura_app::query::warnings::{AWAY, Concern, MOST, list};
use prokura_domain::account::{SecretHash, Session, SessionLimits, SignInMethod};
use prokura_domain::event::Event;
use prokura_domain::grant::Grant;
use prokura_domain::id::{GrantId, PrincipalId, RequestId, SessionId};
use prokura_domain::person::{Details, Person};
use prokura_domain::refusal::Refusal;
use prokura_domain::time::Span;
use uuid::Uuid;

type Told = Vec<(Concern, Vec<String>, usize)>;

async fn warnings(world: &World, who: &str, place: &str) -> Result<Told, Refusal> {
    let person = &world.people[who];
    let actor = Actor::Principal { id: person.id, home: person.home, via: token(person.home) };
    let caller = Caller { actor, request: RequestId(Uuid::from_u128(8)), idempotency: None };
    match list(&world.app.service, &caller, &world.organizations[place].to_string()).await {
        Ok(all) => Ok(all
            .into_iter()
            .map(|it| (it.concern, it.people.iter().map(|it| it.name.to_string()).collect(), it.count))
            .collect()),
        Err(Error::Refused(refusal)) => Err(refusal),
        Err(error) => panic!("{error}"),
    }
}

fn of(told: &Told, concern: Concern) -> Option<(Vec<&str>, usize)> {
    let it = told.iter().find(|(it, ..)| *it == concern)?;
    Some((it.1.iter().map(String::as_str).collect(), it.2))
}

async fn sign_in(world: &mut World, who: &str) {
    let (person, home, at) = (world.people[who].id, world.people[who].home, world.now());
    let id = world.app.service.random().id(at);
    let mut secret = [0; 32];
    secret[..16].copy_from_slice(id.as_bytes());
    let session = Session {
        id: SessionId(id),
        secret: SecretHash(secret),
        person,
        method: SignInMethod::Password,
        second: None,
        lacks_second: false,
        signed_in_at: at,
        proved_at: at,
        seen_at: at,
        ended_at: None,
        limits: SessionLimits { idle: Span::minutes(30), lasts: Span::hours(12) },
        device: String::new(),
        address: String::new(),
    };
    world.events(vec![Event::SignedIn { session, home, is_new_device: false }]);
    world.plant().await;
}

#[tokio::test]
async fn what_needs_somebody_is_told_until_it_is_mended() {
    let mut world = World::new().await;
    let told = warnings(&world, "harriet", "clinic").await.unwrap();
    assert_eq!(of(&told, Concern::OneFullAdministrator).unwrap().0, ["harriet"]);
    world.give("harriet", "eve", "full_admin", "clinic").await.unwrap();
    let told = warnings(&world, "harriet", "clinic").await.unwrap();
    assert_eq!(of(&told, Concern::OneFullAdministrator), None);

    // Somebody from outside who may stay for ever, and nobody who ever came.
    let told = warnings(&world, "frantisek", "brno").await.unwrap();
    assert_eq!(of(&told, Concern::OutsideWithoutEnd), Some((vec!["lena"], 1)));
    let (named, count) = of(&told, Concern::NotSignedIn).unwrap();
    assert_eq!((named.len(), count), (5, 8), "{named:?}");
    assert_eq!(of(&told, Concern::RightsUnused), None, "they are told of once");

    for who in ["frantisek", "rita", "lena"] {
        sign_in(&mut world, who).await;
    }
    let told = warnings(&world, "frantisek", "brno").await.unwrap();
    assert_eq!(of(&told, Concern::NotSignedIn).unwrap().1, 5);
    // Whoever only reads leaves nothing behind.
    assert_eq!(of(&told, Concern::RightsUnused), Some((vec!["frantisek", "lena"], 2)));

    for who in ["harriet", "una"] {
        sign_in(&mut world, who).await;
    }
    let unused = |told: &Told| of(told, Concern::RightsUnused).map(|(named, _)| named.join(" "));
    let told = warnings(&world, "harriet", "clinic").await.unwrap();
    assert_eq!(unused(&told).as_deref(), Some("una"), "harriet has given a role");
    let add = AddPerson {
        organization: world.organizations["clinic"],
        email: "new@clinic.example".parse().unwrap(),
        name: "New".parse().unwrap(),
        locale: None,
        licenses: None,
        package: None,
        details: Details::default(),
    };
    world.act("una", add).await.unwrap();
    let told = warnings(&world, "harriet", "clinic").await.unwrap();
    assert_eq!(unused(&told), None);

    // It comes back when nobody does anything for long enough.
    world.app.clock.advance(AWAY);
    let told = warnings(&world, "harriet", "clinic").await.unwrap();
    let (named, _) = of(&told, Concern::NotSignedIn).unwrap();
    assert_eq!(named, ["eve", "harriet", "una"]);
}

#[tokio::test]
async fn what_one_does_not_see_is_not_told() {
    let world = World::new().await;
    assert_eq!(warnings(&world, "grazyna", "clinic").await.unwrap_err(), Refusal::NotFound);
    assert_eq!(warnings(&world, "cecilie", "brno").await, Ok(Vec::new()));
}

#[tokio::test]
async fn of_too_many_it_is_told_that_nobody_looks() {
    let mut world = World::new().await;
    let told = warnings(&world, "harriet", "clinic").await.unwrap();
    assert_eq!(of(&told, Concern::AbsenceNotLookedFor), None);
    let (like, grant) = (world.people["eve"].clone(), world.held("harriet", "clinic").await.remove(0));
    for number in 0..u128::from(MOST) {
        let id = Uuid::from_u128(1 << 100 | number);
        let email = format!("person{number}@clinic.example").parse().unwrap();
        let person = Person { id: PrincipalId(id), email, ..like.clone() };
        let role = "read_only_admin".to_owned();
        let grant = Grant { id: GrantId(id), principal: person.id, role, ..grant.clone() };
        world.events(vec![Event::PersonAdded(person), Event::RoleAssigned(grant)]);
    }
    world.plant().await;
    let told = warnings(&world, "harriet", "clinic").await.unwrap();
    let own = usize::try_from(MOST).unwrap() + ["eve", "harriet", "una"].len();
    assert_eq!(of(&told, Concern::AbsenceNotLookedFor), Some((Vec::new(), own)));
    let away = of(&told, Concern::NotSignedIn).map(|(named, _)| named).unwrap_or_default();
    assert!(!away.contains(&"eve"), "{told:?}");
}
