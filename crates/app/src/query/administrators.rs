//! Who administers an organization: people of its own, and everybody from outside who has access (EXT-01).

use super::grants::{OF_OUTSIDERS, OF_OWN};
use super::people::Sort;
use super::{Direction, Listed, Part};
use crate::caller::Caller;
use crate::collation::is_found;
use crate::error::Error;
use crate::port::{Page, PersonPlace, Read};
use crate::service::Service;
use crate::sight::{Entered, Sight};
use crate::standing::reaches;
use prokura_decision::decide::rights;
use prokura_decision::facts::{Facts as _, Target};
use prokura_decision::mask::Level;
use prokura_decision::policy::RoleClass;
use prokura_domain::grant::Grant;
use prokura_domain::id::{OrganizationId, PrincipalId};
use prokura_domain::organization::OrganizationKind;
use prokura_domain::person::Person;
use prokura_domain::support::SupportGrant;
use prokura_domain::time::Term;
use std::collections::{BTreeMap, BTreeSet};

/// More access than runs at the same time.
const MOST: u64 = 1_000;

/// By what somebody administers an organization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holding {
    /// A role given here that is not over.
    Given(Grant),
    /// A role held at home, a partner or the vendor, that reaches in here.
    Derived {
        /// The role's key.
        role: String,
        /// While it is held.
        term: Term,
    },
    /// Support access that runs (SUP-06).
    Support(SupportGrant),
}

/// Somebody who administers an organization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Administrator {
    /// Who.
    pub person: Person,
    /// By what, at least one, in the policy's order.
    pub holds: Vec<Holding>,
}

impl Administrator {
    /// Whether they hold one of the roles here; with none asked for, whatever they hold.
    #[must_use]
    pub fn has_role(&self, roles: &[String]) -> bool {
        roles.is_empty()
            || self.holds.iter().any(|holding| match holding {
                Holding::Given(grant) => roles.contains(&grant.role),
                Holding::Derived { role, .. } => roles.contains(role),
                Holding::Support(_) => false,
            })
    }
}

/// Which administrators are asked for, and in which order.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// From outside, or from the organization; both, where it is not said.
    pub external: Option<bool>,
    /// Who hold one of these roles.
    pub roles: Vec<String>,
    /// With a word of the name, or an address, that begins so.
    pub search: String,
    /// By what they are ordered.
    pub sort: Sort,
    /// From the first or from the last.
    pub direction: Direction,
}

/// Who administers an organization, a part of the list, with where each is at home.
///
/// # Errors
/// As [`list`]; [`Refusal::Forbidden`](prokura_domain::refusal::Refusal::Forbidden) for somebody who asks for those whom
/// they do not see.
pub async fn page(
    service: &Service,
    caller: &Caller,
    organization: &str,
    filter: &Filter,
    part: Part<PersonPlace>,
) -> Result<Listed<Administrator, PersonPlace>, Error> {
    let Administrators { own, outside } = list(service, caller, organization).await?;
    let sight = service.sight(caller)?;
    let entered = sight.enter(organization)?;
    let unseen = match filter.external {
        Some(true) if outside.is_none() => Some(OF_OUTSIDERS),
        Some(false) if own.is_none() => Some("roles"),
        Some(_) | None => None,
    };
    if let Some(control) = unseen {
        sight.ask(control, Level::Read, entered.handle)?;
    }
    let own = own.filter(|_| filter.external != Some(true)).unwrap_or_default();
    let outside = outside.filter(|_| filter.external != Some(false)).unwrap_or_default();
    let order = filter.sort.of(&mut *service.read().await?, entered.id).await?;
    let found = own
        .into_iter()
        .chain(outside)
        .filter(|it| it.has_role(&filter.roles) && is_found(&it.person, &filter.search))
        .collect();
    Ok(part.pick(found, filter.direction == Direction::Descending, |it| PersonPlace::of(&it.person, order)))
}

/// Who administers an organization, as far as the caller may see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Administrators {
    /// People of the organization, by name; `None` where the caller does not see what they hold.
    pub own: Option<Vec<Administrator>>,
    /// People from outside, by name; `None` where the caller does not see them.
    pub outside: Option<Vec<Administrator>>,
}

type Holdings = BTreeMap<PrincipalId, Vec<Holding>>;

/// Everybody who administers an organization.
///
/// # Errors
/// [`Refusal::NotFound`](prokura_domain::refusal::Refusal::NotFound);
/// [`Refusal::Forbidden`](prokura_domain::refusal::Refusal::Forbidden) for somebody who sees none of them.
pub async fn list(service: &Service, caller: &Caller, organization: &str) -> Result<Administrators, Error> {
    let sight = service.sight(caller)?;
    let entered = sight.enter(organization)?;
    let own = OF_OWN.iter().any(|control| sight.ask(control, Level::Read, entered.handle).is_ok());
    let outside = sight.ask(OF_OUTSIDERS, Level::Read, entered.handle).is_ok();
    if !own && !outside {
        sight.ask("roles", Level::Read, entered.handle)?;
    }
    let mut read = service.read().await?;
    let mut holdings = Holdings::new();
    for grant in read.grants_in(entered.id, sight.now).await? {
        holdings.entry(grant.principal).or_default().push(Holding::Given(grant));
    }
    if outside {
        derived(&mut *read, &sight, entered, &mut holdings).await?;
        for grant in read.support_grants_in(entered.id, Some(sight.now), Page::first(MOST)).await? {
            holdings.entry(grant.agent).or_default().push(Holding::Support(grant));
        }
    }
    let ids: Vec<PrincipalId> = holdings.keys().copied().collect();
    let mut people = read.people(&ids).await?;
    people.sort_by_cached_key(|person| person.name.as_str().to_lowercase());
    let (mut at_home, mut from_outside) = (Vec::new(), Vec::new());
    for person in people {
        let Some(mut holds) = holdings.remove(&person.id) else { continue };
        holds.sort_by_key(|holding| match holding {
            Holding::Given(grant) => sight.policy().role(&grant.role),
            Holding::Derived { role, .. } => sight.policy().role(role),
            Holding::Support(_) => None,
        });
        let list = if person.home == entered.id { &mut at_home } else { &mut from_outside };
        list.push(Administrator { person, holds });
    }
    Ok(Administrators { own: own.then_some(at_home), outside: outside.then_some(from_outside) })
}

/// People of partners and of the vendor whose roles at home reach in, and give something here now.
async fn derived(read: &mut dyn Read, sight: &Sight, entered: Entered, holdings: &mut Holdings) -> Result<(), Error> {
    let (policy, snapshot) = (sight.policy(), sight.snapshot());
    for home in homes(read, sight, entered).await? {
        for grant in read.grants_in(home, sight.now).await? {
            let Some(role) = policy.role(&grant.role).map(|role| policy.role_at(role)) else { continue };
            let Some(principal) = sight.principal(grant.principal) else { continue };
            let counts = matches!(role.class, RoleClass::Partner | RoleClass::Vendor)
                && grant.term.contains(sight.now)
                && reaches(policy, snapshot, principal, entered.handle, sight.now, |other| other.key == role.key)
                && !rights(policy, snapshot, principal, entered.handle, Target::Organization, sight.now).is_none();
            if counts {
                let holding = Holding::Derived { role: grant.role, term: grant.term };
                holdings.entry(grant.principal).or_default().push(holding);
            }
        }
    }
    Ok(())
}

/// The partners that manage it now, and the vendor.
async fn homes(read: &mut dyn Read, sight: &Sight, entered: Entered) -> Result<BTreeSet<OrganizationId>, Error> {
    let snapshot = sight.snapshot();
    let is_vendor = |handle: &_| snapshot.organization(*handle).is_some_and(|it| it.kind == OrganizationKind::Vendor);
    let vendor = snapshot.organizations(None).find(is_vendor).and_then(|handle| snapshot.organization_id(handle));
    let mut homes: BTreeSet<OrganizationId> = vendor.into_iter().collect();
    if let Some(record) = read.organization_record(entered.id).await? {
        let ties = record.relationships.iter().filter(|tie| tie.term.contains(sight.now));
        homes.extend(ties.map(|tie| tie.partner));
    }
    homes.remove(&entered.id);
    Ok(homes)
}
