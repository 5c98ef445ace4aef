//! What can go wrong: a refusal, which is an answer, or a fault, which is ours.

use crate::port::StoreError;
use prokura_domain::refusal::Refusal;

/// Why a command or query did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The system works and says no; the caller is told why.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The store failed; the caller is told only that it is our turn.
    #[error("storage: {0}")]
    Store(#[from] StoreError),
    /// The system is stopping and takes no more commands.
    #[error("stopping")]
    Stopping,
    /// Something that cannot be, was; the text is for the log alone.
    #[error("internal: {0}")]
    Internal(String),
}
