//! How the delivery of each stream stands.

use super::prelude::*;
use prokura_domain::id::StreamId;
use prokura_domain::signal::{StreamFault, StreamProgress};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "stream_progress")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub stream: Uuid,
    pub attempts: i64,
    pub next_attempt_at: i64,
    /// Nobody else delivers before this moment.
    pub leased_until: i64,
    pub taken_at: Option<i64>,
    pub failed_at: Option<i64>,
    pub fault: Option<String>,
    pub failure: Option<String>,
}
plain!();

impl Kept for StreamProgress {
    type Entity = Entity;

    fn to_row(&self) -> StoreResult<Model> {
        let failed = self.failed.as_ref();
        Ok(Model {
            stream: self.stream.0,
            attempts: self.attempts,
            next_attempt_at: self.next_attempt_at.0,
            leased_until: i64::MIN,
            taken_at: self.taken_at.map(|at| at.0),
            failed_at: failed.map(|(at, ..)| at.0),
            fault: failed.map(|(_, fault, _)| fault.code().to_owned()),
            failure: failed.map(|(_, _, words)| words.clone()),
        })
    }

    fn from_row(row: Model) -> StoreResult<Self> {
        let failed = match (row.failed_at, row.fault) {
            (Some(at), Some(fault)) => {
                let fault = code("stream_progress.fault", &fault, StreamFault::from_code)?;
                Some((Timestamp(at), fault, row.failure.unwrap_or_default()))
            }
            (_, _) => None,
        };
        Ok(Self {
            stream: StreamId(row.stream),
            attempts: row.attempts,
            next_attempt_at: Timestamp(row.next_attempt_at),
            taken_at: row.taken_at.map(Timestamp),
            failed,
        })
    }
}
