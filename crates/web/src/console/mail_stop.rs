//! The way out of mails that can be turned off: the link that each of them carries, without signing in (RFC 8058). Opening it
//! changes nothing, since mail scanners open links; posting to it does, from wherever it comes.

use super::{Answer, Frame, Visit, lead_to, page as answer};
use crate::site::Site;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::http::StatusCode;
use axum::http::header::{HeaderName, HeaderValue};
use axum::response::IntoResponse as _;
use prokura_app::caller::{Actor, Caller, Via};
use prokura_app::command::set_preference::SetPreference;
use prokura_app::query::preferences::wants;
use prokura_domain::person::Person;
use prokura_domain::preference::Topic;
use prokura_domain::refusal::Refusal;

/// What addresses of these links begin with.
const PATH: &str = "/mail/stop/";

#[derive(Template)]
#[template(path = "mail_stop.html")]
struct StopPage {
    frame: Frame,
    path: String,
    topic: String,
    email: String,
    /// Whether such mails are still sent.
    is_on: bool,
}

/// Whether a form is taken there without our token: who holds the link may use it, and mail programs do so by themselves.
pub(super) fn is_taken_at(path: &str) -> bool {
    path.starts_with(PATH)
}

/// `GET /mail/stop/{token}`
pub(super) async fn page(State(site): State<Site>, visit: Visit, Path(token): Path<String>) -> Answer {
    let (person, topic) = open(&site, &token).await?;
    let mut read = site.service.read().await?;
    let is_on = wants(&mut *read, person.id, topic, visit.now).await?;
    let shown = StopPage {
        path: format!("{PATH}{token}"),
        topic: visit.t(&format!("mails-{}", topic.code())),
        email: person.email.to_string(),
        is_on,
        frame: Frame::new(&visit, visit.t("mail-stop-title")),
    };
    let mut response = answer(&shown)?;
    // Its address is a right.
    response.headers_mut().insert(HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex"));
    Ok(response)
}

/// `POST /mail/stop/{token}`
pub(super) async fn stop(
    State(site): State<Site>,
    visit: Visit,
    headers: HeaderMap,
    Path(token): Path<String>,
) -> Answer {
    let (person, topic) = open(&site, &token).await?;
    let actor = Actor::Principal { id: person.id, home: person.home, via: Via::MailLink };
    let caller = Caller { actor, request: visit.request, idempotency: None };
    site.execute(caller, SetPreference { topic, wanted: false }).await?;
    if super::is_browser(&headers) {
        return Ok(lead_to(&format!("{PATH}{token}")));
    }
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn open(site: &Site, token: &str) -> Result<(Person, Topic), super::Trouble> {
    let (person, topic) = site.service.keys().open_mail_stop(token).ok_or(Refusal::NotFound)?;
    let person = site.service.read().await?.person(person).await?.ok_or(Refusal::NotFound)?;
    Ok((person, topic))
}
