//! Where somebody is signed in.

use crate::caller::Caller;
use crate::error::Error;
use crate::service::Service;
use prokura_decision::mask::Level;
use prokura_domain::account::{LONGEST_SESSION, Session};
use prokura_domain::id::PrincipalId;
use prokura_domain::refusal::Refusal;

/// The caller's own open sessions, the last begun first.
///
/// # Errors
/// [`Refusal::Unauthenticated`]; when the store fails.
pub async fn own(service: &Service, caller: &Caller) -> Result<Vec<Session>, Error> {
    let me = caller.actor.principal().ok_or(Refusal::Unauthenticated)?;
    open(service, me).await
}

/// The open sessions of somebody whose home an organization is, the last begun first.
///
/// # Errors
/// [`Refusal::NotFound`] for who is at home elsewhere; [`Refusal::Forbidden`] without `users.manage` there.
pub async fn of(
    service: &Service,
    caller: &Caller,
    organization: &str,
    person: PrincipalId,
) -> Result<Vec<Session>, Error> {
    let sight = service.sight(caller)?;
    let entered = sight.enter(organization)?;
    sight.ask("users", Level::Manage, entered.handle)?;
    let found = service.read().await?.person(person).await?;
    if found.is_none_or(|person| person.home != entered.id) {
        return Err(Refusal::NotFound.into());
    }
    open(service, person).await
}

async fn open(service: &Service, person: PrincipalId) -> Result<Vec<Session>, Error> {
    let now = service.now();
    let mut all = service.read().await?.sessions_of(person, now.minus(LONGEST_SESSION)).await?;
    all.retain(|session| session.is_open(now));
    Ok(all)
}
