//! How an organization's sign-in at its own provider stands, for whoever may read its settings of authentication.

use crate::caller::Caller;
use crate::error::Error;
use crate::service::Service;
use crate::sso::SsoSettings;
use prokura_decision::mask::Level;
use prokura_domain::id::{OrganizationId, PrincipalId};
use prokura_domain::refusal::Refusal;
use prokura_domain::time::Timestamp;

/// How it stands.
#[derive(Clone, Debug)]
pub struct SsoSeen {
    /// The organization.
    pub organization: OrganizationId,
    /// What is set.
    pub settings: SsoSettings,
    /// Who set the shared secret last and when, and whether there is one.
    pub secret: Option<(Option<PrincipalId>, Timestamp, bool)>,
    /// Whether anybody has ever signed in under this configuration.
    pub anybody: bool,
    /// Whether the organization has a verified domain: without one nobody is led to the provider.
    pub has_domain: bool,
    /// Why the caller cannot change it: reason codes and rules; `None` when they can.
    pub locked: Option<(Vec<&'static str>, Vec<&'static str>)>,
}

/// How it stands; `None` for whoever may not read it, and for an organization that cannot have it.
///
/// # Errors
/// [`Refusal::NotFound`]; when the store fails.
pub async fn get(service: &Service, caller: &Caller, organization: &str) -> Result<Option<SsoSeen>, Error> {
    let sight = service.sight(caller)?;
    let entered = sight.enter(organization)?;
    if sight.ask("settings.authentication", Level::Read, entered.handle).is_err() {
        return Ok(None);
    }
    let locked = match sight.ask("settings.authentication", Level::Manage, entered.handle) {
        Ok(()) => None,
        Err(Refusal::Forbidden { because, rules, .. }) => Some((because, rules)),
        Err(other) => return Err(other.into()),
    };
    let mut read = service.read().await?;
    let record = read.organization_record(entered.id).await?.ok_or(Refusal::NotFound)?;
    let policy = service.policy();
    let is_for = policy
        .setting(prokura_domain::setting::key::SSO_MODE)
        .is_some_and(|definition| definition.is_for(record.organization.kind));
    if !is_for {
        return Ok(None);
    }
    let settings = SsoSettings::of(policy, &record);
    let secret = read.client_secret(entered.id).await?;
    let anybody = read.anybody_federated(entered.id, &settings.issuer, &settings.client_id).await?;
    let has_domain = read.domains_of(entered.id).await?.iter().any(prokura_domain::federation::Domain::counts);
    Ok(Some(SsoSeen {
        organization: entered.id,
        settings,
        secret: secret.map(|secret| (secret.set_by, secret.set_at, secret.locked.is_some())),
        anybody,
        has_domain,
        locked,
    }))
}
