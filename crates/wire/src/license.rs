//! Licences: subscriptions, their seats, and requests to sellers.

use crate::time::Moment;
use prokura_domain::seat_request as domain;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// The licences of an organization.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Licenses {
    /// The seats of each service; `null` for somebody who sees only the subscriptions that their home sold.
    pub pools: Option<Vec<Pool>>,
    /// The subscriptions: active ones by when they end, then those to come, then those over for less than 90 days.
    pub subscriptions: Vec<Subscription>,
}

/// The seats of a service: those of every active subscription with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Pool {
    /// The service's code.
    pub service: String,
    /// How many there are.
    pub seats: i64,
    /// How many are taken.
    pub used: i64,
    /// How many are free.
    pub free: i64,
    /// How many people hold a licence that there is no seat for.
    pub over: i64,
    /// Who takes them, by licence.
    pub licenses: Vec<LicenseHolders>,
    /// What is short, the gravest first.
    pub shortages: Vec<Shortage>,
}

/// How many people hold a licence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LicenseHolders {
    /// The licence's code; `license` of the list of people narrows to those who hold it.
    pub license: String,
    /// How many.
    pub people: i64,
}

/// What is short of a service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Shortage {
    /// `over`, `none_free`, `few_free` (a tenth or less) or `ends_soon` (within 30 days).
    pub kind: String,
    /// How many: missing for `over` and, once it has ended, for `ends_soon`; left for `few_free`.
    pub count: i64,
    /// The subscription that ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subscription: Option<Uuid>,
    /// When it ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Moment>,
}

/// A subscription.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Subscription {
    /// The id.
    pub id: Uuid,
    /// The look-up key, which may be used in the place of the id.
    pub slug: String,
    /// Who sells it.
    pub seller: Uuid,
    /// How many seats it adds to each of its services.
    pub quantity: i64,
    /// `active`, `to_come` or `over`.
    pub state: String,
    /// From when.
    pub from: Option<Moment>,
    /// Until when.
    pub until: Option<Moment>,
    /// Codes of its services.
    pub services: Vec<String>,
    /// What is taken of each service that takes seats: what ends last is filled first.
    pub shares: Vec<Share>,
}

/// A subscription's share of a service's seats.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Share {
    /// The service's code.
    pub service: String,
    /// How many seats it adds.
    pub seats: i64,
    /// How many of them are taken.
    pub used: i64,
}

/// A request to the seller of a subscription.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SeatRequest {
    /// The id.
    pub id: Uuid,
    /// The subscription.
    pub subscription: Uuid,
    /// Who sells it, and answers.
    pub seller: Uuid,
    /// How many seats there were when it was asked.
    pub before: i64,
    /// How many there shall be.
    pub quantity: i64,
    /// Why.
    pub reason: Option<String>,
    /// Who asked.
    pub asked_by: Uuid,
    /// When.
    pub asked_at: Moment,
    /// `open`, `accepted`, `declined` or `withdrawn`.
    pub state: String,
    /// Who answered it, or took it back.
    pub closed_by: Option<Uuid>,
    /// When.
    pub closed_at: Option<Moment>,
    /// What the seller says to it.
    pub answer: Option<String>,
    /// Counts its changes.
    pub version: i64,
}

impl From<domain::SeatRequest> for SeatRequest {
    fn from(row: domain::SeatRequest) -> Self {
        Self {
            id: row.id.0,
            subscription: row.subscription.0,
            seller: row.seller.0,
            before: row.before,
            quantity: row.quantity,
            reason: row.reason,
            asked_by: row.asked_by.0,
            asked_at: row.asked_at.into(),
            state: row.state.code().to_owned(),
            closed_by: row.closed_by.map(|id| id.0),
            closed_at: row.closed_at.map(Moment),
            answer: row.answer,
            version: row.version,
        }
    }
}

/// A request to make.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSeatRequest {
    /// The subscription: its id or look-up key.
    pub subscription: String,
    /// How many seats it shall have: 1 to 1,000,000.
    pub quantity: i64,
    /// Why, for the seller.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// An answer to a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SeatAnswer {
    /// `accept` or `decline`.
    pub answer: String,
    /// In whose words; declining needs them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The version that was looked at; `If-Match` says the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
}

/// A rule by which people get licences when they are added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LicenseRule {
    /// The id.
    pub id: Uuid,
    /// For addresses of this domain; `null` for everybody else.
    pub domain: Option<String>,
    /// Codes of the licences that it gives; empty for a package.
    pub licenses: Vec<String>,
    /// The package that it gives.
    pub package: Option<String>,
    /// Counts its changes.
    pub version: i64,
}

impl From<prokura_domain::licence_rule::LicenceRule> for LicenseRule {
    fn from(row: prokura_domain::licence_rule::LicenceRule) -> Self {
        let (licenses, package) = match row.gives {
            prokura_domain::licence_rule::Gives::Licences(licenses) => (licenses, None),
            prokura_domain::licence_rule::Gives::Package(package) => (Vec::new(), Some(package)),
        };
        Self { id: row.id.0, domain: row.domain.map(Into::into), licenses, package, version: row.version }
    }
}

/// What a rule shall give: licences or a package.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewLicenseRule {
    /// For addresses of this domain; everybody else, where it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// Codes of licences.
    #[serde(default)]
    pub licenses: Vec<String>,
    /// A package's code, in the place of licences.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub package: Option<String>,
    /// The version that was looked at, 0 for none; `If-Match` says the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
}
