//! A proof beside a password, held in the transaction against what is so now: each counts once, whoever comes at once.

use crate::error::Error;
use crate::work::Work;
use prokura_domain::account::SecondFactor;
use prokura_domain::event::{Change, Event};
use prokura_domain::factor::{Passkey, RecoveryCode, Totp};
use prokura_domain::id::{OrganizationId, PasskeyId, PrincipalId};
use prokura_domain::refusal::Refusal;
use prokura_domain::time::Timestamp;

/// What somebody proved beside a password. Only [`crate::authentication`] makes one.
#[derive(Clone, Debug)]
pub(crate) enum Proved {
    /// A code by time: the app's locked secret that it was checked against, and the code's step.
    Totp { secret: Vec<u8>, step: i64 },
    /// A recovery code, by its tag.
    Recovery(String),
    /// A passkey's answer.
    Passkey(Answered),
}

/// A challenge that a passkey answered.
#[derive(Clone, Debug)]
pub(crate) struct Answered {
    pub(crate) passkey: PasskeyId,
    pub(crate) person: PrincipalId,
    /// When the challenge was made.
    pub(crate) challenged_at: Timestamp,
    /// The credential that the answer was checked against, and as it is to be kept.
    pub(crate) before: String,
    pub(crate) after: String,
}

impl Proved {
    pub(crate) const fn kind(&self) -> SecondFactor {
        match self {
            Self::Totp { .. } => SecondFactor::Totp,
            Self::Recovery(_) => SecondFactor::RecoveryCode,
            Self::Passkey(_) => SecondFactor::Passkey,
        }
    }
}

/// The event of a proof's use.
///
/// # Errors
/// [`Refusal::Unauthenticated`] where it does not hold any more: the code or challenge was used meanwhile, or what it was
/// checked against has changed.
pub(crate) async fn used(
    work: &mut Work<'_>,
    person: PrincipalId,
    home: OrganizationId,
    proved: &Proved,
) -> Result<Event, Error> {
    let now = work.now;
    match proved {
        Proved::Totp { secret, step } => {
            let before = work.read().totp(person).await?.ok_or(Refusal::Unauthenticated)?;
            if before.secret != *secret || *step <= before.last_step {
                return Err(Refusal::Unauthenticated.into());
            }
            let after = Totp { last_step: *step, ..before.clone() };
            Ok(Event::TotpUsed(Change { before, after }, home))
        }
        Proved::Recovery(tag) => {
            let codes = work.read().recovery_codes(person).await?;
            let code = codes.into_iter().find(|code| code.tag == *tag && code.used_at.is_none());
            let code = code.ok_or(Refusal::Unauthenticated)?;
            Ok(Event::RecoveryCodeUsed(RecoveryCode { used_at: Some(now), ..code }, home))
        }
        Proved::Passkey(answered) => {
            let passkeys = work.read().passkeys_of(person).await?;
            let before = passkeys.into_iter().find(|passkey| passkey.id == answered.passkey);
            let before = before.ok_or(Refusal::Unauthenticated)?;
            let is_new = before.challenged_at < answered.challenged_at;
            if answered.person != person || !is_new || before.credential != answered.before {
                return Err(Refusal::Unauthenticated.into());
            }
            let after = Passkey {
                credential: answered.after.clone(),
                used_at: Some(now),
                challenged_at: answered.challenged_at,
                ..before.clone()
            };
            Ok(Event::PasskeyUsed(Change { before, after }, home))
        }
    }
}

/// Whether somebody can still sign in without one of their passkeys.
pub(crate) async fn another_way_in(
    work: &mut Work<'_>,
    person: PrincipalId,
    without: PasskeyId,
) -> Result<bool, Error> {
    let has_password = work.read().password_hash(person).await?.is_some();
    Ok(has_password || work.read().passkeys_of(person).await?.iter().any(|passkey| passkey.id != without))
}
