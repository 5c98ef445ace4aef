//! How somebody of the organization gets in who cannot: a new invitation, or a reset (ORG-08).

use super::lock::Lock;
use super::person_form::open;
use super::{Answer, ConsoleCaller, Flash, Frame, done, page as answer};
use askama::Template;
use axum::extract::Path;
use prokura_app::command::invite_again::InviteAgain;
use prokura_app::command::reset_sign_in::ResetSignIn;
use prokura_app::error::Error;
use prokura_domain::person::{Person, PersonStatus};
use prokura_domain::refusal::Refusal;

#[derive(Template)]
#[template(path = "person_sign_in.html")]
struct SignInPage {
    frame: Frame,
    heading: String,
    text: String,
    /// The key of the button's words.
    button: &'static str,
    dangerous: bool,
    action: String,
    back: String,
    lock: Option<Lock>,
}

/// Who never signed in is invited; for anybody else it is a reset.
fn is_invited(person: &Person) -> bool {
    person.status == PersonStatus::Pending
}

/// `GET /o/{organization}/users/{person}/sign-in`
pub(super) async fn page(caller: ConsoleCaller, Path((named, person)): Path<(String, String)>) -> Answer {
    let (frame, person, back) = open(&caller, &named, &person, "person-sign-in").await?;
    own_people(&frame, &person)?;
    let service = &caller.site.service;
    let (id, invites) = (person.id, is_invited(&person));
    let rehearsed = if invites {
        service.rehearse(&caller.caller, &InviteAgain { person: id }).await.map(|_| ())
    } else {
        service.rehearse(&caller.caller, &ResetSignIn { person: id }).await.map(|_| ())
    };
    let lock = match rehearsed {
        Ok(()) => None,
        Err(Error::Refused(refusal)) => Some(Lock::of(&refusal, service.policy(), caller.visit.language)),
        Err(error) => return Err(error.into()),
    };
    let key = if invites { "person-invite" } else { "person-reset" };
    Ok(answer(&SignInPage {
        heading: caller.visit.t1(&format!("{key}-heading"), "name", &person.name),
        text: caller.visit.t1(&format!("{key}-text"), "email", &person.email),
        button: key,
        dangerous: !invites,
        action: format!("{back}/sign-in"),
        frame: frame.titled(caller.visit.t(key)),
        back,
        lock,
    })?)
}

/// `POST /o/{organization}/users/{person}/sign-in`
pub(super) async fn act(caller: ConsoleCaller, Path((named, person)): Path<(String, String)>) -> Answer {
    let (frame, person, back) = open(&caller, &named, &person, "person-sign-in").await?;
    own_people(&frame, &person)?;
    let key = if is_invited(&person) {
        caller.site.execute(caller.caller.clone(), InviteAgain { person: person.id }).await?;
        "person-invite-done"
    } else {
        caller.site.execute(caller.caller.clone(), ResetSignIn { person: person.id }).await?;
        "person-reset-done"
    };
    let text = caller.visit.t1(key, "email", &person.email);
    Ok(done(&caller.site, &caller.visit, &back, &Flash::good(text)))
}

/// Somebody from outside is known here, and how they sign in is their home's matter.
fn own_people(frame: &Frame, person: &Person) -> Result<(), Refusal> {
    let here = frame.place.as_ref().is_some_and(|place| place.organization.id == person.home);
    here.then_some(()).ok_or(Refusal::NotFound)
}
