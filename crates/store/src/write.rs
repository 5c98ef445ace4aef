//! What can be written in a transaction beside the changes of state?

use crate::apply;
use crate::audit;
use crate::outbox;
use crate::rows::{Writing, change, policy_in_force, policy_text, revision, superseded};
use crate::signal;
use crate::transaction::Transaction;
use async_trait::async_trait;
use prokura_app::port::{Effect, Revision, StoreResult, Write};
use prokura_domain::event::Touched;
use prokura_domain::superseded::Filed;
use prokura_domain::time::Timestamp;
use sea_orm::{ColumnTrait, EntityName as _, EntityTrait, QueryFilter, QueryTrait};
use std::collections::BTreeSet;
use uuid::Uuid;

#[async_trait]
impl Write for Transaction {
    async fn savepoint(&mut self) -> StoreResult<()> {
        self.save()
    }

    async fn release(&mut self) -> StoreResult<()> {
        Self::release(self)
    }

    async fn roll_back(&mut self) -> StoreResult<()> {
        Self::roll_back(self).await
    }

    async fn write(&mut self, effects: &[Effect<'_>]) -> StoreResult<()> {
        let mut writing = Writing::new(self);
        let added = effects.iter().try_for_each(|effect| add(&mut writing, effect));
        if added.is_err() {
            self.spoil();
        }
        added?;
        self.keep(writing).await
    }

    async fn settle(&mut self) -> StoreResult<()> {
        Self::settle(self).await
    }

    async fn keep_policy(&mut self, digest: &str, texts: &str, at: Timestamp) -> StoreResult<()> {
        let row = policy_text::Model { digest: digest.to_owned(), texts: texts.to_owned(), at: at.0 };
        let mut writing = Writing::new(self);
        writing.insert_or_ignore(&row)?;
        writing.write(self).await
    }

    async fn put_policy_in_force(&mut self, digest: &str, from: Timestamp) -> StoreResult<()> {
        let mut writing = Writing::new(self);
        writing.insert(&policy_in_force::Model { from_at: from.0, digest: digest.to_owned() })?;
        writing.write(self).await
    }

    async fn commit(self: Box<Self>) -> StoreResult<()> {
        Self::commit(*self).await
    }
}

fn add(writing: &mut Writing, effect: &Effect<'_>) -> StoreResult<()> {
    match effect {
        Effect::Change(permit, event) => apply::apply(writing, permit, event),
        Effect::Audit(row, private) => audit::append(writing, row, private),
        Effect::Message(message) => outbox::enqueue(writing, message),
        Effect::Signal(waiting) => signal::enqueue(writing, waiting),
        Effect::Touch(revision, touched) => touch(writing, *revision, touched),
        Effect::Supersede(revision, at, filed) => supersede(writing, *revision, *at, filed),
        Effect::Advance(revision, at) => {
            advance(writing, *revision, *at);
            Ok(())
        }
        Effect::Remember(remembered) => writing.insert_or_replace(*remembered),
    }
}

fn touch(writing: &mut Writing, revision: Revision, touched: &[Touched]) -> StoreResult<()> {
    let touched: BTreeSet<Touched> = touched.iter().copied().collect();
    let rows: Vec<_> = touched.into_iter().map(|touched| change::TouchedBy(revision, touched)).collect();
    writing.insert_all(&rows)
}

fn supersede(writing: &mut Writing, revision: Revision, until: Timestamp, filed: &[Filed]) -> StoreResult<()> {
    let rows: Vec<_> = (0..)
        .zip(filed)
        .map(|(part, filed)| {
            let version = filed.version.clone();
            superseded::SupersededBy { owner: filed.owner, revision, part, until, version }
        })
        .collect();
    writing.insert_all(&rows)
}

fn advance(writing: &mut Writing, revision: Revision, at: Timestamp) {
    use revision::Column as C;
    let update = move |_| {
        let update = revision::Entity::update_many()
            .col_expr(C::Revision, revision.0.into())
            .col_expr(C::At, at.0.into())
            .filter(C::Revision.lt(revision.0))
            .filter(C::At.lte(at.0));
        update.into_query()
    };
    let error = format!("revision {revision} is not after the newest one");
    writing.step(revision::Entity.table_name(), Uuid::nil(), (revision.0 - 1, revision.0), update, error);
}
