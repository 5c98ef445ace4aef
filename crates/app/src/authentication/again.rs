//! Proving again who one is, while signed in.

use super::passkey::{Asks, Challenge};
use super::second::Offered;
use super::{Authentication, COOKIE_PREFIX, Renewed};
use crate::caller::{Actor, Caller, Via};
use crate::command::guard::step_up;
use crate::command::prove_again::{Again, ProveAgain};
use crate::error::Error;
use crate::pipeline::Done;
use crate::query::factors;
use crate::secret::fresh;
use prokura_domain::account::{Session, SignInMethod};
use prokura_domain::federation::SsoMode;
use prokura_domain::id::{PrincipalId, SessionId};
use prokura_domain::refusal::Refusal;
use std::net::IpAddr;

/// With what somebody can prove again who they are, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ways {
    /// With a passkey.
    pub passkey: bool,
    /// With a code of the authenticator app, or a recovery code.
    pub code: bool,
    /// With the password: where there is no authenticator app, which proves more.
    pub password: bool,
    /// At the home's own identity provider; where it is the only way in there, it is the only way here.
    pub sso: bool,
    /// The demo asks for no proof.
    pub demo: bool,
}

impl Ways {
    /// Whether there is any; else only signing in anew helps.
    #[must_use]
    pub const fn any(&self) -> bool {
        self.passkey || self.code || self.password || self.sso || self.demo
    }
}

/// What is offered as a proof.
#[derive(Clone, Copy, Debug)]
pub enum Proof<'a> {
    /// A code, a recovery code or a passkey's answer.
    Factor(Offered<'a>),
    /// The password.
    Password(&'a str),
    /// Nothing, which does in the demo.
    Nothing,
}

impl Authentication {
    /// With what the caller can prove again who they are.
    ///
    /// # Errors
    /// [`Refusal::Unauthenticated`]; when the store fails.
    pub async fn ways_again(&self, caller: &Caller) -> Result<Ways, Error> {
        let (person, session) = acting(caller)?;
        let demo = self.is_demo(session).await?;
        let sso = self.way_of(person).await?;
        if sso == SsoMode::Enforced {
            return Ok(Ways { passkey: false, code: false, password: false, sso: true, demo });
        }
        let factors = factors::of(&self.service, person).await?;
        let code = factors.totp_since.is_some();
        let passkey = self.has_passkeys() && !factors.passkeys.is_empty();
        Ok(Ways { passkey, code, password: factors.has_password && !code, sso: sso == SsoMode::Optional, demo })
    }

    /// A challenge to prove oneself again with a passkey.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] where there are no passkeys; [`Refusal::Unauthenticated`].
    pub async fn again_challenge(&self, caller: &Caller) -> Result<Challenge, Error> {
        let (person, session) = acting(caller)?;
        self.passkey_challenge(&Asks::Again(person, session)).await
    }

    /// Proves again who the caller is; their session goes on under another secret. A proof that is not good is written down and counts against the limits of signing in.
    ///
    /// # Errors
    /// Field errors of `password`, `code`, `recovery_code` and `passkey`; [`Refusal::TooMany`].
    pub async fn prove_again(&self, caller: Caller, proof: Proof<'_>, address: IpAddr) -> Result<Done<Renewed>, Error> {
        let (id, session) = acting(&caller)?;
        if matches!(proof, Proof::Nothing) {
            let again =
                if self.is_demo(session).await? { Again::Demo } else { Again::Wrong("password", "proof_missing") };
            return self.renew(caller, again).await;
        }
        if self.way_of(id).await? == SsoMode::Enforced {
            return self.renew(caller, Again::Wrong("password", "proof_missing")).await;
        }
        let mut read = self.service.read().await?;
        let person = read.person(id).await?.ok_or(Refusal::Unauthenticated)?;
        let known = read.password_hash(id).await?;
        drop(read);
        let attempt = self.limits.begin(&person.email, address, self.service.now())?;
        let again = match proof {
            Proof::Password(typed) => match known {
                Some(hash) if self.passwords.is(typed, Some(&hash)).await? => Again::Password(hash),
                Some(_) | None => Again::Wrong("password", "current_password_wrong"),
            },
            Proof::Factor(offered) => match self.proved(id, offered, &Asks::Again(id, session)).await? {
                Some(proved) => Again::Factor(proved),
                None => match offered {
                    Offered::Code(_) => Again::Wrong("code", "code_wrong"),
                    Offered::Recovery(_) => Again::Wrong("recovery_code", "recovery_code_wrong"),
                    Offered::Passkey { .. } => Again::Wrong("passkey", "passkey_refused"),
                },
            },
            Proof::Nothing => Again::Wrong("password", "proof_missing"),
        };
        let renewed = self.renew(caller, again).await?;
        self.limits.succeeded(attempt);
        Ok(renewed)
    }

    async fn renew(&self, caller: Caller, again: Again) -> Result<Done<Renewed>, Error> {
        let (cookie, secret) = fresh(COOKIE_PREFIX, &**self.service.random());
        let done = self.service.execute(caller, ProveAgain { again, secret }).await?;
        Ok(Done { value: Renewed(cookie), revision: done.revision })
    }

    /// Whether a session's proof is recent enough for what its person changes about their own account.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn is_recent(&self, session: &Session) -> Result<bool, Error> {
        let mut read = self.service.read().await?;
        let Some(person) = read.person(session.person).await? else { return Ok(false) };
        let Some(home) = read.organization_record(person.home).await? else { return Ok(false) };
        let lasts = step_up::lasts(self.service.policy(), &home);
        Ok(self.service.now() < session.proved_at.plus(lasts))
    }

    async fn is_demo(&self, session: SessionId) -> Result<bool, Error> {
        let session = self.service.read().await?.session(session).await?;
        Ok(self.demo && session.is_some_and(|session| session.method == SignInMethod::Demo))
    }
}

fn acting(caller: &Caller) -> Result<(PrincipalId, SessionId), Refusal> {
    match caller.actor {
        Actor::Principal { id, via: Via::Session(session), .. } => Ok((id, session)),
        Actor::Principal { .. } | Actor::Anonymous | Actor::Operator | Actor::System => Err(Refusal::Unauthenticated),
    }
}
