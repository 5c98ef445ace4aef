//! How do messages wait, and who takes them?

use crate::rows::{Writing, all, outbox, run};
use crate::transaction::Transaction;
use outbox::Column as C;
use prokura_app::message::{Message, MessageState};
use prokura_app::port::{QueuedMessage, StoreError, StoreResult};
use prokura_domain::id::MessageId;
use prokura_domain::time::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select};

pub(crate) async fn in_state(tx: &Transaction, state: MessageState, limit: u64) -> StoreResult<Vec<QueuedMessage>> {
    let select = outbox::Entity::find().filter(C::State.eq(state.code()));
    all(tx, select.order_by_asc(C::CreatedAt).order_by_asc(C::Id).limit(limit)).await
}

pub(crate) fn enqueue(writing: &mut Writing, message: &Message) -> StoreResult<()> {
    let queued = QueuedMessage {
        message: message.clone(),
        state: MessageState::Waiting,
        attempts: 0,
        next_attempt_at: message.created_at,
        last_error: None,
    };
    writing.insert(&queued)
}

/// Messages that are due and that nobody has, oldest first.
fn due(now: Timestamp, limit: u64) -> Select<outbox::Entity> {
    outbox::Entity::find()
        .filter(C::State.eq(MessageState::Waiting.code()))
        .filter(C::NextAttemptAt.lte(now.0))
        .filter(C::LeasedUntil.lte(now.0))
        .order_by_asc(C::CreatedAt)
        .order_by_asc(C::Id)
        .limit(limit)
}

/// Whether anything is due: asked first, so that an idle outbox never waits for the writer.
pub(crate) async fn is_due(tx: &Transaction, now: Timestamp) -> StoreResult<bool> {
    Ok(!all::<QueuedMessage>(tx, due(now, 1)).await?.is_empty())
}

/// Takes messages that are due.
pub(crate) async fn claim(
    tx: &Transaction,
    now: Timestamp,
    lease_until: Timestamp,
    limit: u64,
) -> StoreResult<Vec<QueuedMessage>> {
    let mut taken: Vec<QueuedMessage> = all(tx, due(now, limit)).await?;
    for queued in &mut taken {
        queued.attempts += 1;
        let update = outbox::Entity::update_many()
            .col_expr(C::LeasedUntil, lease_until.0.into())
            .col_expr(C::Attempts, Expr::col(C::Attempts).add(1))
            .filter(C::Id.eq(queued.message.id.0));
        run(tx, &update.into_query()).await?;
    }
    Ok(taken)
}

/// Writes down what became of a message; nobody has it any more.
pub(crate) async fn settle(
    tx: &Transaction,
    id: MessageId,
    state: MessageState,
    next_attempt_at: Timestamp,
    error: Option<&str>,
) -> StoreResult<()> {
    let update = outbox::Entity::update_many()
        .col_expr(C::State, state.code().into())
        .col_expr(C::NextAttemptAt, next_attempt_at.0.into())
        .col_expr(C::LeasedUntil, i64::MIN.into())
        .col_expr(C::LastError, error.map(str::to_owned).into())
        .filter(C::Id.eq(id.0));
    match run(tx, &update.into_query()).await? {
        1 => Ok(()),
        _ => Err(StoreError::Failed(format!("message {id} is not in the outbox"))),
    }
}
