//! A role is composed.

use crate::command::guard::code::TOO_MANY_CUSTOM_ROLES;
use crate::command::guard::compose;
use crate::command::guard::problem::Problems;
use crate::error::Error;
use crate::pipeline::Command;
use crate::work::Work;
use async_trait::async_trait;
use prokura_domain::custom_role::{Areas, CustomRole, Spelled};
use prokura_domain::event::Event;
use prokura_domain::id::{CustomRoleId, OrganizationId};
use prokura_domain::refusal::Refusal;

/// Composes a role out of areas that the composer has. It asks what giving roles to people of the organization asks.
#[derive(Clone, Debug)]
pub struct ComposeRole {
    /// Whose it will be.
    pub organization: OrganizationId,
    /// What it is called, in at least one language.
    pub names: Spelled,
    /// What it gives, at least one area.
    pub areas: Areas,
}

#[async_trait]
impl Command for ComposeRole {
    type Output = CustomRole;

    fn name(&self) -> &'static str {
        "compose_role"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<CustomRole, Error> {
        work.enter(self.organization).await?;
        let permit = work.ask_manage("roles", self.organization)?;
        let place = work.organization(self.organization)?;

        let mut problems = Problems::default();
        if place.custom_roles.iter().filter(|custom| custom.active).count() >= compose::MOST {
            problems.rule("names", TOO_MANY_CUSTOM_ROLES, vec![("most", compose::MOST.to_string())]);
        }
        let names = compose::names(work.policy, place, None, &self.names, &mut problems);
        compose::areas(work, place, None, &self.areas, &mut problems);
        problems.refuse()?;
        let role = CustomRole {
            id: CustomRoleId(work.new_id()),
            organization: self.organization,
            names: names.ok_or(Refusal::NotFound)?,
            areas: self.areas.clone(),
            active: true,
            version: 1,
            changed_by: Some(work.actor()?),
            changed_at: work.now,
        };
        work.plan(&permit, Event::CustomRoleAdded(role.clone()));
        Ok(role)
    }
}
