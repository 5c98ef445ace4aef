//! Who gets a digest of the day before, and when: at seven in the morning, UTC, once.

use crate::error::Error;
use crate::message::{Message, Notice, Recipient};
use crate::service::Service;
use prokura_domain::id::MessageId;
use prokura_domain::time::{Span, Timestamp};

/// When in the day digests are served.
const AT: Span = Span::hours(7);
/// How many are served in one go: the writer is kept from others no longer than that takes.
const BATCH: u64 = 100;
const DAY: Span = Span::days(1);

/// What a digest that is served at a moment tells of ends before this one: the midnight before the last seven in the morning.
#[must_use]
pub const fn up_to(now: Timestamp) -> Timestamp {
    let since_seven = now.minus(AT).0.rem_euclid(DAY.0);
    now.minus(AT).minus(Span(since_seven))
}

/// Puts into the outbox what is due, and gives how many there were. What they say is looked up when they are sent, by the rights
/// that each reader has then; the outbox holds the day alone.
///
/// # Errors
/// When the store fails.
pub async fn serve(service: &Service) -> Result<u64, Error> {
    let now = service.now();
    let until = up_to(now);
    let mut served = 0;
    loop {
        let due = service.read().await?.digests_due(until, BATCH).await?;
        let is_last = u64::try_from(due.len()).unwrap_or(BATCH) < BATCH;
        let digests: Vec<_> = due
            .into_iter()
            .map(|who| {
                let id = MessageId(service.random().id(now));
                let message = Message {
                    id,
                    notice: Notice::DailyDigest { until },
                    recipient: Recipient::Person(who),
                    created_at: now,
                };
                (who, message)
            })
            .collect();
        if !digests.is_empty() {
            served += service.store().serve_digests(until, &digests).await?;
        }
        if is_last {
            return Ok(served);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_told_from_seven_in_the_morning_on() {
        let midnight = Timestamp(Span::days(20_000).0);
        let at = |hours: i64| up_to(midnight.plus(Span::hours(hours)));
        assert_eq!(at(7), midnight);
        assert_eq!(at(30), midnight);
        assert_eq!(at(31), midnight.plus(DAY));
        assert_eq!(up_to(Timestamp(midnight.plus(AT).0 - 1)), midnight.minus(DAY));
        assert_eq!(up_to(Timestamp(-1)).0 % DAY.0, 0);
    }
}
