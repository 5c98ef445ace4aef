//! Messages that wait to be sent, and what became of them.

use super::prelude::*;
use prokura_app::message::{Message, MessageState};
use prokura_app::port::QueuedMessage;
use prokura_domain::id::MessageId;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "outbox")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub notice: String,
    pub recipient: String,
    pub created_at: i64,
    pub state: String,
    pub attempts: i64,
    pub next_attempt_at: i64,
    /// Nobody else takes it before this moment.
    pub leased_until: i64,
    pub last_error: Option<String>,
}
plain!();

impl Kept for QueuedMessage {
    type Entity = Entity;

    fn to_row(&self) -> StoreResult<Model> {
        Ok(Model {
            id: self.message.id.0,
            notice: to_json(&self.message.notice)?,
            recipient: to_json(&self.message.recipient)?,
            created_at: self.message.created_at.0,
            state: self.state.code().to_owned(),
            attempts: self.attempts,
            next_attempt_at: self.next_attempt_at.0,
            leased_until: i64::MIN,
            last_error: self.last_error.clone(),
        })
    }

    fn from_row(row: Model) -> StoreResult<Self> {
        Ok(Self {
            message: Message {
                id: MessageId(row.id),
                notice: json("outbox.notice", &row.notice)?,
                recipient: json("outbox.recipient", &row.recipient)?,
                created_at: Timestamp(row.created_at),
            },
            state: code("outbox.state", &row.state, MessageState::from_code)?,
            attempts: row.attempts,
            next_attempt_at: Timestamp(row.next_attempt_at),
            last_error: row.last_error,
        })
    }
}
