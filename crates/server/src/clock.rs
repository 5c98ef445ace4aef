//! The one place where the machine's clock is read.

use prokura_app::port::Clock;
use prokura_domain::time::{Span, Timestamp};
use prokura_web::demo::MovableClock;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// The machine's clock.
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp(machine_micros())
    }
}

/// The machine's clock and a shift: tests of the built program move it.
#[derive(Default)]
pub(crate) struct ShiftedClock {
    shift: AtomicI64,
}

impl Clock for ShiftedClock {
    fn now(&self) -> Timestamp {
        Timestamp(machine_micros().saturating_add(self.shift.load(Ordering::SeqCst)))
    }
}

impl MovableClock for ShiftedClock {
    fn advance(&self, span: Span) {
        self.shift.fetch_add(span.0, Ordering::SeqCst);
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the file that owns the wall clock")]
fn machine_micros() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
}
