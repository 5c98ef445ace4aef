//! Streams: made, shown, changed and removed by the services that hear them (Shared Signals Framework 1.0, sections 7 and 8).

use super::receiver::Receiver;
use crate::problem::Problem;
use crate::site::Site;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, HeaderValue};
use axum::response::IntoResponse;
use prokura_app::authentication::{DeliveryAsked, StreamAsked, StreamChanges};
use prokura_app::command::change_stream::SetStreamState;
use prokura_app::command::remove_stream::RemoveOwnStream;
use prokura_app::command::verify_stream::VerifyStream;
use prokura_app::query::streams;
use prokura_domain::refusal::Refusal;
use prokura_domain::signal::{Delivery as Kept, SignalKind, SignalStream, StreamState, VERIFICATION_EVERY};
use prokura_wire::signal::{
    AuthorizationScheme, Delivery, NewStream, Stream, StreamChange, StreamOrStreams, StreamStatus, Transmitter,
    VerificationRequest,
};

/// Delivery by us (RFC 8935).
const PUSH: &str = "urn:ietf:rfc:8935";
/// Delivery on being asked (RFC 8936).
const POLL: &str = "urn:ietf:rfc:8936";

/// This transmitter's configuration.
#[utoipa::path(
    get, path = "/.well-known/ssf-configuration", operation_id = "ssf_configuration", tag = "signals",
    security(()),
    responses((status = 200, description = "The configuration.", body = Transmitter)),
)]
pub(super) async fn ssf_configuration(State(site): State<Site>) -> impl IntoResponse {
    let at = |path: &str| site.public_url.join(path);
    let transmitter = Transmitter {
        spec_version: "1_0".to_owned(),
        issuer: site.public_url.origin().to_owned(),
        jwks_uri: at("/.well-known/jwks.json"),
        delivery_methods_supported: vec![PUSH.to_owned(), POLL.to_owned()],
        configuration_endpoint: at("/signals/v1/stream"),
        status_endpoint: at("/signals/v1/status"),
        verification_endpoint: at("/signals/v1/verification"),
        critical_subject_members: vec!["user".to_owned(), "session".to_owned(), "tenant".to_owned()],
        authorization_schemes: vec![AuthorizationScheme { spec_urn: "urn:ietf:rfc:6750".to_owned() }],
        default_subjects: "ALL".to_owned(),
    };
    ([(CACHE_CONTROL, HeaderValue::from_static("public, max-age=3600"))], Json(transmitter))
}

/// The stream of an id, or every stream of the receiver that calls. Asks for a service's token with the scope `signals`.
#[utoipa::path(
    get, path = "/signals/v1/stream", operation_id = "get_streams", tag = "signals",
    params(("stream_id" = Option<String>, Query, description = "The stream's id.")),
    responses((status = 200, description = "The stream, or the streams.", body = StreamOrStreams)),
)]
pub(super) async fn get_streams(receiver: Receiver) -> Result<Json<StreamOrStreams>, Problem> {
    if let Some(named) = &receiver.stream_id {
        let stream = receiver.stream(named).await?;
        return Ok(Json(StreamOrStreams::One(Box::new(shown(&receiver.site, &stream)))));
    }
    let mine = streams::of_mine(&receiver.site.service, &receiver.caller).await;
    let mine = mine.map_err(|error| receiver.fail(error))?;
    Ok(Json(StreamOrStreams::All(mine.iter().map(|stream| shown(&receiver.site, stream)).collect())))
}

/// Makes a stream. It hears of people of the organization that the token sees from; the vendor's, of everybody.
#[utoipa::path(
    post, path = "/signals/v1/stream", operation_id = "create_stream", tag = "signals",
    request_body = NewStream,
    responses((status = 201, description = "The stream.", body = Stream)),
)]
pub(super) async fn create_stream(receiver: Receiver) -> Result<(StatusCode, Json<Stream>), Problem> {
    let asked: NewStream = receiver.body()?;
    let delivery = match asked.delivery {
        None => DeliveryAsked::Poll,
        Some(delivery) => asked_for(&receiver, delivery)?,
    };
    let asked =
        StreamAsked { description: asked.description, delivery, kinds: kinds(asked.events_requested.as_deref()) };
    let made = receiver.site.authentication.add_stream(receiver.caller.clone(), asked).await;
    let id = made.map_err(|error| receiver.fail(error))?.value;
    let stream = receiver.stream(&id.to_string()).await?;
    Ok((StatusCode::CREATED, Json(shown(&receiver.site, &stream))))
}

/// Changes what is given of a stream.
#[utoipa::path(
    patch, path = "/signals/v1/stream", operation_id = "update_stream", tag = "signals",
    request_body = StreamChange,
    responses((status = 200, description = "The stream.", body = Stream)),
)]
pub(super) async fn update_stream(receiver: Receiver) -> Result<Json<Stream>, Problem> {
    let given: StreamChange = receiver.body()?;
    let changes = StreamChanges {
        description: given.description.clone().map(Some),
        delivery: given.delivery.clone().map(|delivery| asked_for(&receiver, delivery)).transpose()?,
        keeps_authorization: true,
        kinds: given.events_requested.as_ref().map(|uris| kinds(Some(uris))),
    };
    changed(&receiver, &given, changes).await
}

/// Replaces what the receiver says of a stream: what is not given is taken away.
#[utoipa::path(
    put, path = "/signals/v1/stream", operation_id = "replace_stream", tag = "signals",
    request_body = StreamChange,
    responses((status = 200, description = "The stream.", body = Stream)),
)]
pub(super) async fn replace_stream(receiver: Receiver) -> Result<Json<Stream>, Problem> {
    let given: StreamChange = receiver.body()?;
    let delivery = match given.delivery.clone() {
        None => DeliveryAsked::Poll,
        Some(delivery) => asked_for(&receiver, delivery)?,
    };
    let changes = StreamChanges {
        description: Some(given.description.clone()),
        delivery: Some(delivery),
        keeps_authorization: false,
        kinds: Some(kinds(given.events_requested.as_deref())),
    };
    changed(&receiver, &given, changes).await
}

/// Removes a stream, and what waits in it.
#[utoipa::path(
    delete, path = "/signals/v1/stream", operation_id = "delete_stream", tag = "signals",
    params(("stream_id" = String, Query, description = "The stream's id.")),
    responses((status = 204, description = "It is removed.")),
)]
pub(super) async fn delete_stream(receiver: Receiver) -> Result<StatusCode, Problem> {
    let stream = named(&receiver).await?;
    let command = RemoveOwnStream { stream: stream.id };
    let done = receiver.site.execute(receiver.caller.clone(), command).await;
    done.map_err(|error| receiver.fail(error))?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whether a stream is told, and why not.
#[utoipa::path(
    get, path = "/signals/v1/status", operation_id = "get_stream_status", tag = "signals",
    params(("stream_id" = String, Query, description = "The stream's id.")),
    responses((status = 200, description = "The status.", body = StreamStatus)),
)]
pub(super) async fn get_stream_status(receiver: Receiver) -> Result<Json<StreamStatus>, Problem> {
    Ok(Json(status(&named(&receiver).await?)))
}

/// Pauses a stream (signals wait), disables it (they are not kept), or enables it again. What an administrator of the
/// organization stopped stays so.
#[utoipa::path(
    post, path = "/signals/v1/status", operation_id = "set_stream_status", tag = "signals",
    request_body = StreamStatus,
    responses((status = 200, description = "The status.", body = StreamStatus)),
)]
pub(super) async fn set_stream_status(receiver: Receiver) -> Result<Json<StreamStatus>, Problem> {
    let given: StreamStatus = receiver.body()?;
    let stream = receiver.stream(&given.stream_id).await?;
    let state =
        StreamState::from_code(&given.status).ok_or_else(|| receiver.malformed("`status` is none of the three"))?;
    let done = receiver.site.execute(receiver.caller.clone(), SetStreamState { stream: stream.id, state }).await;
    done.map_err(|error| receiver.fail(error))?;
    Ok(Json(status(&receiver.stream(&given.stream_id).await?)))
}

/// Has a verification told, once in ten seconds at most.
#[utoipa::path(
    post, path = "/signals/v1/verification", operation_id = "verify_stream", tag = "signals",
    request_body = VerificationRequest,
    responses((status = 204, description = "It will be told.")),
)]
pub(super) async fn verify_stream(receiver: Receiver) -> Result<StatusCode, Problem> {
    let given: VerificationRequest = receiver.body()?;
    let stream = receiver.stream(&given.stream_id).await?;
    let command = VerifyStream { stream: stream.id, state: given.state };
    let done = receiver.site.execute(receiver.caller.clone(), command).await;
    done.map_err(|error| receiver.fail(error))?;
    Ok(StatusCode::NO_CONTENT)
}

async fn named(receiver: &Receiver) -> Result<SignalStream, Problem> {
    let named = receiver.stream_id.as_deref().ok_or_else(|| receiver.malformed("`stream_id` is missing"))?;
    receiver.stream(named).await
}

async fn changed(receiver: &Receiver, given: &StreamChange, changes: StreamChanges) -> Result<Json<Stream>, Problem> {
    let stream = receiver.stream(&given.stream_id).await?;
    let now = shown(&receiver.site, &stream);
    let unlike = |given: &Option<String>, now: &str| given.as_ref().is_some_and(|given| given != now);
    if unlike(&given.iss, &now.iss) || unlike(&given.aud, &now.aud) {
        return Err(receiver.malformed("`iss` or `aud` is not what it is"));
    }
    let authentication = &receiver.site.authentication;
    let done = authentication.change_stream(receiver.caller.clone(), stream.id, changes).await;
    done.map_err(|error| receiver.fail(error))?;
    Ok(Json(shown(&receiver.site, &receiver.stream(&given.stream_id).await?)))
}

fn asked_for(receiver: &Receiver, delivery: Delivery) -> Result<DeliveryAsked, Problem> {
    match (delivery.method.as_str(), delivery.endpoint_url) {
        (PUSH, Some(endpoint)) => Ok(DeliveryAsked::Push { endpoint, authorization: delivery.authorization_header }),
        (PUSH, None) => Err(receiver.fail(Refusal::field("delivery", "stream_endpoint_invalid"))),
        // Where signals are fetched from is ours to say: what is repeated of it is not looked at.
        (POLL, _) => Ok(DeliveryAsked::Poll),
        (_, _) => Err(receiver.fail(Refusal::field("delivery", "stream_method_unknown"))),
    }
}

/// The kinds that are asked for and known; every one, where nothing is said.
fn kinds(uris: Option<&[String]>) -> Vec<SignalKind> {
    let Some(uris) = uris else { return SignalKind::ALL.to_vec() };
    let mut kinds: Vec<SignalKind> = uris.iter().filter_map(|uri| SignalKind::from_uri(uri)).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

fn uris(kinds: &[SignalKind]) -> Vec<String> {
    kinds.iter().map(|kind| kind.uri().to_owned()).collect()
}

fn shown(site: &Site, stream: &SignalStream) -> Stream {
    let (method, endpoint) = match &stream.delivery {
        Kept::Push { endpoint, .. } => (PUSH, endpoint.clone()),
        Kept::Poll => (POLL, site.public_url.join(&format!("/signals/v1/poll/{}", stream.id))),
    };
    Stream {
        stream_id: stream.id.to_string(),
        iss: site.public_url.origin().to_owned(),
        aud: stream.receiver.to_string(),
        events_supported: uris(&SignalKind::ALL),
        events_requested: uris(&stream.kinds),
        events_delivered: uris(&stream.kinds),
        delivery: Delivery { method: method.to_owned(), endpoint_url: Some(endpoint), authorization_header: None },
        min_verification_interval: VERIFICATION_EVERY.0 / 1_000_000,
        description: stream.description.clone(),
    }
}

fn status(stream: &SignalStream) -> StreamStatus {
    StreamStatus {
        stream_id: stream.id.to_string(),
        status: stream.state.code().to_owned(),
        reason: stream.reason.map(|reason| reason.code().to_owned()),
    }
}
