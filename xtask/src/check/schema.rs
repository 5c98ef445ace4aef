//! Are the committed schemas what the migrations make?

use std::path::Path;
use std::process::Command;

use super::generated;
use crate::postgres::Cluster;
use crate::process;

pub(crate) fn check_sqlite(binary: &Path, write: bool) -> Result<(), String> {
    let directory = tempfile::tempdir().map_err(|error| format!("No temporary directory: {error}."))?;
    let url = format!("sqlite://{}", directory.path().join("schema.db").display());
    generated::compare("crates/store/schema/sqlite.sql", &dump(binary, &url)?, write)
}

pub(crate) fn check_postgres(binary: &Path, write: bool) -> Result<(), String> {
    let cluster = Cluster::start()?;
    generated::compare("crates/store/schema/postgres.sql", &dump(binary, &cluster.url())?, write)
}

/// The schema after every migration, on a database that is new.
fn dump(binary: &Path, url: &str) -> Result<String, String> {
    process::output(Command::new(binary).args(["schema", "--database", url]).current_dir(process::root()))
}
