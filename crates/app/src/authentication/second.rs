//! The second step of signing in: whoever has an authenticator app proves more than a password. Between the two steps
//! nothing is kept here: a half-way proof waits with the browser, locked under the master key, for a few minutes.

use super::passkey::{Asks, Challenge};
use super::{Authentication, Begun, Circumstances};
use crate::command::guard::factor::Proved;
use crate::command::sign_in;
use crate::error::Error;
use crate::pipeline::Done;
use crate::secret::Purpose;
use crate::{recovery, totp};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use prokura_domain::event::PasswordHash;
use prokura_domain::id::{PrincipalId, SignInLinkId};
use prokura_domain::person::Person;
use prokura_domain::refusal::Refusal;
use prokura_domain::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// How long somebody may take for the second step.
pub const HALF_WAY_LASTS: Span = Span::minutes(5);

/// How far signing in has come.
#[derive(Debug)]
pub enum Step {
    /// A session was begun.
    Begun(Done<Begun>),
    /// The password was right; the half-way proof waits with the browser for the second step.
    Second(String),
}

/// What is offered as a second proof, as it was typed or answered.
#[derive(Clone, Copy, Debug)]
pub enum Offered<'a> {
    /// A code of the authenticator app.
    Code(&'a str),
    /// A recovery code.
    Recovery(&'a str),
    /// A passkey's answer, with what came back with it.
    Passkey {
        /// The answer.
        answer: &'a str,
        /// The challenge's state.
        state: &'a str,
    },
}

/// What was proved in the first step.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) enum First {
    /// The password, by a digest of its hash: with another one, the first step is to be done again.
    Password([u8; 32]),
    /// A link from a mail.
    Link(SignInLinkId),
}

impl First {
    pub(super) fn password(hash: &PasswordHash) -> Self {
        Self::Password(Sha256::digest(hash.0.as_bytes()).into())
    }
}

#[derive(Serialize, Deserialize)]
struct HalfWay {
    person: PrincipalId,
    first: First,
    made_at: Timestamp,
}

impl Authentication {
    /// Proves the second factor and signs in.
    ///
    /// # Errors
    /// [`Refusal::Over`] where the first step is too long ago or does not count any more; [`Refusal::Unauthenticated`] for a
    /// proof that is not good; [`Refusal::TooMany`].
    pub async fn finish_sign_in(
        &self,
        half_way: &str,
        offered: Offered<'_>,
        from: Circumstances,
    ) -> Result<Done<Begun>, Error> {
        let (person, first) = self.half_way(half_way).await?;
        let attempt = self.limits.begin(&person.email, from.address, self.service.now())?;
        let Some(proved) = self.proved(person.id, offered, &Asks::Second(person.id)).await? else {
            self.write_down_failure(person.id, from).await;
            return Err(Refusal::Unauthenticated.into());
        };
        let begun = self.begin_with(first, Some(proved), from).await?;
        self.limits.succeeded(attempt);
        Ok(begun)
    }

    /// A challenge for the second step, and whether the person has a passkey to answer it with.
    ///
    /// # Errors
    /// As [`Authentication::finish_sign_in`].
    pub async fn second_challenge(&self, half_way: &str) -> Result<Challenge, Error> {
        let (person, _) = self.half_way(half_way).await?;
        self.passkey_challenge(&Asks::Second(person.id)).await
    }

    /// Whose second step it is, and whether they have passkeys.
    ///
    /// # Errors
    /// As [`Authentication::finish_sign_in`].
    pub async fn waiting_for_second(&self, half_way: &str) -> Result<(Person, bool), Error> {
        let (person, _) = self.half_way(half_way).await?;
        let has_passkeys = !self.service.read().await?.passkeys_of(person.id).await?.is_empty();
        Ok((person, has_passkeys && self.has_passkeys()))
    }

    /// The proof that waits with the browser between the steps.
    pub(super) fn second_step(&self, person: PrincipalId, first: First) -> Result<String, Error> {
        let half_way = HalfWay { person, first, made_at: self.service.now() };
        let plain = serde_json::to_vec(&half_way).map_err(|error| Error::Internal(error.to_string()))?;
        let locked = self.service.keys().lock(Purpose::HalfWay, b"", &plain, &**self.service.random());
        let locked = locked.ok_or_else(|| Error::Internal("a half-way proof could not be locked".to_owned()))?;
        Ok(URL_SAFE_NO_PAD.encode(locked))
    }

    async fn half_way(&self, text: &str) -> Result<(Person, sign_in::Proof), Error> {
        let over = || Refusal::Over { code: "second_step_over" };
        let locked = URL_SAFE_NO_PAD.decode(text).map_err(|_| over())?;
        let plain = self.service.keys().unlock(Purpose::HalfWay, b"", &locked).ok_or_else(over)?;
        let half_way: HalfWay = serde_json::from_slice(&plain).map_err(|_| over())?;
        if self.service.now() >= half_way.made_at.plus(HALF_WAY_LASTS) {
            return Err(over().into());
        }
        let mut read = self.service.read().await?;
        let person = read.person(half_way.person).await?.ok_or_else(over)?;
        let proof = match half_way.first {
            First::Link(link) => sign_in::Proof::Link(link, person.email.clone()),
            First::Password(digest) => {
                let known = read.password_hash(person.id).await?;
                let same = |hash: &PasswordHash| matches!(First::password(hash), First::Password(it) if it == digest);
                sign_in::Proof::Password(person.id, known.filter(same).ok_or_else(over)?)
            }
        };
        Ok((person, proof))
    }

    /// What is offered, if it is good.
    pub(super) async fn proved(
        &self,
        person: PrincipalId,
        offered: Offered<'_>,
        asks: &Asks,
    ) -> Result<Option<Proved>, Error> {
        match offered {
            Offered::Code(typed) => {
                let Some(kept) = self.service.read().await?.totp(person).await? else { return Ok(None) };
                let secret = self.totp_secret(person, &kept.secret)?;
                let step = totp::matching(&secret, typed, self.service.now());
                Ok(step.map(|step| Proved::Totp { secret: kept.secret, step }))
            }
            Offered::Recovery(typed) => {
                let codes = self.service.read().await?.recovery_codes(person).await?;
                let code = recovery::matching(self.service.keys(), person, typed, &codes);
                Ok(code.map(|code| Proved::Recovery(code.tag.clone())))
            }
            Offered::Passkey { answer, state } => {
                Ok(self.answered(asks, answer, state).await?.ok().map(Proved::Passkey))
            }
        }
    }
}
