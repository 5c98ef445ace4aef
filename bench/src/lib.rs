//! How fast, beside what? The world the benchmarks ask about, how they take time, and the engines they stand beside.

pub mod bare;
#[cfg(feature = "product")]
pub mod commits;
#[cfg(feature = "product")]
pub mod customers;
pub mod measure;
pub mod ours;
#[cfg(feature = "peers")]
pub mod peer;
#[cfg(feature = "product")]
pub mod service;
pub mod world;
