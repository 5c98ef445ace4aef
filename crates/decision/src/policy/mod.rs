//! Which roles, areas, controls, restrictions, exclusions and settings there are: policy data, validated and compiled.

mod model;
pub use model::*;
