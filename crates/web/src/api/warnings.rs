//! What somebody should look at in an organization.

use super::extract::{Path, Reading};
use crate::problem::Problem;
use axum::Json;
use prokura_app::query::warnings;
use prokura_wire::warning::{Warning, Warnings};

/// What about an organization's administrators needs somebody, though nothing is broken yet: as far as the caller sees them.
#[utoipa::path(
    get, path = "/v1/organizations/{organization}/warnings", operation_id = "list_warnings", tag = "organizations",
    params(("organization" = String, Path, description = "Id or look-up key.")),
    responses((status = 200, description = "Every warning that stands, the gravest first.", body = Warnings)),
)]
pub(super) async fn list_warnings(
    reading: Reading,
    Path(organization): Path<String>,
) -> Result<Json<Warnings>, Problem> {
    let found = warnings::list(&reading.site.service, &reading.caller, &organization).await;
    let items = found.map_err(|error| reading.fail(error))?.into_iter().map(show).collect();
    Ok(Json(Warnings { items }))
}

fn show(warning: warnings::Warning) -> Warning {
    Warning {
        concern: warning.concern.code().to_owned(),
        count: u64::try_from(warning.count).unwrap_or(u64::MAX),
        people: warning.people.into_iter().map(Into::into).collect(),
    }
}
