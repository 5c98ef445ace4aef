//! Reading a request's body: bounded, and with problems of ours where the framework would answer by itself.

use crate::problem::Problem;
use crate::request::Current;
use axum::body::Bytes;
use axum::extract::{FromRequest as _, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use tokio::sync::{Semaphore, SemaphorePermit};

/// The most bytes of a body of the API.
pub const MOST: usize = 1024 * 1024;
/// The most bytes of a body with a file in it: each quotation mark and end of a line is two in JSON.
pub const MOST_OF_FILE: usize = 2 * prokura_app::bulk::file::MOST_BYTES;

/// How many bodies with files are in memory at a time.
pub static FILES: Semaphore = Semaphore::const_new(4);

/// Lies on the routes whose bodies have files in them.
#[derive(Clone, Copy, Debug)]
pub struct WithFile;

/// A place among the bodies with files, where the route takes one: waited for, and kept until the body was dealt with.
pub async fn place(parts: &Parts) -> Option<SemaphorePermit<'static>> {
    parts.extensions.get::<WithFile>()?;
    FILES.acquire().await.ok()
}

/// Reads the body, up to the limit of its route.
///
/// # Errors
/// The problem to answer with: too large, or broken off.
pub async fn read(request: Request, current: &Current) -> Result<Bytes, Problem> {
    Bytes::from_request(request, &()).await.map_err(|rejection| {
        if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
            Problem::plain(StatusCode::PAYLOAD_TOO_LARGE, "too_large", current)
        } else {
            Problem::plain(StatusCode::BAD_REQUEST, "malformed", current)
        }
    })
}

/// Whether a body says that it is JSON.
#[must_use]
pub fn is_json(headers: &HeaderMap) -> bool {
    let Some(kind) = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()) else { return false };
    let essence = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json"))
}
