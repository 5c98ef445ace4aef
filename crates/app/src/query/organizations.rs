//! Organizations that the caller may know of.

use super::{Direction, Listed, Part};
use crate::caller::Caller;
use crate::collation::{is_in, searched, words};
use crate::error::Error;
use crate::service::Service;
use prokura_decision::facts::Facts as _;
use prokura_decision::mask::Rights;
use prokura_domain::id::OrganizationId;
use prokura_domain::organization::{Organization, OrganizationKind};
use prokura_domain::refusal::Refusal;

/// Which organizations are asked for.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of this kind.
    pub kind: Option<OrganizationKind>,
    /// With a word of the name, or a look-up key, that begins so.
    pub search: String,
    /// By when they were added, from the first or from the last.
    pub direction: Direction,
}

/// The organizations that the caller may know of, in the order of ids.
///
/// # Errors
/// [`Refusal::Unauthenticated`], or a fault.
pub async fn list(
    service: &Service,
    caller: &Caller,
    filter: &Filter,
    part: Part<OrganizationId>,
) -> Result<Listed<Organization, OrganizationId>, Error> {
    let sight = service.sight(caller)?;
    let snapshot = sight.snapshot();
    let mut seen = Vec::new();
    for handle in snapshot.organizations(None) {
        let Some(id) = snapshot.organization_id(handle) else { continue };
        let kind = snapshot.organization(handle).map(|facts| facts.kind);
        let is_next = match (part.after, filter.direction) {
            (None, _) => true,
            (Some(after), Direction::Ascending) => id > after,
            (Some(after), Direction::Descending) => id < after,
        };
        if is_next && (filter.kind.is_none() || filter.kind == kind) && sight.sees(handle)? {
            seen.push(id);
        }
    }
    seen.sort_unstable();
    if filter.direction == Direction::Descending {
        seen.reverse();
    }
    let mut read = service.read().await?;
    let search = searched(&filter.search);
    let mut items = Vec::new();
    for id in seen {
        let found = read.organization(id).await?;
        items.extend(found.filter(|it| is_in(&words(it.name.as_str(), it.slug.as_str()), &search)));
        if items.len() > part.limit {
            break;
        }
    }
    Ok(Listed::of(items, part.limit, |organization| organization.id))
}

/// One organization, by id or slug.
///
/// # Errors
/// [`Refusal::NotFound`] where the caller may not know of it.
pub async fn get(service: &Service, caller: &Caller, named: &str) -> Result<Organization, Error> {
    let entered = service.sight(caller)?.enter(named)?;
    Ok(service.read().await?.organization(entered.id).await?.ok_or(Refusal::NotFound)?)
}

/// What the caller may do in an organization as a whole.
///
/// # Errors
/// [`Refusal::NotFound`] where the caller may not know of it.
pub fn rights(service: &Service, caller: &Caller, named: &str) -> Result<Rights, Error> {
    let sight = service.sight(caller)?;
    let entered = sight.enter(named)?;
    Ok(sight.rights(entered.handle)?)
}
