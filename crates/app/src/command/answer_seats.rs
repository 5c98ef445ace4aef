//! What becomes of a request for seats: the seller accepts or declines it, the customer takes it back.

use crate::command::guard::code::{DECLINE_REASON_MISSING, SEATS_ANSWERED_BY_SELLER, SEATS_ASKED_BY_SELLER};
use crate::command::guard::problem::{Problems, broken};
use crate::command::guard::term::reason;
use crate::command::guard::{answerer, version};
use crate::error::Error;
use crate::pipeline::Command;
use crate::work::Work;
use async_trait::async_trait;
use prokura_decision::facts::Target;
use prokura_decision::mask::Level;
use prokura_domain::event::{Change, Event};
use prokura_domain::id::{OrganizationId, SeatRequestId};
use prokura_domain::organization::Subscription;
use prokura_domain::refusal::Refusal;
use prokura_domain::seat_request::{SeatRequest, SeatRequestState};

/// What is said to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeatAnswer {
    /// The seller accepts it.
    Accept,
    /// The seller declines it, and says why.
    Decline,
    /// The customer takes it back.
    Withdraw,
}

impl SeatAnswer {
    /// The answer of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Some(match code {
            "accept" => Self::Accept,
            "decline" => Self::Decline,
            "withdraw" => Self::Withdraw,
            _ => return None,
        })
    }

    const fn state(self) -> SeatRequestState {
        match self {
            Self::Accept => SeatRequestState::Accepted,
            Self::Decline => SeatRequestState::Declined,
            Self::Withdraw => SeatRequestState::Withdrawn,
        }
    }
}

/// Answers a request. Accepting changes the subscription in the same transaction; the same answer twice is given once.
#[derive(Clone, Debug)]
pub struct AnswerSeats {
    /// The customer.
    pub organization: OrganizationId,
    /// The request.
    pub request: SeatRequestId,
    /// What is said to it.
    pub answer: SeatAnswer,
    /// In whose words; declining needs them.
    pub reason: Option<String>,
    /// The version the caller looked at; `None` for whatever there is.
    pub expected_version: Option<i64>,
}

#[async_trait]
impl Command for AnswerSeats {
    type Output = SeatRequest;

    fn name(&self) -> &'static str {
        match self.answer {
            SeatAnswer::Accept | SeatAnswer::Decline => "answer_seats",
            SeatAnswer::Withdraw => "withdraw_seats",
        }
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<SeatRequest, Error> {
        work.enter(self.organization).await?;
        let before = work.read().seat_request(self.request).await?;
        let before = before.filter(|it| it.customer == self.organization).ok_or(Refusal::NotFound)?;
        let target = Target::Subscription(before.subscription.0);
        if work.ask("licenses", Level::Read, self.organization, target).is_err() {
            return Err(Refusal::NotFound.into());
        }
        let actor = work.actor()?;
        let control = if self.answer == SeatAnswer::Withdraw { "licenses" } else { answerer::CONTROL };
        let permit = work.ask(control, Level::Manage, self.organization, target)?;
        // A customer's own administrators manage their orders too, and sell themselves nothing.
        if self.answer != SeatAnswer::Withdraw && !work.is_home_of(actor, before.seller) {
            return Err(broken(SEATS_ANSWERED_BY_SELLER).into());
        }
        if self.answer == SeatAnswer::Withdraw && work.is_home_of(actor, before.seller) {
            return Err(broken(SEATS_ASKED_BY_SELLER).into());
        }
        if before.state != SeatRequestState::Open {
            return if before.state == self.answer.state() && before.closed_by == Some(actor) {
                Ok(before)
            } else {
                Err(Refusal::Over { code: "seats_answered" }.into())
            };
        }
        version::expect(work, before.id.0, self.expected_version, before.version).await?;
        let mut problems = Problems::default();
        let words = reason(self.reason.as_deref(), &mut problems);
        if self.answer == SeatAnswer::Decline && words.is_none() {
            problems.field("reason", DECLINE_REASON_MISSING);
        }
        problems.refuse()?;
        let after = SeatRequest {
            state: self.answer.state(),
            closed_by: Some(actor),
            closed_at: Some(work.now),
            answer: words,
            version: before.version + 1,
            ..before.clone()
        };
        let change = Change { before, after: after.clone() };
        match self.answer {
            SeatAnswer::Accept => {
                let subscriptions = &work.organization(self.organization)?.subscriptions;
                let sold = subscriptions.iter().find(|it| it.id == after.subscription).cloned();
                let sold = sold.ok_or(Refusal::NotFound)?;
                if sold.term.is_over(work.now) {
                    return Err(Refusal::Over { code: "subscription_over" }.into());
                }
                // Who asked saw another number, or another seller.
                if (sold.seller, sold.quantity) != (after.seller, after.before) {
                    return Err(Refusal::Over { code: "subscription_changed" }.into());
                }
                work.plan(&permit, Event::SeatsAccepted(change));
                if sold.quantity != after.quantity {
                    let more = Subscription { quantity: after.quantity, ..sold.clone() };
                    work.plan(&permit, Event::SubscriptionChanged(Change { before: sold, after: more }));
                }
            }
            SeatAnswer::Decline => work.plan(&permit, Event::SeatsDeclined(change)),
            SeatAnswer::Withdraw => work.plan(&permit, Event::SeatsWithdrawn(change)),
        }
        Ok(after)
    }
}
