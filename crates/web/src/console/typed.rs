//! What was typed into a form: read once, checked once, for every route that is not safe.

use axum::body::{Body, to_bytes};
use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use std::convert::Infallible;
use std::sync::Arc;

/// The most bytes of a form.
const MOST: usize = 128 * 1024;
/// The most fields of a form.
const FIELDS: usize = 2_000;
/// The field that holds a form's token.
pub(crate) const TOKEN: &str = "csrf";
/// What the fields begin with in which somebody proves who they are.
const PROOF: &str = "proof-";

/// The fields of a form, as typed. An extractor: a form that did not come from our own page, for this visitor, has been
/// answered before a handler sees it.
#[derive(Clone, Debug, Default)]
pub struct Typed(Arc<Vec<(String, String)>>);

impl Typed {
    /// Reads a form's body.
    ///
    /// # Errors
    /// The status to answer with.
    pub(crate) async fn read(body: Body) -> Result<Self, StatusCode> {
        let bytes = to_bytes(body, MOST).await.map_err(|_| StatusCode::PAYLOAD_TOO_LARGE)?;
        let fields: Vec<(String, String)> = form_urlencoded::parse(&bytes)
            .take(FIELDS + 1)
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect();
        if fields.len() > FIELDS { Err(StatusCode::PAYLOAD_TOO_LARGE) } else { Ok(Self(Arc::new(fields))) }
    }

    /// Fields that were read otherwise.
    pub(super) fn of(fields: Vec<(String, String)>) -> Self {
        Self(Arc::new(fields))
    }

    /// A field's text without blanks around it; empty where it was not sent.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        self.raw(name).trim()
    }

    /// A field's text as it was typed: passwords.
    #[must_use]
    pub fn raw(&self, name: &str) -> &str {
        self.0.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
    }

    /// Every value of a field, in the order of the form: boxes of one name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    /// Every field whose name begins so, with the rest of its name.
    pub fn beginning_with<'a>(&'a self, beginning: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.0.iter().filter_map(move |(field, value)| Some((field.strip_prefix(beginning)?, value.as_str())))
    }

    /// Whether a field was sent: a box that was ticked.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(field, _)| field == name)
    }

    /// What was typed, without token, passwords and proofs: what a page that could not take the form gives back.
    pub fn kept(&self) -> impl Iterator<Item = &(String, String)> {
        self.0.iter().filter(|(field, _)| field != TOKEN && !field.contains("password") && !field.starts_with(PROOF))
    }

    /// Whether there is something that is not given back.
    #[must_use]
    pub fn has_secret(&self) -> bool {
        let is_secret = |field: &str| field.contains("password") && !field.starts_with(PROOF);
        self.0.iter().any(|(field, value)| is_secret(field) && !value.is_empty())
    }
}

#[cfg(test)]
impl From<&[(&str, &str)]> for Typed {
    fn from(fields: &[(&str, &str)]) -> Self {
        Self(Arc::new(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()))
    }
}

impl<S: Sync> FromRequestParts<S> for Typed {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or_default())
    }
}
