//! Jobs: never by two at a time, step by step, and gone with their results when their day is over.

use crate::bed::{Bed, commit, read};
use crate::sample::*;
use prokura_app::port::{JobStep, Store};
use prokura_domain::event::Event;
use prokura_domain::id::*;
use prokura_domain::job::{Job, JobFailure, JobKind, JobState, RESULT_LASTS};
use prokura_domain::organization::Organization;
use prokura_domain::time::Timestamp;
use prokura_store::Database;
use std::collections::HashSet;
use std::sync::Arc;

on_both![
    a_lease_keeps_others_away_until_it_ends,
    one_that_was_put_back_comes_after_those_that_wait,
    steps_add_up_and_parts_come_back,
    whoever_comes_too_late_writes_nothing,
    a_job_that_was_given_up_says_why,
    two_workers_never_get_the_same,
    no_job_means_no_wait_for_the_writer,
    what_has_expired_is_forgotten_with_its_parts,
    jobs_are_listed_by_who_asked,
];

async fn house(database: &Database) -> (Organization, PrincipalId) {
    let place = organization(1);
    let who = person(2, &place);
    commit(database, &[Event::OrganizationAdded(place.clone()), Event::PersonAdded(who.clone())]).await;
    (place, who.id)
}

async fn begin(database: &Database, jobs: &[Job]) {
    let events: Vec<Event> = jobs.iter().cloned().map(Event::JobAsked).collect();
    commit(database, &events).await;
}

fn made(job: &Job, bytes: &[u8], state: JobState) -> JobStep {
    let position = job.position - 5;
    JobStep {
        part: Some(bytes.to_vec()),
        position,
        cursor: Some(format!("after {position}")),
        done: 11 - position,
        state,
        attempts: 0,
        ..JobStep::none(job, Timestamp(200))
    }
}

async fn stored(database: &Database, number: u64) -> Job {
    read(database).await.job(JobId(id(number))).await.unwrap().unwrap()
}

async fn a_lease_keeps_others_away_until_it_ends(bed: Bed) {
    let database = bed.open().await;
    let (place, who) = house(&database).await;
    begin(&database, &[job(10, who, &place, 10), job(11, who, &place, 20)]).await;
    assert_eq!(stored(&database, 10).await, job(10, who, &place, 10), "it comes back as it was");
    let first = database.claim_job(Timestamp(30), Timestamp(100)).await.unwrap().unwrap();
    assert_eq!((first.id, first.attempts), (JobId(id(10)), 1), "the oldest first");
    let second = database.claim_job(Timestamp(99), Timestamp(150)).await.unwrap().unwrap();
    assert_eq!(second.id, JobId(id(11)));
    assert_eq!(database.claim_job(Timestamp(99), Timestamp(150)).await.unwrap(), None);
    let again = database.claim_job(Timestamp(100), Timestamp(200)).await.unwrap().unwrap();
    assert_eq!((again.id, again.attempts), (JobId(id(10)), 2), "whoever had it is gone");
}

async fn one_that_was_put_back_comes_after_those_that_wait(bed: Bed) {
    let database = bed.open().await;
    let (place, who) = house(&database).await;
    begin(&database, &[job(10, who, &place, 10), job(11, who, &place, 10)]).await;
    let mut order = Vec::new();
    for at in 20..24 {
        let taken = database.claim_job(Timestamp(at), Timestamp(100)).await.unwrap().unwrap();
        database.advance_job(&taken, &JobStep::none(&taken, Timestamp(at))).await.unwrap();
        order.push(taken.id);
    }
    assert_eq!(order, [10, 11, 10, 11].map(|number| JobId(id(number))), "a long one is in nobody's way");
}

async fn steps_add_up_and_parts_come_back(bed: Bed) {
    let database = bed.open().await;
    let (place, who) = house(&database).await;
    begin(&database, &[job(10, who, &place, 10)]).await;
    let taken = database.claim_job(Timestamp(10), Timestamp(100)).await.unwrap().unwrap();
    database.advance_job(&taken, &made(&taken, b"one", JobState::Working)).await.unwrap();
    let job = stored(&database, 10).await;
    assert_eq!((job.parts, job.position, job.done, job.attempts), (1, 6, 5, 0));
    // The lease was made longer: whoever else looks has to wait for it.
    assert_eq!(database.claim_job(Timestamp(199), Timestamp(300)).await.unwrap(), None);
    database.advance_job(&job, &made(&job, b"two", JobState::Done)).await.unwrap();
    let job = stored(&database, 10).await;
    assert_eq!((job.parts, job.position, job.done, job.state), (2, 1, 10, JobState::Done));
    assert_eq!(database.claim_job(Timestamp(1000), Timestamp(2000)).await.unwrap(), None, "what is done is done");
    let mut tx = read(&database).await;
    assert_eq!(tx.job_part(job.id, 0).await.unwrap().unwrap(), b"one");
    assert_eq!(tx.job_part(job.id, 1).await.unwrap().unwrap(), b"two");
    assert_eq!(tx.job_part(job.id, 2).await.unwrap(), None);
    assert_eq!(tx.job_part(JobId(id(11)), 0).await.unwrap(), None);
}

async fn whoever_comes_too_late_writes_nothing(bed: Bed) {
    let database = bed.open().await;
    let (place, who) = house(&database).await;
    begin(&database, &[job(10, who, &place, 10)]).await;
    let slow = database.claim_job(Timestamp(10), Timestamp(20)).await.unwrap().unwrap();
    let quick = database.claim_job(Timestamp(20), Timestamp(100)).await.unwrap().unwrap();
    database.advance_job(&slow, &made(&slow, b"slow", JobState::Done)).await.unwrap_err();
    assert_eq!(stored(&database, 10).await, quick);
    database.advance_job(&quick, &made(&quick, b"quick", JobState::Working)).await.unwrap();
    // Not even where it is the same step once more.
    database.advance_job(&quick, &made(&quick, b"quick", JobState::Working)).await.unwrap_err();
    let job = stored(&database, 10).await;
    assert_eq!((job.parts, job.state), (1, JobState::Working));
    assert_eq!(read(&database).await.job_part(job.id, 0).await.unwrap().unwrap(), b"quick");
}

async fn a_job_that_was_given_up_says_why(bed: Bed) {
    let database = bed.open().await;
    let (place, who) = house(&database).await;
    begin(&database, &[job(10, who, &place, 10), job(11, who, &place, 10), job(12, who, &place, 10)]).await;
    for (number, failure) in (10..).zip(JobFailure::ALL) {
        let taken = database.claim_job(Timestamp(10), Timestamp(100)).await.unwrap().unwrap();
        let step = JobStep { state: JobState::Failed, failure: Some(failure), ..JobStep::none(&taken, Timestamp(10)) };
        database.advance_job(&taken, &step).await.unwrap();
        let job = stored(&database, number).await;
        assert_eq!((job.state, job.failure, job.parts), (JobState::Failed, Some(failure), 0));
    }
    assert_eq!(database.claim_job(Timestamp(500), Timestamp(600)).await.unwrap(), None);
}

async fn two_workers_never_get_the_same(bed: Bed) {
    let databases = [Arc::new(bed.open().await), Arc::new(bed.open().await)];
    let (place, who) = house(&databases[0]).await;
    let jobs: Vec<Job> = (10..40).map(|number| job(number, who, &place, 1)).collect();
    begin(&databases[0], &jobs).await;
    let workers: Vec<_> = databases
        .iter()
        .cycle()
        .take(4)
        .map(|database| {
            let database = Arc::clone(database);
            tokio::spawn(async move {
                let mut got = Vec::new();
                while let Some(job) = database.claim_job(Timestamp(5), Timestamp(10)).await.unwrap() {
                    got.push(job.id);
                }
                got
            })
        })
        .collect();
    let mut got = Vec::new();
    for worker in workers {
        got.extend(worker.await.unwrap());
    }
    assert_eq!(got.len(), jobs.len());
    assert_eq!(got.into_iter().collect::<HashSet<_>>().len(), jobs.len());
}

async fn no_job_means_no_wait_for_the_writer(bed: Bed) {
    let database = bed.open().await;
    let _writing = database.write().await.unwrap();
    assert_eq!(database.claim_job(Timestamp(9), Timestamp(100)).await.unwrap(), None);
}

async fn what_has_expired_is_forgotten_with_its_parts(bed: Bed) {
    let database = bed.open().await;
    let (place, who) = house(&database).await;
    begin(&database, &[job(10, who, &place, 10), job(11, who, &place, 20)]).await;
    let mut taken = database.claim_job(Timestamp(30), Timestamp(100)).await.unwrap().unwrap();
    // More parts than are forgotten at a time.
    for parts in 1..=230 {
        database.advance_job(&taken, &made(&taken, b"one", JobState::Working)).await.unwrap();
        taken = stored(&database, 10).await;
        assert_eq!(taken.parts, parts);
    }
    let taken = database.claim_job(Timestamp(30), Timestamp(100)).await.unwrap().unwrap();
    database.advance_job(&taken, &made(&taken, b"one", JobState::Done)).await.unwrap();
    let over = Timestamp(10).plus(RESULT_LASTS);
    database.forget_jobs(Timestamp(over.0 - 1)).await.unwrap();
    assert!(read(&database).await.job(JobId(id(10))).await.unwrap().is_some());
    database.forget_jobs(over).await.unwrap();
    let mut tx = read(&database).await;
    assert_eq!(tx.job(JobId(id(10))).await.unwrap(), None);
    for number in [0, 29, 30, 129, 130, 229] {
        assert_eq!(tx.job_part(JobId(id(10)), number).await.unwrap(), None);
    }
    assert!(tx.job_part(JobId(id(11)), 0).await.unwrap().is_some());
    drop(tx);
    // One that nobody has worked on is not begun any more, and is forgotten too.
    begin(&database, &[job(12, who, &place, 30)]).await;
    let over = Timestamp(30).plus(RESULT_LASTS);
    assert_eq!(database.claim_job(over, Timestamp(i64::MAX)).await.unwrap(), None);
    database.forget_jobs(over).await.unwrap();
    let left = read(&database).await.jobs_of(who, JobKind::AuditExport, 10).await.unwrap();
    assert_eq!(left, []);
}

async fn jobs_are_listed_by_who_asked(bed: Bed) {
    let database = bed.open().await;
    let (place, who) = house(&database).await;
    let other = PrincipalId(id(3));
    begin(&database, &[job(10, who, &place, 10), job(11, other, &place, 20), job(12, who, &place, 30)]).await;
    let mut tx = read(&database).await;
    let mut of = async |who, limit| -> Vec<JobId> {
        tx.jobs_of(who, JobKind::AuditExport, limit).await.unwrap().into_iter().map(|job| job.id).collect()
    };
    assert_eq!(of(who, 10).await, [JobId(id(12)), JobId(id(10))], "newest first");
    assert_eq!(of(who, 1).await, [JobId(id(12))]);
    assert_eq!(of(other, 10).await, [JobId(id(11))]);
    assert_eq!(of(PrincipalId(id(4)), 10).await, []);
}
