//! What an import would do, or did, line by line: for people to read and for programs.

use super::row::{Row, Value};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What happens to a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verb {
    /// It is new.
    Added,
    /// It is changed.
    Changed,
    /// It ends.
    Ended,
}

/// A value before and after. A key that a row leaves out has none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    /// The key in the world file.
    pub key: String,
    /// As it was.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub before: Option<Value>,
    /// As it is to be.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub after: Option<Value>,
}

/// One row of the plan of an import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// What happens.
    pub verb: Verb,
    /// The table of the world file.
    pub table: String,
    /// Which row, in words.
    pub row: String,
    /// What it says, or what changes.
    pub changes: Vec<FieldChange>,
}

impl Line {
    pub(super) fn added(table: &'static str, row: String, says: Row) -> Self {
        Self::new(Verb::Added, table, row, &Row::default(), says)
    }

    pub(super) fn changed(table: &'static str, row: String, before: &Row, after: Row) -> Self {
        Self::new(Verb::Changed, table, row, before, after)
    }

    pub(super) fn ended(table: &'static str, row: String, before: &Row, after: Row) -> Self {
        Self::new(Verb::Ended, table, row, before, after)
    }

    fn new(verb: Verb, table: &'static str, row: String, before: &Row, after: Row) -> Self {
        let find = |row: &Row, key| row.0.iter().find(|(other, _)| *other == key).map(|(_, value)| value.clone());
        let mut changes = Vec::new();
        for (key, value) in &before.0 {
            let now = find(&after, *key);
            if now.as_ref() != Some(value) {
                changes.push(FieldChange { key: (*key).to_owned(), before: Some(value.clone()), after: now });
            }
        }
        for (key, value) in after.0 {
            if find(before, key).is_none() {
                changes.push(FieldChange { key: key.to_owned(), before: None, after: Some(value) });
            }
        }
        Self { verb, table: table.to_owned(), row, changes }
    }
}

/// `+ person vera@aurora.example: …`, with `~` for a change and `-` for an end.
impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = match self.verb {
            Verb::Added => '+',
            Verb::Changed => '~',
            Verb::Ended => '-',
        };
        write!(f, "{mark} {} {}", self.table, self.row)?;
        for (number, change) in self.changes.iter().enumerate() {
            write!(f, "{} {}", if number == 0 { ":" } else { "," }, change.key)?;
            match (&change.before, &change.after) {
                (None, Some(after)) => write!(f, " = {after}")?,
                (Some(before), Some(after)) => write!(f, " {before} -> {after}")?,
                (Some(before), None) => write!(f, " {before} -> none")?,
                (None, None) => {}
            }
        }
        Ok(())
    }
}
