//! `prokura migrate`, `backup`, `restore` and the schema's text.

use super::print;
use crate::cli::{Database, File};
use crate::failure::Failure;

pub(crate) async fn migrate(given: Database) -> Result<(), Failure> {
    let applied = prokura_store::migrate(&given.database).await?;
    if applied.is_empty() {
        return print("The schema is up to date; nothing was done.");
    }
    print(&format!("Applied: {}.", applied.join(", ")))
}

pub(crate) async fn backup(given: File) -> Result<(), Failure> {
    let store = prokura_store::connect(&given.database).await?;
    let rows = store.backup(&given.file).await?;
    print(&format!("Wrote {rows} rows to {}. Keep the master key file apart from it, and safe.", given.file.display()))
}

pub(crate) async fn restore(given: File) -> Result<(), Failure> {
    let rows = prokura_store::restore(&given.database, &given.file).await?;
    print(&format!("Restored {rows} rows."))
}

pub(crate) async fn schema(given: Database) -> Result<(), Failure> {
    prokura_store::migrate(&given.database).await?;
    print(&prokura_store::dump_schema(&given.database).await?)
}
