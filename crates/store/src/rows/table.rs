//! How are rows of any table read, and what is a row?

use crate::error::store_error;
use crate::transaction::{Outcome, Transaction};
use prokura_app::port::StoreResult;
use sea_orm::{
    ConnectionTrait, EntityTrait, FromQueryResult as _, QueryResult, QueryTrait, Select, Statement, StatementBuilder,
};
use std::marker::PhantomData;

/// Something that is kept as a row.
pub(crate) trait Kept: Sized {
    /// Its table.
    type Entity: EntityTrait;

    /// As a row.
    fn to_row(&self) -> StoreResult<Model<Self>>;
    /// From a row; an error where the row does not say what it must.
    fn from_row(row: Model<Self>) -> StoreResult<Self>;
}

pub(super) type Model<T> = <<T as Kept>::Entity as EntityTrait>::Model;

/// The one row of a query, or none. There is no limit in it: SQLite looks into the limit it is given, and for that
/// prepares the statement anew each time.
pub(crate) async fn one<T: Kept>(tx: &Transaction, select: Select<T::Entity>) -> StoreResult<Option<T>> {
    Ok(all(tx, select).await?.into_iter().next())
}

/// The rows of a query.
pub(crate) async fn all<T: Kept>(tx: &Transaction, select: Select<T::Entity>) -> StoreResult<Vec<T>> {
    select.all(tx).await.map_err(store_error)?.into_iter().map(T::from_row).collect()
}

/// Queries that are asked in one go.
#[derive(Default)]
pub(crate) struct Several(Vec<Statement>);

/// The place of a query's rows among the answers.
pub(crate) struct Asked<T>(usize, PhantomData<T>);

/// The answers to several queries.
pub(crate) struct Answers(Vec<Outcome>);

impl Several {
    /// Adds a query.
    pub(crate) fn ask<T: Kept>(&mut self, tx: &Transaction, select: Select<T::Entity>) -> Asked<T> {
        self.0.push(select.build(tx.get_database_backend()));
        Asked(self.0.len() - 1, PhantomData)
    }

    /// Asks them all.
    pub(crate) async fn answers(self, tx: &Transaction) -> StoreResult<Answers> {
        tx.run_all(self.0).await.map(Answers).map_err(store_error)
    }
}

impl Answers {
    /// The rows of a query; there are none the second time.
    pub(crate) fn take<T: Kept>(&mut self, asked: Asked<T>) -> StoreResult<Vec<T>> {
        let Some(outcome) = self.0.get_mut(asked.0) else { return Ok(Vec::new()) };
        let rows = std::mem::take(&mut outcome.rows);
        let row = |row: &QueryResult| Model::<T>::from_query_result(row, "").map_err(store_error).and_then(T::from_row);
        rows.iter().map(row).collect()
    }
}

/// Runs a statement; gives how many rows it touched.
pub(crate) async fn run<S: StatementBuilder + Sync>(tx: &Transaction, statement: &S) -> StoreResult<u64> {
    Ok(tx.execute(statement).await.map_err(store_error)?.rows_affected())
}
