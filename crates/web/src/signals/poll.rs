//! Signals, fetched by their receivers (RFC 8936).

use super::Composer;
use super::receiver::Receiver;
use crate::problem::Problem;
use axum::Json;
use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use prokura_app::delivery::{POLLED_MOST, Poll, Polled, acknowledge, poll};
use prokura_app::error::Error;
use prokura_app::port::Revision;
use prokura_domain::id::SignalId;
use prokura_domain::refusal::Refusal;
use prokura_domain::signal::SignalStream;
use prokura_wire::signal::{PollAnswer, PollRequest, SetError};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// How long an answer waits for a signal.
const WAIT: Duration = Duration::from_secs(15);
/// How often it is looked whether one came, while others write without a pause.
const EVERY: Duration = Duration::from_millis(50);
/// So many answers wait at most; whoever comes then is answered at once.
const WAITING: usize = 256;
/// Characters of a receiver's words that are kept.
const WORDS: usize = 300;

/// Acknowledges signals and answers with those that wait, in order. They come again until they are acknowledged.
#[utoipa::path(
    post, path = "/signals/v1/poll/{stream}", operation_id = "poll_signals", tag = "signals",
    params(("stream" = String, Path, description = "Id.")),
    request_body = PollRequest,
    responses((status = 200, description = "What waits.", body = PollAnswer)),
)]
pub(super) async fn poll_signals(
    named: Result<Path<String>, PathRejection>,
    receiver: Receiver,
) -> Result<Json<PollAnswer>, Problem> {
    let Path(named) = named.map_err(|_| receiver.fail(Refusal::NotFound))?;
    let asked: PollRequest = receiver.body()?;
    let stream = receiver.stream(&named).await?;
    let polled = answered(&receiver, &stream, &asked).await.map_err(|error| receiver.fail(error))?;
    let sets = polled.tokens.into_iter().map(|(id, token)| (id.to_string(), token)).collect();
    Ok(Json(PollAnswer { sets, more_available: polled.more }))
}

async fn answered(receiver: &Receiver, stream: &SignalStream, asked: &PollRequest) -> Result<Polled, Error> {
    let service = &receiver.site.service;
    let id = |text: &String| text.parse::<SignalId>().ok();
    let words = |error: &SetError| -> String {
        format!("{} {}", error.err, error.description).trim().chars().filter(|c| !c.is_control()).take(WORDS).collect()
    };
    let said = Poll {
        most: asked.max_events.map_or(POLLED_MOST, |most| usize::try_from(most).unwrap_or(POLLED_MOST)),
        taken: asked.ack.iter().filter_map(id).collect(),
        wrong: asked.set_errs.iter().filter_map(|(jti, error)| Some((id(jti)?, words(error)))).collect(),
    };
    acknowledge(service, stream.id, &said).await?;
    let composer = Composer(receiver.site.clone());
    let until = Instant::now() + WAIT;
    let follower = service.follower();
    let place = if asked.return_immediately || said.most == 0 { None } else { Place::take() };
    loop {
        let seen = follower.revision();
        // Read anew each time: it may be paused, or gone, meanwhile.
        let Some(stream) = service.read().await?.stream(stream.id).await? else { return Ok(Polled::default()) };
        let polled = poll(service, &composer, &stream, said.most).await?;
        let left = until.saturating_duration_since(Instant::now());
        if !polled.tokens.is_empty() || place.is_none() || left.is_zero() {
            return Ok(polled);
        }
        follower.reached(Revision(seen.0 + 1), left).await;
        tokio::time::sleep(EVERY.min(left)).await;
    }
}

static WAIT_NOW: AtomicUsize = AtomicUsize::new(0);

/// A place among those who wait.
struct Place;

impl Place {
    fn take() -> Option<Self> {
        let taken = |now: usize| (now < WAITING).then_some(now + 1);
        WAIT_NOW.fetch_update(Ordering::SeqCst, Ordering::SeqCst, taken).ok().map(|_| Self)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        WAIT_NOW.fetch_sub(1, Ordering::SeqCst);
    }
}
