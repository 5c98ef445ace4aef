//! People of an organization.

use super::answer::Written;
use super::extract::{Listing, Path, Query, Reading, Writing, id};
use crate::problem::Problem;
use axum::Json;
use prokura_app::command::add_person::AddPerson;
use prokura_app::command::change_person::{ChangePerson, DetailsChange};
use prokura_app::command::delete_person::DeletePerson;
use prokura_app::command::erase_person::ErasePerson;
use prokura_app::command::restore_person::RestorePerson;
use prokura_app::query::directory::{Filter, Own, Sort};
use prokura_app::query::people;
use prokura_domain::id::LocationId;
use prokura_domain::person::{Details, PersonStatus};
use prokura_domain::text::{Locale, TextError};
use prokura_wire::list::{Empty, List, Nothing, Written as WrittenShape};
use prokura_wire::person::{NewPerson, Person, PersonChange};
use std::str::FromStr;
use uuid::Uuid;

/// Which people, in which order, and which page of them.
#[derive(Clone, Debug, Default, serde::Deserialize, serde::Serialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct PeopleQuery {
    /// With words of the name, or an address, that begin so; capitals and diacritics do not matter.
    #[param(max_length = 200)]
    search: Option<String>,
    /// `active`, `pending`, `suspended` or `deleted`; whoever was deleted is on no other list.
    status: Option<String>,
    /// Who hold one of these roles in the organization now: keys separated by commas (ROL-05). Asks `roles.read`.
    role: Option<String>,
    /// Who administer the organization. Asks `roles.read`.
    #[serde(default)]
    administrators: bool,
    /// Who have this licence: its code.
    license: Option<String>,
    /// Who are in this department, as it is written.
    #[param(max_length = 200)]
    department: Option<String>,
    /// Who hold a role for this location, among others (ROL-12): its id. Asks `roles.read`.
    location: Option<Uuid>,
    /// `created`, `name` or `email`; with a `-` before it from the last to the first. Names stand in the order of the
    /// organization's language.
    #[param(example = "-created")]
    sort: Option<String>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
    /// How many entries at most: 50 where it is not said, 200 at most.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u16>,
}

impl Listing for PeopleQuery {}

/// What people can be ordered by.
pub(super) const SORTS: &[(&str, Sort)] = &[("created", Sort::Added), ("name", Sort::Name), ("email", Sort::Email)];

/// People whose home the organization is. Asks `users.read`.
#[utoipa::path(
    get, path = "/v1/organizations/{organization}/people", operation_id = "list_people", tag = "people",
    params(("organization" = String, Path, description = "Id or look-up key."), PeopleQuery),
    responses((status = 200, description = "A page.", body = List<Person>)),
)]
pub(super) async fn list_people(
    reading: Reading,
    Path(organization): Path<String>,
    Query(query): Query<PeopleQuery>,
) -> Result<Json<List<Person>>, Problem> {
    let list = reading.list(&["people", &organization], &query)?;
    let (sort, direction) = reading.sort(query.sort.as_deref(), SORTS)?.unwrap_or_default();
    let filter = Filter {
        status: reading.choice("status", query.status.as_deref(), PersonStatus::from_code)?,
        search: reading.search(query.search.as_deref())?,
        roles: reading.roles(query.role.as_deref())?,
        own: if query.administrators { Own::Administrators } else { Own::Everybody },
        outside: false,
        license: query.license.clone(),
        department: reading.bounded("department", query.department.as_deref(), "detail_too_long")?,
        location: query.location.map(LocationId),
        sort,
        direction,
    };
    let page = people::list(&reading.site.service, &reading.caller, &organization, &filter, list.part()?).await;
    Ok(list.page(page.map_err(|error| reading.fail(error))?.map(Person::from)))
}

/// One person whose home the organization is. Asks `users.read`, save of oneself.
#[utoipa::path(
    get, path = "/v1/organizations/{organization}/people/{person}", operation_id = "get_person", tag = "people",
    params(
        ("organization" = String, Path, description = "Id or look-up key."),
        ("person" = String, Path, description = "Id or e-mail address."),
    ),
    responses((status = 200, description = "The person.", body = Person)),
)]
pub(super) async fn get_person(
    reading: Reading,
    Path((organization, person)): Path<(String, String)>,
) -> Result<Json<Person>, Problem> {
    let found = people::get(&reading.site.service, &reading.caller, &organization, &person).await;
    Ok(Json(found.map_err(|error| reading.fail(error))?.into()))
}

/// Adds a person, without any right (ORG-05, ORG-06).
#[utoipa::path(
    post, path = "/v1/organizations/{organization}/people", operation_id = "add_person", tag = "people",
    params(("organization" = String, Path, description = "Id or look-up key.")),
    request_body = NewPerson,
    responses((status = 201, description = "The person.", body = WrittenShape<Person>)),
)]
pub(super) async fn add_person(
    Path(organization): Path<String>,
    writing: Writing<NewPerson>,
) -> Result<Written<Person>, Problem> {
    let body = &writing.body;
    let command = AddPerson {
        organization: writing.names()?.organization(&organization),
        email: writing.parse("email", &body.email)?,
        name: writing.parse("name", &body.name)?,
        locale: locale(&writing, body.locale.as_deref())?,
        licenses: body.licenses.clone(),
        package: body.package.clone(),
        details: Details {
            title: body.title.as_deref().map(|text| writing.parse("title", text)).transpose()?,
            department: body.department.as_deref().map(|text| writing.parse("department", text)).transpose()?,
            work_number: body.work_number.as_deref().map(|text| writing.parse("work_number", text)).transpose()?,
        },
    };
    Ok(Written::created(writing.execute(command).await?, Person::from))
}

/// Changes a person. Each field asks its own control.
#[utoipa::path(
    patch, path = "/v1/organizations/{organization}/people/{person}", operation_id = "change_person", tag = "people",
    params(
        ("organization" = String, Path, description = "Id or look-up key."),
        ("person" = String, Path, description = "Id or e-mail address."),
    ),
    request_body = PersonChange,
    responses((status = 200, description = "The person.", body = WrittenShape<Person>)),
)]
pub(super) async fn change_person(
    Path((organization, person)): Path<(String, String)>,
    writing: Writing<PersonChange>,
) -> Result<Written<Person>, Problem> {
    let (body, names) = (&writing.body, writing.names()?);
    let status = |code: &str| writing.code("status", PersonStatus::from_code(code));
    let command = ChangePerson {
        person: names.person_of(names.organization(&organization), &person),
        expected_version: writing.version(body.version)?,
        name: body.name.as_deref().map(|name| writing.parse("name", name)).transpose()?,
        email: body.email.as_deref().map(|email| writing.parse("email", email)).transpose()?,
        status: body.status.as_deref().map(status).transpose()?,
        locale: match &body.locale {
            None => None,
            Some(given) => Some(locale(&writing, given.as_deref())?),
        },
        licenses: body.licenses.clone(),
        package: body.package.clone(),
        details: DetailsChange {
            title: detail(&writing, "title", body.title.as_ref())?,
            department: detail(&writing, "department", body.department.as_ref())?,
            work_number: detail(&writing, "work_number", body.work_number.as_ref())?,
        },
    };
    Ok(Written::changed(writing.execute(command).await?, Person::from))
}

/// Deletes a person: everything they hold and sign in with ends, wherever; their address becomes free. Asks `users.manage`, and
/// whether the caller could take every role they hold (ORG-08). The version that was looked at may be named by `If-Match`.
#[utoipa::path(
    delete, path = "/v1/organizations/{organization}/people/{person}", operation_id = "delete_person", tag = "people",
    params(
        ("organization" = String, Path, description = "Id or look-up key."),
        ("person" = String, Path, description = "Id or e-mail address."),
    ),
    responses((status = 200, description = "They were deleted.", body = WrittenShape<Empty>)),
)]
pub(super) async fn delete_person(
    Path((organization, person)): Path<(String, String)>,
    writing: Writing<Nothing>,
) -> Result<Written<Empty>, Problem> {
    let names = writing.names()?;
    let command = DeletePerson {
        organization: names.organization(&organization),
        person: names.person(&person),
        expected_version: writing.version(None)?,
    };
    Ok(Written::changed(writing.execute(command).await?, |_| Empty {}))
}

/// Brings a deleted person back while their address is free: without rights, with the licences that whoever is added gets by
/// itself, and invited anew. Asks `users.manage`.
#[utoipa::path(
    post, path = "/v1/organizations/{organization}/people/{person}/restoration", operation_id = "restore_person", tag = "people",
    params(
        ("organization" = String, Path, description = "Id or look-up key."),
        ("person" = String, Path, description = "Id; `status=deleted` lists them."),
    ),
    responses((status = 200, description = "The person.", body = WrittenShape<Person>)),
)]
pub(super) async fn restore_person(
    Path((organization, person)): Path<(String, String)>,
    writing: Writing<Nothing>,
) -> Result<Written<Person>, Problem> {
    let organization = writing.names()?.organization(&organization);
    let command = RestorePerson { organization, person: id(&person), expected_version: writing.version(None)? };
    Ok(Written::changed(writing.execute(command).await?, Person::from))
}

/// Erases the personal data of a deleted person for good: name, addresses, and what logs and files say of them. Asks
/// `users.manage`.
#[utoipa::path(
    post, path = "/v1/organizations/{organization}/people/{person}/erasure", operation_id = "erase_person", tag = "people",
    params(
        ("organization" = String, Path, description = "Id or look-up key."),
        ("person" = String, Path, description = "Id; `status=deleted` lists them."),
    ),
    responses((status = 200, description = "It was erased.", body = WrittenShape<Empty>)),
)]
pub(super) async fn erase_person(
    Path((organization, person)): Path<(String, String)>,
    writing: Writing<Nothing>,
) -> Result<Written<Empty>, Problem> {
    let organization = writing.names()?.organization(&organization);
    let command = ErasePerson { organization, person: id(&person), expected_version: writing.version(None)? };
    Ok(Written::changed(writing.execute(command).await?, |_| Empty {}))
}

/// A detail as it shall be: not named, none, or a text of its kind.
fn detail<V: FromStr<Err = TextError>>(
    writing: &Writing<PersonChange>,
    field: &str,
    given: Option<&Option<String>>,
) -> Result<Option<Option<V>>, Problem> {
    let parse = |text: &Option<String>| text.as_deref().map(|text| writing.parse(field, text)).transpose();
    given.map(parse).transpose()
}

pub(super) fn locale<T>(writing: &Writing<T>, tag: Option<&str>) -> Result<Option<Locale>, Problem> {
    let known = |tag: &str| Locale::ALL.into_iter().find(|locale| locale.tag() == tag);
    tag.map(|tag| writing.code("locale", known(tag))).transpose()
}
