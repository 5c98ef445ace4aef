//! What a person does about their own account: in a session of the console only, so that a token that leaked does not take
//! over its owner's account.

use crate::caller::{Actor, Via};
use crate::error::Error;
use crate::standing::active_actor;
use crate::work::Work;
use prokura_decision::facts::Facts as _;
use prokura_decision::permit::{OwnMatter, Permit, decide_own};
use prokura_domain::account::{SecondFactor, Session};
use prokura_domain::event::{Change, Event};
use prokura_domain::id::{OrganizationId, PrincipalId};
use prokura_domain::refusal::Refusal;

/// A person with the session they act through.
pub(crate) struct Own {
    pub(crate) person: PrincipalId,
    pub(crate) home: OrganizationId,
    pub(crate) session: Session,
    pub(crate) permit: Permit,
}

/// The acting person, by an open session of theirs; refusals go to their home's log. `asked` is what is asked of the log's
/// reader, for example `password.manage`.
///
/// # Errors
/// [`Refusal::Unauthenticated`]; [`Refusal::Forbidden`] for whoever comes by anything but a session.
pub(crate) async fn account(work: &mut Work<'_>, asked: &str) -> Result<Own, Error> {
    let person = active_actor(work).await?;
    let Actor::Principal { via: Via::Session(session), .. } = work.caller().actor else {
        let because = vec!["session_only"];
        return Err(Refusal::Forbidden { asked: asked.to_owned(), because, rules: Vec::new() }.into());
    };
    let session = work.read().session(session).await?;
    let session = session.filter(|session| session.is_open(work.now)).ok_or(Refusal::Unauthenticated)?;
    let home = work.facts.principal(person).map(|facts| facts.home).ok_or(Refusal::Unauthenticated)?;
    work.log_in(home);
    let permit = decide_own(person, session.person, OwnMatter::Preferences).ok_or(Refusal::Unauthenticated)?;
    Ok(Own { person, home, session, permit })
}

/// The factor that was added was proved with it, so a session that waited for one goes on.
pub(crate) fn now_has_second(work: &mut Work<'_>, own: Own, factor: SecondFactor) {
    let Own { home, session: before, permit, .. } = own;
    if before.lacks_second {
        let after = before.with_second(factor, work.now);
        work.plan(&permit, Event::ProvedAgain(Change { before, after }, home));
    }
}
