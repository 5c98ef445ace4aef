//! Where this decision point answers (AuthZEN, Policy Decision Point Metadata).

use crate::site::Site;
use axum::Json;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, HeaderValue};
use axum::response::IntoResponse;
use prokura_wire::authzen::Metadata;

/// The decision point's metadata.
#[utoipa::path(
    get, path = "/.well-known/authzen-configuration", operation_id = "authzen_configuration", tag = "decisions",
    security(()),
    responses((status = 200, description = "The metadata.", body = Metadata)),
)]
pub(super) async fn authzen_configuration(State(site): State<Site>) -> impl IntoResponse {
    let at = |path: &str| site.public_url.join(path);
    let metadata = Metadata {
        policy_decision_point: site.public_url.origin().to_owned(),
        access_evaluation_endpoint: at("/access/v1/evaluation"),
        access_evaluations_endpoint: at("/access/v1/evaluations"),
        search_subject_endpoint: at("/access/v1/search/subject"),
        search_resource_endpoint: at("/access/v1/search/resource"),
        search_action_endpoint: at("/access/v1/search/action"),
    };
    ([(CACHE_CONTROL, HeaderValue::from_static("public, max-age=3600"))], Json(metadata))
}
