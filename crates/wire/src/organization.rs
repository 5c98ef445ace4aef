//! Organizations.

use prokura_domain::organization as domain;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// An organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Organization {
    /// The id.
    pub id: Uuid,
    /// The look-up key, which may be used in the place of the id.
    pub slug: String,
    /// The name.
    pub name: String,
    /// `vendor`, `partner`, `customer`, `self_registered` or `consumer`.
    pub kind: String,
    /// Whether it is in use.
    pub active: bool,
    /// The language of its mails where a person has none.
    pub locale: Option<String>,
    /// Counts its changes.
    pub version: i64,
}

impl From<domain::Organization> for Organization {
    fn from(row: domain::Organization) -> Self {
        Self {
            id: row.id.0,
            slug: row.slug.into(),
            name: row.name.into(),
            kind: row.kind.code().to_owned(),
            active: row.active,
            locale: row.locale.map(|locale| locale.tag().to_owned()),
            version: row.version,
        }
    }
}

/// What the caller may do in an organization as a whole. Scoped rights are asked for by resource.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Rights {
    /// Areas and controls that they manage.
    pub manage: Vec<String>,
    /// Areas and controls that they read; managing includes reading.
    pub read: Vec<String>,
}
