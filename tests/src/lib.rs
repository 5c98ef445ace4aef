//! What the tests of the built binary share. They know it as its users do: by its command line, by HTTP, by its files.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "helpers of tests fail as tests do")]

pub mod binary;
pub mod browser;
pub mod dump;
pub mod http;
pub mod installation;
pub mod server;
pub mod sound;
pub mod wait;
