//! An organization's provider says that somebody signed out there (OpenID Connect Back-Channel Logout 1.0).

use crate::caller::Actor;
use crate::error::Error;
use crate::pipeline::Command;
use crate::port::FederatedAsked;
use crate::sso::SsoSettings;
use crate::work::Work;
use async_trait::async_trait;
use prokura_decision::permit::decide_system;
use prokura_domain::account::{LONGEST_SESSION, Session};
use prokura_domain::event::{Change, Event};
use prokura_domain::federation::Spent;
use prokura_domain::id::OrganizationId;
use prokura_domain::refusal::Refusal;

/// Ends the sessions that began at the provider: of one session there, or of one person. Made only where the provider's
/// message was verified; it counts once.
#[derive(Clone, Debug)]
pub struct EndFederated {
    pub(crate) organization: OrganizationId,
    pub(crate) issuer: String,
    pub(crate) who: FederatedAsked,
    pub(crate) spent: Spent,
}

#[async_trait]
impl Command for EndFederated {
    type Output = usize;

    fn name(&self) -> &'static str {
        "end_federated"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<usize, Error> {
        if work.caller().actor != Actor::System {
            return Err(Refusal::Unauthenticated.into());
        }
        if !work.know_organization(self.organization).await? {
            return Err(Refusal::NotFound.into());
        }
        work.log_in(self.organization);
        if SsoSettings::of(work.policy, work.organization(self.organization)?).issuer != self.issuer {
            return Err(Refusal::Over { code: "sso_attempt_over" }.into());
        }
        if work.read().is_spent(&self.spent.key).await? {
            return Err(Refusal::Over { code: "sso_answer_spent" }.into());
        }
        let permit = decide_system();
        let after = work.now.minus(LONGEST_SESSION);
        let begun = work.read().federated_sessions_of(self.organization, &self.issuer, &self.who, after).await?;
        let mut ended = 0;
        let mut ending = Vec::new();
        for federated in begun {
            let Some(before) = work.read().session(federated.session).await? else { continue };
            if before.ended_at.is_none() {
                ending.push(before);
            }
        }
        work.plan(&permit, Event::SignedOutAtProvider(self.organization, ending.len(), self.spent));
        for before in ending {
            let after = Session { ended_at: Some(work.now), ..before.clone() };
            work.plan(&permit, Event::SessionEnded(Change { before, after }, self.organization));
            ended += 1;
        }
        Ok(ended)
    }
}
