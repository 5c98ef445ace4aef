//! Proving again who one is, before something that asks for a proof that is not old. The form that was refused is kept in
//! the page and sent on after the proof, so nothing that was typed is lost, with script or without.

use super::password::onward;
use super::{Client, renewing, second};
use crate::console::{Answer, ConsoleCaller, Frame, Typed, Visit, lead_to, page_with};
use crate::problem::field_sentence;
use crate::site::Site;
use askama::Template;
use axum::Json;
use axum::extract::Query;
use axum::http::header::{LOCATION, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use prokura_app::authentication::{AgainProof, Ways};
use prokura_app::caller::Caller;
use prokura_app::error::Error;
use prokura_domain::refusal::Refusal;
use serde::Deserialize;

/// Where to go on.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    then: String,
}

#[derive(Template)]
#[template(path = "step_up.html")]
struct StepUpPage {
    frame: Frame,
    ways: Ways,
    email: String,
    then: String,
    /// Whether a form is sent on afterwards; else a page is asked for.
    sends: bool,
    kept: Vec<(String, String)>,
    failed: Option<String>,
    password_error: String,
    code_error: String,
    recovery_error: String,
}

/// What was asked for before the proof.
struct Wanted<'a> {
    then: &'a str,
    sends: bool,
    typed: &'a Typed,
}

/// What is wrong with a proof: the field's code with its sentence, or a sentence for all of it.
#[derive(Default)]
struct Failed {
    field: Option<(String, String)>,
    whole: Option<String>,
}

/// The address that asks for a proof and leads on to a page.
pub(crate) fn first(then: &str) -> String {
    let query: String = form_urlencoded::Serializer::new(String::new()).append_pair("then", then).finish();
    format!("/sign-in/again?{query}")
}

/// Asks whoever opens a page for a proof first, where theirs is old: what they type there is then taken.
///
/// # Errors
/// When the store fails.
pub(crate) async fn needed(caller: &ConsoleCaller) -> Result<Option<Response>, Error> {
    let recent = caller.site.authentication.is_recent(&caller.me()?.session).await?;
    Ok((!recent).then(|| lead_to(&first(&caller.visit.path))))
}

/// `GET /sign-in/again`
pub(super) async fn page(caller: ConsoleCaller, Query(asked): Query<Asked>) -> Answer {
    let then = onward(&asked.then);
    if caller.site.authentication.is_recent(&caller.me()?.session).await? {
        return Ok(lead_to(then));
    }
    let wanted = Wanted { then, sends: false, typed: &Typed::default() };
    Ok(show(&caller.site, &caller.visit, &caller.caller, &wanted, StatusCode::OK, Failed::default()).await?)
}

/// The answer to a form that asks for a newer proof: the question, with the form in it.
///
/// # Errors
/// When the store fails.
pub(crate) async fn refused(site: &Site, visit: &Visit, caller: &Caller, typed: &Typed) -> Result<Response, Error> {
    // What is secret is not given back, so that form is opened anew.
    let sends = !typed.has_secret();
    let wanted = Wanted { then: &visit.path, sends, typed };
    show(site, visit, caller, &wanted, StatusCode::FORBIDDEN, Failed::default()).await
}

/// `POST /sign-in/again/challenge`
pub(super) async fn challenge(caller: ConsoleCaller) -> Answer {
    Ok(Json(caller.site.authentication.again_challenge(&caller.caller).await?).into_response())
}

/// `POST /sign-in/again`
pub(super) async fn prove(caller: ConsoleCaller, Client(from): Client, typed: Typed) -> Answer {
    let then = onward(typed.text("proof-then")).to_owned();
    let sends = typed.has("proof-sends");
    let proof = if typed.has("proof-nothing") {
        AgainProof::Nothing
    } else if typed.raw("proof-password").is_empty() {
        AgainProof::Factor(second::offered(&typed))
    } else {
        AgainProof::Password(typed.raw("proof-password"))
    };
    let site = &caller.site;
    let (status, wait, failed) = match site.authentication.prove_again(caller.caller.clone(), proof, from.address).await
    {
        Ok(renewed) => {
            let onward = if sends { send_on(&then) } else { lead_to(&then) };
            return Ok(renewing(onward, &renewed.value));
        }
        Err(Error::Refused(Refusal::Invalid(errors))) => {
            let language = caller.visit.language;
            let told = |error: &prokura_domain::refusal::FieldError| {
                (error.field.clone(), field_sentence(error.code, &error.arguments, language))
            };
            let failed = Failed { field: errors.first().map(told), whole: None };
            (StatusCode::UNPROCESSABLE_ENTITY, None, failed)
        }
        Err(Error::Refused(Refusal::TooMany { retry_after_seconds: seconds, .. })) => {
            let minutes = usize::try_from(seconds.div_ceil(60)).unwrap_or(1);
            let whole = Some(caller.visit.tn("sign-in-too-many", "minutes", minutes));
            (StatusCode::TOO_MANY_REQUESTS, Some(seconds), Failed { field: None, whole })
        }
        Err(error) => return Err(error.into()),
    };
    let wanted = Wanted { then: &then, sends, typed: &typed };
    let mut response = show(site, &caller.visit, &caller.caller, &wanted, status, failed).await?;
    if let Some(seconds) = wait {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    Ok(response)
}

async fn show(
    site: &Site,
    visit: &Visit,
    caller: &Caller,
    wanted: &Wanted<'_>,
    status: StatusCode,
    failed: Failed,
) -> Result<Response, Error> {
    let me = visit.me.as_ref().ok_or(Refusal::Unauthenticated)?;
    let at = |name: &str| match &failed.field {
        Some((field, told)) if field == name => told.clone(),
        Some(_) | None => String::new(),
    };
    let (password_error, code_error, recovery_error) = (at("password"), at("code"), at("recovery_code"));
    let in_a_field = [&password_error, &code_error, &recovery_error].iter().any(|error| !error.is_empty());
    let whole = failed.whole.or_else(|| failed.field.map(|(_, told)| told));
    let page = StepUpPage {
        frame: Frame::within(visit, visit.t("again-title")).narrow(),
        ways: site.authentication.ways_again(caller).await?,
        email: me.person.email.to_string(),
        then: wanted.then.to_owned(),
        sends: wanted.sends,
        kept: if wanted.sends { wanted.typed.kept().cloned().collect() } else { Vec::new() },
        failed: if in_a_field { Some(visit.t("refusal-invalid")) } else { whole },
        password_error,
        code_error,
        recovery_error,
    };
    page_with(status, &page)
}

/// Sends the form on to where it was refused: with 307 the browser repeats it as it is.
fn send_on(to: &str) -> Response {
    let mut response = StatusCode::TEMPORARY_REDIRECT.into_response();
    response.headers_mut().insert(LOCATION, HeaderValue::from_str(to).unwrap_or(HeaderValue::from_static("/")));
    response
}
