//! Is an ID token what it should be? (OpenID Connect Core 1.0, section 3.1.3.7)

use crate::discovery::Known;
use chrono::{DateTime, Utc};
use openidconnect::core::{
    CoreGenderClaim, CoreJsonWebKey, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm,
};
use openidconnect::{
    AdditionalClaims, ClaimsVerificationError, ClientId, IdToken, IdTokenVerifier, Nonce, SignatureVerificationError,
};
use prokura_app::port::{Asserted, ProofAgain, ProviderFailure, ProviderFault, ProviderKeeps, ProviderPlace};
use prokura_domain::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};

/// By how much clocks may differ.
pub(crate) const SKEW: Span = Span::seconds(60);

/// What signs a token for us: always a key pair. A shared secret signs nothing, since whoever can check could also sign.
pub(crate) const ALGORITHMS: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// What we read beyond the standard's claims.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct More {
    /// The session there (OpenID Connect Front-Channel Logout 1.0).
    #[serde(default)]
    sid: Option<String>,
}

impl AdditionalClaims for More {}

pub(crate) type Token = IdToken<More, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>;

/// Who a token says somebody is.
pub(crate) fn asserted(
    known: &Known,
    place: &ProviderPlace,
    keeps: &ProviderKeeps,
    again: Option<&ProofAgain>,
    token: &Token,
    now: Timestamp,
) -> Result<Asserted, ProviderFailure> {
    let verifier = IdTokenVerifier::<CoreJsonWebKey>::new_public_client(
        ClientId::new(place.client_id.clone()),
        known.metadata.issuer().clone(),
        (*known.keys).clone(),
    )
    .set_allowed_algs(ALGORITHMS)
    .set_time_fn(move || moment(now.minus(SKEW)))
    .set_issue_time_verifier_fn(
        move |issued| {
            if issued <= moment(now.plus(SKEW)) { Ok(()) } else { Err(EARLY.to_owned()) }
        },
    )
    .set_auth_time_verifier_fn(|at| match (again, at) {
        (None, _) => Ok(()),
        (Some(again), Some(at)) if at >= moment(again.since.minus(SKEW)) => Ok(()),
        (Some(_), Some(at)) => Err(format!("auth_time is {at}")),
        (Some(_), None) => Err("there is no auth_time".to_owned()),
    })
    .set_auth_context_verifier_fn(|acr| match (again, acr) {
        (Some(again), Some(acr)) if !again.acr.is_empty() && !again.acr.iter().any(|asked| asked == acr.as_str()) => {
            Err(format!("acr is `{}`", acr.as_str()))
        }
        (Some(again), None) if !again.acr.is_empty() => Err("there is no acr".to_owned()),
        (Some(_), _) | (None, _) => Ok(()),
    });
    let claims = token.claims(&verifier, &Nonce::new(keeps.nonce.clone())).map_err(failure)?;
    let subject = claims.subject().as_str();
    if subject.is_empty() || subject.len() > 255 {
        return Err(ProviderFailure::new(ProviderFault::TokenInvalid, "`sub` is empty or longer than 255 characters"));
    }
    Ok(Asserted {
        subject: subject.to_owned(),
        email: claims.email().map(|email| email.as_str().to_owned()),
        email_verified: claims.email_verified() == Some(true),
        session: claims.additional_claims().sid.clone(),
        authenticated_at: claims.auth_time().map(|at| Timestamp(at.timestamp_micros())),
        acr: claims.auth_context_ref().map(|acr| acr.as_str().to_owned()),
        token: token.to_string(),
    })
}

const EARLY: &str = "iat is more than a minute ahead of this clock";

fn moment(at: Timestamp) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(at.0).unwrap_or_default()
}

fn failure(error: ClaimsVerificationError) -> ProviderFailure {
    use {ProviderFault as F, SignatureVerificationError as S};
    let fault = match &error {
        // The library tells of a wrong `iat` as it does of an `exp`.
        ClaimsVerificationError::Expired(text) if text == EARLY => F::TokenEarly,
        ClaimsVerificationError::Expired(_) => F::TokenExpired,
        ClaimsVerificationError::InvalidAudience(_) => F::TokenAudience,
        ClaimsVerificationError::InvalidAuthContext(_) => F::ProofWeak,
        ClaimsVerificationError::InvalidAuthTime(_) => F::ProofOld,
        ClaimsVerificationError::InvalidIssuer(_) => F::TokenIssuer,
        ClaimsVerificationError::InvalidNonce(_) => F::TokenNonce,
        ClaimsVerificationError::SignatureVerification(error) => signature_fault(error),
        ClaimsVerificationError::InvalidSubject(_)
        | ClaimsVerificationError::Other(_)
        | ClaimsVerificationError::Unsupported(_)
        | _ => F::TokenInvalid,
    };
    let says_nothing = matches!(&error, ClaimsVerificationError::SignatureVerification(S::CryptoError(_)));
    let detail = if says_nothing { String::new() } else { error.to_string() };
    ProviderFailure::new(fault, detail)
}

/// What a signature that does not hold comes to.
pub(crate) const fn signature_fault(error: &SignatureVerificationError) -> ProviderFault {
    use SignatureVerificationError as S;
    match error {
        S::NoMatchingKey | S::AmbiguousKeyId(_) => ProviderFault::TokenKey,
        S::DisallowedAlg(_) | S::UnsupportedAlg(_) | S::NoSignature => ProviderFault::TokenAlgorithm,
        S::CryptoError(_) | S::InvalidKey(_) | S::Other(_) | _ => ProviderFault::TokenSignature,
    }
}
