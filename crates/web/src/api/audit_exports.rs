//! Exports of an organization's audit log: asked for, looked after, fetched.

use super::answer::Written;
use super::audit::AuditQuery;
use super::extract::{Path, Reading, Writing, id};
use crate::export::{File, file};
use crate::problem::Problem;
use crate::text::Language;
use axum::Json;
use axum::http::StatusCode;
use axum::response::Response;
use prokura_app::command::export_audit::ExportAudit;
use prokura_app::error::Error;
use prokura_app::job::audit_export::{Format, Wanted};
use prokura_app::query::jobs;
use prokura_domain::job::{Job, JobState};
use prokura_domain::refusal::Refusal;
use prokura_wire::export::{Export, NewAuditExport};
use prokura_wire::list::Written as WrittenShape;
use prokura_wire::time::Moment;

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
    let job = jobs::get(&writing.site.service, &writing.caller, &organization, done.value.job).await;
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
    let job = jobs::get(&reading.site.service, &reading.caller, &organization, id(&asked)).await;
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
    let made = file(&reading.site.service, &reading.caller, &organization, id(&asked)).await;
    match made.map_err(|error| reading.fail(error))? {
        File::Ready(response) => Ok(response),
        File::Missing(job) => match job.failure {
            None => Err(Problem::plain(StatusCode::CONFLICT, "export_not_ready", &reading.current).retry_after(1)),
            Some(failure) => {
                let sentence = reading.current.language.text(&format!("export-failed-{}", failure.code()));
                Err(reading.fail(Refusal::Over { code: "export_failed" }).detail(sentence))
            }
        },
    }
}

fn export(job: &Job, language: Language) -> Result<Export, Error> {
    let Job { id, organization, .. } = job;
    let is_done = job.state == JobState::Done;
    Ok(Export {
        id: id.0,
        organization: organization.0,
        format: Wanted::of(job)?.format.code().to_owned(),
        state: job.state.code().to_owned(),
        failure: job.failure.map(|failure| failure.code().to_owned()),
        detail: job.failure.map(|failure| language.text(&format!("export-failed-{}", failure.code()))),
        done: job.done,
        total: job.total,
        created_at: Moment(job.created_at),
        expires_at: Moment(job.expires_at()),
        file: is_done.then(|| format!("/v1/organizations/{organization}/audit/exports/{id}/file")),
    })
}
