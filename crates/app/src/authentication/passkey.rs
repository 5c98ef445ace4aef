//! Passkeys (Web Authentication): signing in with one, proving oneself with one, and adding one.
//!
//! A challenge is kept nowhere: it comes back with its answer, locked under the master key, so any process can check it. It
//! is good for a few minutes, for one purpose and for whom it was made; and since a passkey answers only challenges that are
//! newer than the one it answered last, for once.

use super::{Authentication, Begun, Circumstances};
use crate::caller::{Actor, Caller, Via};
use crate::command::change_passkey::AddPasskey;
use crate::command::guard::factor::Answered;
use crate::command::sign_in;
use crate::error::Error;
use crate::pipeline::Done;
use crate::secret::Purpose;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use prokura_domain::factor::Passkey as Kept;
use prokura_domain::id::{PasskeyId, PrincipalId, SessionId};
use prokura_domain::person::PersonStatus;
use prokura_domain::refusal::Refusal;
use prokura_domain::text::Name;
use prokura_domain::time::{Span, Timestamp};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use url::Url;
use webauthn_rs::prelude::{
    DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential, RegisterPublicKeyCredential,
};
use webauthn_rs::{Webauthn, WebauthnBuilder};

/// How long a challenge is good for: what the browser gives a person to answer it, and a little more.
const CHALLENGE_LASTS: Span = Span::minutes(6);
/// How long the browser gives a person to answer.
const ANSWER_WITHIN: Duration = Duration::from_secs(5 * 60);
/// The longest answer that is looked at, in bytes.
const LONGEST_ANSWER: usize = 64 * 1024;

/// A challenge for a browser.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Challenge {
    /// What the browser is asked, as Web Authentication has it in JSON.
    pub options: serde_json::Value,
    /// What comes back with the answer.
    pub state: String,
}

/// For whom and what a challenge is.
#[derive(Clone, Debug)]
pub enum Asks {
    /// For signing in: whoever has the browser of this secret.
    SignIn(String),
    /// For the second step of signing in, by whoever has this half-way proof.
    Second(PrincipalId),
    /// For proving again who one is, in this session.
    Again(PrincipalId, SessionId),
}

impl Asks {
    fn context(&self) -> Vec<u8> {
        match self {
            Self::SignIn(browser) => format!("sign-in\0{browser}"),
            Self::Second(person) => format!("second\0{person}"),
            Self::Again(person, session) => format!("again\0{person}\0{session}"),
        }
        .into_bytes()
    }

    const fn whose(&self) -> Option<PrincipalId> {
        match self {
            Self::SignIn(_) => None,
            Self::Second(person) | Self::Again(person, _) => Some(*person),
        }
    }
}

#[derive(Serialize, Deserialize)]
struct Sealed<T> {
    made_at: Timestamp,
    state: T,
}

/// Who answers challenges at an origin; `None` where no browser could: an address of numbers has no passkeys.
pub(super) fn party(origin: &str) -> Option<Webauthn> {
    let origin = Url::parse(origin).ok()?;
    let host = origin.domain()?.to_owned();
    let builder = WebauthnBuilder::new(&host, &origin).ok()?;
    builder.rp_name("Prokura").timeout(ANSWER_WITHIN).build().ok()
}

impl Authentication {
    /// With passkeys for an origin. Where its host is an address of numbers there are none: browsers know them for names only.
    #[must_use]
    pub fn at(mut self, origin: &str) -> Self {
        self.passkeys = party(origin);
        self
    }

    /// Whether browsers can have passkeys for us.
    #[must_use]
    pub const fn has_passkeys(&self) -> bool {
        self.passkeys.is_some()
    }

    /// A challenge to answer with a passkey.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] where there are no passkeys.
    pub async fn passkey_challenge(&self, asks: &Asks) -> Result<Challenge, Error> {
        let party = self.passkeys.as_ref().ok_or(Refusal::NotFound)?;
        let (asked, state) = party.start_discoverable_authentication().map_err(internal)?;
        let mut options = serde_json::to_value(asked.public_key).map_err(internal)?;
        if let Some(person) = asks.whose() {
            options["allowCredentials"] = described(&self.service.read().await?.passkeys_of(person).await?);
        }
        self.challenge(options, &asks.context(), state)
    }

    /// Signs in with a passkey's answer: it verified its user, so it is two factors in one.
    ///
    /// # Errors
    /// [`Refusal::Unauthenticated`] whatever is wrong with it; [`Refusal::TooMany`].
    pub async fn sign_in_with_passkey(
        &self,
        browser: String,
        answer: &str,
        state: &str,
        from: Circumstances,
    ) -> Result<Done<Begun>, Error> {
        self.limits.begin_unnamed(from.address, self.service.now())?;
        match self.answered(&Asks::SignIn(browser), answer, state).await? {
            Ok(answered) => {
                let person = self.service.read().await?.person(answered.person).await?;
                if person.is_none_or(|person| person.status == PersonStatus::Suspended) {
                    self.write_down_failure(answered.person, from).await;
                    return Err(Refusal::Unauthenticated.into());
                }
                self.begin(sign_in::Proof::Passkey(answered), from).await
            }
            Err(whose) => {
                if let Some(person) = whose {
                    self.write_down_failure(person, from).await;
                }
                Err(Refusal::Unauthenticated.into())
            }
        }
    }

    /// A challenge to make a new passkey with.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] where there are no passkeys; [`Refusal::Unauthenticated`].
    pub async fn passkey_registration(&self, caller: &Caller) -> Result<Challenge, Error> {
        let party = self.passkeys.as_ref().ok_or(Refusal::NotFound)?;
        let (person, context) = registering(caller)?;
        let mut read = self.service.read().await?;
        let known = read.passkeys_of(person).await?;
        let person = read.person(person).await?.ok_or(Refusal::Unauthenticated)?;
        let (asked, state) = party
            .start_passkey_registration(person.id.0, person.email.as_str(), person.name.as_str(), None)
            .map_err(internal)?;
        let mut options = serde_json::to_value(asked.public_key).map_err(internal)?;
        options["excludeCredentials"] = described(&known);
        // It is found without an address typed before.
        options["authenticatorSelection"]["residentKey"] = "required".into();
        options["authenticatorSelection"]["requireResidentKey"] = true.into();
        self.challenge(options, &context, state)
    }

    /// Adds the passkey that an answer made.
    ///
    /// # Errors
    /// A field error of `passkey` where the answer is not good; [`Refusal::StepUpNeeded`].
    pub async fn add_passkey(
        &self,
        caller: Caller,
        answer: &str,
        state: &str,
        name: Name,
    ) -> Result<Done<PasskeyId>, Error> {
        let party = self.passkeys.as_ref().ok_or(Refusal::NotFound)?;
        let (_, context) = registering(&caller)?;
        let refused = || Refusal::field("passkey", "passkey_refused");
        let opened = self.open::<PasskeyRegistration>(&context, state);
        let (Some(Sealed { made_at, state }), Some(answer)) = (opened, read::<RegisterPublicKeyCredential>(answer))
        else {
            return Err(refused().into());
        };
        let passkey = party.finish_passkey_registration(&answer, &state).map_err(|error| {
            tracing::info!(%error, "a new passkey was refused");
            refused()
        })?;
        let add = AddPasskey {
            credential_id: passkey.cred_id().to_vec(),
            credential: serde_json::to_string(&passkey).map_err(internal)?,
            name,
            challenged_at: made_at,
        };
        self.service.execute(caller, add).await
    }

    /// What an answer proves; where it proves nothing, whose passkey it was, if it was one of ours.
    pub(super) async fn answered(
        &self,
        asks: &Asks,
        answer: &str,
        state: &str,
    ) -> Result<Result<Answered, Option<PrincipalId>>, Error> {
        let party = self.passkeys.as_ref().ok_or(Refusal::NotFound)?;
        let Some(answer) = read::<PublicKeyCredential>(answer) else { return Ok(Err(None)) };
        let kept = self.service.read().await?.passkey_by_credential(answer.get_credential_id()).await?;
        let Some(kept) = kept else { return Ok(Err(None)) };
        let whose = Some(kept.person);
        let claimed = answer.get_user_unique_id().is_none_or(|handle| handle == kept.person.0.as_bytes());
        let expected = asks.whose().is_none_or(|person| person == kept.person);
        let opened = self.open::<DiscoverableAuthentication>(&asks.context(), state);
        let (true, true, Some(Sealed { made_at, state })) = (claimed, expected, opened) else { return Ok(Err(whose)) };
        let mut passkey: Passkey = serde_json::from_str(&kept.credential).map_err(internal)?;
        let result = match party.finish_discoverable_authentication_v2(&answer, state, &passkey) {
            Ok(result) if result.user_verified() => result,
            Ok(_) => return Ok(Err(whose)),
            Err(error) => {
                tracing::info!(%error, passkey = %kept.id, "a passkey's answer was refused");
                return Ok(Err(whose));
            }
        };
        passkey.update_credential(&result);
        let after = serde_json::to_string(&passkey).map_err(internal)?;
        let (passkey, person, before) = (kept.id, kept.person, kept.credential);
        Ok(Ok(Answered { passkey, person, challenged_at: made_at, before, after }))
    }

    fn challenge<T: Serialize>(
        &self,
        options: serde_json::Value,
        context: &[u8],
        state: T,
    ) -> Result<Challenge, Error> {
        let sealed = serde_json::to_vec(&Sealed { made_at: self.service.now(), state }).map_err(internal)?;
        let locked = self.service.keys().lock(Purpose::Challenge, context, &sealed, &**self.service.random());
        let locked = locked.ok_or_else(|| Error::Internal("a challenge could not be locked".to_owned()))?;
        Ok(Challenge { options, state: URL_SAFE_NO_PAD.encode(locked) })
    }

    /// What was locked for a context a moment ago.
    fn open<T: DeserializeOwned>(&self, context: &[u8], state: &str) -> Option<Sealed<T>> {
        let locked = URL_SAFE_NO_PAD.decode(state).ok()?;
        let sealed = self.service.keys().unlock(Purpose::Challenge, context, &locked)?;
        let sealed: Sealed<T> = serde_json::from_slice(&sealed).ok()?;
        (self.service.now() < sealed.made_at.plus(CHALLENGE_LASTS)).then_some(sealed)
    }
}

/// Whose new passkey it is, and what its challenge is bound to.
fn registering(caller: &Caller) -> Result<(PrincipalId, Vec<u8>), Refusal> {
    match caller.actor {
        Actor::Principal { id, via: Via::Session(session), .. } => {
            Ok((id, format!("register\0{id}\0{session}").into_bytes()))
        }
        Actor::Principal { .. } | Actor::Anonymous | Actor::Operator | Actor::System => Err(Refusal::Unauthenticated),
    }
}

/// Credentials as a browser is told of them.
fn described(passkeys: &[Kept]) -> serde_json::Value {
    let described = |passkey: &Kept| serde_json::json!({"type": "public-key", "id": URL_SAFE_NO_PAD.encode(&passkey.credential_id)});
    passkeys.iter().map(described).collect()
}

fn read<T: DeserializeOwned>(answer: &str) -> Option<T> {
    if answer.len() > LONGEST_ANSWER { None } else { serde_json::from_str(answer).ok() }
}

fn internal(error: impl std::fmt::Display) -> Error {
    Error::Internal(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::party;

    #[test]
    fn there_are_passkeys_for_names_only() {
        for name in ["https://admin.example", "http://localhost:8080", "https://admin.example:8443"] {
            assert!(party(name).is_some(), "{name}");
        }
        for number in ["http://127.0.0.1:8080", "http://[::1]:80", "https://192.0.2.1"] {
            assert!(party(number).is_none(), "{number}");
        }
    }
}
