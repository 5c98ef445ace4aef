//! What is known of each provider: its metadata and its keys, fetched seldom and kept for a while.

use crate::outbound::{Outbound, OutboundError};
use hyper::header::{ACCEPT, HeaderValue};
use hyper::{Request, StatusCode};
use openidconnect::core::{
    CoreAuthDisplay, CoreClaimName, CoreClaimType, CoreClientAuthMethod, CoreGrantType, CoreJsonWebKey,
    CoreJsonWebKeySet, CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm, CoreResponseMode,
    CoreResponseType, CoreSubjectIdentifierType,
};
use openidconnect::{AdditionalProviderMetadata, ProviderMetadata};
use prokura_app::port::{ProviderFailure, ProviderFault};
use prokura_domain::time::{Span, Timestamp};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// How long metadata and keys are taken as they were fetched.
const FRESH: Span = Span::hours(1);
/// How long after a fetch an unknown key's name is no reason for another.
const KEYS_EVERY: Span = Span::minutes(1);
/// Providers that are remembered; the one fetched longest ago is forgotten first.
const REMEMBERED: usize = 500;

/// What a provider says of itself beyond OpenID Connect Discovery 1.0.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Beyond {
    /// OpenID Connect RP-Initiated Logout 1.0.
    pub(crate) end_session_endpoint: Option<String>,
    /// RFC 9207.
    #[serde(default)]
    pub(crate) authorization_response_iss_parameter_supported: bool,
}

impl AdditionalProviderMetadata for Beyond {}

pub(crate) type Metadata = ProviderMetadata<
    Beyond,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

/// A provider as it was fetched.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    pub(crate) metadata: Arc<Metadata>,
    pub(crate) keys: Arc<CoreJsonWebKeySet>,
    metadata_at: Timestamp,
    keys_at: Timestamp,
}

/// Providers by issuer.
#[derive(Debug)]
pub(crate) struct Directory {
    outbound: Outbound,
    known: Mutex<HashMap<String, Known>>,
}

impl Directory {
    pub(crate) fn new(outbound: Outbound) -> Self {
        Self { outbound, known: Mutex::default() }
    }

    pub(crate) const fn outbound(&self) -> &Outbound {
        &self.outbound
    }

    /// A provider, fetched anew after an hour.
    pub(crate) async fn provider(&self, issuer: &str, now: Timestamp) -> Result<Known, ProviderFailure> {
        if let Some(known) = self.remembered(issuer)
            && now.since(known.metadata_at) < FRESH
            && now >= known.metadata_at
        {
            return Ok(known);
        }
        let metadata = self.metadata(issuer).await?;
        let keys = self.keys(metadata.jwks_uri().as_str()).await?;
        let known = Known { metadata: Arc::new(metadata), keys: Arc::new(keys), metadata_at: now, keys_at: now };
        self.remember(issuer, known.clone());
        Ok(known)
    }

    /// The provider with keys fetched anew, because it may have changed them; `None` where that was done a moment ago.
    pub(crate) async fn with_new_keys(&self, issuer: &str, now: Timestamp) -> Result<Option<Known>, ProviderFailure> {
        let Some(known) = self.remembered(issuer) else { return Ok(None) };
        if now.since(known.keys_at) < KEYS_EVERY && now >= known.keys_at {
            return Ok(None);
        }
        // Whoever comes meanwhile does not fetch too, and where fetching fails nobody does for a minute.
        self.remember(issuer, Known { keys_at: now, ..known.clone() });
        let keys = self.keys(known.metadata.jwks_uri().as_str()).await?;
        let known = Known { keys: Arc::new(keys), keys_at: now, ..known };
        self.remember(issuer, known.clone());
        Ok(Some(known))
    }

    async fn metadata(&self, issuer: &str) -> Result<Metadata, ProviderFailure> {
        let address = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
        let metadata: Metadata = self.fetch(&address, ProviderFault::MetadataInvalid).await?;
        if metadata.issuer().as_str() != issuer {
            let detail = format!("it names itself `{}`", metadata.issuer().as_str());
            return Err(ProviderFailure::new(ProviderFault::MetadataIssuer, detail));
        }
        // Where people and their codes are sent is held to the same as where we send requests.
        let endpoints = [metadata.authorization_endpoint().as_str(), metadata.jwks_uri().as_str()];
        let token = metadata.token_endpoint().map(|endpoint| endpoint.as_str());
        let Some(token) = token else {
            return Err(ProviderFailure::new(ProviderFault::MetadataInvalid, "it has no token_endpoint"));
        };
        for endpoint in endpoints.into_iter().chain([token]) {
            self.outbound.parse(endpoint).map_err(failure)?;
        }
        Ok(metadata)
    }

    async fn keys(&self, address: &str) -> Result<CoreJsonWebKeySet, ProviderFailure> {
        self.fetch(address, ProviderFault::KeysInvalid).await
    }

    async fn fetch<T: DeserializeOwned>(&self, address: &str, fault: ProviderFault) -> Result<T, ProviderFailure> {
        let url = self.outbound.parse(address).map_err(failure)?;
        let mut request = Request::new(Vec::new());
        *request.uri_mut() = url.as_str().parse().map_err(|error| ProviderFailure::new(fault, error))?;
        request.headers_mut().insert(ACCEPT, HeaderValue::from_static("application/json"));
        let answer = self.outbound.send(request).await.map_err(failure)?;
        if answer.status() != StatusCode::OK {
            return Err(ProviderFailure::new(fault, format!("{address} answers {}", answer.status().as_u16())));
        }
        serde_json::from_slice(answer.body())
            .map_err(|error| ProviderFailure::new(fault, format!("{address}: {error}")))
    }

    fn remembered(&self, issuer: &str) -> Option<Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).get(issuer).cloned()
    }

    fn remember(&self, issuer: &str, provider: Known) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= REMEMBERED && !known.contains_key(issuer) {
            let oldest = known.iter().min_by_key(|(_, it)| it.metadata_at).map(|(issuer, _)| issuer.clone());
            if let Some(oldest) = oldest {
                known.remove(&oldest);
            }
        }
        known.insert(issuer.to_owned(), provider);
    }
}

/// What a request that was not answered comes to.
pub(crate) fn failure(error: OutboundError) -> ProviderFailure {
    let fault = match &error {
        OutboundError::Address(_) => ProviderFault::AddressRefused,
        OutboundError::Private(_) => ProviderFault::AddressPrivate,
        OutboundError::Unknown(_)
        | OutboundError::Failed(..)
        | OutboundError::Slow(_)
        | OutboundError::Long(_)
        | OutboundError::NobodyTrusted => ProviderFault::Unreachable,
    };
    ProviderFailure::new(fault, error)
}
