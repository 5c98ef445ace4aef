//! How does one value look in a column?

use prokura_app::port::{StoreError, StoreResult};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A text that the domain checks.
pub(crate) fn text<T: TryFrom<String>>(column: &str, value: String) -> StoreResult<T> {
    T::try_from(value).map_err(|_| corrupt(column))
}

/// A code that the domain knows.
pub(crate) fn code<T>(column: &str, value: &str, parse: impl FnOnce(&str) -> Option<T>) -> StoreResult<T> {
    parse(value).ok_or_else(|| corrupt(column))
}

/// A list or another shape, as JSON.
pub(crate) fn json<T: DeserializeOwned>(column: &str, value: &str) -> StoreResult<T> {
    serde_json::from_str(value).map_err(|_| corrupt(column))
}

/// Bytes of a fixed length.
pub(crate) fn bytes<const N: usize>(column: &str, value: Vec<u8>) -> StoreResult<[u8; N]> {
    value.try_into().map_err(|_| corrupt(column))
}

/// The JSON of a list or another shape.
pub(crate) fn to_json<T: Serialize>(value: &T) -> StoreResult<String> {
    serde_json::to_string(value).map_err(|error| StoreError::Failed(error.to_string()))
}

/// The value itself stays out of the text: it may be personal.
fn corrupt(column: &str) -> StoreError {
    StoreError::Corrupt(format!("column {column}"))
}
