//! Is a logout token what it should be? (OpenID Connect Back-Channel Logout 1.0, section 2.6)

use crate::discovery::Known;
use crate::token::{ALGORITHMS, SKEW, signature_fault};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openidconnect::core::{CoreJsonWebKey, CoreJwsSigningAlgorithm};
use openidconnect::{JsonWebKey as _, JsonWebKeyAlgorithm, JsonWebKeyUse as _, JwsSigningAlgorithm as _};
use prokura_app::port::{ProviderFailure, ProviderFault, ProviderPlace, SignedOutThere};
use prokura_domain::time::{Span, Timestamp};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
/// Bytes of a token at most.
const MOST: usize = 16 * 1024;
/// How long a token without `exp` counts, as older providers make them.
const COUNTS: Span = Span::minutes(5);

#[derive(Deserialize)]
struct Header {
    alg: CoreJwsSigningAlgorithm,
    kid: Option<String>,
    typ: Option<String>,
    crit: Option<Value>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    aud: Audience,
    iat: i64,
    exp: Option<i64>,
    jti: String,
    events: Map<String, Value>,
    sub: Option<String>,
    sid: Option<String>,
    nonce: Option<Value>,
}

/// What a logout token says.
pub(crate) fn signed_out(
    known: &Known,
    place: &ProviderPlace,
    token: &str,
    now: Timestamp,
) -> Result<SignedOutThere, ProviderFailure> {
    if token.len() > MOST {
        return Err(invalid("it is too long"));
    }
    let (signed, signature) = token.rsplit_once('.').ok_or_else(|| invalid("it is no token"))?;
    let (header, claims) = signed.split_once('.').ok_or_else(|| invalid("it is no token"))?;
    let header: Header = read(header)?;
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| invalid("its signature cannot be read"))?;
    check_signature(known, &header, signed.as_bytes(), &signature)?;

    let claims: Claims = read(claims)?;
    let at = |seconds: i64| Timestamp(seconds.saturating_mul(1_000_000));
    if claims.iss != place.issuer {
        return Err(ProviderFailure::new(ProviderFault::TokenIssuer, format!("iss is `{}`", claims.iss)));
    }
    let is_for_us = match &claims.aud {
        Audience::One(one) => *one == place.client_id,
        Audience::Several(several) => several.contains(&place.client_id),
    };
    if !is_for_us {
        return Err(ProviderFault::TokenAudience.into());
    }
    let until = claims.exp.map_or_else(|| at(claims.iat).plus(COUNTS), at).plus(SKEW);
    if now >= until {
        return Err(ProviderFault::TokenExpired.into());
    }
    if at(claims.iat) > now.plus(SKEW) {
        return Err(ProviderFault::TokenEarly.into());
    }
    if claims.nonce.is_some() {
        return Err(invalid("it has a nonce, as no logout token has"));
    }
    if !claims.events.get(EVENT).is_some_and(Value::is_object) {
        return Err(invalid("it is not about signing out"));
    }
    if claims.sub.is_none() && claims.sid.is_none() {
        return Err(invalid("it names neither sub nor sid"));
    }
    if claims.jti.is_empty() || claims.jti.len() > 500 {
        return Err(invalid("its jti is empty or too long"));
    }
    Ok(SignedOutThere { subject: claims.sub, session: claims.sid, id: claims.jti, until })
}

fn check_signature(known: &Known, header: &Header, signed: &[u8], signature: &[u8]) -> Result<(), ProviderFailure> {
    let kind = header.typ.as_deref().map(str::to_ascii_lowercase);
    let kind = kind.as_deref().map(|kind| kind.strip_prefix("application/").unwrap_or(kind));
    if !matches!(kind, None | Some("logout+jwt" | "jwt")) || header.crit.is_some() {
        return Err(invalid("its header is not that of a logout token"));
    }
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
    key.verify_signature(&header.alg, signed, signature).map_err(|error| signature_fault(&error).into())
}

fn read<T: DeserializeOwned>(part: &str) -> Result<T, ProviderFailure> {
    let bytes = URL_SAFE_NO_PAD.decode(part).map_err(|_| invalid("it cannot be read"))?;
    serde_json::from_slice(&bytes).map_err(|error| invalid(&error.to_string()))
}

fn invalid(detail: &str) -> ProviderFailure {
    ProviderFailure::new(ProviderFault::TokenInvalid, detail)
}
