//! Signing in by a single-use link. Opening it changes nothing: mail scanners open links.

use super::{Client, begun, second};
use crate::console::{Answer, Frame, Visit, page as answer, tell};
use crate::site::Site;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use prokura_app::authentication::Step;
use prokura_app::error::Error;
use prokura_domain::refusal::Refusal;

#[derive(Template)]
#[template(path = "sign_in_link.html")]
struct LinkPage {
    frame: Frame,
}

/// `GET /sign-in/link/{secret}`: the same page for every link, good or not.
pub(super) async fn page(visit: Visit) -> Answer {
    Ok(answer(&LinkPage { frame: Frame::new(&visit, visit.t("sign-in")) })?)
}

/// `POST /sign-in/link/{secret}`
pub(super) async fn use_it(
    State(site): State<Site>,
    visit: Visit,
    Client(from): Client,
    Path(secret): Path<String>,
) -> Answer {
    match site.authentication.use_link(&secret, from).await {
        Ok(Step::Begun(done)) => Ok(begun(&done.value, "/me/password")),
        Ok(Step::Second(half_way)) => Ok(second::lead_on(&half_way, "/me/password")),
        // Whether there ever was such a link is not said.
        Err(Error::Refused(Refusal::NotFound | Refusal::Over { .. } | Refusal::Unauthenticated)) => {
            Ok(tell(&visit, StatusCode::GONE, vec![visit.t("sign-in-link-over")], Vec::new()))
        }
        Err(error) => Err(error.into()),
    }
}
