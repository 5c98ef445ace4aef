//! The API as its callers meet it, over the example world and SQLite, without a network.

mod api;
mod authzen;
mod isolation;
mod nonsense;
mod support;
