//! How long is something waited for that another process does?

use std::time::{Duration, Instant};

/// Far longer than anything takes on a slow machine; only a failure takes so long.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Looks again and again until there is something. Another process gives no event to wait for.
#[track_caller]
pub fn wait_for<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(begun.elapsed() < PATIENCE, "waited {PATIENCE:?} in vain for {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}
