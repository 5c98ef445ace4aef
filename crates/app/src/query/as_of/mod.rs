//! Who could do what in an organization at a moment, under the policy of that time.
//!
//! The very same decision, asked about rows as they were: what a row said then is the first of its versions that ended after
//! the moment, or what it says now.

mod people;
mod records;
mod scene;

pub use people::{Holder, Inside};
pub use scene::{Covered, Scene, open, open_all};
