//! How it is kept: rows, mapping and migrations for SQLite and PostgreSQL.
//!
//! One [`Database`] implements the ports for both. Nobody outside sees a row.

mod apply;
mod audit;
mod database;
mod error;
mod migration;
mod outbox;
mod pools;
mod read;
mod record;
mod rows;
mod transaction;
mod write;

pub use database::{Database, connect, connect_and_migrate, migrate};
