//! Is what a provider posts to us signed by it, and of the kind it should be? (RFC 7515)

use crate::discovery::Known;
use crate::token::{ALGORITHMS, signature_fault};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openidconnect::core::{CoreJsonWebKey, CoreJwsSigningAlgorithm};
use openidconnect::{JsonWebKey as _, JsonWebKeyAlgorithm, JsonWebKeyUse as _, JwsSigningAlgorithm as _};
use prokura_app::port::{ProviderFailure, ProviderFault};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Bytes of a token at most.
const MOST: usize = 16 * 1024;

#[derive(Deserialize)]
struct Header {
    alg: CoreJwsSigningAlgorithm,
    kid: Option<String>,
    typ: Option<String>,
    crit: Option<Value>,
}

/// For whom a token is.
#[derive(Deserialize)]
#[serde(untagged)]
pub(crate) enum Audience {
    /// For one.
    One(String),
    /// For several that are one.
    Several(Vec<String>),
}

impl Audience {
    /// Whether it is for somebody.
    pub(crate) fn names(&self, who: &str) -> bool {
        match self {
            Self::One(one) => one == who,
            Self::Several(several) => several.iter().any(|one| one == who),
        }
    }
}

/// A token, taken apart; nothing of it counts yet.
pub(crate) struct Posted<'a, T> {
    header: Header,
    signed: &'a str,
    signature: Vec<u8>,
    /// What it says.
    pub(crate) claims: T,
}

impl<'a, T: DeserializeOwned> Posted<'a, T> {
    /// Takes a token apart. `kinds` are the values of `typ` that it may have, without `application/`; without any `typ` only
    /// where the empty one is among them.
    pub(crate) fn read(token: &'a str, kinds: &[&str]) -> Result<Self, ProviderFailure> {
        if token.len() > MOST {
            return Err(invalid("it is too long"));
        }
        let (signed, signature) = token.rsplit_once('.').ok_or_else(|| invalid("it is no token"))?;
        let (header, claims) = signed.split_once('.').ok_or_else(|| invalid("it is no token"))?;
        let header: Header = part(header)?;
        let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| invalid("its signature cannot be read"))?;
        let kind = header.typ.as_deref().map(str::to_ascii_lowercase);
        let kind = kind.as_deref().map_or("", |kind| kind.strip_prefix("application/").unwrap_or(kind));
        if !kinds.contains(&kind) || header.crit.is_some() {
            return Err(invalid("its header is not that of such a token"));
        }
        Ok(Self { claims: part(claims)?, header, signed, signature })
    }

    /// Whether a key of the provider signed it.
    pub(crate) fn check(&self, known: &Known) -> Result<(), ProviderFailure> {
        let header = &self.header;
        if !ALGORITHMS.contains(&header.alg) {
            return Err(ProviderFault::TokenAlgorithm.into());
        }
        let fits = |key: &&CoreJsonWebKey| {
            let named = header.kid.as_deref().is_none_or(|kid| key.key_id().is_some_and(|id| id.as_str() == kid));
            let signs = key.key_use().is_none_or(|usage| usage.allows_signature());
            let speaks = match key.signing_alg() {
                JsonWebKeyAlgorithm::Unspecified => true,
                JsonWebKeyAlgorithm::Algorithm(algorithm) => *algorithm == header.alg,
                JsonWebKeyAlgorithm::Unsupported => false,
            };
            named && signs && speaks && header.alg.key_type().as_ref() == Some(key.key_type())
        };
        let mut fitting = known.keys.keys().iter().filter(fits);
        let (Some(key), None) = (fitting.next(), fitting.next()) else { return Err(ProviderFault::TokenKey.into()) };
        let checked = key.verify_signature(&header.alg, self.signed.as_bytes(), &self.signature);
        checked.map_err(|error| signature_fault(&error).into())
    }
}

/// A name of a token, which counts once.
pub(crate) fn named(jti: &str) -> Result<(), ProviderFailure> {
    if jti.is_empty() || jti.len() > 500 { Err(invalid("its jti is empty or too long")) } else { Ok(()) }
}

fn part<T: DeserializeOwned>(part: &str) -> Result<T, ProviderFailure> {
    let bytes = URL_SAFE_NO_PAD.decode(part).map_err(|_| invalid("it cannot be read"))?;
    serde_json::from_slice(&bytes).map_err(|error| invalid(&error.to_string()))
}

/// What says too little, or what cannot be.
pub(crate) fn invalid(detail: &str) -> ProviderFailure {
    ProviderFailure::new(ProviderFault::TokenInvalid, detail)
}
