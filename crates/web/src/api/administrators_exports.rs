//! Exports of who administers an organization: asked for, looked after, fetched (ROL-06).

use super::answer::Written;
use super::exports::{export, fetched};
use super::extract::{Path, Reading, Writing, id};
use crate::problem::Problem;
use axum::Json;
use axum::response::Response;
use prokura_app::command::export_administrators::ExportAdministrators;
use prokura_app::query::directory::{Filter, Own};
use prokura_app::query::jobs;
use prokura_domain::id::LocationId;
use prokura_domain::job::JobKind;
use prokura_domain::person::PersonStatus;
use prokura_domain::refusal::Refusal;
use prokura_wire::export::{Export, NewAdministratorsExport};
use prokura_wire::list::Written as WrittenShape;

const KIND: JobKind = JobKind::AdministratorsExport;
/// How many roles at most are asked for at a time, and the longest key, in bytes.
const ROLES: (usize, usize) = (100, 64);
/// The longest text that is searched for, in characters.
const SEARCHED: usize = 200;

/// Asks for a file with those who administer the organization and hold something that was given there: its own people with
/// `roles.read`, people from outside with `external_admins.read`. What changes after this moment is not in it; headings and roles'
/// titles are in the caller's language.
#[utoipa::path(
    post, path = "/v1/organizations/{organization}/administrators/exports", operation_id = "export_administrators", tag = "people",
    params(("organization" = String, Path, description = "Id or look-up key.")),
    request_body = NewAdministratorsExport,
    responses((status = 202, description = "It is being made; ask how far it is.", body = WrittenShape<Export>)),
)]
pub(super) async fn export_administrators(
    Path(organization): Path<String>,
    writing: Writing<NewAdministratorsExport>,
) -> Result<Written<Export>, Problem> {
    let command = ExportAdministrators {
        organization: writing.names()?.organization(&organization),
        filter: filter(&writing)?,
        language: writing.current.language.0,
    };
    let done = writing.execute(command).await?;
    let job = jobs::get(&writing.site.service, &writing.caller, &organization, done.value.job, KIND).await;
    let shown = job.and_then(|job| export(&job, writing.current.language)).map_err(|error| writing.fail(error))?;
    Ok(Written::accepted(done, |_| shown))
}

fn filter(writing: &Writing<NewAdministratorsExport>) -> Result<Filter, Problem> {
    let body = &writing.body;
    let unknown = |field: &str, code| Err(writing.fail(Refusal::field(field, code)));
    let is_role = |role: &String| (1..=ROLES.1).contains(&role.len());
    if body.roles.len() > ROLES.0 || !body.roles.iter().all(is_role) {
        return unknown("roles", "value_unknown");
    }
    if body.license.as_ref().is_some_and(|license| license.len() > ROLES.1) {
        return unknown("license", "value_unknown");
    }
    let search = body.search.clone().unwrap_or_default();
    if search.chars().count() > SEARCHED {
        return unknown("search", "search_too_long");
    }
    let status = |code: &str| writing.code("status", PersonStatus::from_code(code));
    Ok(Filter {
        own: if body.external == Some(true) { Own::Nobody } else { Own::Administrators },
        outside: body.external != Some(false),
        status: body.status.as_deref().map(status).transpose()?,
        search,
        license: body.license.clone(),
        roles: body.roles.clone(),
        location: body.location.map(LocationId),
        ..Filter::default()
    })
}

/// How far an export of one's own is. Asks what asking for it asked.
#[utoipa::path(
    get, path = "/v1/organizations/{organization}/administrators/exports/{export}", operation_id = "get_administrators_export", tag = "people",
    params(
        ("organization" = String, Path, description = "Id or look-up key."),
        ("export" = String, Path, description = "Id."),
    ),
    responses((status = 200, description = "The export.", body = Export)),
)]
pub(super) async fn get_administrators_export(
    reading: Reading,
    Path((organization, asked)): Path<(String, String)>,
) -> Result<Json<Export>, Problem> {
    let job = jobs::get(&reading.site.service, &reading.caller, &organization, id(&asked), KIND).await;
    let shown = job.and_then(|job| export(&job, reading.current.language));
    Ok(Json(shown.map_err(|error| reading.fail(error))?))
}

/// The file of an export of one's own that is done: CSV (RFC 4180, UTF-8 with a byte order mark) with the columns "First/Last name",
/// "User ID/Email" and "Admin roles" in the language it was asked for in. Asks what asking for it asked: who has lost it since gets
/// nothing.
#[utoipa::path(
    get, path = "/v1/organizations/{organization}/administrators/exports/{export}/file", operation_id = "get_administrators_export_file", tag = "people",
    params(
        ("organization" = String, Path, description = "Id or look-up key."),
        ("export" = String, Path, description = "Id."),
    ),
    responses((status = 200, description = "The file.", content((String = "text/csv")))),
)]
pub(super) async fn get_administrators_export_file(
    reading: Reading,
    Path((organization, asked)): Path<(String, String)>,
) -> Result<Response, Problem> {
    fetched(&reading, &organization, &asked, KIND).await
}
