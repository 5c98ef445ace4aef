//! Changes of many people at once: a file or a selection becomes rows; each row is looked at first and told of, and done
//! only when whoever asked says so, by the same commands as by hand.
//!
//! The parts of such a job are chunks of rows: first the rows as they came (a job that undoes another has that one's
//! instead), then what would become of each, then what became of each.

pub mod act;
pub mod begin;
pub mod code;
pub mod file;
pub mod look;
pub mod row;
pub mod task;
