//! Is the session of this browser still open? Asked by pages that stay open; asking is no use of the session.

use crate::caller::{SESSION_COOKIE, cookie};
use crate::problem::Problem;
use crate::request::Current;
use crate::site::Site;
use axum::extract::{Extension, State};
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse as _, Response};
use axum::{Json, Router, routing::get};
use prokura_app::authentication::open_session;
use prokura_app::error::Error;

/// The route, which stands outside the console: nothing that goes through it counts as use.
pub(crate) fn routes() -> Router<Site> {
    Router::new().route("/session", get(state))
}

/// `GET /session`: whether it is open, and nothing more.
async fn state(
    State(site): State<Site>,
    Extension(current): Extension<Current>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let open = match cookie(&headers, SESSION_COOKIE) {
        None => false,
        Some(secret) => match open_session(&site.service, secret).await {
            Ok(_) => true,
            Err(Error::Refused(_)) => false,
            Err(error) => return Err(Problem::of(error, &current)),
        },
    };
    let fresh = [(CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    Ok((fresh, Json(serde_json::json!({ "open": open }))).into_response())
}
