//! The second step of signing in: a code of the authenticator app, a recovery code, or a passkey.

use super::password::onward;
use super::{Client, begun};
use crate::caller::cookie as sent;
use crate::console::{Answer, Flash, Frame, Typed, Visit, cookie, done, lead_to, page as answer, page_with};
use crate::site::Site;
use askama::Template;
use axum::Json;
use axum::extract::{Query, State};
use axum::http::header::{RETRY_AFTER, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use prokura_app::authentication::{HALF_WAY_LASTS, Offered};
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
#[template(path = "second.html")]
struct SecondPage {
    frame: Frame,
    then: String,
    has_passkeys: bool,
    failed: Option<String>,
    code_error: String,
    recovery_error: String,
}

/// Leads to the second step, with the half-way proof.
pub(super) fn lead_on(half_way: &str, then: &str) -> Response {
    let query: String = form_urlencoded::Serializer::new(String::new()).append_pair("then", then).finish();
    let mut response = lead_to(&format!("/sign-in/second?{query}"));
    if let Some(set) = cookie::kept(cookie::HALF_WAY, half_way, HALF_WAY_LASTS) {
        response.headers_mut().append(SET_COOKIE, set);
    }
    response
}

/// `GET /sign-in/second`
pub(super) async fn page(
    State(site): State<Site>,
    visit: Visit,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Answer {
    let then = onward(&asked.then);
    if visit.me.is_some() {
        return Ok(lead_to(then));
    }
    match site.authentication.waiting_for_second(half_way(&headers)).await {
        Ok((_, has_passkeys)) => Ok(answer(&SecondPage {
            frame: Frame::new(&visit, visit.t("second-title")),
            then: then.to_owned(),
            has_passkeys,
            failed: None,
            code_error: String::new(),
            recovery_error: String::new(),
        })?),
        Err(Error::Refused(Refusal::Over { .. })) => Ok(lead_to("/sign-in")),
        Err(error) => Err(error.into()),
    }
}

/// `POST /sign-in/second`
pub(super) async fn prove(
    State(site): State<Site>,
    visit: Visit,
    headers: HeaderMap,
    Client(from): Client,
    typed: Typed,
) -> Answer {
    let then = onward(typed.text("then"));
    let half_way = half_way(&headers);
    let offered = offered(&typed);
    let (status, wait) = match site.authentication.finish_sign_in(half_way, offered, from).await {
        Ok(done) => {
            let mut response = begun(&done.value, then);
            if let Some(gone) = cookie::gone(cookie::HALF_WAY) {
                response.headers_mut().append(SET_COOKIE, gone);
            }
            return Ok(response);
        }
        Err(Error::Refused(Refusal::Over { .. })) => {
            return Ok(done(&site, &visit, "/sign-in", &Flash::bad(visit.t("refusal-second_step_over"))));
        }
        Err(Error::Refused(Refusal::Unauthenticated)) => (StatusCode::UNPROCESSABLE_ENTITY, None),
        Err(Error::Refused(Refusal::TooMany { retry_after_seconds, .. })) => {
            (StatusCode::TOO_MANY_REQUESTS, Some(retry_after_seconds))
        }
        Err(error) => return Err(error.into()),
    };
    let has_passkeys = matches!(site.authentication.waiting_for_second(half_way).await, Ok((_, true)));
    let told = match wait {
        Some(seconds) => visit.tn("sign-in-too-many", "minutes", usize::try_from(seconds.div_ceil(60)).unwrap_or(1)),
        None => match offered {
            Offered::Code(_) => visit.t("second-code-failed"),
            Offered::Recovery(_) => visit.t("second-recovery-failed"),
            Offered::Passkey { .. } => visit.t("sign-in-passkey-failed"),
        },
    };
    let at = |is_it: bool| if is_it && wait.is_none() { told.clone() } else { String::new() };
    let (code_error, recovery_error) =
        (at(matches!(offered, Offered::Code(_))), at(matches!(offered, Offered::Recovery(_))));
    let in_a_field = !code_error.is_empty() || !recovery_error.is_empty();
    let failed = Some(if in_a_field { visit.t("refusal-invalid") } else { told.clone() });
    let frame = Frame::new(&visit, visit.t("second-title"));
    let then = then.to_owned();
    let page = SecondPage { frame, then, has_passkeys, failed, code_error, recovery_error };
    let mut response = page_with(status, &page)?;
    if let Some(seconds) = wait {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    Ok(response)
}

/// `POST /sign-in/second/challenge`
pub(super) async fn challenge(State(site): State<Site>, headers: HeaderMap) -> Answer {
    match site.authentication.second_challenge(half_way(&headers)).await {
        Ok(challenge) => Ok(Json(challenge).into_response()),
        Err(Error::Refused(Refusal::Over { .. })) => Ok(StatusCode::GONE.into_response()),
        Err(error) => Err(error.into()),
    }
}

/// What a form offers as a proof: what was filled in.
pub(super) fn offered(typed: &Typed) -> Offered<'_> {
    if !typed.raw("proof-answer").is_empty() {
        Offered::Passkey { answer: typed.raw("proof-answer"), state: typed.raw("proof-state") }
    } else if !typed.text("proof-recovery").is_empty() {
        Offered::Recovery(typed.text("proof-recovery"))
    } else {
        Offered::Code(typed.text("proof-code"))
    }
}

fn half_way(headers: &HeaderMap) -> &str {
    sent(headers, cookie::HALF_WAY).unwrap_or_default()
}
