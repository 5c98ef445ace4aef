//! What every kind of export has in common: how far it is, and its file.

use super::extract::{Reading, id};
use crate::export::{File, file};
use crate::problem::Problem;
use crate::text::Language;
use axum::http::StatusCode;
use axum::response::Response;
use prokura_app::error::Error;
use prokura_app::job::audit_export::{Format, Wanted};
use prokura_domain::job::{Job, JobKind, JobState};
use prokura_domain::refusal::Refusal;
use prokura_wire::export::Export;
use prokura_wire::time::Moment;

/// How far an export is.
pub(super) fn export(job: &Job, language: Language) -> Result<Export, Error> {
    let Job { id, organization, .. } = job;
    let is_done = job.state == JobState::Done;
    let (of, format) = match job.kind {
        JobKind::AuditExport => ("audit", Wanted::of(job)?.format),
        JobKind::AdministratorsExport => ("administrators", Format::Csv),
        JobKind::PeopleChanges | JobKind::ProductNews => return Err(Refusal::NotFound.into()),
    };
    Ok(Export {
        id: id.0,
        organization: organization.0,
        format: format.code().to_owned(),
        state: job.state.code().to_owned(),
        failure: job.failure.map(|failure| failure.code().to_owned()),
        detail: job.failure.map(|failure| language.text(&format!("export-failed-{}", failure.code()))),
        done: job.done,
        total: job.total,
        created_at: Moment(job.created_at),
        expires_at: Moment(job.expires_at()),
        file: is_done.then(|| format!("/v1/organizations/{organization}/{of}/exports/{id}/file")),
    })
}

/// The file of an export of one's own that is done.
pub(super) async fn fetched(
    reading: &Reading,
    organization: &str,
    asked: &str,
    kind: JobKind,
) -> Result<Response, Problem> {
    let made = file(&reading.site.service, &reading.caller, organization, id(asked), kind).await;
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
