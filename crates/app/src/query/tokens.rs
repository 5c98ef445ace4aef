//! The caller's own tokens.

use super::{Listed, Part};
use crate::caller::Caller;
use crate::error::Error;
use crate::service::Service;
use prokura_domain::account::Token;
use prokura_domain::id::TokenId;
use prokura_domain::refusal::Refusal;

/// The caller's own tokens, in the order of ids: those in force, those that are over, or all.
///
/// # Errors
/// [`Refusal::Unauthenticated`], or a fault.
pub async fn of_mine(
    service: &Service,
    caller: &Caller,
    in_force: Option<bool>,
    part: Part<TokenId>,
) -> Result<Listed<Token, TokenId>, Error> {
    let me = caller.actor.principal().ok_or(Refusal::Unauthenticated)?;
    let mut tokens = service.read().await?.tokens_of(me).await?;
    let now = service.now();
    tokens.retain(|token| in_force.is_none_or(|wanted| token.term.contains(now) == wanted));
    Ok(part.pick(tokens, false, |token| token.id))
}
