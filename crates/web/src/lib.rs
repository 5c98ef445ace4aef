//! How it is reached over HTTP: REST, AuthZEN, sign-in and the console.

pub mod api;
pub mod assets;
pub mod authzen;
pub mod body;
pub mod caller;
pub mod console;
pub mod cursor;
pub mod demo;
pub mod idempotency;
pub mod known_tokens;
pub mod mail;
pub mod metrics;
pub mod operations;
pub mod problem;
pub mod request;
pub mod sign_in;
pub mod site;
pub mod text;
