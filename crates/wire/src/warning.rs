//! What somebody should look at in an organization, though nothing is broken yet.

use crate::person::PersonReference;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A warning that stands until somebody does what it asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Warning {
    /// `no_full_administrator`, `one_full_administrator` (ORG-07), `outside_without_end`, `not_signed_in` or `rights_unused` (both
    /// for 90 days), or `absence_not_looked_for`: of more than 2,000 administrators it is not looked for who stays away.
    pub concern: String,
    /// How many people it is about; of `absence_not_looked_for`, how many administrators there are.
    pub count: u64,
    /// The first of them by name, five at most.
    pub people: Vec<PersonReference>,
}

/// Every warning that stands, the gravest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Warnings {
    /// The warnings.
    pub items: Vec<Warning>,
}
