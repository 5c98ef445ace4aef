//! An independent opinion: the same policy and the same facts, asked in Cedar. The Cedar policies are written from the
//! rule book, not from the decision's code; where the two disagree, one of them is wrong.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail as tests do")]

mod engine;
mod export;
mod random;
mod space;
#[path = "../support/mod.rs"]
mod support;
