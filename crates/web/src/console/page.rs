//! Pages on their way out.

use super::cookie;
use super::flash::Flash;
use super::visit::Visit;
use crate::site::Site;
use askama::Template;
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use prokura_app::error::Error;
use prokura_domain::time::Span;

/// Marks an answer that is a page: what the page before had to say has now been said.
#[derive(Clone, Copy)]
pub(crate) struct IsPage;

/// A page.
///
/// # Errors
/// When the template fails, which is a fault of ours.
pub fn page(template: &impl Template) -> Result<Response, Error> {
    page_with(StatusCode::OK, template)
}

/// A page with a status of its own: a form with errors is 422.
///
/// # Errors
/// When the template fails, which is a fault of ours.
pub fn page_with(status: StatusCode, template: &impl Template) -> Result<Response, Error> {
    let html = template.render().map_err(|error| Error::Internal(format!("a template: {error}")))?;
    let mut response = (status, Html(html)).into_response();
    response.extensions_mut().insert(IsPage);
    Ok(response)
}

/// Leads on after a form was taken, with a message for the next page.
#[must_use]
pub fn done(site: &Site, visit: &Visit, to: &str, flash: &Flash) -> Response {
    let mut response = lead_to(to);
    let sealed = flash.seal(site.service.keys(), &visit.binding);
    if let Some(set) = cookie::kept(cookie::FLASH, &sealed, Span::minutes(5)) {
        response.headers_mut().append(SET_COOKIE, set);
    }
    response
}

/// Leads to another page of ours (303: it is asked for with GET).
#[must_use]
pub fn lead_to(to: &str) -> Response {
    let to = HeaderValue::from_str(if is_ours(to) { to } else { "/" });
    let mut response = StatusCode::SEE_OTHER.into_response();
    response.headers_mut().insert(LOCATION, to.unwrap_or(HeaderValue::from_static("/")));
    response
}

/// Whether an address is a path of ours, and not one that leads elsewhere.
#[must_use]
pub fn is_ours(to: &str) -> bool {
    let plain = to.len() <= 2_000 && to.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    plain && to.starts_with('/') && !to.starts_with("//")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_led_away() {
        for good in ["/", "/o/harbour-clinic/users?q=a%20b", "/support/a.b"] {
            assert!(is_ours(good), "{good}");
        }
        for bad in [
            "",
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "javascript:1",
            "/a\r\nSet-Cookie: b=c",
            "/ž",
        ] {
            assert!(!is_ours(bad), "{bad}");
        }
    }
}
