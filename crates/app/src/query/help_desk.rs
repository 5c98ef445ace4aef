//! What an agent finds from the Help Desk: the organizations that their role reaches (PTR-07, SUP-01).

use crate::caller::Caller;
use crate::error::Error;
use crate::port::{Page, Read};
use crate::service::Service;
use crate::sight::Sight;
use crate::standing::{reaches, works_at_help_desk};
use prokura_decision::facts::Facts as _;
use prokura_decision::mask::Level;
use prokura_decision::policy::Role;
use prokura_domain::id::OrganizationId;
use prokura_domain::organization::{Organization, OrganizationKind};
use prokura_domain::refusal::Refusal;
use prokura_domain::text::EmailAddress;
use std::collections::BTreeSet;

/// How many organizations are read at a time.
const BATCH: u64 = 500;

/// Organizations found, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The organizations.
    pub organizations: Vec<Organization>,
    /// Whether there are more than were asked for.
    pub more: bool,
}

/// An organization as the Help Desk sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Customer {
    /// The organization.
    pub organization: Organization,
    /// Whether the agent may ask for full access to it.
    pub may_ask: bool,
    /// Whether the agent may know anything of it, or may only ask (a customer that removed them, EXT-12).
    pub is_seen: bool,
}

/// Organizations that the caller's Help Desk reaches and whose name, look-up key or somebody's address is like the text.
///
/// # Errors
/// [`Refusal::Forbidden`] for somebody who does not work at a help desk.
pub async fn search(service: &Service, caller: &Caller, text: &str, limit: usize) -> Result<Found, Error> {
    let sight = at_the_desk(service, caller)?;
    let mut read = service.read().await?;
    let text = text.trim().to_lowercase();
    let home_of = match text.parse::<EmailAddress>() {
        Ok(email) => read.person_by_email(&email).await?.map(|person| person.home),
        Err(_) => None,
    };
    let mut found = Found::default();
    for organization in within_reach(&mut *read, &sight).await? {
        let is_like = text.is_empty()
            || organization.name.as_str().to_lowercase().contains(&text)
            || organization.slug.as_str().contains(&text)
            || home_of == Some(organization.id);
        if !is_like {
            continue;
        }
        if found.organizations.len() == limit {
            found.more = true;
            break;
        }
        found.organizations.push(organization);
    }
    Ok(found)
}

/// One organization, as the Help Desk sees it.
///
/// # Errors
/// [`Refusal::NotFound`] where the caller's Help Desk does not reach it.
pub async fn customer(service: &Service, caller: &Caller, named: &str) -> Result<Customer, Error> {
    let sight = at_the_desk(service, caller)?;
    let handle = match named.parse::<OrganizationId>() {
        Ok(id) => sight.snapshot().organization_by_id(id),
        Err(_) => sight.snapshot().organization_by_slug(named),
    };
    let handle = handle.ok_or(Refusal::NotFound)?;
    let id = sight.snapshot().organization_id(handle).ok_or(Refusal::NotFound)?;
    if !is_reached(&sight, id, |role| works_at_help_desk(sight.policy(), role))? {
        return Err(Refusal::NotFound.into());
    }
    let organization = service.read().await?.organization(id).await?.ok_or(Refusal::NotFound)?;
    let may_ask = is_reached(&sight, id, |role| role.asks_for_access)?;
    Ok(Customer { organization, may_ask, is_seen: sight.sees(handle)? })
}

/// What the caller sees, if they work at a help desk.
fn at_the_desk(service: &Service, caller: &Caller) -> Result<Sight, Error> {
    let sight = service.sight(caller)?;
    let me = sight.me()?;
    let home = sight.snapshot().principal(me).ok_or(Refusal::Unauthenticated)?.home;
    sight.ask("help_desk", Level::Read, home)?;
    Ok(sight)
}

fn is_reached(sight: &Sight, organization: OrganizationId, wanted: impl Fn(&Role) -> bool) -> Result<bool, Refusal> {
    let me = sight.me()?;
    let Some(handle) = sight.snapshot().organization_by_id(organization) else { return Ok(false) };
    Ok(reaches(sight.policy(), sight.snapshot(), me, handle, sight.now, wanted))
}

async fn within_reach(read: &mut dyn Read, sight: &Sight) -> Result<Vec<Organization>, Error> {
    let home = sight.actor().home().ok_or(Refusal::Unauthenticated)?;
    let kind = read.organization(home).await?.map(|home| home.kind);
    let mut all = Vec::new();
    if kind == Some(OrganizationKind::Partner) {
        let ties = read.relationships_of_partner(home).await?;
        let customers: BTreeSet<OrganizationId> =
            ties.iter().filter(|tie| tie.term.contains(sight.now)).map(|tie| tie.customer).collect();
        for customer in customers {
            all.extend(read.organization(customer).await?);
        }
    } else {
        let mut after = None;
        loop {
            let batch = read.organizations(Page { after, limit: BATCH }).await?;
            let Some(last) = batch.last() else { break };
            after = Some(last.id);
            all.extend(batch);
        }
    }
    let mut reached = Vec::new();
    for organization in all {
        if is_reached(sight, organization.id, |role| works_at_help_desk(sight.policy(), role))? {
            reached.push(organization);
        }
    }
    reached.sort_by_key(|organization| organization.name.as_str().to_lowercase());
    Ok(reached)
}
