//! The API as its callers meet it, over the example world and SQLite, without a network.

#![expect(clippy::unwrap_used, clippy::panic, reason = "what a test expects and does not get fails the test")]

mod administrators_exports;
mod api;
mod as_of;
mod audit_exports;
mod authzen;
mod custom_roles;
mod decisions;
mod examples;
mod isolation;
mod lists;
mod nonsense;
mod people_changes;
mod signals;
mod support;
mod templates;
