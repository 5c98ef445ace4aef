//! What one can ask the system to do: one file per command or query, the one pipeline for every change, and the ports
//! that the outside implements.

pub mod audit;
pub mod authentication;
pub mod bulk;
pub mod caller;
pub mod collation;
pub mod command;
pub mod consequence;
pub mod delivery;
pub mod digest;
pub mod error;
pub mod follow;
pub mod job;
mod known;
pub mod limit;
pub mod message;
pub mod password;
pub mod pipeline;
pub mod port;
pub mod query;
pub mod recovery;
mod registry;
pub mod rehearsal;
pub mod seats;
pub mod secret;
pub mod service;
pub mod sight;
pub mod signal;
pub mod signature;
pub mod sso;
pub mod standing;
pub mod template;
pub mod totp;
pub mod work;
pub mod world;
