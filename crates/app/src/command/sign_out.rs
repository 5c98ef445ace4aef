//! A session is ended by whose it is.

use crate::caller::{Actor, Via};
use crate::error::Error;
use crate::pipeline::Command;
use crate::work::Work;
use async_trait::async_trait;
use prokura_decision::permit::{OwnMatter, decide_own};
use prokura_domain::account::Session;
use prokura_domain::event::{Change, Event};
use prokura_domain::id::SessionId;
use prokura_domain::refusal::Refusal;

/// Ends the session one acts through. Signing out twice is done once.
#[derive(Clone, Copy, Debug)]
pub struct SignOut;

/// Ends a session of one's own, wherever it runs.
#[derive(Clone, Copy, Debug)]
pub struct EndSession {
    /// The session.
    pub session: SessionId,
}

#[async_trait]
impl Command for SignOut {
    type Output = ();

    fn name(&self) -> &'static str {
        "sign_out"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<(), Error> {
        let Actor::Principal { via: Via::Session(session), .. } = work.caller().actor else {
            return Err(Refusal::Unauthenticated.into());
        };
        end(work, session).await
    }
}

#[async_trait]
impl Command for EndSession {
    type Output = ();

    fn name(&self) -> &'static str {
        "end_session"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<(), Error> {
        let Actor::Principal { via: Via::Session(_), .. } = work.caller().actor else {
            return Err(Refusal::Unauthenticated.into());
        };
        end(work, self.session).await
    }
}

async fn end(work: &mut Work<'_>, session: SessionId) -> Result<(), Error> {
    let before = work.read().session(session).await?.ok_or(Refusal::NotFound)?;
    let permit = decide_own(work.actor()?, before.person, OwnMatter::SignIn).ok_or(Refusal::NotFound)?;
    if !before.is_open(work.now) {
        return Ok(());
    }
    let person = work.read().person(before.person).await?.ok_or(Refusal::NotFound)?;
    let after = Session { ended_at: Some(work.now), ..before.clone() };
    work.plan(&permit, Event::SessionEnded(Change { before, after }, person.home));
    Ok(())
}
