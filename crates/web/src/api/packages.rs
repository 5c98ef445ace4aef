//! Packages of people: wholesale users, and going back to what a package gives (RST-05).

use super::answer::Written;
use super::extract::{Path, Writing};
use super::people::locale;
use crate::problem::Problem;
use prokura_app::command::add_wholesale::AddWholesale;
use prokura_app::command::reset_package::ResetPackage;
use prokura_wire::list::Written as WrittenShape;
use prokura_wire::person::{NewWholesalePerson, PackageReset, Person};

/// Adds a wholesale user: a person with a package and the licences that it gives. Asks `users.add_wholesale.manage`.
#[utoipa::path(
    post, path = "/v1/organizations/{organization}/wholesale-people", operation_id = "add_wholesale_person", tag = "people",
    params(("organization" = String, Path, description = "Id or look-up key.")),
    request_body = NewWholesalePerson,
    responses((status = 201, description = "The person.", body = WrittenShape<Person>)),
)]
pub(super) async fn add_wholesale_person(
    Path(organization): Path<String>,
    writing: Writing<NewWholesalePerson>,
) -> Result<Written<Person>, Problem> {
    let body = &writing.body;
    let command = AddWholesale {
        organization: writing.names()?.organization(&organization),
        email: writing.parse("email", &body.email)?,
        name: writing.parse("name", &body.name)?,
        locale: locale(&writing, body.locale.as_deref())?,
        package: body.package.clone(),
    };
    Ok(Written::created(writing.execute(command).await?, Person::from))
}

/// Gives a person the licences of their package and takes every other. Asks `users.package_reset.manage`.
#[utoipa::path(
    post, path = "/v1/organizations/{organization}/people/{person}/package-reset", operation_id = "reset_package",
    tag = "people",
    params(
        ("organization" = String, Path, description = "Id or look-up key."),
        ("person" = String, Path, description = "Id or e-mail address."),
    ),
    request_body = PackageReset,
    responses((status = 200, description = "The person.", body = WrittenShape<Person>)),
)]
pub(super) async fn reset_package(
    Path((organization, person)): Path<(String, String)>,
    writing: Writing<PackageReset>,
) -> Result<Written<Person>, Problem> {
    let names = writing.names()?;
    let command = ResetPackage {
        person: names.person_of(names.organization(&organization), &person),
        expected_version: writing.version(writing.body.version)?,
    };
    Ok(Written::changed(writing.execute(command).await?, Person::from))
}
