//! What is done to any table: read rows, add some, change one.

use crate::error::store_error;
use crate::transaction::{Outcome, Transaction};
use prokura_app::port::{StoreError, StoreResult};
use sea_orm::sea_query::{Expr, ExprTrait as _, OnConflict, SimpleExpr};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbBackend, EntityName, EntityTrait,
    FromQueryResult as _, Insert, IntoActiveModel, Iterable, PrimaryKeyToColumn, QueryFilter, QueryResult, QueryTrait,
    Select, Statement, StatementBuilder,
};
use std::marker::PhantomData;

/// Rows of one statement at most: both databases limit how many values a statement may have.
const CHUNK: usize = 500;

/// Something that is kept as a row.
pub(crate) trait Kept: Sized {
    /// Its table.
    type Entity: EntityTrait;

    /// As a row.
    fn to_row(&self) -> StoreResult<Model<Self>>;
    /// From a row; an error where the row does not say what it must.
    fn from_row(row: Model<Self>) -> StoreResult<Self>;
}

type Model<T> = <<T as Kept>::Entity as EntityTrait>::Model;
type Active<T> = <<T as Kept>::Entity as EntityTrait>::ActiveModel;
type Column<T> = <<T as Kept>::Entity as EntityTrait>::Column;
type PrimaryKey<T> = <<T as Kept>::Entity as EntityTrait>::PrimaryKey;

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

/// Statements that write, run in one go, each with how many rows it has to touch.
pub(crate) struct Writing {
    database: DbBackend,
    statements: Vec<Statement>,
    meant: Vec<Meant>,
}

/// What a statement has to come to.
enum Meant {
    /// Any number of rows.
    Any,
    /// Exactly one row; if not, the text says why.
    One(String),
}

impl Writing {
    /// Nothing yet.
    pub(crate) fn new(tx: &Transaction) -> Self {
        Self { database: tx.get_database_backend(), statements: Vec::new(), meant: Vec::new() }
    }

    /// Runs them. After an error, nothing of them may be kept: only a rollback works.
    pub(crate) async fn write(self, tx: &Transaction) -> StoreResult<()> {
        let outcomes = tx.run_all(self.statements).await.map_err(store_error)?;
        for (outcome, meant) in outcomes.iter().zip(self.meant) {
            match meant {
                Meant::One(error) if outcome.done.rows_affected() != 1 => {
                    tx.spoil();
                    return Err(StoreError::Failed(error));
                }
                Meant::One(_) | Meant::Any => {}
            }
        }
        Ok(())
    }

    fn add(&mut self, statement: &impl StatementBuilder, meant: Meant) {
        self.statements.push(statement.build(&self.database));
        self.meant.push(meant);
    }

    /// A statement that has to touch exactly one row; if not, the text says why.
    pub(crate) fn one(&mut self, statement: &impl StatementBuilder, error: String) {
        self.add(statement, Meant::One(error));
    }

    /// A statement that may touch any number of rows.
    pub(crate) fn any(&mut self, statement: &impl StatementBuilder) {
        self.add(statement, Meant::Any);
    }

    /// Adds one.
    pub(crate) fn insert<T: Kept>(&mut self, thing: &T) -> StoreResult<()>
    where
        Model<T>: IntoActiveModel<Active<T>>,
    {
        self.add(&Insert::<Active<T>>::one(thing.to_row()?).into_query(), Meant::Any);
        Ok(())
    }

    /// Adds one, or adds its number to that of the one with its key.
    pub(crate) fn insert_or_add<T: Kept>(&mut self, thing: &T, number: Column<T>, by: i64) -> StoreResult<()>
    where
        Model<T>: IntoActiveModel<Active<T>>,
    {
        let sum = Expr::col((T::Entity::default(), number)).add(by);
        let on_conflict = OnConflict::columns(PrimaryKey::<T>::iter()).value(number, sum).to_owned();
        self.add(&Insert::<Active<T>>::one(thing.to_row()?).on_conflict(on_conflict).into_query(), Meant::Any);
        Ok(())
    }

    /// Adds several, in as few statements as can be.
    pub(crate) fn insert_all<T: Kept>(&mut self, things: &[T]) -> StoreResult<()>
    where
        Model<T>: IntoActiveModel<Active<T>>,
    {
        for chunk in things.chunks(CHUNK) {
            let rows = chunk.iter().map(T::to_row).collect::<StoreResult<Vec<_>>>()?;
            self.add(&Insert::<Active<T>>::many(rows).into_query(), Meant::Any);
        }
        Ok(())
    }

    /// Adds one where its key is not there yet.
    pub(crate) fn insert_or_ignore<T: Kept>(&mut self, thing: &T) -> StoreResult<()>
    where
        Model<T>: IntoActiveModel<Active<T>>,
    {
        let on_conflict = OnConflict::columns(PrimaryKey::<T>::iter()).do_nothing().to_owned();
        self.add(&Insert::<Active<T>>::one(thing.to_row()?).on_conflict(on_conflict).into_query(), Meant::Any);
        Ok(())
    }

    /// Adds one, or puts it in the place of the one with its key.
    pub(crate) fn insert_or_replace<T: Kept>(&mut self, thing: &T) -> StoreResult<()>
    where
        Model<T>: IntoActiveModel<Active<T>>,
    {
        let others = Column::<T>::iter().filter(|column| PrimaryKey::<T>::from_column(*column).is_none());
        let on_conflict = OnConflict::columns(PrimaryKey::<T>::iter()).update_columns(others).to_owned();
        self.add(&Insert::<Active<T>>::one(thing.to_row()?).on_conflict(on_conflict).into_query(), Meant::Any);
        Ok(())
    }

    /// Takes the row with a key away, if there is one.
    pub(crate) fn remove<T: Kept>(&mut self, key: uuid::Uuid) {
        let condition = PrimaryKey::<T>::iter().fold(Condition::all(), |all, it| all.add(it.into_column().eq(key)));
        self.add(&T::Entity::delete_many().filter(condition).into_query(), Meant::Any);
    }

    /// Takes the one row of a condition away; an error where there is none.
    pub(crate) fn remove_one<T: Kept>(&mut self, which: SimpleExpr) {
        let table = T::Entity::default().table_name().to_owned();
        self.one(&T::Entity::delete_many().filter(which).into_query(), format!("no row of {table} is there to remove"));
    }

    /// Takes the rows of a condition away, if there are any.
    pub(crate) fn remove_all<T: Kept>(&mut self, which: SimpleExpr) {
        self.add(&T::Entity::delete_many().filter(which).into_query(), Meant::Any);
    }

    /// Writes the row with its key anew; an error where there is none.
    pub(crate) fn change<T: Kept>(&mut self, thing: &T) -> StoreResult<()>
    where
        Model<T>: IntoActiveModel<Active<T>>,
    {
        self.change_where(thing, Condition::all())
    }

    /// Writes the row with its key anew where it still has the version that the change began from.
    pub(crate) fn change_from<T: Kept>(&mut self, thing: &T, version: Column<T>, before: i64) -> StoreResult<()>
    where
        Model<T>: IntoActiveModel<Active<T>>,
    {
        self.change_where(thing, Condition::all().add(version.eq(before)))
    }

    fn change_where<T: Kept>(&mut self, thing: &T, mut which: Condition) -> StoreResult<()>
    where
        Model<T>: IntoActiveModel<Active<T>>,
    {
        let mut row = thing.to_row()?.into_active_model().reset_all();
        for key in PrimaryKey::<T>::iter() {
            let column = key.into_column();
            if let Some(value) = row.take(column).into_value() {
                which = which.add(column.eq(value));
            }
        }
        let update = T::Entity::update_many().set(row).filter(which);
        let table = T::Entity::default().table_name().to_owned();
        self.one(&update.into_query(), format!("no row of {table} is as it was before the change"));
        Ok(())
    }
}
