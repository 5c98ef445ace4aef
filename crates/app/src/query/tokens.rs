//! The caller's own tokens.

use crate::caller::Caller;
use crate::error::Error;
use crate::service::Service;
use prokura_domain::account::Token;
use prokura_domain::refusal::Refusal;

/// The caller's own tokens, those that are over included, in the order of ids.
///
/// # Errors
/// [`Refusal::Unauthenticated`], or a fault.
pub async fn of_mine(service: &Service, caller: &Caller) -> Result<Vec<Token>, Error> {
    let me = caller.actor.principal().ok_or(Refusal::Unauthenticated)?;
    Ok(service.read().await?.tokens_of(me).await?)
}
