//! Where somebody of the organization is signed in, and ending it all: a lost device, a shared screen.

use super::account::{Open, told};
use super::lock::Lock;
use super::person_form::open;
use super::{Answer, ConsoleCaller, Flash, Frame, done, page as answer};
use crate::text::Argument;
use askama::Template;
use axum::extract::Path;
use prokura_app::command::sign_out::EndSessionsOf;
use prokura_app::error::Error;
use prokura_app::query::sessions;

#[derive(Template)]
#[template(path = "person_sessions.html")]
struct SessionsPage {
    frame: Frame,
    heading: String,
    sessions: Vec<Open>,
    action: String,
    back: String,
    lock: Option<Lock>,
}

/// `GET /o/{organization}/users/{person}/sessions`
pub(super) async fn page(caller: ConsoleCaller, Path((named, person)): Path<(String, String)>) -> Answer {
    let (frame, person, back) = open(&caller, &named, &person, "sessions-end-all").await?;
    let service = &caller.site.service;
    let found = sessions::of(service, &caller.caller, &named, person.id).await?;
    let lock = match service.rehearse(&caller.caller, &EndSessionsOf { person: person.id }).await {
        Ok(_) => None,
        Err(Error::Refused(refusal)) => Some(Lock::of(&refusal, service.policy(), caller.visit.language)),
        Err(error) => return Err(error.into()),
    };
    Ok(answer(&SessionsPage {
        frame,
        heading: caller.visit.t1("sessions-end-all-heading", "name", &person.name),
        sessions: found.iter().map(|session| told(&caller, session)).collect::<Result<_, _>>()?,
        action: format!("{back}/sessions"),
        back,
        lock,
    })?)
}

/// `POST /o/{organization}/users/{person}/sessions`
pub(super) async fn end(caller: ConsoleCaller, Path((named, person)): Path<(String, String)>) -> Answer {
    let (_, person, back) = open(&caller, &named, &person, "sessions-end-all").await?;
    // Somebody from outside is known here, and their sessions are their home's matter.
    sessions::of(&caller.site.service, &caller.caller, &named, person.id).await?;
    let ended = caller.site.execute(caller.caller.clone(), EndSessionsOf { person: person.id }).await?;
    let count = i64::try_from(ended.value).unwrap_or(i64::MAX);
    let arguments = [("name", person.name.as_str().into()), ("count", Argument::Number(count))];
    let text = caller.visit.language.text_with("sessions-of-ended", &arguments);
    Ok(done(&caller.site, &caller.visit, &back, &Flash::good(text)))
}
