//! People of free organizations whom an organization can claim.

use super::answer::Written;
use super::extract::{Listing, Path, Query, Reading, Writing};
use crate::problem::Problem;
use axum::Json;
use prokura_app::command::claim_person::ClaimPerson;
use prokura_app::query::claimable;
use prokura_wire::list::{List, Written as WrittenShape};
use prokura_wire::person::{ClaimablePerson, NewClaim, Person};

/// Which page of the list.
#[derive(Clone, Debug, Default, serde::Deserialize, serde::Serialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ClaimableQuery {
    /// `next_cursor` of the page before.
    cursor: Option<String>,
    /// How many entries at most: 50 where it is not said, 200 at most.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u16>,
}

impl Listing for ClaimableQuery {}

/// People of free organizations whose address is in a domain that the organization has verified. Asks `users.claim.manage`.
#[utoipa::path(
    get, path = "/v1/organizations/{organization}/claimable-people", operation_id = "list_claimable", tag = "people",
    params(("organization" = String, Path, description = "Id or look-up key."), ClaimableQuery),
    responses((status = 200, description = "A page.", body = List<ClaimablePerson>)),
)]
pub(super) async fn list_claimable(
    reading: Reading,
    Path(organization): Path<String>,
    Query(query): Query<ClaimableQuery>,
) -> Result<Json<List<ClaimablePerson>>, Problem> {
    let list = reading.list(&["claimable", &organization], &query)?;
    let found = claimable::list(&reading.site.service, &reading.caller, &organization, list.part()?).await;
    Ok(list.page(found.map_err(|error| reading.fail(error))?.people.map(ClaimablePerson::from)))
}

/// Claims a person of a free organization: their home is this one from then on, and what they held in the former one ends.
/// They get the licences that whoever is added gets by itself, and are told by mail. Asks `users.claim.manage`; whoever cannot be claimed is unknown here.
#[utoipa::path(
    post, path = "/v1/organizations/{organization}/claims", operation_id = "claim_person", tag = "people",
    params(("organization" = String, Path, description = "Id or look-up key.")),
    request_body = NewClaim,
    responses((status = 201, description = "The person.", body = WrittenShape<Person>)),
)]
pub(super) async fn claim_person(
    Path(organization): Path<String>,
    writing: Writing<NewClaim>,
) -> Result<Written<Person>, Problem> {
    let names = writing.names()?;
    let command = ClaimPerson {
        organization: names.organization(&organization),
        person: names.person(&writing.body.person),
        expected_version: writing.version(writing.body.version)?,
    };
    Ok(Written::created(writing.execute(command).await?, Person::from))
}
