//! Signals to other services: in order, never by two at a time, and gone with their stream.

use crate::bed::{Bed, OneByOne as _, commit, read};
use crate::sample::*;
use prokura_app::port::{Effect, Store};
use prokura_domain::event::{Change, Event};
use prokura_domain::id::*;
use prokura_domain::signal::*;
use prokura_domain::time::Timestamp;
use prokura_store::Database;

on_both![
    a_stream_comes_back_as_it_was,
    those_hear_who_may_and_keep_what_they_hear,
    signals_wait_in_order_and_only_while_they_are_kept,
    a_stream_is_taken_once_until_its_lease_ends,
    what_is_fetched_or_paused_is_never_taken,
    what_was_settled_is_gone_and_written_down,
    a_change_has_it_tried_at_once,
    whoever_lets_too_much_gather_is_found,
    nothing_due_means_no_wait_for_the_writer,
];

fn from_robot(number: u64, world: &World) -> SignalStream {
    SignalStream { receiver: world.robot.id, ..stream(number, &world.customer, world.robot.id) }
}

fn polled(stream: SignalStream) -> SignalStream {
    SignalStream { delivery: Delivery::Poll, ..stream }
}

fn in_state(before: &SignalStream, state: StreamState) -> Event {
    let after =
        SignalStream { state, reason: Some(StateReason::Administrator), version: before.version + 1, ..before.clone() };
    Event::StreamChanged(Change { before: before.clone(), after })
}

async fn world(bed: &Bed, streams: &[SignalStream]) -> (Database, World) {
    let database = bed.open().await;
    let world = World::new();
    commit(&database, &world.events()).await;
    let added: Vec<Event> = streams.iter().cloned().map(Event::StreamAdded).collect();
    commit(&database, &added).await;
    (database, world)
}

async fn tell(database: &Database, signals: &[WaitingSignal]) {
    let mut tx = database.write().await.unwrap();
    for signal in signals {
        tx.one(Effect::Signal(signal)).await.unwrap();
    }
    tx.commit().await.unwrap();
}

async fn waiting(database: &Database, stream: &SignalStream) -> Vec<SignalId> {
    let found = read(database).await.signals_of(stream, 100).await.unwrap();
    found.into_iter().map(|signal| signal.id).collect()
}

async fn a_stream_comes_back_as_it_was(bed: Bed) {
    let (pushed, fetched) = (from_robot(70, &World::new()), polled(from_robot(71, &World::new())));
    let (database, world) = world(&bed, &[pushed.clone(), fetched.clone()]).await;
    let mut tx = read(&database).await;
    assert_eq!(tx.stream(pushed.id).await.unwrap().as_ref(), Some(&pushed));
    assert_eq!(tx.stream(StreamId(id(72))).await.unwrap(), None);
    assert_eq!(tx.streams_of(world.customer.id).await.unwrap(), [pushed.clone(), fetched.clone()]);
    assert_eq!(tx.streams_of(world.partner.id).await.unwrap(), []);
    assert_eq!(tx.streams_of_receiver(world.robot.id).await.unwrap(), [pushed.clone(), fetched]);
    assert_eq!(tx.stream_progress(pushed.id).await.unwrap(), Some(StreamProgress::none(pushed.id)));
    drop(tx);
    let after = SignalStream { version: 2, description: None, ..pushed.clone() };
    commit(&database, &[Event::StreamChanged(Change { before: pushed.clone(), after: after.clone() })]).await;
    assert_eq!(read(&database).await.stream(pushed.id).await.unwrap(), Some(after.clone()));
    let stale = Event::StreamRemoved(SignalStream { id: StreamId(id(73)), ..after.clone() });
    let mut tx = database.write().await.unwrap();
    tx.apply(&prokura_decision::permit::decide_operator(), &stale).await.unwrap_err();
    drop(tx);
    tell(&database, &[signal(1, pushed.id, 1, 0)]).await;
    commit(&database, &[Event::StreamRemoved(after.clone())]).await;
    assert_eq!(read(&database).await.stream(pushed.id).await.unwrap(), None);
    assert_eq!(waiting(&database, &after).await, []);
}

async fn those_hear_who_may_and_keep_what_they_hear(bed: Bed) {
    let base = World::new();
    let theirs = from_robot(70, &base);
    let partners = SignalStream { organization: base.partner.id, ..from_robot(71, &base) };
    let everybody = SignalStream { everybody: true, organization: base.partner.id, ..from_robot(72, &base) };
    let stopped = SignalStream { state: StreamState::Disabled, ..from_robot(73, &base) };
    let paused = SignalStream { state: StreamState::Paused, ..from_robot(74, &base) };
    let all = [theirs.clone(), partners.clone(), everybody.clone(), stopped, paused.clone()];
    let (database, world) = world(&bed, &all).await;
    let mut tx = read(&database).await;
    assert_eq!(
        tx.streams_hearing(&[world.customer.id]).await.unwrap(),
        [everybody.clone(), theirs.clone(), paused.clone()]
    );
    let both = tx.streams_hearing(&[world.customer.id, world.partner.id]).await.unwrap();
    assert_eq!(both, [everybody.clone(), theirs, partners, paused]);
    assert_eq!(tx.streams_hearing(&[OrganizationId(id(999))]).await.unwrap(), [everybody]);
}

async fn signals_wait_in_order_and_only_while_they_are_kept(bed: Bed) {
    let it = from_robot(70, &World::new());
    let other = from_robot(71, &World::new());
    let (database, _) = world(&bed, &[it.clone(), other.clone()]).await;
    let about =
        WaitingSignal { signal: Signal::Verification { state: Some("ž".to_owned()) }, ..signal(5, it.id, 3, 0) };
    let told = [
        signal(9, it.id, 1, 0),
        signal(2, it.id, 2, 1),
        signal(7, it.id, 2, 0),
        about.clone(),
        signal(4, other.id, 1, 0),
    ];
    tell(&database, &told).await;
    assert_eq!(waiting(&database, &it).await, [9, 7, 2, 5].map(|number| SignalId(id(number))));
    let found = read(&database).await.signals_of(&it, 1).await.unwrap();
    assert_eq!(found, [signal(9, it.id, 1, 0)], "it comes back as it was");
    let paused = SignalStream { state: StreamState::Paused, ..it.clone() };
    assert_eq!(
        read(&database).await.signals_of(&paused, 9).await.unwrap(),
        [about],
        "what is about the stream is told"
    );
    commit(&database, &[in_state(&it, StreamState::Disabled)]).await;
    assert_eq!(waiting(&database, &it).await, []);
    assert_eq!(waiting(&database, &other).await, [SignalId(id(4))]);
}

async fn a_stream_is_taken_once_until_its_lease_ends(bed: Bed) {
    let (one, two) = (from_robot(70, &World::new()), from_robot(71, &World::new()));
    let (database, _) = world(&bed, &[one.clone(), two.clone()]).await;
    assert_eq!(database.claim_streams(Timestamp(10), Timestamp(20), 9).await.unwrap(), []);
    tell(&database, &[signal(1, one.id, 1, 0), signal(2, one.id, 1, 1), signal(3, two.id, 1, 2)]).await;
    assert_eq!(database.claim_streams(Timestamp(10), Timestamp(20), 1).await.unwrap(), [one.id]);
    assert_eq!(database.claim_streams(Timestamp(19), Timestamp(30), 9).await.unwrap(), [two.id]);
    assert_eq!(
        database.claim_streams(Timestamp(20), Timestamp(40), 9).await.unwrap(),
        [one.id],
        "whoever had it is gone"
    );
    let later = StreamProgress { attempts: 1, next_attempt_at: Timestamp(50), ..StreamProgress::none(one.id) };
    database.settle_signals(&[], &later).await.unwrap();
    assert_eq!(database.claim_streams(Timestamp(49), Timestamp(60), 9).await.unwrap(), [two.id]);
    assert_eq!(database.claim_streams(Timestamp(50), Timestamp(70), 9).await.unwrap(), [one.id]);
}

async fn what_is_fetched_or_paused_is_never_taken(bed: Bed) {
    let base = World::new();
    let (fetched, paused) = (polled(from_robot(70, &base)), from_robot(71, &base));
    let (database, _) = world(&bed, &[fetched.clone(), paused.clone()]).await;
    tell(&database, &[signal(1, fetched.id, 1, 0), signal(2, paused.id, 1, 1)]).await;
    commit(&database, &[in_state(&paused, StreamState::Paused)]).await;
    assert_eq!(database.claim_streams(Timestamp(10), Timestamp(20), 9).await.unwrap(), []);
    let reason = StateReason::Administrator;
    let about = Signal::StreamUpdated { state: StreamState::Paused, reason };
    tell(&database, &[WaitingSignal { signal: about, ..signal(3, paused.id, 2, 0) }]).await;
    assert_eq!(database.claim_streams(Timestamp(10), Timestamp(20), 9).await.unwrap(), [paused.id]);
}

async fn what_was_settled_is_gone_and_written_down(bed: Bed) {
    let it = from_robot(70, &World::new());
    let (database, _) = world(&bed, std::slice::from_ref(&it)).await;
    tell(&database, &[signal(1, it.id, 1, 0), signal(2, it.id, 1, 1)]).await;
    let progress = StreamProgress {
        stream: it.id,
        attempts: 3,
        next_attempt_at: Timestamp(99),
        taken_at: Some(Timestamp(7)),
        failed: Some((Timestamp(8), StreamFault::Refused, "invalid_key – ž".to_owned())),
    };
    database.settle_signals(&[SignalId(id(1)), SignalId(id(77))], &progress).await.unwrap();
    assert_eq!(waiting(&database, &it).await, [SignalId(id(2))]);
    assert_eq!(read(&database).await.stream_progress(it.id).await.unwrap(), Some(progress.clone()));
    // Another stream's signals are not this one's to settle.
    let other = StreamProgress::none(StreamId(id(72)));
    database.settle_signals(&[SignalId(id(2))], &other).await.unwrap();
    assert_eq!(waiting(&database, &it).await, [SignalId(id(2))]);
}

async fn a_change_has_it_tried_at_once(bed: Bed) {
    let it = from_robot(70, &World::new());
    let (database, _) = world(&bed, std::slice::from_ref(&it)).await;
    tell(&database, &[signal(1, it.id, 1, 0)]).await;
    let failed = Some((Timestamp(8), StreamFault::Unreachable, String::new()));
    let progress =
        StreamProgress { attempts: 9, next_attempt_at: Timestamp(1000), taken_at: None, failed, stream: it.id };
    database.settle_signals(&[], &progress).await.unwrap();
    assert_eq!(database.claim_streams(Timestamp(10), Timestamp(20), 9).await.unwrap(), []);
    let after = SignalStream { version: 2, kinds: Vec::new(), ..it.clone() };
    commit(&database, &[Event::StreamChanged(Change { before: it.clone(), after })]).await;
    assert_eq!(database.claim_streams(Timestamp(10), Timestamp(20), 9).await.unwrap(), [it.id]);
    assert_eq!(read(&database).await.stream_progress(it.id).await.unwrap().unwrap().attempts, 0);
}

async fn whoever_lets_too_much_gather_is_found(bed: Bed) {
    let (one, two) = (from_robot(70, &World::new()), from_robot(71, &World::new()));
    let (database, _) = world(&bed, &[one.clone(), two.clone()]).await;
    let many: Vec<WaitingSignal> =
        (0..3).map(|part| signal(10 + u64::try_from(part).unwrap(), one.id, 1, part)).collect();
    tell(&database, &many).await;
    tell(&database, &[signal(1, two.id, 1, 0)]).await;
    let mut tx = read(&database).await;
    let at = signal(1, two.id, 1, 0).at;
    assert_eq!(tx.streams_overflowing(3, at).await.unwrap(), []);
    assert_eq!(tx.streams_overflowing(2, at).await.unwrap(), [one.id]);
    let mut old = tx.streams_overflowing(3, Timestamp(at.0 + 1)).await.unwrap();
    old.sort();
    assert_eq!(old, [one.id, two.id]);
}

async fn nothing_due_means_no_wait_for_the_writer(bed: Bed) {
    let (database, _) = world(&bed, &[]).await;
    let writing = database.write().await.unwrap();
    assert_eq!(database.claim_streams(Timestamp(10), Timestamp(20), 9).await.unwrap(), []);
    drop(writing);
}
