//! What the decision's tests share.

pub(crate) mod random;
pub(crate) mod world;
