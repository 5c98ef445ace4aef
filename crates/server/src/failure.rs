//! Why a command of the terminal could not be done: one sentence for whoever typed it.

use prokura_app::error::Error;
use prokura_app::port::StoreError;
use prokura_domain::refusal::{FieldError, Refusal};
use prokura_domain::text::Locale;
use prokura_web::problem::{field_sentence, sentence};
use prokura_web::text::Language;
use std::fmt;
use std::io;
use std::path::Path;

/// A sentence for the terminal, saying what happened and what to do.
#[derive(Debug)]
pub(crate) struct Failure(String);

impl Failure {
    pub(crate) fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }

    pub(crate) fn io(path: &Path, error: &io::Error) -> Self {
        Self(format!("{}: {error}", path.display()))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self(error.to_string())
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let english = Language(Locale::En);
        match error {
            Error::Refused(Refusal::Invalid(fields)) => {
                let told = |field: &FieldError| field_sentence(field.code, &field.arguments, english);
                Self(fields.iter().map(told).collect::<Vec<_>>().join("\n"))
            }
            Error::Refused(refusal) => Self(sentence(&refusal, english)),
            Error::Store(error) => error.into(),
            Error::Stopping | Error::Internal(_) => Self(error.to_string()),
        }
    }
}

impl From<String> for Failure {
    fn from(sentence: String) -> Self {
        Self(sentence)
    }
}
