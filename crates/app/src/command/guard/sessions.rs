//! How long a session lives, and which ones end with a change of what lets their person in.

use crate::error::Error;
use crate::work::Work;
use prokura_decision::permit::Permit;
use prokura_decision::policy::Policy;
use prokura_decision::record::OrganizationRecord;
use prokura_domain::account::{LONGEST_SESSION, SecondAsked, Session, SessionLimits};
use prokura_domain::event::{Change, Event};
use prokura_domain::id::{OrganizationId, PrincipalId, SessionId};
use prokura_domain::setting::key;
use prokura_domain::time::Span;

/// What a session lives by where its home has set nothing else.
const IDLE_MINUTES: i64 = 30;
const HOURS: i64 = 12;

/// How long a session lives that is begun now by somebody at home there.
pub(crate) fn limits(policy: &Policy, home: &OrganizationRecord) -> SessionLimits {
    let minutes = home.number(policy, key::SESSION_IDLE_MINUTES).unwrap_or(IDLE_MINUTES);
    let hours = home.number(policy, key::SESSION_HOURS).unwrap_or(HOURS);
    SessionLimits { idle: Span::minutes(minutes), lasts: Span::hours(hours).min(LONGEST_SESSION) }
}

/// Of whom somebody's home asks for a second factor.
pub(crate) fn second_asked(policy: &Policy, home: &OrganizationRecord) -> SecondAsked {
    home.text(policy, key::SECOND_FACTOR).and_then(SecondAsked::from_code).unwrap_or_default()
}

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
    let all = work.read().sessions_of(person, now.minus(LONGEST_SESSION)).await?;
    let ending: Vec<Session> = all.into_iter().filter(|session| Some(session.id) != keep).collect();
    let count = ending.len();
    for before in ending {
        let after = Session { ended_at: Some(now), ..before.clone() };
        work.plan(permit, Event::SessionEnded(Change { before, after }, home));
    }
    Ok(count)
}
