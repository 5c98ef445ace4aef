//! People of an organization.

use super::names::Names;
use super::{Direction, Listed, Part, administrators};
use crate::caller::Caller;
use crate::collation::{fold, is_found};
use crate::error::Error;
use crate::port::{PeopleAsked, PeopleOrder, PersonPlace, Read};
use crate::service::Service;
use prokura_decision::mask::Level;
use prokura_domain::id::OrganizationId;
use prokura_domain::person::{Person, PersonStatus};
use prokura_domain::refusal::Refusal;

/// Which people are asked for, and in which order.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// With this status.
    pub status: Option<PersonStatus>,
    /// With a word of the name, or an address, that begins so.
    pub search: String,
    /// Who hold one of these roles in the organization now (ROL-05).
    pub roles: Vec<String>,
    /// Who administer the organization.
    pub administrators: bool,
    /// By what they are ordered.
    pub sort: Sort,
    /// From the first or from the last.
    pub direction: Direction,
}

/// By what people are ordered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// When they were added.
    #[default]
    Added,
    /// Name, as the organization's language orders names.
    Name,
    /// Address.
    Email,
}

impl Sort {
    /// The order of an organization's people.
    ///
    /// # Errors
    /// When the store fails.
    pub(super) async fn of(self, read: &mut dyn Read, organization: OrganizationId) -> Result<PeopleOrder, Error> {
        Ok(match self {
            Self::Added => PeopleOrder::Added,
            Self::Email => PeopleOrder::Email,
            Self::Name => {
                let organization = read.organization(organization).await?;
                PeopleOrder::Name(organization.and_then(|it| it.locale).unwrap_or_default())
            }
        })
    }
}

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
    let entered = sight.enter(organization)?;
    sight.ask("users", Level::Read, entered.handle)?;
    let mut read = service.read().await?;
    let order = filter.sort.of(&mut *read, entered.id).await?;
    let place = |person: &Person| PersonPlace::of(person, order);
    if filter.roles.is_empty() && !filter.administrators {
        let asked = PeopleAsked {
            home: entered.id,
            status: filter.status,
            search: Some(fold(&filter.search)),
            order,
            descending: filter.direction == Direction::Descending,
        };
        let limit = part.limit;
        return Ok(Listed::of(read.people_asked(&asked, part.page()).await?, limit, place));
    }
    drop(read);
    let Some(own) = administrators::list(service, caller, organization).await?.own else {
        sight.ask("roles", Level::Read, entered.handle)?;
        return Ok(Listed { items: Vec::new(), next: None });
    };
    let people = own
        .into_iter()
        .filter(|it| it.has_role(&filter.roles))
        .map(|it| it.person)
        .filter(|person| filter.status.is_none_or(|status| person.status == status))
        .filter(|person| is_found(person, &filter.search))
        .collect();
    Ok(part.pick(people, filter.direction == Direction::Descending, place))
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
