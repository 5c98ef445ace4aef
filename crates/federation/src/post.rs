//! Sends a security event token to whoever wants to hear of it (RFC 8935).

use crate::outbound::{Outbound, OutboundError};
use async_trait::async_trait;
use hyper::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use hyper::{Method, Request, Uri};
use prokura_app::port::{PostFailure, SignalPost};
use prokura_domain::signal::StreamFault;
use serde::Deserialize;

/// Characters of a receiver's words that are kept.
const WORDS: usize = 200;

/// Sends tokens by the one way out.
#[derive(Clone, Debug)]
pub struct SetPost(Outbound);

impl SetPost {
    /// Sends by this way.
    #[must_use]
    pub const fn new(outbound: Outbound) -> Self {
        Self(outbound)
    }
}

/// What a receiver says of a token that it does not take (section 2.3).
#[derive(Deserialize)]
struct Refused {
    err: String,
    #[serde(default)]
    description: String,
}

#[async_trait]
impl SignalPost for SetPost {
    fn accepts(&self, endpoint: &str) -> bool {
        self.0.parse(endpoint).is_ok() && endpoint.parse::<Uri>().is_ok()
    }

    async fn post(&self, endpoint: &str, authorization: Option<&str>, token: &str) -> Result<(), PostFailure> {
        let wrong = |words: &str| PostFailure::new(StreamFault::AddressRefused, words);
        let mut request = Request::new(token.as_bytes().to_vec());
        *request.method_mut() = Method::POST;
        *request.uri_mut() = endpoint.parse().map_err(|_| wrong("the address cannot be read"))?;
        let headers = request.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/secevent+jwt"));
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        if let Some(authorization) = authorization {
            let mut value = HeaderValue::from_str(authorization).map_err(|_| wrong("the header cannot be sent"))?;
            value.set_sensitive(true);
            headers.insert(AUTHORIZATION, value);
        }
        let answer = self.0.send(request).await.map_err(failure)?;
        let status = answer.status();
        if status.is_success() {
            return Ok(());
        }
        match serde_json::from_slice::<Refused>(answer.body()) {
            Ok(refused) if status.as_u16() == 400 => {
                let words = format!("{} {}", refused.err, refused.description);
                Err(PostFailure::new(StreamFault::Refused, words.trim()))
            }
            Ok(_) | Err(_) => Err(PostFailure::new(StreamFault::Unexpected, &status.as_u16().to_string())),
        }
    }
}

fn failure(error: OutboundError) -> PostFailure {
    let fault = match &error {
        OutboundError::Address(_) => StreamFault::AddressRefused,
        OutboundError::Private(_) => StreamFault::AddressPrivate,
        OutboundError::Unknown(_)
        | OutboundError::Failed(..)
        | OutboundError::Slow(_)
        | OutboundError::Long(_)
        | OutboundError::NobodyTrusted => StreamFault::Unreachable,
    };
    let words: String = error.to_string().chars().take(WORDS).collect();
    PostFailure::new(fault, &words)
}
