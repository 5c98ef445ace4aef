//! Organizations.

use super::extract::{Listing, Path, Query, Reading};
use crate::problem::Problem;
use axum::Json;
use prokura_app::query::organizations::{self, Filter};
use prokura_decision::mask::Mask;
use prokura_domain::organization::OrganizationKind;
use prokura_wire::list::List;
use prokura_wire::organization::{Organization, Rights};

/// Which organizations, in which order, and which page of them.
#[derive(Clone, Debug, Default, serde::Deserialize, serde::Serialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct OrganizationsQuery {
    /// `vendor`, `partner`, `customer` or `consumer`.
    kind: Option<String>,
    /// With a word of the name, or a look-up key, that begins so; capitals and diacritics do not matter.
    #[param(max_length = 200)]
    search: Option<String>,
    /// `created`; with a `-` before it from the last to the first.
    sort: Option<String>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
    /// How many entries at most: 50 where it is not said, 200 at most.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u16>,
}

impl Listing for OrganizationsQuery {}

/// Organizations that the caller may know of.
#[utoipa::path(
    get, path = "/v1/organizations", operation_id = "list_organizations", tag = "organizations",
    params(OrganizationsQuery),
    responses((status = 200, description = "A page.", body = List<Organization>)),
)]
pub(super) async fn list_organizations(
    reading: Reading,
    Query(query): Query<OrganizationsQuery>,
) -> Result<Json<List<Organization>>, Problem> {
    let list = reading.list(&["organizations"], &query)?;
    let filter = Filter {
        kind: reading.choice("kind", query.kind.as_deref(), OrganizationKind::from_code)?,
        search: reading.search(query.search.as_deref())?,
        direction: reading.sort(query.sort.as_deref(), &[("created", ())])?.map_or_else(Default::default, |it| it.1),
    };
    let page = organizations::list(&reading.site.service, &reading.caller, &filter, list.part()?).await;
    Ok(list.page(page.map_err(|error| reading.fail(error))?.map(Organization::from)))
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
