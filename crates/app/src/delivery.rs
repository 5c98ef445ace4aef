//! How signals get to their receivers: in the order of what they tell, at least once each, one stream never in the way of
//! another (RFC 8935, RFC 8936).

use crate::authentication::Authentication;
use crate::caller::Caller;
use crate::command::change_stream::StopStream;
use crate::error::Error;
use crate::port::Read;
use crate::service::Service;
use async_trait::async_trait;
use prokura_domain::account::TokenScope;
use prokura_domain::id::{SignalId, StreamId};
use prokura_domain::signal::{
    SignalStream, StateReason, StreamFault, StreamProgress, StreamState, WAITING_MOST, WAITS, WaitingSignal,
};
use prokura_domain::time::{Span, Timestamp};

/// How long a taken stream is kept from other processes: longer than a round can take.
pub const LEASE: Span = Span::minutes(3);
/// Signals of one round: each may take ten seconds.
const ROUND: u64 = 15;
/// How often a signal is sent that the receiver says is wrong, before it is given up for the next.
const TRIES: i64 = 12;
/// How long passes between two tries at most.
const LONGEST: i64 = 300;
/// Signals of one answer to a poll at most.
pub const POLLED_MOST: usize = 100;

/// Makes tokens of signals.
#[async_trait]
pub trait Composes: Send + Sync {
    /// The signed token of a signal; `None` where there is nobody left to tell of.
    ///
    /// # Errors
    /// When the store fails, or nothing can be signed.
    async fn compose(&self, stream: &SignalStream, signal: &WaitingSignal) -> Result<Option<String>, Error>;
}

/// Sends what waits in a stream that was taken, in order, until one is not taken or the round is full.
///
/// # Errors
/// When the store fails; the stream is taken up again when its lease is over.
pub async fn deliver(
    service: &Service,
    authentication: &Authentication,
    composer: &dyn Composes,
    id: StreamId,
) -> Result<(), Error> {
    let mut read = service.read().await?;
    let (Some(stream), Some(mut progress)) = (read.stream(id).await?, read.stream_progress(id).await?) else {
        return Ok(());
    };
    let waiting = read.signals_of(&stream, ROUND).await?;
    let is_entitled = is_entitled(&mut *read, &stream, service.now()).await?;
    drop(read);
    if !is_entitled {
        return withdraw(service, &stream, &waiting, &progress).await;
    }
    let mut done = Vec::new();
    for signal in &waiting {
        let token = composer.compose(&stream, signal).await?;
        let posted = match &token {
            Some(token) => authentication.post_signal(&stream, token).await,
            None => Ok(()),
        };
        let now = service.now();
        match posted {
            Ok(()) => {
                done.push(signal.id);
                progress = StreamProgress { attempts: 0, failed: None, taken_at: Some(now), ..progress };
            }
            Err(failure) => {
                tracing::info!(stream = %stream.id, fault = failure.fault.code(), words = failure.words, "a signal was not taken");
                let is_last = progress.attempts + 1 >= TRIES;
                let given_up = is_last && (failure.fault == StreamFault::Refused || signal.signal.kind().is_none());
                if given_up {
                    done.push(signal.id);
                }
                progress.attempts = if given_up { 0 } else { progress.attempts + 1 };
                progress.next_attempt_at = now.plus(if given_up { Span(0) } else { pause(progress.attempts) });
                progress.failed = Some((now, failure.fault, failure.words));
                break;
            }
        }
    }
    Ok(service.store().settle_signals(&done, &progress).await?)
}

/// Whether a stream's receiver still has a token by which it could make the stream.
async fn is_entitled(read: &mut dyn Read, stream: &SignalStream, now: Timestamp) -> Result<bool, Error> {
    let account = read.service_account(stream.receiver).await?.is_some_and(|account| account.active);
    let place = read.organization(stream.organization).await?.is_some_and(|organization| organization.active);
    if !account || !place {
        return Ok(false);
    }
    let tokens = read.tokens_of(stream.receiver).await?;
    Ok(tokens.iter().any(|token| {
        token.organization == stream.organization
            && token.scopes.contains(&TokenScope::Signals)
            && token.term.contains(now)
    }))
}

/// Nothing is sent any more to a receiver that may not ask any more.
async fn withdraw(
    service: &Service,
    stream: &SignalStream,
    waiting: &[WaitingSignal],
    progress: &StreamProgress,
) -> Result<(), Error> {
    if stream.state != StreamState::Disabled {
        let command = StopStream { stream: stream.id, reason: StateReason::ReceiverGone };
        service.execute(Caller::system(service.new_request()), command).await?;
    }
    let done: Vec<SignalId> = waiting.iter().map(|signal| signal.id).collect();
    Ok(service.store().settle_signals(&done, progress).await?)
}

/// After 1 s, 2 s, 4 s …
fn pause(attempts: i64) -> Span {
    let exponent = u32::try_from(attempts.max(1) - 1).unwrap_or(u32::MAX).min(12);
    Span::seconds(2_i64.pow(exponent).min(LONGEST))
}

/// What a receiver polls with.
#[derive(Clone, Debug, Default)]
pub struct Poll {
    /// How many signals it wants at most.
    pub most: usize,
    /// What it has taken.
    pub taken: Vec<SignalId>,
    /// What it says is wrong, and in which words.
    pub wrong: Vec<(SignalId, String)>,
}

/// What is answered.
#[derive(Clone, Debug, Default)]
pub struct Polled {
    /// The tokens, by the ids of their signals, in order.
    pub tokens: Vec<(SignalId, String)>,
    /// Whether there is more.
    pub more: bool,
}

/// Writes down what a receiver has taken.
///
/// # Errors
/// When the store fails.
pub async fn acknowledge(service: &Service, stream: StreamId, poll: &Poll) -> Result<(), Error> {
    if poll.taken.is_empty() && poll.wrong.is_empty() {
        return Ok(());
    }
    let before = service.read().await?.stream_progress(stream).await?;
    let mut progress = before.unwrap_or_else(|| StreamProgress::none(stream));
    let now = service.now();
    if !poll.taken.is_empty() {
        progress = StreamProgress { taken_at: Some(now), failed: None, ..progress };
    }
    if let Some((_, words)) = poll.wrong.first() {
        progress.failed = Some((now, StreamFault::Refused, words.clone()));
    }
    let done: Vec<SignalId> = poll.taken.iter().copied().chain(poll.wrong.iter().map(|(id, _)| *id)).collect();
    Ok(service.store().settle_signals(&done, &progress).await?)
}

/// What waits for a receiver, without waiting for more.
///
/// # Errors
/// When the store fails.
pub async fn poll(
    service: &Service,
    composer: &dyn Composes,
    stream: &SignalStream,
    most: usize,
) -> Result<Polled, Error> {
    let most = most.min(POLLED_MOST);
    if most == 0 {
        return Ok(Polled::default());
    }
    let one_more = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    let mut waiting = service.read().await?.signals_of(stream, one_more).await?;
    let more = waiting.len() > most;
    waiting.truncate(most);
    let mut tokens = Vec::with_capacity(waiting.len());
    let mut nobody = Vec::new();
    for signal in &waiting {
        match composer.compose(stream, signal).await? {
            Some(token) => tokens.push((signal.id, token)),
            None => nobody.push(signal.id),
        }
    }
    if !nobody.is_empty() {
        let progress = service.read().await?.stream_progress(stream.id).await?;
        let progress = progress.unwrap_or_else(|| StreamProgress::none(stream.id));
        service.store().settle_signals(&nobody, &progress).await?;
    }
    Ok(Polled { tokens, more })
}

/// Stops streams whose receivers let more gather, or for longer, than is kept.
///
/// # Errors
/// When the store fails.
pub async fn stop_overflowing(service: &Service) -> Result<(), Error> {
    let since = service.now().minus(WAITS);
    let overflowing = service.read().await?.streams_overflowing(WAITING_MOST, since).await?;
    for stream in overflowing {
        tracing::warn!(%stream, "a stream of signals is stopped: its receiver takes nothing");
        let command = StopStream { stream, reason: StateReason::Overflow };
        service.execute(Caller::system(service.new_request()), command).await?;
    }
    Ok(())
}
