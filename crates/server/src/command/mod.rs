//! The commands of the terminal that do one thing and end.

pub(crate) mod as_of;
pub(crate) mod audit;
pub(crate) mod database;
pub(crate) mod decide;
pub(crate) mod domain;
pub(crate) mod init;
pub(crate) mod outbox;
pub(crate) mod policy;
pub(crate) mod token;
pub(crate) mod world;

use crate::failure::Failure;
use std::io::{self, Write as _};

/// Prints to standard output. A reader who went away, as `head` does, is no failure.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    let end = if text.ends_with('\n') { "" } else { "\n" };
    match out.write_all(text.as_bytes()).and_then(|()| out.write_all(end.as_bytes())).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result.map_err(|error| Failure::new(format!("standard output: {error}"))),
    }
}
