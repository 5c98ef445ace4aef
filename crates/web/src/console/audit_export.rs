//! An export of the audit log: asked for, looked after, fetched.

use super::audit::{Asked, filter, title_of};
use super::export::{Home, Words};
use super::{Answer, ConsoleCaller, Typed, lead_to};
use axum::extract::{Path, RawQuery};
use prokura_app::command::export_audit::ExportAudit;
use prokura_app::job::audit_export::{Format, Wanted};
use prokura_domain::job::JobKind;
use prokura_domain::refusal::Refusal;

const HOME: Home = Home { kind: JobKind::AuditExport, section: "audit", section_title: "nav-audit" };

/// `POST /o/{organization}/audit/exports`
pub(super) async fn ask(caller: ConsoleCaller, Path(named): Path<String>, typed: Typed) -> Answer {
    let (frame, _) = caller.enter(&named, caller.visit.t("nav-audit")).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    let format = Format::from_code(typed.text("format")).ok_or_else(|| Refusal::field("format", "value_unknown"))?;
    let filter = filter(&caller, &Asked::typed(&typed))?;
    let command = ExportAudit { organization: place.entered.id, filter, format };
    let begun = caller.site.execute(caller.caller.clone(), command).await?.value;
    Ok(lead_to(&format!("{}?new", HOME.href(&place, begun.job))))
}

/// `GET /o/{organization}/audit/exports/{export}`
pub(super) async fn page(
    caller: ConsoleCaller,
    Path((named, export)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Answer {
    HOME.page(caller, &named, &export, query.as_deref(), |caller, job| {
        Ok(Words {
            title: caller.visit.t("export-title"),
            lead: caller.visit.t1("export-lead", "format", title_of(Wanted::of(job)?.format)),
            so_far: caller.visit.t2("export-so-far", "done", job.done, "total", job.total.max(1)),
            back: caller.visit.t("export-back"),
        })
    })
    .await
}

/// `GET /o/{organization}/audit/exports/{export}/file`
pub(super) async fn fetch(caller: ConsoleCaller, Path((named, export)): Path<(String, String)>) -> Answer {
    HOME.fetch(caller, &named, &export).await
}
