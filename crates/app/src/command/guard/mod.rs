//! What guards the giving and taking of authority, whoever asks: the rules that no right lifts.
//!
//! Every command goes the same way: enter, ask, look up, decide, check, plan. What it asks is in [`ask`]; what it
//! checks is here, as pure functions over a loaded [`scene::Scene`] as far as they can be.

pub mod alias;
pub(crate) mod answerer;
pub(crate) mod ask;
pub mod code;
pub(crate) mod compose;
pub(crate) mod demotion;
pub(crate) mod factor;
pub(crate) mod fit;
pub mod holder;
pub(crate) mod last_admin;
pub(crate) mod own;
pub(crate) mod problem;
pub mod room;
pub(crate) mod scene;
pub(crate) mod scope;
pub(crate) mod seat;
pub(crate) mod sessions;
pub mod step_up;
pub(crate) mod stream;
pub(crate) mod takeover;
pub(crate) mod template;
pub(crate) mod term;
pub(crate) mod together;
pub(crate) mod version;
