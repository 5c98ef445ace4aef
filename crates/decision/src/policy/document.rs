//! A TOML text as a tree whose every part knows its line, and a reader that reports instead of stopping.

use super::{Fault, PolicyError, PolicyErrors, Title};
use prokura_domain::text::Locale;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A line of a policy file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) file: &'static str,
    pub(super) line: usize,
}

impl Place {
    /// The file as a whole.
    pub(super) const fn whole(file: &'static str) -> Self {
        Self { file, line: 1 }
    }
}

/// A value and where it stands.
#[derive(Clone, Debug)]
pub(super) struct At<T> {
    pub(super) value: T,
    pub(super) place: Place,
}

impl<T> At<T> {
    pub(super) const fn new(value: T, place: Place) -> Self {
        Self { value, place }
    }
}

/// What is wrong so far.
#[derive(Debug, Default)]
pub(super) struct Report {
    errors: Vec<PolicyError>,
    unread: bool,
}

impl Report {
    pub(super) fn add(&mut self, place: Place, fault: Fault) {
        self.add_to(place.file, place.line, fault);
    }

    pub(super) fn add_to(&mut self, file: &str, line: usize, fault: Fault) {
        self.errors.push(PolicyError { file: file.to_owned(), line, fault });
    }

    pub(super) fn is_clean(&self) -> bool {
        self.errors.is_empty()
    }

    /// Whether there is a file of which nothing is known.
    pub(super) fn has_unread(&self) -> bool {
        self.unread
    }

    /// The errors by file and line, each once.
    pub(super) fn into_errors(mut self) -> PolicyErrors {
        self.errors.sort_by_cached_key(|error| (error.file.clone(), error.line, error.fault.to_string()));
        self.errors.dedup();
        PolicyErrors(self.errors)
    }
}

/// A TOML value, entries of tables in the order of the text.
#[derive(Debug)]
pub(super) enum Node {
    Text(String),
    Number(i64),
    Switch(bool),
    List(Vec<At<Node>>),
    Table(Vec<Entry>),
    /// What no policy has: dates, fractions, numbers beyond 64 bits.
    Other,
}

/// An entry of a table.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) key: At<String>,
    pub(super) value: At<Node>,
}

/// Reads a text. Of one that is not TOML nothing is kept: what stands after a slip is read wrong.
pub(super) fn read(file: &'static str, text: &str, report: &mut Report) -> Vec<Entry> {
    let lines = Lines { file, starts: line_starts(text) };
    let (root, errors) = DeTable::parse_recoverable(text);
    if errors.is_empty() {
        return lines.entries(root.get_ref());
    }
    for error in errors {
        report.add(lines.place(error.span().unwrap_or(0..0)), Fault::Syntax(error.message().to_owned()));
    }
    report.unread = true;
    Vec::new()
}

fn line_starts(text: &str) -> Vec<usize> {
    std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect()
}

struct Lines {
    file: &'static str,
    starts: Vec<usize>,
}

impl Lines {
    fn place(&self, span: Range<usize>) -> Place {
        Place { file: self.file, line: self.starts.partition_point(|start| *start <= span.start).max(1) }
    }

    fn entries(&self, table: &DeTable<'_>) -> Vec<Entry> {
        let mut pairs: Vec<_> = table.iter().collect();
        pairs.sort_by_key(|(key, _)| key.span().start);
        pairs
            .into_iter()
            .map(|(key, value)| {
                let place = self.place(key.span());
                let mut value = self.node(value);
                // A table's own span begins at its header, which may be another's for `[a.b]`; its key is where people look.
                if matches!(value.value, Node::Table(_)) {
                    value.place = place;
                }
                Entry { key: At::new(key.get_ref().to_string(), place), value }
            })
            .collect()
    }

    fn node(&self, value: &Spanned<DeValue<'_>>) -> At<Node> {
        let node = match value.get_ref() {
            DeValue::String(text) => Node::Text(text.to_string()),
            DeValue::Integer(number) => {
                i64::from_str_radix(number.as_str(), number.radix()).map_or(Node::Other, Node::Number)
            }
            DeValue::Boolean(on) => Node::Switch(*on),
            DeValue::Array(items) => Node::List(items.iter().map(|item| self.node(item)).collect()),
            DeValue::Table(table) => Node::Table(self.entries(table)),
            DeValue::Float(_) | DeValue::Datetime(_) => Node::Other,
        };
        At::new(node, self.place(value.span()))
    }
}

/// The entries of a table, each to be taken once; what nobody took is reported.
pub(super) struct Fields<'a> {
    of: String,
    place: Place,
    left: Vec<&'a Entry>,
}

impl<'a> Fields<'a> {
    /// The fields of a value that must be a table. `of` names it in errors.
    pub(super) fn open(value: &'a At<Node>, of: String, report: &mut Report) -> Self {
        let left = if let Node::Table(entries) = &value.value {
            entries.iter().collect()
        } else {
            report.add(value.place, Fault::WrongType { key: of.clone(), expected: "a table" });
            Vec::new()
        };
        Self { of, place: value.place, left }
    }

    /// The value of a key, if it is there.
    pub(super) fn take(&mut self, key: &str) -> Option<&'a At<Node>> {
        let position = self.left.iter().position(|entry| entry.key.value == key)?;
        Some(&self.left.remove(position).value)
    }

    /// The value of a key that must be there.
    pub(super) fn need(&mut self, key: &str, report: &mut Report) -> Option<&'a At<Node>> {
        let value = self.take(key);
        if value.is_none() {
            report.add(self.place, Fault::MissingKey { key: key.to_owned(), of: self.of.clone() });
        }
        value
    }

    /// A text that must be there.
    pub(super) fn text(&mut self, key: &str, report: &mut Report) -> Option<At<String>> {
        let value = self.need(key, report)?;
        text(value, key, report)
    }

    /// One of several codes.
    pub(super) fn code<T: Copy>(
        &mut self,
        key: &'static str,
        all: &[T],
        code: fn(T) -> &'static str,
        report: &mut Report,
    ) -> Option<T> {
        let written = self.text(key, report)?;
        by_code(&written, key, all, code, report)
    }

    /// A switch, off where it is left out.
    pub(super) fn switch(&mut self, key: &str, report: &mut Report) -> bool {
        match self.take(key) {
            None => false,
            Some(At { value: Node::Switch(on), .. }) => *on,
            Some(other) => {
                report.add(other.place, Fault::WrongType { key: key.to_owned(), expected: "true or false" });
                false
            }
        }
    }

    /// A whole number that must be there.
    pub(super) fn number(&mut self, key: &str, report: &mut Report) -> Option<i64> {
        let value = self.need(key, report)?;
        if let Node::Number(number) = value.value {
            return Some(number);
        }
        report.add(value.place, Fault::WrongType { key: key.to_owned(), expected: "a whole number" });
        None
    }

    /// A list of texts, empty where it is left out.
    pub(super) fn texts(&mut self, key: &str, report: &mut Report) -> Vec<At<String>> {
        self.take(key).map_or_else(Vec::new, |value| texts(value, key, report))
    }

    /// A list of texts that must be there.
    pub(super) fn need_texts(&mut self, key: &str, report: &mut Report) -> Vec<At<String>> {
        self.need(key, report).map_or_else(Vec::new, |value| texts(value, key, report))
    }

    /// A text in every language that must be there.
    pub(super) fn title(&mut self, key: &str, report: &mut Report) -> Title {
        let of = format!("`{key}` of {}", self.of);
        self.need(key, report).map_or_else(Title::default, |value| title(value, of, report))
    }

    /// Reports what nobody took.
    pub(super) fn close(self, report: &mut Report) {
        for entry in self.left {
            report.add(entry.key.place, Fault::UnknownKey { key: entry.key.value.clone(), of: self.of.clone() });
        }
    }
}

/// A text.
pub(super) fn text(value: &At<Node>, key: &str, report: &mut Report) -> Option<At<String>> {
    if let Node::Text(text) = &value.value {
        return Some(At::new(text.clone(), value.place));
    }
    report.add(value.place, Fault::WrongType { key: key.to_owned(), expected: "a text" });
    None
}

/// A list of texts.
pub(super) fn texts(value: &At<Node>, key: &str, report: &mut Report) -> Vec<At<String>> {
    if let Node::List(items) = &value.value {
        return items.iter().filter_map(|item| text(item, key, report)).collect();
    }
    report.add(value.place, Fault::WrongType { key: key.to_owned(), expected: "a list of texts" });
    Vec::new()
}

/// A text in every language.
pub(super) fn title(value: &At<Node>, of: String, report: &mut Report) -> Title {
    let mut fields = Fields::open(value, of.clone(), report);
    let mut in_locale = |locale: Locale| match fields.take(locale.tag()) {
        Some(At { value: Node::Text(text), .. }) if !text.trim().is_empty() => text.clone(),
        Some(At { place, .. }) => {
            report.add(*place, Fault::MissingTitle { of: of.clone(), locale });
            String::new()
        }
        None => {
            report.add(value.place, Fault::MissingTitle { of: of.clone(), locale });
            String::new()
        }
    };
    let title = Title { en: in_locale(Locale::En), cs: in_locale(Locale::Cs), pl: in_locale(Locale::Pl) };
    fields.close(report);
    title
}

/// The value of a code.
pub(super) fn by_code<T: Copy>(
    written: &At<String>,
    what: &'static str,
    all: &[T],
    code: fn(T) -> &'static str,
    report: &mut Report,
) -> Option<T> {
    let found = all.iter().copied().find(|value| code(*value) == written.value);
    if found.is_none() {
        let known = all.iter().map(|value| code(*value)).collect::<Vec<_>>().join(", ");
        report.add(written.place, Fault::UnknownCode { what, code: written.value.clone(), known });
    }
    found
}
