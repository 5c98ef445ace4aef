//! Product news come back as they were, and are changed by whoever saw them as they are.

use crate::bed::{Bed, OneByOne as _, commit, read};
use crate::sample::*;
use prokura_app::message::{MessageState, Recipient};
use prokura_app::port::{Page, Store};
use prokura_domain::event::{Change, Event};
use prokura_domain::id::*;
use prokura_domain::job::JobKind;
use prokura_domain::news::{NewsState, ProductNews};

on_both![news_come_back_and_go_their_way, whoever_is_late_changes_nothing];

async fn news_come_back_and_go_their_way(bed: Bed) {
    let database = bed.open().await;
    let place = organization(1);
    let who = person(2, &place);
    let draft = product_news(20, &place, who.id);
    let later = product_news(21, &place, who.id);
    commit(
        &database,
        &[
            Event::OrganizationAdded(place.clone()),
            Event::PersonAdded(who.clone()),
            Event::NewsWritten { before: None, after: draft.clone() },
            Event::NewsWritten { before: None, after: later.clone() },
        ],
    )
    .await;
    assert_eq!(read(&database).await.product_news(draft.id).await.unwrap(), Some(draft.clone()));
    let page = |after, limit| Page { after, limit };
    let of = async |page| read(&database).await.product_news_of(place.id, page).await.unwrap();
    assert_eq!(of(page(None, 10)).await, [later.clone(), draft.clone()]);
    assert_eq!(of(page(Some(later.id), 10)).await, std::slice::from_ref(&draft));

    let job = prokura_domain::job::Job { kind: JobKind::ProductNews, ..job(30, who.id, &place, 0) };
    let sending = ProductNews { state: NewsState::Sending, job: Some(job.id), version: 2, ..draft.clone() };
    let released = Change { before: draft.clone(), after: sending.clone() };
    commit(&database, &[Event::NewsReleased(released, job.clone())]).await;
    assert_eq!(read(&database).await.job(job.id).await.unwrap(), Some(job));
    let told = ProductNews { told_up_to: Some(place.id), people: 1, version: 3, ..sending.clone() };
    let telling = Event::NewsTold(Change { before: sending, after: told.clone() }, vec![who.id]);
    let messages = prokura_app::message::messages(&telling, None);
    assert_eq!(messages.iter().map(|(to, _)| *to).collect::<Vec<_>>(), [Recipient::Person(who.id)]);
    let sent = ProductNews { state: NewsState::Sent, version: 4, ..told.clone() };
    commit(&database, &[telling, Event::NewsSent(Change { before: told, after: sent.clone() })]).await;
    assert_eq!(read(&database).await.product_news(draft.id).await.unwrap(), Some(sent));
    assert_eq!(read(&database).await.messages(MessageState::Waiting, 9).await.unwrap().len(), 0);

    commit(&database, &[Event::NewsDropped(later.clone())]).await;
    assert_eq!(read(&database).await.product_news(later.id).await.unwrap(), None);
}

async fn whoever_is_late_changes_nothing(bed: Bed) {
    let database = bed.open().await;
    let place = organization(1);
    let draft = product_news(20, &place, PrincipalId(id(2)));
    let written = Event::NewsWritten { before: None, after: draft.clone() };
    commit(&database, &[Event::OrganizationAdded(place), written]).await;
    let stale = ProductNews { version: 7, ..draft.clone() };
    let after = ProductNews { people: 9, version: 8, ..draft.clone() };
    let mut tx = database.write().await.unwrap();
    let late = Event::NewsTold(Change { before: stale, after }, Vec::new());
    let permit = prokura_decision::permit::decide_system();
    assert!(tx.apply(&permit, &late).await.is_err());
    drop(tx);
    assert_eq!(read(&database).await.product_news(draft.id).await.unwrap(), Some(draft));
}
