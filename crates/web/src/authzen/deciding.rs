//! What every AuthZEN endpoint begins with: who asks, how fresh the answer has to be, and the body.

use crate::body;
use crate::caller::DecisionCaller;
use crate::problem::Problem;
use crate::request::Current;
use crate::site::Site;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts as _, Request};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use axum::response::{IntoResponse as _, Response};
use prokura_app::port::Revision;
use prokura_app::query::decisions::Decider;
use std::time::Duration;

/// The revision that an answer is from.
pub const REVISION: HeaderName = HeaderName::from_static("prokura-revision");
/// The revision that an answer has to be from, or newer.
pub const AT_LEAST_REVISION: HeaderName = HeaderName::from_static("prokura-at-least-revision");
/// How long a request waits for a revision.
const WAIT: Duration = Duration::from_secs(2);

/// A question on its way: the caller's view and the body.
pub(super) struct Deciding {
    pub(super) decider: Decider,
    pub(super) current: Current,
    pub(super) body: Bytes,
}

impl FromRequest<Site> for Deciding {
    type Rejection = Problem;

    async fn from_request(request: Request, site: &Site) -> Result<Self, Problem> {
        let (mut parts, body) = request.into_parts();
        let current = Current::of(&parts);
        let DecisionCaller(actor) = DecisionCaller::from_request_parts(&mut parts, site).await?;
        if !body::is_json(&parts.headers) {
            return Err(malformed("the content type is not application/json", &current));
        }
        if let Some(wanted) = parts.headers.get(&AT_LEAST_REVISION) {
            let revision = wanted
                .to_str()
                .ok()
                .and_then(|text| text.trim().parse::<i64>().ok())
                .filter(|revision| *revision >= 0)
                .ok_or_else(|| malformed("Prokura-At-Least-Revision is not a revision", &current))?;
            if !site.service.follower().reached(Revision(revision), WAIT).await {
                return Err(
                    Problem::plain(StatusCode::SERVICE_UNAVAILABLE, "revision_not_reached", &current).retry_after(1)
                );
            }
        }
        let body = body::read(Request::from_parts(parts, body), &current).await?;
        let decider = Decider::new(&site.service, &actor).map_err(|error| Problem::of(error, &current))?;
        Ok(Self { decider, current, body })
    }
}

/// A request that cannot be read, with a sentence about why.
pub(super) fn malformed(why: impl Into<String>, current: &Current) -> Problem {
    Problem::plain(StatusCode::BAD_REQUEST, "malformed", current).detail(why)
}

/// A JSON answer with its revision.
pub(super) fn answer(json: impl Into<Bytes>, decider: &Decider) -> Response {
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (REVISION, HeaderValue::from(decider.revision())),
    ];
    (headers, json.into()).into_response()
}

/// An answer's JSON.
pub(super) fn json(value: &impl serde::Serialize) -> Vec<u8> {
    // Texts, numbers and switches always have a form in JSON.
    serde_json::to_vec(value).unwrap_or_default()
}
