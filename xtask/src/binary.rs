//! Where is the built `prokura`?

use std::path::PathBuf;

use crate::process;

/// `PROKURA_BIN` where it is set; otherwise the debug build, made up to date.
pub(crate) fn ready() -> Result<PathBuf, String> {
    if let Some(path) = process::variable("PROKURA_BIN") {
        let path = process::root().join(path);
        return path.is_file().then_some(path).ok_or_else(|| "PROKURA_BIN names no file.".to_owned());
    }
    process::run(process::cargo().args(["build", "--quiet", "--package", "prokura"]))?;
    // Both are dev builds of one workspace, so they lie side by side whatever the target directory is.
    let this = std::env::current_exe().map_err(|error| format!("The path of xtask is unknown: {error}."))?;
    let built = this.with_file_name("prokura");
    built
        .is_file()
        .then_some(built)
        .ok_or_else(|| "The build left no `prokura` beside xtask; set PROKURA_BIN.".to_owned())
}
