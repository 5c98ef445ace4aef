//! Licences: subscriptions with their seats, and requests to sellers for more.

use super::answer::Written;
use super::extract::{Paging, Path, Query, Reading, Writing, id};
use crate::problem::Problem;
use axum::Json;
use prokura_app::command::answer_seats::{AnswerSeats, SeatAnswer as Answer};
use prokura_app::command::ask_seats::AskSeats;
use prokura_app::query::licences::{self, PoolSeen, SubscriptionSeen};
use prokura_app::seats;
use prokura_wire::license::{
    LicenseHolders, Licenses, NewSeatRequest, Pool, SeatAnswer, SeatRequest, Share, Shortage, Subscription,
};
use prokura_wire::list::{List, Nothing, Written as WrittenShape};
use prokura_wire::time::Moment;

fn pool(PoolSeen { pool, shortages }: PoolSeen) -> Pool {
    Pool {
        seats: pool.seats,
        used: pool.used(),
        free: pool.free(),
        over: pool.over(),
        licenses: pool.held.into_iter().map(|(license, people)| LicenseHolders { license, people }).collect(),
        service: pool.service,
        shortages: shortages.into_iter().map(shortage).collect(),
    }
}

fn shortage(it: seats::Shortage) -> Shortage {
    let kind = it.code().to_owned();
    let plain = |count| Shortage { kind: kind.clone(), count, subscription: None, until: None };
    match it {
        seats::Shortage::Over(count) | seats::Shortage::FewFree(count) => plain(count),
        seats::Shortage::NoneFree => plain(0),
        seats::Shortage::EndsSoon { subscription, until, missing } => {
            Shortage { subscription: Some(subscription.0), until: Some(Moment(until)), ..plain(missing) }
        }
    }
}

fn subscription(seen: SubscriptionSeen) -> Subscription {
    let row = seen.subscription;
    let share = |it: seats::Share| Share { service: it.service, seats: it.seats, used: it.used };
    Subscription {
        id: row.id.0,
        slug: row.slug.into(),
        seller: row.seller.0,
        quantity: row.quantity,
        state: seen.standing.code().to_owned(),
        from: row.term.from.map(Moment),
        until: row.term.until.map(Moment),
        services: row.services,
        shares: seen.shares.into_iter().map(share).collect(),
    }
}

/// Subscriptions of an organization, the seats of each service, and who takes them. Asks `licenses.read`.
#[utoipa::path(
    get, path = "/v1/organizations/{organization}/licenses", operation_id = "get_licenses", tag = "licenses",
    params(("organization" = String, Path, description = "Id or look-up key.")),
    responses((status = 200, description = "The subscriptions and their seats.", body = Licenses)),
)]
pub(super) async fn get_licenses(
    reading: Reading,
    Path(organization): Path<String>,
) -> Result<Json<Licenses>, Problem> {
    let seen = licences::list(&reading.site.service, &reading.caller, &organization).await;
    let seen = seen.map_err(|error| reading.fail(error))?;
    Ok(Json(Licenses {
        pools: seen.pools.map(|pools| pools.into_iter().map(pool).collect()),
        subscriptions: seen.subscriptions.into_iter().map(subscription).collect(),
    }))
}

/// Requests of an organization to the sellers of its subscriptions. Asks `licenses.read`.
#[utoipa::path(
    get, path = "/v1/organizations/{organization}/seat-requests", operation_id = "list_seat_requests", tag = "licenses",
    params(("organization" = String, Path, description = "Id or look-up key."), Paging),
    responses((status = 200, description = "A page, newest first.", body = List<SeatRequest>)),
)]
pub(super) async fn list_seat_requests(
    reading: Reading,
    Path(organization): Path<String>,
    Query(query): Query<Paging>,
) -> Result<Json<List<SeatRequest>>, Problem> {
    let list = reading.list(&["seat-requests", &organization], &query)?;
    let rows = licences::asked(&reading.site.service, &reading.caller, &organization).await;
    let rows = rows.map_err(|error| reading.fail(error))?;
    Ok(list.page(list.part()?.pick(rows, true, |row| row.id.0).map(SeatRequest::from)))
}

/// Asks the seller of a subscription for another number of seats. Asks `licenses.manage`.
#[utoipa::path(
    post, path = "/v1/organizations/{organization}/seat-requests", operation_id = "ask_seats", tag = "licenses",
    params(("organization" = String, Path, description = "Id or look-up key.")),
    request_body = NewSeatRequest,
    responses((status = 201, description = "The request.", body = WrittenShape<SeatRequest>)),
)]
pub(super) async fn ask_seats(
    Path(organization): Path<String>,
    writing: Writing<NewSeatRequest>,
) -> Result<Written<SeatRequest>, Problem> {
    let names = writing.names()?;
    let command = AskSeats {
        organization: names.organization(&organization),
        subscription: names.subscription(&writing.body.subscription),
        quantity: writing.body.quantity,
        reason: writing.body.reason.clone(),
    };
    Ok(Written::created(writing.execute(command).await?, SeatRequest::from))
}

/// The seller accepts a request, which changes the subscription at once, or declines it. Asks `orders.manage`.
#[utoipa::path(
    post, path = "/v1/organizations/{organization}/seat-requests/{seat_request}/answer", operation_id = "answer_seat_request",
    tag = "licenses",
    params(
        ("organization" = String, Path, description = "Id or look-up key of the customer."),
        ("seat_request" = String, Path, description = "Id."),
    ),
    request_body = SeatAnswer,
    responses((status = 200, description = "The request, answered.", body = WrittenShape<SeatRequest>)),
)]
pub(super) async fn answer_seat_request(
    Path((organization, request)): Path<(String, String)>,
    writing: Writing<SeatAnswer>,
) -> Result<Written<SeatRequest>, Problem> {
    let body = &writing.body;
    let answer = Answer::from_code(&body.answer).filter(|answer| *answer != Answer::Withdraw);
    let command = AnswerSeats {
        organization: writing.names()?.organization(&organization),
        request: id(&request),
        answer: writing.code("answer", answer)?,
        reason: body.reason.clone(),
        expected_version: writing.version(body.version)?,
    };
    Ok(Written::changed(writing.execute(command).await?, SeatRequest::from))
}

/// The customer takes a request back. Asks `licenses.manage`.
#[utoipa::path(
    post, path = "/v1/organizations/{organization}/seat-requests/{seat_request}/withdrawal",
    operation_id = "withdraw_seat_request", tag = "licenses",
    params(
        ("organization" = String, Path, description = "Id or look-up key."),
        ("seat_request" = String, Path, description = "Id."),
    ),
    responses((status = 200, description = "The request, taken back.", body = WrittenShape<SeatRequest>)),
)]
pub(super) async fn withdraw_seat_request(
    Path((organization, request)): Path<(String, String)>,
    writing: Writing<Nothing>,
) -> Result<Written<SeatRequest>, Problem> {
    let command = AnswerSeats {
        organization: writing.names()?.organization(&organization),
        request: id(&request),
        answer: Answer::Withdraw,
        reason: None,
        expected_version: writing.version(None)?,
    };
    Ok(Written::changed(writing.execute(command).await?, SeatRequest::from))
}
