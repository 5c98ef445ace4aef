//! An organization gives a mail domain up.

use super::verify_domain::in_organization;
use crate::error::Error;
use crate::pipeline::Command;
use crate::standing::active_actor;
use crate::work::Work;
use async_trait::async_trait;
use prokura_domain::event::{Change, Event};
use prokura_domain::federation::Domain;
use prokura_domain::id::{DomainId, OrganizationId};

/// Takes a domain away. Who came from the provider by an address there stays who they are; nobody new comes by one.
#[derive(Clone, Copy, Debug)]
pub struct RemoveDomain {
    /// Whose.
    pub organization: OrganizationId,
    /// Which.
    pub domain: DomainId,
}

#[async_trait]
impl Command for RemoveDomain {
    type Output = Domain;

    fn name(&self) -> &'static str {
        "remove_domain"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<Domain, Error> {
        active_actor(work).await?;
        work.enter(self.organization).await?;
        let permit = work.ask_manage("settings.domains", self.organization)?;
        let before = in_organization(work, self.organization, self.domain).await?;
        let after = Domain { removed_at: Some(work.now), ..before.clone() };
        work.plan(&permit, Event::DomainRemoved(Change { before, after: after.clone() }));
        Ok(after)
    }
}
