//! An agent takes a support request back.

use crate::error::Error;
use crate::pipeline::Command;
use crate::standing::{active_actor, only_its_owner};
use crate::work::Work;
use async_trait::async_trait;
use prokura_decision::permit::{OwnMatter, decide_own};
use prokura_domain::event::{Change, Event};
use prokura_domain::id::SupportRequestId;
use prokura_domain::refusal::Refusal;
use prokura_domain::support::{RequestState, SupportRequest};

/// Takes back a request that nobody has answered. Taking it back twice is done once.
#[derive(Clone, Copy, Debug)]
pub struct WithdrawSupport {
    /// The request.
    pub request: SupportRequestId,
}

#[async_trait]
impl Command for WithdrawSupport {
    type Output = ();

    fn name(&self) -> &'static str {
        "withdraw_support"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<(), Error> {
        let actor = active_actor(work).await?;
        let request = work.read().support_request(self.request).await?.ok_or(Refusal::NotFound)?;
        let Some(permit) = decide_own(actor, request.agent, OwnMatter::OwnSupport) else {
            return only_its_owner(work, request.organization, "SUP-02", "support_withdrawn_by_agent").await;
        };
        match request.state_at(work.now) {
            RequestState::Pending => {}
            RequestState::Withdrawn => return Ok(()),
            RequestState::Lapsed => return Err(Refusal::Over { code: "support_request_lapsed" }.into()),
            RequestState::Granted | RequestState::Denied | RequestState::Reported => {
                return Err(Refusal::Over { code: "support_request_answered" }.into());
            }
        }
        let after = SupportRequest {
            state: RequestState::Withdrawn,
            decided_at: Some(work.now),
            decided_by: Some(actor),
            version: request.version + 1,
            ..request.clone()
        };
        work.plan(&permit, Event::SupportWithdrawn(Change { before: request, after }));
        Ok(())
    }
}
