//! Organizations.

use super::extract::{Paging, Path, Query, Reading};
use crate::problem::Problem;
use axum::Json;
use prokura_app::query::organizations;
use prokura_decision::mask::Mask;
use prokura_wire::list::List;
use prokura_wire::organization::{Organization, Rights};

const LIST: &[&str] = &["organizations"];

/// Organizations that the caller may know of.
#[utoipa::path(
    get, path = "/v1/organizations", operation_id = "list_organizations", tag = "organizations",
    params(Paging),
    responses((status = 200, description = "A page, in the order of ids.", body = List<Organization>)),
)]
pub(super) async fn list_organizations(
    reading: Reading,
    Query(paging): Query<Paging>,
) -> Result<Json<List<Organization>>, Problem> {
    let part = reading.part(LIST, &paging)?;
    let page = organizations::list(&reading.site.service, &reading.caller, part).await;
    Ok(reading.page(LIST, page.map_err(|error| reading.fail(error))?.map(Organization::from)))
}

/// One organization.
#[utoipa::path(
    get, path = "/v1/organizations/{organization}", operation_id = "get_organization", tag = "organizations",
    params(("organization" = String, Path, description = "Id or look-up key.")),
    responses((status = 200, description = "The organization.", body = Organization)),
)]
pub(super) async fn get_organization(
    reading: Reading,
    Path(organization): Path<String>,
) -> Result<Json<Organization>, Problem> {
    let found = organizations::get(&reading.site.service, &reading.caller, &organization).await;
    Ok(Json(found.map_err(|error| reading.fail(error))?.into()))
}

/// What the caller may do in an organization as a whole.
#[utoipa::path(
    get, path = "/v1/organizations/{organization}/rights", operation_id = "get_rights", tag = "organizations",
    params(("organization" = String, Path, description = "Id or look-up key.")),
    responses((status = 200, description = "Areas and controls.", body = Rights)),
)]
pub(super) async fn get_rights(reading: Reading, Path(organization): Path<String>) -> Result<Json<Rights>, Problem> {
    let rights = organizations::rights(&reading.site.service, &reading.caller, &organization);
    let rights = rights.map_err(|error| reading.fail(error))?;
    let policy = reading.site.service.policy();
    let names = |mask: Mask| {
        let known = policy.controls.iter().zip(0_u8..);
        known
            .filter(|(_, number)| mask.has(prokura_decision::policy::ControlId(*number)))
            .map(|(control, _)| control.name.clone())
            .collect()
    };
    Ok(Json(Rights { manage: names(rights.manage), read: names(rights.read) }))
}
