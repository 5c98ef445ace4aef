//! Where do tests find a PostgreSQL that is theirs alone?

use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};

use crate::{process, tools};

/// Tests of storage read the address from here; a test that needs it and does not find it must fail.
pub(crate) const VARIABLE: &str = "PROKURA_TEST_POSTGRES";

/// A running cluster. A guard process keeps it and ends it when its standard input closes, which happens however
/// this process ends, so nothing is left behind.
pub(crate) struct Cluster {
    guard: Child,
    port: u16,
}

impl Cluster {
    /// A new, empty cluster on a free port of 127.0.0.1, trusting whoever connects.
    pub(crate) fn start() -> Result<Self, String> {
        let binaries = tools::postgres_binaries().ok_or("PostgreSQL binaries were not found.")?;
        let port = free_port().map_err(|error| format!("No free port for PostgreSQL: {error}."))?;
        let mut command = Command::new("sh");
        command.args(["-c", include_str!("postgres.sh"), "postgres.sh"]).arg(binaries).arg(port.to_string());
        // A group of its own: a Ctrl-C is for the tests; the guard cleans up after them.
        command.current_dir("/").process_group(0).stdin(Stdio::piped()).stdout(Stdio::piped());
        if tools::is_root() {
            // PostgreSQL refuses to run as root.
            command.uid(id_of_postgres("-u")?).gid(id_of_postgres("-g")?);
        }
        let mut guard = command.spawn().map_err(|error| process::cannot_start(&Command::new("sh"), &error))?;
        let mut said = String::new();
        if let Some(stdout) = guard.stdout.take() {
            BufReader::new(stdout).read_line(&mut said).map_err(|error| format!("PostgreSQL: {error}."))?;
        }
        let cluster = Self { guard, port };
        if said.trim() == "ready" { Ok(cluster) } else { Err("PostgreSQL did not start; its log is above.".to_owned()) }
    }

    /// The address of its empty database `postgres`, as a superuser.
    pub(crate) fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.guard.stdin.take());
        if let Err(error) = self.guard.wait() {
            eprintln!("PostgreSQL may still run: {error}.");
        }
    }
}

fn free_port() -> std::io::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

fn id_of_postgres(which: &str) -> Result<u32, String> {
    let id = process::output(Command::new("id").args([which, "postgres"]))
        .map_err(|_| "PostgreSQL refuses to run as root and there is no user `postgres`. Run this as another user.")?;
    id.trim().parse().map_err(|_| format!("`id {which} postgres` printed no number."))
}
