//! Who calls: an extractor turns a bearer token or a session cookie into an actor. Without it a handler has nothing to
//! work with.

use crate::problem::Problem;
use crate::request::Current;
use crate::site::Site;
use axum::extract::FromRequestParts;
use axum::http::header::{AUTHORIZATION, COOKIE, ORIGIN};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use prokura_app::authentication::{session_actor, token_actor};
use prokura_app::caller::{Actor, Caller, Via};
use prokura_app::error::Error;
use prokura_domain::account::TokenScope;
use prokura_domain::refusal::Refusal;
use std::sync::Arc;

/// The session's cookie. The prefix binds it to this host and to https (or loopback).
pub const SESSION_COOKIE: &str = "__Host-prokura-session";

/// Somebody who may call the REST API: by token, or by the console's session from our own origin.
pub struct ApiCaller(pub Caller);

impl FromRequestParts<Site> for ApiCaller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Problem> {
        if parts.method.is_safe() {
            caller(parts, site, &[TokenScope::Read, TokenScope::Manage]).await.map(Self)
        } else {
            caller(parts, site, &[TokenScope::Manage]).await.map(Self)
        }
    }
}

/// Somebody who may ask for a decision with its reasons, which changes nothing: with whatever a token is for.
pub struct AskingCaller(pub Caller);

impl FromRequestParts<Site> for AskingCaller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Problem> {
        caller(parts, site, &[TokenScope::Read, TokenScope::Manage, TokenScope::Decisions]).await.map(Self)
    }
}

/// The caller, whose token has one of the scopes; the first names what is lacking.
async fn caller(parts: &Parts, site: &Site, wanted: &[TokenScope]) -> Result<Caller, Problem> {
    let current = Current::of(parts);
    let actor = actor(parts, site).await.map_err(|error| Problem::of(error, &current))?;
    if let Actor::Principal { via: Via::Token { scopes, .. }, .. } = &actor
        && !scopes.iter().any(|scope| wanted.contains(scope))
    {
        let asked = wanted.first().map(|scope| scope.code().to_owned()).unwrap_or_default();
        let refusal = Refusal::Forbidden { asked, because: vec!["token_scope"], rules: Vec::new() };
        return Err(Problem::of(refusal.into(), &current));
    }
    Ok(Caller { actor, request: current.id, idempotency: None })
}

/// A service that may ask for decisions: by a token with that scope, and nothing else.
pub struct DecisionCaller(pub Arc<Actor>);

impl FromRequestParts<Site> for DecisionCaller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Problem> {
        let current = Current::of(parts);
        let refused = |refusal: Refusal| Problem::of(refusal.into(), &current);
        let secret = bearer(&parts.headers).ok_or_else(|| refused(Refusal::Unauthenticated))?;
        let actor =
            site.memory.tokens.actor(&site.service, secret).await.map_err(|error| Problem::of(error, &current))?;
        match &*actor {
            Actor::Principal { via: Via::Token { scopes, .. }, .. } if scopes.contains(&TokenScope::Decisions) => {
                Ok(Self(actor))
            }
            Actor::Principal { .. } | Actor::Anonymous | Actor::Operator | Actor::System => {
                let because = vec!["token_scope"];
                Err(refused(Refusal::Forbidden { asked: "decisions".to_owned(), because, rules: Vec::new() }))
            }
        }
    }
}

/// A service that is told of signals: by a token with that scope, and nothing else.
pub struct SignalCaller(pub Caller);

impl FromRequestParts<Site> for SignalCaller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Problem> {
        let current = Current::of(parts);
        let refused = |refusal: Refusal| Problem::of(refusal.into(), &current);
        let secret = bearer(&parts.headers).ok_or_else(|| refused(Refusal::Unauthenticated))?;
        let actor = token_actor(&site.service, secret).await.map_err(|error| Problem::of(error, &current))?;
        match &actor {
            Actor::Principal { via: Via::Token { scopes, .. }, .. } if scopes.contains(&TokenScope::Signals) => {
                Ok(Self(Caller { actor, request: current.id, idempotency: None }))
            }
            Actor::Principal { .. } | Actor::Anonymous | Actor::Operator | Actor::System => {
                let because = vec!["token_scope"];
                Err(refused(Refusal::Forbidden { asked: "signals".to_owned(), because, rules: Vec::new() }))
            }
        }
    }
}

async fn actor(parts: &Parts, site: &Site) -> Result<Actor, Error> {
    if let Some(secret) = bearer(&parts.headers) {
        return token_actor(&site.service, secret).await;
    }
    let secret = cookie(&parts.headers, SESSION_COOKIE).ok_or(Refusal::Unauthenticated)?;
    if !is_from_here(&parts.method, &parts.headers, site) {
        return Err(Refusal::Unauthenticated.into());
    }
    session_actor(&site.service, secret).await
}

/// The token of an `Authorization: Bearer` header (RFC 6750, section 2.1).
#[must_use]
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, secret) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(secret.trim())
}

/// A cookie's value.
#[must_use]
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

/// Whether a request with a cookie comes from our own pages: a browser says so, and a write must say so. A page without a
/// referrer sends `Origin: null` with its forms, so the browser's own word on where it was sent from comes first.
#[must_use]
pub fn is_from_here(method: &Method, headers: &HeaderMap, site: &Site) -> bool {
    if headers.get("sec-fetch-site").is_some_and(|from| from.as_bytes() == b"same-origin") {
        return true;
    }
    match headers.get(ORIGIN) {
        Some(origin) => origin.as_bytes() == site.public_url.origin().as_bytes(),
        None => method.is_safe(),
    }
}
