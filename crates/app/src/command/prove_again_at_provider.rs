//! Somebody who is signed in has proved once more, at their provider, who they are.

use crate::caller::{Actor, Via};
use crate::command::sign_in::{AtProvider, unspent};
use crate::error::Error;
use crate::pipeline::Command;
use crate::work::Work;
use async_trait::async_trait;
use prokura_decision::permit::{OwnMatter, decide_own};
use prokura_domain::account::{SecretHash, Session};
use prokura_domain::event::{Change, Event};
use prokura_domain::id::SessionId;
use prokura_domain::refusal::Refusal;

/// Moves the moment of the session's last proof, and changes its secret. Whoever was asserted must be whose session it is.
#[derive(Clone, Debug)]
pub struct ProveAgainAtProvider {
    /// The session for which it was asked.
    pub(crate) session: SessionId,
    pub(crate) proof: AtProvider,
    /// Hash of the secret that the cookie will hold from now on.
    pub(crate) secret: SecretHash,
}

#[async_trait]
impl Command for ProveAgainAtProvider {
    type Output = ();

    fn name(&self) -> &'static str {
        "prove_again_at_provider"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<(), Error> {
        let Actor::Principal { id, home, via: Via::Session(session) } = work.caller().actor else {
            return Err(Refusal::Unauthenticated.into());
        };
        // Asked in one window, answered in another: the proof counts for whoever was asked.
        if session != self.session || home != self.proof.organization {
            return Err(Refusal::Over { code: "sso_attempt_over" }.into());
        }
        unspent(work, &self.proof).await?;
        let AtProvider { organization, issuer, subject, .. } = &self.proof;
        let identity = work.read().identity(*organization, issuer, subject).await?;
        if identity.is_none_or(|identity| identity.person != id) {
            return Err(Refusal::rule("EXT-14", "sso_somebody_else").into());
        }
        let before = work.read().session(session).await?.ok_or(Refusal::Unauthenticated)?;
        if !before.is_open(work.now) {
            return Err(Refusal::Unauthenticated.into());
        }
        let permit = decide_own(id, before.person, OwnMatter::SignIn).ok_or(Refusal::Unauthenticated)?;
        let after = Session { secret: self.secret, proved_at: work.now, ..before.clone() };
        work.plan(&permit, Event::ProvedAtProvider(Change { before, after }, home, self.proof.spent));
        Ok(())
    }
}
