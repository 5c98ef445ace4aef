//! An independent opinion: the same policy and the same facts, asked in Cedar. The Cedar policies are written from the
//! rule book, not from the decision's code; where the two disagree, one of them is wrong.

mod engine;
mod export;
mod random;
mod space;
#[path = "../support/mod.rs"]
mod support;
