//! Blocks: whom an organization has removed (EXT-12).

use crate::time::Moment;
use prokura_domain::organization as domain;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// A block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Block {
    /// The id.
    pub id: Uuid,
    /// Who is kept out.
    #[serde(flatten)]
    pub blocked: BlockedId,
    /// From when.
    pub from: Option<Moment>,
    /// When it was lifted.
    pub until: Option<Moment>,
}

/// Who is kept out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BlockedId {
    /// One person.
    Person(Uuid),
    /// Everybody of a partner.
    Partner(Uuid),
}

impl From<domain::Block> for Block {
    fn from(row: domain::Block) -> Self {
        let blocked = match row.blocked {
            domain::Blocked::Person(id) => BlockedId::Person(id.0),
            domain::Blocked::Partner(id) => BlockedId::Partner(id.0),
        };
        Self { id: row.id.0, blocked, from: row.term.from.map(Moment), until: row.term.until.map(Moment) }
    }
}

/// Whom to remove: a person by id or address, or a partner by id or look-up key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NewBlock {
    /// One person.
    Person(String),
    /// The whole partner, people appointed later included.
    Partner(String),
}

/// What a removal did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Blocked {
    /// The block.
    pub block: Block,
    /// Grants that ended with it.
    pub ended_grants: Vec<Uuid>,
    /// Support access that ended with it.
    pub ended_support_grants: Vec<Uuid>,
    /// Help Desk sessions that were closed with it.
    pub closed_sessions: Vec<Uuid>,
    /// Whether the partner has an active sale, and so can take provisioning back.
    pub sale_is_active: bool,
}
