//! Either side ends temporary access before its hour is over.

use crate::caller::{Actor, Via};
use crate::error::Error;
use crate::pipeline::Command;
use crate::standing::active_actor;
use crate::work::Work;
use async_trait::async_trait;
use prokura_decision::permit::{OwnMatter, Permit, decide_own};
use prokura_domain::event::{Change, Event};
use prokura_domain::id::{PrincipalId, SupportGrantId};
use prokura_domain::refusal::Refusal;
use prokura_domain::support::SupportGrant;
use prokura_domain::time::{Term, Timestamp};

/// Ends temporary access now (SUP-07): by the agent, by any full administrator of the customer, or from the page behind
/// the link by whom it was sent to.
#[derive(Clone, Copy, Debug)]
pub struct EndSupport {
    /// The access.
    pub grant: SupportGrantId,
}

#[async_trait]
impl Command for EndSupport {
    type Output = ();

    fn name(&self) -> &'static str {
        "end_support"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<(), Error> {
        let before = work.read().support_grant(self.grant).await?.ok_or(Refusal::NotFound)?;
        let (actor, permit) = self.side(work, &before).await?;
        if before.term.is_over(work.now) {
            return Err(Refusal::Over { code: "support_access_over" }.into());
        }
        let after = SupportGrant { term: ended(before.term, work.now), ended_by: Some(actor), ..before.clone() };
        work.plan(&permit, Event::SupportEnded(Change { before, after }));
        Ok(())
    }
}

impl EndSupport {
    async fn side(&self, work: &mut Work<'_>, grant: &SupportGrant) -> Result<(PrincipalId, Permit), Error> {
        let actor = match work.caller().actor {
            Actor::Principal { id, via: Via::MailLink, .. } => {
                let asked = match grant.request {
                    Some(request) => work.read().support_request(request).await?,
                    None => None,
                };
                if asked.is_none_or(|request| request.approver != Some(id)) {
                    return Err(Refusal::NotFound.into());
                }
                id
            }
            Actor::Principal { .. } | Actor::Anonymous | Actor::Operator | Actor::System => active_actor(work).await?,
        };
        if let Some(permit) = decide_own(actor, grant.agent, OwnMatter::OwnSupport) {
            return Ok((actor, permit));
        }
        work.enter(grant.organization).await?;
        let permit = work.ask_manage("support_access", grant.organization)?;
        if !work.is_home_of(actor, grant.organization) {
            return Err(Refusal::rule("SUP-02", "support_by_full_admins").into());
        }
        Ok((actor, permit))
    }
}

/// The term, ended at a moment; one that has not begun becomes empty.
fn ended(term: Term, now: Timestamp) -> Term {
    Term { from: term.from, until: Some(now.max(term.start())) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn from_that_moment_on_it_is_over() {
        let term = ended(Term::between(Timestamp(10), Timestamp(20)), Timestamp(15));
        assert!(term.contains(Timestamp(14)) && !term.contains(Timestamp(15)));
        let never = ended(Term::between(Timestamp(10), Timestamp(20)), Timestamp(5));
        assert!(!(0..30).any(|at| never.contains(Timestamp(at))));
    }
}
