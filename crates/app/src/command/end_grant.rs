//! Ends a grant: takes a role away, or gives up one's own.

use crate::command::change_grant::find;
use crate::command::guard::ask::{could_give, may_give};
use crate::command::guard::code::GRANT_ENDED;
use crate::command::guard::scene::{Scene, ended};
use crate::command::guard::{demotion, last_admin, version};
use crate::error::Error;
use crate::pipeline::Command;
use crate::work::Work;
use async_trait::async_trait;
use prokura_decision::permit::{OwnMatter, Permit, decide_own};
use prokura_domain::event::{Change, Event, GrantEnd};
use prokura_domain::grant::{Grant, role};
use prokura_domain::id::{GrantId, OrganizationId};
use prokura_domain::refusal::Refusal;

/// Ends a grant, asking the same as giving it; one's own is given up without asking (ROL-10).
#[derive(Clone, Debug)]
pub struct EndGrant {
    /// Where.
    pub organization: OrganizationId,
    /// Which grant.
    pub grant: GrantId,
    /// The version the caller looked at; `None` for whatever there is.
    pub expected_version: Option<i64>,
}

#[async_trait]
impl Command for EndGrant {
    type Output = Grant;

    fn name(&self) -> &'static str {
        "end_grant"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<Grant, Error> {
        work.enter(self.organization).await?;
        let grant = find(work, self.organization, self.grant).await?;
        let actor = work.actor()?;
        let own = grant.as_ref().and_then(|grant| decide_own(actor, grant.principal, OwnMatter::GiveUp));
        if own.is_none() {
            could_give(work, self.organization)?;
        }
        let grant = grant.ok_or(Refusal::NotFound)?;
        let (permit, end) = match own {
            Some(permit) => (permit, GrantEnd::GivenUp),
            None => (may_take(work, &grant).await?, GrantEnd::Revoked),
        };

        if grant.term.is_over(work.now) {
            return Err(Refusal::Over { code: GRANT_ENDED }.into());
        }
        version::expect(work, grant.id.0, self.expected_version, grant.version).await?;
        let after = ended(&grant, work.now);
        if grant.role == role::EXTERNAL_FULL_ADMIN && end == GrantEnd::Revoked {
            let holder = work.read().person(grant.principal).await?.ok_or(Refusal::NotFound)?;
            let scene = Scene::load(work, self.organization, holder).await?;
            // Whoever keeps another external type is demoted by this, not revoked (EXT-09).
            if scene.external(work.policy).any(|other| other.role != role::EXTERNAL_FULL_ADMIN) {
                demotion::leaves_nobody_out(work, self.organization, &[grant.id]).await?;
            }
        }
        last_admin::keep(work, self.organization, std::slice::from_ref(&after), &[]).await?;
        work.plan(&permit, Event::GrantEnded(Change { before: grant, after: after.clone() }, end));
        Ok(after)
    }
}

/// Whether the actor may take a grant away: the permit, or why not. A role that the policy does not know any more is
/// taken by whoever manages roles.
pub(crate) async fn may_take(work: &mut Work<'_>, grant: &Grant) -> Result<Permit, Error> {
    work.know_principal(grant.principal).await?;
    let policy = work.policy;
    let Some(role) = policy.role(&grant.role).map(|id| policy.role_at(id)) else {
        return Ok(work.ask_manage("roles", grant.organization)?);
    };
    Ok(may_give(work, grant.organization, grant.principal, role, &grant.scope)?)
}
