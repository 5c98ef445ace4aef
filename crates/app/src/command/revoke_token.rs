//! A token is revoked.

use crate::caller::{Actor, Via};
use crate::error::Error;
use crate::pipeline::Command;
use crate::standing::{active_actor, operator};
use crate::work::Work;
use async_trait::async_trait;
use prokura_decision::permit::{OwnMatter, Permit, decide_own};
use prokura_domain::account::Token;
use prokura_domain::event::{Change, Event};
use prokura_domain::id::TokenId;
use prokura_domain::refusal::Refusal;
use prokura_domain::time::Term;

/// Ends a token now: by the operator, by whose it is, or by whoever manages integrations of the organization it sees from.
#[derive(Clone, Copy, Debug)]
pub struct RevokeToken {
    /// The token.
    pub token: TokenId,
}

#[async_trait]
impl Command for RevokeToken {
    type Output = ();

    fn name(&self) -> &'static str {
        "revoke_token"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<(), Error> {
        let before = work.read().token(self.token).await?.ok_or(Refusal::NotFound)?;
        let permit = permit(work, &before).await?;
        if before.term.is_over(work.now) {
            return Err(Refusal::Over { code: "token_over" }.into());
        }
        let until = Some(work.now.max(before.term.start()));
        let after = Token { term: Term { until, ..before.term }, ..before.clone() };
        work.plan(&permit, Event::TokenRevoked(Change { before, after }));
        Ok(())
    }
}

async fn permit(work: &mut Work<'_>, token: &Token) -> Result<Permit, Error> {
    if work.caller().actor == Actor::Operator {
        work.log_in(token.organization);
        return Ok(operator(work.caller(), "tokens.manage")?);
    }
    let actor = active_actor(work).await?;
    if let Actor::Principal { via: Via::Session(_), .. } = work.caller().actor
        && let Some(permit) = decide_own(actor, token.principal, OwnMatter::SignIn)
    {
        return Ok(permit);
    }
    work.enter(token.organization).await?;
    Ok(work.ask_manage("integrations", token.organization)?)
}
