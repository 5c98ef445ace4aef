//! How do signals to other services wait, and who delivers them?

use crate::error::store_error;
use crate::rows::{Writing, all, run, signal, stream, stream_progress};
use crate::transaction::Transaction;
use prokura_app::port::StoreResult;
use prokura_domain::id::{OrganizationId, PrincipalId, SignalId, StreamId};
use prokura_domain::signal::{SignalStream, StreamProgress, StreamState, WaitingSignal};
use prokura_domain::time::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait as _, Query};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select};
use stream_progress::Column as P;

pub(crate) async fn of(tx: &Transaction, organization: OrganizationId) -> StoreResult<Vec<SignalStream>> {
    use stream::Column as C;
    all(tx, stream::Entity::find().filter(C::Organization.eq(organization.0)).order_by_asc(C::Id)).await
}

pub(crate) async fn of_receiver(tx: &Transaction, receiver: PrincipalId) -> StoreResult<Vec<SignalStream>> {
    use stream::Column as C;
    all(tx, stream::Entity::find().filter(C::Receiver.eq(receiver.0)).order_by_asc(C::Id)).await
}

/// Ids of one query at most: both databases limit how many values a statement may have.
const IDS: usize = 500;

pub(crate) async fn hearing(tx: &Transaction, organizations: &[OrganizationId]) -> StoreResult<Vec<SignalStream>> {
    use stream::Column as C;
    let keeps = C::State.ne(StreamState::Disabled.code());
    let everybody = stream::Entity::find().filter(keeps.clone()).filter(C::Everybody.eq(true)).order_by_asc(C::Id);
    let mut found: Vec<SignalStream> = all(tx, everybody).await?;
    for ids in organizations.chunks(IDS) {
        let theirs = C::Organization.is_in(ids.iter().map(|id| id.0));
        let theirs = stream::Entity::find().filter(keeps.clone()).filter(C::Everybody.eq(false)).filter(theirs);
        found.extend(all::<SignalStream>(tx, theirs.order_by_asc(C::Id)).await?);
    }
    Ok(found)
}

pub(crate) async fn waiting(tx: &Transaction, stream: &SignalStream, limit: u64) -> StoreResult<Vec<WaitingSignal>> {
    use signal::Column as C;
    let mut select = signal::Entity::find().filter(C::Stream.eq(stream.id.0));
    if stream.state != StreamState::Enabled {
        select = select.filter(C::AboutStream.eq(true));
    }
    all(tx, select.order_by_asc(C::Revision).order_by_asc(C::Part).limit(limit)).await
}

pub(crate) async fn overflowing(tx: &Transaction, most: u64, since: Timestamp) -> StoreResult<Vec<StreamId>> {
    use signal::Column as C;
    let many = C::Id.count().gt(i64::try_from(most).unwrap_or(i64::MAX));
    let streams = signal::Entity::find()
        .select_only()
        .column(C::Stream)
        .group_by(C::Stream)
        .having(Condition::any().add(many).add(C::At.min().lt(since.0)));
    let found: Vec<uuid::Uuid> = streams.into_tuple().all(tx).await.map_err(store_error)?;
    Ok(found.into_iter().map(StreamId).collect())
}

pub(crate) fn enqueue(writing: &mut Writing, signal: &WaitingSignal) -> StoreResult<()> {
    writing.insert(signal)
}

/// Streams that we send, that nobody has, and in which something is due.
fn due(now: Timestamp, limit: u64) -> Select<stream_progress::Entity> {
    let sent = |state: Option<StreamState>| {
        let mut select = Query::select();
        select
            .expr(Expr::val(1))
            .from(stream::Entity)
            .and_where(Expr::col((stream::Entity, stream::Column::Id)).equals((stream_progress::Entity, P::Stream)))
            .and_where(Expr::col((stream::Entity, stream::Column::Endpoint)).is_not_null());
        if let Some(state) = state {
            select.and_where(Expr::col((stream::Entity, stream::Column::State)).eq(state.code()));
        }
        Expr::exists(select)
    };
    let waits = |about_stream: bool| {
        let mut select = Query::select();
        select.expr(Expr::val(1)).from(signal::Entity).and_where(
            Expr::col((signal::Entity, signal::Column::Stream)).equals((stream_progress::Entity, P::Stream)),
        );
        if about_stream {
            select.and_where(Expr::col((signal::Entity, signal::Column::AboutStream)).eq(true));
        }
        Expr::exists(select)
    };
    let told = Condition::all().add(sent(Some(StreamState::Enabled))).add(waits(false));
    let about = Condition::all().add(sent(None)).add(waits(true));
    stream_progress::Entity::find()
        .filter(P::LeasedUntil.lte(now.0))
        .filter(P::NextAttemptAt.lte(now.0))
        .filter(Condition::any().add(told).add(about))
        .order_by_asc(P::NextAttemptAt)
        .order_by_asc(P::Stream)
        .limit(limit)
}

/// Whether anything is due: asked first, so that idle workers never wait for the writer.
pub(crate) async fn is_due(tx: &Transaction, now: Timestamp) -> StoreResult<bool> {
    Ok(!all::<StreamProgress>(tx, due(now, 1)).await?.is_empty())
}

/// Takes streams.
pub(crate) async fn claim(
    tx: &Transaction,
    now: Timestamp,
    lease_until: Timestamp,
    limit: u64,
) -> StoreResult<Vec<StreamId>> {
    let taken: Vec<StreamProgress> = all(tx, due(now, limit)).await?;
    let taken: Vec<StreamId> = taken.into_iter().map(|progress| progress.stream).collect();
    if !taken.is_empty() {
        let update = stream_progress::Entity::update_many()
            .col_expr(P::LeasedUntil, lease_until.0.into())
            .filter(P::Stream.is_in(taken.iter().map(|id| id.0)));
        run(tx, &update.into_query()).await?;
    }
    Ok(taken)
}

/// Has a stream's delivery tried at once.
pub(crate) fn due_now(stream: StreamId) -> sea_orm::sea_query::UpdateStatement {
    stream_progress::Entity::update_many()
        .col_expr(P::Attempts, 0_i64.into())
        .col_expr(P::NextAttemptAt, i64::MIN.into())
        .filter(P::Stream.eq(stream.0))
        .into_query()
}

/// Writes down how a delivery stands; a stream that was removed meanwhile has nothing to write down.
pub(crate) async fn settle(tx: &Transaction, done: &[SignalId], progress: &StreamProgress) -> StoreResult<()> {
    for ids in done.chunks(IDS) {
        let gone = signal::Entity::delete_many()
            .filter(signal::Column::Stream.eq(progress.stream.0))
            .filter(signal::Column::Id.is_in(ids.iter().map(|id| id.0)));
        run(tx, &gone.into_query()).await?;
    }
    let failed = progress.failed.as_ref();
    let update = stream_progress::Entity::update_many()
        .col_expr(P::Attempts, progress.attempts.into())
        .col_expr(P::NextAttemptAt, progress.next_attempt_at.0.into())
        .col_expr(P::LeasedUntil, i64::MIN.into())
        .col_expr(P::TakenAt, progress.taken_at.map(|at| at.0).into())
        .col_expr(P::FailedAt, failed.map(|(at, ..)| at.0).into())
        .col_expr(P::Fault, failed.map(|(_, fault, _)| fault.code().to_owned()).into())
        .col_expr(P::Failure, failed.map(|(_, _, words)| words.clone()).into())
        .filter(P::Stream.eq(progress.stream.0));
    run(tx, &update.into_query()).await.map(drop)
}
