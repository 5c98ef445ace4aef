//! Requests to sellers for another number of seats.

use super::prelude::*;
use prokura_domain::id::{OrganizationId, PrincipalId, SeatRequestId, SubscriptionId};
use prokura_domain::seat_request::{SeatRequest, SeatRequestState};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "seat_request")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub subscription: Uuid,
    pub customer: Uuid,
    pub seller: Uuid,
    pub quantity_before: i64,
    pub quantity: i64,
    pub reason: Option<String>,
    pub asked_by: Uuid,
    pub asked_at: i64,
    pub state: String,
    pub closed_by: Option<Uuid>,
    pub closed_at: Option<i64>,
    pub answer: Option<String>,
    pub version: i64,
}
plain!();

impl Kept for SeatRequest {
    type Entity = Entity;

    fn to_row(&self) -> StoreResult<Model> {
        Ok(Model {
            id: self.id.0,
            subscription: self.subscription.0,
            customer: self.customer.0,
            seller: self.seller.0,
            quantity_before: self.before,
            quantity: self.quantity,
            reason: self.reason.clone(),
            asked_by: self.asked_by.0,
            asked_at: self.asked_at.0,
            state: self.state.code().to_owned(),
            closed_by: self.closed_by.map(|id| id.0),
            closed_at: self.closed_at.map(|at| at.0),
            answer: self.answer.clone(),
            version: self.version,
        })
    }

    fn from_row(row: Model) -> StoreResult<Self> {
        Ok(Self {
            id: SeatRequestId(row.id),
            subscription: SubscriptionId(row.subscription),
            customer: OrganizationId(row.customer),
            seller: OrganizationId(row.seller),
            before: row.quantity_before,
            quantity: row.quantity,
            reason: row.reason,
            asked_by: PrincipalId(row.asked_by),
            asked_at: Timestamp(row.asked_at),
            state: code("seat_request.state", &row.state, SeatRequestState::from_code)?,
            closed_by: row.closed_by.map(PrincipalId),
            closed_at: row.closed_at.map(Timestamp),
            answer: row.answer,
            version: row.version,
        })
    }
}
