//! Given these facts, may they, and because of what?
//!
//! Pure: no clock, no I/O, no asynchrony. [`decide::decide`] is the one decision of the product; every door asks it.

pub mod cedar;
pub mod custom;
pub mod decide;
pub mod facts;
pub mod giving;
pub mod index;
pub mod invariants;
pub mod loaded;
pub mod mask;
pub mod permit;
pub mod policy;
pub mod reason;
pub mod record;
