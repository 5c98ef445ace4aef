//! Mail domains of an organization, and the secret that it shares with its identity provider.

use super::answer::Written;
use super::extract::{Paging, Path, Query, Reading, Writing, id};
use crate::problem::Problem;
use axum::Json;
use prokura_app::command::add_domain::AddDomain;
use prokura_app::command::remove_domain::RemoveDomain;
use prokura_app::query::domains;
use prokura_wire::domain::{ClientSecret, Domain, NewDomain};
use prokura_wire::list::{Empty, List, Nothing, Written as WrittenShape};

/// Mail domains of an organization. Asks `settings.domains.read`.
#[utoipa::path(
    get, path = "/v1/organizations/{organization}/domains", operation_id = "list_domains", tag = "settings",
    params(("organization" = String, Path, description = "Id or look-up key."), Paging),
    responses((status = 200, description = "A page, in the order of ids.", body = List<Domain>)),
)]
pub(super) async fn list_domains(
    reading: Reading,
    Path(organization): Path<String>,
    Query(query): Query<Paging>,
) -> Result<Json<List<Domain>>, Problem> {
    let list = reading.list(&["domains", &organization], &query)?;
    let seen = domains::list(&reading.site.service, &reading.caller, &organization).await;
    let seen = seen.map_err(|error| reading.fail(error))?;
    Ok(list.page(list.part()?.pick(seen.domains, false, |domain| domain.id.0).map(Domain::from)))
}

/// Adds a mail domain; it counts once it is verified. Adding it twice is adding it once.
#[utoipa::path(
    post, path = "/v1/organizations/{organization}/domains", operation_id = "add_domain", tag = "settings",
    params(("organization" = String, Path, description = "Id or look-up key.")),
    request_body = NewDomain,
    responses((status = 201, description = "The domain, with the record to publish.", body = WrittenShape<Domain>)),
)]
pub(super) async fn add_domain(
    Path(organization): Path<String>,
    writing: Writing<NewDomain>,
) -> Result<Written<Domain>, Problem> {
    let organization = writing.names()?.organization(&organization);
    let name = writing.parse("name", &writing.body.name)?;
    Ok(Written::created(writing.execute(AddDomain { organization, name }).await?, Domain::from))
}

/// Looks whether the domain's record is published, and verifies the domain where it is.
#[utoipa::path(
    post, path = "/v1/organizations/{organization}/domains/{domain}/verification", operation_id = "verify_domain",
    tag = "settings",
    params(
        ("organization" = String, Path, description = "Id or look-up key."),
        ("domain" = String, Path, description = "Id."),
    ),
    responses((status = 200, description = "The domain, verified.", body = WrittenShape<Domain>)),
)]
pub(super) async fn verify_domain(
    Path((organization, domain)): Path<(String, String)>,
    writing: Writing<Nothing>,
) -> Result<Written<Domain>, Problem> {
    let organization = writing.names()?.organization(&organization);
    let done = writing.site.authentication.verify_domain(writing.caller.clone(), organization, id(&domain)).await;
    Ok(Written::changed(done.map_err(|error| writing.fail(error))?, Domain::from))
}

/// Takes a domain away.
#[utoipa::path(
    delete, path = "/v1/organizations/{organization}/domains/{domain}", operation_id = "remove_domain", tag = "settings",
    params(
        ("organization" = String, Path, description = "Id or look-up key."),
        ("domain" = String, Path, description = "Id."),
    ),
    responses((status = 200, description = "The domain, taken away.", body = WrittenShape<Domain>)),
)]
pub(super) async fn remove_domain(
    Path((organization, domain)): Path<(String, String)>,
    writing: Writing<Nothing>,
) -> Result<Written<Domain>, Problem> {
    let organization = writing.names()?.organization(&organization);
    let done = writing.execute(RemoveDomain { organization, domain: id(&domain) }).await?;
    Ok(Written::changed(done, Domain::from))
}

/// Sets the secret that an organization shares with its identity provider, or takes it away. It is never given back.
#[utoipa::path(
    put, path = "/v1/organizations/{organization}/client-secret", operation_id = "set_client_secret", tag = "settings",
    params(("organization" = String, Path, description = "Id or look-up key.")),
    request_body = ClientSecret,
    responses((status = 200, description = "It is set.", body = WrittenShape<Empty>)),
)]
pub(super) async fn set_client_secret(
    Path(organization): Path<String>,
    writing: Writing<ClientSecret>,
) -> Result<Written<Empty>, Problem> {
    let organization = writing.names()?.organization(&organization);
    let authentication = &writing.site.authentication;
    let done = authentication.set_client_secret(writing.caller.clone(), organization, &writing.body.value).await;
    Ok(Written::changed(done.map_err(|error| writing.fail(error))?, |()| Empty {}))
}
