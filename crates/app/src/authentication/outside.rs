//! What is outside: identity providers, the domain name system, and what of them an organization sets.

use super::Authentication;
use super::sso::secret_context;
use crate::caller::Caller;
use crate::command::set_client_secret::SetClientSecret;
use crate::command::verify_domain::VerifyDomain;
use crate::error::Error;
use crate::pipeline::Done;
use crate::port::{
    Asserted, HeardSignal, IdentityProviders, PostFailure, ProofAgain, ProviderAnswer, ProviderAsk, ProviderAsked,
    ProviderFailure, ProviderFault, ProviderKeeps, ProviderPlace, Resolver, SignalPost, SignedOutThere,
};
use crate::secret::Purpose;
use async_trait::async_trait;
use prokura_decision::mask::Level;
use prokura_domain::federation::Domain;
use prokura_domain::id::{DomainId, OrganizationId};
use prokura_domain::refusal::Refusal;
use prokura_domain::signal::StreamFault;
use prokura_domain::time::Timestamp;
use std::sync::Arc;

/// Characters of a client secret at most.
const SECRET_LENGTH: usize = 500;

/// What is reached outside, and where we are reached.
#[derive(Clone)]
pub struct Outside {
    /// Identity providers.
    pub providers: Arc<dyn IdentityProviders>,
    /// The domain name system.
    pub resolver: Arc<dyn Resolver>,
    /// Receivers of signals.
    pub post: Arc<dyn SignalPost>,
    /// Our own origin, as providers know it.
    pub origin: String,
}

impl Default for Outside {
    /// Nothing is reached.
    fn default() -> Self {
        Self { providers: Arc::new(Nobody), resolver: Arc::new(Nobody), post: Arc::new(Nobody), origin: String::new() }
    }
}

impl Authentication {
    /// Reaches what is outside.
    #[must_use]
    pub fn reaching(self, outside: Outside) -> Self {
        Self { outside, ..self }
    }

    /// Sets the secret that an organization shares with its provider; an empty one takes it away.
    ///
    /// # Errors
    /// A field error of `value`; as [`crate::service::Service::execute`].
    pub async fn set_client_secret(
        &self,
        caller: Caller,
        organization: OrganizationId,
        secret: &str,
    ) -> Result<Done<()>, Error> {
        let secret = secret.trim();
        if secret.chars().count() > SECRET_LENGTH || secret.chars().any(char::is_control) {
            return Err(Refusal::field("value", "client_secret_invalid").into());
        }
        let locked = if secret.is_empty() {
            None
        } else {
            let (keys, random) = (self.service.keys(), &**self.service.random());
            let locked = keys.lock(Purpose::Kept, &secret_context(organization), secret.as_bytes(), random);
            Some(locked.ok_or_else(|| Error::Internal("nothing can be locked".to_owned()))?)
        };
        self.service.execute(caller, SetClientSecret { organization, locked }).await
    }

    /// Looks whether an organization publishes what shows that a domain is its own.
    ///
    /// # Errors
    /// A field error of `domain` where it does not; as [`crate::service::Service::execute`].
    pub async fn verify_domain(
        &self,
        caller: Caller,
        organization: OrganizationId,
        domain: DomainId,
    ) -> Result<Done<Domain>, Error> {
        let sight = self.service.sight(&caller)?;
        let entered = sight.enter(&organization.to_string())?;
        let found = self.service.read().await?.domain(domain).await?;
        let found = found.filter(|it| it.organization == organization && it.removed_at.is_none());
        // Nobody has us ask the domain name system who could not have it count.
        let asks = sight.ask("settings.domains", Level::Manage, entered.handle).is_ok();
        let texts = match found {
            Some(found) if asks => match self.outside.resolver.texts(&found.record_name()).await {
                Ok(texts) => texts,
                Err(error) => {
                    tracing::info!(%error, "the domain name system did not answer");
                    return Err(Refusal::field("domain", "domain_unanswered").into());
                }
            },
            Some(_) | None => Vec::new(),
        };
        self.service.execute(caller, VerifyDomain::found(organization, domain, texts)).await
    }
}

/// Reaches nobody.
struct Nobody;

#[async_trait]
impl IdentityProviders for Nobody {
    async fn ask(&self, _: &ProviderPlace, _: &ProviderAsk, _: Timestamp) -> Result<ProviderAsked, ProviderFailure> {
        Err(ProviderFault::Unreachable.into())
    }

    async fn hear(
        &self,
        _: &ProviderPlace,
        _: &ProviderKeeps,
        _: Option<&ProofAgain>,
        _: &ProviderAnswer,
        _: Timestamp,
    ) -> Result<Asserted, ProviderFailure> {
        Err(ProviderFault::Unreachable.into())
    }

    async fn leave(&self, _: &ProviderPlace, _: &str, _: Timestamp) -> Result<Option<String>, ProviderFailure> {
        Err(ProviderFault::Unreachable.into())
    }

    async fn signed_out(&self, _: &ProviderPlace, _: &str, _: Timestamp) -> Result<SignedOutThere, ProviderFailure> {
        Err(ProviderFault::Unreachable.into())
    }

    async fn signal(
        &self,
        _: &ProviderPlace,
        _: &[String],
        _: &str,
        _: Timestamp,
    ) -> Result<HeardSignal, ProviderFailure> {
        Err(ProviderFault::Unreachable.into())
    }
}

#[async_trait]
impl SignalPost for Nobody {
    fn accepts(&self, endpoint: &str) -> bool {
        endpoint.starts_with("https://")
    }

    async fn post(&self, _: &str, _: Option<&str>, _: &str) -> Result<(), PostFailure> {
        Err(PostFailure::new(StreamFault::Unreachable, ""))
    }
}

#[async_trait]
impl Resolver for Nobody {
    async fn texts(&self, _: &str) -> Result<Vec<String>, String> {
        Err("no domain name system is reached".to_owned())
    }
}
