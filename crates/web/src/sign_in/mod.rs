//! Signing in and out: by address and password with a second step, by a passkey, or by a single-use link; and proving again
//! who one is.

mod again;
mod client;
mod link;
mod passkey;
mod password;
mod second;
pub(crate) mod state;

pub(crate) use again::{needed, refused};
pub(crate) use client::Client;

use crate::caller::SESSION_COOKIE;
use crate::console::{Visit, cookie, lead_to};
use crate::site::Site;
use axum::Router;
use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::response::Response;
use axum::routing::{get, post};
use prokura_app::authentication::Begun;
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
        .route("/sign-in/again", get(again::page).post(again::prove))
        .route("/sign-in/again/challenge", post(again::challenge))
        .route("/sign-in/link/{secret}", get(link::page).post(link::use_it))
        .route("/sign-out", post(sign_out))
}

/// Leads on with the cookie of a session that was begun.
pub(crate) fn begun(begun: &Begun, to: &str) -> Response {
    let mut response = lead_to(to);
    if let Some(set) = cookie::for_now(SESSION_COOKIE, &begun.secret) {
        response.headers_mut().append(SET_COOKIE, set);
    }
    response
}

/// `POST /sign-out`
async fn sign_out(State(site): State<Site>, visit: Visit) -> crate::console::Answer {
    if let Some(me) = &visit.me {
        let actor = Actor::Principal { id: me.person.id, home: me.person.home, via: Via::Session(me.session.id) };
        site.execute(Caller { actor, request: visit.request, idempotency: None }, SignOut).await?;
    }
    let mut response = lead_to("/sign-in?out=1");
    if let Some(gone) = cookie::gone(SESSION_COOKIE) {
        response.headers_mut().append(SET_COOKIE, gone);
    }
    Ok(response)
}
