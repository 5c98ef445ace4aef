//! A custom role gets a new version, which counts at once for everybody who holds it.

use crate::command::guard::code::{CUSTOM_ROLE_DELETED, ROLE_HELD_BY_ONESELF};
use crate::command::guard::compose;
use crate::command::guard::problem::{Problems, broken};
use crate::command::guard::version;
use crate::error::Error;
use crate::pipeline::Command;
use crate::work::Work;
use async_trait::async_trait;
use prokura_domain::custom_role::{Areas, CustomRole, RoleNames, Spelled};
use prokura_domain::event::{Change, Event};
use prokura_domain::id::{CustomRoleId, OrganizationId};
use prokura_domain::refusal::Refusal;

/// Changes what a custom role is called and gives, asking the same as composing it. Nobody raises a role that they
/// hold themselves (ROL-10).
#[derive(Clone, Debug)]
pub struct ChangeCustomRole {
    /// Whose it is.
    pub organization: OrganizationId,
    /// Which role.
    pub role: CustomRoleId,
    /// The version the caller looked at; `None` for whatever there is.
    pub expected_version: Option<i64>,
    /// What it is called; `None` leaves it.
    pub names: Option<Spelled>,
    /// What it gives; `None` leaves it.
    pub areas: Option<Areas>,
}

#[async_trait]
impl Command for ChangeCustomRole {
    type Output = CustomRole;

    fn name(&self) -> &'static str {
        "change_custom_role"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<CustomRole, Error> {
        work.enter(self.organization).await?;
        let permit = work.ask_manage("roles", self.organization)?;
        let before = find(work, self.organization, self.role)?;
        version::expect(work, before.id.0, self.expected_version, before.version).await?;

        let place = work.organization(self.organization)?;
        let mut problems = Problems::default();
        let names: Option<RoleNames> = match &self.names {
            None => Some(before.names.clone()),
            Some(asked) => compose::names(work.policy, place, Some(before.id), asked, &mut problems),
        };
        let areas = self.areas.as_ref().unwrap_or(&before.areas);
        compose::areas(work, place, Some(&before.areas), areas, &mut problems);
        let raises = compose::raised(Some(&before.areas), areas).next().is_some();
        if raises && holds(work, &before)? {
            return Err(broken(ROLE_HELD_BY_ONESELF).into());
        }
        problems.refuse()?;
        let names = names.ok_or(Refusal::NotFound)?;
        if names == before.names && *areas == before.areas {
            return Ok(before);
        }
        let after = CustomRole {
            names,
            areas: areas.clone(),
            version: before.version + 1,
            changed_by: Some(work.actor()?),
            changed_at: work.now,
            ..before.clone()
        };
        work.plan(&permit, Event::CustomRoleChanged(Change { before, after: after.clone() }));
        Ok(after)
    }
}

/// A custom role of an organization that is there.
pub(crate) fn find(work: &Work<'_>, organization: OrganizationId, role: CustomRoleId) -> Result<CustomRole, Refusal> {
    let record = work.organization(organization)?;
    let custom = record.custom_roles.iter().find(|custom| custom.id == role).ok_or(Refusal::NotFound)?;
    if custom.active { Ok(custom.clone()) } else { Err(Refusal::Over { code: CUSTOM_ROLE_DELETED }) }
}

/// Whether the actor holds a custom role, now or from a later moment on.
fn holds(work: &Work<'_>, role: &CustomRole) -> Result<bool, Refusal> {
    let key = role.key();
    Ok(work
        .facts
        .principal_record(work.actor()?)
        .is_some_and(|record| record.grants.iter().any(|grant| grant.role == key && !grant.term.is_over(work.now))))
}
