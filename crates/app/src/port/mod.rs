//! What the application needs from outside: a store, a clock, randomness.

mod store;
mod world;

pub use store::*;
pub use world::*;

use prokura_domain::time::Timestamp;
use uuid::Uuid;

/// The wall clock.
pub trait Clock: Send + Sync {
    /// Now, in microseconds UTC. It may jump; the pipeline never lets time run backwards.
    fn now(&self) -> Timestamp;
}

/// Randomness.
pub trait Random: Send + Sync {
    /// Fills with bytes fit for secrets.
    fn fill(&self, bytes: &mut [u8]);

    /// A new UUIDv7 for a moment.
    fn id(&self, now: Timestamp) -> Uuid {
        let mut bytes = [0; 10];
        self.fill(&mut bytes);
        let millis = u64::try_from(now.0 / 1000).unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
    }
}
