//! An export of the audit log on its way: asked for, looked after, fetched.

use super::audit::{Asked, filter, title_of};
use super::{Answer, ConsoleCaller, Frame, Moment, Typed, lead_to, page as answer};
use crate::export::{File, file};
use askama::Template;
use axum::extract::{Path, RawQuery};
use axum::http::HeaderValue;
use axum::response::IntoResponse as _;
use prokura_app::command::export_audit::ExportAudit;
use prokura_app::job::audit_export::{Format, Wanted};
use prokura_app::query::jobs;
use prokura_domain::id::JobId;
use prokura_domain::job::JobState;
use prokura_domain::refusal::Refusal;

#[derive(Template)]
#[template(path = "audit_export.html")]
struct ExportPage {
    frame: Frame,
    path: String,
    /// The log as it was filtered.
    log: String,
    format: &'static str,
    state: JobState,
    /// Why it was given up.
    failure: String,
    /// What is said of a file that is there.
    done_text: &'static str,
    /// Whether it was asked for a moment ago: then a script fetches the file by itself, once.
    is_new: bool,
    done: i64,
    total: i64,
    until: Moment,
}

/// `POST /o/{organization}/audit/exports`
pub(super) async fn ask(caller: ConsoleCaller, Path(named): Path<String>, typed: Typed) -> Answer {
    let (frame, _) = caller.enter(&named, caller.visit.t("nav-audit")).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    let format = Format::from_code(typed.text("format")).ok_or_else(|| Refusal::field("format", "value_unknown"))?;
    let filter = filter(&caller, &Asked::typed(&typed))?;
    let command = ExportAudit { organization: place.entered.id, filter, format };
    let begun = caller.site.execute(caller.caller.clone(), command).await?.value;
    Ok(lead_to(&place.href(&format!("audit/exports/{}?new", begun.job))))
}

/// `GET /o/{organization}/audit/exports/{export}`. With `?new` it comes from the button and fetches the file by itself; with
/// `?fetch` a script on the page is told where.
pub(super) async fn page(
    caller: ConsoleCaller,
    Path((named, export)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Answer {
    let id: JobId = export.parse().map_err(|_| Refusal::NotFound)?;
    let (frame, _) = caller.enter(&named, caller.visit.t("nav-audit")).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    let job = jobs::get(&caller.site.service, &caller.caller, &named, id).await?;
    let path = place.href(&format!("audit/exports/{id}"));
    if query.as_deref() == Some("fetch") && job.state == JobState::Done {
        let mut response = ().into_response();
        if let Ok(to) = HeaderValue::from_str(&format!("{path}/file")) {
            response.headers_mut().insert("hx-redirect", to);
        }
        return Ok(response);
    }
    let log = place.href("audit");
    let is_new = query.as_deref() == Some("new");
    Ok(answer(&ExportPage {
        format: title_of(Wanted::of(&job)?.format),
        state: job.state,
        failure: job.failure.map(|it| caller.visit.t(&format!("export-failed-{}", it.code()))).unwrap_or_default(),
        done_text: if is_new { "export-done" } else { "export-ready" },
        is_new,
        done: job.done,
        total: job.total.max(1),
        until: caller.visit.moment(job.expires_at()),
        path,
        frame: frame
            .section("audit")
            .narrow()
            .crumb(caller.visit.t("nav-audit"), log.clone())
            .titled(caller.visit.t("export-title")),
        log,
    })?)
}

/// `GET /o/{organization}/audit/exports/{export}/file`
pub(super) async fn fetch(caller: ConsoleCaller, Path((named, export)): Path<(String, String)>) -> Answer {
    let id: JobId = export.parse().map_err(|_| Refusal::NotFound)?;
    let (frame, _) = caller.enter(&named, caller.visit.t("nav-audit")).await?;
    let place = frame.place.ok_or(Refusal::NotFound)?;
    match file(&caller.site.service, &caller.caller, &named, id).await? {
        File::Ready(response) => Ok(response),
        // A link kept from before leads to where one sees how far it is.
        File::Missing(_) => Ok(lead_to(&place.href(&format!("audit/exports/{id}")))),
    }
}
