//! Language and colours: kept in this browser, the language besides with the person, for their mails.

use super::caller::caller;
use super::{Answer, Theme, Typed, Visit, cookie, lead_to};
use crate::site::Site;
use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::response::Response;
use prokura_app::command::choose_language::ChooseLanguage;
use prokura_domain::text::Locale;
use prokura_domain::time::Span;

/// How long a browser remembers.
const REMEMBERED: Span = Span::days(365);

/// `POST /preferences/theme`
pub(super) async fn theme(typed: Typed) -> Response {
    let theme = Theme::from_code(typed.text("theme")).unwrap_or_default();
    remember(cookie::THEME, theme.code(), &typed)
}

/// `POST /preferences/language`
pub(super) async fn language(State(site): State<Site>, visit: Visit, typed: Typed) -> Answer {
    let locale = Locale::from_tag(typed.text("language")).unwrap_or(visit.language.0);
    if let Some(caller) = caller(&visit) {
        site.execute(caller, ChooseLanguage { locale }).await?;
    }
    Ok(remember(cookie::LANGUAGE, locale.tag(), &typed))
}

fn remember(name: &str, value: &str, typed: &Typed) -> Response {
    let mut response = lead_to(typed.text("back"));
    if let Some(set) = cookie::kept(name, value, REMEMBERED) {
        response.headers_mut().append(SET_COOKIE, set);
    }
    response
}
