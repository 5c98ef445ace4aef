//! Streams of signals and what is told in them (OpenID Shared Signals Framework 1.0, RFC 8936). Members have the standards'
//! names.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Where this transmitter answers, and how it works.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Transmitter {
    /// Which version of the framework it speaks.
    pub spec_version: String,
    /// Who it is: `iss` of its tokens.
    pub issuer: String,
    /// The keys that sign its tokens.
    pub jwks_uri: String,
    /// How signals can be had: sent by us (RFC 8935), or fetched (RFC 8936).
    pub delivery_methods_supported: Vec<String>,
    /// Makes, shows, changes and removes streams.
    pub configuration_endpoint: String,
    /// Shows and sets whether a stream is told.
    pub status_endpoint: String,
    /// Has a verification told.
    pub verification_endpoint: String,
    /// What of a subject has to be understood.
    pub critical_subject_members: Vec<String>,
    /// How a receiver shows who it is.
    pub authorization_schemes: Vec<AuthorizationScheme>,
    /// Of whom a new stream hears: of everybody whom it may hear of.
    pub default_subjects: String,
}

/// How a receiver shows who it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AuthorizationScheme {
    /// The specification.
    pub spec_urn: String,
}

/// How a receiver gets its signals.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Delivery {
    /// `urn:ietf:rfc:8935`, where we send them, or `urn:ietf:rfc:8936`, where they are fetched.
    pub method: String,
    /// Where they are sent to, or fetched from; the latter is ours to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub endpoint_url: Option<String>,
    /// What the receiver wants to see in `Authorization`. It is kept locked and never shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorization_header: Option<String>,
}

impl std::fmt::Debug for Delivery {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Delivery")
            .field("method", &self.method)
            .field("endpoint_url", &self.endpoint_url)
            .finish_non_exhaustive()
    }
}

/// A stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Stream {
    /// Its id.
    pub stream_id: String,
    /// Who we are: `iss` of its tokens.
    pub iss: String,
    /// Who the receiver is: `aud` of its tokens.
    pub aud: String,
    /// Event types that can be asked for.
    pub events_supported: Vec<String>,
    /// Event types that were asked for, and that we know.
    pub events_requested: Vec<String>,
    /// Event types that are told.
    pub events_delivered: Vec<String>,
    /// How the receiver gets its signals.
    pub delivery: Delivery,
    /// Seconds between two verifications at least.
    pub min_verification_interval: i64,
    /// What the receiver says of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// The stream that was named, or every one of the receiver's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum StreamOrStreams {
    /// The one that was named.
    One(Box<Stream>),
    /// Every one.
    All(Vec<Stream>),
}

/// A stream to make.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NewStream {
    /// Event types; those that we do not know are ignored. All that we know, where nothing is said.
    #[serde(default)]
    pub events_requested: Option<Vec<String>>,
    /// How the receiver wants to get its signals; it fetches them, where nothing is said.
    #[serde(default)]
    pub delivery: Option<Delivery>,
    /// What the receiver says of it; at most 200 characters are kept.
    #[serde(default)]
    pub description: Option<String>,
}

/// What a stream is to be. What the transmitter says of a stream may be repeated, and must be so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StreamChange {
    /// Which.
    pub stream_id: String,
    /// Who we are, if it is repeated.
    #[serde(default)]
    pub iss: Option<String>,
    /// Who the receiver is, if it is repeated.
    #[serde(default)]
    pub aud: Option<String>,
    /// Event types.
    #[serde(default)]
    pub events_requested: Option<Vec<String>>,
    /// How the receiver wants to get its signals.
    #[serde(default)]
    pub delivery: Option<Delivery>,
    /// What the receiver says of it.
    #[serde(default)]
    pub description: Option<String>,
}

/// Whether a stream is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StreamStatus {
    /// Which.
    pub stream_id: String,
    /// `enabled`, `paused` (signals wait) or `disabled` (they are not kept).
    pub status: String,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// That a verification is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct VerificationRequest {
    /// Of which stream.
    pub stream_id: String,
    /// What the receiver wants to see again; at most 1,000 characters.
    #[serde(default)]
    pub state: Option<String>,
}

/// What a receiver polls with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PollRequest {
    /// How many tokens at most: 100 where it is not said, and never more. With 0 something is only acknowledged.
    #[serde(default)]
    #[schema(minimum = 0)]
    pub max_events: Option<u32>,
    /// Whether to answer at once where nothing waits. Otherwise the answer comes with the first signal, or after 15 seconds.
    #[serde(default)]
    pub return_immediately: bool,
    /// `jti` of tokens that were taken.
    #[serde(default)]
    pub ack: Vec<String>,
    /// `jti` of tokens that are wrong, and why.
    #[serde(default)]
    pub set_errs: BTreeMap<String, SetError>,
}

/// Why a token is wrong (RFC 8935, section 2.4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SetError {
    /// The code.
    pub err: String,
    /// In words.
    #[serde(default)]
    pub description: String,
}

/// What waits for a receiver.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PollAnswer {
    /// Tokens by their `jti`. They come again until they are acknowledged.
    pub sets: BTreeMap<String, String>,
    /// Whether more waits.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub more_available: bool,
}
