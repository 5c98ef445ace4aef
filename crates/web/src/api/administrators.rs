//! Who administers an organization: from it, and from outside (EXT-01).

use super::extract::{Listing, Path, Query, Reading};
use super::people::SORTS;
use crate::problem::Problem;
use axum::Json;
use prokura_app::query::Direction;
use prokura_app::query::administrators::{self, Administrator as Found, Holding};
use prokura_app::query::directory::{Filter, Own, Sort};
use prokura_domain::id::LocationId;
use prokura_domain::person::PersonStatus;
use prokura_wire::administrator::{Administrator, Held};
use prokura_wire::list::List;
use prokura_wire::time::Moment;
use uuid::Uuid;

/// Which administrators, in which order, and which page of them.
#[derive(Clone, Debug, Default, serde::Deserialize, serde::Serialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct AdministratorsQuery {
    /// From outside, or from the organization; both, where it is not said.
    external: Option<bool>,
    /// Who hold one of these roles here: keys separated by commas.
    role: Option<String>,
    /// `active`, `pending` or `suspended`.
    status: Option<String>,
    /// Who have this licence of the organization: its code. Nobody from outside has one.
    license: Option<String>,
    /// Who hold a role here for this location, among others (ROL-12): its id.
    location: Option<Uuid>,
    /// With words of the name, or an address, that begin so; capitals and diacritics do not matter.
    #[param(max_length = 200)]
    search: Option<String>,
    /// `name`, `email` or `created`; with a `-` before it from the last to the first.
    sort: Option<String>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
    /// How many entries at most: 50 where it is not said, 200 at most.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u16>,
}

impl Listing for AdministratorsQuery {}

/// Everybody who administers an organization, with what they hold: people of its own with `roles.read`, everybody from
/// outside (external administrators, the partner's and the vendor's people, support) with `external_admins.read`.
#[utoipa::path(
    get, path = "/v1/organizations/{organization}/administrators", operation_id = "list_administrators", tag = "people",
    params(("organization" = String, Path, description = "Id or look-up key."), AdministratorsQuery),
    responses((status = 200, description = "A page, by name where no order is asked for.", body = List<Administrator>)),
)]
pub(super) async fn list_administrators(
    reading: Reading,
    Path(organization): Path<String>,
    Query(query): Query<AdministratorsQuery>,
) -> Result<Json<List<Administrator>>, Problem> {
    let list = reading.list(&["administrators", &organization], &query)?;
    let sort = reading.sort(query.sort.as_deref(), SORTS)?;
    let (sort, direction) = sort.unwrap_or((Sort::Name, Direction::Ascending));
    let filter = Filter {
        own: if query.external == Some(true) { Own::Nobody } else { Own::Administrators },
        outside: query.external != Some(false),
        status: reading.choice("status", query.status.as_deref(), PersonStatus::from_code)?,
        license: query.license.clone(),
        department: None,
        location: query.location.map(LocationId),
        roles: reading.roles(query.role.as_deref())?,
        search: reading.search(query.search.as_deref())?,
        sort,
        direction,
    };
    let page = administrators::page(&reading.site.service, &reading.caller, &organization, &filter, list.part()?).await;
    Ok(list.page(page.map_err(|error| reading.fail(error))?.map(administrator)))
}

fn administrator(found: Found) -> Administrator {
    let Found { person, holds } = found;
    Administrator { home: person.home.0, person: person.into(), holds: holds.into_iter().map(held).collect() }
}

fn held(holding: Holding) -> Held {
    let (by, role, grant, term) = match holding {
        Holding::Given(grant) => ("grant", Some(grant.role), Some(grant.id.0), grant.term),
        Holding::Derived { role, term } => ("home", Some(role), None, term),
        Holding::Support(grant) => ("support", None, Some(grant.id.0), grant.term),
    };
    Held { by: by.to_owned(), role, grant, from: term.from.map(Moment), until: term.until.map(Moment) }
}
