//! How it is kept: rows, mapping and migrations for SQLite and PostgreSQL.
