//! People of an organization.

use super::answer::Written;
use super::extract::{Paging, Path, Query, Reading, Writing};
use crate::problem::Problem;
use axum::Json;
use prokura_app::command::add_person::AddPerson;
use prokura_app::command::change_person::ChangePerson;
use prokura_app::query::people;
use prokura_domain::person::PersonStatus;
use prokura_domain::text::Locale;
use prokura_wire::list::{List, Written as WrittenShape};
use prokura_wire::person::{NewPerson, Person, PersonChange};

/// People whose home the organization is. Asks `users.read`.
#[utoipa::path(
    get, path = "/v1/organizations/{organization}/people", operation_id = "list_people", tag = "people",
    params(("organization" = String, Path, description = "Id or look-up key."), Paging),
    responses((status = 200, description = "A page, in the order of ids.", body = List<Person>)),
)]
pub(super) async fn list_people(
    reading: Reading,
    Path(organization): Path<String>,
    Query(paging): Query<Paging>,
) -> Result<Json<List<Person>>, Problem> {
    let list = ["people", &organization];
    let part = reading.part(&list, &paging)?;
    let page = people::list(&reading.site.service, &reading.caller, &organization, part).await;
    Ok(reading.page(&list, page.map_err(|error| reading.fail(error))?.map(Person::from)))
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
    };
    Ok(Written::changed(writing.execute(command).await?, Person::from))
}

fn locale<T>(writing: &Writing<T>, tag: Option<&str>) -> Result<Option<Locale>, Problem> {
    let known = |tag: &str| Locale::ALL.into_iter().find(|locale| locale.tag() == tag);
    tag.map(|tag| writing.code("locale", known(tag))).transpose()
}
