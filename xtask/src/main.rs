//! What a developer runs: tests with all they need, and checks that nothing generated differs.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a terminal is what xtask talks to")]

mod binary;
mod browser;
mod check;
mod counts;
mod postgres;
mod process;
mod schemathesis;
mod screenshots;
mod tests;
mod tools;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask test [-- NEXTEST-ARGUMENTS]   every test there is; with arguments, the Rust tests they choose
cargo xtask check [--write]               compare what is generated with what is committed, or write it
cargo xtask schemathesis                  the API against its OpenAPI document; a part of `test`
cargo xtask screenshots [PAGE…]           every page of the demo as pictures in tests/e2e/out, with findings";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["test", "--", rest @ ..] | ["test", rest @ ..] => tests::run(rest),
        ["check"] => check::run(false),
        ["check", "--write"] => check::run(true),
        ["schemathesis"] => tests::schemathesis_alone(),
        ["screenshots", "--", pages @ ..] | ["screenshots", pages @ ..] => screenshots::run(pages),
        ["help" | "--help" | "-h"] => {
            println!("{HELP}");
            Ok(())
        }
        _ => Err(format!("No such task.\n{HELP}")),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("{sentence}");
            ExitCode::FAILURE
        }
    }
}
