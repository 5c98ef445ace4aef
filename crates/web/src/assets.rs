//! The built front-end files, each under a name that holds its hash.

use crate::problem::Problem;
use crate::request::Current;
use crate::site::Site;
use axum::Router;
use axum::extract::{Extension, Path};
use axum::http::StatusCode;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, HeaderMap, HeaderValue, IF_NONE_MATCH, VARY,
};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use prokura_assets::Asset;

/// The routes.
pub fn routes() -> Router<Site> {
    Router::new().route("/assets/{file}", get(asset))
}

async fn asset(Path(file): Path<String>, Extension(current): Extension<Current>, headers: HeaderMap) -> Response {
    let Some(asset) = prokura_assets::by_path(&file) else {
        return Problem::plain(StatusCode::NOT_FOUND, "not_found", &current).into_response();
    };
    // Weak: the same content in several encodings.
    let tag = format!("W/{}", asset.etag);
    let mut answer = if has_it(&headers, asset.etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let (encoding, bytes) = encoded(&headers, asset);
        let mut answer = bytes.into_response();
        answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(asset.mime));
        if let Some(encoding) = encoding {
            answer.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        answer
    };
    let out = answer.headers_mut();
    out.insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    out.insert(VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        out.insert(ETAG, tag);
    }
    answer
}

fn has_it(headers: &HeaderMap, etag: &str) -> bool {
    let listed = headers.get(IF_NONE_MATCH).and_then(|tags| tags.to_str().ok()).unwrap_or_default();
    listed.split(',').map(|tag| tag.trim().trim_start_matches("W/")).any(|tag| tag == etag || tag == "*")
}

/// The smallest form that the reader takes.
fn encoded(headers: &HeaderMap, asset: &'static Asset) -> (Option<&'static str>, &'static [u8]) {
    if accepts(headers, "br") {
        (Some("br"), asset.brotli)
    } else if accepts(headers, "gzip") {
        (Some("gzip"), asset.gzip)
    } else {
        (None, asset.bytes)
    }
}

/// Whether an encoding is among those accepted, and not with quality 0 (RFC 9110, section 12.5.3).
fn accepts(headers: &HeaderMap, encoding: &str) -> bool {
    let lists = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|list| list.to_str().ok());
    lists.flat_map(|list| list.split(',')).any(|accepted| {
        let mut parts = accepted.split(';').map(str::trim);
        let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(encoding));
        let refused = parts.any(|part| {
            part.strip_prefix("q=").is_some_and(|quality| quality.parse::<f32>().is_ok_and(|quality| quality <= 0.0))
        });
        named && !refused
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_encoding_is_taken_when_it_is_asked_for_and_not_refused() {
        let accepts = |list: &'static str, encoding| {
            accepts(&HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static(list))]), encoding)
        };
        assert!(accepts("gzip, br", "br") && accepts("GZIP;q=0.5", "gzip"));
        assert!(!accepts("gzip", "br") && !accepts("br;q=0, gzip", "br") && !accepts("", "br"));
    }
}
