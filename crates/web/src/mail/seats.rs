//! Mails about requests for seats.

use super::Desk;
use super::letter::Letter;
use prokura_app::error::Error;
use prokura_domain::id::SeatRequestId;
use prokura_domain::seat_request::{SeatRequest, SeatRequestState};

/// The look-up key of the subscription, and the customer with the address of its licences.
async fn place(desk: &mut Desk<'_>, request: &SeatRequest) -> Result<(String, String, String), Error> {
    let record = desk.read.organization_record(request.customer).await?;
    let sold = record.and_then(|it| it.subscriptions.into_iter().find(|it| it.id == request.subscription));
    let (customer, page) = desk.organization(request.customer).await?;
    Ok((sold.map_or_else(String::new, |it| it.slug.to_string()), customer, format!("{page}/licences")))
}

/// To the seller: a customer asks. Nothing to tell once it is answered or taken back.
pub(super) async fn asked(desk: &mut Desk<'_>, request: SeatRequestId) -> Result<Option<Letter>, Error> {
    let Some(request) = desk.read.seat_request(request).await? else { return Ok(None) };
    if request.state != SeatRequestState::Open {
        return Ok(None);
    }
    let (subscription, customer, page) = place(desk, &request).await?;
    let (who, _) = desk.person(request.asked_by).await?;
    let (quantity, before) = (request.quantity.to_string(), request.before.to_string());
    let named = [
        ("customer", customer.as_str()),
        ("who", &who),
        ("subscription", &subscription),
        ("quantity", &quantity),
        ("before", &before),
    ];
    Ok(Some(
        desk.letter(desk.text("mail-seats-asked-subject", &named))
            .paragraph(desk.text("mail-seats-asked-text", &named))
            .fact(desk.text("organization", &[]), customer.clone())
            .fact(desk.text("mail-seats-seats", &[]), desk.text("mail-seats-change", &named))
            .fact(desk.text("mail-seats-reason", &[]), request.reason.clone().unwrap_or_default())
            .button(desk.text("mail-seats-asked-button", &[]), desk.link(&page)),
    ))
}

/// To whoever asked: the seller's answer.
pub(super) async fn answered(desk: &mut Desk<'_>, request: SeatRequestId) -> Result<Option<Letter>, Error> {
    let Some(request) = desk.read.seat_request(request).await? else { return Ok(None) };
    let key = match request.state {
        SeatRequestState::Accepted => "accepted",
        SeatRequestState::Declined => "declined",
        SeatRequestState::Open | SeatRequestState::Withdrawn => return Ok(None),
    };
    let (subscription, customer, page) = place(desk, &request).await?;
    let (seller, _) = desk.organization(request.seller).await?;
    let quantity = request.quantity.to_string();
    let named = [
        ("customer", customer.as_str()),
        ("seller", &seller),
        ("subscription", &subscription),
        ("quantity", &quantity),
    ];
    Ok(Some(
        desk.letter(desk.text(&format!("mail-seats-{key}-subject"), &named))
            .paragraph(desk.text(&format!("mail-seats-{key}-text"), &named))
            .fact(desk.text("mail-seats-answer", &[]), request.answer.clone().unwrap_or_default())
            .button(desk.text("mail-seats-answered-button", &[]), desk.link(&page)),
    ))
}
