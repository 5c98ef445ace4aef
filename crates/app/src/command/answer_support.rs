//! A full administrator grants or denies an agent's request for temporary access.

use super::request_support::may_ask;
use crate::caller::{Actor, Via};
use crate::error::Error;
use crate::pipeline::Command;
use crate::standing::active_actor;
use crate::work::Work;
use async_trait::async_trait;
use prokura_decision::giving::holds_at_home;
use prokura_domain::event::{Change, Event};
use prokura_domain::grant::role;
use prokura_domain::id::{PrincipalId, SupportGrantId, SupportRequestId};
use prokura_domain::refusal::Refusal;
use prokura_domain::support::{GRANT_LASTS, RequestState, SupportGrant, SupportRequest};
use prokura_domain::time::{Term, Timestamp};
use serde::{Deserialize, Serialize};

/// What an administrator answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Access for an hour (SUP-06).
    Grant,
    /// No.
    Deny,
    /// No, and the vendor is told that nobody expected it (SUP-05).
    DenyAndReport,
}

impl Answer {
    const fn state(self) -> RequestState {
        match self {
            Self::Grant => RequestState::Granted,
            Self::Deny => RequestState::Denied,
            Self::DenyAndReport => RequestState::Reported,
        }
    }
}

/// Answers a support request, from the console or from the page behind the mail's link (SUP-02, SUP-03). The same
/// answer given again by the same person is not done twice and gives the same back.
#[derive(Clone, Copy, Debug)]
pub struct AnswerSupport {
    /// The request.
    pub request: SupportRequestId,
    /// The answer.
    pub answer: Answer,
}

/// What became of the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// What it is now.
    pub state: RequestState,
    /// The access that was given, with the first moment at which it is over.
    pub access: Option<(SupportGrantId, Timestamp)>,
}

#[async_trait]
impl Command for AnswerSupport {
    type Output = Answered;

    fn name(&self) -> &'static str {
        "answer_support"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<Answered, Error> {
        let request = work.read().support_request(self.request).await?.ok_or(Refusal::NotFound)?;
        let actor = self.come_in(work, &request).await?;
        let permit = work.ask_manage("support_access", request.organization)?;
        let person = work.read().person(actor).await?.is_some();
        if !person || !holds_at_home(work.policy, &work.facts, actor, request.organization, role::FULL_ADMIN, work.now)
        {
            return Err(Refusal::rule("SUP-02", "support_by_full_admins").into());
        }
        if actor == request.agent {
            return Err(Refusal::rule("SUP-02", "support_own_request").into());
        }
        if is_repeated(&request, actor, self.answer, work.now)? {
            let granted = work.read().support_grant_of(request.id).await?;
            let access = granted.and_then(|grant| Some((grant.id, grant.term.until?)));
            return Ok(Answered { state: request.state, access });
        }

        let after = SupportRequest {
            state: self.answer.state(),
            decided_at: Some(work.now),
            decided_by: Some(actor),
            version: request.version + 1,
            ..request.clone()
        };
        let state = after.state;
        if self.answer != Answer::Grant {
            work.plan(&permit, Event::SupportDenied(Change { before: request, after }));
            return Ok(Answered { state, access: None });
        }
        work.know_principal(request.agent).await?;
        if !may_ask(work, request.agent, request.organization) {
            return Err(Refusal::rule("SUP-01", "support_agent_lost_reach").into());
        }
        let until = work.now.plus(GRANT_LASTS);
        let grant = SupportGrant {
            id: SupportGrantId(work.new_id()),
            request: Some(request.id),
            agent: request.agent,
            organization: request.organization,
            approved_by: actor,
            term: Term::between(work.now, until),
            ended_by: None,
        };
        let access = Some((grant.id, until));
        work.plan(&permit, Event::SupportGranted(Change { before: request, after }, grant));
        Ok(Answered { state, access })
    }
}

impl AnswerSupport {
    /// The link is good for whom it was sent to; everybody else comes through the console.
    async fn come_in(&self, work: &mut Work<'_>, request: &SupportRequest) -> Result<PrincipalId, Error> {
        let actor = match work.caller().actor {
            Actor::Principal { id, via: Via::MailLink, .. } if request.approver == Some(id) => id,
            Actor::Principal { via: Via::MailLink, .. } => return Err(Refusal::NotFound.into()),
            Actor::Principal { .. } | Actor::Anonymous | Actor::Operator | Actor::System => active_actor(work).await?,
        };
        work.enter(request.organization).await?;
        Ok(actor)
    }
}

/// Whether a request was given this very answer by this very person before; an error where it can no longer be answered.
fn is_repeated(request: &SupportRequest, actor: PrincipalId, answer: Answer, now: Timestamp) -> Result<bool, Refusal> {
    match request.state_at(now) {
        RequestState::Pending => Ok(false),
        RequestState::Lapsed => Err(Refusal::Over { code: "support_request_lapsed" }),
        RequestState::Withdrawn => Err(Refusal::Over { code: "support_request_withdrawn" }),
        state @ (RequestState::Granted | RequestState::Denied | RequestState::Reported) => {
            if state == answer.state() && request.decided_by == Some(actor) {
                Ok(true)
            } else {
                Err(Refusal::Over { code: "support_request_answered" })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use prokura_domain::id::OrganizationId;
    use prokura_domain::time::Span;
    use uuid::Uuid;

    const NOW: Timestamp = Timestamp(1_772_442_000_000_000);
    const HARRIET: PrincipalId = PrincipalId(Uuid::from_u128(3));
    const IVAN: PrincipalId = PrincipalId(Uuid::from_u128(4));

    fn request(state: RequestState, by: Option<PrincipalId>) -> SupportRequest {
        SupportRequest {
            id: SupportRequestId(Uuid::from_u128(7)),
            organization: OrganizationId(Uuid::from_u128(1)),
            agent: PrincipalId(Uuid::from_u128(2)),
            addressed_to: "harriet@clinic.example".parse().unwrap(),
            approver: Some(HARRIET),
            reason: "A call".to_owned(),
            requested_at: NOW,
            state,
            decided_at: by.map(|_| NOW),
            decided_by: by,
            version: 1,
        }
    }

    #[test]
    fn an_hour_is_an_hour() {
        // SUP-04
        let pending = request(RequestState::Pending, None);
        let at = |span: Span| is_repeated(&pending, HARRIET, Answer::Grant, NOW.plus(span));
        assert_eq!(at(Span(Span::hours(1).0 - 1)), Ok(false));
        assert_eq!(at(Span::hours(1)), Err(Refusal::Over { code: "support_request_lapsed" }));
    }

    #[test]
    fn only_the_same_answer_of_the_same_person_is_repeated() {
        let over = |code| Err(Refusal::Over { code });
        for (state, answer) in [
            (RequestState::Granted, Answer::Grant),
            (RequestState::Denied, Answer::Deny),
            (RequestState::Reported, Answer::DenyAndReport),
        ] {
            for given in [Answer::Grant, Answer::Deny, Answer::DenyAndReport] {
                let again = is_repeated(&request(state, Some(HARRIET)), HARRIET, given, NOW.plus(Span::days(1)));
                assert_eq!(again, if given == answer { Ok(true) } else { over("support_request_answered") });
            }
            let other = is_repeated(&request(state, Some(HARRIET)), IVAN, answer, NOW);
            assert_eq!(other, over("support_request_answered"));
        }
        let withdrawn = is_repeated(&request(RequestState::Withdrawn, None), HARRIET, Answer::Grant, NOW);
        assert_eq!(withdrawn, over("support_request_withdrawn"));
    }
}
