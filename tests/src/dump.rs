//! What is in the database, table by table, as the program's own backup tells it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;

/// A row by column.
pub type Row = Map<String, Value>;

/// Every row of every table.
#[derive(Clone, Debug, Default)]
pub struct Dump {
    pub(crate) tables: BTreeMap<String, Vec<Row>>,
    /// The file itself.
    pub text: String,
}

impl Dump {
    /// Reads a backup file, which has to be whole.
    #[track_caller]
    #[must_use]
    pub fn read(text: &str) -> Self {
        let mut tables: BTreeMap<String, Vec<Row>> = BTreeMap::new();
        let mut columns: Vec<String> = Vec::new();
        let mut table = String::new();
        let mut rows = 0_u64;
        let mut whole = false;
        for line in text.lines().skip(1) {
            let line: Value = serde_json::from_str(line).unwrap();
            if let Value::Array(values) = line {
                tables.entry(table.clone()).or_default().push(columns.iter().cloned().zip(values).collect());
                rows += 1;
            } else if let Some(name) = line["table"].as_str() {
                name.clone_into(&mut table);
                let named = line["columns"].as_array().unwrap();
                columns = named.iter().map(|column| column[0].as_str().unwrap().to_owned()).collect();
                tables.insert(table.clone(), Vec::new());
            } else {
                whole = line["rows"].as_u64() == Some(rows);
            }
        }
        assert!(whole, "the backup has no end");
        Self { tables, text: text.to_owned() }
    }

    /// The rows of a table.
    #[track_caller]
    #[must_use]
    pub fn table(&self, name: &str) -> &[Row] {
        self.tables.get(name).unwrap_or_else(|| panic!("there is no table {name}"))
    }

    /// The id of the row of a table that has a text in a column.
    #[track_caller]
    #[must_use]
    pub fn id_of(&self, table: &str, column: &str, text: &str) -> String {
        let row = self.table(table).iter().find(|row| row[column] == text);
        row.unwrap_or_else(|| panic!("no {table} has the {column} {text}"))["id"].as_str().unwrap().to_owned()
    }

    /// The tables that differ from another's.
    #[must_use]
    pub fn differs_in<'a>(&'a self, other: &'a Self) -> Vec<&'a str> {
        let names = self.tables.keys().chain(other.tables.keys().filter(|name| !self.tables.contains_key(*name)));
        names.filter(|name| self.tables.get(*name) != other.tables.get(*name)).map(String::as_str).collect()
    }

    /// The newest revision.
    #[must_use]
    pub fn revision(&self) -> i64 {
        number(&self.table("revision")[0], "revision")
    }

    /// The audit log, each entry with its personal values back in their places, and with its leaf hash recomputed.
    #[track_caller]
    #[must_use]
    pub fn audit(&self) -> Vec<Entry> {
        let mut private: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
        for row in self.table("audit_private") {
            private.entry(text(row, "entry")).or_default().push(row);
        }
        self.table("audit_entry")
            .iter()
            .map(|row| {
                let bytes = decoded(row, "bytes");
                let hash = Sha256::new().chain_update([0]).chain_update(&bytes).finalize();
                assert_eq!(hash[..], decoded(row, "leaf_hash")[..], "a leaf hash does not fit its entry: {row:?}");
                let mut facts: Value = serde_json::from_slice(&bytes[1..]).unwrap();
                for kept in private.get(text(row, "id")).into_iter().flatten() {
                    put_back(&mut facts, kept);
                }
                Entry { row: row.clone(), facts }
            })
            .collect()
    }
}

/// An entry of an audit log.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its columns.
    pub row: Row,
    /// What its bytes say.
    pub facts: Value,
}

impl Entry {
    /// A column that is text.
    #[must_use]
    pub fn text(&self, column: &str) -> &str {
        text(&self.row, column)
    }

    /// A column that is a number.
    #[must_use]
    pub fn number(&self, column: &str) -> i64 {
        number(&self.row, column)
    }
}

#[track_caller]
fn put_back(facts: &mut Value, kept: &Row) {
    let (salt, value) = (decoded(kept, "salt"), text(kept, "value"));
    let hash = Sha256::new().chain_update(salt).chain_update(value).finalize();
    let commitment: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    let place = facts.pointer_mut(text(kept, "place")).expect("a personal value has its place");
    assert_eq!(place["commitment"], commitment, "a personal value does not fit its commitment");
    *place = value.into();
}

/// A column that is text; empty for null.
#[must_use]
pub fn text<'a>(row: &'a Row, column: &str) -> &'a str {
    row[column].as_str().unwrap_or_default()
}

/// A column that is a number.
#[track_caller]
#[must_use]
pub fn number(row: &Row, column: &str) -> i64 {
    row[column].as_i64().unwrap_or_else(|| panic!("{column} is no number: {row:?}"))
}

/// A column that is bytes.
fn decoded(row: &Row, column: &str) -> Vec<u8> {
    STANDARD.decode(text(row, column)).unwrap()
}
