//! What every endpoint of streams begins with: the service that calls, and what it sent.

use crate::body;
use crate::caller::SignalCaller;
use crate::problem::Problem;
use crate::request::Current;
use crate::site::Site;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts as _, Request};
use axum::http::StatusCode;
use prokura_app::caller::Caller;
use prokura_app::error::Error;
use prokura_app::query::streams;
use prokura_domain::id::StreamId;
use prokura_domain::refusal::Refusal;
use prokura_domain::signal::SignalStream;
use serde::de::DeserializeOwned;

/// A service, and what it sent.
pub(super) struct Receiver {
    pub(super) site: Site,
    pub(super) caller: Caller,
    pub(super) current: Current,
    /// The stream that the address names, if it names one.
    pub(super) stream_id: Option<String>,
    body: Bytes,
}

impl FromRequest<Site> for Receiver {
    type Rejection = Problem;

    async fn from_request(request: Request, site: &Site) -> Result<Self, Problem> {
        let (mut parts, stream) = request.into_parts();
        let current = Current::of(&parts);
        let SignalCaller(caller) = SignalCaller::from_request_parts(&mut parts, site).await?;
        let query = form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes());
        let stream_id = query.into_owned().find(|(name, _)| name == "stream_id").map(|(_, value)| value);
        let body = body::read(Request::from_parts(parts, stream), &current).await?;
        Ok(Self { site: site.clone(), caller, current, stream_id, body })
    }
}

impl Receiver {
    /// What was sent. The standard has its examples without a content type, so none is asked for.
    pub(super) fn body<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        // A list would do for an object whose members all have defaults.
        let object: serde_json::Map<String, serde_json::Value> =
            serde_json::from_slice(&self.body).map_err(|error| self.malformed(error.to_string()))?;
        serde_json::from_value(object.into()).map_err(|error| self.malformed(error.to_string()))
    }

    /// Something that cannot be read, with a sentence about why.
    pub(super) fn malformed(&self, why: impl Into<String>) -> Problem {
        Problem::plain(StatusCode::BAD_REQUEST, "malformed", &self.current).detail(why)
    }

    /// An error as its problem: what is wrong with a request is answered with 400, as the standard wants it.
    pub(super) fn fail(&self, error: impl Into<Error>) -> Problem {
        let error = error.into();
        let is_invalid = matches!(error, Error::Refused(Refusal::Invalid(_)));
        let problem = Problem::of(error, &self.current);
        if is_invalid { problem.with_status(StatusCode::BAD_REQUEST) } else { problem }
    }

    /// The stream of a name: one of the receiver's own.
    pub(super) async fn stream(&self, named: &str) -> Result<SignalStream, Problem> {
        let id: StreamId = named.parse().map_err(|_| self.fail(Refusal::NotFound))?;
        streams::mine(&self.site.service, &self.caller, id).await.map_err(|error| self.fail(error))
    }
}
