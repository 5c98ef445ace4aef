//! Keeps the in-memory index at the store's newest revision, by reloading exactly the keys that commits touched. One
//! mechanism for this process's own commits and for those of any other.

use crate::error::Error;
use crate::known::Record;
use crate::port::{Clock, Page, Read, Revision, Store, StoreError, StoreResult};
use prokura_decision::index::{Index, Snapshot, Writer};
use prokura_decision::policy::Policy;
use prokura_domain::event::Touched;
use prokura_domain::id::PrincipalId;
use prokura_domain::time::Timestamp;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;
use tokio::sync::{Mutex, watch};

/// How many records are read at a time when the index is built.
const BATCH: u64 = 2_000;
/// How often the store is asked whether another process wrote.
const EVERY: Duration = Duration::from_millis(15);

/// Follows the store. While it cannot, nothing is answered from the index: a right that was taken away must not live on.
pub struct Follower {
    store: Arc<dyn Store>,
    policy: Arc<Policy>,
    index: Index,
    writer: Mutex<Writer>,
    followed: watch::Sender<Revision>,
    moment: AtomicI64,
    behind: AtomicBool,
}

impl Follower {
    /// Builds the index from everything there is.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn start(store: Arc<dyn Store>, policy: Arc<Policy>) -> StoreResult<Arc<Self>> {
        let mut writer = Writer::new(Arc::clone(&policy));
        let mut read = store.read().await?;
        let (revision, at) = read.revision().await?;
        load_everything(&mut *read, &mut writer).await?;
        drop(read);
        writer.publish(revision.0);
        let index = writer.index();
        Ok(Arc::new(Self {
            store,
            policy,
            index,
            writer: Mutex::new(writer),
            followed: watch::Sender::new(revision),
            moment: AtomicI64::new(at.0),
            behind: AtomicBool::new(false),
        }))
    }

    /// The newest revision that the index has.
    #[must_use]
    pub fn revision(&self) -> Revision {
        *self.followed.borrow()
    }

    /// The newest snapshot.
    ///
    /// # Errors
    /// [`StoreError::Busy`] while the index could not follow a commit.
    pub fn snapshot(&self) -> Result<Arc<Snapshot>, Error> {
        if self.behind.load(Ordering::Acquire) {
            return Err(StoreError::Busy("the index has not caught up with the last commit".to_owned()).into());
        }
        Ok(self.index.snapshot())
    }

    /// Now, for a reader: never before the last commit, so a clock that jumps back revives nothing.
    #[must_use]
    pub fn now(&self, clock: &dyn Clock) -> Timestamp {
        Timestamp(self.moment.load(Ordering::Acquire)).max(clock.now())
    }

    /// Waits until the index has a revision, or the time is over. `false` when it is over.
    pub async fn reached(&self, revision: Revision, within: Duration) -> bool {
        let mut followed = self.followed.subscribe();
        let reached = followed.wait_for(|have| *have >= revision);
        matches!(tokio::time::timeout(within, reached).await, Ok(Ok(_)))
    }

    /// Makes the index know somebody whom the store knows: another process may have added them this very moment.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn know(&self, principal: PrincipalId) -> StoreResult<()> {
        if self.index.snapshot().principal_by_id(principal).is_none() {
            self.catch_up().await?;
        }
        Ok(())
    }

    /// Follows this process's own commit before it is acknowledged; gives what was read anew for it, and at which revision.
    pub(crate) async fn follow_to(&self, revision: Revision) -> (Revision, Vec<Record>) {
        // Until the keys are reloaded nobody may be answered from before the commit.
        match self.catch_up().await {
            Ok(read) => read,
            Err(error) => {
                self.behind.store(true, Ordering::Release);
                tracing::error!(%error, %revision, "the index cannot follow; nothing is answered from it until it can");
                (revision, Vec::new())
            }
        }
    }

    /// Follows what other processes commit, until the process ends.
    pub async fn follow(self: Arc<Self>) {
        let mut ticks = tokio::time::interval(EVERY);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut failing = false;
        loop {
            ticks.tick().await;
            let result = match self.store.newest_revision().await {
                Ok(newest) if newest == self.revision() && !self.behind.load(Ordering::Acquire) => Ok(()),
                Ok(_) => self.catch_up().await.map(drop),
                Err(error) => Err(error),
            };
            match result {
                Ok(()) => failing = false,
                Err(error) if !failing => {
                    failing = true;
                    tracing::error!(%error, "the index cannot follow the database");
                }
                Err(_) => {}
            }
        }
    }

    async fn catch_up(&self) -> StoreResult<(Revision, Vec<Record>)> {
        let mut records = Vec::new();
        let mut writer = self.writer.lock().await;
        let mut read = self.store.read().await?;
        let (revision, at) = read.revision().await?;
        let have = self.revision();
        if revision < have {
            // The database was restored to an earlier state under us.
            writer.start_over(Arc::clone(&self.policy));
            load_everything(&mut *read, &mut writer).await?;
        } else if revision > have {
            let touched: BTreeSet<Touched> =
                read.changes_since(have).await?.into_iter().map(|(_, touched)| touched).collect();
            records = reload(&mut *read, &mut writer, &touched).await?;
        }
        drop(read);
        writer.publish(revision.0);
        self.moment.fetch_max(at.0, Ordering::AcqRel);
        self.behind.store(false, Ordering::Release);
        self.followed.send_replace(revision);
        Ok((revision, records))
    }
}

async fn reload(read: &mut dyn Read, writer: &mut Writer, touched: &BTreeSet<Touched>) -> StoreResult<Vec<Record>> {
    let (mut principals, mut organizations) = (BTreeSet::new(), BTreeSet::new());
    for key in touched {
        match key {
            Touched::Principal(id) => principals.insert(*id),
            Touched::Organization(id) => organizations.insert(*id),
        };
    }
    let mut records = Vec::with_capacity(touched.len());
    if !organizations.is_empty() {
        let asked: Vec<_> = organizations.iter().copied().collect();
        for record in read.organization_records_of(&asked).await? {
            organizations.remove(&record.organization.id);
            writer.put_organization(&record);
            records.push(Record::Organization(record));
        }
        organizations.into_iter().for_each(|gone| writer.remove_organization(gone));
    }
    if !principals.is_empty() {
        let asked: Vec<_> = principals.iter().copied().collect();
        for record in read.principal_records_of(&asked).await? {
            principals.remove(&record.id);
            writer.put_principal(&record);
            records.push(Record::Principal(record));
        }
        principals.into_iter().for_each(|gone| writer.remove_principal(gone));
    }
    Ok(records)
}

async fn load_everything(read: &mut dyn Read, writer: &mut Writer) -> StoreResult<()> {
    let mut after = None;
    loop {
        let records = read.organization_records(Page { after, limit: BATCH }).await?;
        let Some(last) = records.last() else { break };
        after = Some(last.organization.id);
        records.iter().for_each(|record| writer.put_organization(record));
    }
    let mut after = None;
    loop {
        let records = read.principal_records(Page { after, limit: BATCH }).await?;
        let Some(last) = records.last() else { break };
        after = Some(last.id);
        records.iter().for_each(|record| writer.put_principal(record));
    }
    Ok(())
}
