//! What does the machine lack to run the tests, and how does it get it?

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process;

const OLDEST_NODE: u32 = 20;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tool {
    Postgres,
    Chromium,
    Node,
    Nextest,
    Python,
}

impl Tool {
    fn is_there(self) -> bool {
        match self {
            Self::Postgres => postgres_binaries().is_some(),
            Self::Chromium => chromium().is_some(),
            Self::Node => process::on_path("npm").is_some() && node_version().is_some_and(|major| major >= OLDEST_NODE),
            // Debian has `venv` without what makes it work in a package of its own.
            Self::Python => process::output(Command::new("python3").args(["-m", "ensurepip", "--version"])).is_ok(),
            Self::Nextest => process::output(process::cargo().args(["nextest", "--version"])).is_ok(),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Postgres => "the PostgreSQL server",
            Self::Chromium => "Chromium",
            Self::Node => "Node 20 or newer with npm",
            Self::Nextest => "cargo-nextest",
            Self::Python => "Python 3 with venv",
        }
    }

    /// Debian packages; none where cargo installs it.
    fn packages(self) -> &'static [&'static str] {
        match self {
            Self::Postgres => &["postgresql"],
            Self::Chromium => &["chromium"],
            Self::Node => &["nodejs", "npm"],
            Self::Nextest => &[],
            Self::Python => &["python3", "python3-venv"],
        }
    }
}

/// Sees to it that the tools are there: installs what it may, otherwise stops with the command to run.
pub(crate) fn ensure(needed: &[Tool]) -> Result<(), String> {
    let lacking: Vec<Tool> = needed.iter().copied().filter(|tool| !tool.is_there()).collect();
    let packaged: Vec<Tool> = lacking.iter().copied().filter(|tool| !tool.packages().is_empty()).collect();
    let packages: Vec<&str> = packaged.iter().flat_map(|tool| tool.packages()).copied().collect();
    if !packages.is_empty() {
        install_packages(&packages, &names(&packaged))?;
    }
    if lacking.contains(&Tool::Nextest) {
        process::run(process::cargo().args(["install", "--locked", "cargo-nextest"]))?;
    }
    let still: Vec<Tool> = lacking.into_iter().filter(|tool| !tool.is_there()).collect();
    if still.is_empty() {
        return Ok(());
    }
    Err(format!(
        "After installing, the machine still lacks {}. Install it by hand, then run this again.",
        names(&still)
    ))
}

/// The newest of Debian's, else what is on the `PATH`.
pub(crate) fn postgres_binaries() -> Option<PathBuf> {
    let complete =
        |directory: &Path| ["initdb", "pg_ctl", "postgres"].iter().all(|name| directory.join(name).is_file());
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    versions
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse::<u32>().ok()?, entry.path().join("bin"))))
        .filter(|(_, directory)| complete(directory))
        .max()
        .map(|(_, directory)| directory)
        .or_else(|| Some(process::on_path("initdb")?.parent()?.to_owned()).filter(|directory| complete(directory)))
}

/// `PROKURA_CHROMIUM`, else the first on the `PATH`.
pub(crate) fn chromium() -> Option<PathBuf> {
    if let Some(chosen) = process::variable("PROKURA_CHROMIUM") {
        return Some(PathBuf::from(chosen));
    }
    ["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(process::on_path)
}

/// Whether this process may do everything.
pub(crate) fn is_root() -> bool {
    process::output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

fn install_packages(packages: &[&str], lacking: &str) -> Result<(), String> {
    let list = packages.join(" ");
    if !Path::new("/etc/debian_version").is_file() || process::on_path("apt-get").is_none() {
        return Err(format!(
            "The tests need {lacking}. This is no Debian: install what Debian calls `{list}`, then run this again."
        ));
    }
    if !is_root() {
        return Err(format!(
            "The tests need {lacking}. Run this, then try again:\n  sudo apt-get update && sudo apt-get install --yes --no-install-recommends {list}"
        ));
    }
    println!("Installing {lacking}.");
    let apt = || {
        let mut command = Command::new("apt-get");
        command.env("DEBIAN_FRONTEND", "noninteractive");
        command
    };
    process::run(apt().arg("update"))?;
    process::run(apt().args(["install", "--yes", "--no-install-recommends"]).args(packages))
}

fn names(tools: &[Tool]) -> String {
    tools.iter().map(|tool| tool.name()).collect::<Vec<_>>().join(", ")
}

fn node_version() -> Option<u32> {
    let version = process::output(Command::new("node").arg("--version")).ok()?;
    version.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}
