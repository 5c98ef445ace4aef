//! Which sessions end with a change of what lets their person in.

use crate::error::Error;
use crate::work::Work;
use prokura_decision::permit::Permit;
use prokura_domain::account::{SESSION_LASTS, Session};
use prokura_domain::event::{Change, Event};
use prokura_domain::id::{OrganizationId, PrincipalId, SessionId};

/// Ends every session of a person that nobody ended, save one. One that is idle too long counts too: when it was last used is
/// written down late.
pub(crate) async fn end_all(
    work: &mut Work<'_>,
    permit: &Permit,
    person: PrincipalId,
    home: OrganizationId,
    keep: Option<SessionId>,
) -> Result<usize, Error> {
    let now = work.now;
    let all = work.read().sessions_of(person, now.minus(SESSION_LASTS)).await?;
    let ending: Vec<Session> = all.into_iter().filter(|session| Some(session.id) != keep).collect();
    let count = ending.len();
    for before in ending {
        let after = Session { ended_at: Some(now), ..before.clone() };
        work.plan(permit, Event::SessionEnded(Change { before, after }, home));
    }
    Ok(count)
}
