//! Signing in: first the address, then how somebody with such an address signs in, which may be with a password.

use super::{Client, begun, second};
use crate::console::{Answer, Frame, Typed, Visit, is_ours, lead_to, page as answer, page_with};
use crate::site::Site;
use askama::Template;
use axum::extract::{Query, State};
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderValue, StatusCode};
use prokura_app::authentication::{AtOrganization, Step, WayIn};
use prokura_app::error::Error;
use prokura_domain::refusal::Refusal;
use prokura_domain::text::EmailAddress;
use serde::Deserialize;

/// Where to go on, and whether one comes from signing out.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    then: String,
    #[serde(default)]
    out: String,
    /// Whether the session ended while a page was open.
    #[serde(default)]
    ended: String,
}

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage {
    frame: Frame,
    email: String,
    then: String,
    failed: Option<String>,
    /// The key of why one is here, where one was signed in before.
    before: Option<&'static str>,
    has_passkeys: bool,
    stage: Stage,
}

/// How far one is.
enum Stage {
    /// Who is it?
    Address,
    /// How do they sign in?
    Way {
        /// Whether here, as anybody does.
        here: bool,
        /// At which organization's provider.
        there: Option<There>,
    },
}

/// An organization's provider.
struct There {
    /// The organization's name.
    name: String,
    /// What leads there.
    href: String,
}

/// `GET /sign-in`
pub(super) async fn page(State(site): State<Site>, visit: Visit, Query(asked): Query<Asked>) -> Answer {
    let then = onward(&asked.then);
    if visit.me.is_some() {
        return Ok(lead_to(then));
    }
    let frame = Frame::new(&visit, visit.t("sign-in"));
    let before = match (asked.out.is_empty(), asked.ended.is_empty()) {
        (false, _) => Some("signed-out"),
        (true, false) => Some("session-ended-here"),
        (true, true) => None,
    };
    Ok(answer(&SignInPage {
        frame,
        email: String::new(),
        then: then.to_owned(),
        failed: None,
        before,
        has_passkeys: site.authentication.has_passkeys(),
        stage: Stage::Address,
    })?)
}

/// `POST /sign-in`. What failed is not said: a wrong password, an unknown address and a suspended person look the same.
pub(super) async fn sign_in(State(site): State<Site>, visit: Visit, Client(from): Client, typed: Typed) -> Answer {
    let then = onward(typed.text("then"));
    let address = typed.text("email").parse::<EmailAddress>();
    let stage = stage(&site, address.as_ref().ok(), then).await?;
    if !typed.has("password") {
        let failed = address.is_err().then(|| visit.t("field-email_invalid"));
        let status = if failed.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        let frame = Frame::new(&visit, visit.t("sign-in"));
        let (email, then) = (typed.text("email").to_owned(), then.to_owned());
        let stage = if failed.is_some() { Stage::Address } else { stage };
        return Ok(page_with(
            status,
            &SignInPage {
                frame,
                email,
                then,
                failed,
                before: None,
                has_passkeys: site.authentication.has_passkeys(),
                stage,
            },
        )?);
    }
    let (failed, status, wait) = match address {
        Err(_) => (visit.t("sign-in-failed"), StatusCode::UNPROCESSABLE_ENTITY, None),
        Ok(email) => match site.authentication.sign_in(&email, typed.raw("password"), from).await {
            Ok(Step::Begun(done)) => return Ok(begun(&done.value, then)),
            Ok(Step::Second(half_way)) => return Ok(second::lead_on(&half_way, then)),
            Err(Error::Refused(Refusal::Unauthenticated)) => {
                (visit.t("sign-in-failed"), StatusCode::UNPROCESSABLE_ENTITY, None)
            }
            Err(Error::Refused(Refusal::TooMany { retry_after_seconds: seconds, .. })) => {
                let minutes = usize::try_from(seconds.div_ceil(60)).unwrap_or(1);
                (visit.tn("sign-in-too-many", "minutes", minutes), StatusCode::TOO_MANY_REQUESTS, Some(seconds))
            }
            Err(error) => return Err(error.into()),
        },
    };
    let mut response = page_with(
        status,
        &SignInPage {
            frame: Frame::new(&visit, visit.t("sign-in")),
            email: typed.text("email").to_owned(),
            then: then.to_owned(),
            failed: Some(failed),
            before: None,
            has_passkeys: site.authentication.has_passkeys(),
            stage,
        },
    )?;
    if let Some(seconds) = wait {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    Ok(response)
}

/// How one goes on with an address: by its domain alone, so that it tells of no account.
async fn stage(site: &Site, email: Option<&EmailAddress>, then: &str) -> Result<Stage, Error> {
    let Some(email) = email else { return Ok(Stage::Way { here: true, there: None }) };
    let there = |at: AtOrganization| {
        let query: String = form_urlencoded::Serializer::new(String::new())
            .append_pair("organization", &at.slug)
            .append_pair("email", email.as_str())
            .append_pair("then", then)
            .finish();
        Some(There { name: at.name, href: format!("/sign-in/sso?{query}") })
    };
    Ok(match site.authentication.way_in(email).await? {
        WayIn::Here => Stage::Way { here: true, there: None },
        WayIn::Either(at) => Stage::Way { here: true, there: there(at) },
        WayIn::There(at) => Stage::Way { here: false, there: there(at) },
    })
}

/// Where to go on: a page of ours, and not back to signing in.
pub(super) fn onward(then: &str) -> &str {
    if is_ours(then) && !then.starts_with("/sign-") { then } else { "/" }
}
