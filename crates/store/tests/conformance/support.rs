//! Support requests, grants and Help Desk sessions.

use crate::bed::{Bed, OneByOne as _, apply, commit, read};
use crate::sample::*;
use prokura_app::port::{Newest, Page, RequestFilter, Store, StoreError};
use prokura_decision::permit::decide_operator;
use prokura_domain::event::{Change, Event};
use prokura_domain::id::{HelpDeskSessionId, PrincipalId, SupportGrantId, SupportRequestId};
use prokura_domain::support::{HelpDeskSession, REQUEST_LASTS, RequestState, SupportGrant, SupportRequest};
use prokura_domain::time::{Term, Timestamp};

on_both![
    a_request_is_answered_once,
    requests_are_listed_newest_first,
    access_ends_and_is_found_until_that_is_recorded,
    imported_access_has_no_request,
    sessions_are_listed_newest_first,
];

fn answered(request: &SupportRequest, state: RequestState) -> Change<SupportRequest> {
    let after = SupportRequest {
        state,
        decided_at: Some(Timestamp(150)),
        decided_by: Some(PrincipalId(id(5))),
        version: request.version + 1,
        ..request.clone()
    };
    Change { before: request.clone(), after }
}

async fn a_request_is_answered_once(bed: Bed) {
    let database = bed.open().await;
    let world = World::new();
    commit(&database, &world.events()).await;
    let grant = support_grant(91, &world.request);
    let granted = answered(&world.request, RequestState::Granted);
    let event = Event::SupportGranted(granted.clone(), grant.clone());
    commit(&database, std::slice::from_ref(&event)).await;
    let mut tx = read(&database).await;
    assert_eq!(tx.support_request(world.request.id).await.unwrap(), Some(granted.after));
    assert_eq!(tx.support_grant(grant.id).await.unwrap(), Some(grant.clone()));
    assert_eq!(tx.support_grant_of(world.request.id).await.unwrap(), Some(grant));
    assert_eq!(tx.support_grant_of(SupportRequestId(id(1))).await.unwrap(), None);
    drop(tx);
    for again in [event, Event::SupportDenied(answered(&world.request, RequestState::Denied))] {
        let mut tx = database.write().await.unwrap();
        tx.apply(&decide_operator(), &again).await.unwrap_err();
    }
    // SUP-06: a request has one grant, whatever its state says.
    let mut tx = database.write().await.unwrap();
    let second = Event::SupportGrantImported(support_grant(92, &world.request));
    let error = tx.apply(&decide_operator(), &second).await.unwrap_err();
    assert!(matches!(error, StoreError::Duplicate(_)), "{error}");
}

async fn requests_are_listed_newest_first(bed: Bed) {
    let database = bed.open().await;
    let world = World::new();
    commit(&database, &world.events()).await;
    let at = |number, at| SupportRequest {
        requested_at: Timestamp(at),
        approver: None,
        ..support_request(number, world.agent.id, &world.customer)
    };
    let (late, early) = (at(200, 300), at(201, 50));
    let elsewhere =
        SupportRequest { requested_at: Timestamp(400), ..support_request(202, world.admin.id, &world.partner) };
    let asked = [&late, &early, &elsewhere].map(|request| Event::SupportRequested(request.clone()));
    commit(&database, &asked).await;
    let middle = world.request.clone();
    let mut tx = database.write().await.unwrap();
    let expected = [late.clone(), middle.clone(), early.clone()];
    let to = RequestFilter { to: Some(world.customer.id), ..RequestFilter::default() };
    let by = |agent| RequestFilter { by: Some(agent), ..RequestFilter::default() };
    assert_eq!(tx.support_requests(&to, Page::first(10)).await.unwrap(), expected);
    assert_eq!(tx.support_requests(&to, Page::first(2)).await.unwrap(), expected[..2]);
    let after = Some(Newest { at: Some(expected[0].requested_at), id: expected[0].id.0 });
    assert_eq!(tx.support_requests(&to, Page { after, limit: 10 }).await.unwrap(), expected[1..]);
    assert_eq!(tx.support_requests(&by(world.agent.id), Page::first(10)).await.unwrap(), expected);
    assert_eq!(
        tx.support_requests(&by(world.admin.id), Page::first(10)).await.unwrap(),
        std::slice::from_ref(&elsewhere)
    );
    // SUP-04: at an hour it has lapsed, whether or not that is written down.
    let at = late.requested_at.plus(REQUEST_LASTS);
    for (at, pending) in [(Timestamp(at.0 - 1), 1), (at, 0)] {
        let mut count = async |state| {
            let filter = RequestFilter { state: Some((state, at)), ..to };
            tx.support_requests(&filter, Page::first(10)).await.unwrap().len()
        };
        assert_eq!(count(RequestState::Pending).await, pending);
        assert_eq!(count(RequestState::Lapsed).await, 3 - pending);
        assert_eq!(count(RequestState::Granted).await, 0);
    }
    let reported_now = RequestFilter { state: Some((RequestState::Reported, at)), ..RequestFilter::default() };
    assert_eq!(tx.requests_pending_since(Timestamp(300), 10).await.unwrap(), [early.clone(), middle.clone()]);
    assert_eq!(tx.requests_pending_since(Timestamp(300), 1).await.unwrap(), std::slice::from_ref(&early));
    assert_eq!(tx.support_requests(&reported_now, Page::first(10)).await.unwrap(), []);
    let reported = [&early, &elsewhere].map(|request| answered(request, RequestState::Reported));
    let withdrawn = answered(&middle, RequestState::Withdrawn);
    let lapsed = answered(&late, RequestState::Lapsed);
    apply(&mut *tx, &reported.clone().map(Event::SupportDenied)).await;
    apply(&mut *tx, &[Event::SupportWithdrawn(withdrawn), Event::SupportLapsed(lapsed.clone())]).await;
    let [early, elsewhere] = reported.map(|change| change.after);
    assert_eq!(tx.support_requests(&reported_now, Page::first(10)).await.unwrap(), [elsewhere, early]);
    assert_eq!(tx.requests_pending_since(Timestamp::MAX, 10).await.unwrap(), []);
    assert_eq!(tx.support_request(late.id).await.unwrap(), Some(lapsed.after));
}

async fn access_ends_and_is_found_until_that_is_recorded(bed: Bed) {
    let database = bed.open().await;
    let world = World::new();
    commit(&database, &world.events()).await;
    let runs = support_grant(91, &world.request);
    let other = SupportGrant { request: None, ..support_grant(92, &world.request) };
    let granted = answered(&world.request, RequestState::Granted);
    let mut tx = database.write().await.unwrap();
    let events = [Event::SupportGranted(granted, runs.clone()), Event::SupportGrantImported(other.clone())];
    apply(&mut *tx, &events).await;
    assert_eq!(tx.support_grants_run_out(Timestamp(299), 10).await.unwrap(), []);
    assert_eq!(tx.support_grants_run_out(Timestamp(300), 10).await.unwrap(), [runs.clone(), other.clone()]);
    assert_eq!(tx.support_grants_run_out(Timestamp(300), 1).await.unwrap(), std::slice::from_ref(&runs));
    // SUP-07
    let ended = SupportGrant {
        term: Term::between(Timestamp(200), Timestamp(250)),
        ended_by: Some(world.agent.id),
        ..runs.clone()
    };
    apply(&mut *tx, &[Event::SupportEnded(Change { before: runs, after: ended.clone() })]).await;
    assert_eq!(tx.support_grant(ended.id).await.unwrap(), Some(ended.clone()));
    assert_eq!(tx.support_grants_run_out(Timestamp(300), 10).await.unwrap(), std::slice::from_ref(&other));
    apply(&mut *tx, &[Event::SupportExpired(other.clone())]).await;
    assert_eq!(tx.support_grants_run_out(Timestamp(300), 10).await.unwrap(), []);
    assert_eq!(tx.support_grants_in(world.customer.id, None, Page::first(10)).await.unwrap(), [other, ended]);
}

async fn imported_access_has_no_request(bed: Bed) {
    let database = bed.open().await;
    let world = World::new();
    commit(&database, &world.events()).await;
    let imported = [91, 92].map(|number| SupportGrant { request: None, ..support_grant(number, &world.request) });
    commit(&database, &imported.clone().map(Event::SupportGrantImported)).await;
    let [first, second] = imported;
    let changed = SupportGrant { term: Term::ALWAYS, ..first.clone() };
    commit(&database, &[Event::SupportGrantChanged(Change { before: first, after: changed.clone() })]).await;
    let mut tx = read(&database).await;
    // What has always been so comes last, on either database.
    let all = [second.clone(), changed.clone()];
    assert_eq!(tx.support_grants_in(world.customer.id, None, Page::first(10)).await.unwrap(), all);
    for (place, rest) in [(&second, &all[1..]), (&changed, &all[2..])] {
        let after = Some(Newest { at: place.term.from, id: place.id.0 });
        assert_eq!(tx.support_grants_in(world.customer.id, None, Page { after, limit: 10 }).await.unwrap(), rest);
    }
    let until = second.term.until.unwrap();
    for (at, running) in [(Timestamp(until.0 - 1), &all[..]), (until, &all[1..])] {
        assert_eq!(tx.support_grants_in(world.customer.id, Some(at), Page::first(10)).await.unwrap(), running);
    }
    assert_eq!(tx.support_grants_in(world.partner.id, None, Page::first(10)).await.unwrap(), []);
    assert_eq!(tx.support_grant(SupportGrantId(id(1))).await.unwrap(), None);
}

async fn sessions_are_listed_newest_first(bed: Bed) {
    let database = bed.open().await;
    let world = World::new();
    commit(&database, &world.events()).await;
    let later = HelpDeskSession {
        term: Term::between(Timestamp(60), Timestamp(70)),
        ..help_desk_session(96, world.agent.id, &world.customer)
    };
    let closed = HelpDeskSession { term: Term::between(Timestamp(40), Timestamp(45)), ..world.session.clone() };
    let events = [
        Event::HelpDeskSessionOpened(later.clone()),
        Event::HelpDeskSessionChanged(Change { before: world.session.clone(), after: closed.clone() }),
    ];
    commit(&database, &events).await;
    let mut tx = read(&database).await;
    assert_eq!(tx.help_desk_session(closed.id).await.unwrap(), Some(closed.clone()));
    assert_eq!(tx.help_desk_session(HelpDeskSessionId(id(1))).await.unwrap(), None);
    assert_eq!(
        tx.help_desk_sessions_in(world.customer.id, None, Page::first(10)).await.unwrap(),
        [later.clone(), closed.clone()]
    );
    assert_eq!(
        tx.help_desk_sessions_in(world.customer.id, None, Page::first(1)).await.unwrap(),
        std::slice::from_ref(&later)
    );
    let after = Some(Newest { at: later.term.from, id: later.id.0 });
    assert_eq!(
        tx.help_desk_sessions_in(world.customer.id, None, Page { after, limit: 9 }).await.unwrap(),
        std::slice::from_ref(&closed)
    );
    for (at, open) in [(40, vec![closed.clone()]), (45, vec![]), (60, vec![later])] {
        let found = tx.help_desk_sessions_in(world.customer.id, Some(Timestamp(at)), Page::first(9)).await.unwrap();
        assert_eq!(found, open, "{at}");
    }
}
