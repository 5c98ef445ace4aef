//! The in-memory index: every principal and organization, packed for `decide`.
//!
//! A [`Snapshot`] is the world at one revision and never changes. The one [`Writer`] prepares the next, which shares
//! with the last all that did not change, and publishes it at once: a reader sees a revision whole or not at all, and
//! takes no lock. Handles are small numbers, good for the life of the writer, whatever the revision.

mod chunks;
mod facts;
mod keys;
mod person;
mod place;
mod plain;
mod snapshot;
mod texts;
mod writer;

pub use snapshot::{ResourceKind, Snapshot};
pub use writer::Writer;

use arc_swap::{ArcSwap, Cache};
use std::sync::Arc;

macro_rules! handles {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u32);
    )*};
}

handles! {
    /// A principal of an index.
    PrincipalHandle;
    /// An organization of an index.
    OrganizationHandle;
    /// A site, location or subscription of an index.
    ResourceHandle;
}

/// Where readers find the newest published snapshot. Clones read the same index.
#[derive(Clone, Debug)]
pub struct Index {
    current: Arc<ArcSwap<Snapshot>>,
}

impl Index {
    /// The newest snapshot, to keep for one request.
    #[must_use]
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.current.load_full()
    }

    /// A reader for a thread that asks one question after another.
    #[must_use]
    pub fn reader(&self) -> Reader {
        Reader { cache: Cache::new(Arc::clone(&self.current)) }
    }
}

/// Follows an index: each look at it costs one comparison while nothing new was published.
#[derive(Clone, Debug)]
pub struct Reader {
    cache: Cache<Arc<ArcSwap<Snapshot>>, Arc<Snapshot>>,
}

impl Reader {
    /// The newest snapshot.
    #[inline]
    pub fn snapshot(&mut self) -> &Snapshot {
        self.cache.load()
    }
}
