//! Streams of signals to other services.

use super::prelude::*;
use prokura_domain::id::{OrganizationId, PrincipalId, StreamId};
use prokura_domain::signal::{Delivery, SignalStream, StateReason, StreamState};

#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "stream")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub organization: Uuid,
    pub everybody: bool,
    pub receiver: Uuid,
    pub description: Option<String>,
    /// Where signals are sent to; nothing for a stream that is polled.
    pub endpoint: Option<String>,
    pub locked: Option<Vec<u8>>,
    pub kinds: String,
    pub state: String,
    pub reason: Option<String>,
    pub created_at: i64,
    pub verified_at: Option<i64>,
    pub version: i64,
}
plain!();

/// Not even what is locked is printed.
impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Stream({})", self.id)
    }
}

impl Kept for SignalStream {
    type Entity = Entity;

    fn to_row(&self) -> StoreResult<Model> {
        let (endpoint, locked) = match &self.delivery {
            Delivery::Push { endpoint, authorization } => (Some(endpoint.clone()), authorization.clone()),
            Delivery::Poll => (None, None),
        };
        Ok(Model {
            id: self.id.0,
            organization: self.organization.0,
            everybody: self.everybody,
            receiver: self.receiver.0,
            description: self.description.clone(),
            endpoint,
            locked,
            kinds: to_json(&self.kinds)?,
            state: self.state.code().to_owned(),
            reason: self.reason.map(|reason| reason.code().to_owned()),
            created_at: self.created_at.0,
            verified_at: self.verified_at.map(|at| at.0),
            version: self.version,
        })
    }

    fn from_row(row: Model) -> StoreResult<Self> {
        Ok(Self {
            id: StreamId(row.id),
            organization: OrganizationId(row.organization),
            everybody: row.everybody,
            receiver: PrincipalId(row.receiver),
            description: row.description,
            delivery: match row.endpoint {
                Some(endpoint) => Delivery::Push { endpoint, authorization: row.locked },
                None => Delivery::Poll,
            },
            kinds: json("stream.kinds", &row.kinds)?,
            state: code("stream.state", &row.state, StreamState::from_code)?,
            reason: match row.reason {
                None => None,
                Some(reason) => Some(code("stream.reason", &reason, StateReason::from_code)?),
            },
            created_at: Timestamp(row.created_at),
            verified_at: row.verified_at.map(Timestamp),
            version: row.version,
        })
    }
}
