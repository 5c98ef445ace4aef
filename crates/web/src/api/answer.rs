//! What every change is answered with: what it is now, and the revision.

use crate::authzen::REVISION;
use axum::Json;
use axum::http::StatusCode;
use axum::http::header::HeaderValue;
use axum::response::{IntoResponse, Response};
use prokura_app::pipeline::Done;
use prokura_app::port::Revision;
use serde::Serialize;

/// A change that was done.
pub(super) struct Written<T> {
    status: StatusCode,
    revision: Revision,
    value: T,
}

impl<T> Written<T> {
    /// Something that was changed.
    pub(super) fn changed<O>(done: Done<O>, show: impl FnOnce(O) -> T) -> Self {
        Self { status: StatusCode::OK, revision: done.revision, value: show(done.value) }
    }

    /// Something that came to be.
    pub(super) fn created<O>(done: Done<O>, show: impl FnOnce(O) -> T) -> Self {
        Self { status: StatusCode::CREATED, ..Self::changed(done, show) }
    }

    /// Something that is being made.
    pub(super) fn accepted<O>(done: Done<O>, show: impl FnOnce(O) -> T) -> Self {
        Self { status: StatusCode::ACCEPTED, ..Self::changed(done, show) }
    }
}

impl<T: Serialize> IntoResponse for Written<T> {
    fn into_response(self) -> Response {
        let body = prokura_wire::list::Written { revision: self.revision.0, value: self.value };
        let revision = [(REVISION, HeaderValue::from(self.revision.0))];
        (self.status, revision, Json(body)).into_response()
    }
}
