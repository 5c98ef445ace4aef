//! A database, as the application sees it.

use crate::audit;
use crate::job;
use crate::migration;
use crate::outbox;
use crate::pools::{Place, Pools};
use crate::preference;
use crate::rows::{change, idempotency, run, session, spent};
use crate::signal;
use crate::transaction::Transaction;
use async_trait::async_trait;
use prokura_app::message::{Message, MessageState};
use prokura_app::port::{JobStep, QueuedMessage, Read, Revision, Store, StoreError, StoreResult, Write};
use prokura_domain::id::{MessageId, PrincipalId, SessionId, SignalId, StreamId};
use prokura_domain::job::Job;
use prokura_domain::signal::StreamProgress;
use prokura_domain::time::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryTrait};

/// An open database. Dropping it closes the connections in the background; [`Database::close`] waits for that.
pub struct Database {
    pub(crate) pools: Pools,
}

/// Opens a database that has the newest schema: `sqlite://PATH`, or `postgres://USER@HOST/DATABASE`.
///
/// PostgreSQL may be behind a transaction-mode pooler: nothing outlives a transaction on its connection. Where none is in
/// between, `?statement-cache-capacity=256` in the URL keeps statements prepared and saves half of the round trips.
///
/// # Errors
/// [`StoreError::SchemaOlder`] for an older, empty or missing database, [`StoreError::SchemaNewer`] for one of a newer
/// program, [`StoreError::Unusable`] for a URL or file that cannot be used.
pub async fn connect(url: &str) -> StoreResult<Database> {
    let place = Place::parse(url)?;
    if place.is_missing() {
        let known = migration::newest().to_owned();
        return Err(StoreError::SchemaOlder { found: "none".to_owned(), known });
    }
    let pools = Pools::open(place).await?;
    migration::check(&pools.read().await?).await?;
    Ok(Database { pools })
}

/// Opens a database, after bringing it to the newest schema; a missing SQLite file is made.
///
/// # Errors
/// As [`connect`], but not for an older database.
pub async fn connect_and_migrate(url: &str) -> StoreResult<Database> {
    migrate(url).await?;
    connect(url).await
}

/// Brings a database to the newest schema, in one transaction; gives the names of the migrations it needed. A missing
/// SQLite file is made.
///
/// # Errors
/// [`StoreError::SchemaNewer`] for the database of a newer program, and what the database answers.
pub async fn migrate(url: &str) -> StoreResult<Vec<String>> {
    let pools = Pools::open(Place::parse(url)?).await?;
    let done = {
        let tx = pools.migrate().await?;
        let done = migration::apply(&tx, None).await?;
        tx.commit().await?;
        done
    };
    pools.close().await;
    Ok(done)
}

impl Database {
    /// Closes every connection, once nobody uses one any more.
    pub async fn close(&self) {
        self.pools.close().await;
    }

    /// Does something in a write transaction of its own.
    async fn writing<T>(&self, work: impl AsyncFnOnce(&Transaction) -> StoreResult<T>) -> StoreResult<T> {
        let tx = self.pools.write().await?;
        let result = work(&tx).await?;
        tx.commit().await?;
        Ok(result)
    }
}

#[async_trait]
impl Store for Database {
    async fn read(&self) -> StoreResult<Box<dyn Read>> {
        Ok(Box::new(self.pools.read().await?))
    }

    async fn write(&self) -> StoreResult<Box<dyn Write>> {
        Ok(Box::new(self.pools.write().await?))
    }

    async fn newest_revision(&self) -> StoreResult<Revision> {
        self.pools.newest_revision().await.map(Revision)
    }

    async fn claim_messages(
        &self,
        now: Timestamp,
        lease_until: Timestamp,
        limit: u64,
    ) -> StoreResult<Vec<QueuedMessage>> {
        if !outbox::is_due(&self.pools.read().await?, now).await? {
            return Ok(Vec::new());
        }
        self.writing(async |tx| outbox::claim(tx, now, lease_until, limit).await).await
    }

    async fn settle_message(
        &self,
        id: MessageId,
        state: MessageState,
        next_attempt_at: Timestamp,
        error: Option<&str>,
    ) -> StoreResult<()> {
        self.writing(async |tx| outbox::settle(tx, id, state, next_attempt_at, error).await).await
    }

    async fn claim_streams(&self, now: Timestamp, lease_until: Timestamp, limit: u64) -> StoreResult<Vec<StreamId>> {
        if limit == 0 || !signal::is_due(&self.pools.read().await?, now).await? {
            return Ok(Vec::new());
        }
        self.writing(async |tx| signal::claim(tx, now, lease_until, limit).await).await
    }

    async fn settle_signals(&self, done: &[SignalId], progress: &StreamProgress) -> StoreResult<()> {
        self.writing(async |tx| signal::settle(tx, done, progress).await).await
    }

    async fn claim_job(&self, now: Timestamp, lease_until: Timestamp) -> StoreResult<Option<Job>> {
        if !job::is_waiting(&self.pools.read().await?, now).await? {
            return Ok(None);
        }
        self.writing(async |tx| job::claim(tx, now, lease_until).await).await
    }

    async fn advance_job(&self, before: &Job, step: &JobStep) -> StoreResult<()> {
        self.writing(async |tx| job::advance(tx, before, step).await).await
    }

    async fn forget_jobs(&self, now: Timestamp) -> StoreResult<()> {
        while self.writing(async |tx| job::forget(tx, now).await).await? {}
        Ok(())
    }

    async fn serve_digests(&self, up_to: Timestamp, digests: &[(PrincipalId, Message)]) -> StoreResult<u64> {
        self.writing(async |tx| preference::serve(tx, up_to, digests).await).await
    }

    async fn sessions_seen(&self, seen: &[(SessionId, Timestamp)]) -> StoreResult<()> {
        if seen.is_empty() {
            return Ok(());
        }
        self.writing(async |tx| {
            for (id, at) in seen {
                let update = session::Entity::update_many()
                    .col_expr(session::Column::SeenAt, at.0.into())
                    .filter(session::Column::Id.eq(id.0))
                    .filter(session::Column::SeenAt.lt(at.0));
                run(tx, &update.into_query()).await?;
            }
            Ok(())
        })
        .await
    }

    async fn forget_before(&self, before: Timestamp) -> StoreResult<()> {
        self.writing(async |tx| {
            let answers = idempotency::Entity::delete_many().filter(idempotency::Column::At.lt(before.0));
            run(tx, &answers.into_query()).await?;
            let over = spent::Entity::delete_many().filter(spent::Column::Until.lt(before.0));
            run(tx, &over.into_query()).await?;
            let last = audit::newest_revision_before(tx, before).await?;
            let changes = change::Entity::delete_many().filter(change::Column::Revision.lte(last.0));
            run(tx, &changes.into_query()).await.map(drop)
        })
        .await
    }
}
