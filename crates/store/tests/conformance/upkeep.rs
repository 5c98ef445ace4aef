//! Idempotency keys, policy texts, and what is forgotten in time.

use crate::bed::{Bed, OneByOne as _, commit, read};
use crate::sample::*;
use prokura_app::caller::IdempotencyKey;
use prokura_app::port::{Remembered, Revision, Store};
use prokura_domain::event::Touched;
use prokura_domain::id::PrincipalId;
use prokura_domain::time::Timestamp;

on_both![an_answer_is_remembered_under_its_key, policies_are_kept_once, what_is_old_is_forgotten_and_nothing_else,];

fn answer(caller: u64, key: &str, at: i64) -> Remembered {
    Remembered {
        key: IdempotencyKey {
            caller: PrincipalId(id(caller)),
            route: "POST /v1/organizations/{org}/grants".to_owned(),
            key: key.to_owned(),
            fingerprint: "0f".repeat(32),
        },
        output: r#"{"id":"…"}"#.to_owned(),
        revision: Revision(3),
        at: Timestamp(at),
    }
}

async fn an_answer_is_remembered_under_its_key(bed: Bed) {
    let database = bed.open().await;
    let first = answer(1, "a", 10);
    let mut tx = database.write().await.unwrap();
    tx.remember(&first).await.unwrap();
    tx.remember(&answer(1, "b", 10)).await.unwrap();
    tx.remember(&answer(2, "a", 10)).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = read(&database).await;
    let key = &first.key;
    assert_eq!(tx.remembered(key.caller, &key.route, "a").await.unwrap(), Some(first.clone()));
    assert_eq!(tx.remembered(key.caller, &key.route, "c").await.unwrap(), None);
    assert_eq!(tx.remembered(key.caller, "POST /v1/else", "a").await.unwrap(), None);
    assert_eq!(tx.remembered(PrincipalId(id(3)), &key.route, "a").await.unwrap(), None);
    drop(tx);
    // A key whose day is over may serve again.
    let later = Remembered { output: "2".to_owned(), ..answer(1, "a", 99) };
    let mut tx = database.write().await.unwrap();
    tx.remember(&later).await.unwrap();
    assert_eq!(tx.remembered(later.key.caller, &later.key.route, "a").await.unwrap(), Some(later));
}

async fn policies_are_kept_once(bed: Bed) {
    let database = bed.open().await;
    let mut tx = database.write().await.unwrap();
    assert_eq!(tx.policy_texts("d1").await.unwrap(), None);
    tx.keep_policy("d1", "{\"a\":1}", Timestamp(1)).await.unwrap();
    tx.keep_policy("d1", "{\"b\":2}", Timestamp(2)).await.unwrap();
    tx.keep_policy("d2", "{\"c\":3}", Timestamp(3)).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = read(&database).await;
    assert_eq!(tx.policy_texts("d1").await.unwrap().as_deref(), Some("{\"a\":1}"));
    assert_eq!(tx.policy_texts("d2").await.unwrap().as_deref(), Some("{\"c\":3}"));
}

async fn what_is_old_is_forgotten_and_nothing_else(bed: Bed) {
    let database = bed.open().await;
    let world = World::new();
    commit(&database, &world.events()).await;
    let touched = Touched::Principal(world.agent.id);
    // Three commits, at 100, 200 and 300, each with its entry.
    for number in 1..=3 {
        let at = number * 100;
        let mut tx = database.write().await.unwrap();
        tx.append_audit(&audit_row(number, world.partner.id, at, number), &[]).await.unwrap();
        tx.touch(Revision(number), &[touched]).await.unwrap();
        tx.advance(Revision(number), Timestamp(at)).await.unwrap();
        tx.remember(&answer(1, &number.to_string(), at)).await.unwrap();
        tx.commit().await.unwrap();
    }
    for (before, left) in [(100, vec![1, 2, 3]), (201, vec![3]), (300, vec![3]), (301, vec![])] {
        database.forget_before(Timestamp(before)).await.unwrap();
        let mut tx = read(&database).await;
        let changes: Vec<_> =
            tx.changes_since(Revision(0)).await.unwrap().into_iter().map(|(revision, _)| revision.0).collect();
        assert_eq!(changes, left, "before {before}");
        for number in 1..=3_i64 {
            let key = answer(1, &number.to_string(), 0).key;
            let found = tx.remembered(key.caller, &key.route, &key.key).await.unwrap();
            assert_eq!(found.is_some(), left.contains(&number), "{number} before {before}");
        }
    }
    assert_eq!(read(&database).await.audit_head(world.partner.id).await.unwrap(), 3, "the log is not forgotten");
}
