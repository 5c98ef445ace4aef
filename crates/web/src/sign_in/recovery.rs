//! A password was forgotten: a mail is asked for.

use super::Client;
use crate::console::{Answer, Frame, Typed, Visit, page as answer, page_with};
use crate::site::Site;
use askama::Template;
use axum::extract::{Query, State};
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderValue, StatusCode};
use prokura_app::error::Error;
use prokura_domain::refusal::Refusal;
use prokura_domain::text::EmailAddress;
use serde::Deserialize;

/// What the page before knows already.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    email: String,
}

#[derive(Template)]
#[template(path = "sign_in_recovery.html")]
struct RecoveryPage {
    frame: Frame,
    email: String,
    email_error: String,
    failed: Option<String>,
    sent: bool,
}

impl RecoveryPage {
    fn new(visit: &Visit, email: &str) -> Self {
        let frame = Frame::new(visit, visit.t("recovery-title"));
        Self { frame, email: email.to_owned(), email_error: String::new(), failed: None, sent: false }
    }
}

/// `GET /sign-in/recovery`
pub(super) async fn page(visit: Visit, Query(asked): Query<Asked>) -> Answer {
    Ok(answer(&RecoveryPage::new(&visit, &asked.email))?)
}

/// `POST /sign-in/recovery`: the same answer whether there is such an account or not.
pub(super) async fn ask(State(site): State<Site>, visit: Visit, Client(from): Client, typed: Typed) -> Answer {
    let page = RecoveryPage::new(&visit, typed.text("email"));
    let Ok(email) = typed.text("email").parse::<EmailAddress>() else {
        let (email_error, failed) = (visit.t("field-email_invalid"), Some(visit.t("refusal-invalid")));
        return Ok(page_with(StatusCode::UNPROCESSABLE_ENTITY, &RecoveryPage { email_error, failed, ..page })?);
    };
    match site.authentication.ask_recovery(&email, from).await {
        Ok(()) => Ok(answer(&RecoveryPage { sent: true, ..page })?),
        Err(Error::Refused(Refusal::TooMany { retry_after_seconds: seconds, .. })) => {
            let minutes = usize::try_from(seconds.div_ceil(60)).unwrap_or(1);
            let failed = Some(visit.tn("sign-in-too-many", "minutes", minutes));
            let mut response = page_with(StatusCode::TOO_MANY_REQUESTS, &RecoveryPage { failed, ..page })?;
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
            Ok(response)
        }
        Err(error) => Err(error.into()),
    }
}
