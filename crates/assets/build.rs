//! Fetches the front-end packages (only when their lock file changed) and packs them; `bundle.mjs` does the packing.
#![expect(clippy::disallowed_methods, reason = "cargo speaks to a build script through its environment")]

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Command, id};

/// The oldest Node that the packages of the lock file run on.
const NODE: u32 = 20;
const NPM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };
/// What `npm ci` reads, and so what an installation depends on.
const MANIFEST: [&str; 3] = ["package.json", "package-lock.json", ".npmrc"];

fn main() {
    for file in ["build.rs", "bundle.mjs"].iter().chain(&MANIFEST) {
        println!("cargo::rerun-if-changed={file}");
    }
    if let Err(sentence) = build() {
        // Nothing says yet which sources the bundle reads: watch them all.
        for folder in ["icons.txt", "src-js", "theme"] {
            println!("cargo::rerun-if-changed={folder}");
        }
        println!("cargo::error={}", sentence.replace('\n', " "));
    }
}

fn build() -> Result<(), String> {
    let source = PathBuf::from(variable("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(variable("OUT_DIR")?);
    require_node()?;
    let packages = installed(&source, &out)?;
    let bundle = out.join("bundle");
    match run(Command::new("node").arg(source.join("bundle.mjs")).arg(&packages).arg(&bundle)) {
        Ok(()) => {}
        Err(Failure::Missing) => return Err(no_node()),
        Err(Failure::Said(why)) => return Err(format!("the front end could not be packed: {why}")),
    }
    let inputs = fs::read_to_string(bundle.join("inputs.txt")).map_err(|why| format!("inputs.txt: {why}"))?;
    for input in inputs.lines() {
        println!("cargo::rerun-if-changed={input}");
    }
    Ok(())
}

fn variable(name: &str) -> Result<String, String> {
    std::env::var(name).map_err(|why| format!("{name}: {why}"))
}

fn wanted() -> String {
    format!("install Node.js {NODE} or newer together with npm (Debian: apt-get install nodejs npm), then build again")
}

fn no_node() -> String {
    format!("the console's front end is built with Node.js, and there is no `node` here: {}.", wanted())
}

fn require_node() -> Result<(), String> {
    let version = match Command::new("node").arg("--version").output() {
        Ok(output) => String::from_utf8_lossy(&output.stdout).trim().to_owned(),
        Err(why) if why.kind() == ErrorKind::NotFound => return Err(no_node()),
        Err(why) => return Err(format!("`node --version` cannot be run ({why}): {}.", wanted())),
    };
    let major = version.trim_start_matches('v').split('.').next().and_then(|major| major.parse::<u32>().ok());
    match major {
        Some(major) if major >= NODE => Ok(()),
        Some(_) | None => Err(format!(
            "the console's front end is built with Node.js {NODE} or newer, and `node` here is {version}: {}.",
            wanted()
        )),
    }
}

/// The folder that holds `node_modules` for exactly this lock file. It lies in the target directory, shared by all profiles, and is never changed once it has its name.
fn installed(source: &Path, out: &Path) -> Result<PathBuf, String> {
    let mut key = Fnv::new();
    for file in MANIFEST {
        key.add(&fs::read(source.join(file)).map_err(|why| format!("{file}: {why}"))?);
    }
    let shelf = shelf(out);
    let ready = shelf.join(format!("npm-{:016x}", key.0));
    if ready.join("node_modules").is_dir() {
        return Ok(ready);
    }
    let draft = shelf.join(format!("npm-{:016x}.{}", key.0, id()));
    let prepared = install(source, &draft).and_then(|()| match fs::rename(&draft, &ready) {
        Ok(()) => Ok(()),
        // A build beside this one was faster; its packages are the same.
        Err(_) if ready.join("node_modules").is_dir() => Ok(()),
        Err(why) => Err(format!("{}: {why}", ready.display())),
    });
    if draft.exists() {
        fs::remove_dir_all(&draft).map_err(|why| format!("{}: {why}", draft.display()))?;
    }
    prepared.map(|()| ready)
}

fn install(source: &Path, draft: &Path) -> Result<(), String> {
    fs::create_dir_all(draft).map_err(|why| format!("{}: {why}", draft.display()))?;
    for file in MANIFEST {
        fs::copy(source.join(file), draft.join(file)).map_err(|why| format!("{file}: {why}"))?;
    }
    let flags = [
        "ci",
        "--ignore-scripts",
        "--prefer-offline",
        "--loglevel=error",
        "--fetch-retries=3",
        "--fetch-retry-mintimeout=1000",
        "--fetch-retry-maxtimeout=5000",
        "--fetch-timeout=30000",
    ];
    match run(Command::new(NPM).args(flags).current_dir(draft)) {
        Ok(()) => Ok(()),
        Err(Failure::Missing) => {
            Err(format!("the console's front end is built with npm, and there is no `{NPM}` here: {}.", wanted()))
        }
        Err(Failure::Said(why)) => Err(format!(
            "npm could not fetch the front-end packages: check the network and npm's registry setting, then build again ({why})."
        )),
    }
}

/// The target directory (cargo marks it), or the build script's own folder where there is no mark.
fn shelf(out: &Path) -> PathBuf {
    let target = out.ancestors().find(|folder| folder.join("CACHEDIR.TAG").is_file());
    target.map_or_else(|| out.to_owned(), |target| target.join("prokura-assets"))
}

enum Failure {
    /// There is no such program.
    Missing,
    /// It ran and failed; how, and its first words.
    Said(String),
}

fn run(command: &mut Command) -> Result<(), Failure> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(|why| {
        if why.kind() == ErrorKind::NotFound { Failure::Missing } else { Failure::Said(format!("{program}: {why}")) }
    })?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let said: Vec<&str> = said.lines().map(str::trim).filter(|line| !line.is_empty()).take(4).collect();
    Err(Failure::Said(format!("{program}, {}: {}", output.status, said.join(" / "))))
}

/// FNV-1a: names a folder, guards nothing.
struct Fnv(u64);

impl Fnv {
    const fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    fn add(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}
