//! Who holds which role in an organization.

use super::{Direction, Listed, Part};
use crate::caller::Caller;
use crate::error::Error;
use crate::port::Read;
use crate::service::Service;
use crate::sight::{Entered, Sight};
use prokura_decision::mask::Level;
use prokura_domain::grant::{Grant, Origin};
use prokura_domain::id::{GrantId, OrganizationId, PrincipalId};
use prokura_domain::person::Person;
use prokura_domain::refusal::Refusal;
use prokura_domain::time::Timestamp;
use std::collections::HashMap;

/// Rights that show what people of the organization hold.
pub(crate) const OF_OWN: [&str; 3] = ["roles", "customer_roles", "partner_roles"];
/// The right that shows what outsiders hold.
pub(crate) const OF_OUTSIDERS: &str = "external_admins";

/// Which grants are asked for.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of this person.
    pub person: Option<PrincipalId>,
    /// Of one of these roles.
    pub roles: Vec<String>,
    /// That came to be in this way.
    pub origin: Option<Origin>,
    /// Those that are over, too.
    pub ended: bool,
    /// In force at this moment.
    pub in_force_at: Option<Timestamp>,
    /// By when they were given, from the first or from the last.
    pub direction: Direction,
}

/// A grant with its holder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The grant.
    pub grant: Grant,
    /// The person who holds it; `None` for a service account.
    pub person: Option<Person>,
}

/// What the caller may see of an organization's grants: their own always.
struct Seen {
    me: PrincipalId,
    home: OrganizationId,
    own: bool,
    outsiders: bool,
}

impl Seen {
    fn new(sight: &Sight, entered: Entered) -> Result<Self, Refusal> {
        let own = OF_OWN.iter().any(|control| sight.ask(control, Level::Read, entered.handle).is_ok());
        let outsiders = sight.ask(OF_OUTSIDERS, Level::Read, entered.handle).is_ok();
        Ok(Self { me: sight.actor().principal().ok_or(Refusal::Unauthenticated)?, home: entered.id, own, outsiders })
    }

    fn has(&self, sight: &Sight, grant: &Grant) -> bool {
        if grant.principal == self.me {
            return true;
        }
        let home = sight.principal(grant.principal).and_then(|handle| {
            use prokura_decision::facts::Facts as _;
            sight.snapshot().organization_id(sight.snapshot().principal(handle)?.home)
        });
        if home == Some(self.home) { self.own } else { self.outsiders }
    }
}

/// The grants of an organization that the caller may see, in the order of ids.
///
/// # Errors
/// [`Refusal::NotFound`]; [`Refusal::Forbidden`] for somebody who may see none and asks for others' than their own.
pub async fn list(
    service: &Service,
    caller: &Caller,
    organization: &str,
    filter: &Filter,
    part: Part<GrantId>,
) -> Result<Listed<Held, GrantId>, Error> {
    let sight = service.sight(caller)?;
    let entered = sight.enter(organization)?;
    let seen = Seen::new(&sight, entered)?;
    if !seen.own && !seen.outsiders && filter.person != Some(seen.me) {
        sight.ask("roles", Level::Read, entered.handle)?;
    }
    let mut read = service.read().await?;
    let since = if filter.ended || filter.in_force_at.is_some() { Timestamp::MIN } else { sight.now };
    let mut grants = read.grants_in(entered.id, since).await?;
    grants.retain(|grant| {
        filter.person.is_none_or(|person| grant.principal == person)
            && (filter.roles.is_empty() || filter.roles.contains(&grant.role))
            && filter.origin.is_none_or(|origin| grant.origin == origin)
            && filter.in_force_at.is_none_or(|at| grant.term.contains(at))
            && seen.has(&sight, grant)
    });
    let page = part.pick(grants, filter.direction == Direction::Descending, |grant| grant.id);
    let items = with_holders(&mut *read, page.items).await?;
    Ok(Listed { items, next: page.next })
}

/// One grant.
///
/// # Errors
/// [`Refusal::NotFound`] where there is none in the organization that the caller may see.
pub async fn get(service: &Service, caller: &Caller, organization: &str, grant: GrantId) -> Result<Held, Error> {
    let sight = service.sight(caller)?;
    let entered = sight.enter(organization)?;
    let seen = Seen::new(&sight, entered)?;
    let mut read = service.read().await?;
    let grant = read.grant(grant).await?.filter(|grant| grant.organization == entered.id && seen.has(&sight, grant));
    let held = with_holders(&mut *read, vec![grant.ok_or(Refusal::NotFound)?]).await?;
    Ok(held.into_iter().next().ok_or(Refusal::NotFound)?)
}

async fn with_holders(read: &mut dyn Read, grants: Vec<Grant>) -> Result<Vec<Held>, Error> {
    let mut ids: Vec<PrincipalId> = grants.iter().map(|grant| grant.principal).collect();
    ids.sort_unstable();
    ids.dedup();
    let people: HashMap<PrincipalId, Person> =
        read.people(&ids).await?.into_iter().map(|person| (person.id, person)).collect();
    Ok(grants
        .into_iter()
        .map(|grant| {
            let person = people.get(&grant.principal).cloned();
            Held { grant, person }
        })
        .collect())
}
