//! Ends everything an external administrator holds in an organization.

use crate::command::end_grant::may_take;
use crate::command::guard::ask::could_give;
use crate::command::guard::code::EXTERNAL_REVOKED;
use crate::command::guard::holder::{Holder, resolve};
use crate::command::guard::last_admin;
use crate::command::guard::scene::{Scene, ended};
use crate::error::Error;
use crate::pipeline::Command;
use crate::work::Work;
use async_trait::async_trait;
use prokura_decision::permit::{OwnMatter, Permit, decide_own};
use prokura_domain::event::{Change, Event, GrantEnd};
use prokura_domain::grant::Grant;
use prokura_domain::id::{OrganizationId, PrincipalId};
use prokura_domain::refusal::Refusal;

/// Revokes an external administrator (EXT-10): every grant in the organization ends, and what they were set up as is
/// forgotten. One's own external access is given up the same way.
#[derive(Clone, Debug)]
pub struct RevokeExternal {
    /// Where.
    pub organization: OrganizationId,
    /// Whose access.
    pub person: PrincipalId,
}

#[async_trait]
impl Command for RevokeExternal {
    /// The grants that ended.
    type Output = Vec<Grant>;

    fn name(&self) -> &'static str {
        "revoke_external"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<Vec<Grant>, Error> {
        work.enter(self.organization).await?;
        let actor = work.actor()?;
        let own = decide_own(actor, self.person, OwnMatter::GiveUp);
        if own.is_none() {
            could_give(work, self.organization)?;
        }
        let holder = match own {
            Some(_) => work.read().person(actor).await?,
            None => resolve(work, self.organization, &Holder::Id(self.person)).await?,
        };
        let holder = holder.filter(|holder| holder.home != self.organization).ok_or(Refusal::NotFound)?;
        let scene = Scene::load(work, self.organization, holder).await?;

        let mut ends: Vec<(Permit, Grant)> = Vec::with_capacity(scene.live.len());
        for grant in &scene.live {
            let permit = match &own {
                Some(permit) => permit.clone(),
                None => may_take(work, grant).await?,
            };
            ends.push((permit, grant.clone()));
        }
        if ends.is_empty() {
            let record = work.facts.principal_record(self.person);
            let ever = record.is_some_and(|record| record.grants.iter().any(|g| g.organization == self.organization));
            let refusal = if ever { Refusal::Over { code: EXTERNAL_REVOKED } } else { Refusal::NotFound };
            return Err(refusal.into());
        }
        let after: Vec<Grant> = ends.iter().map(|(_, grant)| ended(grant, work.now)).collect();
        last_admin::keep(work, self.organization, &after, &[]).await?;

        let end = if own.is_some() { GrantEnd::GivenUp } else { GrantEnd::Revoked };
        for ((permit, before), after) in ends.into_iter().zip(&after) {
            work.plan(&permit, Event::GrantEnded(Change { before, after: after.clone() }, end));
        }
        Ok(after)
    }
}
