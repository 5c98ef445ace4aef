//! Errors, told as a page in the frame.

use super::frame::Frame;
use super::page::page_with;
use super::typed::Typed;
use super::visit::Visit;
use crate::problem::{field_sentence, sentence, status};
use askama::Template;
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use prokura_app::error::Error;
use prokura_app::port::StoreError;
use prokura_domain::refusal::Refusal;
use std::sync::Arc;

/// Why a handler has no page of its own to show. [`super::receive`] makes a page of it, in the frame that was reached.
#[derive(Clone, Debug)]
pub struct Trouble(Arc<Error>);

impl<E: Into<Error>> From<E> for Trouble {
    fn from(error: E) -> Self {
        Self(Arc::new(error.into()))
    }
}

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

#[derive(Template)]
#[template(path = "trouble.html")]
struct TroublePage {
    frame: Frame,
    status: u16,
    icon: &'static str,
    heading: String,
    sentences: Vec<String>,
    rules: Vec<String>,
    request: Option<String>,
}

#[derive(Template)]
#[template(path = "again.html")]
struct AgainPage {
    frame: Frame,
    heading: String,
    text: String,
    action: String,
    kept: Vec<(String, String)>,
    lost_secret: bool,
    can_send: bool,
}

impl Trouble {
    /// Whether somebody has to sign in first.
    #[must_use]
    pub fn is_unauthenticated(&self) -> bool {
        matches!(*self.0, Error::Refused(Refusal::Unauthenticated))
    }

    /// Whether somebody has to prove again who they are first.
    #[must_use]
    pub fn is_step_up(&self) -> bool {
        matches!(*self.0, Error::Refused(Refusal::StepUpNeeded { .. }))
    }

    /// The page that tells of it.
    #[must_use]
    pub fn told(&self, visit: &Visit) -> Response {
        let language = visit.language;
        let mut retry_after = None;
        let (status, sentences, rules) = match &*self.0 {
            Error::Refused(refusal) => {
                if let Refusal::TooMany { retry_after_seconds, .. } = refusal {
                    retry_after = Some(*retry_after_seconds);
                }
                (status(refusal), sentences(refusal, visit), rules(refusal))
            }
            Error::Store(StoreError::Busy(text)) => {
                tracing::warn!(error = text, "the store is busy");
                retry_after = Some(1);
                (StatusCode::SERVICE_UNAVAILABLE, vec![language.text("refusal-unavailable")], Vec::new())
            }
            Error::Stopping => {
                retry_after = Some(1);
                (StatusCode::SERVICE_UNAVAILABLE, vec![language.text("refusal-unavailable")], Vec::new())
            }
            Error::Store(error) => {
                tracing::error!(%error, "the store failed");
                (StatusCode::INTERNAL_SERVER_ERROR, vec![language.text("refusal-internal")], Vec::new())
            }
            Error::Internal(error) => {
                tracing::error!(error, "internal error");
                (StatusCode::INTERNAL_SERVER_ERROR, vec![language.text("refusal-internal")], Vec::new())
            }
        };
        let mut response = tell(visit, status, sentences, rules);
        if let Some(seconds) = retry_after {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// A page that tells of a status, in our words.
#[must_use]
pub fn tell(visit: &Visit, status: StatusCode, sentences: Vec<String>, rules: Vec<String>) -> Response {
    let (icon, heading) = match status {
        StatusCode::NOT_FOUND => ("search", visit.t("trouble-404")),
        StatusCode::FORBIDDEN => ("lock", visit.t("trouble-403")),
        StatusCode::CONFLICT => ("alert-triangle", visit.t("trouble-409")),
        StatusCode::GONE => ("hourglass", visit.t("trouble-410")),
        StatusCode::UNPROCESSABLE_ENTITY | StatusCode::BAD_REQUEST | StatusCode::PAYLOAD_TOO_LARGE => {
            ("pencil", visit.t("trouble-422"))
        }
        StatusCode::METHOD_NOT_ALLOWED => ("circle-x", visit.t("trouble-405")),
        StatusCode::TOO_MANY_REQUESTS => ("hourglass", visit.t("trouble-429")),
        StatusCode::SERVICE_UNAVAILABLE => ("hourglass", visit.t("trouble-503")),
        _ => ("alert-triangle", visit.t("trouble-500")),
    };
    let template = TroublePage {
        frame: Frame::within(visit, &heading).narrow(),
        status: status.as_u16(),
        icon,
        heading,
        sentences,
        rules,
        request: status.is_server_error().then(|| visit.request.to_string()),
    };
    page_with(status, &template).unwrap_or_else(|error| {
        tracing::error!(%error, "the page of an error failed");
        status.into_response()
    })
}

/// The answer to a form that was not made for this visitor, or came after they signed out: nothing happened, and
/// nothing that was typed is lost. `from_here` says whether one of our own pages sent it.
#[must_use]
pub(crate) fn not_taken(visit: &Visit, typed: &Typed, from_here: bool) -> Response {
    let lost_secret = typed.has_secret();
    let signs_in = ["/sign-in", "/demo", "/preferences"].iter().any(|path| visit.path.starts_with(path));
    let text = match (from_here, visit.me.is_none() && !signs_in) {
        (false, _) => visit.t("form-from-elsewhere"),
        (true, true) => visit.t("form-signed-out"),
        (true, false) => visit.t("form-too-old"),
    };
    let template = AgainPage {
        frame: Frame::within(visit, visit.t("form-not-taken")).narrow(),
        heading: visit.t("form-not-taken"),
        text,
        action: visit.path.clone(),
        kept: if from_here { typed.kept().cloned().collect() } else { Vec::new() },
        lost_secret,
        // A form from another site is not sent on, whoever presses the button.
        can_send: from_here && !lost_secret,
    };
    page_with(StatusCode::FORBIDDEN, &template).unwrap_or_else(|error| {
        tracing::error!(%error, "the page of a form failed");
        StatusCode::FORBIDDEN.into_response()
    })
}

fn sentences(refusal: &Refusal, visit: &Visit) -> Vec<String> {
    let language = visit.language;
    let mut all = vec![sentence(refusal, language)];
    match refusal {
        Refusal::Forbidden { because, .. } => {
            all.extend(because.iter().map(|code| language.text(&format!("reason-{code}"))));
        }
        Refusal::Invalid(fields) => {
            all.extend(fields.iter().map(|field| field_sentence(field.code, &field.arguments, language)));
        }
        Refusal::Unauthenticated
        | Refusal::StepUpNeeded { .. }
        | Refusal::NotFound
        | Refusal::Rule { .. }
        | Refusal::Conflict { .. }
        | Refusal::Over { .. }
        | Refusal::TooMany { .. } => {}
    }
    all
}

fn rules(refusal: &Refusal) -> Vec<String> {
    match refusal {
        Refusal::Forbidden { rules, .. } => rules.iter().map(|rule| (*rule).to_owned()).collect(),
        Refusal::Rule { rule, .. } => vec![(*rule).to_owned()],
        Refusal::Unauthenticated
        | Refusal::StepUpNeeded { .. }
        | Refusal::NotFound
        | Refusal::Invalid(_)
        | Refusal::Conflict { .. }
        | Refusal::Over { .. }
        | Refusal::TooMany { .. } => Vec::new(),
    }
}
