//! Moving the clock, for whoever wants to see what time does to a right.

use crate::console::{Answer, Flash, Frame, Moment, Typed, Visit, done, page as answer};
use crate::site::Site;
use askama::Template;
use axum::extract::State;
use prokura_domain::refusal::Refusal;
use prokura_domain::time::Span;

/// The farthest one moves at once, in minutes: a year.
const FARTHEST: i64 = 366 * 24 * 60;

#[derive(Template)]
#[template(path = "demo/clock.html")]
struct ClockPage {
    frame: Frame,
    now: Moment,
}

/// `GET /demo/clock`
pub(super) async fn page(State(site): State<Site>, visit: Visit) -> Answer {
    site.demo.as_ref().and_then(|demo| demo.clock.as_ref()).ok_or(Refusal::NotFound)?;
    let now = visit.moment(visit.now);
    Ok(answer(&ClockPage { frame: Frame::new(&visit, visit.t("demo-clock")).hub("demo").narrow(), now })?)
}

/// `POST /demo/clock`
pub(super) async fn advance(State(site): State<Site>, visit: Visit, typed: Typed) -> Answer {
    let clock = site.demo.as_ref().and_then(|demo| demo.clock.as_ref()).ok_or(Refusal::NotFound)?;
    let minutes: i64 = typed.text("minutes").parse().map_err(|_| Refusal::field("minutes", "number_invalid"))?;
    if !(-FARTHEST..=FARTHEST).contains(&minutes) {
        return Err(Refusal::field("minutes", "number_invalid").into());
    }
    clock.advance(Span::minutes(minutes));
    Ok(done(&site, &visit, "/demo/clock", &Flash::good(visit.t("demo-clock-moved"))))
}
