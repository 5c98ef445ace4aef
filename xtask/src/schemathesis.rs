//! Does the server hold what its OpenAPI document says, whatever it is sent?

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::{binary, process, tools};

/// What makes the requests, and judges the answers. Pinned, so that a run can be had again.
const PACKAGE: &str = "schemathesis==4.32.5";

/// Requests of each operation in each phase that makes them up; the same in every run.
const EXAMPLES: &str = "12";

/// Its file: what is expected beside what the document says.
const EXPECTED: &str = include_str!("schemathesis.toml");

/// Tries every operation of a fresh demo with all checks; the report that it leaves.
pub(crate) fn run() -> Result<(PathBuf, std::process::ExitStatus, String), String> {
    let runner = runner()?;
    let binary = binary::ready()?;
    let directory = tempfile::tempdir().map_err(|error| format!("No directory for the demo: {error}."))?;
    let demo = Demo::start(&binary, directory.path())?;
    // Somebody with many rights for REST, and a service for decisions and signals.
    let person = demo.token(&binary, &["--person", "harriet@clinic.example", "--scope", "manage,read"])?;
    let service = demo.token(&binary, &["--scope", "decisions,signals"])?;
    let settings = EXPECTED.replace("PERSON_TOKEN", &person).replace("SERVICE_TOKEN", &service);
    let file = directory.path().join("schemathesis.toml");
    fs::write(&file, settings).map_err(|error| format!("{}: {error}.", file.display()))?;
    let report = home().join("junit.xml");
    let mut command = Command::new(runner);
    command
        .current_dir(home())
        .arg("--config-file")
        .arg(&file)
        .arg("run")
        .arg(format!("{}/openapi.json", demo.address));
    command.args(["--checks", "all", "--seed", "1", "--max-examples", EXAMPLES, "--continue-on-failure"]);
    command.args(["--request-timeout", "20", "--report-junit-path"]).arg(&report);
    let status = process::status(&mut command)?;
    Ok((report, status, process::shown(&command)))
}

/// Where it is installed.
fn home() -> PathBuf {
    process::root().join("target/schemathesis")
}

/// The program, installed where it is missing.
fn runner() -> Result<PathBuf, String> {
    let runner = home().join("bin/st");
    let is_pinned = |runner: &Path| {
        let version = PACKAGE.rsplit('=').next().unwrap_or_default();
        process::output(Command::new(runner).arg("--version")).is_ok_and(|said| said.contains(version))
    };
    if is_pinned(&runner) {
        return Ok(runner);
    }
    tools::ensure(&[tools::Tool::Python])?;
    println!("Installing {PACKAGE}.");
    let by_hand = |error: String| {
        format!(
            "{error}\nInstall it by hand, then run this again:\n  python3 -m venv target/schemathesis && target/schemathesis/bin/pip install {PACKAGE}"
        )
    };
    // What is there was made for another place or version: its programs name their interpreter by its whole path.
    process::run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(home())).map_err(by_hand)?;
    process::run(Command::new(home().join("bin/pip")).args(["install", "--quiet", PACKAGE])).map_err(by_hand)?;
    Ok(runner)
}

/// A running demo, ended with this.
struct Demo {
    child: Child,
    address: String,
    database: String,
}

impl Demo {
    fn start(binary: &Path, directory: &Path) -> Result<Self, String> {
        let data = directory.join("data");
        let mut command = Command::new(binary);
        command.args(["demo", "--listen", "127.0.0.1:0", "--fresh", "--data"]).arg(&data);
        command.stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().map_err(|error| process::cannot_start(&command, &error))?;
        let out = child.stdout.take();
        let database = format!("sqlite://{}", data.join("prokura.db").display());
        let mut demo = Self { child, address: String::new(), database };
        let mut lines = out.into_iter().flat_map(|out| BufReader::new(out).lines());
        let said = lines.find_map(|line| {
            let line = line.ok()?;
            Some(format!("http://{}", line.strip_prefix("Prokura is running")?.rsplit_once("http://")?.1.trim()))
        });
        // What else it says must have somewhere to go.
        std::thread::spawn(move || lines.for_each(drop));
        demo.address = said.ok_or("The demo ended before it listened.")?;
        Ok(demo)
    }

    fn token(&self, binary: &Path, whose: &[&str]) -> Result<String, String> {
        let mut command = Command::new(binary);
        command.args(["token", "create", "--name", "schemathesis"]).args(whose);
        command.env("PROKURA_DATABASE", &self.database);
        Ok(process::output(&mut command)?.trim().to_owned())
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to end.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
