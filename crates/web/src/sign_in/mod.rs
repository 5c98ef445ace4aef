//! Signing in and out: by address and password with a second step, by a passkey, by a single-use link, or at one's
//! organization's own provider; and proving again who one is.

mod again;
pub(crate) mod client;
mod link;
mod passkey;
mod password;
mod recovery;
mod required;
mod second;
pub(crate) mod sso;
pub(crate) mod state;

pub(crate) use again::{needed, refused};
pub(crate) use client::Client;
use password::onward;
pub(crate) use required::first as first_second;

use crate::caller::SESSION_COOKIE;
use crate::console::{Frame, Visit, cookie, lead_to, page};
use crate::site::Site;
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::response::Response;
use axum::routing::{get, post};
use prokura_app::authentication::{Begun, Renewed};
use prokura_app::caller::{Actor, Caller, Via};
use prokura_app::command::sign_out::SignOut;

/// The routes.
pub(crate) fn routes() -> Router<Site> {
    Router::new()
        .route("/sign-in", get(password::page).post(password::sign_in))
        .route("/sign-in/second", get(second::page).post(second::prove))
        .route("/sign-in/second/challenge", post(second::challenge))
        .route("/sign-in/passkey", post(passkey::sign_in))
        .route("/sign-in/passkey/challenge", post(passkey::challenge))
        .route("/sign-in/second-factor", get(required::page))
        .route("/sign-in/again", get(again::page).post(again::prove))
        .route("/sign-in/again/challenge", post(again::challenge))
        .route("/sign-in/recovery", get(recovery::page).post(recovery::ask))
        .route("/sign-in/link/{secret}", get(link::page).post(link::use_it))
        .route("/sign-in/sso", get(sso::leave))
        .route("/sign-in/sso/again", get(sso::again))
        .route("/sign-in/sso/back", get(sso::back))
        .route("/sign-out", post(sign_out))
}

/// Leads on with the cookie of a session that was begun.
pub(crate) fn begun(begun: &Begun, to: &str) -> Response {
    with_session(lead_to(to), &begun.secret)
}

/// An answer with the cookie that a session has from now on.
fn renewing(response: Response, renewed: &Renewed) -> Response {
    with_session(response, &renewed.0)
}

fn with_session(mut response: Response, secret: &str) -> Response {
    if let Some(set) = cookie::for_now(SESSION_COOKIE, secret) {
        response.headers_mut().append(SET_COOKIE, set);
    }
    response
}

/// One is signed out here, and is led to sign out at the provider.
#[derive(Template)]
#[template(path = "sso_left.html")]
struct LeftPage {
    frame: Frame,
    to: String,
}

/// `POST /sign-out`
async fn sign_out(State(site): State<Site>, visit: Visit) -> crate::console::Answer {
    let mut out = None;
    if let Some(me) = &visit.me {
        out = site.authentication.leads_out(me.session.id).await?;
        let actor = Actor::Principal { id: me.person.id, home: me.person.home, via: Via::Session(me.session.id) };
        site.execute(Caller { actor, request: visit.request, idempotency: None }, SignOut).await?;
    }
    let mut response = match out.filter(|to| sso::is_elsewhere(to)) {
        // A form leads nowhere but to us, so a page of ours leads on.
        Some(to) => page(&LeftPage { frame: Frame::new(&visit, visit.t("sign-out")), to })?,
        None => lead_to("/sign-in?out=1"),
    };
    if let Some(gone) = cookie::gone(SESSION_COOKIE) {
        response.headers_mut().append(SET_COOKIE, gone);
    }
    Ok(response)
}
