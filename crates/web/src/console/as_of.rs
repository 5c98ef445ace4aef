//! Who could do what here at a moment, under the policy of that time.

use super::{Answer, ConsoleCaller, Frame, Moment, page as answer, page_with};
use crate::api::as_of::{Export, download};
use crate::as_of::role_title;
use crate::problem::field_sentence;
use crate::text::Argument;
use askama::Template;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use prokura_app::error::Error;
use prokura_app::query::administrators::Holding;
use prokura_app::query::as_of::{Holder, Scene, open};
use prokura_decision::mask::{Mask, Rights};
use prokura_decision::policy::Policy;
use prokura_decision::record::OrganizationRecord;
use prokura_domain::id::PrincipalId;
use prokura_domain::refusal::Refusal;
use prokura_domain::time::Timestamp;
use prokura_wire::time::rfc3339;
use serde::Deserialize;

/// How many people a page shows.
const ON_PAGE: usize = 50;

/// Which moment, in the reader's zone, and which page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    at: String,
    after: String,
}

/// Which moment, RFC 3339, and which file.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct AskedFile {
    at: String,
    format: String,
    signed: bool,
}

/// By what somebody was in.
struct Held {
    title: String,
    how: String,
    until: Option<Moment>,
}

/// A part of the organization in which somebody could do more.
struct Part {
    slug: String,
    could: String,
}

/// Somebody of the list.
struct Row {
    name: String,
    email: String,
    /// Where they belong, of people from outside.
    home: Option<String>,
    active: bool,
    holds: Vec<Held>,
    could: String,
    manages: String,
    reads: String,
    parts: Vec<Part>,
}

/// A file to keep.
struct File {
    href: String,
    title: String,
}

/// What was so.
struct Then {
    at: Moment,
    rows: Vec<Row>,
    restricted: bool,
    withheld: String,
    partners: String,
    policy: String,
    incomplete: Option<Moment>,
    only_own: bool,
    only_outside: bool,
    files: Vec<File>,
    first: Option<String>,
    next: Option<String>,
}

#[derive(Template)]
#[template(path = "as_of.html")]
struct AsOfPage {
    frame: Frame,
    path: String,
    at: String,
    zone: String,
    error: String,
    then: Option<Then>,
}

/// `GET /o/{organization}/as-of`
pub(super) async fn page(caller: ConsoleCaller, Path(named): Path<String>, Query(asked): Query<Asked>) -> Answer {
    let visit = &caller.visit;
    let (frame, _) = caller.enter(&named, visit.t("as-of-title")).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    let path = place.href("as-of");
    let frame = frame.section("audit").crumb(visit.t("nav-audit"), place.href("audit"));
    let (text, wanted) = match asked.at.trim() {
        "" => (visit.zone.field(visit.now), Ok(visit.now)),
        text => (text.to_owned(), visit.zone.moment(text).ok_or_else(|| Refusal::field("at", "date_invalid"))),
    };
    let mut page =
        AsOfPage { zone: visit.zone.name().to_owned(), error: String::new(), then: None, at: text, path, frame };
    let opened = match wanted {
        Ok(at) => open(&caller.site.service, &caller.caller, &named, at).await,
        Err(refusal) => Err(refusal.into()),
    };
    let mut scene = match opened {
        Ok(scene) => scene,
        Err(Error::Refused(Refusal::Invalid(fields))) => {
            let told = fields.iter().map(|field| field_sentence(field.code, &field.arguments, visit.language));
            page.error = told.collect::<Vec<_>>().join(" ");
            return Ok(page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)?);
        }
        Err(error) => return Err(error.into()),
    };
    let after = match asked.after.as_str() {
        "" => None,
        id => Some(id.parse::<PrincipalId>().map_err(|_| Refusal::field("after", "value_invalid"))?),
    };
    page.then = Some(then(&caller, &mut scene, &page.path, &page.at, after).await?);
    Ok(answer(&page)?)
}

/// `GET /o/{organization}/as-of/file`
pub(super) async fn file(caller: ConsoleCaller, Path(named): Path<String>, Query(asked): Query<AskedFile>) -> Answer {
    caller.enter(&named, caller.visit.t("as-of-title")).await?;
    let wanted = Export { at: Some(&asked.at), format: Some(&asked.format), signed: asked.signed };
    Ok(download(&caller.site.service, &caller.caller, &named, &wanted).await?)
}

async fn then(
    caller: &ConsoleCaller,
    scene: &mut Scene,
    path: &str,
    at: &str,
    after: Option<PrincipalId>,
) -> Result<Then, Error> {
    let visit = &caller.visit;
    let found = scene.people(after, ON_PAGE).await?;
    let policy = std::sync::Arc::clone(&scene.policy);
    let rows = found.items.into_iter().map(|holder| row(caller, &policy, &scene.record, holder)).collect();
    let href = |after: Option<PrincipalId>| {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("at", at);
        if let Some(after) = after {
            query.append_pair("after", &after.to_string());
        }
        format!("{path}?{}", query.finish())
    };
    let files = [("csv", false), ("csv", true), ("json", false), ("json", true)].map(|(format, signed)| {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("at", &rfc3339(scene.at)).append_pair("format", format);
        if signed {
            query.append_pair("signed", "true");
        }
        let key = if signed { "as-of-signed" } else { "as-of-file" };
        File { href: format!("{path}/file?{}", query.finish()), title: visit.t1(key, "format", format.to_uppercase()) }
    });
    let title = |name: &String| {
        policy.area(name).map_or_else(|| name.clone(), |area| area.title.in_locale(visit.language.0).to_owned())
    };
    Ok(Then {
        at: visit.moment(scene.at),
        rows,
        restricted: scene.facts.restricted,
        withheld: scene.withheld_areas.iter().map(title).collect::<Vec<_>>().join(", "),
        partners: scene.partners.iter().map(|it| it.name.to_string()).collect::<Vec<_>>().join(", "),
        policy: scene.policy.digest.chars().take(12).collect(),
        incomplete: scene.incomplete_before.map(|since: Timestamp| visit.moment(since)),
        only_own: !scene.covered.outside,
        only_outside: !scene.covered.own,
        files: files.into(),
        first: after.map(|_| href(None)),
        next: found.next.map(|next| href(Some(next))),
    })
}

fn row(caller: &ConsoleCaller, policy: &Policy, then: &OrganizationRecord, holder: Holder) -> Row {
    let visit = &caller.visit;
    let title = |key: &str| role_title(policy, then, key, visit.language).unwrap_or_else(|| key.to_owned());
    let held = |holding: &Holding| {
        let (title, how, until) = match holding {
            Holding::Given(grant) => (title(&grant.role), "as-of-given", grant.term.until),
            Holding::Derived { role, term } => (title(role), "as-of-derived", term.until),
            Holding::Support(grant) => (visit.t("as-of-support-access"), "as-of-support", grant.term.until),
        };
        Held { title, how: visit.t(how), until: until.map(|at| visit.moment(at)) }
    };
    let titles = |mask: Mask| {
        let titles = mask.iter().map(|control| policy.control_at(control).title.in_locale(visit.language.0));
        titles.collect::<Vec<_>>().join(", ")
    };
    let could = |rights: Rights| {
        let count = |mask: Mask| mask.iter().count();
        match (count(rights.manage), count(rights.read & !rights.manage)) {
            (0, 0) => visit.t("as-of-nothing"),
            (manages, reads) => {
                let number = |count: usize| Argument::Number(i64::try_from(count).unwrap_or(i64::MAX));
                let arguments = [("manages", number(manages)), ("reads", number(reads))];
                visit.language.text_with("as-of-could-count", &arguments)
            }
        }
    };
    let parts = holder.inside.iter().map(|part| Part { slug: part.slug.to_string(), could: could(part.rights) });
    Row {
        email: holder.person.as_ref().and_then(|person| person.address()).map(ToString::to_string).unwrap_or_default(),
        name: holder.name.to_string(),
        home: holder.home.as_ref().filter(|home| home.id != then.organization.id).map(|home| home.name.to_string()),
        active: holder.active,
        holds: holder.holds.iter().map(held).collect(),
        could: could(holder.rights),
        manages: titles(holder.rights.manage),
        reads: titles(holder.rights.read & !holder.rights.manage),
        parts: parts.collect(),
    }
}
