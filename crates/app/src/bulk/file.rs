//! A table that somebody sends: comma-separated values as spreadsheets of three countries write them.

use crate::bulk::code::{
    CELL_TOO_LONG, CELLS_TOO_MANY, EMAIL_REPEATED, FILE_EMPTY, FILE_IS_ARCHIVE, FILE_IS_BINARY, FILE_NOT_UTF8,
    FILE_TOO_LARGE, HEADING_MISSING, HEADING_REPEATED, NO_ROWS, TOO_MANY_ROWS,
};
use crate::bulk::row::{Row, Said};
use crate::bulk::task::What;
use crate::error::Error;
use csv::{ReaderBuilder, StringRecord};
use prokura_domain::refusal::{FieldError, Refusal};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// The most bytes of a file.
pub const MOST_BYTES: usize = 20 * 1024 * 1024;
/// The most rows of a file or a selection.
pub const MOST_ROWS: usize = 100_000;
/// The most characters of a cell.
const MOST_LETTERS: usize = 2_000;
/// How much is kept of a cell of a row that is wrong as a whole.
const KEPT_LETTERS: usize = 200;
/// How many rows make a chunk: looked at over one snapshot, and written down together.
pub const CHUNK: usize = 200;
/// How many columns that mean nothing are told of.
const UNUSED: usize = 20;
/// What the file is called among the fields of a request.
const FIELD: &str = "file";

/// What a column says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Column {
    /// The whole name.
    Name,
    /// The name given.
    FirstName,
    /// The name of the family.
    LastName,
    /// The address, or the id.
    Email,
    /// The language.
    Language,
    /// Licences.
    Licenses,
    /// The package.
    Package,
    /// The job title.
    Title,
    /// The department.
    Department,
    /// The primary work number.
    WorkNumber,
    /// Roles.
    Roles,
}

impl Column {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Name,
        Self::FirstName,
        Self::LastName,
        Self::Email,
        Self::Language,
        Self::Licenses,
        Self::Package,
        Self::Title,
        Self::Department,
        Self::WorkNumber,
        Self::Roles,
    ];

    /// The stable code; a heading that is a code is taken in every language.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::FirstName => "first_name",
            Self::LastName => "last_name",
            Self::Email => "email",
            Self::Language => "language",
            Self::Licenses => "licenses",
            Self::Package => "package",
            Self::Title => "title",
            Self::Department => "department",
            Self::WorkNumber => "work_number",
            Self::Roles => "roles",
        }
    }
}

/// Which of two kinds a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// People to add or change.
    People,
    /// Who shall hold which roles (ROL-07).
    Roles,
}

impl Kind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::People, Self::Roles];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::People => "people",
            Self::Roles => "roles",
        }
    }

    /// The kind of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    fn what(self, columns: Vec<Column>) -> What {
        match self {
            Self::People => What::People(columns),
            Self::Roles => What::Roles(columns),
        }
    }

    /// Which columns are missing among those there are: each of these, or one of several.
    fn missing(self, columns: &[Column]) -> Option<&'static str> {
        let has = |column| columns.contains(&column);
        match self {
            _ if !has(Column::Email) => Some("email"),
            Self::Roles => (!has(Column::Roles)).then_some("roles"),
            Self::People => None,
        }
    }

    /// Whether a column means something in such a file.
    fn takes(self, column: Column) -> bool {
        match self {
            Self::People => true,
            Self::Roles => matches!(column, Column::Email | Column::Roles),
        }
    }
}

/// What a heading means: a question for whoever knows the languages.
pub type Headings<'a> = &'a (dyn Fn(&str) -> Option<Column> + Send + Sync);

/// A table that can be worked on.
#[derive(Clone, Debug)]
pub struct Table<'f> {
    text: &'f str,
    delimiter: u8,
    /// The place of each column that means something.
    places: Vec<(Column, usize)>,
    width: usize,
    /// How many rows there are.
    pub rows: usize,
    /// What is done with them.
    pub what: What,
    /// Headings that mean nothing.
    pub unused: Vec<String>,
    /// Addresses that are there more than once: by a hash, the first line and the second.
    repeated: HashMap<u64, (u64, u64)>,
}

fn wrong(code: &'static str, arguments: Vec<(&'static str, String)>) -> Refusal {
    Refusal::Invalid(vec![FieldError { field: FIELD.to_owned(), code, arguments }])
}

impl<'f> Table<'f> {
    /// Makes sure that bytes are a table of a kind.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] about the file.
    pub fn open(bytes: &'f [u8], kind: Kind, headings: Headings<'_>) -> Result<Self, Refusal> {
        let text = text(bytes)?;
        let first = text.lines().find(|line| !line.trim().is_empty()).ok_or_else(|| wrong(FILE_EMPTY, Vec::new()))?;
        let delimiter = delimiter(first);
        let mut records = reader(text, delimiter).into_records();
        let heading = records.next().and_then(Result::ok).ok_or_else(|| wrong(FILE_EMPTY, Vec::new()))?;
        let mut table = Self {
            text,
            delimiter,
            places: Vec::new(),
            width: heading.len(),
            rows: 0,
            what: kind.what(Vec::new()),
            unused: Vec::new(),
            repeated: HashMap::new(),
        };
        table.read_headings(&heading, kind, headings)?;
        let email = table.places.iter().find(|(column, _)| *column == Column::Email).map_or(0, |(_, place)| *place);
        let mut first_lines: HashMap<u64, u64> = HashMap::new();
        let mut lines = Lines::of(text);
        for record in records {
            let record = record.map_err(|_| wrong(FILE_IS_BINARY, Vec::new()))?;
            if is_blank(&record) {
                continue;
            }
            table.rows += 1;
            if table.rows > MOST_ROWS {
                return Err(wrong(TOO_MANY_ROWS, vec![("most", MOST_ROWS.to_string())]));
            }
            let Some(key) = record.get(email).and_then(address_key) else { continue };
            let line = lines.at(&record);
            if let Some(first) = first_lines.get(&key) {
                table.repeated.entry(key).or_insert((*first, line));
            } else {
                first_lines.insert(key, line);
            }
        }
        if table.rows == 0 { Err(wrong(NO_ROWS, Vec::new())) } else { Ok(table) }
    }

    fn read_headings(&mut self, heading: &StringRecord, kind: Kind, headings: Headings<'_>) -> Result<(), Refusal> {
        for (place, name) in heading.iter().enumerate() {
            let name = plain(name);
            let code = |column: &Column| column.code().eq_ignore_ascii_case(name);
            let Some(column) = headings(name).or_else(|| Column::ALL.into_iter().find(code)) else {
                if !name.is_empty() && self.unused.len() < UNUSED {
                    self.unused.push(name.chars().take(60).collect());
                }
                continue;
            };
            if self.places.iter().any(|(known, _)| *known == column) {
                return Err(wrong(HEADING_REPEATED, vec![("columns", name.chars().take(60).collect())]));
            }
            if kind.takes(column) {
                self.places.push((column, place));
            }
        }
        let columns: Vec<Column> = self.places.iter().map(|(column, _)| *column).collect();
        if let Some(missing) = kind.missing(&columns) {
            return Err(wrong(HEADING_MISSING, vec![("columns", missing.to_owned())]));
        }
        self.what = kind.what(columns);
        Ok(())
    }

    /// How many chunks its rows make.
    #[must_use]
    pub const fn chunks(&self) -> usize {
        self.rows.div_ceil(CHUNK)
    }

    /// Its rows, a chunk at a time.
    ///
    /// # Errors
    /// When the reader stumbles where it did not before.
    pub fn each_chunk(&self) -> impl Iterator<Item = Result<Vec<Row>, Error>> {
        let mut records = reader(self.text, self.delimiter).into_records().skip(1);
        let mut lines = Lines::of(self.text);
        std::iter::from_fn(move || {
            let mut rows = Vec::with_capacity(CHUNK);
            for record in records.by_ref() {
                match record {
                    Ok(record) if is_blank(&record) => {}
                    Ok(record) => rows.push(self.row(&record, lines.at(&record))),
                    Err(error) => return Some(Err(Error::Internal(format!("a table: {error}")))),
                }
                if rows.len() == CHUNK {
                    break;
                }
            }
            (!rows.is_empty()).then_some(Ok(rows))
        })
    }

    fn row(&self, record: &StringRecord, at: u64) -> Row {
        let cells = self.places.iter().map(|(_, place)| plain(record.get(*place).unwrap_or_default()));
        let wrong = self.wrong(record, at);
        let most = if wrong.is_some() { KEPT_LETTERS } else { MOST_LETTERS };
        Row::File { line: at, cells: cells.map(|cell| cell.chars().take(most).collect()).collect(), wrong }
    }

    fn wrong(&self, record: &StringRecord, at: u64) -> Option<Said> {
        if record.iter().skip(self.width).any(|cell| !cell.trim().is_empty()) {
            return Some(Said::field(CELLS_TOO_MANY, &[]));
        }
        if record.iter().any(|cell| cell.chars().nth(MOST_LETTERS).is_some()) {
            return Some(Said::field(CELL_TOO_LONG, &[("most", &MOST_LETTERS.to_string())]));
        }
        let (_, place) = self.places.iter().find(|(column, _)| *column == Column::Email)?;
        let (first, second) = self.repeated.get(&address_key(record.get(*place)?)?)?;
        let other = if at == *first { second } else { first };
        Some(Said::field(EMAIL_REPEATED, &[("line", &other.to_string())]))
    }
}

/// The text of a file, or what it is instead of one.
fn text(bytes: &[u8]) -> Result<&str, Refusal> {
    if bytes.len() > MOST_BYTES {
        return Err(wrong(FILE_TOO_LARGE, vec![("most", (MOST_BYTES / 1024 / 1024).to_string())]));
    }
    // A workbook is a ZIP archive; one of before 2007 is an OLE file.
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xD0\xCF\x11\xE0") || bytes.starts_with(b"\x1F\x8B") {
        return Err(wrong(FILE_IS_ARCHIVE, Vec::new()));
    }
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        return Err(wrong(FILE_NOT_UTF8, Vec::new()));
    }
    if bytes.contains(&0) {
        return Err(wrong(FILE_IS_BINARY, Vec::new()));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| wrong(FILE_NOT_UTF8, Vec::new()))?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text.as_bytes())
}

/// What stands between the cells: in countries whose decimals have a comma, spreadsheets write semicolons.
fn delimiter(heading: &str) -> u8 {
    let mut counts = [(b',', 0_usize), (b';', 0), (b'\t', 0)];
    let mut quoted = false;
    for byte in heading.bytes() {
        quoted ^= byte == b'"';
        if let Some((_, count)) = counts.iter_mut().find(|(delimiter, _)| *delimiter == byte && !quoted) {
            *count += 1;
        }
    }
    counts.into_iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(delimiter, _)| delimiter)
}

/// Counts lines up to a record, as an editor does: the reader's own count is behind after a carriage return.
struct Lines<'t> {
    text: &'t [u8],
    at: usize,
    line: u64,
}

impl<'t> Lines<'t> {
    const fn of(text: &'t str) -> Self {
        Self { text: text.as_bytes(), at: 0, line: 1 }
    }

    /// The line on which a record begins. Records come in their order.
    fn at(&mut self, record: &StringRecord) -> u64 {
        let begin = record.position().and_then(|position| usize::try_from(position.byte()).ok()).unwrap_or_default();
        let ends = self.text.iter().skip(begin).take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let passed = self.text.get(self.at..begin + ends).unwrap_or_default();
        self.line += passed.iter().filter(|byte| **byte == b'\n').map(|_| 1_u64).sum::<u64>();
        self.at = begin + ends;
        self.line
    }
}

fn is_blank(record: &StringRecord) -> bool {
    record.iter().all(|cell| cell.trim().is_empty())
}

/// A cell without blanks around it, and without the apostrophe that keeps a spreadsheet from running it.
fn plain(cell: &str) -> &str {
    let cell = cell.trim();
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t', '\r']) => rest,
        Some(_) | None => cell,
    }
}

fn address_key(cell: &str) -> Option<u64> {
    use std::hash::{DefaultHasher, Hash as _, Hasher as _};
    let address = plain(cell);
    if address.is_empty() {
        return None;
    }
    let mut hasher = DefaultHasher::new();
    address.to_lowercase().hash(&mut hasher);
    Some(hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headings(name: &str) -> Option<Column> {
        (name == "E-mailová adresa").then_some(Column::Email)
    }

    fn open(text: &[u8]) -> Result<Table<'_>, Refusal> {
        Table::open(text, Kind::People, &headings)
    }

    fn rows(text: &str) -> Vec<(u64, Vec<String>, Option<String>)> {
        let table = open(text.as_bytes()).unwrap();
        let rows = table.each_chunk().flat_map(Result::unwrap);
        let all: Vec<_> = rows
            .map(|row| match row {
                Row::File { line, cells, wrong } => (line, cells, wrong.map(|wrong| wrong.key)),
                Row::Person(_) => panic!("a row of a selection"),
            })
            .collect();
        assert_eq!(all.len(), table.rows);
        all
    }

    fn refused(text: &[u8]) -> &'static str {
        match open(text) {
            Err(Refusal::Invalid(errors)) => errors[0].code,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn tables_of_every_country_are_read() {
        let expected = vec![(2, vec!["Eva, Nová".to_owned(), "eva@x.example".to_owned()], None)];
        for text in [
            "name,email\r\n\"Eva, Nová\",eva@x.example\r\n",
            "\u{feff}Name;E-mailová adresa\n\"Eva, Nová\";eva@x.example",
            "NAME\tEmail\r\nEva, Nová\teva@x.example\r\n\r\n",
            "name,email,\r\n\"Eva, Nová\",eva@x.example,,\r\n,,\r\n",
        ] {
            assert_eq!(rows(text), expected, "{text:?}");
        }
    }

    #[test]
    fn what_was_kept_from_being_run_is_itself_again() {
        assert_eq!(rows("name,email\n'=Eva,'+e@x.example\n")[0].1, ["=Eva", "+e@x.example"]);
        assert_eq!(rows("name,email\n'Eva,e@x.example\n")[0].1[0], "'Eva");
    }

    #[test]
    fn a_cell_may_have_lines_of_its_own_and_a_row_its_number() {
        let rows = rows("email,name\na@x.example,\"A\nB\"\n\nb@x.example,\"say \"\"no\"\"\"\n");
        assert_eq!((rows[0].0, rows[0].1[1].as_str()), (2, "A\nB"));
        assert_eq!((rows[1].0, rows[1].1[1].as_str()), (5, "say \"no\""));
    }

    #[test]
    fn an_address_that_is_there_twice_is_wrong_both_times() {
        let rows = rows("email\na@x.example\nb@x.example\nA@x.example \n");
        let wrong: Vec<bool> = rows.iter().map(|(_, _, wrong)| wrong.is_some()).collect();
        assert_eq!(wrong, [true, false, true]);
    }

    #[test]
    fn what_is_no_table_is_told_apart() {
        for (bytes, code) in [
            (&b""[..], FILE_EMPTY),
            (b"\r\n \r\n", FILE_EMPTY),
            (b"PK\x03\x04rest", FILE_IS_ARCHIVE),
            (b"\xD0\xCF\x11\xE0\xA1", FILE_IS_ARCHIVE),
            (b"\xFF\xFEe\0m\0", FILE_NOT_UTF8),
            (b"email\0", FILE_IS_BINARY),
            (b"name,email\nJan \x8Ei\x9Eka,a@x.example", FILE_NOT_UTF8),
            (b"name,address\nEva,a@x.example", HEADING_MISSING),
            (b"email,email\na@x.example,b@x.example", HEADING_REPEATED),
            (b"email,name\r\n", NO_ROWS),
        ] {
            assert_eq!(refused(bytes), code, "{bytes:?}");
        }
        assert_eq!(refused(&vec![b'x'; MOST_BYTES + 1]), FILE_TOO_LARGE);
        let many = format!("email\n{}", "a\n".repeat(MOST_ROWS + 1));
        assert_eq!(refused(many.as_bytes()), TOO_MANY_ROWS);
        assert!(open(format!("email\n{}", "a\n".repeat(MOST_ROWS)).as_bytes()).is_ok());
    }

    #[test]
    fn a_quote_that_nobody_closes_spoils_one_row_only_as_far_as_it_reaches() {
        let long = "x".repeat(MOST_LETTERS + 1);
        let rows = rows(&format!("email,name\na@x.example,Eva\nb@x.example,\"{long}\n"));
        assert_eq!(rows[0].2, None);
        assert_eq!(rows[1].2.as_deref(), Some("field-cell_too_long"));
        assert_eq!(rows[1].1[1].len(), KEPT_LETTERS);
        let wide = open(b"email\na@x.example,b").unwrap();
        let Row::File { wrong: Some(wrong), .. } = &wide.each_chunk().next().unwrap().unwrap()[0] else { panic!() };
        assert_eq!(wrong.key, "field-cells_too_many");
    }

    #[test]
    fn columns_that_mean_nothing_are_told_of() {
        let table = Table::open(b"email,Licence,roles,name\na@x.example,,,", Kind::Roles, &headings).unwrap();
        assert_eq!(table.unused, ["Licence"]);
        assert_eq!(table.what, What::Roles(vec![Column::Email, Column::Roles]));
    }
}
