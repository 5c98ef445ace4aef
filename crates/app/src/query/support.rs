//! Support access: what an organization sees of it, and what an agent sees of their own.

use super::{Listed, Part};
use crate::caller::Caller;
use crate::error::Error;
use crate::port::{Newest, Read, RequestFilter};
use crate::service::Service;
use crate::sight::{Entered, Sight};
use prokura_decision::facts::Facts as _;
use prokura_decision::mask::Level;
use prokura_domain::id::{OrganizationId, PrincipalId, SupportGrantId, SupportRequestId};
use prokura_domain::organization::OrganizationKind;
use prokura_domain::person::Person;
use prokura_domain::refusal::Refusal;
use prokura_domain::support::{HelpDeskSession, RequestState, SupportGrant, SupportRequest};
use prokura_domain::time::Timestamp;
use std::collections::HashMap;

/// As many of the newest are shown.
pub const NEWEST: usize = 200;

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

/// Requests to an organization, newest first.
///
/// # Errors
/// [`Refusal::NotFound`]; [`Refusal::Forbidden`] without `support_access.read`.
pub async fn requests_to(
    service: &Service,
    caller: &Caller,
    organization: &str,
    state: Option<RequestState>,
    part: Part<Newest>,
) -> Result<Listed<Supported<Request>, Newest>, Error> {
    let organization = let_in(service, caller, organization)?;
    let filter = RequestFilter { to: Some(organization), ..RequestFilter::default() };
    requests(service, filter, state, part, true).await
}

/// Requests of the caller's own, newest first.
///
/// # Errors
/// [`Refusal::Unauthenticated`], or a fault.
pub async fn requests_by_me(
    service: &Service,
    caller: &Caller,
    state: Option<RequestState>,
    part: Part<Newest>,
) -> Result<Listed<Supported<Request>, Newest>, Error> {
    let me = caller.actor.principal().ok_or(Refusal::Unauthenticated)?;
    let filter = RequestFilter { by: Some(me), ..RequestFilter::default() };
    requests(service, filter, state, part, false).await
}

/// Requests that were reported as unexpected (SUP-05), newest first: cases for the vendor, where its administrators and
/// its help desk see them.
///
/// # Errors
/// [`Refusal::NotFound`] in an organization that is not the vendor's; [`Refusal::Forbidden`] for somebody who is neither.
pub async fn reported(
    service: &Service,
    caller: &Caller,
    vendor: &str,
    part: Part<Newest>,
) -> Result<Listed<Supported<Request>, Newest>, Error> {
    let sight = service.sight(caller)?;
    let entered = sight.enter(vendor)?;
    if sight.snapshot().organization(entered.handle).map(|facts| facts.kind) != Some(OrganizationKind::Vendor) {
        return Err(Refusal::NotFound.into());
    }
    if !sees_cases(&sight, entered) {
        sight.ask("help_desk", Level::Read, entered.handle)?;
    }
    requests(service, RequestFilter::default(), Some(RequestState::Reported), part, false).await
}

/// Whether somebody sees the cases of the vendor (SUP-05).
#[must_use]
pub fn sees_cases(sight: &Sight, vendor: Entered) -> bool {
    ["audit", "help_desk"].into_iter().any(|control| sight.ask(control, Level::Read, vendor.handle).is_ok())
}

async fn requests(
    service: &Service,
    filter: RequestFilter,
    state: Option<RequestState>,
    part: Part<Newest>,
    from_inside: bool,
) -> Result<Listed<Supported<Request>, Newest>, Error> {
    let now = service.now();
    let filter = RequestFilter { state: state.map(|state| (state, now)), ..filter };
    let mut read = service.read().await?;
    let limit = part.limit;
    let found = read.support_requests(&filter, part.page()).await?;
    let place = |request: &SupportRequest| Newest { at: Some(request.requested_at), id: request.id.0 };
    let Listed { items, next } = Listed::of(found, limit, place);
    let items = with_state(now, &mut *read, items).await?;
    let items = with_agents(&mut *read, items, from_inside, |it| it.request.agent).await?;
    Ok(Listed { items, next })
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
    let requests = with_state(service.now(), &mut *read, vec![request]).await?;
    let found = with_agents(&mut *read, requests, from_inside, |it| it.request.agent).await?;
    Ok(found.into_iter().next().ok_or(Refusal::NotFound)?)
}

/// Access that was given in an organization, newest first; what runs now, or all.
///
/// # Errors
/// [`Refusal::NotFound`]; [`Refusal::Forbidden`] without `support_access.read`.
pub async fn grants_in(
    service: &Service,
    caller: &Caller,
    organization: &str,
    in_force: bool,
    part: Part<Newest>,
) -> Result<Listed<Supported<SupportGrant>, Newest>, Error> {
    let organization = let_in(service, caller, organization)?;
    let (mut read, limit) = (service.read().await?, part.limit);
    let grants = read.support_grants_in(organization, in_force.then(|| service.now()), part.page()).await?;
    let place = |grant: &SupportGrant| Newest { at: grant.term.from, id: grant.id.0 };
    let Listed { items, next } = Listed::of(grants, limit, place);
    Ok(Listed { items: with_agents(&mut *read, items, true, |grant| grant.agent).await?, next })
}

/// Help Desk sessions in an organization, newest first; what is open now, or all.
///
/// # Errors
/// [`Refusal::NotFound`]; [`Refusal::Forbidden`] without `support_access.read`.
pub async fn sessions_in(
    service: &Service,
    caller: &Caller,
    organization: &str,
    open: bool,
    part: Part<Newest>,
) -> Result<Listed<Supported<HelpDeskSession>, Newest>, Error> {
    let organization = let_in(service, caller, organization)?;
    let (mut read, limit) = (service.read().await?, part.limit);
    let sessions = read.help_desk_sessions_in(organization, open.then(|| service.now()), part.page()).await?;
    let place = |session: &HelpDeskSession| Newest { at: session.term.from, id: session.id.0 };
    let Listed { items, next } = Listed::of(sessions, limit, place);
    Ok(Listed { items: with_agents(&mut *read, items, true, |session| session.agent).await?, next })
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

async fn with_state(now: Timestamp, read: &mut dyn Read, requests: Vec<SupportRequest>) -> Result<Vec<Request>, Error> {
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
