//! A form that comes with a file. It is taken from people who are signed in, at the one place that wants one, and a few
//! at a time: each is in memory while it is read.

use super::typed::Typed;
use crate::body::FILES;
use axum::body::{Body, Bytes};
use axum::extract::FromRequestParts;
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use multer::{Constraints, Multipart, SizeLimit};
use prokura_app::bulk::file::MOST_BYTES;
use std::convert::Infallible;
use std::sync::Arc;
use tokio::sync::SemaphorePermit;

/// The most bytes of a field that is not the file.
const FIELD: u64 = 64 * 1024;
/// The most fields.
const FIELDS: usize = 50;

/// A file that came with a form: an extractor, empty where none did.
#[derive(Clone, Debug, Default)]
pub(super) struct Upload {
    /// What it was called where it came from.
    pub(super) name: Option<String>,
    /// What is in it.
    pub(super) bytes: Bytes,
    /// Its place among those that are read, until it was dealt with.
    _place: Option<Arc<SemaphorePermit<'static>>>,
}

/// Whether a form comes with files, as browsers send them.
pub(super) fn is_one(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.trim_start().to_ascii_lowercase().starts_with("multipart/form-data"))
}

/// Whether a page takes files.
pub(super) fn is_taken_at(path: &str) -> bool {
    path.starts_with("/o/") && path.ends_with("/users/import")
}

/// Reads a form with a file.
///
/// # Errors
/// The status to answer with.
pub(super) async fn read(headers: &HeaderMap, body: Body) -> Result<(Typed, Upload), StatusCode> {
    let place = FILES.try_acquire().map_err(|_| StatusCode::SERVICE_UNAVAILABLE)?;
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let boundary = multer::parse_boundary(kind).map_err(|_| StatusCode::BAD_REQUEST)?;
    let most = u64::try_from(MOST_BYTES).unwrap_or(u64::MAX);
    // One byte more, so that what is too large is told of as such where the file is opened.
    let sizes = SizeLimit::new().whole_stream(most + 4 * FIELD).per_field(FIELD).for_field("file", most + 1);
    let constraints = Constraints::new().size_limit(sizes);
    let mut form = Multipart::with_constraints(body.into_data_stream(), boundary, constraints);
    let (mut fields, mut upload) = (Vec::new(), Upload::default());
    while let Some(field) = form.next_field().await.map_err(|error| status(&error))? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "file" {
            upload.name = field.file_name().map(str::to_owned).filter(|name| !name.is_empty());
            upload.bytes = field.bytes().await.map_err(|error| status(&error))?;
        } else {
            let text = field.text().await.map_err(|error| status(&error))?;
            fields.push((name, text));
        }
        if fields.len() > FIELDS {
            return Err(StatusCode::PAYLOAD_TOO_LARGE);
        }
    }
    upload._place = Some(Arc::new(place));
    Ok((Typed::of(fields), upload))
}

const fn status(error: &multer::Error) -> StatusCode {
    if matches!(error, multer::Error::FieldSizeExceeded { .. } | multer::Error::StreamSizeExceeded { .. }) {
        StatusCode::PAYLOAD_TOO_LARGE
    } else {
        StatusCode::BAD_REQUEST
    }
}

impl<S: Sync> FromRequestParts<S> for Upload {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or_default())
    }
}
