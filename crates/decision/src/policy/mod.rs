//! Which roles, areas, controls, restrictions, exclusions and settings there are: policy data, validated and compiled.
//!
//! `source` finds the texts, `document` reads them with their lines, `parse` says what each file holds, `compile` makes
//! the masks that `decide` reads, `check` asks whether the whole makes sense, and `matrix` shows it to people.

mod cell;
mod check;
mod compile;
mod document;
mod error;
mod matrix;
mod model;
mod parse;
mod registry;
mod source;
mod tables;

pub use cell::Cell;
pub use error::{Fault, PolicyError, PolicyErrors};
pub use matrix::matrix;
pub use model::*;
pub use source::FILES;

#[cfg(test)]
mod tests;
