//! People of an organization.

use super::names::Names;
use super::{Listed, Part};
use crate::caller::Caller;
use crate::error::Error;
use crate::port::Page;
use crate::service::Service;
use prokura_decision::mask::Level;
use prokura_domain::id::PrincipalId;
use prokura_domain::person::Person;
use prokura_domain::refusal::Refusal;

/// People whose home an organization is, in the order of ids.
///
/// # Errors
/// [`Refusal::NotFound`]; [`Refusal::Forbidden`] without `users.read`.
pub async fn list(
    service: &Service,
    caller: &Caller,
    organization: &str,
    part: Part<PrincipalId>,
) -> Result<Listed<Person, PrincipalId>, Error> {
    let sight = service.sight(caller)?;
    let entered = sight.enter(organization)?;
    sight.ask("users", Level::Read, entered.handle)?;
    let page = Page { after: part.after, limit: part.one_more() };
    let people = service.read().await?.people_at_home(entered.id, page).await?;
    Ok(Listed::of(people, part.limit, |person| person.id))
}

/// One person of an organization, by id or address; oneself always.
///
/// # Errors
/// [`Refusal::NotFound`]; [`Refusal::Forbidden`] without `users.read`.
pub async fn get(service: &Service, caller: &Caller, organization: &str, named: &str) -> Result<Person, Error> {
    let sight = service.sight(caller)?;
    let entered = sight.enter(organization)?;
    let id = Names::new(service)?.person_of(entered.id, named);
    if caller.actor.principal() != Some(id) {
        sight.ask("users", Level::Read, entered.handle)?;
    }
    let person = service.read().await?.person(id).await?.filter(|person| person.home == entered.id);
    Ok(person.ok_or(Refusal::NotFound)?)
}
