//! What it looks like as JSON: REST, problem details and AuthZEN shapes.

pub mod problem;
pub mod time;
