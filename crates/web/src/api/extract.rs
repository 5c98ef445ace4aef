//! What a handler begins with: who calls, what was sent, and problems of ours where the framework would answer by itself.

use crate::body;
use crate::caller::{ApiCaller, AskingCaller};
use crate::cursor;
use crate::idempotency::{self, Run};
use crate::problem::Problem;
use crate::request::{Current, nul_in};
use crate::site::Site;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use axum::http::header::IF_MATCH;
use axum::http::request::Parts;
use prokura_app::caller::Caller;
use prokura_app::error::Error;
use prokura_app::pipeline::{Command, Done};
use prokura_app::query::names::Names;
use prokura_app::query::{Direction, Part};
use prokura_domain::refusal::Refusal;
use prokura_domain::time::Timestamp;
use prokura_wire::list::List;
use serde::de::DeserializeOwned;
use std::str::FromStr;
use tokio::sync::SemaphorePermit;

/// A caller who reads.
pub(super) struct Reading {
    pub(super) site: Site,
    pub(super) caller: Caller,
    pub(super) current: Current,
}

impl FromRequestParts<Site> for Reading {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Problem> {
        let current = Current::of(parts);
        let ApiCaller(caller) = ApiCaller::from_request_parts(parts, site).await?;
        Ok(Self { site: site.clone(), caller, current })
    }
}

impl Reading {
    /// An error as its problem.
    pub(super) fn fail(&self, error: impl Into<Error>) -> Problem {
        Problem::of(error.into(), &self.current)
    }

    /// The list that a query asks for: its cursors are good for this caller, these names and these filters only.
    pub(super) fn list<Q: Listing>(&self, names: &[&str], query: &Q) -> Result<Asked<'_>, Problem> {
        let filters = serde_json::to_value(query).map_err(|error| self.fail(Error::Internal(error.to_string())))?;
        let serde_json::Value::Object(mut filters) = filters else {
            return Err(self.fail(Error::Internal("a query is no object".to_owned())));
        };
        // Which page is asked for is no filter, and how long it is may change from page to page.
        let cursor = filters.remove("cursor").and_then(|it| it.as_str().map(str::to_owned));
        let limit = filters.remove("limit").and_then(|it| it.as_u64()).unwrap_or(USUAL);
        let limit = usize::try_from(limit).ok().filter(|limit| (1..=MOST).contains(limit));
        let limit = limit.ok_or_else(|| self.fail(Refusal::field("limit", "limit_invalid")))?;
        let who = self.caller.actor.principal().map(|id| id.to_string()).unwrap_or_default();
        let filters = serde_json::Value::Object(filters).to_string();
        let list = names.iter().map(|name| (*name).to_owned()).chain([who, filters]).collect();
        Ok(Asked { reading: self, list, cursor, limit })
    }

    /// A text of the query as what it stands for; empty is not said.
    pub(super) fn choice<V>(
        &self,
        field: &str,
        text: Option<&str>,
        find: impl FnOnce(&str) -> Option<V>,
    ) -> Result<Option<V>, Problem> {
        let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
        find(text).map(Some).ok_or_else(|| self.fail(Refusal::field(field, "value_unknown")))
    }

    /// A moment of the query.
    pub(super) fn moment(&self, field: &str, text: Option<&str>) -> Result<Option<Timestamp>, Problem> {
        let Some(text) = text else { return Ok(None) };
        prokura_wire::time::parse(text).map(Some).ok_or_else(|| self.fail(Refusal::field(field, "value_invalid")))
    }

    /// A text that is searched for.
    pub(super) fn search(&self, text: Option<&str>) -> Result<String, Problem> {
        Ok(self.bounded("search", text, "search_too_long")?.unwrap_or_default())
    }

    /// A text of the query, no longer than anything that it could be found in.
    pub(super) fn bounded(
        &self,
        field: &str,
        text: Option<&str>,
        too_long: &'static str,
    ) -> Result<Option<String>, Problem> {
        match text {
            Some(text) if text.chars().count() > SEARCHED => Err(self.fail(Refusal::field(field, too_long))),
            text => Ok(text.map(str::to_owned)),
        }
    }

    /// By what a list is ordered: a field, after a `-` from the last to the first.
    pub(super) fn sort<V: Copy>(
        &self,
        text: Option<&str>,
        fields: &[(&str, V)],
    ) -> Result<Option<(V, Direction)>, Problem> {
        self.choice("sort", text, |text| {
            let (name, direction) = match text.strip_prefix('-') {
                Some(name) => (name, Direction::Descending),
                None => (text, Direction::Ascending),
            };
            fields.iter().find(|(field, _)| *field == name).map(|(_, value)| (*value, direction))
        })
    }

    /// Roles separated by commas: keys of the policy.
    pub(super) fn roles(&self, text: Option<&str>) -> Result<Vec<String>, Problem> {
        let roles = text.unwrap_or_default().split(',').map(str::trim).filter(|role| !role.is_empty());
        roles
            .map(|role| match role.len() {
                ..=ROLE => Ok(role.to_owned()),
                _ => Err(self.fail(Refusal::field("role", "value_unknown"))),
            })
            .collect()
    }
}

/// The query of a list: says which page by `cursor` and `limit`; everything else is a filter.
pub(super) trait Listing: serde::Serialize {}

/// A list that is asked for.
pub(super) struct Asked<'a> {
    reading: &'a Reading,
    list: Vec<String>,
    cursor: Option<String>,
    limit: usize,
}

impl Asked<'_> {
    /// The part that is asked for.
    pub(super) fn part<K: FromStr>(&self) -> Result<Part<K>, Problem> {
        let wrong = || self.reading.fail(Refusal::field("cursor", "cursor_invalid"));
        let open = |cursor: &String| {
            let position = cursor::open(self.reading.site.service.keys(), &self.texts(), cursor);
            position.and_then(|it| it.parse().ok()).ok_or_else(wrong)
        };
        Ok(Part { after: self.cursor.as_ref().map(open).transpose()?, limit: self.limit })
    }

    /// A page of the list, with the cursor of the next.
    pub(super) fn page<T, K: ToString>(&self, page: prokura_app::query::Listed<T, K>) -> axum::Json<List<T>> {
        let seal = |key: K| cursor::seal(self.reading.site.service.keys(), &self.texts(), &key.to_string());
        axum::Json(List { items: page.items, next_cursor: page.next.map(seal) })
    }

    fn texts(&self) -> Vec<&str> {
        self.list.iter().map(String::as_str).collect()
    }
}

/// How many entries a page has where it is not said.
const USUAL: u64 = 50;
/// How many entries a page has at most.
const MOST: usize = 200;
/// How many characters can be searched for.
const SEARCHED: usize = 200;
/// How many bytes a role's key has at most.
const ROLE: usize = 100;

/// Which page of a list.
#[derive(Clone, Debug, Default, serde::Deserialize, serde::Serialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Paging {
    /// `next_cursor` of the page before.
    pub(super) cursor: Option<String>,
    /// How many entries at most: 50 where it is not said, 200 at most.
    #[param(minimum = 1, maximum = 200)]
    pub(super) limit: Option<u16>,
}

impl Listing for Paging {}

/// Which page of a list of what may be in force.
#[derive(Clone, Debug, Default, serde::Deserialize, serde::Serialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct InForce {
    /// In force now, or not; both, where it is not said.
    pub(super) in_force: Option<bool>,
    /// `next_cursor` of the page before.
    pub(super) cursor: Option<String>,
    /// How many entries at most: 50 where it is not said, 200 at most.
    #[param(minimum = 1, maximum = 200)]
    pub(super) limit: Option<u16>,
}

impl Listing for InForce {}

/// A caller who changes something, and what they sent.
pub(super) struct Writing<T> {
    pub(super) site: Site,
    pub(super) caller: Caller,
    pub(super) current: Current,
    pub(super) body: T,
    /// The version of an `If-Match` header.
    pub(super) if_match: Option<i64>,
    _run: Option<Run>,
    _place: Option<SemaphorePermit<'static>>,
}

impl<T: DeserializeOwned + Send> FromRequest<Site> for Writing<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, site: &Site) -> Result<Self, Problem> {
        let (mut parts, stream) = request.into_parts();
        let current = Current::of(&parts);
        let ApiCaller(mut caller) = ApiCaller::from_request_parts(&mut parts, site).await?;
        let is_json = body::is_json(&parts.headers);
        let if_match = version(&parts, &current)?;
        let place = body::place(&parts).await;
        let bytes = body::read(Request::from_parts(parts.clone(), stream), &current).await?;
        let running = &site.memory.running;
        let mut run = None;
        if let Some((key, begun)) = idempotency::key(&parts, &bytes, &caller.actor, running, &current)? {
            caller.idempotency = Some(key);
            run = Some(begun);
        }
        if !is_json && !bytes.is_empty() {
            return Err(Problem::plain(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", &current));
        }
        let body = parse(if bytes.is_empty() { b"{}" } else { &bytes }, &current)?;
        Ok(Self { site: site.clone(), caller, current, body, if_match, _run: run, _place: place })
    }
}

impl<T> Writing<T> {
    /// An error as its problem.
    pub(super) fn fail(&self, error: impl Into<Error>) -> Problem {
        Problem::of(error.into(), &self.current)
    }

    /// What paths and bodies name.
    pub(super) fn names(&self) -> Result<Names, Problem> {
        Names::new(&self.site.service).map_err(|error| self.fail(error))
    }

    /// Does a command as the caller.
    pub(super) async fn execute<C: Command>(&self, command: C) -> Result<Done<C::Output>, Problem> {
        self.site.execute(self.caller.clone(), command).await.map_err(|error| self.fail(error))
    }

    /// The version that the caller looked at: said once, or twice the same.
    pub(super) fn version(&self, in_body: Option<i64>) -> Result<Option<i64>, Problem> {
        match (self.if_match, in_body) {
            (Some(header), Some(body)) if header != body => {
                Err(self.fail(Refusal::field("version", "version_unlike_if_match")))
            }
            (header, body) => Ok(header.or(body)),
        }
    }

    /// A text of the body as what it has to be.
    pub(super) fn parse<V: FromStr<Err = prokura_domain::text::TextError>>(
        &self,
        field: &str,
        text: &str,
    ) -> Result<V, Problem> {
        text.parse().map_err(|error: prokura_domain::text::TextError| self.fail(Refusal::field(field, error.code)))
    }

    /// A code of the body as what it stands for.
    pub(super) fn code<V>(&self, field: &str, found: Option<V>) -> Result<V, Problem> {
        found.ok_or_else(|| self.fail(Refusal::field(field, "value_unknown")))
    }
}

/// A caller who asks something that takes a body, and changes nothing.
pub(super) struct Asking<T> {
    pub(super) site: Site,
    pub(super) caller: Caller,
    pub(super) current: Current,
    pub(super) body: T,
}

impl<T: DeserializeOwned + Send> FromRequest<Site> for Asking<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, site: &Site) -> Result<Self, Problem> {
        let (mut parts, stream) = request.into_parts();
        let current = Current::of(&parts);
        let AskingCaller(caller) = AskingCaller::from_request_parts(&mut parts, site).await?;
        let is_json = body::is_json(&parts.headers);
        let bytes = body::read(Request::from_parts(parts, stream), &current).await?;
        if !is_json && !bytes.is_empty() {
            return Err(Problem::plain(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", &current));
        }
        let body = parse(if bytes.is_empty() { b"{}" } else { &bytes }, &current)?;
        Ok(Self { site: site.clone(), caller, current, body })
    }
}

impl<T> Asking<T> {
    /// An error as its problem.
    pub(super) fn fail(&self, error: impl Into<Error>) -> Problem {
        Problem::of(error.into(), &self.current)
    }
}

/// The version of an `If-Match` header: `"3"` or `3`; `*` is no version.
fn version(parts: &Parts, current: &Current) -> Result<Option<i64>, Problem> {
    let Some(given) = parts.headers.get(IF_MATCH) else { return Ok(None) };
    let text = given.to_str().unwrap_or_default().trim();
    if text == "*" {
        return Ok(None);
    }
    let bare = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text);
    match bare.parse() {
        Ok(version) => Ok(Some(version)),
        Err(_) => Err(Problem::of_refusal(&Refusal::field("If-Match", "version_invalid"), current)),
    }
}

/// Reads a body: what is no JSON object is malformed, what is one of another shape has a wrong field.
fn parse<T: DeserializeOwned>(bytes: &[u8], current: &Current) -> Result<T, Problem> {
    let malformed = |why: String| Problem::plain(StatusCode::BAD_REQUEST, "malformed", current).detail(why);
    if bytes.iter().find(|byte| !byte.is_ascii_whitespace()) != Some(&b'{') {
        return Err(malformed("the body is not a JSON object".to_owned()));
    }
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let inner = error.inner();
        match inner.classify() {
            serde_json::error::Category::Data => {
                let (field, code) = wrong_field(&error.path().to_string(), &inner.to_string());
                Problem::of_refusal(&Refusal::field(field, code), current)
            }
            serde_json::error::Category::Io
            | serde_json::error::Category::Syntax
            | serde_json::error::Category::Eof => malformed(inner.to_string()),
        }
    })?;
    deserializer.end().map_err(|error| malformed(error.to_string()))?;
    Ok(value)
}

/// The field and code that a reader's error is about.
fn wrong_field(path: &str, message: &str) -> (String, &'static str) {
    let named = message.split('`').nth(1).unwrap_or_default();
    let below = |name: &str| match path {
        "." => name.to_owned(),
        path if path == name || path.ends_with(&format!(".{name}")) => path.to_owned(),
        path => format!("{path}.{name}"),
    };
    if message.starts_with("unknown field") {
        (below(named), "field_unknown")
    } else if message.starts_with("missing field") {
        (below(named), "field_missing")
    } else if message.starts_with("duplicate field") {
        (below(named), "field_twice")
    } else {
        (path.trim_start_matches('.').to_owned(), "value_invalid")
    }
}

/// The texts of a path.
pub(super) struct Path<T>(pub(super) T);

impl<T: DeserializeOwned + Send> FromRequestParts<Site> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Problem> {
        let current = Current::of(parts);
        // A path that names nothing is one that does not exist.
        match axum::extract::Path::<T>::from_request_parts(parts, site).await {
            Ok(axum::extract::Path(texts)) => Ok(Self(texts)),
            Err(_) => Err(Problem::of_refusal(&Refusal::NotFound, &current)),
        }
    }
}

/// The query of an address.
pub(super) struct Query<T>(pub(super) T);

impl<T: DeserializeOwned + Send> FromRequestParts<Site> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Problem> {
        let current = Current::of(parts);
        match axum::extract::Query::<T>::from_request_parts(parts, site).await {
            Ok(axum::extract::Query(query)) => match nul_in(parts) {
                Some(field) => Err(Problem::of_refusal(&Refusal::field(field, "value_invalid"), &current)),
                None => Ok(Self(query)),
            },
            Err(rejection) => {
                Err(Problem::plain(StatusCode::BAD_REQUEST, "malformed", &current).detail(rejection.body_text()))
            }
        }
    }
}

/// An id of a path. A text that is none names nothing.
pub(super) fn id<I: From<uuid::Uuid>>(text: &str) -> I {
    I::from(text.parse().unwrap_or(uuid::Uuid::nil()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_field_is_named() {
        let wrong = |json: &str| {
            let mut deserializer = serde_json::Deserializer::from_str(json);
            let error = serde_path_to_error::deserialize::<_, prokura_wire::grant::RolesOfPerson>(&mut deserializer);
            let error = error.unwrap_err();
            wrong_field(&error.path().to_string(), &error.inner().to_string())
        };
        assert_eq!(wrong("{}"), ("roles".to_owned(), "field_missing"));
        assert_eq!(wrong(r#"{"roles":[],"rules":1}"#), ("rules".to_owned(), "field_unknown"));
        assert_eq!(wrong(r#"{"roles":[],"roles":[]}"#), ("roles".to_owned(), "field_twice"));
        assert_eq!(wrong(r#"{"roles":[{}]}"#), ("roles[0].role".to_owned(), "field_missing"));
        assert_eq!(wrong(r#"{"roles":[{"role":1}]}"#), ("roles[0].role".to_owned(), "value_invalid"));
        assert_eq!(wrong(r#"{"roles":[{"role":"a","x":1}]}"#), ("roles[0].x".to_owned(), "field_unknown"));
        assert_eq!(wrong(r#"{"roles":[{"role":"a","until":"x"}]}"#), ("roles[0].until".to_owned(), "value_invalid"));
    }
}
