//! Signing in with a passkey.

use super::password::onward;
use super::{Client, begun};
use crate::console::{Answer, Flash, Typed, Visit, done, sign_in_and_back};
use crate::site::Site;
use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse as _;
use prokura_app::authentication::Asks;
use prokura_app::error::Error;
use prokura_domain::refusal::Refusal;

/// `POST /sign-in/passkey/challenge`
pub(super) async fn challenge(State(site): State<Site>, visit: Visit) -> Answer {
    let challenge = site.authentication.passkey_challenge(&Asks::SignIn(visit.binding.text())).await?;
    Ok(Json(challenge).into_response())
}

/// `POST /sign-in/passkey`. What failed is not said: a passkey that was removed and one that never was look the same.
pub(super) async fn sign_in(State(site): State<Site>, visit: Visit, Client(from): Client, typed: Typed) -> Answer {
    let then = onward(typed.text("then"));
    let (answer, state) = (typed.raw("proof-answer"), typed.raw("proof-state"));
    let told = match site.authentication.sign_in_with_passkey(visit.binding.text(), answer, state, from).await {
        Ok(done) => return Ok(begun(&done.value, then)),
        Err(Error::Refused(Refusal::Unauthenticated)) => visit.t("sign-in-passkey-failed"),
        Err(Error::Refused(Refusal::TooMany { retry_after_seconds, .. })) => {
            let minutes = usize::try_from(retry_after_seconds.div_ceil(60)).unwrap_or(1);
            visit.tn("sign-in-too-many", "minutes", minutes)
        }
        Err(error) => return Err(error.into()),
    };
    Ok(done(&site, &visit, &sign_in_and_back(then), &Flash::bad(told)))
}
