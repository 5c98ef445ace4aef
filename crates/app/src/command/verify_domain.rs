//! An organization has shown that a mail domain is its own.

use crate::caller::Actor;
use crate::error::Error;
use crate::pipeline::Command;
use crate::standing::{active_actor, operator};
use crate::work::Work;
use async_trait::async_trait;
use prokura_domain::event::{Change, Event};
use prokura_domain::federation::Domain;
use prokura_domain::id::{DomainId, OrganizationId};
use prokura_domain::refusal::Refusal;

/// Marks a domain as verified. From the terminal it is the operator's word; from everybody else it is made only where the
/// domain name system was found to say so ([`crate::authentication::Authentication::verify_domain`]).
#[derive(Clone, Debug)]
pub struct VerifyDomain {
    organization: OrganizationId,
    domain: DomainId,
    /// What was found published under the domain's name.
    found: Vec<String>,
}

impl VerifyDomain {
    /// By what is published.
    pub(crate) const fn found(organization: OrganizationId, domain: DomainId, found: Vec<String>) -> Self {
        Self { organization, domain, found }
    }

    /// By the operator's word; it is refused to everybody else.
    #[must_use]
    pub const fn by_operator(organization: OrganizationId, domain: DomainId) -> Self {
        Self { organization, domain, found: Vec::new() }
    }
}

#[async_trait]
impl Command for VerifyDomain {
    type Output = Domain;

    fn name(&self) -> &'static str {
        "verify_domain"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<Domain, Error> {
        let by_operator = work.caller().actor == Actor::Operator;
        let permit = if by_operator {
            work.log_in(self.organization);
            operator(work.caller(), "settings.domains.manage")?
        } else {
            active_actor(work).await?;
            work.enter(self.organization).await?;
            work.ask_manage("settings.domains", self.organization)?
        };
        let before = in_organization(work, self.organization, self.domain).await?;
        if before.counts() {
            return Ok(before);
        }
        if !by_operator && !self.found.iter().any(|text| text.trim() == before.record_text()) {
            return Err(Refusal::field("domain", "domain_not_shown").into());
        }
        if work.read().verified_domain(&before.name).await?.is_some() {
            return Err(Refusal::field("domain", "domain_elsewhere").into());
        }
        let after = Domain { verified_at: Some(work.now), ..before.clone() };
        work.plan(&permit, Event::DomainVerified(Change { before, after: after.clone() }));
        Ok(after)
    }
}

/// A domain of an organization that was not taken away.
pub(crate) async fn in_organization(
    work: &mut Work<'_>,
    organization: OrganizationId,
    domain: DomainId,
) -> Result<Domain, Error> {
    let found = work.read().domain(domain).await?;
    let found = found.filter(|it| it.organization == organization && it.removed_at.is_none());
    Ok(found.ok_or(Refusal::NotFound)?)
}
