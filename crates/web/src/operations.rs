//! For whoever runs it: is it alive, can it answer, and what does it do all day?

use crate::metrics::{help, line};
use crate::problem::Problem;
use crate::request::Current;
use crate::site::Site;
use axum::Router;
use axum::extract::{Extension, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, HeaderValue};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use prokura_app::error::Error;
use prokura_app::message::MessageState;

/// As many messages are counted at most.
const COUNTED: u64 = 1_000;

/// The routes. They are for the operator's own network and tell nothing about any organization.
pub fn routes() -> Router<Site> {
    Router::new().route("/healthz", get(healthz)).route("/readyz", get(readyz)).route("/metrics", get(metrics))
}

/// The process is there.
async fn healthz() -> &'static str {
    "alive\n"
}

/// The store answers, and the index follows it.
async fn readyz(State(site): State<Site>, Extension(current): Extension<Current>) -> Response {
    match lag(&site).await {
        Ok(_) => "ready\n".into_response(),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            Problem::plain(StatusCode::SERVICE_UNAVAILABLE, "unavailable", &current).retry_after(1).into_response()
        }
    }
}

async fn metrics(State(site): State<Site>, Extension(current): Extension<Current>) -> Result<Response, Problem> {
    let mut text = site.memory.metrics.text();
    gauges(&site, &mut text).await.map_err(|error| Problem::of(error, &current))?;
    let kind = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    Ok(([(CONTENT_TYPE, kind)], text).into_response())
}

async fn gauges(site: &Site, out: &mut String) -> Result<(), Error> {
    let behind = lag(site).await?;
    help(out, "prokura_revision", "gauge", "The revision that is answered from.");
    line(out, "prokura_revision", &[], &site.service.follower().revision().to_string());
    help(out, "prokura_index_lag_revisions", "gauge", "How many revisions the index is behind the database.");
    line(out, "prokura_index_lag_revisions", &[], &behind.to_string());
    help(out, "prokura_outbox_messages", "gauge", "Messages of the outbox, counted up to 1000 of a state.");
    let mut read = site.service.read().await?;
    for state in [MessageState::Waiting, MessageState::Dead] {
        let count = read.messages(state, COUNTED).await?.len();
        line(out, "prokura_outbox_messages", &[("state", state.code())], &count.to_string());
    }
    Ok(())
}

/// How many revisions the index is behind; an error where it cannot follow or the store does not answer.
async fn lag(site: &Site) -> Result<i64, Error> {
    let newest = site.service.store().newest_revision().await?;
    Ok(newest.0.saturating_sub(site.service.follower().snapshot()?.revision()).max(0))
}
