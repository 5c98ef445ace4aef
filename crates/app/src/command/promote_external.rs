//! Makes an external read-only or provisioning administrator an external full administrator.

use crate::command::assign_role::check;
use crate::command::change_grant::find;
use crate::command::guard::ask::{could_give, may_give};
use crate::command::guard::code::{ALREADY_FULL, GRANT_ENDED, NOT_PROMOTABLE, NOT_TO_ONESELF};
use crate::command::guard::problem::{Problems, broken};
use crate::command::guard::scene::{NewGrant, Scene, Wanted, ended, is_of};
use crate::command::guard::term::{Asked, term};
use crate::command::guard::version;
use crate::error::Error;
use crate::pipeline::Command;
use crate::work::Work;
use async_trait::async_trait;
use prokura_decision::policy::RoleClass;
use prokura_domain::event::{Change, Event, GrantEnd};
use prokura_domain::grant::{Grant, Origin, Scope, role};
use prokura_domain::id::{GrantId, OrganizationId};
use prokura_domain::refusal::Refusal;
use prokura_domain::time::Timestamp;

/// Promotes an external administrator to full (EXT-08): one grant takes the other's place.
#[derive(Clone, Debug)]
pub struct PromoteExternal {
    /// Where.
    pub organization: OrganizationId,
    /// The read-only or provisioning grant.
    pub grant: GrantId,
    /// The version the caller looked at; `None` for whatever there is.
    pub expected_version: Option<i64>,
    /// Until when they are full administrator; `None` for as long as it is not ended.
    pub until: Option<Timestamp>,
}

#[async_trait]
impl Command for PromoteExternal {
    type Output = Grant;

    fn name(&self) -> &'static str {
        "promote_external"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<Grant, Error> {
        work.enter(self.organization).await?;
        could_give(work, self.organization)?;

        let before = find(work, self.organization, self.grant).await?.ok_or(Refusal::NotFound)?;
        let actor = work.actor()?;
        if actor == before.principal {
            return Err(broken(NOT_TO_ONESELF).into());
        }
        let policy = work.policy;
        let full = policy.role(role::EXTERNAL_FULL_ADMIN).map(|id| policy.role_at(id)).ok_or(Refusal::NotFound)?;
        let holder = work.read().person(before.principal).await?.ok_or(Refusal::NotFound)?;
        work.know_principal(holder.id).await?;
        let permit = may_give(work, self.organization, holder.id, full, &Scope::None)?;

        if before.term.is_over(work.now) {
            return Err(Refusal::Over { code: GRANT_ENDED }.into());
        }
        version::expect(work, before.id.0, self.expected_version, before.version).await?;
        let scene = Scene::load(work, self.organization, holder).await?;
        if scene.live.iter().any(|grant| grant.role == role::EXTERNAL_FULL_ADMIN) {
            return Err(broken(ALREADY_FULL).into());
        }
        if !is_of(policy, &before, RoleClass::External) {
            return Err(broken(NOT_PROMOTABLE).into());
        }
        let mut problems = Problems::default();
        let asked = Asked { before: None, from: before.term.from, until: self.until, days: None };
        let term = term(&asked, work.now, "", &mut problems);
        let new = NewGrant {
            scope: Scope::None,
            term,
            origin: Origin::Assigned,
            reason: before.reason.clone(),
            given_by: actor,
        };
        let after = scene.new_grant(GrantId(work.new_id()), policy, full, work.now, new);
        let wanted = Wanted { at: String::new(), before: None, after };
        check(work, &scene, &[(full, &wanted)], &[before.id], &mut problems)?;
        problems.refuse()?;

        let gone = ended(&before, work.now);
        work.plan(&permit, Event::GrantEnded(Change { before, after: gone }, GrantEnd::Replaced));
        work.plan(&permit, Event::RoleAssigned(wanted.after.clone()));
        Ok(wanted.after)
    }
}
