//! Mail domains of organizations.

use crate::time::Moment;
use prokura_domain::federation as domain;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// A mail domain of an organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Domain {
    /// The id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// The name of the TXT record that shows whose it is.
    pub record_name: String,
    /// The text of that record.
    pub record_text: String,
    /// When it was added.
    pub added_at: Moment,
    /// When it was verified; only then it counts.
    pub verified_at: Option<Moment>,
    /// When it was taken away.
    pub removed_at: Option<Moment>,
}

impl From<domain::Domain> for Domain {
    fn from(row: domain::Domain) -> Self {
        Self {
            id: row.id.0,
            record_name: row.record_name(),
            record_text: row.record_text(),
            name: row.name.into(),
            added_at: Moment(row.added_at),
            verified_at: row.verified_at.map(Moment),
            removed_at: row.removed_at.map(Moment),
        }
    }
}

/// A domain to add.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDomain {
    /// Its name, for example `clinic.example`.
    pub name: String,
}

/// The secret that an organization shares with its identity provider.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClientSecret {
    /// The secret; empty to take it away. It is never given back.
    pub value: String,
}

/// Whether a grant is break-glass access (EXT-14).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BreakGlass {
    /// Whether it is to be.
    pub marked: bool,
}
