//! Does everything pass?

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::counts::{self, Counts};
use crate::postgres::{self, Cluster};
use crate::tools::{self, Tool};
use crate::{binary, browser, process, schemathesis};

struct Part {
    name: &'static str,
    counts: Counts,
    took: Duration,
    /// What went wrong beside failing tests.
    trouble: Option<String>,
}

/// Every test there is; with arguments, only the Rust tests that they choose.
pub(crate) fn run(nextest_arguments: &[&str]) -> Result<(), String> {
    let mut parts = Vec::new();
    if nextest_arguments.is_empty() {
        tools::ensure(&[Tool::Postgres, Tool::Chromium, Tool::Node, Tool::Nextest])?;
        parts.push(part("Rust tests, on SQLite and PostgreSQL", || rust_tests(&[])));
        parts.push(part("Browser tests", browser_tests));
        parts.push(part("The API against its document", against_document));
    } else {
        tools::ensure(&[Tool::Postgres, Tool::Nextest])?;
        parts.push(part("Chosen Rust tests", || rust_tests(nextest_arguments)));
    }
    summary(&parts)
}

/// The API against its document, and nothing else.
pub(crate) fn schemathesis_alone() -> Result<(), String> {
    summary(&[part("The API against its document", against_document)])
}

fn part(name: &'static str, run: impl FnOnce() -> Result<(Counts, Option<String>), String>) -> Part {
    println!("\n== {name}");
    let start = Instant::now();
    let (counts, trouble) = match run() {
        Ok((counts, trouble)) => (counts, trouble),
        Err(sentence) => (Counts::default(), Some(sentence)),
    };
    Part { name, counts, took: start.elapsed(), trouble }
}

fn summary(parts: &[Part]) -> Result<(), String> {
    println!("\n== Summary");
    let mut sum = Counts::default();
    for part in parts {
        let Counts { passed, mut failed } = part.counts;
        if let (Some(trouble), 0) = (&part.trouble, failed) {
            println!("{trouble}");
            failed = 1;
        }
        println!("{:<40}{passed:>5} passed, {failed} failed {:>8.1} s", part.name, part.took.as_secs_f64());
        sum = sum + Counts { passed, failed };
    }
    println!("{} passed, {} failed", sum.passed, sum.failed);
    if sum.failed == 0 { Ok(()) } else { Err("Not everything passed.".to_owned()) }
}

/// `Some` sentence when a runner ended badly; it matters where no failing test explains it.
fn ended(command: &std::process::Command, status: std::process::ExitStatus) -> Option<String> {
    (!status.success()).then(|| format!("{} failed: {status}.", process::shown(command)))
}

fn rust_tests(arguments: &[&str]) -> Result<(Counts, Option<String>), String> {
    let report = process::root().join("target/nextest/default/junit.xml");
    forget(&report)?;
    let cluster = Cluster::start()?;
    let mut command = process::cargo();
    // An ignored test would be skipped silently.
    command
        .args(["nextest", "run", "--no-fail-fast", "--run-ignored=all"])
        .env(postgres::VARIABLE, cluster.url())
        .env("PROKURA_BIN", binary::ready()?);
    if !arguments.iter().any(|word| word.starts_with("-p") || word.starts_with("--package")) {
        command.arg("--workspace");
    }
    let status = process::status(command.args(arguments))?;
    drop(cluster);
    let counts = read(&report).and_then(|text| counts::of_junit(&text)).unwrap_or_default();
    Ok((counts, ended(&command, status).or_else(|| nothing_ran(counts))))
}

fn browser_tests() -> Result<(Counts, Option<String>), String> {
    let report = browser::directory().join("out/tests.tap");
    forget(&report)?;
    fs::create_dir_all(browser::directory().join("out")).map_err(|error| format!("tests/e2e/out: {error}."))?;
    let mut command = browser::node()?;
    command.args(["--test", "--test-reporter=spec", "--test-reporter-destination=stdout"]);
    command.args(["--test-reporter=tap", "--test-reporter-destination=out/tests.tap"]);
    let status = process::status(&mut command)?;
    let counts = read(&report).and_then(|text| counts::of_tap(&text)).unwrap_or_default();
    Ok((counts, ended(&command, status).or_else(|| nothing_ran(counts))))
}

fn against_document() -> Result<(Counts, Option<String>), String> {
    let (report, status, shown) = schemathesis::run()?;
    let counts = read(&report).and_then(|text| counts::of_junit(&text)).unwrap_or_default();
    let ended = (!status.success()).then(|| format!("{shown} failed: {status}."));
    Ok((counts, ended.or_else(|| nothing_ran(counts))))
}

fn nothing_ran(counts: Counts) -> Option<String> {
    (counts == Counts::default()).then(|| "Not one test ran, or the runner left no report.".to_owned())
}

/// A report of an earlier run must not speak for this one.
fn forget(report: &Path) -> Result<(), String> {
    match fs::remove_file(report) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(format!("{}: {error}.", report.display())),
        Ok(()) | Err(_) => Ok(()),
    }
}

fn read(report: &Path) -> Option<String> {
    fs::read_to_string(report).ok()
}
