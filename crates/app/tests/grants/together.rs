//! Commands that wait at the same moment are done together: each comes to what it would by itself.

use crate::world::{World, fields, refused, token};
use async_trait::async_trait;
use futures_util::future::join_all;
use prokura_app::caller::{Actor, Caller, IdempotencyKey};
use prokura_app::command::add_person::AddPerson;
use prokura_app::command::change_person::ChangePerson;
use prokura_app::error::Error;
use prokura_app::pipeline::Command;
use prokura_app::port::{AuditFilter, StoreError};
use prokura_app::work::Work;
use prokura_domain::event::{Change, Event};
use prokura_domain::id::{OrganizationId, RequestId};
use prokura_domain::person::{Details, Person};
use prokura_domain::refusal::Refusal;
use prokura_domain::time::Span;
use uuid::Uuid;

/// Writes what no database takes: somebody's row as it never was.
struct Broken(Person);

#[async_trait]
impl Command for Broken {
    type Output = ();

    fn name(&self) -> &'static str {
        "change_person"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<(), Error> {
        work.enter(self.0.home).await?;
        let permit = work.ask_manage("users", self.0.home)?;
        let before = Person { version: 700, ..self.0.clone() };
        let after = Person { version: 701, ..self.0.clone() };
        work.plan(&permit, Event::PersonChanged(Change { before, after }));
        Ok(())
    }
}

fn caller(world: &World, who: &str, key: Option<&str>) -> Caller {
    let person = &world.people[who];
    let idempotency = key.map(|key| IdempotencyKey {
        caller: person.id,
        route: "POST /people".to_owned(),
        key: key.to_owned(),
        fingerprint: "f".to_owned(),
    });
    let actor = Actor::Principal { id: person.id, home: person.home, via: token(person.home) };
    Caller { actor, request: RequestId(Uuid::from_u128(8)), idempotency }
}

fn add(clinic: OrganizationId, email: &str) -> AddPerson {
    AddPerson {
        organization: clinic,
        email: email.parse().unwrap(),
        name: "Zora Nová".parse().unwrap(),
        locale: None,
        licenses: None,
        package: None,
        details: Details::default(),
    }
}

#[tokio::test]
async fn what_the_database_does_not_take_of_one_is_kept_from_no_other() {
    let world = World::new().await;
    let (service, clinic) = (&world.app.service, world.organizations["clinic"]);
    let una = caller(&world, "una", None);
    let before = service.read().await.unwrap().audit_head(clinic).await.unwrap();
    let emails: Vec<String> = (0..20).map(|number| format!("p{number}@clinic.example")).collect();
    let (first, last) = emails.split_at(10);
    let adding = |emails: &[String]| {
        let each = emails.iter().map(|email| service.execute(una.clone(), add(clinic, email)));
        join_all(each.collect::<Vec<_>>())
    };
    let broken = service.execute(una.clone(), Broken(world.people["eve"].clone()));
    let foreign = service.execute(caller(&world, "frantisek", None), add(clinic, "q@clinic.example"));
    let (first, broken, foreign, last) = tokio::join!(adding(first), broken, foreign, adding(last));
    assert!(matches!(broken, Err(Error::Store(StoreError::Failed(_)))), "{broken:?}");
    assert_eq!(refused(foreign), Refusal::NotFound);
    let mut added = Vec::new();
    for done in first.into_iter().chain(last) {
        added.push(done.unwrap());
    }
    let mut read = service.read().await.unwrap();
    for (done, email) in added.iter().zip(&emails) {
        let person = read.person(done.value.id).await.unwrap().unwrap();
        assert_eq!(person.email.as_str(), email);
    }
    let eve = &world.people["eve"];
    assert_eq!(read.person(eve.id).await.unwrap().unwrap(), *eve, "nothing of it was done");
    // Two entries for whoever was added, numbered without a gap, and none for what was not done.
    let entries = read.audit_entries(clinic, &AuditFilter::default(), None, 1000).await.unwrap();
    let numbers: Vec<i64> = entries.iter().map(|entry| entry.row.number).rev().collect();
    assert_eq!(numbers, (1..=before + 40).collect::<Vec<_>>());
    let mut revisions: Vec<_> = added.iter().map(|done| done.revision).collect();
    revisions.sort();
    revisions.dedup();
    assert_eq!(revisions.len(), 20);
    // What was refused in the commit that failed is written down all the same.
    let refusals = AuditFilter { outcome: Some("refused".to_owned()), ..AuditFilter::default() };
    let home = world.people["frantisek"].home;
    let told = read.audit_entries(home, &refusals, None, 10).await.unwrap();
    assert_eq!(told.iter().filter(|entry| entry.row.action == "add_person").count(), 1);
}

#[tokio::test]
async fn of_two_with_one_address_the_second_is_told() {
    // ORG-05
    let world = World::new().await;
    let (service, clinic) = (&world.app.service, world.organizations["clinic"]);
    let una = caller(&world, "una", None);
    let each = ["z@clinic.example", "other@clinic.example", "z@clinic.example"];
    let done = join_all(each.map(|email| service.execute(una.clone(), add(clinic, email)))).await;
    let [first, other, second]: [_; 3] = done.try_into().unwrap_or_else(|_| panic!("three"));
    assert_eq!(other.unwrap().value.email.as_str(), "other@clinic.example");
    let first = first.unwrap().value;
    fields(second, &[("email", "email_here")]);
    // The same where somebody comes to an address in between, and where they leave one.
    let moved = ChangePerson { email: Some("new@clinic.example".parse().unwrap()), ..ChangePerson::of(first.id) };
    let (moved, taken, free) = tokio::join!(
        service.execute(una.clone(), moved),
        service.execute(una.clone(), add(clinic, "new@clinic.example")),
        service.execute(una.clone(), add(clinic, "z@clinic.example")),
    );
    assert_eq!(moved.unwrap().value.email.as_str(), "new@clinic.example");
    fields(taken, &[("email", "email_here")]);
    assert_ne!(free.unwrap().value.id, first.id);
}

#[tokio::test]
async fn what_comes_twice_under_one_key_is_done_once() {
    let world = World::new().await;
    let (service, clinic) = (&world.app.service, world.organizations["clinic"]);
    let una = |key: &str| caller(&world, "una", Some(key));
    let known = service.execute(una("known"), add(clinic, "known@clinic.example")).await.unwrap();
    let each = [("a", "a"), ("b", "b"), ("a", "a"), ("known", "known"), ("known", "known")];
    let commands = each.map(|(key, who)| service.execute(una(key), add(clinic, &format!("{who}@clinic.example"))));
    let done: Vec<_> = join_all(commands).await.into_iter().map(Result::unwrap).collect();
    let at = |place: usize| (done[place].value.id, done[place].revision);
    assert_eq!(at(0), at(2));
    assert_ne!(at(0), at(1));
    assert_eq!(at(3), (known.value.id, known.revision));
    assert_eq!(at(3), at(4));
    assert_eq!(world.everybody("clinic").await.len(), 3 + 3);
    // Something else under a key is refused, however close they come.
    let other = |key: &str| {
        let mut caller = una(key);
        caller.idempotency.as_mut().unwrap().fingerprint = "another".to_owned();
        caller
    };
    let (first, second, third) = tokio::join!(
        service.execute(una("c"), add(clinic, "c@clinic.example")),
        service.execute(other("c"), add(clinic, "d@clinic.example")),
        service.execute(other("known"), add(clinic, "e@clinic.example")),
    );
    first.unwrap();
    fields(second, &[("Idempotency-Key", "idempotency_key_reused")]);
    fields(third, &[("Idempotency-Key", "idempotency_key_reused")]);
    assert_eq!(world.everybody("clinic").await.len(), 3 + 4);
}

#[tokio::test]
async fn a_refusal_is_counted_once_however_often_it_was_tried() {
    let world = World::new().await;
    let (service, clinic) = (&world.app.service, world.organizations["clinic"]);
    let (una, frantisek) = (caller(&world, "una", None), caller(&world, "frantisek", None));
    let home = world.people["frantisek"].home;
    let foreign = || service.execute(frantisek.clone(), add(clinic, "q@clinic.example"));
    let counted = async || {
        let refusals = AuditFilter { outcome: Some("refused".to_owned()), ..AuditFilter::default() };
        let told = service.read().await.unwrap().audit_entries(home, &refusals, None, 10).await.unwrap();
        told.iter().filter(|entry| entry.row.action == "add_person").count()
    };
    assert_eq!(refused(foreign().await), Refusal::NotFound);
    assert_eq!(counted().await, 1);
    let broken = service.execute(una, Broken(world.people["eve"].clone()));
    let (broken, again) = tokio::join!(broken, foreign());
    broken.unwrap_err();
    assert_eq!(refused(again), Refusal::NotFound);
    world.app.clock.advance(Span::minutes(2));
    service.pipeline().flush_refusals().await.unwrap();
    assert_eq!(counted().await, 2, "the first, and one more that was counted");
    let refusals = AuditFilter { outcome: Some("refused".to_owned()), ..AuditFilter::default() };
    let told = service.read().await.unwrap().audit_entries(home, &refusals, None, 10).await.unwrap();
    let bytes = String::from_utf8(told[0].row.bytes.clone()).unwrap();
    assert!(bytes.contains("\"count\":1"), "{bytes}");
}
