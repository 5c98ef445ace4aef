//! What does a transaction promise? One writer, snapshots for readers, and an end that leaves nothing half done.

use crate::bed::{Bed, OneByOne as _, apply, commit, read};
use crate::sample::{World, organization, person};
use prokura_app::port::{Revision, Store, StoreError};
use prokura_decision::permit::decide_operator;
use prokura_domain::event::{Event, Touched};
use prokura_domain::id::OrganizationId;
use prokura_domain::organization::Organization;
use prokura_domain::time::Timestamp;
use std::sync::Arc;
use std::time::Duration;

on_both![
    a_commit_lasts_and_a_drop_does_not,
    a_write_sees_its_own,
    a_savepoint_undoes_one_command_and_no_other,
    after_an_error_a_savepoint_makes_the_transaction_whole,
    after_an_error_nothing_can_be_committed,
    savepoints_do_not_nest,
    the_second_writer_waits,
    writers_come_in_order,
    a_reader_does_not_wait_and_sees_a_snapshot,
    another_connection_sees_commits_and_one_writer_at_a_time,
    a_write_given_up_half_way_frees_the_writer,
    revisions_go_forward_only,
    changes_come_in_order_of_their_revision,
];

fn added(number: u64) -> (Organization, Event) {
    let row = organization(number);
    (row.clone(), Event::OrganizationAdded(row))
}

async fn a_commit_lasts_and_a_drop_does_not(bed: Bed) {
    let (first, first_event) = added(1);
    let (second, second_event) = added(2);
    {
        let database = bed.open().await;
        commit(&database, &[first_event]).await;
        let mut tx = database.write().await.unwrap();
        apply(&mut *tx, &[second_event]).await;
        drop(tx);
        // The writer is free again.
        drop(database.write().await.unwrap());
        database.close().await;
    }
    let database = bed.open().await;
    let mut tx = read(&database).await;
    assert_eq!(tx.organization(first.id).await.unwrap(), Some(first));
    assert_eq!(tx.organization(second.id).await.unwrap(), None);
}

async fn a_write_sees_its_own(bed: Bed) {
    let database = bed.open().await;
    let (row, event) = added(1);
    let mut tx = database.write().await.unwrap();
    apply(&mut *tx, &[event]).await;
    assert_eq!(tx.organization(row.id).await.unwrap(), Some(row));
    assert_eq!(tx.revision().await.unwrap(), (Revision(0), Timestamp(0)));
    tx.advance(Revision(1), Timestamp(5)).await.unwrap();
    assert_eq!(tx.revision().await.unwrap(), (Revision(1), Timestamp(5)));
    assert_eq!(database.newest_revision().await.unwrap(), Revision(0), "not committed yet");
    tx.commit().await.unwrap();
    assert_eq!(database.newest_revision().await.unwrap(), Revision(1));
}

async fn a_savepoint_undoes_one_command_and_no_other(bed: Bed) {
    let database = bed.open().await;
    let (kept, undone, last) = (added(1), added(2), added(3));
    let mut tx = database.write().await.unwrap();
    tx.savepoint().await.unwrap();
    apply(&mut *tx, &[kept.1]).await;
    tx.release().await.unwrap();
    tx.savepoint().await.unwrap();
    apply(&mut *tx, &[undone.1]).await;
    tx.roll_back().await.unwrap();
    tx.savepoint().await.unwrap();
    apply(&mut *tx, &[last.1]).await;
    tx.release().await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = read(&database).await;
    assert_eq!(tx.organization(kept.0.id).await.unwrap(), Some(kept.0));
    assert_eq!(tx.organization(undone.0.id).await.unwrap(), None);
    assert_eq!(tx.organization(last.0.id).await.unwrap(), Some(last.0));
}

async fn after_an_error_a_savepoint_makes_the_transaction_whole(bed: Bed) {
    let database = bed.open().await;
    let (kept, last) = (added(1), added(2));
    let mut tx = database.write().await.unwrap();
    apply(&mut *tx, std::slice::from_ref(&kept.1)).await;
    tx.savepoint().await.unwrap();
    let error = tx.apply(&decide_operator(), &kept.1).await.unwrap_err();
    assert!(matches!(error, StoreError::Duplicate(_)), "{error}");
    let error = tx.organization(kept.0.id).await.unwrap_err();
    assert!(matches!(error, StoreError::Failed(_)), "the same on both databases: {error}");
    tx.roll_back().await.unwrap();
    apply(&mut *tx, &[last.1]).await;
    tx.commit().await.unwrap();
    let mut tx = read(&database).await;
    assert_eq!(tx.organization(kept.0.id).await.unwrap(), Some(kept.0));
    assert_eq!(tx.organization(last.0.id).await.unwrap(), Some(last.0));
}

async fn after_an_error_nothing_can_be_committed(bed: Bed) {
    let database = bed.open().await;
    let (row, event) = added(1);
    let mut tx = database.write().await.unwrap();
    apply(&mut *tx, std::slice::from_ref(&event)).await;
    tx.apply(&decide_operator(), &event).await.unwrap_err();
    tx.commit().await.unwrap_err();
    assert_eq!(read(&database).await.organization(row.id).await.unwrap(), None);
    drop(database.write().await.unwrap());
}

async fn savepoints_do_not_nest(bed: Bed) {
    let database = bed.open().await;
    let mut tx = database.write().await.unwrap();
    tx.release().await.unwrap_err();
    tx.roll_back().await.unwrap_err();
    tx.savepoint().await.unwrap();
    tx.savepoint().await.unwrap_err();
    tx.release().await.unwrap();
    tx.commit().await.unwrap();
}

/// Whether a task is still waiting, after it had every chance to go on.
async fn still_waits<T>(task: &tokio::task::JoinHandle<T>) -> bool {
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    !task.is_finished()
}

async fn the_second_writer_waits(bed: Bed) {
    let database = Arc::new(bed.open().await);
    let first = database.write().await.unwrap();
    let second = tokio::spawn({
        let database = Arc::clone(&database);
        async move { database.write().await.map(drop) }
    });
    assert!(still_waits(&second).await);
    drop(first);
    second.await.unwrap().unwrap();
}

async fn writers_come_in_order(bed: Bed) {
    let database = Arc::new(bed.open().await);
    let first = database.write().await.unwrap();
    let (order, mut arrived) = tokio::sync::mpsc::unbounded_channel();
    let mut tasks = Vec::new();
    for number in 0..10 {
        let (database, order) = (Arc::clone(&database), order.clone());
        let task = tokio::spawn(async move {
            let tx = database.write().await.unwrap();
            order.send(number).unwrap();
            tx.commit().await.unwrap();
        });
        assert!(still_waits(&task).await);
        tasks.push(task);
    }
    drop(first);
    for expected in 0..10 {
        assert_eq!(arrived.recv().await, Some(expected));
    }
    for task in tasks {
        task.await.unwrap();
    }
}

async fn a_reader_does_not_wait_and_sees_a_snapshot(bed: Bed) {
    let database = bed.open().await;
    let (first, second) = (added(1), added(2));
    commit(&database, &[first.1]).await;
    let mut before = read(&database).await;
    assert_eq!(before.organization(first.0.id).await.unwrap(), Some(first.0));
    let mut writing = database.write().await.unwrap();
    apply(&mut *writing, &[second.1]).await;
    assert_eq!(read(&database).await.organization(second.0.id).await.unwrap(), None, "while it is being written");
    writing.commit().await.unwrap();
    assert_eq!(before.organization(second.0.id).await.unwrap(), None, "as of its first question");
    assert_eq!(read(&database).await.organization(second.0.id).await.unwrap(), Some(second.0));
}

async fn another_connection_sees_commits_and_one_writer_at_a_time(bed: Bed) {
    let one = bed.open().await;
    let other = Arc::new(bed.open().await);
    let (row, event) = added(1);
    let mut tx = one.write().await.unwrap();
    apply(&mut *tx, &[event]).await;
    tx.advance(Revision(1), Timestamp(1)).await.unwrap();
    // As another process would: it has its own queue, so the database itself has to keep it waiting.
    let second = tokio::spawn({
        let other = Arc::clone(&other);
        async move {
            let mut tx = other.write().await.unwrap();
            tx.revision().await.unwrap().0
        }
    });
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert!(!second.is_finished());
    tx.commit().await.unwrap();
    assert_eq!(second.await.unwrap(), Revision(1), "it begins from what the first one committed");
    assert_eq!(read(&other).await.organization(row.id).await.unwrap(), Some(row));
    assert_eq!(other.newest_revision().await.unwrap(), Revision(1));
}

async fn a_write_given_up_half_way_frees_the_writer(bed: Bed) {
    let database = Arc::new(bed.open().await);
    for number in 1..20 {
        let (_, event) = added(number);
        let database = Arc::clone(&database);
        let task = tokio::spawn(async move {
            let mut tx = database.write().await.unwrap();
            loop {
                let _ = tx.apply(&decide_operator(), &event).await;
                let _ = tx.organizations(prokura_app::port::Page { after: None, limit: 10 }).await;
            }
        });
        for _ in 0..number * 3 {
            tokio::task::yield_now().await;
        }
        task.abort();
        assert!(task.await.unwrap_err().is_cancelled());
    }
    let all = prokura_app::port::Page { after: None, limit: 10 };
    assert_eq!(read(&database).await.organizations(all).await.unwrap(), []);
    let (row, event) = added(99);
    commit(&database, &[event]).await;
    assert_eq!(read(&database).await.organizations(all).await.unwrap(), [row]);
}

async fn revisions_go_forward_only(bed: Bed) {
    let database = bed.open().await;
    let mut tx = database.write().await.unwrap();
    tx.advance(Revision(3), Timestamp(i64::MAX - 1)).await.unwrap();
    tx.commit().await.unwrap();
    for (revision, at) in [(3, i64::MAX), (2, i64::MAX), (4, 0)] {
        let mut tx = database.write().await.unwrap();
        tx.advance(Revision(revision), Timestamp(at)).await.unwrap_err();
    }
    assert_eq!(read(&database).await.revision().await.unwrap(), (Revision(3), Timestamp(i64::MAX - 1)));
}

async fn changes_come_in_order_of_their_revision(bed: Bed) {
    let database = bed.open().await;
    let world = World::new();
    let (principal, organization) = (Touched::Principal(world.agent.id), Touched::Organization(world.customer.id));
    let mut tx = database.write().await.unwrap();
    tx.touch(Revision(2), &[principal]).await.unwrap();
    tx.touch(Revision(1), &[organization, principal, organization]).await.unwrap();
    tx.touch(Revision(3), &[]).await.unwrap();
    let many: Vec<_> = (0..1200).map(|n| Touched::Organization(OrganizationId(crate::sample::id(n)))).collect();
    tx.touch(Revision(4), &many).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = read(&database).await;
    let changes = tx.changes_since(Revision(0)).await.unwrap();
    let first = [(Revision(1), organization), (Revision(1), principal), (Revision(2), principal)];
    assert_eq!(changes[..3], first);
    assert_eq!(changes.len(), 3 + many.len());
    assert_eq!(tx.changes_since(Revision(1)).await.unwrap()[0], first[2]);
    assert_eq!(tx.changes_since(Revision(4)).await.unwrap(), []);
    // Not a row of the world was touched by writing that down.
    assert_eq!(tx.person(person(11, &world.partner).id).await.unwrap(), None);
}
