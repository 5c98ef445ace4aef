//! A receiver asks whether signals get through.

use super::guard::stream::own;
use crate::error::Error;
use crate::limit::too_many;
use crate::pipeline::Command;
use crate::work::Work;
use async_trait::async_trait;
use prokura_domain::account::TokenScope;
use prokura_domain::event::{Change, Event};
use prokura_domain::id::StreamId;
use prokura_domain::refusal::Refusal;
use prokura_domain::signal::{SignalStream, VERIFICATION_EVERY};

/// Characters of what a receiver wants to see again.
const STATE_LENGTH: usize = 1_000;

/// Puts a verification into a receiver's own stream.
#[derive(Clone, Debug)]
pub struct VerifyStream {
    /// The stream.
    pub stream: StreamId,
    /// What it wants to see again.
    pub state: Option<String>,
}

#[async_trait]
impl Command for VerifyStream {
    type Output = ();

    fn name(&self) -> &'static str {
        "verify_stream"
    }

    fn scope(&self) -> TokenScope {
        TokenScope::Signals
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<(), Error> {
        let (before, permit) = own(work, self.stream).await?;
        if self.state.as_ref().is_some_and(|state| state.chars().count() > STATE_LENGTH || state.contains('\0')) {
            return Err(Refusal::field("state", "stream_state_invalid").into());
        }
        if let Some(last) = before.verified_at {
            let wait = last.plus(VERIFICATION_EVERY).since(work.now);
            if wait.0 > 0 {
                return Err(too_many(wait).into());
            }
        }
        let after = SignalStream { verified_at: Some(work.now), version: before.version + 1, ..before.clone() };
        work.plan(&permit, Event::StreamVerified(Change { before, after }, self.state.clone()));
        Ok(())
    }
}
