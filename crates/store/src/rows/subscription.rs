//! Subscriptions.

use super::prelude::*;
use prokura_domain::id::{OrganizationId, SubscriptionId};
use prokura_domain::organization::Subscription;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "subscription")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub slug: String,
    pub customer: Uuid,
    pub seller: Uuid,
    pub services: String,
    pub quantity: i64,
    pub from_at: Option<i64>,
    pub until_at: Option<i64>,
}
plain!();

impl Kept for Subscription {
    type Entity = Entity;

    fn to_row(&self) -> StoreResult<Model> {
        Ok(Model {
            id: self.id.0,
            slug: self.slug.to_string(),
            customer: self.customer.0,
            seller: self.seller.0,
            services: to_json(&self.services)?,
            quantity: self.quantity,
            from_at: self.term.from.map(|at| at.0),
            until_at: self.term.until.map(|at| at.0),
        })
    }

    fn from_row(row: Model) -> StoreResult<Self> {
        Ok(Self {
            id: SubscriptionId(row.id),
            slug: text("subscription.slug", row.slug)?,
            customer: OrganizationId(row.customer),
            seller: OrganizationId(row.seller),
            services: json("subscription.services", &row.services)?,
            quantity: row.quantity,
            term: term(row.from_at, row.until_at),
        })
    }
}
