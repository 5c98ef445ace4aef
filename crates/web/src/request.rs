//! What every request has: an id, a language, and headers that keep browsers from doing foolish things.

use crate::site::Site;
use crate::text::{Language, negotiate};
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{ACCEPT_LANGUAGE, CACHE_CONTROL, HeaderName, HeaderValue, STRICT_TRANSPORT_SECURITY};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::Response;
use prokura_domain::id::RequestId;
use prokura_domain::text::Locale;
use std::time::Instant;
use tracing::Instrument as _;

/// The header that names a request, echoed as the caller sent it.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What is allowed to load: only our own files, no inline script or style, no frame around us.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
     connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// The request being answered.
#[derive(Clone, Copy, Debug)]
pub struct Current {
    /// Our id of it, as in the audit log.
    pub id: RequestId,
    /// The language its sender asks for.
    pub language: Language,
}

impl Current {
    /// The request that parts belong to. Outside our middleware it is nobody's request, in English.
    #[must_use]
    pub fn of(parts: &Parts) -> Self {
        parts
            .extensions
            .get::<Self>()
            .copied()
            .unwrap_or_else(|| Self { id: RequestId(uuid::Uuid::nil()), language: Language(Locale::En) })
    }
}

/// The field of an address's query that has a NUL in it, which is in no text that is kept, and which PostgreSQL refuses to
/// look for.
#[must_use]
pub fn nul_in(parts: &Parts) -> Option<String> {
    let query = parts.uri.query().filter(|query| query.contains("%00"))?;
    form_urlencoded::parse(query.as_bytes()).find(|(_, value)| value.contains('\0')).map(|(name, _)| name.into_owned())
}

/// Names the request, writes one log line about it and sets the headers that every answer has.
pub async fn accompany(State(site): State<Site>, mut request: Request, next: Next) -> Response {
    let began = Instant::now();
    let sent = request.headers().get(&REQUEST_ID).filter(|id| id.len() <= 1_000).cloned();
    // A caller's own id is ours too when it is a UUID; any other is only echoed.
    let id = sent
        .as_ref()
        .and_then(|id| id.to_str().ok()?.parse().ok())
        .map_or_else(|| site.service.new_request(), RequestId);
    let echoed = sent.or_else(|| HeaderValue::from_str(&id.to_string()).ok());
    let asked = request.headers().get(ACCEPT_LANGUAGE).and_then(|header| negotiate(header.to_str().ok()?));
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    request.extensions_mut().insert(Current { id, language: Language(asked.unwrap_or_default()) });
    let span = tracing::info_span!("request", request_id = %id);
    let mut response = next.run(request).instrument(span.clone()).await;
    let headers = response.headers_mut();
    if let Some(echoed) = echoed {
        headers.insert(REQUEST_ID, echoed);
    }
    let defaults = [
        ("content-security-policy", CONTENT_SECURITY_POLICY),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
    ];
    for (name, value) in defaults {
        headers.entry(HeaderName::from_static(name)).or_insert(HeaderValue::from_static(value));
    }
    if site.public_url.is_secure() {
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    // The route's pattern, never the path: a path may hold a link's token.
    let route = route.as_ref().map_or("none", MatchedPath::as_str);
    let elapsed = began.elapsed();
    site.memory.metrics.answered(&method, route, response.status(), elapsed);
    let micros = u64::try_from(elapsed.as_micros()).unwrap_or(u64::MAX);
    tracing::info!(parent: &span, %method, route, status = response.status().as_u16(), micros, "answered");
    response
}
