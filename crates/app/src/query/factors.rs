//! What somebody signs in with.

use crate::caller::Caller;
use crate::error::Error;
use crate::service::Service;
use prokura_domain::factor::Passkey;
use prokura_domain::id::PrincipalId;
use prokura_domain::refusal::Refusal;
use prokura_domain::time::Timestamp;

/// What somebody signs in with; no secret of it.
#[derive(Clone, Debug)]
pub struct Factors {
    /// Whether a password is set.
    pub has_password: bool,
    /// Since when an authenticator app is asked for, if it is.
    pub totp_since: Option<Timestamp>,
    /// How many recovery codes are left.
    pub codes_left: usize,
    /// The passkeys, the first added first.
    pub passkeys: Vec<Passkey>,
}

/// What the caller signs in with.
///
/// # Errors
/// [`Refusal::Unauthenticated`]; when the store fails.
pub async fn own(service: &Service, caller: &Caller) -> Result<Factors, Error> {
    of(service, caller.actor.principal().ok_or(Refusal::Unauthenticated)?).await
}

/// What somebody signs in with.
///
/// # Errors
/// When the store fails.
pub(crate) async fn of(service: &Service, person: PrincipalId) -> Result<Factors, Error> {
    let mut read = service.read().await?;
    let codes = read.recovery_codes(person).await?;
    Ok(Factors {
        has_password: read.password_hash(person).await?.is_some(),
        totp_since: read.totp(person).await?.map(|totp| totp.confirmed_at),
        codes_left: codes.iter().filter(|code| code.used_at.is_none()).count(),
        passkeys: read.passkeys_of(person).await?,
    })
}
