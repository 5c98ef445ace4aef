//! World files: organizations, people and their authority as data, in TOML or as the same tree in JSON.
//!
//! One import goes through these rooms in order: `tree` reads a text into nodes that know where they stand,
//! `document` makes rows of them, `resolve` finds what the rows refer to, in the file or stored, `matching` says which
//! stored row a row of the file speaks about, `check` holds the rules, and `plan` is what differs. `export` goes the
//! other way; `warn` lists what import does not check.

mod check;
mod document;
mod error;
mod export;
mod fields;
mod known;
mod line;
mod matching;
mod moment;
mod plan;
mod resolve;
mod row;
mod setting;
mod table;
mod tree;
mod warn;

pub use document::Document;
pub(crate) use error::refusal;
pub use error::{Code, Position, WorldError, sentence};
pub use export::{json, toml};
pub use line::{FieldChange, Line, Verb};
pub use plan::{Options, Plan, plan};
pub use row::Value;
pub use tree::Format;
pub use warn::{Warning, warnings};
