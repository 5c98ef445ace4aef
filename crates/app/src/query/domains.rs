//! The mail domains of an organization, as the caller sees them.

use crate::caller::Caller;
use crate::error::Error;
use crate::service::Service;
use prokura_decision::mask::Level;
use prokura_domain::federation::Domain;
use prokura_domain::refusal::Refusal;

/// Domains of an organization.
#[derive(Clone, Debug)]
pub struct DomainsSeen {
    /// The domains, by name.
    pub domains: Vec<Domain>,
    /// Why the caller cannot change them: reason codes and rules; `None` when they can.
    pub locked: Option<(Vec<&'static str>, Vec<&'static str>)>,
}

/// The domains of an organization.
///
/// # Errors
/// [`Refusal::NotFound`]; [`Refusal::Forbidden`] for somebody who may not read them.
pub async fn list(service: &Service, caller: &Caller, organization: &str) -> Result<DomainsSeen, Error> {
    let sight = service.sight(caller)?;
    let entered = sight.enter(organization)?;
    sight.ask("settings.domains", Level::Read, entered.handle)?;
    let locked = match sight.ask("settings.domains", Level::Manage, entered.handle) {
        Ok(()) => None,
        Err(Refusal::Forbidden { because, rules, .. }) => Some((because, rules)),
        Err(other) => return Err(other.into()),
    };
    Ok(DomainsSeen { domains: service.read().await?.domains_of(entered.id).await?, locked })
}
