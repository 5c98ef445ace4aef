//! Which cookies there are, and how they are set.

use axum::http::HeaderValue;
use prokura_domain::time::Span;

/// Stands for somebody who has not signed in, so that a form can be bound to them.
pub(crate) const VISITOR: &str = "__Host-prokura-visitor";
/// The proof that waits between the two steps of signing in.
pub(crate) const HALF_WAY: &str = "__Host-prokura-half-way";
/// What the next page says once.
pub(crate) const FLASH: &str = "__Host-prokura-flash";
/// The language chosen in this browser.
pub(crate) const LANGUAGE: &str = "prokura-language";
/// The colours chosen in this browser.
pub(crate) const THEME: &str = "prokura-theme";
/// The time zone of this browser, which its script says.
pub(crate) const ZONE: &str = "prokura-zone";

/// A cookie for as long as the browser runs, which no script reads.
pub(crate) fn for_now(name: &str, value: &str) -> Option<HeaderValue> {
    HeaderValue::from_str(&format!("{name}={value}; Path=/; Secure; HttpOnly; SameSite=Lax")).ok()
}

/// A cookie for a span.
pub(crate) fn kept(name: &str, value: &str, span: Span) -> Option<HeaderValue> {
    let seconds = span.0 / 1_000_000;
    HeaderValue::from_str(&format!("{name}={value}; Path=/; Max-Age={seconds}; Secure; HttpOnly; SameSite=Lax")).ok()
}

/// Takes a cookie away.
pub(crate) fn gone(name: &str) -> Option<HeaderValue> {
    kept(name, "", Span(0))
}
