//! OpenID AuthZEN Authorization API 1.0: decisions for other services.

mod deciding;
mod evaluation;
mod metadata;
mod search;
mod shape;

pub use deciding::{AT_LEAST_REVISION, REVISION};

use crate::site::Site;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes, with their part of the OpenAPI document.
#[must_use]
pub fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::default()
        .routes(routes!(evaluation::evaluate))
        .routes(routes!(evaluation::evaluate_several))
        .routes(routes!(search::search_subjects))
        .routes(routes!(search::search_resources))
        .routes(routes!(search::search_actions))
        .routes(routes!(metadata::authzen_configuration))
}
