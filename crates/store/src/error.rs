//! What does an error of the database mean?

use prokura_app::port::StoreError;
use sea_orm::sqlx;
use sea_orm::{DbErr, RuntimeErr, SqlErr};

/// SQLite: busy, locked, and their extended codes. PostgreSQL: lock not available, serialization failure, deadlock,
/// statement cancelled, too many connections.
const BUSY: [&str; 10] = ["5", "6", "261", "262", "517", "55P03", "40001", "40P01", "57014", "53300"];

/// What an error of SeaORM means.
pub(crate) fn store_error(error: DbErr) -> StoreError {
    if let Some(SqlErr::UniqueConstraintViolation(text)) = error.sql_err() {
        return StoreError::Duplicate(text);
    }
    if let DbErr::Conn(RuntimeErr::SqlxError(inner))
    | DbErr::Exec(RuntimeErr::SqlxError(inner))
    | DbErr::Query(RuntimeErr::SqlxError(inner)) = &error
    {
        return driver_error(inner);
    }
    if let DbErr::Custom(text) = error {
        return StoreError::Failed(text);
    }
    let corrupt = matches!(error, DbErr::TryIntoErr { .. } | DbErr::Type(_) | DbErr::Json(_));
    if corrupt { StoreError::Corrupt(error.to_string()) } else { StoreError::Failed(error.to_string()) }
}

/// What an error of the driver means.
pub(crate) fn driver_error(error: &sqlx::Error) -> StoreError {
    let code = error.as_database_error().and_then(|inner| inner.code());
    if matches!(error, sqlx::Error::PoolTimedOut) || code.is_some_and(|code| BUSY.contains(&&*code)) {
        return StoreError::Busy(error.to_string());
    }
    if matches!(error, sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_)) {
        return StoreError::Corrupt(error.to_string());
    }
    StoreError::Failed(error.to_string())
}
