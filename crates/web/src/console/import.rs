//! People and roles by a file: what it may hold, a file to begin with, and the one that is sent (ROL-07).

use super::lock::Lock;
use super::upload::Upload;
use super::{Answer, ConsoleCaller, Frame, Typed, lead_to, page as answer, page_with};
use crate::headings::{column, heading, template as columns};
use crate::problem::status;
use askama::Template;
use axum::extract::{Path, RawQuery};
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse as _;
use prokura_app::bulk::begin;
use prokura_app::bulk::file::{Column, Kind};
use prokura_app::error::Error;
use prokura_decision::mask::Level;
use prokura_domain::refusal::Refusal;

#[derive(Template)]
#[template(path = "import.html")]
struct ImportPage {
    frame: Frame,
    path: String,
    users: String,
    changes: String,
    kind: &'static str,
    is_people: bool,
    /// The other kind's page.
    other: String,
    /// Columns, and what is in each.
    columns: Vec<(String, String)>,
    lock: Option<Lock>,
    failed: Option<Lock>,
}

fn asked(query: Option<&str>) -> Kind {
    let query = query.unwrap_or_default();
    let kind = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "kind");
    kind.and_then(|(_, code)| Kind::from_code(&code)).unwrap_or(Kind::People)
}

async fn draw(caller: &ConsoleCaller, named: &str, kind: Kind, refusal: Option<&Refusal>) -> Result<ImportPage, Error> {
    let visit = &caller.visit;
    let title = visit.t(&format!("import-title-{}", kind.code()));
    let (frame, sight) = caller.enter(named, title).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    let is_people = kind == Kind::People;
    sight.ask(if is_people { "users" } else { "roles" }, Level::Read, place.entered.handle)?;
    let lock = if is_people { sight.ask("users.import", Level::Manage, place.entered.handle).err() } else { None };
    let users = place.href("users");
    let other = if is_people { Kind::Roles } else { Kind::People };
    let what = |column: &Column| visit.t(&format!("column-{}-what", column.code()));
    Ok(ImportPage {
        path: format!("{users}/import"),
        changes: format!("{users}/changes"),
        kind: kind.code(),
        is_people,
        other: format!("{users}/import?kind={}", other.code()),
        columns: columns(kind).iter().map(|column| (heading(*column, visit.language), what(column))).collect(),
        lock: lock.map(|refusal| Lock::of(&refusal, sight.policy(), visit.language)),
        failed: refusal.map(|refusal| Lock::of(refusal, sight.policy(), visit.language)),
        frame: frame.narrow().section("users").crumb(visit.t("nav-users"), &users),
        users,
    })
}

/// `GET /o/{organization}/users/import?kind=people|roles`
pub(super) async fn page(caller: ConsoleCaller, Path(named): Path<String>, RawQuery(query): RawQuery) -> Answer {
    Ok(answer(&draw(&caller, &named, asked(query.as_deref()), None).await?)?)
}

/// `GET /o/{organization}/users/import/template?kind=people|roles`
pub(super) async fn template(caller: ConsoleCaller, Path(named): Path<String>, RawQuery(query): RawQuery) -> Answer {
    let kind = asked(query.as_deref());
    caller.enter(&named, caller.visit.t("nav-users")).await?;
    let mut text = "\u{feff}".to_owned();
    crate::csv::row(&mut text, columns(kind).iter().map(|column| heading(*column, caller.visit.language)));
    let mut response = text.into_response();
    let headers = response.headers_mut();
    let name = HeaderValue::from_str(&format!("attachment; filename=\"{}.csv\"", kind.code()));
    headers.insert(CONTENT_DISPOSITION, name.map_err(|error| Error::Internal(error.to_string()))?);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8; header=present"));
    Ok(response)
}

/// `POST /o/{organization}/users/import`: the file, and of which `kind` it is.
pub(super) async fn begin(caller: ConsoleCaller, Path(named): Path<String>, upload: Upload, typed: Typed) -> Answer {
    let kind = Kind::from_code(typed.text("kind")).unwrap_or(Kind::People);
    let (frame, _) = caller.enter(&named, caller.visit.t("nav-users")).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    let Upload { name, bytes, .. } = &upload;
    let service = &caller.site.service;
    match begin::of_file(service, &caller.caller, place.entered.id, kind, name.clone(), bytes, &column).await {
        Ok(job) => Ok(lead_to(&place.href(&format!("users/changes/{}", job.value)))),
        Err(Error::Refused(refusal @ (Refusal::Invalid(_) | Refusal::Rule { .. } | Refusal::TooMany { .. }))) => {
            let page = draw(&caller, &named, kind, Some(&refusal)).await?;
            Ok(page_with(status(&refusal), &page)?)
        }
        Err(error) => Err(error.into()),
    }
}
