//! Who administers an organization: people of its own, and everybody from outside who has access (EXT-01).

use super::directory::{Filter, Seen, find};
use super::people::stretch;
use super::{Listed, Part};
use crate::caller::Caller;
use crate::collation::fold;
use crate::error::Error;
use crate::port::{HeldAsked, Page, PeopleAsked, PeopleOrder, PersonPlace, Read};
use crate::service::Service;
use crate::sight::{Entered, Sight};
use crate::standing::reaches;
use prokura_decision::decide::rights;
use prokura_decision::facts::{Facts as _, Target};
use prokura_decision::policy::{Holders, Policy, RoleClass};
use prokura_domain::grant::{Grant, role};
use prokura_domain::id::{OrganizationId, PrincipalId};
use prokura_domain::organization::OrganizationKind;
use prokura_domain::person::{Person, PersonStatus};
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

/// Who administers an organization, a part of the list, with where each is at home.
///
/// # Errors
/// [`Refusal::NotFound`](prokura_domain::refusal::Refusal::NotFound);
/// [`Refusal::Forbidden`](prokura_domain::refusal::Refusal::Forbidden) for somebody who asks for those whom they do not see.
pub async fn page(
    service: &Service,
    caller: &Caller,
    organization: &str,
    filter: &Filter,
    part: Part<PersonPlace>,
) -> Result<Listed<Administrator, PersonPlace>, Error> {
    let found = find(service, caller, organization, filter, stretch(part)).await?;
    Ok(Listed { items: found.people, next: found.after })
}

/// Who administers an organization, at a glance.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Glance {
    /// Active people of the organization who are its full administrators now, by name, each with whether it is for good; `None`
    /// where the caller does not see what they hold.
    pub full: Option<Vec<(Person, bool)>>,
    /// How many people of the organization administer it; `None` as above.
    pub own: Option<u64>,
    /// How many administer it from outside; `None` where the caller does not see them.
    pub outside: Option<usize>,
}

/// Who administers an organization, at a glance; nothing, for somebody who sees none of them.
///
/// # Errors
/// [`Refusal::NotFound`](prokura_domain::refusal::Refusal::NotFound).
pub async fn glance(service: &Service, caller: &Caller, organization: &str) -> Result<Glance, Error> {
    let sight = service.sight(caller)?;
    let entered = sight.enter(organization)?;
    let seen = Seen::by(&sight, entered);
    let mut read = service.read().await?;
    let mut glance = Glance::default();
    if seen.own {
        let grants = read.grants_of_role(entered.id, role::FULL_ADMIN, sight.now).await?;
        let mut holders: BTreeMap<PrincipalId, bool> = BTreeMap::new();
        for grant in grants.iter().filter(|grant| grant.term.contains(sight.now)) {
            *holders.entry(grant.principal).or_default() |= grant.term.until.is_none();
        }
        let ids: Vec<PrincipalId> = holders.keys().copied().collect();
        let mut people = read.people(&ids).await?;
        people.retain(|person| person.home == entered.id && person.status == PersonStatus::Active);
        people.sort_by_cached_key(|person| fold(person.name.as_str()));
        let with_term = |person: Person| {
            let for_good = holders.get(&person.id).copied().unwrap_or_default();
            (person, for_good)
        };
        glance.full = Some(people.into_iter().map(with_term).collect());
        let asked = PeopleAsked {
            home: entered.id,
            status: None,
            words: Vec::new(),
            license: None,
            department: None,
            held: Some(HeldAsked { roles: Vec::new(), location: None, at: sight.now }),
            order: PeopleOrder::Added,
            descending: false,
        };
        glance.own = Some(read.people_count(&asked).await?);
    }
    if seen.outside {
        glance.outside = Some(outside(&mut *read, &sight, entered).await?.len());
    }
    Ok(glance)
}

/// Roles by which somebody administers an organization, or did: as far as the caller may see who.
///
/// # Errors
/// [`Refusal::NotFound`](prokura_domain::refusal::Refusal::NotFound).
pub async fn roles(service: &Service, caller: &Caller, organization: &str) -> Result<BTreeSet<String>, Error> {
    let sight = service.sight(caller)?;
    let entered = sight.enter(organization)?;
    let seen = Seen::by(&sight, entered);
    let mut read = service.read().await?;
    let mut roles = BTreeSet::new();
    if seen.own {
        let is_external = |role: &String| {
            let class = sight.policy().role(role).map(|role| sight.policy().role_at(role).class);
            class == Some(RoleClass::External)
        };
        roles.extend(read.roles_given_in(entered.id).await?.into_iter().filter(|role| !is_external(role)));
    }
    if seen.outside {
        let holds = outside(&mut *read, &sight, entered).await?.into_iter().flat_map(|it| it.holds);
        roles.extend(holds.filter_map(|holding| match holding {
            Holding::Given(grant) => Some(grant.role),
            Holding::Derived { role, .. } => Some(role),
            Holding::Support(_) => None,
        }));
    }
    Ok(roles)
}

/// By what somebody from outside administers an organization; nothing, where they do not, or the caller does not see it.
///
/// # Errors
/// [`Refusal::NotFound`](prokura_domain::refusal::Refusal::NotFound).
pub async fn from_outside(
    service: &Service,
    caller: &Caller,
    organization: &str,
    who: PrincipalId,
) -> Result<Vec<Holding>, Error> {
    let sight = service.sight(caller)?;
    let entered = sight.enter(organization)?;
    if !Seen::by(&sight, entered).outside {
        return Ok(Vec::new());
    }
    let all = outside(&mut *service.read().await?, &sight, entered).await?;
    Ok(all.into_iter().find(|it| it.person.id == who).map(|it| it.holds).unwrap_or_default())
}

type Holdings = BTreeMap<PrincipalId, Vec<Holding>>;

/// Everybody from outside who administers an organization.
pub(super) async fn outside(read: &mut dyn Read, sight: &Sight, entered: Entered) -> Result<Vec<Administrator>, Error> {
    let mut holdings = Holdings::new();
    // Of roles that only people of the organization can hold, nobody is looked for: there may be a hundred thousand of those.
    let roles: Vec<String> =
        read.roles_given_in(entered.id).await?.into_iter().filter(|it| reaches_out(sight.policy(), it)).collect();
    for grant in read.grants_of_outsiders(entered.id, &roles, sight.now).await? {
        holdings.entry(grant.principal).or_default().push(Holding::Given(grant));
    }
    derived(read, sight, entered, &mut holdings).await?;
    for grant in read.support_grants_in(entered.id, Some(sight.now), Page::first(MOST)).await? {
        holdings.entry(grant.agent).or_default().push(Holding::Support(grant));
    }
    let ids: Vec<PrincipalId> = holdings.keys().copied().collect();
    let mut people = read.people(&ids).await?;
    people.retain(|person| person.home != entered.id);
    let administrator = |person: Person| {
        let mut holds = holdings.remove(&person.id).unwrap_or_default();
        in_order(sight.policy(), &mut holds);
        Administrator { person, holds }
    };
    Ok(people.into_iter().map(administrator).collect())
}

/// Whether somebody from outside can hold a role (EXT-02). Custom ones are for an organization's own people.
fn reaches_out(policy: &Policy, role: &str) -> bool {
    policy.role(role).is_some_and(|role| policy.role_at(role).holders != Holders::Home)
}

/// Puts what somebody holds into the policy's order.
pub(super) fn in_order(policy: &Policy, holds: &mut [Holding]) {
    holds.sort_by_key(|holding| match holding {
        Holding::Given(grant) => policy.role(&grant.role),
        Holding::Derived { role, .. } => policy.role(role),
        Holding::Support(_) => None,
    });
}

/// People of partners and of the vendor whose roles at home reach in, and give something here now.
async fn derived(read: &mut dyn Read, sight: &Sight, entered: Entered, holdings: &mut Holdings) -> Result<(), Error> {
    let (policy, snapshot) = (sight.policy(), sight.snapshot());
    let reaching = policy.roles.iter().filter(|role| matches!(role.class, RoleClass::Partner | RoleClass::Vendor));
    let mut grants = Vec::new();
    for home in homes(read, sight, entered).await? {
        for role in reaching.clone() {
            let held = read.grants_of_role(home, &role.key, sight.now).await?;
            grants.extend(held.into_iter().map(|grant| (role, grant)));
        }
    }
    for (role, grant) in grants {
        let Some(principal) = sight.principal(grant.principal) else { continue };
        let counts = grant.term.contains(sight.now)
            && reaches(policy, snapshot, principal, entered.handle, sight.now, |other| other.key == role.key)
            && !rights(policy, snapshot, principal, entered.handle, Target::Organization, sight.now).is_none();
        if counts {
            let holding = Holding::Derived { role: grant.role, term: grant.term };
            holdings.entry(grant.principal).or_default().push(holding);
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
