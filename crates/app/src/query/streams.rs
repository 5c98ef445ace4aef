//! Streams of signals to other services, as their receivers and the administrators of an organization see them.

use crate::caller::{Actor, Caller, Via};
use crate::error::Error;
use crate::service::Service;
use prokura_decision::mask::Level;
use prokura_domain::id::{OrganizationId, PrincipalId, StreamId};
use prokura_domain::refusal::Refusal;
use prokura_domain::signal::{SignalStream, StreamProgress};

/// A stream, as an administrator sees it.
#[derive(Clone, Debug)]
pub struct StreamSeen {
    /// The stream.
    pub stream: SignalStream,
    /// What the receiver is called.
    pub receiver: String,
    /// How its delivery stands.
    pub progress: StreamProgress,
}

/// The streams of an organization.
#[derive(Clone, Debug)]
pub struct StreamsSeen {
    /// The organization.
    pub organization: OrganizationId,
    /// The streams, the first made first.
    pub streams: Vec<StreamSeen>,
    /// Why the caller cannot change them: reason codes and rules; `None` when they can.
    pub locked: Option<(Vec<&'static str>, Vec<&'static str>)>,
}

/// The streams of an organization, for whoever may read its settings of authentication; `None` for anybody else.
///
/// # Errors
/// [`Refusal::NotFound`]; when the store fails.
pub async fn list(service: &Service, caller: &Caller, organization: &str) -> Result<Option<StreamsSeen>, Error> {
    let sight = service.sight(caller)?;
    let entered = sight.enter(organization)?;
    if sight.ask("settings.authentication", Level::Read, entered.handle).is_err() {
        return Ok(None);
    }
    let locked = match sight.ask("settings.authentication", Level::Manage, entered.handle) {
        Ok(()) => None,
        Err(Refusal::Forbidden { because, rules, .. }) => Some((because, rules)),
        Err(other) => return Err(other.into()),
    };
    let mut read = service.read().await?;
    let mut streams = Vec::new();
    for stream in read.streams_of(entered.id).await? {
        let receiver = read.service_account(stream.receiver).await?.map(|account| account.name.to_string());
        let progress = read.stream_progress(stream.id).await?;
        streams.push(StreamSeen {
            receiver: receiver.unwrap_or_default(),
            progress: progress.unwrap_or_else(|| StreamProgress::none(stream.id)),
            stream,
        });
    }
    Ok(Some(StreamsSeen { organization: entered.id, streams, locked }))
}

/// The streams of the receiver that calls, in the organization that its token sees from.
///
/// # Errors
/// [`Refusal::Unauthenticated`]; when the store fails.
pub async fn of_mine(service: &Service, caller: &Caller) -> Result<Vec<SignalStream>, Error> {
    let (me, place) = receiver(caller)?;
    let mut streams = service.read().await?.streams_of_receiver(me).await?;
    streams.retain(|stream| stream.organization == place);
    Ok(streams)
}

/// One stream of the receiver that calls.
///
/// # Errors
/// [`Refusal::NotFound`] for one that is not its own.
pub async fn mine(service: &Service, caller: &Caller, id: StreamId) -> Result<SignalStream, Error> {
    let (me, place) = receiver(caller)?;
    let found = service.read().await?.stream(id).await?;
    let found = found.filter(|stream| stream.receiver == me && stream.organization == place);
    Ok(found.ok_or(Refusal::NotFound)?)
}

fn receiver(caller: &Caller) -> Result<(PrincipalId, OrganizationId), Refusal> {
    match &caller.actor {
        Actor::Principal { id, via: Via::Token { organization, .. }, .. } => Ok((*id, *organization)),
        Actor::Principal { .. } | Actor::Anonymous | Actor::Operator | Actor::System => Err(Refusal::Unauthenticated),
    }
}
