//! How do jobs wait, who works on them, and where are their results?

use crate::rows::{Writing, all, job, job_part, one, run};
use crate::transaction::Transaction;
use job::Column as C;
use prokura_app::port::{JobStep, StoreError, StoreResult};
use prokura_domain::event::Change;
use prokura_domain::id::{JobId, PrincipalId};
use prokura_domain::job::{Job, JobKind, JobState};
use prokura_domain::time::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select};

pub(crate) async fn of(tx: &Transaction, who: PrincipalId, kind: JobKind, limit: u64) -> StoreResult<Vec<Job>> {
    let theirs = job::Entity::find().filter(C::AskedBy.eq(who.0)).filter(C::Kind.eq(kind.code()));
    all(tx, theirs.order_by_desc(C::Id).limit(limit)).await
}

pub(crate) async fn part(tx: &Transaction, id: JobId, number: i64) -> StoreResult<Option<Vec<u8>>> {
    let found: Option<job_part::JobPart> = one(tx, job_part::Entity::find_by_id((id.0, number))).await?;
    Ok(found.map(|part| part.bytes))
}

/// How many parts are forgotten at a time, so that no writer waits long.
const FORGOTTEN: i64 = 100;

/// Jobs that wait and that nobody has: first those that nobody has had, then by when they were put back.
fn waiting(now: Timestamp) -> Select<job::Entity> {
    job::Entity::find()
        .filter(C::State.eq(JobState::Working.code()))
        .filter(C::LeasedUntil.lte(now.0))
        .filter(C::ExpiresAt.gt(now.0))
        .order_by_asc(C::LeasedUntil)
        .order_by_asc(C::Id)
        .limit(1)
}

/// Whether anything waits: asked first, so that idle workers never wait for the writer.
pub(crate) async fn is_waiting(tx: &Transaction, now: Timestamp) -> StoreResult<bool> {
    Ok(one::<Job>(tx, waiting(now)).await?.is_some())
}

/// Takes a job.
pub(crate) async fn claim(tx: &Transaction, now: Timestamp, lease_until: Timestamp) -> StoreResult<Option<Job>> {
    let Some(mut taken) = one::<Job>(tx, waiting(now)).await? else { return Ok(None) };
    taken.attempts += 1;
    let update = job::Entity::update_many()
        .col_expr(C::LeasedUntil, lease_until.0.into())
        .col_expr(C::Attempts, taken.attempts.into())
        .filter(C::Id.eq(taken.id.0));
    run(tx, &update.into_query()).await?;
    Ok(Some(taken))
}

/// A turn of whoever asked for a job, where it stands as they saw it. What is being done of it is not theirs to write.
pub(crate) fn turn(writing: &mut Writing, Change { before, after }: &Change<Job>) {
    let mut update = job::Entity::update_many()
        .col_expr(C::State, after.state.code().into())
        .filter(C::Id.eq(before.id.0))
        .filter(C::State.eq(before.state.code()));
    if after.done != before.done {
        update = update.col_expr(C::Done, after.done.into());
    }
    writing.one(&update.into_query(), format!("job {} has moved on", before.id));
}

/// How far a job may be when a step of it is written down.
const STEPPED: [JobState; 4] = [JobState::Receiving, JobState::Working, JobState::Paused, JobState::Cancelled];

/// Writes down a step, where nobody else has made it: whoever lost the lease and comes back too late writes nothing.
pub(crate) async fn advance(tx: &Transaction, before: &Job, step: &JobStep) -> StoreResult<()> {
    let mut writing = Writing::new(tx);
    // Whoever asked for it may have turned it while the step was made: the step counts, and the turn stays.
    let going = || C::State.is_in([JobState::Working.code(), JobState::Receiving.code()]);
    let state = Expr::case(going(), step.state.code()).finally(Expr::col(C::State));
    let lease = Expr::case(going(), step.lease_until.0).finally(before.created_at.0);
    let update = job::Entity::update_many()
        .col_expr(C::State, state.into())
        .col_expr(C::Failure, step.failure.map(|failure| failure.code().to_owned()).into())
        .col_expr(C::Attempts, step.attempts.into())
        .col_expr(C::Parts, (before.parts + i64::from(step.part.is_some())).into())
        .col_expr(C::Position, step.position.into())
        .col_expr(C::Cursor, step.cursor.clone().into())
        .col_expr(C::Done, step.done.into())
        .col_expr(C::LeasedUntil, lease.into())
        .filter(C::Id.eq(before.id.0))
        .filter(C::State.is_in(STEPPED.map(JobState::code)))
        .filter(C::Attempts.eq(before.attempts))
        .filter(C::Parts.eq(before.parts))
        .filter(C::Position.eq(before.position));
    writing.one(&update.into_query(), format!("job {} was taken up by somebody else", before.id));
    if let Some(bytes) = &step.part {
        writing.insert(&job_part::JobPart { job: before.id, number: before.parts, bytes: bytes.clone() })?;
    }
    writing.write(tx).await
}

/// Forgets some of what has expired: the last parts of a job, then the job. `false` where there is nothing.
pub(crate) async fn forget(tx: &Transaction, now: Timestamp) -> StoreResult<bool> {
    let expired = job::Entity::find().filter(C::ExpiresAt.lte(now.0)).order_by_asc(C::ExpiresAt).limit(1);
    let Some(expired) = one::<Job>(tx, expired).await? else { return Ok(false) };
    let left = (expired.parts - FORGOTTEN).max(0);
    let parts = job_part::Entity::delete_many()
        .filter(job_part::Column::Job.eq(expired.id.0))
        .filter(job_part::Column::Number.gte(left));
    run(tx, &parts.into_query()).await?;
    let this = C::Id.eq(expired.id.0);
    let changed = if left > 0 {
        run(tx, &job::Entity::update_many().col_expr(C::Parts, left.into()).filter(this).into_query()).await?
    } else {
        run(tx, &job::Entity::delete_many().filter(this).into_query()).await?
    };
    match changed {
        1 => Ok(true),
        _ => Err(StoreError::Failed(format!("job {} is gone", expired.id))),
    }
}
