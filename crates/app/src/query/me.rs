//! Who the caller is.

use crate::caller::Caller;
use crate::error::Error;
use crate::service::Service;
use prokura_domain::grant::Grant;
use prokura_domain::organization::Organization;
use prokura_domain::person::Person;
use prokura_domain::refusal::Refusal;
use prokura_domain::text::Name;

/// The caller.
#[derive(Clone, Debug)]
pub struct Me {
    /// The person; `None` for a service account.
    pub person: Option<Person>,
    /// The name.
    pub name: Name,
    /// The home.
    pub home: Organization,
    /// What they hold that is not over.
    pub grants: Vec<Grant>,
}

/// Who the caller is.
///
/// # Errors
/// [`Refusal::Unauthenticated`], or a fault.
pub async fn me(service: &Service, caller: &Caller) -> Result<Me, Error> {
    let id = caller.actor.principal().ok_or(Refusal::Unauthenticated)?;
    let now = service.now();
    let mut read = service.read().await?;
    let record = read.principal_record(id).await?.ok_or(Refusal::Unauthenticated)?;
    let person = read.person(id).await?;
    let name = match &person {
        Some(person) => person.name.clone(),
        None => read.service_account(id).await?.ok_or(Refusal::Unauthenticated)?.name,
    };
    let home = read.organization(record.home).await?.ok_or(Refusal::Unauthenticated)?;
    let grants = record.grants.into_iter().filter(|grant| !grant.term.is_over(now)).collect();
    Ok(Me { person, name, home, grants })
}
