//! Optimistic locking: who changed it meanwhile, and when.

use crate::error::Error;
use crate::work::Work;
use prokura_domain::refusal::Refusal;
use uuid::Uuid;

/// Makes sure that a row still is what the caller looked at. Only somebody who may change the row gets here, so they
/// may know who did.
pub(crate) async fn expect(
    work: &mut Work<'_>,
    subject: Uuid,
    expected: Option<i64>,
    actual: i64,
) -> Result<(), Error> {
    match expected {
        Some(expected) if expected != actual => Err(conflict(work, subject, expected, actual).await?.into()),
        Some(_) | None => Ok(()),
    }
}

/// The refusal that says who changed a row last, and when.
pub(crate) async fn conflict(work: &mut Work<'_>, subject: Uuid, expected: i64, actual: i64) -> Result<Refusal, Error> {
    let last = work.read().last_audit_about(subject).await?;
    Ok(Refusal::Conflict {
        expected,
        actual,
        changed_by: last.as_ref().and_then(|entry| entry.row.actor),
        changed_at: last.map(|entry| entry.row.at),
    })
}
