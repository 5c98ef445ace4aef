//! What an organization's identity provider tells us of its people (RFC 8935).

use crate::sign_in::client::Client;
use crate::site::Site;
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use prokura_app::authentication::SsoError;
use prokura_app::error::Error;
use prokura_app::port::ProviderFault;
use prokura_domain::id::OrganizationId;
use prokura_domain::refusal::Refusal;

const KEPT_BY_NOBODY: (axum::http::HeaderName, HeaderValue) = (CACHE_CONTROL, HeaderValue::from_static("no-store"));

/// `POST /federation/{organization}/signals`: a security event token from a provider. Taken with 202 whether or not it is
/// about anybody here.
pub(crate) async fn heard(
    State(site): State<Site>,
    Client(from): Client,
    Path(organization): Path<String>,
    headers: HeaderMap,
    body: Result<Bytes, axum::extract::rejection::BytesRejection>,
) -> Response {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let is_token =
        kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/secevent+jwt"));
    let body = match body {
        Ok(body) => body,
        Err(rejection) => return (rejection.status(), [KEPT_BY_NOBODY]).into_response(),
    };
    if !is_token {
        return refused("invalid_request", "The content type is not application/secevent+jwt.");
    }
    let (Ok(token), Ok(organization)) = (std::str::from_utf8(&body), organization.parse::<OrganizationId>()) else {
        return refused("invalid_request", "The body is no token.");
    };
    match site.authentication.hear_signal(organization, token.trim(), &from).await {
        Ok(posted) => {
            tracing::info!(%organization, ended = posted.ended, "a provider told of somebody");
            (StatusCode::ACCEPTED, [KEPT_BY_NOBODY]).into_response()
        }
        Err(SsoError::Provider(failure)) => {
            tracing::info!(%organization, %failure, "a provider's token was not taken");
            not_taken(failure.fault)
        }
        Err(SsoError::Error(Error::Refused(Refusal::TooMany { retry_after_seconds, .. }))) => {
            let after = (RETRY_AFTER, HeaderValue::from(retry_after_seconds));
            (StatusCode::TOO_MANY_REQUESTS, [KEPT_BY_NOBODY, after]).into_response()
        }
        // The provider was changed while it was looked at: it tries again, and then it is another's.
        Err(SsoError::Error(Error::Refused(_))) => not_taken(ProviderFault::TokenIssuer),
        Err(error) => {
            tracing::error!(%error, "a provider's token could not be taken");
            (StatusCode::SERVICE_UNAVAILABLE, [KEPT_BY_NOBODY]).into_response()
        }
    }
}

/// Why a token was not taken, in the standard's codes (section 2.4).
fn not_taken(fault: ProviderFault) -> Response {
    use ProviderFault as F;
    match fault {
        F::TokenIssuer => refused("invalid_issuer", "The issuer is not the one that is set up here."),
        F::TokenAudience => refused("invalid_audience", "The audience is neither this address nor the client ID."),
        F::TokenAlgorithm | F::TokenKey | F::TokenSignature => {
            refused("invalid_key", "The signature is by no key of the issuer, or by an algorithm that is not taken.")
        }
        F::TokenExpired | F::TokenEarly => {
            refused("invalid_request", "iat is more than a day ago, or ahead of this clock.")
        }
        // The keys cannot be had now: the token may be good, and comes again.
        F::AddressRefused
        | F::AddressPrivate
        | F::Unreachable
        | F::MetadataInvalid
        | F::MetadataIssuer
        | F::KeysInvalid
        | F::Incomplete => (StatusCode::SERVICE_UNAVAILABLE, [KEPT_BY_NOBODY]).into_response(),
        F::Denied
        | F::AnswerIssuer
        | F::ClientRefused
        | F::CodeRefused
        | F::AnswerInvalid
        | F::TokenMissing
        | F::TokenNonce
        | F::ProofOld
        | F::ProofWeak
        | F::TokenInvalid => refused("invalid_request", "The token cannot be read, or says too little."),
    }
}

fn refused(code: &str, description: &str) -> Response {
    let language = (CONTENT_LANGUAGE, HeaderValue::from_static("en"));
    let body = Json(serde_json::json!({ "err": code, "description": description }));
    (StatusCode::BAD_REQUEST, [KEPT_BY_NOBODY, language], body).into_response()
}
