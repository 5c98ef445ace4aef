//! A directory with a database, a key file and nothing else: what an operator has.

use crate::binary::{self, Ran};
use crate::dump::Dump;
use crate::server::Server;
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use tempfile::TempDir;

/// The example world.
pub const EXAMPLE: &str = include_str!("../../demo/world.toml");

/// An installation of its own, gone with the test.
#[derive(Debug)]
pub struct Installation {
    directory: TempDir,
    files: AtomicU32,
}

impl Default for Installation {
    fn default() -> Self {
        Self { directory: tempfile::tempdir().unwrap(), files: AtomicU32::new(0) }
    }
}

impl Installation {
    /// One with an empty database.
    #[must_use]
    pub fn empty() -> Self {
        let installation = Self::default();
        installation.run(&["migrate"]).ends_with(0);
        installation
    }

    /// One with the example world, and more of a world.
    #[must_use]
    pub fn with_world(more: &str) -> Self {
        let installation = Self::empty();
        installation.import(&format!("{EXAMPLE}\n{more}")).ends_with(0);
        installation
    }

    /// A path in its directory.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// The path of a file that nobody else uses.
    #[must_use]
    pub fn new_file(&self, extension: &str) -> PathBuf {
        self.path(&format!("file-{}.{extension}", self.files.fetch_add(1, Ordering::SeqCst)))
    }

    /// Its database. The demo and the other commands use the same.
    #[must_use]
    pub fn url(&self) -> String {
        format!("sqlite://{}", self.path("prokura.db").display())
    }

    /// The program, told of the database.
    #[must_use]
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = binary::command(self.directory.path(), arguments);
        command.env("PROKURA_DATABASE", self.url());
        command
    }

    /// Runs the program to its end.
    pub fn run(&self, arguments: &[&str]) -> Ran {
        binary::run(&mut self.command(arguments))
    }

    /// Imports a world file.
    pub fn import(&self, world: &str) -> Ran {
        let file = self.new_file("toml");
        fs::write(&file, world).unwrap();
        self.run(&["import", file.to_str().unwrap()])
    }

    /// A token of a person, who may do with it what their roles give.
    #[must_use]
    pub fn token(&self, person: &str) -> String {
        self.token_for(person, "manage")
    }

    /// A token of a person, for something.
    #[must_use]
    pub fn token_for(&self, person: &str, scopes: &str) -> String {
        self.new_token(&["--person", person, "--scope", scopes])
    }

    /// A token of a service that asks for decisions.
    #[must_use]
    pub fn decisions(&self) -> String {
        self.new_token(&["--scope", "decisions"])
    }

    fn new_token(&self, arguments: &[&str]) -> String {
        let ran = self.run(&[&["token", "create", "--name", "test"], arguments].concat()).ends_with(0);
        ran.out.trim().to_owned()
    }

    /// What is in every table, by the program's own backup.
    #[must_use]
    pub fn dump(&self) -> Dump {
        let file = self.new_file("backup");
        self.run(&["backup", file.to_str().unwrap()]).ends_with(0);
        Dump::read(&fs::read_to_string(&file).unwrap())
    }

    /// Starts `prokura serve` on a free port; no mail server is configured, so mails wait in the outbox.
    #[must_use]
    pub fn serve(&self) -> Server {
        Server::start(&mut self.command(&["serve", "--listen", "127.0.0.1:0"]))
    }

    /// The command that starts `prokura demo` on a free port, with a clock that can be moved.
    #[must_use]
    pub fn demo(&self) -> Command {
        self.command(&["demo", "--listen", "127.0.0.1:0", "--movable-clock", "--data", "."])
    }
}
