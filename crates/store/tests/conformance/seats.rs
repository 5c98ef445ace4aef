//! How many people hold a licence is counted as it changes; requests for seats are kept, one open a subscription.

use crate::bed::{Bed, OneByOne as _, apply, commit, read};
use crate::sample::*;
use prokura_app::port::{Page, Store, StoreError};
use prokura_decision::permit::decide_operator;
use prokura_domain::event::{Change, Event};
use prokura_domain::id::{OrganizationId, PrincipalId, SeatRequestId};
use prokura_domain::licence_rule::{Gives, LicenceRule};
use prokura_domain::person::Person;
use prokura_domain::seat_request::{SeatRequest, SeatRequestState};
use prokura_domain::time::Timestamp;
use prokura_store::migrate;
use std::collections::BTreeMap;

on_both![
    licences_are_counted_as_people_come_and_change,
    a_database_of_before_is_counted_when_it_is_migrated,
    a_request_for_seats_is_answered_once,
    one_request_of_a_subscription_is_open,
    of_a_domain_there_is_one_rule,
];

fn held(counts: &[(&str, i64)]) -> BTreeMap<String, i64> {
    counts.iter().map(|(code, people)| ((*code).to_owned(), *people)).collect()
}

async fn licences_are_counted_as_people_come_and_change(bed: Bed) {
    let database = bed.open().await;
    let world = World::new();
    commit(&database, &world.events()).await;
    let home = world.customer.id;
    let counts = async || read(&database).await.licences_held(home).await.unwrap();
    assert_eq!(counts().await, held(&[("calling", 1), ("meetings_host", 1)]));
    let other = Person { licenses: vec!["calling".to_owned()], ..person(22, &world.customer) };
    let before = world.admin.clone();
    let after = Person { licenses: vec!["messaging".to_owned()], version: before.version + 1, ..before.clone() };
    let named = Person { name: "Zora".parse().unwrap(), version: after.version + 1, ..after.clone() };
    let all = [
        Event::PersonAdded(other),
        Event::PersonChanged(Change { before, after: after.clone() }),
        Event::PersonChanged(Change { before: after, after: named }),
    ];
    commit(&database, &all).await;
    assert_eq!(counts().await, held(&[("calling", 1), ("messaging", 1)]));
    // Another organization's people are counted in theirs.
    let partner = read(&database).await.licences_held(world.partner.id).await.unwrap();
    assert_eq!(partner, held(&[("calling", 1), ("meetings_host", 1)]));
    assert_eq!(read(&database).await.licences_held(OrganizationId(id(999))).await.unwrap(), BTreeMap::new());
}

async fn a_database_of_before_is_counted_when_it_is_migrated(bed: Bed) {
    let database = bed.open().await;
    let world = World::new();
    commit(&database, &world.events()).await;
    for statement in ["delete from schema_version where name = '20261127_seats'", "drop table licence_count"] {
        bed.sql(statement).await.unwrap();
    }
    assert_eq!(migrate(&bed.url).await.unwrap(), ["20261127_seats"]);
    let counted = read(&database).await.licences_held(world.customer.id).await.unwrap();
    assert_eq!(counted, held(&[("calling", 1), ("meetings_host", 1)]));
}

fn closed(request: &SeatRequest, state: SeatRequestState) -> Change<SeatRequest> {
    let after = SeatRequest {
        state,
        closed_by: Some(PrincipalId(id(5))),
        closed_at: Some(Timestamp(150)),
        answer: Some("Pay first – žluťoučký".to_owned()),
        version: request.version + 1,
        ..request.clone()
    };
    Change { before: request.clone(), after }
}

async fn a_request_for_seats_is_answered_once(bed: Bed) {
    let database = bed.open().await;
    let world = World::new();
    commit(&database, &world.events()).await;
    let request = seat_request(80, &world.subscription);
    commit(&database, &[Event::SeatsAsked(request.clone())]).await;
    let mut tx = read(&database).await;
    assert_eq!(tx.seat_request(request.id).await.unwrap(), Some(request.clone()));
    assert_eq!(tx.seat_request(SeatRequestId(id(1))).await.unwrap(), None);
    assert_eq!(tx.seat_requests_to(world.partner.id, Page::first(9)).await.unwrap(), std::slice::from_ref(&request));
    assert_eq!(tx.seat_requests_to(world.customer.id, Page::first(9)).await.unwrap(), []);
    drop(tx);
    let declined = closed(&request, SeatRequestState::Declined);
    commit(&database, &[Event::SeatsDeclined(declined.clone())]).await;
    let later = seat_request(81, &world.subscription);
    commit(&database, &[Event::SeatsAsked(later.clone())]).await;
    let mut tx = read(&database).await;
    assert_eq!(tx.seat_requests_of(world.customer.id).await.unwrap(), [later.clone(), declined.after]);
    assert_eq!(tx.seat_requests_to(world.partner.id, Page::first(9)).await.unwrap(), std::slice::from_ref(&later));
    let rest = Page { after: Some(later.id), limit: 9 };
    assert_eq!(tx.seat_requests_to(world.partner.id, rest).await.unwrap(), []);
    assert_eq!(tx.seat_requests_to(world.partner.id, Page::first(0)).await.unwrap(), []);
    drop(tx);
    let mut tx = database.write().await.unwrap();
    let again = Event::SeatsAccepted(closed(&request, SeatRequestState::Accepted));
    let refused = tx.apply(&decide_operator(), &again).await;
    assert!(matches!(refused, Err(StoreError::Failed(_))), "{refused:?}");
}

async fn one_request_of_a_subscription_is_open(bed: Bed) {
    let database = bed.open().await;
    let world = World::new();
    commit(&database, &world.events()).await;
    let mut tx = database.write().await.unwrap();
    apply(&mut *tx, &[Event::SeatsAsked(seat_request(80, &world.subscription))]).await;
    let refused = tx.apply(&decide_operator(), &Event::SeatsAsked(seat_request(81, &world.subscription))).await;
    assert!(matches!(refused, Err(StoreError::Duplicate(_))), "{refused:?}");
}

async fn of_a_domain_there_is_one_rule(bed: Bed) {
    let database = bed.open().await;
    let world = World::new();
    commit(&database, &world.events()).await;
    let (everybody, own) =
        (licence_rule(90, &world.customer, None), licence_rule(91, &world.customer, Some("b.example")));
    let set = |before: Option<LicenceRule>, after: &LicenceRule| Event::LicenceRuleSet { before, after: after.clone() };
    commit(&database, &[set(None, &own), set(None, &everybody)]).await;
    let rules = async || read(&database).await.licence_rules_of(world.customer.id).await.unwrap();
    assert_eq!(rules().await, [everybody.clone(), own.clone()]);
    for domain in [None, Some("b.example")] {
        let mut tx = database.write().await.unwrap();
        let second = set(None, &licence_rule(92, &world.customer, domain));
        let refused = tx.apply(&decide_operator(), &second).await;
        assert!(matches!(refused, Err(StoreError::Duplicate(_))), "{refused:?}");
    }
    let changed = LicenceRule { gives: Gives::Package("basic".to_owned()), version: 2, ..own.clone() };
    commit(&database, &[set(Some(own), &changed), Event::LicenceRuleRemoved(everybody)]).await;
    assert_eq!(rules().await, [changed]);
    assert_eq!(read(&database).await.licence_rules_of(world.partner.id).await.unwrap(), []);
}
