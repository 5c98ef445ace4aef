//! Errors as problem details (RFC 9457): one shape for the whole API, with stable codes and rule numbers.

use crate::request::Current;
use crate::text::{Argument, Language};
use axum::Json;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::response::{IntoResponse, Response};
use prokura_app::command::guard::alias::NONE;
use prokura_app::error::Error;
use prokura_app::port::StoreError;
use prokura_domain::refusal::Refusal;
use prokura_wire::problem::{FieldProblem, ProblemDetails};

/// An error on its way out.
#[derive(Debug)]
pub struct Problem {
    details: Box<ProblemDetails>,
    retry_after_seconds: Option<u32>,
    max_age_seconds: Option<u32>,
}

impl Problem {
    /// What an application's error tells its caller, in the caller's language. Faults of ours are logged here and say
    /// nothing of themselves.
    #[must_use]
    pub fn of(error: Error, current: &Current) -> Self {
        match error {
            Error::Refused(refusal) => Self::of_refusal(&refusal, current),
            Error::Store(StoreError::Busy(text)) => {
                tracing::warn!(error = text, "the store is busy");
                Self::plain(StatusCode::SERVICE_UNAVAILABLE, "unavailable", current).retry_after(1)
            }
            Error::Store(error) => {
                tracing::error!(%error, "the store failed");
                Self::plain(StatusCode::INTERNAL_SERVER_ERROR, "internal", current)
            }
            Error::Stopping => Self::plain(StatusCode::SERVICE_UNAVAILABLE, "unavailable", current).retry_after(1),
            Error::Internal(text) => {
                tracing::error!(error = text, "internal error");
                Self::plain(StatusCode::INTERNAL_SERVER_ERROR, "internal", current)
            }
        }
    }

    /// What a refusal tells its caller.
    #[must_use]
    pub fn of_refusal(refusal: &Refusal, current: &Current) -> Self {
        let status = status(refusal);
        let mut problem = Self::plain(status, refusal.code(), current);
        let details = &mut problem.details;
        match refusal {
            Refusal::Forbidden { asked, because, rules } => {
                details.asked = Some(asked.clone());
                details.because = because.iter().map(|code| (*code).to_owned()).collect();
                details.rules = rules.iter().map(|rule| (*rule).to_owned()).collect();
                let sentences: Vec<String> =
                    because.iter().map(|code| current.language.text(&format!("reason-{code}"))).collect();
                details.detail = (!sentences.is_empty()).then(|| sentences.join(" "));
            }
            Refusal::Rule { rule, arguments, .. } => {
                details.alias = alias(arguments);
                details.rules = vec![(*rule).to_owned()];
                details.detail = Some(sentence(refusal, current.language));
            }
            Refusal::Invalid(fields) => {
                details.errors = fields
                    .iter()
                    .map(|error| FieldProblem {
                        field: error.field.clone(),
                        code: error.code.to_owned(),
                        detail: field_sentence(error.code, &error.arguments, current.language),
                        alias: alias(&error.arguments),
                    })
                    .collect();
            }
            Refusal::Conflict { expected, actual, changed_by, changed_at } => {
                details.expected_version = Some(*expected);
                details.actual_version = Some(*actual);
                details.changed_by = changed_by.map(|id| id.0);
                details.changed_at = changed_at.map(prokura_wire::time::rfc3339);
            }
            Refusal::TooMany { retry_after_seconds, .. } => problem.retry_after_seconds = Some(*retry_after_seconds),
            Refusal::StepUpNeeded { max_age_seconds } => problem.max_age_seconds = Some(*max_age_seconds),
            Refusal::Unauthenticated | Refusal::NotFound | Refusal::Over { .. } => {}
        }
        problem
    }

    /// A problem with a code of its own: malformed requests and the like.
    #[must_use]
    pub fn plain(status: StatusCode, code: &str, current: &Current) -> Self {
        let details = ProblemDetails {
            r#type: format!("urn:prokura:problem:{code}"),
            title: current.language.text(&format!("refusal-{code}")),
            status: status.as_u16(),
            code: code.to_owned(),
            request_id: current.id.0,
            ..ProblemDetails::default()
        };
        Self { details: Box::new(details), retry_after_seconds: None, max_age_seconds: None }
    }

    /// With a sentence about what exactly is wrong.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.details.detail = Some(detail.into());
        self
    }

    /// With another status than is usual, where a standard wants it.
    #[must_use]
    pub fn with_status(mut self, status: StatusCode) -> Self {
        self.details.status = status.as_u16();
        self
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.details.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// With the time to wait before trying again.
    #[must_use]
    pub const fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after_seconds = Some(seconds);
        self
    }
}

/// The alias that a refusal offers, if it does (ORG-05).
pub(crate) fn alias(arguments: &[(&'static str, String)]) -> Option<String> {
    let offered = arguments.iter().find(|(name, value)| *name == "alias" && value != NONE);
    offered.map(|(_, alias)| alias.clone())
}

/// The HTTP status of a refusal.
#[must_use]
pub const fn status(refusal: &Refusal) -> StatusCode {
    match refusal {
        Refusal::Unauthenticated | Refusal::StepUpNeeded { .. } => StatusCode::UNAUTHORIZED,
        Refusal::NotFound => StatusCode::NOT_FOUND,
        Refusal::Forbidden { .. } => StatusCode::FORBIDDEN,
        Refusal::Rule { .. } | Refusal::Conflict { .. } => StatusCode::CONFLICT,
        Refusal::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Refusal::Over { .. } => StatusCode::GONE,
        Refusal::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
    }
}

/// A refusal as a sentence for its reader.
#[must_use]
pub fn sentence(refusal: &Refusal, language: Language) -> String {
    let key = format!("refusal-{}", refusal.code());
    match refusal {
        Refusal::Rule { arguments, .. } => language.text_with(&key, &texts(arguments)),
        Refusal::TooMany { retry_after_seconds, .. } => {
            language.text_with(&key, &[("seconds", i64::from(*retry_after_seconds).into())])
        }
        Refusal::Unauthenticated
        | Refusal::StepUpNeeded { .. }
        | Refusal::NotFound
        | Refusal::Forbidden { .. }
        | Refusal::Invalid(_)
        | Refusal::Conflict { .. }
        | Refusal::Over { .. } => language.text(&key),
    }
}

/// A field's error as a sentence for its reader.
#[must_use]
pub fn field_sentence(code: &str, arguments: &[(&'static str, String)], language: Language) -> String {
    let told = |(name, value): &(&'static str, String)| {
        let key = |code: &str| format!("reason-{code}");
        let reason = |code: &str| if language.has(&key(code)) { language.text(&key(code)) } else { code.to_owned() };
        let said = if *name == "because" {
            value.split(", ").map(reason).collect::<Vec<_>>().join(" ")
        } else {
            value.clone()
        };
        (*name, Argument::from(said))
    };
    language.text_with(&format!("field-{code}"), &arguments.iter().map(told).collect::<Vec<_>>())
}

fn texts(arguments: &[(&'static str, String)]) -> Vec<(&'static str, Argument)> {
    arguments.iter().map(|(name, value)| (*name, Argument::from(value.as_str()))).collect()
}

/// What a caller has to come with; for a proof that is too old, as RFC 9470 says it.
fn asks_for(max_age_seconds: Option<u32>) -> HeaderValue {
    let plain = HeaderValue::from_static("Bearer realm=\"prokura\"");
    let Some(seconds) = max_age_seconds else { return plain };
    let error = "error=\"insufficient_user_authentication\"";
    let text = format!(
        "Bearer realm=\"prokura\", {error}, error_description=\"The proof of who acts is too old\", max_age=\"{seconds}\""
    );
    HeaderValue::from_str(&text).unwrap_or(plain)
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = self.status();
        let mut response = (status, Json(&*self.details)).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(WWW_AUTHENTICATE, asks_for(self.max_age_seconds));
        }
        if let Some(seconds) = self.retry_after_seconds {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use prokura_decision::reason::Reason;
    use prokura_domain::text::Locale;

    #[test]
    fn every_reason_has_a_text_and_says_it_in_three_languages() {
        for reason in Reason::ALL {
            let key = format!("reason-{}", reason.code());
            let texts = Locale::ALL.map(|locale| Language(locale).text(&key));
            assert!(Language(Locale::En).has(&key), "{key}");
            assert!(texts[0] != texts[1] && texts[1] != texts[2] && texts[0] != texts[2], "{key}: {texts:?}");
        }
    }
}
