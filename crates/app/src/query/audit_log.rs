//! An organization's audit log.

use super::{Listed, Part};
use crate::audit::open;
use crate::caller::Caller;
use crate::error::Error;
use crate::port::{AuditFilter, StoredAuditEntry};
use crate::service::Service;
use prokura_decision::mask::Level;
use prokura_domain::id::AuditEntryId;
use prokura_domain::refusal::Refusal;
use serde_json::{Map, Value};

/// Members of an entry's JSON beside what its columns say.
const FACTS: [&str; 5] = ["basis", "arguments", "before", "after", "elsewhere"];

/// Entries, newest first. A page goes on with numbers smaller than the key of the page before.
///
/// # Errors
/// [`Refusal::NotFound`]; [`Refusal::Forbidden`] without `audit.read`.
pub async fn list(
    service: &Service,
    caller: &Caller,
    organization: &str,
    filter: &AuditFilter,
    part: Part<i64>,
) -> Result<Listed<StoredAuditEntry, i64>, Error> {
    let sight = service.sight(caller)?;
    let entered = sight.enter(organization)?;
    sight.ask("audit", Level::Read, entered.handle)?;
    let entries = service.read().await?.audit_entries(entered.id, filter, part.after, part.one_more()).await?;
    Ok(Listed::of(entries, part.limit, |entry| entry.row.number))
}

/// One entry of an organization's log.
///
/// # Errors
/// [`Refusal::NotFound`] where the log has none such; [`Refusal::Forbidden`] without `audit.read`.
pub async fn get(
    service: &Service,
    caller: &Caller,
    organization: &str,
    entry: AuditEntryId,
) -> Result<StoredAuditEntry, Error> {
    let sight = service.sight(caller)?;
    let entered = sight.enter(organization)?;
    sight.ask("audit", Level::Read, entered.handle)?;
    let found = service.read().await?.audit_entry(entry).await?.filter(|entry| entry.row.organization == entered.id);
    Ok(found.ok_or(Refusal::NotFound)?)
}

/// By what right and what changed, as the entry's bytes say, with the personal values that were not erased.
///
/// # Errors
/// When the bytes cannot be read.
pub fn facts(entry: &StoredAuditEntry) -> Result<Map<String, Value>, Error> {
    let Some(Value::Object(mut members)) = open(&entry.row, &entry.private) else {
        return Err(Error::Internal(format!("audit entry {} cannot be read", entry.row.id)));
    };
    members.retain(|name, _| FACTS.contains(&name.as_str()));
    Ok(members)
}
