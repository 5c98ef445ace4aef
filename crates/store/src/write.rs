//! What can be written in a transaction beside the changes of state?

use crate::apply;
use crate::audit;
use crate::outbox;
use crate::rows::{change, insert_all, insert_or_ignore, insert_or_replace, policy_text, revision, run};
use crate::transaction::Transaction;
use async_trait::async_trait;
use prokura_app::audit::{AuditRow, PrivateValue};
use prokura_app::message::Message;
use prokura_app::port::{Remembered, Revision, StoreError, StoreResult, Write};
use prokura_decision::permit::Permit;
use prokura_domain::event::{Event, Touched};
use prokura_domain::time::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryTrait};

#[async_trait]
impl Write for Transaction {
    async fn savepoint(&mut self) -> StoreResult<()> {
        self.save().await
    }

    async fn release(&mut self) -> StoreResult<()> {
        Self::release(self).await
    }

    async fn roll_back(&mut self) -> StoreResult<()> {
        Self::roll_back(self).await
    }

    async fn apply(&mut self, permit: &Permit, event: &Event) -> StoreResult<()> {
        apply::apply(self, permit, event).await
    }

    async fn append_audit(&mut self, row: &AuditRow, private: &[PrivateValue]) -> StoreResult<()> {
        audit::append(self, row, private).await
    }

    async fn enqueue(&mut self, message: &Message) -> StoreResult<()> {
        outbox::enqueue(self, message).await
    }

    async fn touch(&mut self, revision: Revision, touched: &[Touched]) -> StoreResult<()> {
        let mut touched = touched.to_vec();
        touched.sort_unstable();
        touched.dedup();
        let rows: Vec<_> = touched.into_iter().map(|touched| change::TouchedBy(revision, touched)).collect();
        insert_all(self, &rows).await
    }

    async fn advance(&mut self, revision: Revision, at: Timestamp) -> StoreResult<()> {
        use revision::Column as C;
        let update = revision::Entity::update_many()
            .col_expr(C::Revision, revision.0.into())
            .col_expr(C::At, at.0.into())
            .filter(C::Revision.lt(revision.0))
            .filter(C::At.lte(at.0));
        match run(self, &update.into_query()).await? {
            1 => Ok(()),
            _ => Err(StoreError::Failed(format!("revision {revision} is not after the newest one"))),
        }
    }

    async fn remember(&mut self, remembered: &Remembered) -> StoreResult<()> {
        insert_or_replace(self, remembered).await
    }

    async fn keep_policy(&mut self, digest: &str, texts: &str, at: Timestamp) -> StoreResult<()> {
        let row = policy_text::Model { digest: digest.to_owned(), texts: texts.to_owned(), at: at.0 };
        insert_or_ignore(self, &row).await
    }

    async fn commit(self: Box<Self>) -> StoreResult<()> {
        Self::commit(*self).await
    }
}
