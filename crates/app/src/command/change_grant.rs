//! Changes what a grant reaches and until when.

use crate::command::assign_role::{changed, check, kept, plan_wanted, with_kept};
use crate::command::guard::ask::{could_give, may_give};
use crate::command::guard::code::{GRANT_ENDED, NOT_TO_ONESELF};
use crate::command::guard::problem::{Problems, broken};
use crate::command::guard::scene::{Scene, Wanted};
use crate::command::guard::term::{Asked, days, reason, term};
use crate::command::guard::{last_admin, scope, version};
use crate::error::Error;
use crate::pipeline::Command;
use crate::work::Work;
use async_trait::async_trait;
use prokura_domain::grant::{Grant, Scope};
use prokura_domain::id::{GrantId, OrganizationId};
use prokura_domain::refusal::Refusal;
use prokura_domain::time::Timestamp;

/// Changes a grant, asking the same as giving it (ROL-02).
#[derive(Clone, Debug)]
pub struct ChangeGrant {
    /// Where.
    pub organization: OrganizationId,
    /// Which grant.
    pub grant: GrantId,
    /// The version the caller looked at; `None` for whatever there is.
    pub expected_version: Option<i64>,
    /// The new scope; `None` leaves it.
    pub scope: Option<Scope>,
    /// The new end: `Some(None)` takes the end away; `None` leaves it.
    pub until: Option<Option<Timestamp>>,
    /// Why, in the giver's words; `None` leaves the reason.
    pub reason: Option<String>,
}

#[async_trait]
impl Command for ChangeGrant {
    type Output = Grant;

    fn name(&self) -> &'static str {
        "change_grant"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<Grant, Error> {
        work.enter(self.organization).await?;
        could_give(work, self.organization)?;

        let Some(before) = find(work, self.organization, self.grant).await? else {
            return Err(Refusal::NotFound.into());
        };
        let policy = work.policy;
        let role = &*work.role_held(self.organization, &before.role).ok_or(Refusal::NotFound)?;
        if work.actor()? == before.principal {
            return Err(broken(NOT_TO_ONESELF).into());
        }
        let holder = work.read().person(before.principal).await?.ok_or(Refusal::NotFound)?;
        work.know_principal(holder.id).await?;
        let scene = Scene::load(work, self.organization, holder).await?;

        let mut problems = Problems::default();
        let scope = match &self.scope {
            None => before.scope.clone(),
            Some(asked) => {
                let asked = scope::normal(role, asked, "", &mut problems);
                with_kept(asked, kept(work, &scene, role, Some(&before)))
            }
        };
        let asked = Asked {
            before: Some(&before.term),
            from: before.term.from.filter(|from| *from > work.now),
            until: self.until.unwrap_or(before.term.until),
            days: days(policy, work.organization(self.organization)?, &role.key),
        };
        let term = if self.until.is_some() { term(&asked, work.now, "", &mut problems) } else { before.term };
        let reason = reason(self.reason.as_deref(), &mut problems).or_else(|| before.reason.clone());
        let after = changed(&before, scope, term, reason);
        let wanted = Wanted { at: String::new(), before: Some(before.clone()), after };
        let permit = may_give(work, self.organization, scene.holder.id, role, &wanted.touched())?;

        if before.term.is_over(work.now) {
            return Err(Refusal::Over { code: GRANT_ENDED }.into());
        }
        version::expect(work, before.id.0, self.expected_version, before.version).await?;
        if wanted.after == before {
            problems.refuse()?;
            return Ok(before);
        }
        check(work, &scene, &[(role, &wanted)], &[], &mut problems)?;
        problems.refuse()?;
        last_admin::keep(work, self.organization, std::slice::from_ref(&wanted.after), &[]).await?;
        Ok(plan_wanted(work, &permit, wanted))
    }
}

/// A grant of an organization.
pub(crate) async fn find(
    work: &mut Work<'_>,
    organization: OrganizationId,
    grant: GrantId,
) -> Result<Option<Grant>, Error> {
    Ok(work.read().grant(grant).await?.filter(|grant| grant.organization == organization))
}
