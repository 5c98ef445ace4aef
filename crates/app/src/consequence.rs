//! What follows from what a command planned, whichever command it was.

use crate::command::guard::sessions;
use crate::error::Error;
use crate::work::Work;
use prokura_decision::permit::Permit;
use prokura_domain::event::{Event, GrantEnd};
use prokura_domain::id::PrincipalId;
use std::collections::BTreeMap;

/// Ends the sessions of everybody whose last right ends: an open window is of no use to somebody who may do nothing, and
/// would be to whoever sits down at it.
pub(crate) async fn follow(work: &mut Work<'_>) -> Result<(), Error> {
    let mut losers: BTreeMap<PrincipalId, Permit> = BTreeMap::new();
    for (permit, event) in work.planned() {
        if let Event::GrantEnded(change, end) = event
            && !matches!(end, GrantEnd::Replaced | GrantEnd::HolderDeleted | GrantEnd::HolderClaimed)
        {
            losers.insert(change.after.principal, permit.clone());
        }
    }
    for (principal, permit) in losers {
        if !work.know_principal(principal).await? || keeps_a_right(work, principal) {
            continue;
        }
        let Some(home) = work.facts.principal_record(principal).map(|record| record.home) else { continue };
        sessions::end_all(work, &permit, principal, home, None).await?;
    }
    Ok(())
}

/// Whether somebody holds a grant that is not over, or will hold one, once everything planned is done.
fn keeps_a_right(work: &Work<'_>, principal: PrincipalId) -> bool {
    let held = work.facts.principal_record(principal).into_iter().flat_map(|record| &record.grants);
    let ended =
        |id| work.planned().any(|(_, event)| matches!(event, Event::GrantEnded(change, _) if change.after.id == id));
    let gets = work.planned().any(|(_, event)| {
        matches!(event, Event::RoleAssigned(grant) if grant.principal == principal && !grant.term.is_over(work.now))
    });
    gets || held.filter(|grant| !grant.term.is_over(work.now)).any(|grant| !ended(grant.id))
}
