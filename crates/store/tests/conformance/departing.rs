//! People who were deleted, brought back and erased: whose rows change, and what is left of them.

use crate::bed::{Bed, commit, on_sqlite, read};
use crate::sample::*;
use prokura_app::message::{Message, MessageState, Notice, Recipient};
use prokura_app::port::{Effect, Page, PeopleAsked, PeopleOrder, Sought, Store as _};
use prokura_domain::event::{Change, Erasure, Event};
use prokura_domain::id::{JobId, MessageId, SeatRequestId};
use prokura_domain::job::Job;
use prokura_domain::organization::{Organization, OrganizationKind};
use prokura_domain::person::{Departed, Person, PersonStatus};
use prokura_domain::text::DomainName;
use prokura_domain::time::Timestamp;
use prokura_store::Database;

on_both![
    whoever_was_deleted_is_found_only_where_it_is_asked_for_them,
    people_of_free_organizations_are_found_by_domain,
    what_mail_servers_said_of_whoever_is_erased_goes,
    jobs_that_tell_are_found_where_it_is_looked,
];

async fn whoever_was_deleted_is_found_only_where_it_is_asked_for_them(bed: Bed) {
    let database = bed.open().await;
    let world = World::new();
    commit(&database, &world.events()).await;
    let gone = person(22, &world.customer);
    let chosen = Event::PreferenceSet { before: None, after: preference(gone.id), home: gone.home };
    commit(&database, &[Event::PersonAdded(gone.clone()), chosen]).await;
    assert_eq!(held(&database, &world.customer).await, [("calling".to_owned(), 2), ("meetings_host".to_owned(), 2)]);
    commit(&database, &[departure(&gone)]).await;
    // What they held is free for others, and nobody writes to them any more.
    assert_eq!(held(&database, &world.customer).await, [("calling".to_owned(), 1), ("meetings_host".to_owned(), 1)]);
    assert_eq!(read(&database).await.preferences_of(gone.id).await.unwrap(), []);
    let after = gone.deleted().unwrap();
    let mut tx = read(&database).await;
    assert_eq!(tx.person(gone.id).await.unwrap(), None);
    assert_eq!(tx.anybody(gone.id).await.unwrap(), Some(after.clone()));
    assert_eq!(tx.people(&[gone.id]).await.unwrap(), std::slice::from_ref(&after));
    for email in [&gone.email, &after.email] {
        assert_eq!(tx.person_by_email(email).await.unwrap(), None);
    }
    let departed = tx.departed(&[gone.id, world.admin.id]).await.unwrap();
    assert_eq!(departed.iter().map(|it| it.email.clone()).collect::<Vec<_>>(), [Some(gone.email.clone())]);
    let record = tx.principal_record(gone.id).await.unwrap().unwrap();
    assert_eq!((record.email, record.active, record.licenses), (None, false, Vec::new()));
    let mut asked = PeopleAsked {
        home: world.customer.id,
        status: None,
        words: Vec::new(),
        license: None,
        department: None,
        held: None,
        order: PeopleOrder::Added,
        descending: false,
    };
    assert_eq!(tx.people_count(&asked).await.unwrap(), 1);
    assert_eq!(tx.people_asked(&asked, Page::first(9)).await.unwrap(), std::slice::from_ref(&world.admin));
    assert_eq!(tx.people_at_home(world.customer.id, Page::first(9)).await.unwrap(), std::slice::from_ref(&world.admin));
    asked.status = Some(PersonStatus::Deleted);
    assert_eq!(tx.people_count(&asked).await.unwrap(), 1);
    assert_eq!(tx.people_asked(&asked, Page::first(9)).await.unwrap(), std::slice::from_ref(&after));
    drop(tx);
    // The address is free, and freed again by whoever comes next.
    let next = Person { email: gone.email.clone(), ..person(23, &world.customer) };
    commit(&database, &[Event::PersonAdded(next.clone()), departure(&next)]).await;
    let back = Person { status: PersonStatus::Pending, version: 3, ..gone.clone() };
    commit(&database, &[Event::PersonRestored(Change { before: after, after: back.clone() })]).await;
    let mut tx = read(&database).await;
    assert_eq!(tx.person_by_email(&gone.email).await.unwrap(), Some(back));
    assert_eq!(tx.departed(&[gone.id]).await.unwrap(), []);
    drop(tx);
    assert_eq!(held(&database, &world.customer).await, [("calling".to_owned(), 2), ("meetings_host".to_owned(), 2)]);
}

/// How many people hold each licence.
async fn held(database: &Database, organization: &Organization) -> Vec<(String, i64)> {
    read(database).await.licences_held(organization.id).await.unwrap().into_iter().collect()
}

async fn people_of_free_organizations_are_found_by_domain(bed: Bed) {
    let database = bed.open().await;
    let world = World::new();
    commit(&database, &world.events()).await;
    let free = Organization { kind: OrganizationKind::SelfRegistered, ..organization(3) };
    let at = |number: u64, email: &str| Person { email: email.parse().unwrap(), ..person(number, &free) };
    let (one, below) = (at(24, "one@brno.example"), at(25, "one@sub.brno.example"));
    let (other, gone) = (at(26, "one@other.example"), at(27, "gone@brno.example"));
    let people = [&one, &below, &other, &gone].map(|person| Event::PersonAdded(person.clone()));
    commit(&database, &[Event::OrganizationAdded(free.clone())]).await;
    commit(&database, &people).await;
    commit(&database, &[departure(&gone)]).await;
    let mut tx = read(&database).await;
    let domains: Vec<DomainName> = ["brno.example", "nobody.example"].map(|name| name.parse().unwrap()).into();
    assert_eq!(tx.claimable(world.customer.id, &domains, Page::first(9)).await.unwrap(), std::slice::from_ref(&one));
    assert_eq!(tx.count_claimable(world.customer.id, &domains).await.unwrap(), 1);
    assert_eq!(tx.claimable(free.id, &domains, Page::first(9)).await.unwrap(), [], "not one's own");
    assert_eq!(tx.claimable(world.customer.id, &[], Page::first(9)).await.unwrap(), []);
    drop(tx);
    let after = Person { home: world.customer.id, version: 2, ..one.clone() };
    commit(&database, &[Event::PersonClaimed(Change { before: one, after: after.clone() })]).await;
    let mut tx = read(&database).await;
    assert_eq!(tx.count_claimable(world.customer.id, &domains).await.unwrap(), 0);
    assert!(tx.people_at_home(world.customer.id, Page::first(9)).await.unwrap().contains(&after));
    drop(tx);
    // Licences are counted where their holders are at home.
    assert_eq!(held(&database, &free).await, [("calling".to_owned(), 2), ("meetings_host".to_owned(), 2)]);
    assert_eq!(held(&database, &world.customer).await, [("calling".to_owned(), 2), ("meetings_host".to_owned(), 2)]);
}

/// Somebody who was deleted is erased.
fn erased(one: &Person) -> Event {
    let deleted = one.deleted().unwrap();
    let departed = Departed {
        person: one.id,
        email: None,
        deleted_at: Timestamp(50),
        deleted_by: None,
        erased_at: Some(Timestamp(60)),
    };
    Event::PersonErased(Box::new(Erasure {
        person: Change { before: deleted.clone(), after: deleted.erased().unwrap() },
        departed,
        addresses: vec![one.email.clone()],
        subjects: Vec::new(),
        history: Vec::new(),
        jobs: Vec::new(),
    }))
}

/// Mails to several stay; what a mail server said of one of them goes.
async fn what_mail_servers_said_of_whoever_is_erased_goes(bed: Bed) {
    let database = bed.open().await;
    let world = World::new();
    commit(&database, &world.events()).await;
    let one = Person { email: "eva_n%@example.com".parse().unwrap(), ..person(22, &world.customer) };
    commit(&database, &[Event::PersonAdded(one.clone())]).await;
    let notice = Notice::SeatsAsked { request: SeatRequestId(id(1)) };
    let recipient = Recipient::PartnerAdministrators(world.partner.id);
    let mut tx = database.write().await.unwrap();
    for number in [600, 601] {
        let message = Message { id: MessageId(id(number)), notice, recipient, created_at: Timestamp(1) };
        tx.write(&[Effect::Message(&message)]).await.unwrap();
    }
    tx.commit().await.unwrap();
    let other = "550 <EvaXn5@example.com>: unknown";
    for (number, error) in [(600, "550 <Eva_N%@Example.com>: unknown"), (601, other)] {
        let id = MessageId(id(number));
        database.settle_message(id, MessageState::Waiting, Timestamp(2), Some(error)).await.unwrap();
    }
    commit(&database, &[departure(&one), erased(&one)]).await;
    let waiting = read(&database).await.messages(MessageState::Waiting, 9).await.unwrap();
    let said: Vec<Option<&str>> = waiting.iter().map(|it| it.last_error.as_deref()).collect();
    assert_eq!(said, [None, Some(other)]);
}

/// In each organization it is looked for something else, and a job is named once.
async fn jobs_that_tell_are_found_where_it_is_looked(bed: Bed) {
    let database = bed.open().await;
    let world = World::new();
    commit(&database, &world.events()).await;
    let (here, there, who) = (&world.customer, &world.partner, world.admin.id);
    let asked = |number, place, arguments: &str| Job { arguments: arguments.to_owned(), ..job(number, who, place, 10) };
    let jobs = [
        asked(10, here, "{\"q\":\"Eva Nová\"}"),
        asked(11, here, "{\"q\":\"EVA@example.com\"}"),
        asked(12, here, "{\"q\":\"Evans\"}"),
        asked(13, there, "{\"q\":\"Eva Nová\"}"),
        asked(14, there, "{\"q\":\"eva@example.com\"}"),
    ];
    commit(&database, &jobs.map(Event::JobAsked)).await;
    let sought = [
        Sought { organizations: vec![here.id], texts: vec!["Eva Nová".to_owned(), "eva@example.com".to_owned()] },
        Sought { organizations: vec![there.id], texts: vec!["eva@example.com".to_owned()] },
    ];
    let found = read(&database).await.jobs_telling(&sought).await.unwrap();
    assert_eq!(found, [10, 11, 14].map(|number| JobId(id(number))));
    assert_eq!(read(&database).await.jobs_telling(&[]).await.unwrap(), []);
}

#[tokio::test]
async fn what_was_taken_away_is_overwritten() {
    on_sqlite(|bed| async move {
        let database = bed.open().await;
        let world = World::new();
        commit(&database, &world.events()).await;
        let one = Person {
            email: "nezvestna@example.com".parse().unwrap(),
            name: "Evanescent Vanishing".parse().unwrap(),
            ..person(22, &world.customer)
        };
        // Others around, so that rows move within their pages.
        let others: Vec<Event> = (300..700).map(|number| Event::PersonAdded(person(number, &world.customer))).collect();
        commit(&database, &others[..200]).await;
        commit(&database, &[Event::PersonAdded(one.clone())]).await;
        commit(&database, &others[200..]).await;
        let tells = |bed: &Bed| {
            let bytes = std::fs::read(bed.file("test.db")).unwrap();
            let text = String::from_utf8_lossy(&bytes).to_lowercase();
            ["nezvestna", "evanescent", "vanishing"].iter().filter(|word| text.contains(**word)).count()
        };
        bed.sql("pragma wal_checkpoint(truncate)").await.unwrap();
        assert_eq!(tells(&bed), 3, "the test would find it");
        commit(&database, &[departure(&one), erased(&one)]).await;
        drop(database);
        bed.sql("pragma wal_checkpoint(truncate)").await.unwrap();
        assert_eq!(tells(&bed), 0);
        assert!(!bed.file("test.db-wal").exists() || std::fs::metadata(bed.file("test.db-wal")).unwrap().len() == 0);
    })
    .await;
}
