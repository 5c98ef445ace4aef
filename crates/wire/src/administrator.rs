//! Administrators: who administers an organization, and by what.

use crate::person::PersonReference;
use crate::time::Moment;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// Somebody who administers an organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Administrator {
    /// Who.
    pub person: PersonReference,
    /// Their home.
    pub home: Uuid,
    /// By what: at least one.
    pub holds: Vec<Held>,
}

/// Something by which somebody administers an organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Held {
    /// `grant`: a role given here. `home`: a role held at home, a partner or the vendor, that reaches in here.
    /// `support`: temporary access (SUP-06).
    pub by: String,
    /// Key of the role.
    pub role: Option<String>,
    /// The grant, or the support grant.
    pub grant: Option<Uuid>,
    /// From when.
    pub from: Option<Moment>,
    /// Until when.
    pub until: Option<Moment>,
}
