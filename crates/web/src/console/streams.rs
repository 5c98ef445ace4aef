//! Services that are told of an organization's people: a part of the settings page, and what it does.

use super::settings::Lock;
use super::{Answer, ConsoleCaller, Flash, Moment, Visit, done};
use axum::extract::Path;
use prokura_app::command::change_stream::AdministerStream;
use prokura_app::command::remove_stream::RemoveStream;
use prokura_app::error::Error;
use prokura_app::query::streams::{StreamSeen, list};
use prokura_domain::id::{OrganizationId, StreamId};
use prokura_domain::refusal::Refusal;
use prokura_domain::signal::{Delivery, StreamState};

/// The part of the page.
pub(super) struct StreamsShown {
    pub(super) path: String,
    pub(super) lock: Option<Lock>,
    pub(super) streams: Vec<StreamShown>,
}

/// A stream.
pub(super) struct StreamShown {
    pub(super) id: StreamId,
    pub(super) receiver: String,
    pub(super) description: String,
    pub(super) state: String,
    pub(super) badge: &'static str,
    pub(super) why: String,
    pub(super) kinds: String,
    pub(super) everybody: bool,
    pub(super) delivery: String,
    pub(super) endpoint: String,
    pub(super) taken: Option<Moment>,
    pub(super) fault: Option<(Moment, String)>,
    pub(super) is_enabled: bool,
}

/// The streams, for whoever may read the settings of authentication.
pub(super) async fn shown(caller: &ConsoleCaller, named: &str) -> Result<Option<StreamsShown>, Error> {
    let Some(seen) = list(&caller.site.service, &caller.caller, named).await? else { return Ok(None) };
    let visit = &caller.visit;
    Ok(Some(StreamsShown {
        path: format!("/o/{named}/streams"),
        lock: seen.locked.as_ref().map(|locked| Lock::of(locked, visit.language)),
        streams: seen.streams.into_iter().map(|seen| show(visit, seen)).collect(),
    }))
}

fn show(visit: &Visit, seen: StreamSeen) -> StreamShown {
    let StreamSeen { stream, receiver, progress } = seen;
    let kinds: Vec<String> = stream.kinds.iter().map(|kind| visit.t(&format!("stream-kind-{}", kind.code()))).collect();
    let (delivery, endpoint) = match stream.delivery {
        Delivery::Push { endpoint, .. } => (visit.t("stream-delivery-push"), endpoint),
        Delivery::Poll => (visit.t("stream-delivery-poll"), String::new()),
    };
    let fault = progress.failed.map(|(at, fault, words)| {
        let key = format!("stream-fault-{}", fault.code());
        (visit.moment(at), visit.language.text_with(&key, &[("words", words.into())]))
    });
    let is_enabled = stream.state == StreamState::Enabled;
    let badge = match (stream.state, &fault) {
        (StreamState::Enabled, None) => "badge-ok",
        (StreamState::Enabled, Some(_)) | (StreamState::Paused, _) => "badge-warn",
        (StreamState::Disabled, _) => "badge-bad",
    };
    let why = stream.reason.filter(|_| !is_enabled);
    StreamShown {
        id: stream.id,
        receiver,
        description: stream.description.unwrap_or_default(),
        state: visit.t(&format!("stream-state-{}", stream.state.code())),
        badge,
        why: why.map_or_else(String::new, |reason| visit.t(&format!("stream-reason-{}", reason.code()))),
        kinds: if kinds.is_empty() { visit.t("stream-kinds-none") } else { kinds.join(", ") },
        everybody: stream.everybody,
        delivery,
        endpoint,
        taken: progress.taken_at.map(|at| visit.moment(at)),
        fault,
        is_enabled,
    }
}

/// `POST /o/{organization}/streams/{stream}/pause`
pub(super) async fn pause(caller: ConsoleCaller, Path((named, stream)): Path<(String, String)>) -> Answer {
    set(&caller, &named, &stream, StreamState::Paused, "stream-paused").await
}

/// `POST /o/{organization}/streams/{stream}/resume`
pub(super) async fn resume(caller: ConsoleCaller, Path((named, stream)): Path<(String, String)>) -> Answer {
    set(&caller, &named, &stream, StreamState::Enabled, "stream-resumed").await
}

/// `POST /o/{organization}/streams/{stream}/remove`
pub(super) async fn remove(caller: ConsoleCaller, Path((named, stream)): Path<(String, String)>) -> Answer {
    let (settings, organization, stream) = place(&caller, &named, &stream).await?;
    caller.site.execute(caller.caller.clone(), RemoveStream { organization, stream }).await?;
    Ok(told(&caller, &settings, "stream-removed"))
}

async fn set(caller: &ConsoleCaller, named: &str, stream: &str, state: StreamState, good: &str) -> Answer {
    let (settings, organization, stream) = place(caller, named, stream).await?;
    caller.site.execute(caller.caller.clone(), AdministerStream { organization, stream, state }).await?;
    Ok(told(caller, &settings, good))
}

async fn place(caller: &ConsoleCaller, named: &str, stream: &str) -> Result<(String, OrganizationId, StreamId), Error> {
    let (frame, _) = caller.enter(named, caller.visit.t("nav-settings")).await?;
    let place = frame.place.ok_or(Refusal::NotFound)?;
    let stream = stream.parse().map_err(|_| Refusal::NotFound)?;
    Ok((place.href("settings"), place.entered.id, stream))
}

fn told(caller: &ConsoleCaller, settings: &str, good: &str) -> axum::response::Response {
    done(&caller.site, &caller.visit, &format!("{settings}#streams"), &Flash::good(caller.visit.t(good)))
}
