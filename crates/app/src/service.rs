//! The application as one thing: what the doors (HTTP, command line, workers) hold.

use crate::caller::Caller;
use crate::error::Error;
use crate::follow::Follower;
use crate::pipeline::{Command, Done, Means, Pipeline};
use crate::port::{Clock, Random, Read, Store};
use crate::secret::Keys;
use crate::sight::Sight;
use prokura_decision::policy::Policy;
use prokura_domain::id::RequestId;
use prokura_domain::time::Timestamp;
use std::sync::Arc;

/// The application. Cheap to clone.
#[derive(Clone)]
pub struct Service {
    means: Means,
    keys: Keys,
    follower: Arc<Follower>,
    pipeline: Pipeline,
}

impl Service {
    /// Builds the index, keeps the policy's texts and starts the writing task; its handle ends after the last clone of
    /// the service is gone and everything was written.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn start(means: Means, keys: Keys) -> Result<(Self, tokio::task::JoinHandle<()>), Error> {
        keep_policy(&means).await?;
        put_policy_in_force(&means).await?;
        let follower = Follower::start(Arc::clone(&means.store), Arc::clone(&means.policy)).await?;
        let (pipeline, writing) = Pipeline::start(means.clone(), Some(Arc::clone(&follower)));
        Ok((Self { means, keys, follower, pipeline }, writing))
    }

    /// Does a command.
    ///
    /// # Errors
    /// As [`Pipeline::execute`].
    pub async fn execute<C: Command>(&self, caller: Caller, command: C) -> Result<Done<C::Output>, Error> {
        self.pipeline.execute(caller, command).await
    }

    /// What a caller sees, at the newest revision.
    ///
    /// # Errors
    /// While the index could not follow a commit.
    pub fn sight(&self, caller: &Caller) -> Result<Sight, Error> {
        Ok(Sight::new(self.follower.snapshot()?, caller.actor.clone(), self.now()))
    }

    /// A snapshot of the rows to read from.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn read(&self) -> Result<Box<dyn Read>, Error> {
        Ok(self.means.store.read().await?)
    }

    /// Now, never before the last commit.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.follower.now(&*self.means.clock)
    }

    /// A new request id.
    #[must_use]
    pub fn new_request(&self) -> RequestId {
        RequestId(self.means.random.id(self.means.clock.now()))
    }

    /// The policy in force.
    #[must_use]
    pub fn policy(&self) -> &Arc<Policy> {
        &self.means.policy
    }

    /// The master keys.
    #[must_use]
    pub const fn keys(&self) -> &Keys {
        &self.keys
    }

    /// Follows the store.
    #[must_use]
    pub const fn follower(&self) -> &Arc<Follower> {
        &self.follower
    }

    /// The pipeline.
    #[must_use]
    pub const fn pipeline(&self) -> &Pipeline {
        &self.pipeline
    }

    /// The database, for workers.
    #[must_use]
    pub fn store(&self) -> &Arc<dyn Store> {
        &self.means.store
    }

    /// The clock.
    #[must_use]
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.means.clock
    }

    /// Randomness.
    #[must_use]
    pub fn random(&self) -> &Arc<dyn Random> {
        &self.means.random
    }
}

/// Every entry of the log names the policy it was decided under, so its texts are kept before anything is decided.
///
/// # Errors
/// When the store fails.
pub async fn keep_policy(means: &Means) -> Result<(), Error> {
    let digest = &means.policy.digest;
    if means.store.read().await?.policy_texts(digest).await?.is_some() {
        return Ok(());
    }
    let texts = serde_json::to_string(&means.policy.texts).map_err(|error| Error::Internal(error.to_string()))?;
    let mut tx = means.store.write().await?;
    tx.keep_policy(digest, &texts, means.clock.now()).await?;
    Ok(tx.commit().await?)
}

/// Who asks what was so at a moment asks under the policy that served then: it is written down when a service starts.
async fn put_policy_in_force(means: &Means) -> Result<(), Error> {
    let digest = &means.policy.digest;
    let is_ours = |newest: &Option<(String, Timestamp)>| newest.as_ref().is_some_and(|(newest, _)| newest == digest);
    if is_ours(&means.store.read().await?.policy_in_force(Timestamp::MAX).await?) {
        return Ok(());
    }
    let mut tx = means.store.write().await?;
    let newest = tx.policy_in_force(Timestamp::MAX).await?;
    if is_ours(&newest) {
        return Ok(());
    }
    // Never before the last one, whatever the clock says.
    let after = newest.map_or(Timestamp::MIN, |(_, from)| Timestamp(from.0.saturating_add(1)));
    tx.put_policy_in_force(digest, means.clock.now().max(after)).await?;
    Ok(tx.commit().await?)
}
