//! People of an organization.

use super::directory::{At, Filter, Stretch, find};
use super::grants::OF_OUTSIDERS;
use super::names::Names;
use super::{Listed, Part};
use crate::caller::Caller;
use crate::error::Error;
use crate::port::PersonPlace;
use crate::service::Service;
use prokura_decision::mask::Level;
use prokura_domain::id::PrincipalId;
use prokura_domain::person::{Departed, Person};
use prokura_domain::refusal::Refusal;
use prokura_domain::text::EmailAddress;
use prokura_domain::time::Timestamp;

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

/// Somebody who was deleted, with what is kept of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gone {
    /// Who.
    pub person: Person,
    /// The address they had.
    pub email: Option<EmailAddress>,
    /// Whether somebody else has the address now.
    pub is_taken: bool,
    /// When they were deleted.
    pub deleted_at: Timestamp,
    /// By whom, where whoever asks may know of them.
    pub deleted_by: Option<Person>,
}

/// Somebody who was deleted, by id.
///
/// # Errors
/// [`Refusal::NotFound`], without `users.read` too.
pub async fn gone(service: &Service, caller: &Caller, organization: &str, id: PrincipalId) -> Result<Gone, Error> {
    let sight = service.sight(caller)?;
    let entered = sight.enter(organization)?;
    sight.ask("users", Level::Read, entered.handle).map_err(|_| Refusal::NotFound)?;
    let mut read = service.read().await?;
    let is_one = |person: &Person| person.home == entered.id && person.status.is_gone();
    let person = read.anybody(id).await?.filter(is_one).ok_or(Refusal::NotFound)?;
    let Departed { email, deleted_at, deleted_by, .. } = read.departed(&[id]).await?.pop().ok_or(Refusal::NotFound)?;
    let is_taken = match &email {
        Some(email) => read.person_by_email(email).await?.is_some(),
        None => false,
    };
    let deleted_by = match deleted_by {
        Some(by) => read.anybody(by).await?,
        None => None,
    };
    // Somebody from outside is named to whoever sees outsiders, or the log, which names who did it.
    let names_outsiders =
        || [OF_OUTSIDERS, "audit"].iter().any(|control| sight.ask(control, Level::Read, entered.handle).is_ok());
    let deleted_by = deleted_by.filter(|by| by.home == entered.id || names_outsiders());
    Ok(Gone { person, email, is_taken, deleted_at, deleted_by })
}
