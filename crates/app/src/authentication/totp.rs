//! Adding an authenticator app, and making recovery codes. The secrets are shown once: here they are made, and locked or
//! turned into tags before anything is kept.

use super::Authentication;
use crate::caller::{Actor, Caller, Via};
use crate::command::change_totp::{AddTotp, MakeRecoveryCodes};
use crate::error::Error;
use crate::pipeline::Done;
use crate::secret::Purpose;
use crate::{recovery, totp};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use prokura_domain::factor::RecoveryCode;
use prokura_domain::id::PrincipalId;
use prokura_domain::refusal::Refusal;
use std::net::IpAddr;

/// What an app is told as.
const ISSUER: &str = "Prokura";

/// A secret that an authenticator app is offered; nothing is kept of it until a code confirms it.
pub struct Offer {
    /// The secret, as it is typed.
    pub written: String,
    /// The address that the app reads from the QR code.
    pub address: String,
    /// What comes back with the code: the locked secret.
    pub state: String,
}

impl std::fmt::Debug for Offer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Offer(…)")
    }
}

impl Authentication {
    /// Offers a fresh secret; or, with the state of an offer that was made to the caller, the same one.
    ///
    /// # Errors
    /// [`Refusal::Unauthenticated`]; when the store fails.
    pub async fn offer_totp(&self, caller: &Caller, again: Option<&str>) -> Result<Offer, Error> {
        let person = owner(caller)?;
        let offered = again.and_then(|state| self.offered(person, state));
        let secret = offered.unwrap_or_else(|| totp::fresh(&**self.service.random()));
        let email = self.service.read().await?.person(person).await?.ok_or(Refusal::Unauthenticated)?.email;
        Ok(Offer {
            written: totp::written(&secret),
            address: totp::address(&secret, ISSUER, email.as_str()),
            state: URL_SAFE_NO_PAD.encode(self.lock(Purpose::Offer, person, &secret)?),
        })
    }

    /// Adds the app that shows the code, and makes recovery codes: the answer is the only place where they are.
    ///
    /// # Errors
    /// A field error of `code`; [`Refusal::StepUpNeeded`]; [`Refusal::TooMany`].
    pub async fn add_totp(
        &self,
        caller: Caller,
        state: &str,
        code: &str,
        address: IpAddr,
    ) -> Result<Done<Vec<String>>, Error> {
        let person = owner(&caller)?;
        self.limits.begin_unnamed(address, self.service.now())?;
        let secret = self.offered(person, state).unwrap_or_default();
        let step = totp::matching(&secret, code, self.service.now()).filter(|_| !secret.is_empty());
        let (codes, kept) = self.fresh_codes(person);
        let add = AddTotp { secret: self.lock(Purpose::Kept, person, &secret)?, step, codes: kept };
        let done = self.service.execute(caller, add).await?;
        Ok(Done { value: codes, revision: done.revision })
    }

    /// Makes new recovery codes: the answer is the only place where they are.
    ///
    /// # Errors
    /// [`Refusal::Over`] without an authenticator app; [`Refusal::StepUpNeeded`].
    pub async fn make_recovery_codes(&self, caller: Caller) -> Result<Done<Vec<String>>, Error> {
        let (codes, kept) = self.fresh_codes(owner(&caller)?);
        let done = self.service.execute(caller, MakeRecoveryCodes { codes: kept }).await?;
        Ok(Done { value: codes, revision: done.revision })
    }

    /// The secret that is kept locked.
    pub(super) fn totp_secret(&self, person: PrincipalId, locked: &[u8]) -> Result<Vec<u8>, Error> {
        let secret = self.service.keys().unlock(Purpose::Kept, &context(person), locked);
        secret.ok_or_else(|| Error::Internal("no master key opens an authenticator app's secret".to_owned()))
    }

    fn offered(&self, person: PrincipalId, state: &str) -> Option<Vec<u8>> {
        let locked = URL_SAFE_NO_PAD.decode(state).ok()?;
        self.service.keys().unlock(Purpose::Offer, &context(person), &locked)
    }

    fn lock(&self, purpose: Purpose, person: PrincipalId, secret: &[u8]) -> Result<Vec<u8>, Error> {
        let locked = self.service.keys().lock(purpose, &context(person), secret, &**self.service.random());
        locked.ok_or_else(|| Error::Internal("a secret could not be locked".to_owned()))
    }

    fn fresh_codes(&self, person: PrincipalId) -> (Vec<String>, Vec<RecoveryCode>) {
        let codes = recovery::fresh(&**self.service.random());
        let kept = codes.iter().filter_map(|code| recovery::kept(self.service.keys(), person, code)).collect();
        (codes, kept)
    }
}

/// Whose account it is: whoever acts by a session.
fn owner(caller: &Caller) -> Result<PrincipalId, Refusal> {
    match caller.actor {
        Actor::Principal { id, via: Via::Session(_), .. } => Ok(id),
        Actor::Principal { .. } | Actor::Anonymous | Actor::Operator | Actor::System => Err(Refusal::Unauthenticated),
    }
}

fn context(person: PrincipalId) -> Vec<u8> {
    format!("totp\0{person}").into_bytes()
}
