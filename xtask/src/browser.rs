//! How are the scripts in `tests/e2e` run?

use std::path::PathBuf;
use std::process::Command;

use crate::{binary, process, tools};

/// Where the browser tests are.
pub(crate) fn directory() -> PathBuf {
    process::root().join("tests/e2e")
}

/// Node, where the scripts are, with their packages installed and knowing the built binary and the browser.
pub(crate) fn node() -> Result<Command, String> {
    let binary = binary::ready()?;
    let chromium = tools::chromium().ok_or("Chromium was not found.")?;
    process::run(Command::new("npm").args(["ci", "--ignore-scripts", "--loglevel=error"]).current_dir(directory()))?;
    let mut command = Command::new("node");
    command.current_dir(directory()).env("PROKURA_BIN", binary).env("PROKURA_CHROMIUM", chromium);
    Ok(command)
}
