//! Organizations that the caller may know of.

use super::{Listed, Part};
use crate::caller::Caller;
use crate::error::Error;
use crate::service::Service;
use prokura_decision::mask::Rights;
use prokura_domain::id::OrganizationId;
use prokura_domain::organization::Organization;
use prokura_domain::refusal::Refusal;

/// The organizations that the caller may know of, in the order of ids.
///
/// # Errors
/// [`Refusal::Unauthenticated`], or a fault.
pub async fn list(
    service: &Service,
    caller: &Caller,
    part: Part<OrganizationId>,
) -> Result<Listed<Organization, OrganizationId>, Error> {
    let sight = service.sight(caller)?;
    let mut seen = Vec::new();
    for handle in sight.snapshot().organizations(None) {
        let Some(id) = sight.snapshot().organization_id(handle) else { continue };
        if part.after.is_none_or(|after| id > after) && sight.sees(handle)? {
            seen.push(id);
        }
    }
    seen.sort_unstable();
    seen.truncate(part.limit.saturating_add(1));
    let page = Listed::of(seen, part.limit, |id| *id);
    let mut read = service.read().await?;
    let mut items = Vec::with_capacity(page.items.len());
    for id in page.items {
        items.extend(read.organization(id).await?);
    }
    Ok(Listed { items, next: page.next })
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
