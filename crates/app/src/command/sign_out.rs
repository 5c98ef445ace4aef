//! Sessions are ended: by whose they are, and by who administers their people.

use crate::caller::{Actor, Via};
use crate::command::guard::{sessions, takeover};
use crate::error::Error;
use crate::pipeline::Command;
use crate::standing::active_actor;
use crate::work::Work;
use async_trait::async_trait;
use prokura_decision::facts::Target;
use prokura_decision::mask::Level;
use prokura_decision::permit::{OwnMatter, decide_own};
use prokura_domain::account::Session;
use prokura_domain::event::{Change, Event};
use prokura_domain::id::{PrincipalId, SessionId};
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

/// Ends every session of one's own but the one acted through. Answers how many.
#[derive(Clone, Copy, Debug)]
pub struct EndOtherSessions;

/// Ends every session of somebody of one's organization: a lost device, a shared screen. Answers how many.
#[derive(Clone, Copy, Debug)]
pub struct EndSessionsOf {
    /// Whose.
    pub person: PrincipalId,
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
        active_actor(work).await?;
        end(work, self.session).await
    }
}

#[async_trait]
impl Command for EndOtherSessions {
    type Output = usize;

    fn name(&self) -> &'static str {
        "end_other_sessions"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<usize, Error> {
        let Actor::Principal { via: Via::Session(session), .. } = work.caller().actor else {
            return Err(Refusal::Unauthenticated.into());
        };
        let own = work.read().session(session).await?.ok_or(Refusal::NotFound)?;
        let permit = decide_own(work.actor()?, own.person, OwnMatter::SignIn).ok_or(Refusal::NotFound)?;
        let person = work.read().person(own.person).await?.ok_or(Refusal::NotFound)?;
        sessions::end_all(work, &permit, person.id, person.home, Some(session)).await
    }
}

#[async_trait]
impl Command for EndSessionsOf {
    type Output = usize;

    fn name(&self) -> &'static str {
        "end_sessions_of"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<usize, Error> {
        let person = work.read().person(self.person).await?.ok_or(Refusal::NotFound)?;
        work.enter(person.home).await?;
        if work.ask("users", Level::Read, person.home, Target::Organization).is_err() {
            return Err(Refusal::NotFound.into());
        }
        let permit = work.ask_manage("users", person.home)?;
        // Whoever could not suspend somebody does not keep them out by ending their sessions over and over either (ORG-08).
        work.know_principal(person.id).await?;
        takeover::could_take_all(work, person.id, None).await?;
        sessions::end_all(work, &permit, person.id, person.home, None).await
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
