//! Exports of an organization's audit log: asked for, looked after, fetched.

use super::answer::Written;
use super::audit::AuditQuery;
use super::exports::{export, fetched};
use super::extract::{Path, Reading, Writing, id};
use crate::problem::Problem;
use axum::Json;
use axum::response::Response;
use prokura_app::command::export_audit::ExportAudit;
use prokura_app::job::audit_export::Format;
use prokura_app::query::jobs;
use prokura_domain::job::JobKind;
use prokura_wire::export::{Export, NewAuditExport};
use prokura_wire::list::Written as WrittenShape;

const KIND: JobKind = JobKind::AuditExport;

/// Asks for a file with entries of the log. Asks `audit.read`. What happens after this moment is not in it.
#[utoipa::path(
    post, path = "/v1/organizations/{organization}/audit/exports", operation_id = "export_audit", tag = "audit",
    params(("organization" = String, Path, description = "Id or look-up key.")),
    request_body = NewAuditExport,
    responses((status = 202, description = "It is being made; ask how far it is.", body = WrittenShape<Export>)),
)]
pub(super) async fn export_audit(
    Path(organization): Path<String>,
    writing: Writing<NewAuditExport>,
) -> Result<Written<Export>, Problem> {
    let filter = AuditQuery::of(&writing.body).filter(&writing.site.service).map_err(|error| writing.fail(error))?;
    let format = writing.code("format", Format::from_code(&writing.body.format))?;
    let command = ExportAudit { organization: writing.names()?.organization(&organization), filter, format };
    let done = writing.execute(command).await?;
    let job = jobs::get(&writing.site.service, &writing.caller, &organization, done.value.job, KIND).await;
    let shown = job.and_then(|job| export(&job, writing.current.language)).map_err(|error| writing.fail(error))?;
    Ok(Written::accepted(done, |_| shown))
}

/// How far an export of one's own is. Asks `audit.read`.
#[utoipa::path(
    get, path = "/v1/organizations/{organization}/audit/exports/{export}", operation_id = "get_audit_export", tag = "audit",
    params(
        ("organization" = String, Path, description = "Id or look-up key."),
        ("export" = String, Path, description = "Id."),
    ),
    responses((status = 200, description = "The export.", body = Export)),
)]
pub(super) async fn get_audit_export(
    reading: Reading,
    Path((organization, asked)): Path<(String, String)>,
) -> Result<Json<Export>, Problem> {
    let job = jobs::get(&reading.site.service, &reading.caller, &organization, id(&asked), KIND).await;
    let shown = job.and_then(|job| export(&job, reading.current.language));
    Ok(Json(shown.map_err(|error| reading.fail(error))?))
}

/// The file of an export of one's own that is done. Asks `audit.read`: who has lost it since gets nothing.
#[utoipa::path(
    get, path = "/v1/organizations/{organization}/audit/exports/{export}/file", operation_id = "get_audit_export_file", tag = "audit",
    params(
        ("organization" = String, Path, description = "Id or look-up key."),
        ("export" = String, Path, description = "Id."),
    ),
    responses((status = 200, description = "The file.", content(
        (String = "text/csv"),
        (String = "application/jsonl"),
    ))),
)]
pub(super) async fn get_audit_export_file(
    reading: Reading,
    Path((organization, asked)): Path<(String, String)>,
) -> Result<Response, Problem> {
    fetched(&reading, &organization, &asked, KIND).await
}
