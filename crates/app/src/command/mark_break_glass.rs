//! A grant becomes break-glass access, or is that no more (EXT-14).

use crate::command::guard::ask::{could_give, may_give};
use crate::command::guard::code::NOT_TO_ONESELF;
use crate::command::guard::problem::broken;
use crate::error::Error;
use crate::pipeline::Command;
use crate::standing::active_actor;
use crate::work::Work;
use async_trait::async_trait;
use prokura_domain::event::{Change, Event};
use prokura_domain::grant::{Grant, Origin};
use prokura_domain::id::{GrantId, OrganizationId};
use prokura_domain::refusal::Refusal;

/// Marks a grant as break-glass access, or takes the mark away. Its holder signs in at home without the provider, so whoever
/// marks it must be able to give the role, and nobody marks their own.
#[derive(Clone, Copy, Debug)]
pub struct MarkBreakGlass {
    /// Where the grant is.
    pub organization: OrganizationId,
    /// The grant.
    pub grant: GrantId,
    /// Whether it is to be.
    pub marked: bool,
}

#[async_trait]
impl Command for MarkBreakGlass {
    type Output = Grant;

    fn name(&self) -> &'static str {
        "mark_break_glass"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<Grant, Error> {
        let actor = active_actor(work).await?;
        work.enter(self.organization).await?;
        could_give(work, self.organization)?;
        let found = work.read().grant(self.grant).await?;
        let before = found.filter(|it| it.organization == self.organization).ok_or(Refusal::NotFound)?;
        if before.principal == actor {
            return Err(broken(NOT_TO_ONESELF).into());
        }
        work.know_principal(before.principal).await?;
        let role = work.role_held(self.organization, &before.role).ok_or(Refusal::NotFound)?;
        let permit = may_give(work, self.organization, before.principal, &role, &before.scope)?;
        if before.term.is_over(work.now) {
            return Err(Refusal::Over { code: "grant_ended" }.into());
        }
        let origin = if self.marked { Origin::BreakGlass } else { Origin::Assigned };
        if (before.origin == Origin::BreakGlass) == self.marked {
            return Ok(before);
        }
        let after = Grant { origin, version: before.version + 1, ..before.clone() };
        work.plan(&permit, Event::GrantChanged(Change { before, after: after.clone() }));
        Ok(after)
    }
}
