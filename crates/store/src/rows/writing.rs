//! What is to be written, gathered so that it comes to few statements: rows that many commands add to a table are added
//! together, and a number that goes on step by step goes on once.

use super::table::{Kept, Model};
use crate::transaction::Transaction;
use prokura_app::port::{StoreError, StoreResult};
use sea_orm::sea_query::{SimpleExpr, UpdateStatement, Value, Values};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbBackend, EntityName, EntityTrait, IdenStatic as _,
    IntoActiveModel, Iterable, PrimaryKeyToColumn, QueryFilter, QueryTrait, Statement, StatementBuilder,
};
use std::fmt::Write as _;
use uuid::Uuid;

/// How many rows a statement adds: few different numbers, so that the same texts come again and stay prepared. What is left
/// of them goes in one statement. Both databases limit how many values a statement may have.
const AT_ONCE: [usize; 2] = [64, 16];

type Active<T> = <<T as Kept>::Entity as EntityTrait>::ActiveModel;
type Column<T> = <<T as Kept>::Entity as EntityTrait>::Column;
type PrimaryKey<T> = <<T as Kept>::Entity as EntityTrait>::PrimaryKey;

/// What is to be written, in an order that comes to the same as the one in which it was said.
pub(crate) struct Writing {
    database: DbBackend,
    parts: Vec<Part>,
    /// How many rows and statements there are.
    size: usize,
}

enum Part {
    Rows(Rows),
    Step(Step),
    Other {
        /// The one table that it reads and writes; any number of them where it is not said.
        table: Option<&'static str>,
        statement: Statement,
        meant: Meant,
    },
}

/// What a statement has to come to.
pub(crate) enum Meant {
    /// Any number of rows.
    Any,
    /// Exactly one row; if not, the text says why.
    One(String),
}

/// Rows for one table.
struct Rows {
    table: &'static str,
    way: Way,
    /// The statement before its rows, and after them.
    text: (String, String),
    /// Which columns are the key.
    key: Vec<usize>,
    rows: Vec<Vec<Value>>,
}

/// What becomes of a row whose key is there already.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// It is an error.
    Refuse,
    /// The one that is there stays.
    Ignore,
    /// It takes the place of the one that is there.
    Replace,
    /// Its number in this column is added to that of the one that is there.
    Add(usize),
}

/// A number goes on from one to another.
struct Step {
    table: &'static str,
    key: Uuid,
    from: i64,
    to: i64,
    update: Box<dyn Fn(i64) -> UpdateStatement + Send + Sync>,
    error: String,
}

/// Whether rows of a table may name rows of another one, which then has to have them first. True for more than do: all that
/// comes of it is a statement more.
fn may_refer(table: &str, other: &str) -> bool {
    match other {
        "audit_entry" => table == "audit_private",
        "audit_head" | "audit_private" | "change" | "idempotency" | "licence_count" | "outbox" | "person_facet"
        | "sign_in_link" | "signal" | "superseded" => false,
        _ => true,
    }
}

impl Part {
    /// Whether rows for a table that come after this may not come before it.
    fn is_before(&self, table: &str) -> bool {
        match self {
            Self::Rows(rows) => rows.table == table || may_refer(table, rows.table),
            Self::Step(step) => step.table == table,
            Self::Other { table: other, .. } => other.is_none_or(|other| other == table),
        }
    }
}

impl Rows {
    /// Adds a row. Of two with the same key one is left, as if they had been written one after the other: PostgreSQL wants it so.
    fn add(&mut self, row: Vec<Value>) {
        let same = |old: &&mut Vec<Value>| self.key.iter().all(|place| old.get(*place) == row.get(*place));
        let old = match self.way {
            Way::Refuse | Way::Ignore => None,
            Way::Replace | Way::Add(_) => self.rows.iter_mut().find(same),
        };
        match (old, self.way) {
            (None, _) | (Some(_), Way::Refuse | Way::Ignore) => self.rows.push(row),
            (Some(old), Way::Replace) => *old = row,
            (Some(old), Way::Add(place)) => {
                if let (Some(Value::BigInt(Some(sum))), Some(Value::BigInt(Some(more)))) =
                    (old.get_mut(place), row.get(place))
                {
                    *sum += more;
                }
            }
        }
    }

    /// A statement that adds some.
    fn statement(&self, database: DbBackend, rows: Vec<Vec<Value>>) -> Statement {
        let width = rows.first().map_or(0, Vec::len);
        let mut sql = self.text.0.clone();
        for place in 0..rows.len() * width {
            sql.push_str(match (place % width, place) {
                (0, 0) => "(",
                (0, _) => "), (",
                _ => ", ",
            });
            if database == DbBackend::Postgres {
                // Never fails for a text.
                let _ = write!(sql, "${}", place + 1);
            } else {
                sql.push('?');
            }
        }
        sql.push(')');
        sql.push_str(&self.text.1);
        Statement::from_sql_and_values(database, sql, Values(rows.into_iter().flatten().collect()).0)
    }

    /// As few statements as can be.
    fn statements(mut self, database: DbBackend, all: &mut Vec<(Statement, Meant)>) {
        while !self.rows.is_empty() {
            let left = self.rows.len();
            let some = AT_ONCE.into_iter().find(|some| left >= *some).unwrap_or(left);
            let rest = self.rows.split_off(some);
            let rows = std::mem::replace(&mut self.rows, rest);
            all.push((self.statement(database, rows), Meant::Any));
        }
    }
}

/// The statement that adds rows, before them and after them, and which columns are the key.
fn adding<T: Kept>(way: Way) -> ((String, String), Vec<usize>) {
    let table = T::Entity::default().table_name();
    let columns: Vec<&str> = Column::<T>::iter().map(|column| column.as_str()).collect();
    let keys: Vec<&str> = PrimaryKey::<T>::iter().map(|key| key.into_column().as_str()).collect();
    let key = (0..columns.len()).filter(|place| keys.contains(&columns[*place])).collect();
    let quoted = |names: &[&str]| names.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
    let head = format!("insert into \"{table}\" ({}) values ", quoted(&columns));
    let conflict = |becomes: &str| format!(" on conflict ({}) do {becomes}", quoted(&keys));
    let tail = match way {
        Way::Refuse => String::new(),
        Way::Ignore => conflict("nothing"),
        Way::Replace => {
            let others = columns.iter().filter(|name| !keys.contains(name));
            let set: Vec<_> = others.map(|name| format!("\"{name}\" = excluded.\"{name}\"")).collect();
            conflict(&format!("update set {}", set.join(", ")))
        }
        Way::Add(place) => {
            let name = columns[place];
            conflict(&format!("update set \"{name}\" = \"{table}\".\"{name}\" + excluded.\"{name}\""))
        }
    };
    ((head, tail), key)
}

impl Writing {
    /// Nothing yet.
    pub(crate) fn new(tx: &Transaction) -> Self {
        Self::on(tx.get_database_backend())
    }

    /// Nothing yet, for one database or the other.
    pub(crate) const fn on(database: DbBackend) -> Self {
        Self { database, parts: Vec::new(), size: 0 }
    }

    /// Whether there is nothing to write.
    pub(crate) fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// How many rows and statements there are.
    pub(crate) const fn size(&self) -> usize {
        self.size
    }

    /// Takes everything out.
    pub(crate) fn take(&mut self) -> Self {
        std::mem::replace(self, Self::on(self.database))
    }

    /// Adds what comes after this.
    pub(crate) fn append(&mut self, after: Self) {
        for part in after.parts {
            match part {
                Part::Rows(Rows { table, way, text, key, rows }) => {
                    self.add_rows((table, way), || (text, key), rows);
                }
                Part::Step(step) => self.add_step(step),
                Part::Other { .. } => self.parts.push(part),
            }
        }
        self.size += after.size;
    }

    /// The statements that it comes to, each with how many rows it has to touch.
    pub(crate) fn into_statements(self) -> Vec<(Statement, Meant)> {
        let mut all = Vec::with_capacity(self.parts.len());
        for part in self.parts {
            match part {
                Part::Rows(rows) => rows.statements(self.database, &mut all),
                Part::Step(Step { from, update, error, .. }) => {
                    all.push((StatementBuilder::build(&update(from), &self.database), Meant::One(error)));
                }
                Part::Other { statement, meant, .. } => all.push((statement, meant)),
            }
        }
        all
    }

    /// Writes it now, after what is still to be written. After an error, nothing of it may be kept: only a rollback works.
    pub(crate) async fn write(self, tx: &Transaction) -> StoreResult<()> {
        tx.keep(self).await?;
        tx.settle().await
    }

    /// Rows join those for the same table that were added before, unless something came since that has to be before them.
    fn add_rows(
        &mut self,
        (table, way): (&'static str, Way),
        adding: impl FnOnce() -> ((String, String), Vec<usize>),
        rows: impl IntoIterator<Item = Vec<Value>>,
    ) {
        let is_it = |part: &Part| matches!(part, Part::Rows(rows) if rows.table == table && rows.way == way);
        let near = self.parts.iter_mut().rev().find(|part| is_it(part) || part.is_before(table));
        if let Some(Part::Rows(joined)) = near
            && (joined.table, joined.way) == (table, way)
        {
            rows.into_iter().for_each(|row| joined.add(row));
            return;
        }
        let (text, key) = adding();
        let mut first = Rows { table, way, text, key, rows: Vec::new() };
        rows.into_iter().for_each(|row| first.add(row));
        self.parts.push(Part::Rows(first));
    }

    fn add_row<T: Kept>(&mut self, thing: &T, way: Way) -> StoreResult<()>
    where
        Model<T>: IntoActiveModel<Active<T>>,
    {
        let mut row = thing.to_row()?.into_active_model();
        let values = Column::<T>::iter().map(|column| row.take(column).into_value());
        let values = values.collect::<Option<Vec<_>>>();
        let table = T::Entity::default().table_name();
        let values = values.ok_or_else(|| StoreError::Failed(format!("a row of {table} lacks a value")))?;
        self.add_rows((table, way), || adding::<T>(way), [values]);
        self.size += 1;
        Ok(())
    }

    fn add(&mut self, table: Option<&'static str>, statement: &impl StatementBuilder, meant: Meant) {
        self.parts.push(Part::Other { table, statement: statement.build(&self.database), meant });
        self.size += 1;
    }

    fn add_step(&mut self, mut step: Step) {
        let is_it = |part: &Part| {
            matches!(part, Part::Step(before)
                if (before.table, before.key) == (step.table, step.key) && before.to == step.from)
        };
        let before = self.parts.iter().rposition(|part| is_it(part) || part.is_before(step.table));
        if let Some(place) = before.filter(|place| is_it(&self.parts[*place]))
            && let Part::Step(before) = self.parts.remove(place)
        {
            step.from = before.from;
        }
        self.parts.push(Part::Step(step));
    }

    /// A number of a table's row goes on: a statement for each place it goes on from, which has to touch exactly one row. If
    /// not, the text says why. Reading in between sees every step.
    pub(crate) fn step(
        &mut self,
        table: &'static str,
        key: Uuid,
        (from, to): (i64, i64),
        update: impl Fn(i64) -> UpdateStatement + Send + Sync + 'static,
        error: String,
    ) {
        self.add_step(Step { table, key, from, to, update: Box::new(update), error });
        self.size += 1;
    }

    /// A statement that has to touch exactly one row; if not, the text says why.
    pub(crate) fn one(&mut self, statement: &impl StatementBuilder, error: String) {
        self.add(None, statement, Meant::One(error));
    }

    /// A statement that may touch any number of rows.
    pub(crate) fn any(&mut self, statement: &impl StatementBuilder) {
        self.add(None, statement, Meant::Any);
    }

    /// Adds one.
    pub(crate) fn insert<T: Kept>(&mut self, thing: &T) -> StoreResult<()>
    where
        Model<T>: IntoActiveModel<Active<T>>,
    {
        self.add_row(thing, Way::Refuse)
    }

    /// Adds one, or adds its number to that of the one with its key.
    pub(crate) fn insert_or_add<T: Kept>(&mut self, thing: &T, number: Column<T>) -> StoreResult<()>
    where
        Model<T>: IntoActiveModel<Active<T>>,
    {
        let place = Column::<T>::iter().position(|column| column.as_str() == number.as_str());
        self.add_row(thing, place.map_or(Way::Refuse, Way::Add))
    }

    /// Adds several.
    pub(crate) fn insert_all<T: Kept>(&mut self, things: &[T]) -> StoreResult<()>
    where
        Model<T>: IntoActiveModel<Active<T>>,
    {
        things.iter().try_for_each(|thing| self.insert(thing))
    }

    /// Adds one where its key is not there yet.
    pub(crate) fn insert_or_ignore<T: Kept>(&mut self, thing: &T) -> StoreResult<()>
    where
        Model<T>: IntoActiveModel<Active<T>>,
    {
        self.add_row(thing, Way::Ignore)
    }

    /// Adds one, or puts it in the place of the one with its key.
    pub(crate) fn insert_or_replace<T: Kept>(&mut self, thing: &T) -> StoreResult<()>
    where
        Model<T>: IntoActiveModel<Active<T>>,
    {
        self.add_row(thing, Way::Replace)
    }

    /// Takes the row with a key away, if there is one.
    pub(crate) fn remove<T: Kept>(&mut self, key: Uuid) {
        let condition = PrimaryKey::<T>::iter().fold(Condition::all(), |all, it| all.add(it.into_column().eq(key)));
        let table = T::Entity::default().table_name();
        self.add(Some(table), &T::Entity::delete_many().filter(condition).into_query(), Meant::Any);
    }

    /// Takes the one row of a condition on its own columns away; an error where there is none.
    pub(crate) fn remove_one<T: Kept>(&mut self, which: SimpleExpr) {
        let table = T::Entity::default().table_name();
        let meant = Meant::One(format!("no row of {table} is there to remove"));
        self.add(Some(table), &T::Entity::delete_many().filter(which).into_query(), meant);
    }

    /// Takes the rows of a condition away, if there are any.
    pub(crate) fn remove_all<T: Kept>(&mut self, which: SimpleExpr) {
        self.any(&T::Entity::delete_many().filter(which).into_query());
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
        let table = T::Entity::default().table_name();
        let meant = Meant::One(format!("no row of {table} is as it was before the change"));
        self.add(Some(table), &update.into_query(), meant);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::may_refer;

    #[test]
    fn rows_never_come_before_those_they_name() {
        let mut table = "";
        let mut names = 0;
        for line in include_str!("../../schema/sqlite.sql").lines() {
            if let Some(named) = line.strip_prefix("CREATE TABLE ") {
                table = named.trim_start_matches('"').split([' ', '(', '"']).next().unwrap();
            }
            for named in line.split("references ").skip(1) {
                let named = named.trim_start_matches('"').split([' ', '(', '"']).next().unwrap();
                assert!(may_refer(table, named), "{table} names {named}");
                names += 1;
            }
        }
        assert!(names > 40, "only {names} were found");
    }
}
