//! `prokura outbox`: messages that wait or were given up.

use super::print;
use crate::cli::Outbox;
use crate::clock::SystemClock;
use crate::failure::Failure;
use prokura_app::message::MessageState;
use prokura_app::port::{Clock as _, QueuedMessage, Store as _};
use prokura_wire::time::rfc3339;

/// How many messages of a kind are listed at most.
const MOST: u64 = 1_000;

pub(crate) async fn outbox(given: Outbox) -> Result<(), Failure> {
    let store = prokura_store::connect(&given.database.database).await?;
    let mut read = store.read().await?;
    let dead = read.messages(MessageState::Dead, MOST).await?;
    if given.replay {
        drop(read);
        let now = SystemClock.now();
        for queued in &dead {
            store.settle_message(queued.message.id, MessageState::Waiting, now, None).await?;
        }
        return print(&format!("{} message(s) will be tried again by the running server.", dead.len()));
    }
    let waiting = read.messages(MessageState::Waiting, MOST).await?;
    if dead.is_empty() && waiting.is_empty() {
        return print("Nothing waits, and nothing was given up.");
    }
    let lines: Vec<String> = waiting.iter().chain(&dead).map(told).collect();
    print(&lines.join("\n"))
}

fn told(queued: &QueuedMessage) -> String {
    format!(
        "{} {:<7} {} tries, next {}, {}",
        queued.message.id,
        queued.state.code(),
        queued.attempts,
        rfc3339(queued.next_attempt_at),
        queued.last_error.as_deref().unwrap_or("not tried yet"),
    )
}
