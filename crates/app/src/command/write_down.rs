//! The system writes down what has ended by itself. Nothing depends on it: every decision looks at the time, so it may be
//! as late as it likes.

use crate::caller::Actor;
use crate::error::Error;
use crate::pipeline::Command;
use crate::work::Work;
use async_trait::async_trait;
use prokura_decision::permit::decide_system;
use prokura_domain::event::{Change, Event, GrantEnd};
use prokura_domain::refusal::Refusal;
use prokura_domain::support::{REQUEST_LASTS, RequestState, SupportRequest};
use prokura_domain::time::Timestamp;
use serde::{Deserialize, Serialize};

/// How much of each kind is written down in one go, so that the write lock is not held for long.
const BATCH: u64 = 100;

/// Writes down lapsed requests (SUP-04), support access that ran out (SUP-06) and grants that ran out (EXT-13), so much
/// at a time.
#[derive(Clone, Copy, Debug)]
pub struct WriteDown;

/// What was written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrittenDown {
    /// How many requests lapsed.
    pub requests: u64,
    /// How many accesses ran out.
    pub support_grants: u64,
    /// How many grants ran out.
    pub grants: u64,
}

impl WrittenDown {
    /// Whether there may be more to write down.
    #[must_use]
    pub const fn may_have_more(&self) -> bool {
        self.requests >= BATCH || self.support_grants >= BATCH || self.grants >= BATCH
    }
}

#[async_trait]
impl Command for WriteDown {
    type Output = WrittenDown;

    fn name(&self) -> &'static str {
        "write_down"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<WrittenDown, Error> {
        if work.caller().actor != Actor::System {
            return Err(Refusal::Unauthenticated.into());
        }
        let permit = decide_system();
        let now = work.now;
        let mut written = WrittenDown { requests: 0, support_grants: 0, grants: 0 };
        // Made an hour ago to the microsecond has lapsed, and the port asks for "before".
        let made_before = Timestamp(now.minus(REQUEST_LASTS).0.saturating_add(1));
        for request in work.read().requests_pending_since(made_before, BATCH).await? {
            let after = SupportRequest { state: RequestState::Lapsed, version: request.version + 1, ..request.clone() };
            work.plan(&permit, Event::SupportLapsed(Change { before: request, after }));
            written.requests += 1;
        }
        for grant in work.read().support_grants_run_out(now, BATCH).await? {
            work.plan(&permit, Event::SupportExpired(grant));
            written.support_grants += 1;
        }
        for grant in work.read().grants_run_out(now, BATCH).await? {
            work.plan(&permit, Event::GrantEnded(Change { before: grant.clone(), after: grant }, GrantEnd::Expired));
            written.grants += 1;
        }
        Ok(written)
    }
}
