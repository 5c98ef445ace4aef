//! Signals to other services and from organizations' providers: what is checked, locked and verified outside the
//! transaction (OpenID Shared Signals Framework 1.0).

use super::{Authentication, BACK, Circumstances, SsoError};
use crate::caller::Caller;
use crate::command::add_stream::AddStream;
use crate::command::change_stream::ChangeStream;
use crate::command::hear_signal::HearSignal;
use crate::error::Error;
use crate::pipeline::Done;
use crate::port::PostFailure;
use crate::secret::{Purpose, fresh, hash};
use prokura_domain::federation::{Spent, SsoMode};
use prokura_domain::id::{OrganizationId, StreamId};
use prokura_domain::refusal::Refusal;
use prokura_domain::signal::{DESCRIPTION_LENGTH, Delivery, SignalKind, SignalStream, StreamFault};

/// Characters of an address at most.
const ADDRESS_LENGTH: usize = 1_000;
/// Characters of an `Authorization` header at most.
const AUTHORIZATION_LENGTH: usize = 4_000;

/// The path at which an organization's provider is heard.
#[must_use]
pub fn signals_address(organization: OrganizationId) -> String {
    format!("/federation/{organization}/signals")
}

/// How a receiver wants to get its signals.
#[derive(Clone)]
pub enum DeliveryAsked {
    /// Sent there.
    Push {
        /// Where.
        endpoint: String,
        /// With this in `Authorization`.
        authorization: Option<String>,
    },
    /// It fetches them.
    Poll,
}

impl std::fmt::Debug for DeliveryAsked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Push { endpoint, .. } => write!(f, "Push({endpoint})"),
            Self::Poll => f.write_str("Poll"),
        }
    }
}

/// A stream that a receiver wants.
#[derive(Clone, Debug)]
pub struct StreamAsked {
    /// What it says of it.
    pub description: Option<String>,
    /// How it wants to get its signals.
    pub delivery: DeliveryAsked,
    /// What it wants to be told of.
    pub kinds: Vec<SignalKind>,
}

/// What a receiver changes of its stream; what is not said stays.
#[derive(Clone, Debug, Default)]
pub struct StreamChanges {
    /// What it says of it.
    pub description: Option<Option<String>>,
    /// How it wants to get its signals.
    pub delivery: Option<DeliveryAsked>,
    /// Whether what was in `Authorization` stays where the address does and nothing else is given.
    pub keeps_authorization: bool,
    /// What it wants to be told of.
    pub kinds: Option<Vec<SignalKind>>,
}

/// What came of a token that a provider posted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Posted {
    /// How many sessions ended.
    pub ended: usize,
}

impl Authentication {
    /// Makes a stream.
    ///
    /// # Errors
    /// A field error of `delivery`; as [`crate::service::Service::execute`].
    pub async fn add_stream(&self, caller: Caller, asked: StreamAsked) -> Result<Done<StreamId>, Error> {
        let delivery = self.delivery(&asked.delivery)?;
        let command =
            AddStream { description: asked.description.map(|text| shortened(&text)), delivery, kinds: asked.kinds };
        self.service.execute(caller, command).await
    }

    /// Changes a stream.
    ///
    /// # Errors
    /// As [`Authentication::add_stream`].
    pub async fn change_stream(
        &self,
        caller: Caller,
        stream: StreamId,
        changes: StreamChanges,
    ) -> Result<Done<()>, Error> {
        let command = ChangeStream {
            stream,
            description: changes.description.map(|text| text.map(|text| shortened(&text))),
            delivery: changes.delivery.as_ref().map(|delivery| self.delivery(delivery)).transpose()?,
            keeps_authorization: changes.keeps_authorization,
            kinds: changes.kinds,
        };
        self.service.execute(caller, command).await
    }

    fn delivery(&self, asked: &DeliveryAsked) -> Result<Delivery, Error> {
        let DeliveryAsked::Push { endpoint, authorization } = asked else { return Ok(Delivery::Poll) };
        let is_plain =
            |text: &str, most: usize| text.len() <= most && text.bytes().all(|byte| (32..127).contains(&byte));
        if !is_plain(endpoint, ADDRESS_LENGTH) || !self.outside.post.accepts(endpoint) {
            return Err(Refusal::field("delivery", "stream_endpoint_invalid").into());
        }
        let authorization = match authorization {
            None => None,
            Some(header) if header.is_empty() || !is_plain(header, AUTHORIZATION_LENGTH) => {
                return Err(Refusal::field("delivery", "stream_authorization_invalid").into());
            }
            Some(header) => {
                let (keys, random) = (self.service.keys(), &**self.service.random());
                let locked = keys.lock(Purpose::Kept, &context(endpoint), header.as_bytes(), random);
                Some(locked.ok_or_else(|| Error::Internal("nothing can be locked".to_owned()))?)
            }
        };
        Ok(Delivery::Push { endpoint: endpoint.clone(), authorization })
    }

    /// Sends a token to a stream's receiver.
    ///
    /// # Errors
    /// Why it was not taken.
    pub async fn post_signal(&self, stream: &SignalStream, token: &str) -> Result<(), PostFailure> {
        let Delivery::Push { endpoint, authorization } = &stream.delivery else { return Ok(()) };
        let authorization = match authorization {
            None => None,
            Some(locked) => {
                let plain = self.service.keys().unlock(Purpose::Kept, &context(endpoint), locked);
                let plain = plain.and_then(|plain| String::from_utf8(plain).ok());
                let gone =
                    || PostFailure::new(StreamFault::AddressRefused, "the authorization header cannot be unlocked");
                Some(plain.ok_or_else(gone)?)
            }
        };
        self.outside.post.post(endpoint, authorization.as_deref(), token).await
    }

    /// Takes a token that an organization's provider posted, and ends the sessions that it is about. What is about nobody here
    /// is taken too, and changes nothing.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] for an organization without a provider; [`Refusal::TooMany`]; what is wrong with the token.
    pub async fn hear_signal(
        &self,
        organization: OrganizationId,
        token: &str,
        from: &Circumstances,
    ) -> Result<Posted, SsoError> {
        let now = self.service.now();
        self.limits.begin_signal(from.address, now)?;
        let heard = self.verified(organization, token).await;
        if let Err(SsoError::Provider(_) | SsoError::Error(Error::Refused(_))) = &heard {
            self.limits.strange_signal(from.address, now);
        }
        let (issuer, heard) = heard?;
        self.limits.hear(organization, now)?;
        let (Some(event), Some(subject)) = (heard.event, heard.subject) else { return Ok(Posted { ended: 0 }) };
        let key = hash(&format!("signal\0{organization}\0{issuer}\0{}", heard.id));
        let spent = Spent { key, until: heard.until };
        let command = HearSignal { organization, issuer, event, subject, at: heard.at, spent };
        Ok(Posted { ended: self.service.execute(Caller::system(from.request), command).await?.value })
    }

    async fn verified(
        &self,
        organization: OrganizationId,
        token: &str,
    ) -> Result<(String, crate::port::HeardSignal), SsoError> {
        let (issuer, client_id) = match self.sso_settings(organization).await {
            Ok(settings) if settings.mode != SsoMode::Off => (settings.issuer, settings.client_id),
            // Whether there is such an organization is not said: a token is looked at all the same, and is another issuer's.
            Ok(_) | Err(Error::Refused(Refusal::NotFound)) => {
                (fresh("nobody:", &**self.service.random()).0, String::new())
            }
            Err(error) => return Err(error.into()),
        };
        let place = self.place(organization, &issuer, &client_id, BACK).await?;
        let ours = format!("{}{}", self.outside.origin, signals_address(organization));
        let audiences = [ours, client_id];
        let heard = self.outside.providers.signal(&place, &audiences, token, self.service.now()).await?;
        Ok((issuer, heard))
    }
}

/// To what the locking of a receiver's header is bound: it is sent nowhere else.
fn context(endpoint: &str) -> Vec<u8> {
    format!("signal authorization {endpoint}").into_bytes()
}

fn shortened(text: &str) -> String {
    text.trim().chars().filter(|c| !c.is_control()).take(DESCRIPTION_LENGTH).collect()
}
