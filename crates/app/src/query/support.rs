//! Support access: what an organization sees of it, and what an agent sees of their own.

use crate::caller::Caller;
use crate::error::Error;
use crate::port::Read;
use crate::service::Service;
use prokura_decision::mask::Level;
use prokura_domain::id::{OrganizationId, PrincipalId, SupportGrantId, SupportRequestId};
use prokura_domain::person::Person;
use prokura_domain::refusal::Refusal;
use prokura_domain::support::{HelpDeskSession, RequestState, SupportGrant, SupportRequest};
use std::collections::HashMap;

/// As many of the newest are shown.
pub const NEWEST: u64 = 200;

/// Something of support access, with its agent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Supported<T> {
    /// The request, grant or session.
    pub row: T,
    /// The agent.
    pub agent: Option<Person>,
    /// Whether it is looked at from the organization's side, which knows its own people.
    pub from_inside: bool,
}

/// A request with what became of it now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The request.
    pub request: SupportRequest,
    /// What it is at this moment.
    pub state: RequestState,
    /// The access that answers it.
    pub grant: Option<SupportGrantId>,
}

/// The newest requests to an organization.
///
/// # Errors
/// [`Refusal::NotFound`]; [`Refusal::Forbidden`] without `support_access.read`.
pub async fn requests_to(
    service: &Service,
    caller: &Caller,
    organization: &str,
) -> Result<Vec<Supported<Request>>, Error> {
    let organization = let_in(service, caller, organization)?;
    let mut read = service.read().await?;
    let requests = read.support_requests_to(organization, NEWEST).await?;
    let requests = with_state(service, &mut *read, requests).await?;
    with_agents(&mut *read, requests, true, |it| it.request.agent).await
}

/// The newest requests of the caller's own.
///
/// # Errors
/// [`Refusal::Unauthenticated`], or a fault.
pub async fn requests_by_me(service: &Service, caller: &Caller) -> Result<Vec<Supported<Request>>, Error> {
    let me = caller.actor.principal().ok_or(Refusal::Unauthenticated)?;
    let mut read = service.read().await?;
    let requests = read.support_requests_by(me, NEWEST).await?;
    let requests = with_state(service, &mut *read, requests).await?;
    with_agents(&mut *read, requests, false, |it| it.request.agent).await
}

/// One request: of the caller's own, or to an organization whose support access they see.
///
/// # Errors
/// [`Refusal::NotFound`] for everybody else.
pub async fn request(service: &Service, caller: &Caller, id: SupportRequestId) -> Result<Supported<Request>, Error> {
    let me = caller.actor.principal().ok_or(Refusal::Unauthenticated)?;
    let mut read = service.read().await?;
    let request = read.support_request(id).await?.ok_or(Refusal::NotFound)?;
    let from_inside = may_see(service, caller, request.organization)?;
    if !from_inside && request.agent != me {
        return Err(Refusal::NotFound.into());
    }
    let requests = with_state(service, &mut *read, vec![request]).await?;
    let found = with_agents(&mut *read, requests, from_inside, |it| it.request.agent).await?;
    Ok(found.into_iter().next().ok_or(Refusal::NotFound)?)
}

/// The newest access that was given in an organization.
///
/// # Errors
/// [`Refusal::NotFound`]; [`Refusal::Forbidden`] without `support_access.read`.
pub async fn grants_in(
    service: &Service,
    caller: &Caller,
    organization: &str,
) -> Result<Vec<Supported<SupportGrant>>, Error> {
    let organization = let_in(service, caller, organization)?;
    let mut read = service.read().await?;
    let grants = read.support_grants_in(organization, NEWEST).await?;
    with_agents(&mut *read, grants, true, |grant| grant.agent).await
}

/// The newest Help Desk sessions in an organization.
///
/// # Errors
/// [`Refusal::NotFound`]; [`Refusal::Forbidden`] without `support_access.read`.
pub async fn sessions_in(
    service: &Service,
    caller: &Caller,
    organization: &str,
) -> Result<Vec<Supported<HelpDeskSession>>, Error> {
    let organization = let_in(service, caller, organization)?;
    let mut read = service.read().await?;
    let sessions = read.help_desk_sessions_in(organization, NEWEST).await?;
    with_agents(&mut *read, sessions, true, |session| session.agent).await
}

fn let_in(service: &Service, caller: &Caller, organization: &str) -> Result<OrganizationId, Error> {
    let sight = service.sight(caller)?;
    let entered = sight.enter(organization)?;
    sight.ask("support_access", Level::Read, entered.handle)?;
    Ok(entered.id)
}

fn may_see(service: &Service, caller: &Caller, organization: OrganizationId) -> Result<bool, Error> {
    match let_in(service, caller, &organization.to_string()) {
        Ok(_) => Ok(true),
        Err(Error::Refused(Refusal::NotFound | Refusal::Forbidden { .. })) => Ok(false),
        Err(error) => Err(error),
    }
}

async fn with_state(
    service: &Service,
    read: &mut dyn Read,
    requests: Vec<SupportRequest>,
) -> Result<Vec<Request>, Error> {
    let now = service.now();
    let mut shown = Vec::with_capacity(requests.len());
    for request in requests {
        let state = request.state_at(now);
        let grant = match state {
            RequestState::Granted => read.support_grant_of(request.id).await?.map(|grant| grant.id),
            RequestState::Pending
            | RequestState::Denied
            | RequestState::Reported
            | RequestState::Lapsed
            | RequestState::Withdrawn => None,
        };
        shown.push(Request { request, state, grant });
    }
    Ok(shown)
}

async fn with_agents<T>(
    read: &mut dyn Read,
    rows: Vec<T>,
    from_inside: bool,
    agent: impl Fn(&T) -> PrincipalId,
) -> Result<Vec<Supported<T>>, Error> {
    let mut ids: Vec<PrincipalId> = rows.iter().map(&agent).collect();
    ids.sort_unstable();
    ids.dedup();
    let people: HashMap<PrincipalId, Person> =
        read.people(&ids).await?.into_iter().map(|person| (person.id, person)).collect();
    let found = |row: &T| people.get(&agent(row)).cloned();
    Ok(rows.into_iter().map(|row| Supported { agent: found(&row), row, from_inside }).collect())
}
