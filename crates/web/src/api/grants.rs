//! Grants: who holds which role in an organization.

use super::answer::Written;
use super::extract::{Listing, Path, Query, Reading, Writing, id};
use crate::problem::Problem;
use axum::Json;
use prokura_app::command::assign_role::AssignRole;
use prokura_app::command::change_grant::ChangeGrant;
use prokura_app::command::end_grant::EndGrant;
use prokura_app::command::guard::holder::Holder;
use prokura_app::command::mark_break_glass::MarkBreakGlass;
use prokura_app::command::set_roles::{RoleChoice, Seen, SetRoles};
use prokura_app::query::grants::{self, Filter, Held};
use prokura_app::query::names::Names;
use prokura_domain::grant::{Origin, Scope};
use prokura_domain::id::GrantId;
use prokura_wire::domain::BreakGlass;
use prokura_wire::grant::{self as wire, Grant, GrantChange, Grants, NewGrant, RolesOfPerson};
use prokura_wire::list::{List, Nothing, Written as WrittenShape};
use prokura_wire::person::PersonReference;

/// Which grants, in which order, and which page of them.
#[derive(Clone, Debug, Default, serde::Deserialize, serde::Serialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct GrantsQuery {
    /// Of this person: an id or an e-mail address.
    person: Option<String>,
    /// Of one of these roles: keys separated by commas.
    role: Option<String>,
    /// How they came to be: `assigned`, `first_person`, `order`, `taken_back`, `break_glass` or `imported`.
    origin: Option<String>,
    /// Those that are over, too.
    #[serde(default)]
    ended: bool,
    /// In force at this moment, RFC 3339.
    in_force_at: Option<String>,
    /// `created`; with a `-` before it from the last to the first.
    sort: Option<String>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
    /// How many entries at most: 50 where it is not said, 200 at most.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u16>,
}

impl Listing for GrantsQuery {}

/// Grants in an organization that the caller may see: those of its people with `roles.read`, of outsiders with
/// `external_admins.read`, and their own.
#[utoipa::path(
    get, path = "/v1/organizations/{organization}/grants", operation_id = "list_grants", tag = "grants",
    params(("organization" = String, Path, description = "Id or look-up key."), GrantsQuery),
    responses((status = 200, description = "A page.", body = List<Grant>)),
)]
pub(super) async fn list_grants(
    reading: Reading,
    Path(organization): Path<String>,
    Query(query): Query<GrantsQuery>,
) -> Result<Json<List<Grant>>, Problem> {
    let list = reading.list(&["grants", &organization], &query)?;
    let names = Names::new(&reading.site.service).map_err(|error| reading.fail(error))?;
    let filter = Filter {
        person: query.person.as_deref().map(|person| names.person(person)),
        roles: reading.roles(query.role.as_deref())?,
        origin: reading.choice("origin", query.origin.as_deref(), Origin::from_code)?,
        ended: query.ended,
        in_force_at: reading.moment("in_force_at", query.in_force_at.as_deref())?,
        direction: reading.sort(query.sort.as_deref(), &[("created", ())])?.map_or_else(Default::default, |it| it.1),
    };
    let page = grants::list(&reading.site.service, &reading.caller, &organization, &filter, list.part()?).await;
    Ok(list.page(page.map_err(|error| reading.fail(error))?.map(held)))
}

/// One grant.
#[utoipa::path(
    get, path = "/v1/organizations/{organization}/grants/{grant}", operation_id = "get_grant", tag = "grants",
    params(
        ("organization" = String, Path, description = "Id or look-up key."),
        ("grant" = String, Path, description = "Id."),
    ),
    responses((status = 200, description = "The grant.", body = Grant)),
)]
pub(super) async fn get_grant(
    reading: Reading,
    Path((organization, grant)): Path<(String, String)>,
) -> Result<Json<Grant>, Problem> {
    let found = grants::get(&reading.site.service, &reading.caller, &organization, id(&grant)).await;
    Ok(Json(held(found.map_err(|error| reading.fail(error))?)))
}

/// Gives a role (ROL-02, EXT-03, PTR-04). Giving it again changes its scope and term.
#[utoipa::path(
    post, path = "/v1/organizations/{organization}/grants", operation_id = "assign_role", tag = "grants",
    params(("organization" = String, Path, description = "Id or look-up key.")),
    request_body = NewGrant,
    responses((status = 201, description = "The grant.", body = WrittenShape<Grant>)),
)]
pub(super) async fn assign_role(
    Path(organization): Path<String>,
    writing: Writing<NewGrant>,
) -> Result<Written<Grant>, Problem> {
    let (body, names) = (&writing.body, writing.names()?);
    let command = AssignRole {
        organization: names.organization(&organization),
        holder: holder(&writing, &body.person)?,
        role: body.role.clone(),
        scope: scope(&names, body.scope.as_ref()),
        from: body.from.map(|at| at.0),
        until: body.until.map(|at| at.0),
        reason: body.reason.clone(),
    };
    Ok(Written::created(writing.execute(command).await?, Grant::from))
}

/// Marks a grant as break-glass access (EXT-14), or takes the mark away: its holder signs in at home without the identity
/// provider. Asks the same as giving it, and nobody marks their own.
#[utoipa::path(
    put, path = "/v1/organizations/{organization}/grants/{grant}/break-glass", operation_id = "mark_break_glass",
    tag = "grants",
    params(
        ("organization" = String, Path, description = "Id or look-up key."),
        ("grant" = String, Path, description = "Id."),
    ),
    request_body = BreakGlass,
    responses((status = 200, description = "The grant.", body = WrittenShape<Grant>)),
)]
pub(super) async fn mark_break_glass(
    Path((organization, grant)): Path<(String, String)>,
    writing: Writing<BreakGlass>,
) -> Result<Written<Grant>, Problem> {
    let organization = writing.names()?.organization(&organization);
    let command = MarkBreakGlass { organization, grant: id(&grant), marked: writing.body.marked };
    Ok(Written::changed(writing.execute(command).await?, Grant::from))
}

/// Changes what a grant reaches and until when. Asks the same as giving it.
#[utoipa::path(
    patch, path = "/v1/organizations/{organization}/grants/{grant}", operation_id = "change_grant", tag = "grants",
    params(
        ("organization" = String, Path, description = "Id or look-up key."),
        ("grant" = String, Path, description = "Id."),
    ),
    request_body = GrantChange,
    responses((status = 200, description = "The grant.", body = WrittenShape<Grant>)),
)]
pub(super) async fn change_grant(
    Path((organization, grant)): Path<(String, String)>,
    writing: Writing<GrantChange>,
) -> Result<Written<Grant>, Problem> {
    let (body, names) = (&writing.body, writing.names()?);
    let command = ChangeGrant {
        organization: names.organization(&organization),
        grant: id(&grant),
        expected_version: writing.version(body.version)?,
        scope: body.scope.as_ref().map(|given| scope(&names, Some(given))),
        until: body.until.map(|given| given.map(|at| at.0)),
        reason: body.reason.clone(),
    };
    Ok(Written::changed(writing.execute(command).await?, Grant::from))
}

/// Ends a grant. Asks the same as giving it; one's own is given up without asking (ROL-10).
#[utoipa::path(
    delete, path = "/v1/organizations/{organization}/grants/{grant}", operation_id = "end_grant", tag = "grants",
    params(
        ("organization" = String, Path, description = "Id or look-up key."),
        ("grant" = String, Path, description = "Id."),
    ),
    responses((status = 200, description = "The grant, ended.", body = WrittenShape<Grant>)),
)]
pub(super) async fn end_grant(
    Path((organization, grant)): Path<(String, String)>,
    writing: Writing<Nothing>,
) -> Result<Written<Grant>, Problem> {
    let command = EndGrant {
        organization: writing.names()?.organization(&organization),
        grant: id(&grant),
        expected_version: writing.version(None)?,
    };
    Ok(Written::changed(writing.execute(command).await?, Grant::from))
}

/// Sets what a person holds of the roles that the caller may give, as one change (ROL-03).
#[utoipa::path(
    put, path = "/v1/organizations/{organization}/people/{person}/roles", operation_id = "set_roles", tag = "grants",
    params(
        ("organization" = String, Path, description = "Id or look-up key."),
        ("person" = String, Path, description = "Id or e-mail address; people from outside, too."),
    ),
    request_body = RolesOfPerson,
    responses((status = 200, description = "What the person holds now.", body = WrittenShape<Grants>)),
)]
pub(super) async fn set_roles(
    Path((organization, person)): Path<(String, String)>,
    writing: Writing<RolesOfPerson>,
) -> Result<Written<Grants>, Problem> {
    let (body, names) = (&writing.body, writing.names()?);
    let roles = body.roles.iter().map(|role| RoleChoice {
        role: role.role.clone(),
        scope: scope(&names, role.scope.as_ref()),
        until: role.until.map(|at| at.0),
    });
    let seen = |grant: &wire::GrantVersion| Seen { grant: GrantId(grant.grant), version: grant.version };
    let command = SetRoles {
        organization: names.organization(&organization),
        holder: Holder::Id(names.person(&person)),
        roles: roles.collect(),
        expected: body.expected.as_ref().map(|expected| expected.iter().map(seen).collect()),
        reason: body.reason.clone(),
    };
    Ok(Written::changed(writing.execute(command).await?, all))
}

/// Grants as they are shown after a change.
pub(super) fn all(grants: Vec<prokura_domain::grant::Grant>) -> Grants {
    Grants { grants: grants.into_iter().map(Grant::from).collect() }
}

/// Whom a text names: an id or an address.
pub(super) fn holder<T>(writing: &Writing<T>, named: &str) -> Result<Holder, Problem> {
    Ok(match named.parse() {
        Ok(id) => Holder::Id(id),
        Err(_) => Holder::Email(writing.parse("person", named)?),
    })
}

fn scope(names: &Names, given: Option<&wire::Scope>) -> Scope {
    match given {
        None => Scope::None,
        Some(wire::Scope::Sites(sites)) => names.sites(sites),
        Some(wire::Scope::Locations(locations)) => names.locations(locations),
        Some(wire::Scope::Customers(customers)) => names.customers(customers),
    }
}

fn held(held: Held) -> Grant {
    let id = held.grant.principal.0;
    let (email, name) =
        held.person.map_or((None, None), |it| (it.address().map(ToString::to_string), Some(it.name.into())));
    Grant::new(held.grant, PersonReference { id, email, name })
}
