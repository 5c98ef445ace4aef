//! How it is kept: rows, mapping and migrations for SQLite and PostgreSQL.
//!
//! One [`Database`] implements the ports for both. Nobody outside sees a row.

mod apply;
mod audit;
mod backup;
mod database;
mod erase;
mod error;
mod federation;
mod held;
mod job;
mod migration;
mod outbox;
mod people;
mod pools;
mod preference;
mod read;
mod record;
mod rows;
mod schema;
mod signal;
mod transaction;
mod write;

pub use backup::restore;
pub use database::{Database, connect, connect_and_migrate, migrate};
pub use schema::dump_schema;
