//! The commands that give and take authority, through the whole pipeline on SQLite. Each test names the rules it is about.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests fail as tests do; clippy excuses only the test functions themselves"
)]

#[expect(dead_code, reason = "each test binary uses its part of what they share")]
#[path = "../support/mod.rs"]
mod support;

mod bulk;
mod claiming;
mod custom;
mod digest;
mod editor;
mod ending;
mod external;
mod giving;
mod leaving;
mod past;
mod people;
mod removal;
mod seats;
mod sequences;
mod templates;
mod texts;
mod together;
mod turns;
mod warnings;
mod world;
