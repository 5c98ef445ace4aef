//! Asking the seller of a subscription for more seats, or fewer.

use super::licences_told::grouped;
use super::lock::{Lock, told_at};
use super::{Answer, ConsoleCaller, Flash, Frame, Typed, done, page as answer, page_with};
use crate::problem::status;
use askama::Template;
use axum::extract::Path;
use prokura_app::command::ask_seats::AskSeats;
use prokura_app::error::Error;
use prokura_app::query::licences::{SubscriptionSeen, list};
use prokura_domain::id::OrganizationId;
use prokura_domain::refusal::{FieldError, Refusal};

/// What was typed and what is wrong with it.
#[derive(Default)]
struct Filled {
    quantity: String,
    quantity_error: String,
    reason: String,
    reason_error: String,
    failed: Option<Lock>,
}

#[derive(Template)]
#[template(path = "licences_ask.html")]
struct AskPage {
    frame: Frame,
    heading: String,
    lead: String,
    action: String,
    back: String,
    filled: Filled,
}

/// The subscription, which one may ask about now, and the frame of the page.
async fn open(
    caller: &ConsoleCaller,
    named: &str,
    slug: &str,
) -> Result<(Frame, OrganizationId, SubscriptionSeen, String), Error> {
    let (frame, _) = caller.enter(named, caller.visit.t("licences-ask")).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    let seen = list(&caller.site.service, &caller.caller, named).await?;
    let found = seen.subscriptions.into_iter().find(|it| it.subscription.slug.as_str() == slug);
    let found = found.ok_or(Refusal::NotFound)?;
    let back = place.href("licences");
    let frame = frame.narrow().section("licences").crumb(caller.visit.t("nav-licences"), &back);
    Ok((frame, place.entered.id, found, back))
}

fn form(caller: &ConsoleCaller, frame: Frame, sold: &SubscriptionSeen, back: String, filled: Filled) -> AskPage {
    let (visit, row) = (&caller.visit, &sold.subscription);
    let seller = sold.seller.as_ref().map(|seller| seller.name.to_string()).unwrap_or_default();
    let named = [
        ("seller", seller.into()),
        ("subscription", row.slug.to_string().into()),
        ("seats", grouped(visit.language, row.quantity).into()),
    ];
    AskPage {
        heading: visit.t1("licences-ask-of", "subscription", &row.slug),
        lead: visit.language.text_with("licences-ask-text", &named),
        action: format!("{back}/{}/request", row.slug),
        filled,
        frame,
        back,
    }
}

/// `GET /o/{organization}/licences/{subscription}/request`
pub(super) async fn page(caller: ConsoleCaller, Path((named, slug)): Path<(String, String)>) -> Answer {
    let (frame, _, sold, back) = open(&caller, &named, &slug).await?;
    if !sold.may_ask {
        return Err(Refusal::NotFound.into());
    }
    let filled = Filled { quantity: sold.subscription.quantity.to_string(), ..Filled::default() };
    Ok(answer(&form(&caller, frame, &sold, back, filled))?)
}

/// `POST /o/{organization}/licences/{subscription}/request`
pub(super) async fn ask(caller: ConsoleCaller, Path((named, slug)): Path<(String, String)>, typed: Typed) -> Answer {
    let (frame, organization, sold, back) = open(&caller, &named, &slug).await?;
    let (quantity, reason) = (typed.text("quantity"), typed.text("reason"));
    let command = AskSeats {
        organization,
        subscription: sold.subscription.id,
        // What is no number is none that there can be.
        quantity: quantity.trim().parse().unwrap_or_default(),
        reason: Some(reason.to_owned()),
    };
    match caller.site.execute(caller.caller.clone(), command).await {
        Ok(_) => {
            let seller = sold.seller.map(|seller| seller.name.to_string()).unwrap_or_default();
            let text = caller.visit.t1("licences-asked", "seller", seller);
            Ok(done(&caller.site, &caller.visit, &back, &Flash::good(text)))
        }
        Err(Error::Refused(refusal @ (Refusal::Invalid(_) | Refusal::Rule { .. }))) => {
            let language = caller.visit.language;
            let errors: &[FieldError] = if let Refusal::Invalid(errors) = &refusal { errors } else { &[] };
            let told = |at: &str| told_at(errors, &[at], language);
            let failed = if errors.is_empty() {
                Lock::of(&refusal, caller.site.service.policy(), language)
            } else {
                Lock::at_fields(language, [])
            };
            let filled = Filled {
                quantity: quantity.to_owned(),
                quantity_error: told("quantity"),
                reason: reason.to_owned(),
                reason_error: told("reason"),
                failed: Some(failed),
            };
            Ok(page_with(status(&refusal), &form(&caller, frame, &sold, back, filled))?)
        }
        Err(error) => Err(error.into()),
    }
}
