//! What is in a backup file?

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use prokura_app::port::{StoreError, StoreResult};
use sea_orm::sea_query::Value;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use uuid::Uuid;

/// What every backup file begins with.
pub(super) const FORMAT: &str = "prokura-backup";
/// The layout of the lines.
pub(super) const VERSION: u32 = 1;
/// The longest line that is read, in bytes: far beyond any row.
pub(super) const LINE: u64 = 64 * 1024 * 1024;

/// The first line.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Header {
    pub(super) format: String,
    pub(super) version: u32,
    /// The newest migration of the database it was made from.
    pub(super) schema: String,
}

/// The line before a table's rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Table {
    pub(super) table: String,
    pub(super) columns: Vec<(String, Kind)>,
}

/// The last line.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Trailer {
    pub(super) rows: u64,
    pub(super) sha256: String,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Kind {
    /// As text with hyphens.
    Uuid,
    /// As base64.
    Bytes,
    /// As a number of 64 bits.
    Integer,
    /// As `true` or `false`.
    Boolean,
    /// As it is.
    Text,
}

impl Kind {
    /// A column's value as JSON.
    pub(super) fn encode(self, value: Value) -> Option<Json> {
        Some(match (self, value) {
            (Self::Uuid, Value::Uuid(id)) => id.map(|id| id.to_string()).into(),
            (Self::Bytes, Value::Bytes(bytes)) => bytes.map(|bytes| STANDARD.encode(bytes)).into(),
            (Self::Integer, Value::BigInt(number)) => number.into(),
            (Self::Boolean, Value::Bool(on)) => on.into(),
            (Self::Text, Value::String(text)) => text.into(),
            _ => return None,
        })
    }

    /// A column's value from JSON; `None` for what it cannot hold.
    pub(super) fn decode(self, json: Json) -> Option<Value> {
        Some(match (self, json) {
            (Self::Uuid, Json::Null) => Value::Uuid(None),
            (Self::Uuid, Json::String(text)) => Value::Uuid(Some(Uuid::parse_str(&text).ok()?)),
            (Self::Bytes, Json::Null) => Value::Bytes(None),
            (Self::Bytes, Json::String(text)) => Value::Bytes(Some(STANDARD.decode(text).ok()?)),
            (Self::Integer, Json::Null) => Value::BigInt(None),
            (Self::Integer, Json::Number(number)) => Value::BigInt(Some(number.as_i64()?)),
            (Self::Boolean, Json::Null) => Value::Bool(None),
            (Self::Boolean, Json::Bool(on)) => Value::Bool(Some(on)),
            (Self::Text, Json::Null) => Value::String(None),
            (Self::Text, Json::String(text)) => Value::String(Some(text)),
            _ => return None,
        })
    }
}

/// One line of the file, with its end.
pub(super) fn line<T: Serialize>(content: &T) -> StoreResult<Vec<u8>> {
    let mut line = serde_json::to_vec(content).map_err(|error| StoreError::Failed(error.to_string()))?;
    line.push(b'\n');
    Ok(line)
}

/// The digest as it stands in the trailer.
pub(super) fn hex(digest: Sha256) -> String {
    digest.finalize().iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
