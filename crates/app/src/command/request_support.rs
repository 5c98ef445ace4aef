//! An agent asks a full administrator of an organization for temporary access.

use crate::caller::{Actor, Via};
use crate::error::Error;
use crate::limit::too_many;
use crate::pipeline::Command;
use crate::port::{Page, RequestFilter};
use crate::standing::{active_actor, reaches};
use crate::work::Work;
use async_trait::async_trait;
use prokura_domain::event::Event;
use prokura_domain::grant::role;
use prokura_domain::id::{OrganizationId, PrincipalId, SupportRequestId};
use prokura_domain::person::PersonStatus;
use prokura_domain::refusal::{FieldError, Refusal};
use prokura_domain::support::{RequestState, SupportRequest};
use prokura_domain::text::EmailAddress;
use prokura_domain::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};

/// The most characters of a reason.
pub const REASON_LENGTH: usize = 500;
/// How many requests an agent makes to one organization in an hour at most.
pub const MOST_TO_ONE: usize = 5;
/// How many requests an agent makes in an hour at most.
pub const MOST_TO_ALL: u64 = 60;

/// Asks for temporary access (SUP-02). The answer is the same whether or not the address is an administrator's.
#[derive(Clone, Debug)]
pub struct RequestSupport {
    /// The organization to get into.
    pub organization: OrganizationId,
    /// Whom the request is written to.
    pub addressed_to: EmailAddress,
    /// Why, in the agent's words; the administrator reads it.
    pub reason: String,
}

/// What was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requested {
    /// The request.
    pub request: SupportRequestId,
    /// First moment at which it can no longer be answered (SUP-04).
    pub lapses_at: Timestamp,
}

#[async_trait]
impl Command for RequestSupport {
    type Output = Requested;

    fn name(&self) -> &'static str {
        "request_support"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<Requested, Error> {
        let agent = self.go_in(work).await?;
        let home = work.facts.principal_record(agent).map(|record| record.home).ok_or(Refusal::Unauthenticated)?;
        let permit = work.ask_manage("elevation", home)?;
        if !may_ask(work, agent, self.organization) {
            return Err(Refusal::rule("SUP-01", "support_out_of_reach").into());
        }
        if work.read().person(agent).await?.is_none() {
            return Err(Refusal::rule("SUP-02", "support_agent_not_a_person").into());
        }
        let reason = reason(&self.reason)?;
        let of_mine = RequestFilter { by: Some(agent), ..RequestFilter::default() };
        let earlier = work.read().support_requests(&of_mine, Page::first(MOST_TO_ALL)).await?;
        may_ask_again(&earlier, self.organization, work.now)?;

        let request = SupportRequest {
            id: SupportRequestId(work.new_id()),
            organization: self.organization,
            agent,
            addressed_to: self.addressed_to.clone(),
            approver: self.approver(work).await?,
            reason,
            requested_at: work.now,
            state: RequestState::Pending,
            decided_at: None,
            decided_by: None,
            version: 1,
        };
        let requested = Requested { request: request.id, lapses_at: request.lapses_at() };
        work.plan(&permit, Event::SupportRequested(request));
        Ok(requested)
    }
}

impl RequestSupport {
    /// Goes in as far as asking needs: an agent whom the customer has blocked sees nothing there and may still ask
    /// (EXT-12); their refusals are recorded at home.
    async fn go_in(&self, work: &mut Work<'_>) -> Result<PrincipalId, Error> {
        let agent = active_actor(work).await?;
        match work.enter(self.organization).await {
            Err(Error::Refused(Refusal::NotFound)) => {
                let narrowed = match &work.caller().actor {
                    Actor::Principal { home, via: Via::Token { organization, .. }, .. } => organization != home,
                    Actor::Principal { .. } | Actor::Anonymous | Actor::Operator | Actor::System => false,
                };
                if narrowed || !may_ask(work, agent, self.organization) {
                    return Err(Refusal::NotFound.into());
                }
                Ok(agent)
            }
            Err(error) => Err(error),
            Ok(()) => Ok(agent),
        }
    }

    /// The full administrator behind the address. The work is the same for every address, so that its time tells nothing.
    async fn approver(&self, work: &mut Work<'_>) -> Result<Option<PrincipalId>, Error> {
        let now = work.now;
        let grants = work.read().grants_in(self.organization, now).await?;
        let holders: Vec<PrincipalId> = grants
            .into_iter()
            .filter(|grant| grant.role == role::FULL_ADMIN && grant.term.contains(now))
            .map(|grant| grant.principal)
            .collect();
        let people = work.read().people(&holders).await?;
        Ok(people
            .into_iter()
            .find(|person| {
                person.email == self.addressed_to
                    && person.home == self.organization
                    && person.status == PersonStatus::Active
            })
            .map(|person| person.id))
    }
}

/// Whether an agent holds a role that asks for full access and reaches the organization (SUP-01).
pub(crate) fn may_ask(work: &Work<'_>, agent: PrincipalId, organization: OrganizationId) -> bool {
    reaches(work.policy, &work.facts, agent, organization, work.now, |role| role.asks_for_access)
}

fn reason(text: &str) -> Result<String, Refusal> {
    const FIELD: &str = "reason";
    let text = text.trim();
    let length = text.chars().take(REASON_LENGTH + 1).count();
    if length == 0 {
        return Err(Refusal::field(FIELD, "support_reason_missing"));
    }
    if length > REASON_LENGTH {
        return Err(Refusal::Invalid(vec![FieldError {
            field: FIELD.to_owned(),
            code: "support_reason_too_long",
            arguments: vec![("most", REASON_LENGTH.to_string())],
        }]));
    }
    if text.chars().any(|c| c.is_control() && c != '\n' && c != '\r') {
        return Err(Refusal::field(FIELD, "support_reason_invalid"));
    }
    Ok(text.to_owned())
}

/// One request waits at a time, and so many are made in an hour: nobody's mailbox is flooded.
fn may_ask_again(earlier: &[SupportRequest], organization: OrganizationId, now: Timestamp) -> Result<(), Refusal> {
    const HOUR: Span = Span::hours(1);
    let there = |request: &&SupportRequest| request.organization == organization;
    if earlier.iter().filter(there).any(|request| request.state_at(now) == RequestState::Pending) {
        return Err(Refusal::rule("SUP-02", "support_request_pending"));
    }
    let recent = || earlier.iter().filter(|request| now < request.requested_at.plus(HOUR));
    let everywhere: Vec<Timestamp> = recent().map(|request| request.requested_at).collect();
    let here: Vec<Timestamp> = recent().filter(there).map(|request| request.requested_at).collect();
    let full = [(here, MOST_TO_ONE), (everywhere, usize::try_from(MOST_TO_ALL).unwrap_or(usize::MAX))]
        .into_iter()
        .filter(|(made, most)| made.len() >= *most)
        .filter_map(|(made, _)| made.into_iter().min())
        .max();
    full.map_or(Ok(()), |oldest| Err(too_many(oldest.plus(HOUR).since(now))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const NOW: Timestamp = Timestamp(1_772_442_000_000_000);
    const HERE: OrganizationId = OrganizationId(Uuid::from_u128(1));

    fn made(at: Timestamp, organization: OrganizationId, state: RequestState) -> SupportRequest {
        SupportRequest {
            id: SupportRequestId(Uuid::from_u128(7)),
            organization,
            agent: PrincipalId(Uuid::from_u128(2)),
            addressed_to: "harriet@clinic.example".parse().unwrap(),
            approver: None,
            reason: "A call".to_owned(),
            requested_at: at,
            state,
            decided_at: None,
            decided_by: None,
            version: 1,
        }
    }

    #[test]
    fn one_request_waits_at_a_time() {
        // SUP-04: a request an hour old has lapsed and no longer stands in the way, to the microsecond.
        let waiting = |age: Span| may_ask_again(&[made(NOW.minus(age), HERE, RequestState::Pending)], HERE, NOW);
        let pending = Err(Refusal::rule("SUP-02", "support_request_pending"));
        assert_eq!(waiting(Span(Span::hours(1).0 - 1)), pending);
        assert_eq!(waiting(Span::hours(1)), Ok(()));
        let elsewhere = OrganizationId(Uuid::from_u128(9));
        assert_eq!(may_ask_again(&[made(NOW, elsewhere, RequestState::Pending)], HERE, NOW), Ok(()));
    }

    #[test]
    fn nobody_is_flooded() {
        let at = |minutes| made(NOW.minus(Span::minutes(minutes)), HERE, RequestState::Withdrawn);
        let five = [at(50), at(40), at(30), at(20), at(10)];
        assert_eq!(may_ask_again(&five[1..], HERE, NOW), Ok(()));
        assert_eq!(may_ask_again(&five, HERE, NOW), Err(Refusal::too_many(600)));
        assert_eq!(may_ask_again(&five, HERE, NOW.plus(Span::minutes(10)).minus(Span(1))), Err(Refusal::too_many(1)));
        assert_eq!(may_ask_again(&five, HERE, NOW.plus(Span::minutes(10))), Ok(()));
        let many: Vec<_> =
            (0..60).map(|n| made(NOW, OrganizationId(Uuid::from_u128(100 + n)), RequestState::Pending)).collect();
        assert!(matches!(may_ask_again(&many, HERE, NOW), Err(Refusal::TooMany { .. })));
        assert_eq!(may_ask_again(&many[1..], HERE, NOW), Ok(()));
    }

    #[test]
    fn a_reason_is_a_short_text() {
        assert_eq!(reason("  A call  ").as_deref(), Ok("A call"));
        assert_eq!(reason(" \n "), Err(Refusal::field("reason", "support_reason_missing")));
        assert!(reason(&"ž".repeat(500)).is_ok());
        assert_eq!(reason(&"ž".repeat(501)).map_err(|refusal| refusal.code()), Err("invalid"));
        assert_eq!(reason("a\u{1b}[31m"), Err(Refusal::field("reason", "support_reason_invalid")));
    }
}
