//! An organization says that a mail domain is its own.

use crate::caller::Actor;
use crate::error::Error;
use crate::pipeline::Command;
use crate::standing::{active_actor, operator};
use crate::work::Work;
use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use prokura_domain::event::Event;
use prokura_domain::federation::{Domain, PUBLIC_MAIL};
use prokura_domain::id::{DomainId, OrganizationId};
use prokura_domain::refusal::Refusal;
use prokura_domain::text::DomainName;

/// Domains of one organization at most.
const MOST: usize = 100;

/// Adds a domain; it counts once it was verified. Whether somebody else has it is said only then: to whoever shows that
/// it is theirs.
#[derive(Clone, Debug)]
pub struct AddDomain {
    /// Whose.
    pub organization: OrganizationId,
    /// Its name.
    pub name: DomainName,
}

#[async_trait]
impl Command for AddDomain {
    type Output = Domain;

    fn name(&self) -> &'static str {
        "add_domain"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<Domain, Error> {
        let permit = if work.caller().actor == Actor::Operator {
            work.log_in(self.organization);
            if !work.know_organization(self.organization).await? {
                return Err(Refusal::NotFound.into());
            }
            operator(work.caller(), "settings.domains.manage")?
        } else {
            active_actor(work).await?;
            work.enter(self.organization).await?;
            work.ask_manage("settings.domains", self.organization)?
        };
        if PUBLIC_MAIL.contains(&self.name.as_str()) {
            return Err(Refusal::field("name", "domain_public").into());
        }
        let domains = work.read().domains_of(self.organization).await?;
        if let Some(there) = domains.iter().find(|domain| domain.name == self.name) {
            return Ok(there.clone());
        }
        if domains.len() >= MOST {
            return Err(Refusal::field("name", "domains_too_many").into());
        }
        let mut token = [0; 24];
        work.random().fill(&mut token);
        let domain = Domain {
            id: DomainId(work.new_id()),
            organization: self.organization,
            name: self.name.clone(),
            token: URL_SAFE_NO_PAD.encode(token),
            added_at: work.now,
            verified_at: None,
            removed_at: None,
        };
        work.plan(&permit, Event::DomainAdded(domain.clone()));
        Ok(domain)
    }
}
