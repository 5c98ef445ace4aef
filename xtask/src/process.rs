//! How is another program run, and what is said when it fails?

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

/// The root of the checkout that this was started in. Checkouts that share a target directory share this program too, so
/// cargo's word when it starts it comes before what was true when it was built.
pub(crate) fn root() -> PathBuf {
    let here = variable("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").to_owned());
    PathBuf::from(here).join("..")
}

/// The cargo that started this program.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(variable("CARGO").unwrap_or_else(|| "cargo".to_owned()));
    command.current_dir(root());
    command
}

/// A variable of the environment; `None` when it is unset or not Unicode.
#[expect(clippy::disallowed_methods, reason = "xtask has no configuration but its environment, read here only")]
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// The first executable of that name on the `PATH`.
pub(crate) fn on_path(program: &str) -> Option<PathBuf> {
    let path = variable("PATH")?;
    std::env::split_paths(&path).map(|directory| directory.join(program)).find(|file| file.is_file())
}

/// Runs to the end with this program's terminal; an error when it could not start.
pub(crate) fn status(command: &mut Command) -> Result<ExitStatus, String> {
    command.status().map_err(|error| cannot_start(command, &error))
}

/// Like [`status`], and anything but success is an error too.
pub(crate) fn run(command: &mut Command) -> Result<(), String> {
    match status(command)? {
        status if status.success() => Ok(()),
        status => Err(format!("{} failed: {status}.", shown(command))),
    }
}

/// What it printed on standard output; an error holds what it printed on standard error.
pub(crate) fn output(command: &mut Command) -> Result<String, String> {
    let output = command.stdin(Stdio::null()).output().map_err(|error| cannot_start(command, &error))?;
    if !output.status.success() {
        let complaint = String::from_utf8_lossy(&output.stderr);
        return Err(format!("{} failed: {}.\n{}", shown(command), output.status, complaint.trim_end()));
    }
    String::from_utf8(output.stdout).map_err(|_| format!("{} printed something that is not UTF-8.", shown(command)))
}

/// The command as one would type it.
pub(crate) fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let program = program.file_name().unwrap_or(program.as_os_str());
    let words = std::iter::once(program).chain(command.get_args());
    let words: Vec<_> = words.map(OsStr::to_string_lossy).collect();
    format!("`{}`", words.join(" "))
}

pub(crate) fn cannot_start(command: &Command, error: &std::io::Error) -> String {
    format!("{} could not be started: {error}.", shown(command))
}
