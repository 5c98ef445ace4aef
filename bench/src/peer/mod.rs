//! Engines that people would choose instead, each asked in the form it is fastest at.

pub mod casbin;
pub mod cedar;
pub mod rego;

/// Whatever kept a peer from answering.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;
