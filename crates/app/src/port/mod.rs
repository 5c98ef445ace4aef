//! What the application needs from outside: a store, a clock, randomness, identity providers.

mod federation;
mod store;
mod world;

pub use federation::*;
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
        version_7(now, &bytes)
    }

    /// A new UUIDv7 for a moment, in the order of a count within it (RFC 9562, section 6.2, method 1); from 4,095 on the
    /// order is lost and nothing else.
    fn id_in_order(&self, now: Timestamp, count: u16) -> Uuid {
        let mut bytes = [0; 10];
        self.fill(&mut bytes);
        bytes[..2].copy_from_slice(&count.min(0x0fff).to_be_bytes());
        version_7(now, &bytes)
    }
}

fn version_7(now: Timestamp, bytes: &[u8; 10]) -> Uuid {
    let millis = u64::try_from(now.0 / 1000).unwrap_or_default();
    uuid::Builder::from_unix_timestamp_millis(millis, bytes).into_uuid()
}
