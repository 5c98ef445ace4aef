//! Hands over the messages of the outbox: at least once, with backoff; what cannot be handed over is kept as dead, to
//! be seen and replayed.

use async_trait::async_trait;
use prokura_app::error::Error;
use prokura_app::message::MessageState;
use prokura_app::port::{QueuedMessage, Revision};
use prokura_domain::time::{Span, Timestamp};
use prokura_web::mail::{Mail, compose};
use prokura_web::site::Site;
use std::sync::Arc;
use std::time::Duration;

/// How long the outbox is left alone while nothing is committed: messages to try again wait no longer than this.
const EVERY: Duration = Duration::from_secs(1);
/// How many messages are taken at a time.
const BATCH: u64 = 20;
/// How long a taken message is kept from other processes.
const LEASE: Span = Span::minutes(2);
/// How often a message is tried before it is given up.
const TRIES: i64 = 12;

/// Hands over a mail.
#[async_trait]
pub(crate) trait Deliver: Send + Sync {
    /// Hands over one mail; `key` is the same whenever the same mail is tried again.
    ///
    /// # Errors
    /// What the other side said, without secrets.
    async fn deliver(&self, key: &str, mail: &Mail, now: Timestamp) -> Result<(), String>;
}

/// Works until the process stops.
pub(crate) async fn run(site: Site, deliver: Arc<dyn Deliver>) {
    let follower = site.service.follower();
    loop {
        let seen = follower.revision();
        if let Err(error) = round(&site, &*deliver).await {
            tracing::error!(%error, "the outbox could not be worked");
            tokio::time::sleep(EVERY).await;
        }
        follower.reached(Revision(seen.0 + 1), EVERY).await;
    }
}

async fn round(site: &Site, deliver: &dyn Deliver) -> Result<(), Error> {
    let store = site.service.store();
    let now = site.service.now();
    for queued in store.claim_messages(now, now.plus(LEASE), BATCH).await? {
        let (state, next, error) = hand_over(site, deliver, &queued).await;
        if let Some(error) = &error {
            tracing::warn!(message = %queued.message.id, attempts = queued.attempts, error, "a message was not handed over");
        }
        store.settle_message(queued.message.id, state, next, error.as_deref()).await?;
    }
    Ok(())
}

async fn hand_over(
    site: &Site,
    deliver: &dyn Deliver,
    queued: &QueuedMessage,
) -> (MessageState, Timestamp, Option<String>) {
    let now = site.service.now();
    let mails = match compose(site, queued).await {
        Ok(mails) if mails.is_empty() => return (MessageState::Dropped, now, None),
        Ok(mails) => mails,
        Err(error) => return again(queued, now, error.to_string()),
    };
    for (position, mail) in mails.iter().enumerate() {
        let key = format!("{}-{position}", queued.message.id);
        if let Err(error) = deliver.deliver(&key, mail, now).await {
            return again(queued, now, error);
        }
    }
    (MessageState::Sent, now, None)
}

/// Tries again after 1 s, 2 s, 4 s … at most an hour; after the last try the message is dead.
fn again(queued: &QueuedMessage, now: Timestamp, error: String) -> (MessageState, Timestamp, Option<String>) {
    if queued.attempts >= TRIES {
        return (MessageState::Dead, now, Some(error));
    }
    let exponent = u32::try_from(queued.attempts.max(1) - 1).unwrap_or(u32::MAX).min(12);
    let wait = Span::seconds(2_i64.pow(exponent).min(3_600));
    (MessageState::Waiting, now.plus(wait), Some(error))
}
