//! The secret that an organization shares with its identity provider is set or taken away.

use crate::error::Error;
use crate::pipeline::Command;
use crate::standing::active_actor;
use crate::work::Work;
use async_trait::async_trait;
use prokura_domain::event::Event;
use prokura_domain::federation::ClientSecret;
use prokura_domain::id::OrganizationId;

/// Sets the secret, locked outside, or takes it away. It asks what the settings of authentication ask, and nobody reads it
/// again.
#[derive(Clone)]
pub struct SetClientSecret {
    pub(crate) organization: OrganizationId,
    pub(crate) locked: Option<Vec<u8>>,
}

impl std::fmt::Debug for SetClientSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SetClientSecret({})", self.organization)
    }
}

#[async_trait]
impl Command for SetClientSecret {
    type Output = ();

    fn name(&self) -> &'static str {
        "set_client_secret"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<(), Error> {
        let actor = active_actor(work).await?;
        work.enter(self.organization).await?;
        let permit = work.ask_manage("settings.authentication", self.organization)?;
        let before = work.read().client_secret(self.organization).await?;
        if self.locked.is_none() && before.as_ref().is_none_or(|before| before.locked.is_none()) {
            return Ok(());
        }
        let after = ClientSecret {
            organization: self.organization,
            locked: self.locked.clone(),
            set_by: Some(actor),
            set_at: work.now,
            version: before.as_ref().map_or(0, |before| before.version) + 1,
        };
        work.plan(&permit, Event::ClientSecretSet { before, after });
        Ok(())
    }
}
