//! The list of people: those of an organization, those of them who administer it, and whoever administers it from outside
//! (ROL-05, EXT-01), narrowed, ordered and counted.
//!
//! An organization's own people may be a hundred thousand: what narrows and orders them is the database's work, a page at a time.
//! Whoever comes from outside is put together from several sources, are few, and take their places among them.

use super::Direction;
use super::administrators::{Administrator, Holding, in_order, outside};
use super::grants::{OF_OUTSIDERS, OF_OWN};
use crate::caller::Caller;
use crate::collation::{is_found, searched};
use crate::error::Error;
use crate::port::{HeldAsked, Page, PeopleAsked, PeopleOrder, PersonPlace, Read};
use crate::service::Service;
use crate::sight::{Entered, Sight};
use prokura_decision::mask::Level;
use prokura_domain::grant::Scope;
use prokura_domain::id::{LocationId, OrganizationId, PrincipalId};
use prokura_domain::person::PersonStatus;
use prokura_domain::refusal::Refusal;
use prokura_domain::text::EmailAddress;
use prokura_domain::time::Timestamp;
use std::collections::BTreeMap;

/// Which of an organization's own people are on the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Own {
    /// All of them.
    #[default]
    Everybody,
    /// Those who administer it.
    Administrators,
    /// Nobody.
    Nobody,
}

/// Who is on the list, and in which order.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of the organization's own people.
    pub own: Own,
    /// Whether those from outside who administer it are on it.
    pub outside: bool,
    /// With this status.
    pub status: Option<PersonStatus>,
    /// With words of the name, or an address, that begin so.
    pub search: String,
    /// With this licence of the organization: nobody from outside has one.
    pub license: Option<String>,
    /// In this department of the organization: nobody from outside is in one.
    pub department: Option<String>,
    /// Who hold one of these roles there (ROL-05).
    pub roles: Vec<String>,
    /// Who hold a role there that is for this location, among others (ROL-12).
    pub location: Option<LocationId>,
    /// By what they are ordered.
    pub sort: Sort,
    /// From the first or from the last.
    pub direction: Direction,
}

impl Filter {
    /// Whether only those are on the list who hold something.
    #[must_use]
    pub fn asks_roles(&self) -> bool {
        self.own == Own::Administrators || !self.roles.is_empty() || self.location.is_some()
    }

    /// The organization's own people, as the store is asked for them; `None` where nobody of them is.
    fn own(&self, home: OrganizationId, order: PeopleOrder, at: Timestamp) -> Option<PeopleAsked> {
        (self.own != Own::Nobody).then(|| PeopleAsked {
            home,
            status: self.status,
            words: searched(&self.search),
            license: self.license.clone(),
            department: self.department.clone(),
            held: self.asks_roles().then(|| HeldAsked { roles: self.roles.clone(), location: self.location, at }),
            order,
            descending: self.direction == Direction::Descending,
        })
    }

    /// Whether somebody from outside is on the list.
    fn takes(&self, it: &Administrator) -> bool {
        self.license.is_none()
            && self.department.is_none()
            && self.status.is_none_or(|status| it.person.status == status)
            && it.has_role(&self.roles)
            && self.location.is_none_or(|location| it.holds.iter().any(|holding| is_for(holding, location)))
            && is_found(&it.person, &searched(&self.search))
    }
}

fn is_for(holding: &Holding, location: LocationId) -> bool {
    matches!(holding, Holding::Given(grant)
        if matches!(&grant.scope, Scope::Locations(locations) if locations.contains(&location)))
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
    async fn of(self, read: &mut dyn Read, organization: OrganizationId) -> Result<PeopleOrder, Error> {
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

/// Where a part of the list is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum At {
    /// At its beginning.
    #[default]
    Beginning,
    /// After a place.
    After(PersonPlace),
    /// Before a place, right up to it.
    Before(PersonPlace),
}

/// A part of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// People in their order. What they hold is told where the caller may see it.
    pub people: Vec<Administrator>,
    /// The place that the part before this one ends before, where there may be one.
    pub before: Option<PersonPlace>,
    /// The place that the next part begins after, where there is one.
    pub after: Option<PersonPlace>,
    /// How many there are on the whole list, where that was asked.
    pub count: Option<u64>,
}

/// Which part of the list is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stretch {
    /// Where it is.
    pub at: At,
    /// How many people at most.
    pub limit: usize,
    /// Whether it is asked how many there are on the whole list.
    pub counted: bool,
}

/// What the caller may see of who administers an organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// What people of the organization hold.
    pub own: bool,
    /// Who administers it from outside.
    pub outside: bool,
}

impl Seen {
    /// What the caller may see.
    #[must_use]
    pub fn by(sight: &Sight, entered: Entered) -> Self {
        let may = |control: &str| sight.ask(control, Level::Read, entered.handle).is_ok();
        Self { own: OF_OWN.into_iter().any(may), outside: may(OF_OUTSIDERS) }
    }

    /// Narrows a list to those whom the caller may see.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`] where that is nobody.
    pub(crate) fn narrow(self, filter: &mut Filter, ask: impl Fn(&str) -> Result<(), Refusal>) -> Result<(), Refusal> {
        if filter.own == Own::Everybody && !filter.asks_roles() {
            filter.outside &= self.outside;
            return ask("users");
        }
        let asks_own = filter.own != Own::Nobody;
        if !self.own {
            filter.own = Own::Nobody;
        }
        filter.outside &= self.outside;
        if filter.own == Own::Nobody && !filter.outside {
            ask(if asks_own { "roles" } else { OF_OUTSIDERS })?;
        }
        Ok(())
    }
}

/// A part of the list.
///
/// # Errors
/// [`Refusal::NotFound`]; [`Refusal::Forbidden`] for somebody who may see none of them.
pub async fn find(
    service: &Service,
    caller: &Caller,
    organization: &str,
    filter: &Filter,
    stretch: Stretch,
) -> Result<Found, Error> {
    let sight = service.sight(caller)?;
    let entered = sight.enter(organization)?;
    let seen = Seen::by(&sight, entered);
    let mut filter = filter.clone();
    seen.narrow(&mut filter, |control| sight.ask(control, Level::Read, entered.handle))?;
    let mut read = service.read().await?;
    let order = filter.sort.of(&mut *read, entered.id).await?;
    let asked = filter.own(entered.id, order, sight.now);
    // Counting looks at everybody, so it goes beside the page and not after it.
    let count = asked.clone().filter(|_| stretch.counted).map(|asked| {
        let service = service.clone();
        tokio::spawn(async move { Ok::<_, Error>(service.read().await?.people_count(&asked).await?) })
    });
    let others = if filter.outside { outside(&mut *read, &sight, entered).await? } else { Vec::new() };
    let others: Vec<Administrator> = others.into_iter().filter(|it| filter.takes(it)).collect();
    let from_outside = u64::try_from(others.len()).unwrap_or(u64::MAX);
    let is_first = stretch.at == At::Beginning;
    let mut found = part(&mut *read, asked, others, order, filter.direction, &stretch).await?;
    if filter.status == Some(PersonStatus::Deleted) {
        tell_addresses(&mut *read, &mut found.people).await?;
    }
    if seen.own {
        hold(&mut *read, &sight, entered, &mut found.people).await?;
    }
    if stretch.counted {
        let own = match count {
            // There is no more than what is shown.
            Some(count) if is_first && found.after.is_none() => {
                count.abort();
                u64::try_from(found.people.len()).unwrap_or(u64::MAX).saturating_sub(from_outside)
            }
            Some(count) => count.await.map_err(|error| Error::Internal(error.to_string()))??,
            None => 0,
        };
        found.count = Some(own.saturating_add(from_outside));
    }
    Ok(found)
}

/// The organization's own people and the others, in one order, as far as they are on this part.
async fn part(
    read: &mut dyn Read,
    asked: Option<PeopleAsked>,
    others: Vec<Administrator>,
    order: PeopleOrder,
    direction: Direction,
    stretch: &Stretch,
) -> Result<Found, Error> {
    let (back, from) = match &stretch.at {
        At::Beginning => (false, None),
        At::After(place) => (false, Some(place)),
        At::Before(place) => (true, Some(place)),
    };
    let descending = (direction == Direction::Descending) != back;
    let limit = u64::try_from(stretch.limit).unwrap_or(u64::MAX).saturating_add(1);
    let own = match asked {
        Some(asked) => {
            let asked = PeopleAsked { descending, ..asked };
            read.people_asked(&asked, Page { after: from.cloned(), limit }).await?
        }
        None => Vec::new(),
    };
    let own = own.into_iter().map(|person| Administrator { person, holds: Vec::new() });
    let is_beyond = |place: &PersonPlace| from.is_none_or(|from| if descending { place < from } else { place > from });
    let mut people: Vec<(PersonPlace, Administrator)> = own
        .chain(others)
        .map(|it| (PersonPlace::of(&it.person, order), it))
        .filter(|(place, _)| is_beyond(place))
        .collect();
    people.sort_by(|(one, _), (other, _)| if descending { other.cmp(one) } else { one.cmp(other) });
    let more = people.len() > stretch.limit;
    people.truncate(stretch.limit);
    if back {
        people.reverse();
    }
    let first = people.first().map(|(place, _)| place.clone());
    let last = people.last().map(|(place, _)| place.clone());
    // Whoever comes from another part can go back to it: it had somebody on it.
    let (before, after) = match &stretch.at {
        At::Beginning => (None, last.filter(|_| more)),
        At::After(_) => (first, last.filter(|_| more)),
        At::Before(_) => (first.filter(|_| more), last),
    };
    Ok(Found { people: people.into_iter().map(|(_, it)| it).collect(), before, after, count: None })
}

/// Whoever was deleted is shown with the address they had: what stands in its place says nothing.
async fn tell_addresses(read: &mut dyn Read, people: &mut [Administrator]) -> Result<(), Error> {
    let ids: Vec<PrincipalId> = people.iter().map(|it| it.person.id).collect();
    let had = read.departed(&ids).await?.into_iter().filter_map(|it| Some((it.person, it.email?)));
    let mut had: BTreeMap<PrincipalId, EmailAddress> = had.collect();
    for it in people {
        if let Some(email) = had.remove(&it.person.id) {
            it.person.email = email;
        }
    }
    Ok(())
}

/// What the organization's own people hold there.
async fn hold(read: &mut dyn Read, sight: &Sight, entered: Entered, people: &mut [Administrator]) -> Result<(), Error> {
    let own: Vec<PrincipalId> =
        people.iter().filter(|it| it.person.home == entered.id).map(|it| it.person.id).collect();
    let mut held: BTreeMap<PrincipalId, Vec<Holding>> = BTreeMap::new();
    for grant in read.grants_held_in(entered.id, &own, sight.now).await? {
        held.entry(grant.principal).or_default().push(Holding::Given(grant));
    }
    for it in people {
        if let Some(mut holds) = held.remove(&it.person.id) {
            in_order(sight.policy(), &mut holds);
            it.holds = holds;
        }
    }
    Ok(())
}
