//! The outbox: at least once, never by two at a time, oldest first.

use crate::bed::{Bed, OneByOne as _, read};
use crate::sample::id;
use prokura_app::message::{Message, MessageState, Notice, Recipient};
use prokura_app::port::{QueuedMessage, Store};
use prokura_domain::id::*;
use prokura_domain::time::Timestamp;
use std::collections::HashSet;
use std::sync::Arc;

on_both![
    every_message_comes_back_as_it_was,
    a_lease_keeps_others_away_until_it_ends,
    what_became_of_a_message_is_kept,
    two_claimers_never_get_the_same,
    an_idle_outbox_does_not_wait_for_the_writer,
    a_message_of_a_dropped_write_is_never_sent,
];

fn message(number: u64, created_at: i64) -> Message {
    Message {
        id: MessageId(id(number)),
        notice: Notice::SupportRequested { request: SupportRequestId(id(500)) },
        recipient: Recipient::Person(PrincipalId(id(501))),
        created_at: Timestamp(created_at),
    }
}

async fn enqueue(database: &prokura_store::Database, messages: &[Message]) {
    let mut tx = database.write().await.unwrap();
    for message in messages {
        tx.enqueue(message).await.unwrap();
    }
    tx.commit().await.unwrap();
}

fn ids(messages: &[QueuedMessage]) -> Vec<MessageId> {
    messages.iter().map(|queued| queued.message.id).collect()
}

async fn every_message_comes_back_as_it_was(bed: Bed) {
    let database = bed.open().await;
    let (request, grant) = (SupportRequestId(id(1)), SupportGrantId(id(2)));
    let role = GrantId(id(3));
    let notices = [
        Notice::SupportRequested { request },
        Notice::SupportGranted { request, grant },
        Notice::SupportDenied { request },
        Notice::SupportReported { request },
        Notice::SupportEnded { grant },
        Notice::RoleAssigned { grant: role },
        Notice::RoleEnded { grant: role },
        Notice::ProvisioningTakenBack { grant: role },
    ];
    let recipients = [
        Recipient::Person(PrincipalId(id(4))),
        Recipient::FullAdministrators(OrganizationId(id(5))),
        Recipient::Vendor,
    ];
    let written: Vec<_> = notices
        .into_iter()
        .enumerate()
        .map(|(n, notice)| Message { notice, recipient: recipients[n % 3], ..message(100 + n as u64, n as i64) })
        .collect();
    enqueue(&database, &written).await;
    let found = read(&database).await.messages(MessageState::Waiting, 100).await.unwrap();
    let expected: Vec<_> = written
        .into_iter()
        .map(|message| QueuedMessage {
            next_attempt_at: message.created_at,
            message,
            state: MessageState::Waiting,
            attempts: 0,
            last_error: None,
        })
        .collect();
    assert_eq!(found, expected);
}

async fn a_lease_keeps_others_away_until_it_ends(bed: Bed) {
    let database = bed.open().await;
    enqueue(&database, &[message(3, 10), message(2, 20), message(1, 30)]).await;
    assert_eq!(database.claim_messages(Timestamp(9), Timestamp(100), 10).await.unwrap(), []);
    let first = database.claim_messages(Timestamp(25), Timestamp(100), 1).await.unwrap();
    assert_eq!(ids(&first), [MessageId(id(3))], "the oldest first");
    assert_eq!(first[0].attempts, 1);
    let rest = database.claim_messages(Timestamp(99), Timestamp(150), 10).await.unwrap();
    assert_eq!(ids(&rest), [MessageId(id(2)), MessageId(id(1))]);
    assert_eq!(database.claim_messages(Timestamp(99), Timestamp(150), 10).await.unwrap(), []);
    let again = database.claim_messages(Timestamp(100), Timestamp(200), 10).await.unwrap();
    assert_eq!(ids(&again), [MessageId(id(3))], "whoever had it is gone");
    assert_eq!(again[0].attempts, 2);
}

async fn what_became_of_a_message_is_kept(bed: Bed) {
    let database = bed.open().await;
    enqueue(&database, &[message(1, 10), message(2, 10), message(3, 10), message(4, 10)]).await;
    let taken = database.claim_messages(Timestamp(10), Timestamp(100), 10).await.unwrap();
    assert_eq!(taken.len(), 4);
    let settle = |number, state, next, error| {
        let database = &database;
        async move { database.settle_message(MessageId(id(number)), state, Timestamp(next), error).await }
    };
    settle(1, MessageState::Sent, 10, None).await.unwrap();
    settle(2, MessageState::Dead, 10, Some("550 no such user")).await.unwrap();
    settle(3, MessageState::Dropped, 10, None).await.unwrap();
    settle(4, MessageState::Waiting, 50, Some("timed out")).await.unwrap();
    settle(9, MessageState::Sent, 10, None).await.unwrap_err();
    let mut tx = read(&database).await;
    for (state, number, error) in [
        (MessageState::Sent, 1, None),
        (MessageState::Dead, 2, Some("550 no such user")),
        (MessageState::Dropped, 3, None),
        (MessageState::Waiting, 4, Some("timed out")),
    ] {
        let found = tx.messages(state, 10).await.unwrap();
        assert_eq!(ids(&found), [MessageId(id(number))]);
        assert_eq!((found[0].last_error.as_deref(), found[0].attempts), (error, 1));
    }
    drop(tx);
    assert_eq!(database.claim_messages(Timestamp(49), Timestamp(100), 10).await.unwrap(), [], "not before its time");
    let again = database.claim_messages(Timestamp(50), Timestamp(100), 10).await.unwrap();
    assert_eq!((ids(&again), again[0].attempts), (vec![MessageId(id(4))], 2), "settling ended the lease");
    // A dead one is replayed.
    settle(2, MessageState::Waiting, 60, None).await.unwrap();
    let replayed = database.claim_messages(Timestamp(60), Timestamp(100), 10).await.unwrap();
    assert_eq!(ids(&replayed), [MessageId(id(2))]);
}

async fn two_claimers_never_get_the_same(bed: Bed) {
    let databases = [Arc::new(bed.open().await), Arc::new(bed.open().await)];
    let written: Vec<_> = (1..=60).map(|number| message(number, 1)).collect();
    enqueue(&databases[0], &written).await;
    let claimers: Vec<_> = databases
        .iter()
        .cycle()
        .take(4)
        .map(|database| {
            let database = Arc::clone(database);
            tokio::spawn(async move {
                let mut got = Vec::new();
                loop {
                    let some = database.claim_messages(Timestamp(5), Timestamp(10), 7).await.unwrap();
                    if some.is_empty() {
                        return got;
                    }
                    got.extend(ids(&some));
                }
            })
        })
        .collect();
    let mut got = Vec::new();
    for claimer in claimers {
        got.extend(claimer.await.unwrap());
    }
    assert_eq!(got.len(), written.len());
    assert_eq!(got.into_iter().collect::<HashSet<_>>().len(), written.len());
}

async fn an_idle_outbox_does_not_wait_for_the_writer(bed: Bed) {
    let database = bed.open().await;
    enqueue(&database, &[message(1, 10)]).await;
    let _writing = database.write().await.unwrap();
    assert_eq!(database.claim_messages(Timestamp(9), Timestamp(100), 10).await.unwrap(), []);
}

async fn a_message_of_a_dropped_write_is_never_sent(bed: Bed) {
    let database = bed.open().await;
    let mut tx = database.write().await.unwrap();
    tx.enqueue(&message(1, 10)).await.unwrap();
    drop(tx);
    assert_eq!(database.claim_messages(Timestamp(100), Timestamp(200), 10).await.unwrap(), []);
}
