//! A session that waits for the second factor that its person's home asks for: it adds one or proves one, and goes nowhere else.

use super::password::onward;
use crate::console::{Answer, ConsoleCaller, Frame, Visit, lead_to, page as answer};
use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use prokura_app::authentication::Ways;
use prokura_domain::refusal::Refusal;
use serde::Deserialize;

/// Where such a session may go: signing in and out, what one signs in with, how pages look, and what mails and documentation
/// lead to, which asks for no session.
const OPEN: [&str; 7] =
    ["/sign-in", "/sign-out", "/me/totp", "/me/passkeys", "/me/password", "/preferences/", "/support/"];

/// Where to go on.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    then: String,
}

#[derive(Template)]
#[template(path = "second_required.html")]
struct RequiredPage {
    frame: Frame,
    organization: String,
    then: String,
    ways: Ways,
    can_have_passkeys: bool,
}

/// Leads whoever lacks a second factor to where they add one, from wherever else they go.
pub(crate) fn first(visit: &Visit, path: &str) -> Option<Response> {
    let lacks = visit.me.as_ref().is_some_and(|me| me.session.lacks_second);
    if !lacks || OPEN.iter().any(|open| path.starts_with(open)) {
        return None;
    }
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("then", &visit.path).finish();
    Some(lead_to(&format!("/sign-in/second-factor?{query}")))
}

/// `GET /sign-in/second-factor`
pub(super) async fn page(caller: ConsoleCaller, Query(asked): Query<Asked>) -> Answer {
    let then = onward(&asked.then);
    let me = caller.me()?;
    if !me.session.lacks_second {
        return Ok(lead_to(then));
    }
    let home = caller.read().await?.organization(me.person.home).await?.ok_or(Refusal::NotFound)?;
    Ok(answer(&RequiredPage {
        frame: Frame::new(&caller.visit, caller.visit.t("second-required-title")),
        organization: home.name.to_string(),
        then: then.to_owned(),
        ways: caller.site.authentication.ways_again(&caller.caller).await?,
        can_have_passkeys: caller.site.authentication.has_passkeys(),
    })?)
}
