//! An export of who administers an organization: asked for, looked after, fetched (ROL-06).

use super::export::{Home, Words};
use super::users_asked::{Asked, Show};
use super::{Answer, ConsoleCaller, Typed, lead_to};
use axum::extract::{Path, RawQuery};
use prokura_app::command::export_administrators::ExportAdministrators;
use prokura_app::query::directory::{Filter, Own};
use prokura_domain::job::JobKind;
use prokura_domain::refusal::Refusal;

const HOME: Home = Home { kind: JobKind::AdministratorsExport, section: "users", section_title: "nav-users" };

/// `POST /o/{organization}/users/exports`: the administrators among those on the list.
pub(super) async fn ask(caller: ConsoleCaller, Path(named): Path<String>, typed: Typed) -> Answer {
    let (frame, _) = caller.enter(&named, caller.visit.t("nav-users")).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    let asked = Asked::typed(&typed);
    let filter = match asked.show {
        Show::External => asked.filter(false),
        Show::Everybody | Show::Administrators => {
            Filter { own: Own::Administrators, outside: true, ..asked.filter(false) }
        }
    };
    let language = caller.visit.language.0;
    let command = ExportAdministrators { organization: place.entered.id, filter, language };
    let begun = caller.site.execute(caller.caller.clone(), command).await?.value;
    Ok(lead_to(&format!("{}?new", HOME.href(&place, begun.job))))
}

/// `GET /o/{organization}/users/exports/{export}`
pub(super) async fn page(
    caller: ConsoleCaller,
    Path((named, export)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Answer {
    HOME.page(caller, &named, &export, query.as_deref(), |caller, job| {
        Ok(Words {
            title: caller.visit.t("administrators-export-title"),
            lead: caller.visit.t("administrators-export-lead"),
            so_far: caller.visit.t2("administrators-export-so-far", "done", job.done, "total", job.total.max(1)),
            back: caller.visit.t("administrators-export-back"),
        })
    })
    .await
}

/// `GET /o/{organization}/users/exports/{export}/file`
pub(super) async fn fetch(caller: ConsoleCaller, Path((named, export)): Path<(String, String)>) -> Answer {
    HOME.fetch(caller, &named, &export).await
}
