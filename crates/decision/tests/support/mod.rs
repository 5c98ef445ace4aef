//! What the decision's tests share.

#![expect(clippy::unwrap_used, reason = "a world that cannot be built is a failed test")]

pub(crate) mod random;
pub(crate) mod world;
