//! What the audit log says: one entry for each event, and for each refusal.

mod describe;
mod entry;

pub use describe::{Description, Fact, Facts, describe};
pub use entry::{AuditRow, Header, Outcome, PrivateValue, is_intact, open, seal};
