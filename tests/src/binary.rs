//! Which program is tested, and how is it run?

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

/// The program: what `PROKURA_BIN` names, as `cargo xtask test` sets it; else the debug build, made up to date.
pub fn path() -> &'static Path {
    static PATH: OnceLock<PathBuf> = OnceLock::new();
    PATH.get_or_init(|| {
        #[expect(clippy::disallowed_methods, reason = "whoever runs the tests says in the environment what to test")]
        if let Some(given) = std::env::var_os("PROKURA_BIN") {
            let path = std::path::absolute(given).unwrap();
            assert!(path.is_file(), "PROKURA_BIN names no file: {}", path.display());
            return path;
        }
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let mut build = Command::new(env!("CARGO"));
        build.args(["build", "--quiet", "--package", "prokura"]).current_dir(root);
        assert!(build.status().unwrap().success(), "the program cannot be built");
        // Tests are in target/PROFILE/deps, the program in target/debug.
        let target = std::env::current_exe().unwrap().ancestors().nth(3).unwrap().to_owned();
        target.join("debug/prokura")
    })
}

/// The program with arguments, in a directory, with nothing of this process's settings.
#[must_use]
pub fn command(directory: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(path());
    command.args(arguments).current_dir(directory).stdin(Stdio::null());
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("PROKURA_")) {
        command.env_remove(name);
    }
    command.env_remove("RUST_LOG").env_remove("COLUMNS");
    command
}

/// What a run of the program left behind.
#[derive(Clone, Debug)]
pub struct Ran {
    /// With what it ended; `None` when a signal ended it.
    pub code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Ran {
    /// Nothing else than this exit code is right.
    #[track_caller]
    pub fn ends_with(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}{}", self.out, self.err);
        self
    }

    /// The last line of standard error, without the program's name: why it failed.
    #[must_use]
    pub fn sentence(&self) -> &str {
        self.err.rsplit_once("prokura: ").map_or("", |(_, sentence)| sentence.trim_end())
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// Runs the program to its end.
pub fn run(command: &mut Command) -> Ran {
    command.output().unwrap().into()
}
