//! Templates: those that there are, one with who deviates from it, applying it, and deleting it.

use super::changes_told::Telling as Changes;
use super::lock::Lock;
use super::template_told::{Said, Telling};
use super::{Answer, ConsoleCaller, Flash, Frame, Moment, Place, Typed, done, lead_to, page as answer, page_with};
use crate::problem::status;
use askama::Template;
use axum::extract::{Path, Query};
use prokura_app::bulk::begin::of_template;
use prokura_app::command::delete_template::DeleteTemplate;
use prokura_app::error::Error;
use prokura_app::query::Part;
use prokura_app::query::templates::{counts, deviations, get, list};
use prokura_domain::id::{PrincipalId, TemplateId};
use prokura_domain::refusal::Refusal;
use prokura_domain::template as domain;
use serde::Deserialize;
use std::sync::Arc;

/// How many who deviate a page shows.
const ON_PAGE: usize = 50;

/// A template of the list.
struct Row {
    href: String,
    name: String,
    note: String,
    sets: Vec<Said>,
    group: Vec<Said>,
    applied: Option<Moment>,
}

#[derive(Template)]
#[template(path = "templates.html")]
struct ListPage {
    frame: Frame,
    new: String,
    rows: Vec<Row>,
    lock: Option<Lock>,
}

/// Somebody who deviates.
struct Deviant {
    name: String,
    email: String,
    href: String,
    sentences: Vec<String>,
}

/// Who deviates, as far as the reader may know.
struct Deviating {
    people: String,
    deviants: String,
    /// Whether nobody is in the group.
    is_nobody: bool,
    /// Whether nobody deviates.
    is_met: bool,
    rows: Vec<Deviant>,
    apply: String,
    first: Option<String>,
    next: Option<String>,
}

#[derive(Template)]
#[template(path = "template.html")]
struct OnePage {
    frame: Frame,
    path: String,
    note: String,
    version: i64,
    sets: Vec<Said>,
    group: Vec<Said>,
    /// The list of users, narrowed to the group.
    users: Option<String>,
    changed: String,
    applied: Option<String>,
    /// Why it cannot be changed.
    lock: Option<Lock>,
    /// Why it cannot be applied.
    apply_lock: Option<Lock>,
    deviating: Option<Deviating>,
    failed: Option<Lock>,
}

#[derive(Template)]
#[template(path = "template_delete.html")]
struct DeletePage {
    frame: Frame,
    heading: String,
    path: String,
    version: i64,
    failed: Option<Lock>,
}

/// Which page of those who deviate.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    after: String,
}

/// `GET /o/{organization}/templates`
pub(super) async fn page(caller: ConsoleCaller, Path(named): Path<String>) -> Answer {
    let (frame, sight) = caller.enter(&named, caller.visit.t("nav-templates")).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    let seen = list(&caller.site.service, &caller.caller, &named).await?;
    let telling = Telling::new(&caller, &sight, &place).await?;
    let path = place.href("templates");
    let mut rows: Vec<Row> = seen
        .templates
        .into_iter()
        .map(|it| Row {
            href: format!("{path}/{}", it.id),
            sets: telling.sets(&it.sets),
            group: telling.group(&it.group),
            name: it.name.to_string(),
            note: it.note.map(String::from).unwrap_or_default(),
            applied: it.applied.map(|applied| caller.visit.moment(applied.at)),
        })
        .collect();
    rows.sort_by_cached_key(|row| prokura_app::collation::sort_key(caller.visit.language.0, &row.name));
    Ok(answer(&ListPage {
        rows,
        new: format!("{path}/new"),
        lock: seen.locked.as_ref().map(|refusal| Lock::of(refusal, sight.policy(), caller.visit.language)),
        frame: frame.section("templates"),
    })?)
}

/// `GET /o/{organization}/templates/{template}`
pub(super) async fn one(
    caller: ConsoleCaller,
    Path((named, id)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Answer {
    Ok(answer(&draw(&caller, &named, parsed(&id)?, asked.after.parse().ok(), None).await?)?)
}

async fn draw(
    caller: &ConsoleCaller,
    named: &str,
    id: TemplateId,
    after: Option<PrincipalId>,
    refusal: Option<&Refusal>,
) -> Result<OnePage, Error> {
    let visit = &caller.visit;
    let (frame, sight) = caller.enter(named, visit.t("nav-templates")).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    let seen = get(&caller.site.service, &caller.caller, named, id).await?;
    let lock = |refusal: &Refusal| Lock::of(refusal, sight.policy(), visit.language);
    let telling = Telling::new(caller, &sight, &place).await?;
    let template = &seen.template;
    let templates = place.href("templates");
    let path = format!("{templates}/{id}");
    let deviating = match seen.hidden {
        None => {
            let changes = Changes { caller, sight: &sight, organization: place.entered.handle };
            Some(deviating(caller, named, &place, template, after, &changes).await?)
        }
        Some(_) => None,
    };
    let applied = match template.applied {
        Some(applied) => {
            let by = by(caller, Some(applied.by), applied.at).await?;
            let version = applied.version;
            Some(if version == template.version {
                by
            } else {
                visit.t2("template-applied-older", "by", by, "version", version.to_string())
            })
        }
        None => None,
    };
    Ok(OnePage {
        note: template.note.as_ref().map(ToString::to_string).unwrap_or_default(),
        version: template.version,
        sets: telling.sets(&template.sets),
        group: telling.group(&template.group),
        users: deviating.as_ref().and_then(|_| telling.list(&template.group)),
        changed: by(caller, template.changed_by, template.changed_at).await?,
        applied,
        lock: seen.locked.as_ref().map(lock),
        apply_lock: seen.apply_locked.as_ref().map(lock),
        deviating,
        failed: refusal.map(lock),
        path,
        frame: frame.section("templates").crumb(visit.t("nav-templates"), templates).titled(template.name.to_string()),
    })
}

/// By whom, and when.
async fn by(
    caller: &ConsoleCaller,
    who: Option<PrincipalId>,
    at: prokura_domain::time::Timestamp,
) -> Result<String, Error> {
    let visit = &caller.visit;
    let person = match who {
        Some(who) => caller.read().await?.anybody(who).await?,
        None => None,
    };
    let name = person.map_or_else(|| visit.t("somebody"), |person| visit.name(&person));
    Ok(visit.t2("template-by-at", "name", name, "moment", visit.moment(at).text))
}

async fn deviating(
    caller: &ConsoleCaller,
    named: &str,
    place: &Place,
    template: &domain::Template,
    after: Option<PrincipalId>,
    changes: &Changes<'_>,
) -> Result<Deviating, Error> {
    let visit = &caller.visit;
    let (service, part) = (&caller.site.service, Part { after, limit: ON_PAGE });
    // Counting looks at everybody of the group, so it goes beside the page and not before it.
    let (counts, found) = tokio::join!(
        counts(service, &caller.caller, named, template.id),
        deviations(service, &caller.caller, named, template.id, part)
    );
    let (counts, found) = (counts?, found?);
    let (users, path) = (place.href("users"), format!("{}/{}", place.href("templates"), template.id));
    let deviant = |it: prokura_app::query::templates::Deviation| Deviant {
        name: visit.name(&it.person),
        email: it.person.email.to_string(),
        href: format!("{users}/{}", it.person.id),
        sentences: it.told.iter().map(|told| changes.told(told)).collect(),
    };
    let count = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    Ok(Deviating {
        people: visit.tn("template-people", "count", count(counts.people)),
        deviants: visit.tn("template-deviants", "count", count(counts.deviating)),
        is_nobody: counts.people == 0,
        is_met: counts.deviating == 0,
        rows: found.items.into_iter().map(deviant).collect(),
        apply: visit.tn("template-apply", "count", count(counts.deviating)),
        first: after.map(|_| path.clone()),
        next: found.next.map(|next| format!("{path}?after={next}")),
    })
}

/// `POST /o/{organization}/templates/{template}`: it is looked what applying it would come to, for those who deviate at this
/// moment.
pub(super) async fn apply(caller: ConsoleCaller, Path((named, id)): Path<(String, String)>, typed: Typed) -> Answer {
    let (_, place) = enter(&caller, &named).await?;
    let id = parsed(&id)?;
    let version = typed.text("version").parse().ok();
    match of_template(&caller.site.service, &caller.caller, place.entered.id, id, version).await {
        Ok(job) => Ok(lead_to(&place.href(&format!("users/changes/{}", job.value)))),
        Err(Error::Refused(refusal @ (Refusal::Invalid(_) | Refusal::TooMany { .. } | Refusal::Conflict { .. }))) => {
            let page = draw(&caller, &named, id, None, Some(&refusal)).await?;
            Ok(page_with(status(&refusal), &page)?)
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /o/{organization}/templates/{template}/delete`
pub(super) async fn delete_page(caller: ConsoleCaller, Path((named, id)): Path<(String, String)>) -> Answer {
    Ok(answer(&draw_deletion(&caller, &named, parsed(&id)?, None).await?)?)
}

/// `POST /o/{organization}/templates/{template}/delete`
pub(super) async fn delete(caller: ConsoleCaller, Path((named, id)): Path<(String, String)>, typed: Typed) -> Answer {
    let (_, place) = enter(&caller, &named).await?;
    let template = parsed(&id)?;
    let expected_version = typed.text("version").parse().ok();
    let command = DeleteTemplate { organization: place.entered.id, template, expected_version };
    match caller.site.execute(caller.caller.clone(), command).await {
        Ok(deleted) => {
            let flash = Flash::good(caller.visit.t1("template-deleted", "name", &deleted.value.name));
            Ok(done(&caller.site, &caller.visit, &place.href("templates"), &flash))
        }
        Err(Error::Refused(refusal @ Refusal::Conflict { .. })) => {
            let page = draw_deletion(&caller, &named, template, Some(&refusal)).await?;
            Ok(page_with(status(&refusal), &page)?)
        }
        Err(error) => Err(error.into()),
    }
}

async fn draw_deletion(
    caller: &ConsoleCaller,
    named: &str,
    id: TemplateId,
    refusal: Option<&Refusal>,
) -> Result<DeletePage, Error> {
    let (frame, place) = enter(caller, named).await?;
    let visit = &caller.visit;
    let seen = get(&caller.site.service, &caller.caller, named, id).await?;
    if let Some(refusal) = seen.locked {
        return Err(refusal.into());
    }
    let (name, templates) = (seen.template.name.to_string(), place.href("templates"));
    let path = format!("{templates}/{id}");
    let heading = visit.t1("template-delete-heading", "name", &name);
    let frame = frame.narrow().section("templates").crumb(visit.t("nav-templates"), templates).crumb(&name, &path);
    Ok(DeletePage {
        version: seen.template.version,
        failed: refusal.map(|it| Lock::of(it, caller.site.service.policy(), visit.language)),
        frame: frame.titled(&heading),
        heading,
        path,
    })
}

async fn enter(caller: &ConsoleCaller, named: &str) -> Result<(Frame, Arc<Place>), Error> {
    let (frame, _) = caller.enter(named, caller.visit.t("nav-templates")).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    Ok((frame, place))
}

pub(super) fn parsed(template: &str) -> Result<TemplateId, Refusal> {
    template.parse().map_err(|_| Refusal::NotFound)
}
