//! The words of delegated administration, and which changes of state are legal.
//!
//! Nothing here is asynchronous, reads a clock or knows a database.

pub mod account;
pub mod custom_role;
pub mod device;
pub mod event;
pub mod factor;
pub mod federation;
pub mod grant;
pub mod id;
pub mod job;
pub mod licence_rule;
pub mod news;
pub mod organization;
pub mod person;
pub mod preference;
pub mod refusal;
pub mod seat_request;
pub mod setting;
pub mod signal;
pub mod superseded;
pub mod support;
pub mod template;
pub mod text;
pub mod time;
