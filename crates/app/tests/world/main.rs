//! World files: what is wrong with them is said with its place, what they say becomes so, and nothing else does.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests fail as tests do; clippy excuses only the test functions themselves"
)]

#[expect(dead_code, reason = "each test binary uses its part of what they share")]
#[path = "../support/mod.rs"]
mod support;

mod apply;
mod custom_roles;
mod exporting;
mod pipeline;
mod planning;
mod random;
mod rules;
mod shape;
mod warning;
