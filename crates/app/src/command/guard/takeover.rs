//! The takeover guard (ORG-08): who changes what signs an administrator in could become that administrator.

use crate::command::guard::code::TAKEOVER_GUARD;
use crate::command::guard::problem::broken;
use crate::error::Error;
use crate::work::Work;
use prokura_decision::giving::{Giving, decide_giving};
use prokura_domain::grant::Grant;
use prokura_domain::id::{OrganizationId, PrincipalId};

/// Makes sure that the actor could take away every role the person holds, wherever, save in one organization where one is
/// named. The refusal is the same whichever it is: where else somebody administers is not told.
pub(crate) async fn could_take_all(
    work: &mut Work<'_>,
    person: PrincipalId,
    save: Option<OrganizationId>,
) -> Result<(), Error> {
    let actor = work.actor()?;
    if actor == person {
        return Ok(());
    }
    let now = work.now;
    let policy = work.policy;
    let held: Vec<Grant> = work.facts.principal_record(person).map_or_else(Vec::new, |record| {
        let stays = |grant: &&Grant| !grant.term.is_over(now) && save != Some(grant.organization);
        record.grants.iter().filter(stays).cloned().collect()
    });
    for grant in held {
        // A role that the policy does not know gives nothing to take over.
        let Some(role) = policy.role(&grant.role).map(|id| policy.role_at(id)) else { continue };
        work.know_organization(grant.organization).await?;
        let giving =
            Giving { giver: actor, holder: person, role, scope: &grant.scope, organization: grant.organization };
        if decide_giving(&work.facts, &giving, now).is_err() {
            return Err(broken(TAKEOVER_GUARD).into());
        }
    }
    Ok(())
}
