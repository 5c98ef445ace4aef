//! How it is reached over HTTP: REST, AuthZEN, sign-in and the console.

pub mod api;
pub mod as_of;
pub mod assets;
pub mod authzen;
pub mod body;
pub mod caller;
pub mod console;
mod csv;
pub mod cursor;
pub mod demo;
mod docs;
pub mod export;
mod headings;
pub mod idempotency;
pub mod known_tokens;
pub mod mail;
pub mod metrics;
pub mod operations;
pub mod problem;
pub mod request;
pub mod sign_in;
pub mod signals;
pub mod site;
pub mod text;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Extension, Request, State};
use axum::http::StatusCode;
use axum::middleware;
use axum::response::{IntoResponse as _, Response};
use problem::Problem;
use request::{Current, accompany};
use site::Site;

/// Everything there is to reach.
pub fn router(site: Site) -> Router {
    let (api, _) = api::routes().merge(authzen::routes()).merge(signals::routes()).split_for_parts();
    Router::new()
        .merge(api.layer(DefaultBodyLimit::max(body::MOST)))
        .merge(api::document_route())
        .merge(operations::routes())
        .merge(assets::routes())
        .merge(sign_in::state::routes())
        .merge(console::router(&site))
        .merge(
            Router::new()
                .route("/federation/{organization}/signed-out", axum::routing::post(sign_in::sso::signed_out))
                .route("/federation/{organization}/signals", axum::routing::post(signals::heard))
                .layer(DefaultBodyLimit::max(body::MOST)),
        )
        .fallback(nowhere)
        .method_not_allowed_fallback(not_so)
        .layer(middleware::from_fn_with_state(site.clone(), accompany))
        .with_state(site)
}

/// The OpenAPI document as it is served and committed: indented JSON, the same every time.
#[must_use]
pub fn openapi() -> String {
    let mut text = serde_json::to_string_pretty(&api::document()).unwrap_or_default();
    text.push('\n');
    text
}

/// What there is not: told to a browser as a page, to anything else as a problem.
async fn nowhere(State(site): State<Site>, Extension(current): Extension<Current>, request: Request) -> Response {
    if console::is_browser(request.headers()) {
        return console::nowhere(&site, request).await;
    }
    Problem::plain(StatusCode::NOT_FOUND, "not_found", &current).into_response()
}

async fn not_so(Extension(current): Extension<Current>) -> Problem {
    Problem::plain(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", &current)
}
