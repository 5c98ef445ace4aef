//! The fields of one row: read by key and by type; what is wrong is reported with its place, and reading goes on.

use super::error::{Code, Position, Report};
use super::moment;
use super::tree::{Content, Entry, Node};
use prokura_domain::text::{EmailAddress, Name, PhoneNumber, Slug, Words};
use prokura_domain::time::{Term, Timestamp};
use std::str::FromStr;

/// Where something stands: a line of a TOML file, or else a table, a row, a key and an item of a JSON file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// 0 for JSON.
    line: u32,
    table: &'static str,
    row: usize,
    key: &'static str,
    item: Option<usize>,
}

impl Place {
    /// A row of a table.
    pub(super) const fn row(table: &'static str, row: usize, line: u32) -> Self {
        Self { line, table, row, key: "", item: None }
    }

    /// How errors name it.
    pub(super) fn position(&self) -> Position {
        if self.line > 0 {
            return Position::Line(self.line);
        }
        let mut pointer = format!("/{}/{}", self.table, self.row);
        if !self.key.is_empty() {
            pointer.push('/');
            pointer.push_str(self.key);
        }
        if let Some(item) = self.item {
            pointer.push('/');
            pointer.push_str(&item.to_string());
        }
        Position::Pointer(pointer)
    }

    /// How errors speak of it from elsewhere.
    pub(super) fn named(&self) -> String {
        self.position().to_string()
    }
}

/// A name in a JSON pointer (RFC 6901).
pub(super) fn pointer_part(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// A value and where it stands.
#[derive(Clone, Debug)]
pub(super) struct At<T> {
    pub(super) value: T,
    pub(super) place: Place,
}

/// The fields of a row.
pub(super) struct Fields<'a> {
    entries: &'a [Entry],
    place: Place,
}

/// The most characters of a free text.
const MOST_TEXT: usize = 4000;

impl<'a> Fields<'a> {
    /// The fields of a row; unknown and repeated keys are reported. `None` where the row is no table.
    pub(super) fn open(
        node: &'a Node,
        table: &'static str,
        row: usize,
        known: &'static [&'static str],
        report: &mut Report,
    ) -> Option<Self> {
        let place = Place::row(table, row, node.line);
        let Content::Table(entries) = &node.value else {
            let arguments = vec![("key", table.to_owned()), ("expected", "a table".to_owned())];
            report.add(place.position(), Code::WrongType, arguments);
            return None;
        };
        for entry in entries {
            if !known.contains(&entry.key.as_str()) {
                let position = if entry.line > 0 {
                    Position::Line(entry.line)
                } else {
                    Position::Pointer(format!("/{table}/{row}/{}", pointer_part(&entry.key)))
                };
                let arguments =
                    vec![("table", table.to_owned()), ("key", entry.key.clone()), ("known", known.join(", "))];
                report.add(position, Code::UnknownKey, arguments);
            }
        }
        Some(Self { entries, place })
    }

    /// Where the row stands.
    pub(super) const fn place(&self) -> Place {
        self.place
    }

    fn take(&self, key: &'static str, report: &mut Report) -> Option<(&'a Node, Place)> {
        let mut found = self.entries.iter().filter(|entry| entry.key == key);
        let first = found.next()?;
        let place = Place { line: first.node.line, key, ..self.place };
        if found.next().is_some() {
            report.add(place.position(), Code::RepeatedKey, vec![("key", key.to_owned())]);
        }
        Some((&first.node, place))
    }

    /// Whether the row has a key, whatever its value.
    pub(super) fn has(&self, key: &str) -> bool {
        self.entries.iter().any(|entry| entry.key == key)
    }

    /// Reports a key that is missing.
    pub(super) fn need<T>(&self, key: &'static str, value: Option<T>, report: &mut Report) -> Option<T> {
        if value.is_none() && !self.has(key) {
            let arguments = vec![("table", self.place.table.to_owned()), ("key", key.to_owned())];
            report.add(self.place.position(), Code::MissingKey, arguments);
        }
        value
    }

    fn wrong(place: Place, expected: &str, report: &mut Report) {
        let arguments = vec![("key", place.key.to_owned()), ("expected", expected.to_owned())];
        report.add(place.position(), Code::WrongType, arguments);
    }

    fn string(node: &'a Node, place: Place, report: &mut Report) -> Option<&'a str> {
        if let Content::Text(written) = &node.value {
            return Some(written);
        }
        Self::wrong(place, "a text", report);
        None
    }

    fn parsed<T: FromStr>(&self, key: &'static str, code: Code, report: &mut Report) -> Option<At<T>> {
        let (node, place) = self.take(key, report)?;
        let written = Self::string(node, place, report)?;
        parse(written, place, code, report)
    }

    /// An id of this row, or of another.
    pub(super) fn id(&self, key: &'static str, report: &mut Report) -> Option<At<Slug>> {
        self.parsed(key, Code::InvalidId, report)
    }

    /// An e-mail address, lower-cased.
    pub(super) fn email(&self, key: &'static str, report: &mut Report) -> Option<At<EmailAddress>> {
        self.parsed(key, Code::InvalidEmail, report)
    }

    /// A name.
    pub(super) fn name(&self, key: &'static str, report: &mut Report) -> Option<At<Name>> {
        self.parsed(key, Code::InvalidName, report)
    }

    /// A few words about somebody.
    pub(super) fn detail(&self, key: &'static str, report: &mut Report) -> Option<At<Words>> {
        self.parsed(key, Code::InvalidName, report)
    }

    /// A telephone number (E.164).
    pub(super) fn work_number(&self, key: &'static str, report: &mut Report) -> Option<At<PhoneNumber>> {
        self.parsed(key, Code::InvalidNumber, report)
    }

    /// A text in whoever's own words.
    pub(super) fn words(&self, key: &'static str, report: &mut Report) -> Option<At<String>> {
        let (node, place) = self.take(key, report)?;
        let written = Self::string(node, place, report)?;
        let strange = |c: char| c.is_control() && !matches!(c, '\n' | '\t' | '\r');
        if written.chars().count() > MOST_TEXT || written.chars().any(strange) {
            let arguments = vec![("key", key.to_owned()), ("most", MOST_TEXT.to_string())];
            report.add(place.position(), Code::InvalidText, arguments);
            return None;
        }
        Some(At { value: written.to_owned(), place })
    }

    /// One of several codes.
    pub(super) fn code<T: Copy>(
        &self,
        key: &'static str,
        all: &[T],
        code: fn(T) -> &'static str,
        report: &mut Report,
    ) -> Option<At<T>> {
        let (node, place) = self.take(key, report)?;
        let written = Self::string(node, place, report)?;
        let found = all.iter().copied().find(|value| code(*value) == written);
        if found.is_none() {
            let known = all.iter().map(|value| code(*value)).collect::<Vec<_>>().join(", ");
            unknown_value(written, place, known, report);
        }
        Some(At { value: found?, place })
    }

    /// On or off.
    pub(super) fn switch(&self, key: &'static str, report: &mut Report) -> Option<At<bool>> {
        let (node, place) = self.take(key, report)?;
        if let Content::Switch(value) = node.value {
            return Some(At { value, place });
        }
        Self::wrong(place, "true or false", report);
        None
    }

    /// A whole number from 0.
    pub(super) fn count(&self, key: &'static str, report: &mut Report) -> Option<At<i64>> {
        let (node, place) = self.take(key, report)?;
        if let Content::Number(value @ 0..) = node.value {
            return Some(At { value, place });
        }
        Self::wrong(place, "a whole number from 0", report);
        None
    }

    /// A list of texts as they are written. Items of another type are reported and left out.
    pub(super) fn list(&self, key: &'static str, report: &mut Report) -> Option<At<Vec<At<String>>>> {
        let (node, place) = self.take(key, report)?;
        let Content::List(items) = &node.value else {
            Self::wrong(place, "a list of texts", report);
            return None;
        };
        let value = items
            .iter()
            .enumerate()
            .filter_map(|(number, item)| {
                let place = Place { line: item.line, item: Some(number), ..place };
                Self::string(item, place, report).map(|written| At { value: written.to_owned(), place })
            })
            .collect();
        Some(At { value, place })
    }

    /// A list of ids.
    pub(super) fn ids(&self, key: &'static str, report: &mut Report) -> Option<At<Vec<At<Slug>>>> {
        let list = self.list(key, report)?;
        let parsed = |item: At<String>| parse(&item.value, item.place, Code::InvalidId, report);
        Some(At { value: list.value.into_iter().filter_map(parsed).collect(), place: list.place })
    }

    fn time(&self, key: &'static str, report: &mut Report) -> Option<At<Timestamp>> {
        let (node, place) = self.take(key, report)?;
        let (Content::Text(written) | Content::Time(written)) = &node.value else {
            Self::wrong(place, "a time", report);
            return None;
        };
        let read = moment::read(written);
        if read.is_none() {
            report.add(place.position(), Code::InvalidTime, vec![("value", written.clone())]);
        }
        Some(At { value: read?, place })
    }

    /// `from` and `until`. `None` where one of them cannot be read: the row has no term then, not another one.
    pub(super) fn term(&self, report: &mut Report) -> Option<Term> {
        let (from, until) = (self.time("from", report), self.time("until", report));
        if let (Some(from), Some(until)) = (&from, &until)
            && until.value <= from.value
        {
            report.add(until.place.position(), Code::EmptyTerm, Vec::new());
            return None;
        }
        if from.is_none() && self.has("from") || until.is_none() && self.has("until") {
            return None;
        }
        Some(Term { from: from.map(|from| from.value), until: until.map(|until| until.value) })
    }
}

/// Reports a word that is not one of those allowed.
pub(super) fn unknown_value(written: &str, place: Place, known: String, report: &mut Report) {
    let arguments = vec![("key", place.key.to_owned()), ("value", written.to_owned()), ("known", known)];
    report.add(place.position(), Code::UnknownValue, arguments);
}

fn parse<T: FromStr>(written: &str, place: Place, code: Code, report: &mut Report) -> Option<At<T>> {
    if let Ok(value) = written.parse() {
        return Some(At { value, place });
    }
    report.add(place.position(), code, vec![("key", place.key.to_owned()), ("value", written.to_owned())]);
    None
}
