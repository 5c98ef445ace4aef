//! What somebody reads in a digest: of each organization where they hold a role, what they may see at the moment they are
//! written to, and nothing where there is nothing to read.

use super::audit_log::hidden;
use super::grants::{OF_OUTSIDERS, OF_OWN};
use super::warnings;
use crate::caller::{Actor, Caller, Via};
use crate::error::Error;
use crate::port::{Newest, Page, RequestFilter};
use crate::service::Service;
use prokura_decision::mask::Level;
use prokura_domain::grant::Grant;
use prokura_domain::id::{JobId, MessageId, OrganizationId, PrincipalId, RequestId};
use prokura_domain::organization::Organization;
use prokura_domain::person::PersonStatus;
use prokura_domain::support::RequestState;
use prokura_domain::time::{Span, Timestamp};
use std::collections::BTreeSet;

/// Of how many organizations a digest tells at most.
pub const ORGANIZATIONS: usize = 50;
/// Up to how many requests that wait are counted.
const REQUESTS: u64 = 100;
/// How far ahead it looks for roles that end.
pub const AHEAD: Span = Span::days(7);

/// What there is to read about an organization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Digest {
    /// Where.
    pub organization: Organization,
    /// What was done there that day by a right, by the code of the action, the most frequent first.
    pub changes: Vec<(String, u64)>,
    /// How many roles end within [`AHEAD`].
    pub ending: usize,
    /// How many requests for support access wait for an answer.
    pub waiting: usize,
    /// How many warnings stand.
    pub warnings: usize,
}

impl Digest {
    /// Warnings that stand are no news by themselves, and what nobody answers lapses: a digest comes for what happened or
    /// is about to.
    #[must_use]
    pub const fn is_worth_reading(&self) -> bool {
        !self.changes.is_empty() || self.ending > 0 || self.waiting > 0
    }
}

/// What somebody reads about the day before a moment.
///
/// # Errors
/// When the store fails or the index cannot be asked.
pub async fn of(
    service: &Service,
    message: MessageId,
    person: PrincipalId,
    until: Timestamp,
) -> Result<Vec<Digest>, Error> {
    let now = service.now();
    let mut read = service.read().await?;
    let Some((who, record)) = read.person_record(person).await? else { return Ok(Vec::new()) };
    if who.status == PersonStatus::Suspended {
        return Ok(Vec::new());
    }
    drop(read);
    let held = record.grants.iter().filter(|grant| grant.term.contains(now)).map(|grant| grant.organization);
    let held: BTreeSet<OrganizationId> = held.collect();
    let mut places: Vec<OrganizationId> = held.into_iter().collect();
    // The home is told of first, and never left out.
    places.sort_by_key(|place| *place != who.home);
    let mut all = Vec::new();
    for place in places {
        if all.len() == ORGANIZATIONS {
            break;
        }
        let via = Via::Job { job: JobId(message.0), organization: place };
        let actor = Actor::Principal { id: person, home: who.home, via };
        let caller = Caller { actor, request: RequestId(message.0), idempotency: None };
        if let Some(digest) = about(service, &caller, place, until).await?.filter(Digest::is_worth_reading) {
            all.push(digest);
        }
    }
    all.sort_by_cached_key(|it| (it.organization.id != who.home, it.organization.name.as_str().to_lowercase()));
    Ok(all)
}

async fn about(
    service: &Service,
    caller: &Caller,
    place: OrganizationId,
    until: Timestamp,
) -> Result<Option<Digest>, Error> {
    let sight = service.sight(caller)?;
    let named = place.to_string();
    let Ok(entered) = sight.enter(&named) else { return Ok(None) };
    let may = |control: &str| sight.ask(control, Level::Read, entered.handle).is_ok();
    let mut read = service.read().await?;
    let Some(organization) = read.organization(place).await? else { return Ok(None) };
    let changes = if may("audit") {
        let from = until.minus(Span::days(1));
        read.audit_counts(place, &hidden(&sight, entered), from, until).await?
    } else {
        Vec::new()
    };
    let waiting = if may("support_access") {
        let state = Some((RequestState::Pending, sight.now));
        let filter = RequestFilter { to: Some(place), by: None, state };
        read.support_requests(&filter, Page::<Newest>::first(REQUESTS)).await?.len()
    } else {
        0
    };
    let (own, outside) = (OF_OWN.iter().any(|control| may(control)), may(OF_OUTSIDERS));
    let ending = if own || outside {
        let ends = read.grants_ending_in(place, sight.now, sight.now.plus(AHEAD)).await?;
        let may_know = |grant: &&Grant| {
            let at_home = sight.principal(grant.principal).is_some_and(|who| sight.is_home_of(who, entered.handle));
            if at_home { own } else { outside }
        };
        ends.iter().filter(may_know).count()
    } else {
        0
    };
    drop(read);
    let warnings = match warnings::list(service, caller, &named).await {
        Ok(warnings) => warnings.len(),
        Err(Error::Refused(_)) => 0,
        Err(error) => return Err(error),
    };
    Ok(Some(Digest { organization, changes, ending, waiting, warnings }))
}
