//! What does an error of the database mean?

use prokura_app::port::StoreError;
use sea_orm::sqlx;
use sea_orm::{DbErr, RuntimeErr, SqlErr};

/// SQLite: busy, locked, and their extended codes. PostgreSQL: lock not available, serialization failure, deadlock,
/// statement cancelled, too many connections.
const BUSY: [&str; 10] = ["5", "6", "261", "262", "517", "55P03", "40001", "40P01", "57014", "53300"];

/// What an error of SeaORM means.
pub(crate) fn store_error(error: DbErr) -> StoreError {
    if let Some(violation) = error.sql_err() {
        return match violation {
            SqlErr::UniqueConstraintViolation(text) => StoreError::Duplicate(text),
            other => StoreError::Failed(other.to_string()),
        };
    }
    match &error {
        DbErr::ConnectionAcquire(_) => StoreError::Busy(error.to_string()),
        DbErr::TryIntoErr { .. } | DbErr::Type(_) | DbErr::Json(_) | DbErr::ConvertFromU64(_) => {
            StoreError::Corrupt(error.to_string())
        }
        DbErr::Conn(RuntimeErr::SqlxError(inner))
        | DbErr::Exec(RuntimeErr::SqlxError(inner))
        | DbErr::Query(RuntimeErr::SqlxError(inner)) => driver_error(inner),
        _ => StoreError::Failed(error.to_string()),
    }
}

/// What an error of the driver means.
pub(crate) fn driver_error(error: &sqlx::Error) -> StoreError {
    match error {
        sqlx::Error::PoolTimedOut => StoreError::Busy(error.to_string()),
        sqlx::Error::Database(inner) if inner.code().is_some_and(|code| BUSY.contains(&&*code)) => {
            StoreError::Busy(error.to_string())
        }
        sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => StoreError::Corrupt(error.to_string()),
        _ => StoreError::Failed(error.to_string()),
    }
}
