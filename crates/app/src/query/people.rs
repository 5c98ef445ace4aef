//! People of an organization.

use super::directory::{At, Filter, Stretch, find};
use super::names::Names;
use super::{Listed, Part};
use crate::caller::Caller;
use crate::error::Error;
use crate::port::PersonPlace;
use crate::service::Service;
use prokura_decision::mask::Level;
use prokura_domain::person::Person;
use prokura_domain::refusal::Refusal;

/// People whose home an organization is.
///
/// # Errors
/// [`Refusal::NotFound`]; [`Refusal::Forbidden`] without `users.read`, and without `roles.read` where roles are asked for.
pub async fn list(
    service: &Service,
    caller: &Caller,
    organization: &str,
    filter: &Filter,
    part: Part<PersonPlace>,
) -> Result<Listed<Person, PersonPlace>, Error> {
    let sight = service.sight(caller)?;
    sight.ask("users", Level::Read, sight.enter(organization)?.handle)?;
    let filter = Filter { outside: false, ..filter.clone() };
    let found = find(service, caller, organization, &filter, stretch(part)).await?;
    Ok(Listed { items: found.people.into_iter().map(|it| it.person).collect(), next: found.after })
}

/// The stretch of a list that goes on and never back.
pub(super) fn stretch(part: Part<PersonPlace>) -> Stretch {
    Stretch { at: part.after.map_or(At::Beginning, At::After), limit: part.limit, counted: false }
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
