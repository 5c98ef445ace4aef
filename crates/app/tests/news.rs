//! Product news: to whom they go, a part at a time, and once each whatever happens to whoever sends them (ROL-11).

#![cfg(test)]

#[expect(dead_code, reason = "each test binary uses its part of what they share")]
mod support;
#[expect(dead_code, reason = "the world is shared by tests that use different parts of it")]
#[path = "support_access/world.rs"]
mod world;

use prokura_app::audit::AuditRow;
use prokura_app::command::end_grant::EndGrant;
use prokura_app::command::set_preference::SetPreference;
use prokura_app::command::write_news::{SendNews, WriteNews};
use prokura_app::job::{claim, step, work};
use prokura_app::message::{MessageState, Notice, Recipient};
use prokura_app::query::product_news::{News, get};
use prokura_domain::event::Event;
use prokura_domain::grant::Grant;
use prokura_domain::id::{GrantId, OrganizationId, PrincipalId, ProductNewsId};
use prokura_domain::news::{NewsState, NewsText, NewsTexts};
use prokura_domain::organization::{Organization, OrganizationKind};
use prokura_domain::person::{Details, Person, PersonStatus};
use prokura_domain::preference::Topic;
use prokura_domain::refusal::Refusal;
use prokura_domain::time::{Span, Term};
use std::collections::BTreeMap;
use support::{NoFile, imported};
use world::World;

/// So many customers, each with a full administrator, a few of them suspended.
const CUSTOMERS: u64 = 130;

/// The world with a vendor's administrator, who is `viktor`, and many customers; gives the full administrators by home.
async fn many(world: &World) -> Vec<PrincipalId> {
    let grant = |principal, role, organization| {
        Event::RoleAssigned(imported(GrantId(world.id()), principal, role, organization))
    };
    let mut events = vec![grant(world.person("viktor"), "vendor_admin", world.organization("operator"))];
    let mut readers = Vec::new();
    for number in 0..CUSTOMERS {
        let (id, person) = (OrganizationId(world.id()), PrincipalId(world.id()));
        let name = format!("many-{number}");
        events.push(Event::OrganizationAdded(Organization {
            id,
            slug: name.parse().unwrap(),
            name: name.parse().unwrap(),
            kind: OrganizationKind::Customer,
            active: number % 10 != 1,
            locale: None,
            version: 1,
        }));
        let status = if number % 10 == 2 { PersonStatus::Suspended } else { PersonStatus::Active };
        let email = format!("full@{name}.example").parse().unwrap();
        events.push(Event::PersonAdded(Person { email, status, ..someone(person, id) }));
        events.push(grant(person, "full_admin", id));
        if number % 10 > 2 || number % 10 == 0 {
            readers.push(person);
        }
    }
    world.seed(events).await;
    readers
}

/// An active person of an organization.
fn someone(id: PrincipalId, home: OrganizationId) -> Person {
    Person {
        id,
        email: "somebody@somewhere.example".parse().unwrap(),
        name: "Somebody".parse().unwrap(),
        home,
        status: PersonStatus::Active,
        locale: None,
        licenses: Vec::new(),
        package: None,
        details: Details::default(),
        version: 1,
    }
}

fn write(world: &World) -> WriteNews {
    let en = Some(NewsText { subject: "News".to_owned(), text: "Something new.".to_owned() });
    WriteNews {
        organization: world.organization("operator"),
        news: None,
        kinds: vec![OrganizationKind::Customer],
        texts: NewsTexts { en, ..NewsTexts::default() },
        expected_version: None,
    }
}

async fn released(world: &World) -> ProductNewsId {
    let news = world.does("viktor", write(world)).await.unwrap().id;
    send(world, news).await.unwrap();
    news
}

async fn send(world: &World, news: ProductNewsId) -> Result<(), Refusal> {
    let send = SendNews { organization: world.organization("operator"), news, expected_version: None };
    world.does("viktor", send).await.map(drop)
}

/// How often each was written to.
async fn told(world: &World) -> BTreeMap<PrincipalId, usize> {
    let mut told = BTreeMap::new();
    let waiting = world.app.service.read().await.unwrap().messages(MessageState::Waiting, 10_000).await.unwrap();
    for queued in waiting {
        if let (Recipient::Person(person), Notice::ProductNews { .. }) =
            (queued.message.recipient, queued.message.notice)
        {
            *told.entry(person).or_default() += 1;
        }
    }
    told
}

async fn look(world: &World, news: ProductNewsId) -> News {
    get(&world.app.service, &world.caller("viktor"), "operator", news).await.unwrap()
}

#[tokio::test]
async fn everybody_is_told_once_though_workers_fail_and_come_back() {
    let world = World::new().await;
    let mut readers = many(&world).await;
    readers.extend(["harriet", "ivan", "zofia"].map(|name| world.person(name)));
    world.does("ivan", SetPreference { topic: Topic::ProductNews, wanted: false }).await.unwrap();
    world.does("uma", SetPreference { topic: Topic::ProductNews, wanted: true }).await.unwrap();
    readers.retain(|reader| *reader != world.person("ivan"));
    readers.push(world.person("uma"));
    let news = released(&world).await;

    let service = &world.app.service;
    let mut job = claim(service).await.unwrap().unwrap();
    let stale = job.clone();
    assert!(step(service, &NoFile, &mut job).await.unwrap());
    // One that was thought dead comes back with what it knew: it tells the next, and not the same again.
    let mut back = stale;
    assert!(step(service, &NoFile, &mut back).await.is_err());
    drop((job, back));
    // Both are gone, and somebody else goes on when the lease is over.
    world.app.clock.advance(Span::minutes(1));
    while work(service, &NoFile).await.unwrap() {}
    let told = told(&world).await;
    assert!(told.values().all(|times| *times == 1));
    readers.sort_unstable();
    assert_eq!(told.into_keys().collect::<Vec<_>>(), readers);
    let found = look(&world, news).await;
    assert_eq!((found.news.state, found.news.people), (NewsState::Sent, i64::try_from(readers.len()).unwrap()));
    assert_eq!(send(&world, news).await.map_err(|refusal| refusal.code()), Err("news_sent"));

    // What was done stands in the vendor's log alone, with numbers and no names.
    let mirrored = world.log("clinic").await.iter().any(|entry| entry.row.action.starts_with("news_"));
    assert!(!mirrored);
    let is_told = |row: &AuditRow| row.action == "news_told" && row.control.as_deref() == Some("product_email");
    assert!(world.log("operator").await.iter().filter(|entry| is_told(&entry.row)).count() >= 3);
}

#[tokio::test]
async fn a_part_goes_to_no_more_people_than_others_may_wait_for() {
    let world = World::new().await;
    many(&world).await;
    let mut events = Vec::new();
    for number in 0..3 {
        let id = OrganizationId(world.id());
        let name = format!("crowd-{number}");
        events.push(Event::OrganizationAdded(Organization {
            id,
            slug: name.parse().unwrap(),
            name: name.parse().unwrap(),
            kind: OrganizationKind::Partner,
            active: true,
            locale: None,
            version: 1,
        }));
        for person in 0..60 {
            let email = format!("p{person}@{name}.example");
            let person = PrincipalId(world.id());
            events.push(Event::PersonAdded(Person { email: email.parse().unwrap(), ..someone(person, id) }));
            events.push(Event::RoleAssigned(imported(GrantId(world.id()), person, "full_admin", id)));
        }
    }
    world.seed(events).await;
    let partners = WriteNews { kinds: vec![OrganizationKind::Partner], ..write(&world) };
    let news = world.does("viktor", partners).await.unwrap().id;
    send(&world, news).await.unwrap();
    let service = &world.app.service;
    let mut job = claim(service).await.unwrap().unwrap();
    let mut before = 0;
    while step(service, &NoFile, &mut job).await.unwrap() {
        let now = told(&world).await.len();
        assert!(now - before < 160, "two crowds at most: {before} to {now}");
        before = now;
    }
    let told = told(&world).await;
    // Petra is the one full administrator of the partner that was there.
    assert_eq!((told.len(), told.values().all(|times| *times == 1)), (181, true));
    assert_eq!(look(&world, news).await.news.state, NewsState::Sent);
}

#[tokio::test]
async fn whoever_loses_the_right_sends_no_more_and_another_goes_on() {
    let world = World::new().await;
    let readers = many(&world).await;
    let news = released(&world).await;
    let service = &world.app.service;
    let mut job = claim(service).await.unwrap().unwrap();
    assert!(step(service, &NoFile, &mut job).await.unwrap());
    let before = told(&world).await.len();
    assert!(before > 0 && before < readers.len());
    let record = service.read().await.unwrap().principal_record(world.person("viktor")).await.unwrap().unwrap();
    let grant = record.grants.iter().find(|grant| grant.role == "vendor_admin").unwrap().clone();
    world
        .does(
            "viktor",
            EndGrant { organization: world.organization("operator"), grant: grant.id, expected_version: None },
        )
        .await
        .unwrap();
    for _ in 0..8 {
        world.app.clock.advance(Span::minutes(1));
        while work(service, &NoFile).await.unwrap() {}
    }
    assert_eq!(told(&world).await.len(), before);

    let again = Grant { id: GrantId(world.id()), term: Term::ALWAYS, version: 1, ..grant };
    world.seed(vec![Event::RoleAssigned(again)]).await;
    assert!(look(&world, news).await.is_stuck());
    send(&world, news).await.unwrap();
    while work(service, &NoFile).await.unwrap() {}
    let told = told(&world).await;
    assert!(told.values().all(|times| *times == 1));
    // Harriet, Ivan and Zofia beside the many.
    assert_eq!(told.len(), readers.len() + 3);
    assert_eq!(look(&world, news).await.news.state, NewsState::Sent);
}

#[tokio::test]
async fn nobody_but_the_vendor_writes_and_only_drafts_change() {
    let world = World::new().await;
    many(&world).await;
    for name in ["harriet", "pavel", "petra", "vera"] {
        let refused = world.does(name, write(&world)).await.map_err(|refusal| refusal.code());
        assert!(matches!(refused, Err("not_found" | "forbidden")), "{name}: {refused:?}");
    }
    // A customer's full administrator reads product mail and has nothing to write, not even at home.
    let home = WriteNews { organization: world.organization("clinic"), ..write(&world) };
    assert_eq!(world.does("harriet", home).await, Err(Refusal::NotFound));
    let news = world.does("viktor", write(&world)).await.unwrap();
    let same = WriteNews { news: Some(news.id), ..write(&world) };
    assert_eq!(world.does("viktor", same.clone()).await.unwrap().version, 1);
    let late = SendNews { organization: same.organization, news: news.id, expected_version: Some(7) };
    assert_eq!(world.does("viktor", late).await.map_err(|refusal| refusal.code()), Err("conflict"));
    send(&world, news.id).await.unwrap();
    assert_eq!(world.does("viktor", same).await.map_err(|refusal| refusal.code()), Err("news_sent"));
}
