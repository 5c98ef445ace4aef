//! What somebody wants to be written to about.

use crate::caller::Caller;
use crate::error::Error;
use crate::port::Read;
use crate::service::Service;
use prokura_domain::grant::role::FULL_ADMIN;
use prokura_domain::id::PrincipalId;
use prokura_domain::preference::Topic;
use prokura_domain::refusal::Refusal;
use prokura_domain::time::Timestamp;

/// A topic, and whether somebody is written to about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// About what.
    pub topic: Topic,
    /// Whether they are written to.
    pub wanted: bool,
    /// Whether they said so themselves.
    pub said: bool,
}

/// The caller's own, every topic.
///
/// # Errors
/// [`Refusal::Unauthenticated`] for whoever is no person.
pub async fn own(service: &Service, caller: &Caller) -> Result<Vec<Wanted>, Error> {
    let me = caller.actor.principal().ok_or(Refusal::Unauthenticated)?;
    let mut read = service.read().await?;
    read.person(me).await?.ok_or(Refusal::Unauthenticated)?;
    of(&mut *read, me, service.now()).await
}

/// Somebody's.
///
/// # Errors
/// When the store fails.
pub async fn of(read: &mut dyn Read, person: PrincipalId, now: Timestamp) -> Result<Vec<Wanted>, Error> {
    let said = read.preferences_of(person).await?;
    let is_full = is_full_administrator(read, person, now).await?;
    let wanted = |topic: Topic| {
        let said = said.iter().find(|preference| preference.topic == topic);
        Wanted { topic, wanted: said.map_or(topic.is_on_for(is_full), |it| it.wanted), said: said.is_some() }
    };
    Ok(Topic::ALL.into_iter().map(wanted).collect())
}

/// Whether somebody is to be written to about a topic.
///
/// # Errors
/// When the store fails.
pub async fn wants(read: &mut dyn Read, person: PrincipalId, topic: Topic, now: Timestamp) -> Result<bool, Error> {
    Ok(of(read, person, now).await?.into_iter().any(|it| it.topic == topic && it.wanted))
}

/// Whether somebody is a full administrator of their home.
async fn is_full_administrator(read: &mut dyn Read, person: PrincipalId, now: Timestamp) -> Result<bool, Error> {
    let Some(record) = read.principal_record(person).await? else { return Ok(false) };
    Ok(record
        .grants
        .iter()
        .any(|grant| grant.role == FULL_ADMIN && grant.organization == record.home && grant.term.contains(now)))
}
