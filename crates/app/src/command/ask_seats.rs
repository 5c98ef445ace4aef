//! A customer asks the seller of a subscription for more seats, or fewer.

use crate::command::guard::answerer;
use crate::command::guard::code::{
    QUANTITY_INVALID, QUANTITY_SAME, RuleCode, SEATS_ANSWERED_BY_NOBODY, SEATS_ASKED_ALREADY, SEATS_ASKED_BY_SELLER,
    SEATS_TO_COME,
};
use crate::command::guard::problem::{Problems, broken};
use crate::command::guard::term::reason;
use crate::error::Error;
use crate::pipeline::Command;
use crate::work::Work;
use async_trait::async_trait;
use prokura_decision::facts::Target;
use prokura_decision::mask::Level;
use prokura_domain::event::Event;
use prokura_domain::id::{OrganizationId, SeatRequestId, SubscriptionId};
use prokura_domain::refusal::Refusal;
use prokura_domain::seat_request::{MOST_SEATS, SeatRequest, SeatRequestState};

/// Asks the seller of a subscription for so many seats. One request of a subscription is open at a time.
#[derive(Clone, Debug)]
pub struct AskSeats {
    /// Whose subscription it is.
    pub organization: OrganizationId,
    /// The subscription.
    pub subscription: SubscriptionId,
    /// How many seats it shall have.
    pub quantity: i64,
    /// Why.
    pub reason: Option<String>,
}

#[async_trait]
impl Command for AskSeats {
    type Output = SeatRequest;

    fn name(&self) -> &'static str {
        "ask_seats"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<SeatRequest, Error> {
        work.enter(self.organization).await?;
        let target = Target::Subscription(self.subscription.0);
        let permit = work.ask("licenses", Level::Manage, self.organization, target)?;
        let actor = work.actor()?;
        let subscriptions = &work.organization(self.organization)?.subscriptions;
        let sold = subscriptions.iter().find(|it| it.id == self.subscription).cloned().ok_or(Refusal::NotFound)?;
        if sold.term.is_over(work.now) {
            return Err(Refusal::Over { code: "subscription_over" }.into());
        }
        // Who sells changes the order, and asks nobody.
        if work.is_home_of(actor, sold.seller) {
            return Err(broken(SEATS_ASKED_BY_SELLER).into());
        }
        // A sale gives authority over the order while it is active, and not before.
        if !sold.term.contains(work.now) {
            return Err(broken(SEATS_TO_COME).into());
        }
        let mut problems = Problems::default();
        if !(1..=MOST_SEATS).contains(&self.quantity) {
            let range = vec![("least", "1".to_owned()), ("most", MOST_SEATS.to_string())];
            problems.field_with("quantity", QUANTITY_INVALID, range);
        } else if self.quantity == sold.quantity {
            problems.field("quantity", QUANTITY_SAME);
        }
        let reason = reason(self.reason.as_deref(), &mut problems);
        problems.refuse()?;
        let open = |it: &SeatRequest| it.subscription == sold.id && it.state == SeatRequestState::Open;
        if work.read().seat_requests_of(self.organization).await?.iter().any(open) {
            return Err(broken(SEATS_ASKED_ALREADY).into());
        }
        if !answerer::is_there(work, &sold).await? {
            let seller = work.read().organization(sold.seller).await?;
            let arguments = vec![("seller", seller.map(|it| it.name.to_string()).unwrap_or_default())];
            let RuleCode { code, rule } = SEATS_ANSWERED_BY_NOBODY;
            return Err(Refusal::Rule { code, rule, arguments }.into());
        }
        let request = SeatRequest {
            id: SeatRequestId(work.new_id()),
            subscription: sold.id,
            customer: sold.customer,
            seller: sold.seller,
            before: sold.quantity,
            quantity: self.quantity,
            reason,
            asked_by: actor,
            asked_at: work.now,
            state: SeatRequestState::Open,
            closed_by: None,
            closed_at: None,
            answer: None,
            version: 1,
        };
        work.plan(&permit, Event::SeatsAsked(request.clone()));
        Ok(request)
    }
}
