//! Signing in with a password, and setting one.

use super::second::First;
use super::{Authentication, Circumstances, Step};
use crate::caller::{Actor, Caller, Via};
use crate::command::set_password::{Attempt, SetPassword, is_fresh_link};
use crate::command::sign_in::{self, StartSession};
use crate::error::Error;
use crate::password;
use crate::pipeline::Done;
use crate::secret::hash;
use prokura_domain::id::PrincipalId;
use prokura_domain::person::PersonStatus;
use prokura_domain::refusal::Refusal;
use prokura_domain::text::EmailAddress;
use std::net::IpAddr;

impl Authentication {
    /// Signs in with address and password, or half-way, where a second factor is asked for. A wrong password, an unknown account and a suspended person get the same
    /// answer after the same work; a try on a known account is written down in its home's log.
    ///
    /// # Errors
    /// [`Refusal::Unauthenticated`]; [`Refusal::TooMany`] with the time to wait.
    pub async fn sign_in(&self, email: &EmailAddress, password: &str, from: Circumstances) -> Result<Step, Error> {
        let attempt = self.limits.begin(email, from.address, self.service.now())?;
        let mut read = self.service.read().await?;
        let person = read.person_by_email(email).await?;
        let known = match &person {
            Some(person) => read.password_hash(person.id).await?,
            // The same question, so that its time does not tell that there is no account.
            None => read.password_hash(PrincipalId(from.request.0)).await?,
        };
        drop(read);
        let right = self.passwords.is(password, known.as_ref()).await?;
        let proof = match (person, known) {
            (Some(person), Some(hash)) if right && person.status != PersonStatus::Suspended => {
                if self.service.read().await?.totp(person.id).await?.is_some() {
                    self.limits.give_back(&attempt);
                    return Ok(Step::Second(self.second_step(person.id, First::password(&hash))?));
                }
                sign_in::Proof::Password(person.id, hash)
            }
            (Some(person), _) => {
                self.write_down_failure(person.id, from).await;
                return Err(Refusal::Unauthenticated.into());
            }
            (None, _) => return Err(Refusal::Unauthenticated.into()),
        };
        let begun = self.begin(proof, from).await?;
        self.limits.succeeded(attempt);
        Ok(Step::Begun(begun))
    }

    /// Sets the caller's own password: with the current one; or without, within minutes of a sign-in by link, or where there
    /// is none yet.
    ///
    /// # Errors
    /// Field errors of `current_password` and `new_password`; [`Refusal::TooMany`].
    pub async fn set_password(
        &self,
        caller: Caller,
        current: Option<&str>,
        new: &str,
        address: IpAddr,
    ) -> Result<Done<()>, Error> {
        let Actor::Principal { id, via: Via::Session(session), .. } = caller.actor else {
            return Err(Refusal::Unauthenticated.into());
        };
        let mut read = self.service.read().await?;
        let person = read.person(id).await?.ok_or(Refusal::Unauthenticated)?;
        let session = read.session(session).await?.ok_or(Refusal::Unauthenticated)?;
        let known = read.password_hash(id).await?;
        drop(read);
        // Who is not let in learns nothing about the new password, and nothing is hashed for them.
        let current = match (current, known) {
            _ if is_fresh_link(&session, self.service.now()) => None,
            (Some(current), Some(hash)) => {
                let attempt = self.limits.begin(&person.email, address, self.service.now())?;
                if !self.passwords.is(current, Some(&hash)).await? {
                    return self.service.execute(caller, SetPassword(Attempt::WrongCurrent)).await;
                }
                self.limits.succeeded(attempt);
                Some(hash)
            }
            // The first one: that the session's proof is not old is asked of everybody.
            (None, None) => None,
            (None, Some(_)) | (Some(_), None) => {
                return self.service.execute(caller, SetPassword(Attempt::MissingCurrent)).await;
            }
        };
        password::check("new_password", new, &[person.email.as_str(), person.name.as_str()])
            .map_err(|error| Refusal::Invalid(vec![error]))?;
        let hash = self.passwords.hash("new_password", new, &**self.service.random()).await?;
        let attempt = match current {
            Some(current) => Attempt::WithCurrent(hash, current),
            None if is_fresh_link(&session, self.service.now()) => Attempt::ByFreshLink(hash),
            None => Attempt::First(hash),
        };
        self.service.execute(caller, SetPassword(attempt)).await
    }

    /// Writes a failed try down, without waiting for it.
    pub(super) async fn write_down_failure(&self, person: PrincipalId, from: Circumstances) {
        let failure = StartSession {
            secret: hash(""),
            proof: sign_in::Proof::Nothing(person),
            second: None,
            device: String::new(),
            address: from.address,
        };
        self.go_on_with(failure, from.request).await;
    }
}
