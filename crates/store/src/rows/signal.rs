//! Signals that wait to be told.

use super::prelude::*;
use prokura_domain::id::{SignalId, StreamId};
use prokura_domain::signal::WaitingSignal;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "signal")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub stream: Uuid,
    pub revision: i64,
    pub part: i64,
    pub at: i64,
    /// Whether it is about the stream itself, and is told in any state.
    pub about_stream: bool,
    pub signal: String,
}
plain!();

impl Kept for WaitingSignal {
    type Entity = Entity;

    fn to_row(&self) -> StoreResult<Model> {
        Ok(Model {
            id: self.id.0,
            stream: self.stream.0,
            revision: self.revision,
            part: self.part,
            at: self.at.0,
            about_stream: self.signal.kind().is_none(),
            signal: to_json(&self.signal)?,
        })
    }

    fn from_row(row: Model) -> StoreResult<Self> {
        Ok(Self {
            id: SignalId(row.id),
            stream: StreamId(row.stream),
            revision: row.revision,
            part: row.part,
            at: Timestamp(row.at),
            signal: json("signal.signal", &row.signal)?,
        })
    }
}
