//! Signing in at one's organization's own identity provider: there, and back.

use super::{Client, begun, renewing};
use crate::console::{Answer, Frame, Visit, caller_of, cookie, is_ours, lead_to, page as answer, tell};
use crate::site::Site;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::header::{CACHE_CONTROL, COOKIE, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::{Form, Json};
use prokura_app::authentication::{ATTEMPT_LASTS, Returned, Sent, SsoError, kept_as};
use prokura_app::error::Error;
use prokura_app::port::{ProviderAnswer, ProviderFault};
use prokura_domain::id::OrganizationId;
use prokura_domain::refusal::Refusal;
use serde::Deserialize;

/// What the cookie of an attempt is called, before its own name.
const COOKIE_PREFIX: &str = "__Host-prokura-sso-";
/// So many attempts may be under way in one browser; with more, the ones before are over.
const ATTEMPTS: usize = 6;

/// Where to go, as whom, and where to go on then.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    organization: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    then: String,
}

/// What a provider sends back.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Back {
    #[serde(default)]
    state: String,
    code: Option<String>,
    error: Option<String>,
    iss: Option<String>,
}

#[derive(Template)]
#[template(path = "sso_failed.html")]
struct FailedPage {
    frame: Frame,
    text: String,
    turn: String,
    code: &'static str,
    request: String,
}

/// `GET /sign-in/sso`: to the provider. It changes nothing but this browser's cookie, so a link leads there.
pub(super) async fn leave(
    State(site): State<Site>,
    visit: Visit,
    headers: HeaderMap,
    Client(from): Client,
    Query(asked): Query<Asked>,
) -> Answer {
    let email = asked.email.parse().ok();
    let onward = super::onward(&asked.then);
    let sent = site.authentication.send_to_sign_in(&asked.organization, email.as_ref(), onward, &from).await;
    match sent {
        Ok(sent) => Ok(to_provider(&headers, &sent)),
        Err(error) => failed(&visit, error),
    }
}

/// `GET /sign-in/sso/again`: to the provider, to prove once more who one is.
pub(super) async fn again(
    State(site): State<Site>,
    visit: Visit,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Answer {
    let caller = caller_of(&visit).ok_or(Refusal::Unauthenticated)?;
    match site.authentication.send_to_prove_again(&caller, super::onward(&asked.then)).await {
        Ok(sent) => Ok(to_provider(&headers, &sent)),
        Err(error) => failed(&visit, error),
    }
}

/// `GET /sign-in/sso/back`: from the provider.
pub(super) async fn back(
    State(site): State<Site>,
    visit: Visit,
    headers: HeaderMap,
    Client(from): Client,
    Query(back): Query<Back>,
) -> Answer {
    let name = format!("{COOKIE_PREFIX}{}", kept_as(&back.state));
    let sealed = crate::caller::cookie(&headers, &name);
    let code = match (back.code, back.error) {
        (Some(code), None) => Ok(code),
        (_, error) => Err(error.unwrap_or_else(|| "no code".to_owned())),
    };
    let heard = ProviderAnswer { code, issuer: back.iss };
    let caller = caller_of(&visit);
    let returned = site.authentication.come_back(&back.state, sealed, &heard, caller.as_ref(), &from).await;
    let mut response = match returned {
        Ok(Returned::Entered(done, onward)) => begun(&done.value, &onward),
        Ok(Returned::Proved(renewed, onward)) => renewing(lead_to(&onward), &renewed),
        Ok(Returned::Tried(trial)) => crate::console::tried(&site, &visit, *trial).await?,
        Err(error) => failed(&visit, error)?,
    };
    // Whatever came of it, this attempt is over.
    if sealed.is_some()
        && let Some(gone) = cookie::gone(&name)
    {
        response.headers_mut().append(SET_COOKIE, gone);
    }
    Ok(response)
}

/// Leads to a provider, with what this browser keeps.
pub(crate) fn to_provider(headers: &HeaderMap, sent: &Sent) -> Response {
    let Ok(to) = HeaderValue::from_str(&sent.to) else { return StatusCode::BAD_GATEWAY.into_response() };
    let mut response = StatusCode::SEE_OTHER.into_response();
    response.headers_mut().insert(LOCATION, to);
    let kept = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let kept: Vec<&str> = kept
        .flat_map(|cookies| cookies.split(';'))
        .filter_map(|cookie| cookie.trim().split_once('='))
        .filter_map(|(name, _)| name.starts_with(COOKIE_PREFIX).then_some(name))
        .collect();
    let over = if kept.len() >= ATTEMPTS { kept } else { Vec::new() };
    let gone = over.into_iter().filter_map(cookie::gone);
    let set = cookie::kept(&format!("{COOKIE_PREFIX}{}", sent.name), &sent.sealed, ATTEMPT_LASTS);
    for cookie in gone.chain(set) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

/// Says that it did not work: to whoever wanted to sign in, with what they can do and a code to tell whoever can do more.
pub(crate) fn failed(visit: &Visit, error: SsoError) -> Answer {
    let (status, text, turn, code) = match error {
        SsoError::Provider(failure) => {
            let (fault, code) = (failure.fault, failure.fault.code());
            if fault == ProviderFault::Denied {
                (StatusCode::FORBIDDEN, visit.t("sso-denied"), visit.t("sso-turn-yours"), code)
            } else if matches!(fault, ProviderFault::CodeRefused | ProviderFault::TokenNonce) {
                // Another window's answer: nothing is wrong but the order of things.
                (StatusCode::CONFLICT, visit.t("sso-mixed-up"), visit.t("sso-turn-yours"), code)
            } else {
                (StatusCode::BAD_GATEWAY, visit.t("sso-not-taken"), visit.t("sso-turn-administrator"), code)
            }
        }
        SsoError::Error(Error::Refused(Refusal::Over { code })) => {
            (StatusCode::GONE, visit.t("sso-over"), visit.t("sso-turn-yours"), code)
        }
        // Why somebody is nobody here is not said.
        SsoError::Error(Error::Refused(Refusal::Unauthenticated)) => {
            let turn = visit.t("sso-turn-administrator");
            (StatusCode::FORBIDDEN, visit.t("sso-nobody"), turn, "sso_nobody")
        }
        SsoError::Error(Error::Refused(Refusal::NotFound)) => {
            return Ok(tell(visit, StatusCode::NOT_FOUND, vec![visit.t("sso-none")], Vec::new()));
        }
        SsoError::Error(error) => return Err(error.into()),
    };
    let frame = Frame::new(visit, visit.t("sign-in"));
    let page = FailedPage { frame, text, turn, code, request: visit.request.to_string() };
    let mut response = answer(&page)?;
    *response.status_mut() = status;
    Ok(response)
}

/// What a provider posts when somebody signed out there.
#[derive(Debug, Deserialize)]
pub(crate) struct SignedOut {
    logout_token: String,
}

/// `POST /federation/{organization}/signed-out`: from a provider, behind nobody's browser (OpenID Connect Back-Channel
/// Logout 1.0, section 2.5).
pub(crate) async fn signed_out(
    State(site): State<Site>,
    Client(from): Client,
    Path(organization): Path<String>,
    form: Result<Form<SignedOut>, axum::extract::rejection::FormRejection>,
) -> Response {
    let kept_by_nobody = [(CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    let invalid = || {
        let body = Json(serde_json::json!({ "error": "invalid_request" }));
        (StatusCode::BAD_REQUEST, kept_by_nobody.clone(), body).into_response()
    };
    let (Ok(Form(form)), Ok(organization)) = (form, organization.parse::<OrganizationId>()) else { return invalid() };
    match site.authentication.signed_out_there(organization, &form.logout_token, &from).await {
        Ok(ended) => {
            tracing::info!(%organization, ended, "a provider signed somebody out");
            (StatusCode::OK, kept_by_nobody).into_response()
        }
        // Whether there is such an organization is not said.
        Err(SsoError::Provider(_) | SsoError::Error(Error::Refused(Refusal::NotFound | Refusal::Over { .. }))) => {
            invalid()
        }
        Err(SsoError::Error(Error::Refused(Refusal::TooMany { .. }))) => StatusCode::TOO_MANY_REQUESTS.into_response(),
        Err(error) => {
            tracing::error!(%error, "a provider's message could not be taken");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

/// Whether an address of another place may be led to without a form.
pub(crate) fn is_elsewhere(to: &str) -> bool {
    !is_ours(to) && (to.starts_with("https://") || to.starts_with("http://"))
}
