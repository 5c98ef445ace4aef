//! Do both databases keep every promise of the ports? Each test runs on SQLite and on PostgreSQL.
#![cfg(test)]

/// Runs functions that take a [`bed::Bed`] as a test on each database.
macro_rules! on_both {
    ($($test:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test]
            async fn $test() {
                crate::bed::on_sqlite(super::$test).await;
            })*
        }
        mod postgres {
            $(#[tokio::test]
            async fn $test() {
                crate::bed::on_postgres(super::$test).await;
            })*
        }
    };
}

mod accounts;
mod audit;
mod backup;
mod bed;
mod departing;
mod directory;
mod factors;
mod federation;
mod history;
mod jobs;
mod outbox;
mod preferences;
mod product_news;
mod records;
mod sample;
mod schema;
mod seats;
mod signals;
mod support;
mod templates;
mod transactions;
mod upkeep;
mod waiting;
