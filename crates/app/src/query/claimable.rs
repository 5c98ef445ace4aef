//! Whom an organization can claim: people of free organizations with an address in one of its verified domains.

use super::{Listed, Part};
use crate::caller::Caller;
use crate::error::Error;
use crate::service::Service;
use prokura_decision::mask::Level;
use prokura_domain::id::PrincipalId;
use prokura_domain::person::Person;
use prokura_domain::text::DomainName;

/// A part of those whom the organization can claim, ordered by id.
#[derive(Clone, Debug)]
pub struct Claimable {
    /// The people.
    pub people: Listed<Person, PrincipalId>,
    /// How many there are in all.
    pub count: u64,
    /// The domains that the organization has verified.
    pub domains: Vec<DomainName>,
}

/// People whom an organization can claim.
///
/// # Errors
/// [`NotFound`](prokura_domain::refusal::Refusal::NotFound);
/// [`Forbidden`](prokura_domain::refusal::Refusal::Forbidden) without `users.claim.manage`: the list names people of other
/// organizations, so it is for who may claim them.
pub async fn list(
    service: &Service,
    caller: &Caller,
    organization: &str,
    part: Part<PrincipalId>,
) -> Result<Claimable, Error> {
    let sight = service.sight(caller)?;
    let entered = sight.enter(organization)?;
    sight.ask("users.claim", Level::Manage, entered.handle)?;
    let mut read = service.read().await?;
    let domains = read.domains_of(entered.id).await?;
    let domains: Vec<DomainName> = domains.into_iter().filter(|it| it.counts()).map(|it| it.name).collect();
    let limit = part.limit;
    let people = read.claimable(entered.id, &domains, part.page()).await?;
    let count = read.count_claimable(entered.id, &domains).await?;
    Ok(Claimable { people: Listed::of(people, limit, |person| person.id), count, domains })
}
