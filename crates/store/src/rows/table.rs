//! What is done to any table: read rows, add some, change one.

use crate::error::store_error;
use crate::transaction::Transaction;
use prokura_app::port::{StoreError, StoreResult};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityName, EntityTrait, Insert, IntoActiveModel,
    Iterable, PrimaryKeyToColumn, QueryFilter, QueryTrait, Select, StatementBuilder,
};

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

/// The one row of a query, or none.
pub(crate) async fn one<T: Kept>(tx: &Transaction, select: Select<T::Entity>) -> StoreResult<Option<T>> {
    select.one(tx).await.map_err(store_error)?.map(T::from_row).transpose()
}

/// The rows of a query.
pub(crate) async fn all<T: Kept>(tx: &Transaction, select: Select<T::Entity>) -> StoreResult<Vec<T>> {
    select.all(tx).await.map_err(store_error)?.into_iter().map(T::from_row).collect()
}

/// Runs a statement; gives how many rows it touched.
pub(crate) async fn run<S: StatementBuilder + Sync>(tx: &Transaction, statement: &S) -> StoreResult<u64> {
    Ok(tx.execute(statement).await.map_err(store_error)?.rows_affected())
}

/// Adds one.
pub(crate) async fn insert<T: Kept>(tx: &Transaction, thing: &T) -> StoreResult<()>
where
    Model<T>: IntoActiveModel<Active<T>>,
{
    run(tx, &Insert::<Active<T>>::one(thing.to_row()?).into_query()).await.map(drop)
}

/// Adds several, in as few statements as can be.
pub(crate) async fn insert_all<T: Kept>(tx: &Transaction, things: &[T]) -> StoreResult<()>
where
    Model<T>: IntoActiveModel<Active<T>>,
{
    for chunk in things.chunks(CHUNK) {
        let rows = chunk.iter().map(T::to_row).collect::<StoreResult<Vec<_>>>()?;
        run(tx, &Insert::<Active<T>>::many(rows).into_query()).await?;
    }
    Ok(())
}

/// Adds one where its key is not there yet.
pub(crate) async fn insert_or_ignore<T: Kept>(tx: &Transaction, thing: &T) -> StoreResult<()>
where
    Model<T>: IntoActiveModel<Active<T>>,
{
    let on_conflict = OnConflict::columns(PrimaryKey::<T>::iter()).do_nothing().to_owned();
    let insert = Insert::<Active<T>>::one(thing.to_row()?).on_conflict(on_conflict);
    run(tx, &insert.into_query()).await.map(drop)
}

/// Adds one, or puts it in the place of the one with its key.
pub(crate) async fn insert_or_replace<T: Kept>(tx: &Transaction, thing: &T) -> StoreResult<()>
where
    Model<T>: IntoActiveModel<Active<T>>,
{
    let others = Column::<T>::iter().filter(|column| PrimaryKey::<T>::from_column(*column).is_none());
    let on_conflict = OnConflict::columns(PrimaryKey::<T>::iter()).update_columns(others).to_owned();
    let insert = Insert::<Active<T>>::one(thing.to_row()?).on_conflict(on_conflict);
    run(tx, &insert.into_query()).await.map(drop)
}

/// Writes the row with its key anew; an error where there is none.
pub(crate) async fn change<T: Kept>(tx: &Transaction, thing: &T) -> StoreResult<()>
where
    Model<T>: IntoActiveModel<Active<T>>,
{
    change_where(tx, thing, Condition::all()).await
}

/// Writes the row with its key anew where it still has the version that the change began from.
pub(crate) async fn change_from<T: Kept>(
    tx: &Transaction,
    thing: &T,
    version: Column<T>,
    before: i64,
) -> StoreResult<()>
where
    Model<T>: IntoActiveModel<Active<T>>,
{
    change_where(tx, thing, Condition::all().add(version.eq(before))).await
}

async fn change_where<T: Kept>(tx: &Transaction, thing: &T, mut which: Condition) -> StoreResult<()>
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
    match run(tx, &update.into_query()).await? {
        1 => Ok(()),
        _ => {
            let table = T::Entity::default().table_name().to_owned();
            Err(StoreError::Failed(format!("no row of {table} is as it was before the change")))
        }
    }
}
