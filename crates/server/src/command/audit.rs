//! `prokura audit`.

use super::print;
use crate::cli::Audit;
use crate::command::decide::find_organization;
use crate::failure::Failure;
use prokura_app::audit::open;
use prokura_app::port::{AuditFilter, Store as _};

/// How many entries are read at a time.
const BATCH: u64 = 500;

pub(crate) async fn audit(given: Audit) -> Result<(), Failure> {
    let store = prokura_store::connect(&given.database.database).await?;
    let mut read = store.read().await?;
    let organization = find_organization(&mut *read, &given.organization).await?;
    let head = read.audit_head(organization.id).await?;
    let wanted = given.last.map_or(head, |last| i64::try_from(last).unwrap_or(i64::MAX).min(head));
    let mut next = head - wanted + 1;
    while next <= head {
        // Pages are newest first, so each is asked for from its far end and turned round.
        let end = (next + i64::try_from(BATCH).unwrap_or(i64::MAX)).min(head + 1);
        let count = u64::try_from(end - next).unwrap_or_default();
        let mut entries = read.audit_entries(organization.id, &AuditFilter::default(), Some(end), count).await?;
        entries.reverse();
        for entry in entries {
            let value = open(&entry.row, &entry.private)
                .ok_or_else(|| Failure::new(format!("entry {} was written by a newer program", entry.row.number)))?;
            print(&value.to_string())?;
        }
        next = end;
    }
    Ok(())
}
