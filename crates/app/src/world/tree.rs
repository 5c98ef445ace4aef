//! A text as a tree whose every part knows its line: TOML, or the same tree as JSON.

use super::error::{Code, Position, Report};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use std::fmt;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The most bytes of a world file: 64 MiB.
pub(super) const MOST_BYTES: usize = 64 << 20;

/// How a world file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// TOML: errors name a line.
    Toml,
    /// JSON: errors name a JSON pointer.
    Json,
}

impl Format {
    /// The format of a file: by its name's ending, else by its first character, since no TOML begins with a brace.
    #[must_use]
    pub fn of(file_name: &str, bytes: &[u8]) -> Self {
        let ending = file_name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
        match ending.as_deref() {
            Some("json") => Self::Json,
            Some("toml") => Self::Toml,
            Some(_) | None => {
                let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
                if bytes.trim_ascii_start().starts_with(b"{") { Self::Json } else { Self::Toml }
            }
        }
    }
}

/// A value. Lines are from 1; JSON has none, and 0 stands for that.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) value: Content,
    pub(super) line: u32,
}

/// What a value is.
#[derive(Debug)]
pub(super) enum Content {
    Text(String),
    /// A TOML date-time, as written.
    Time(String),
    Number(i64),
    Switch(bool),
    List(Vec<Node>),
    Table(Vec<Entry>),
    /// What no world file has: nothing, fractions, numbers beyond 64 bits.
    Other,
}

/// An entry of a table, in the order of the text where the format has one.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) key: String,
    /// Where the key stands.
    pub(super) line: u32,
    pub(super) node: Node,
}

/// Reads a file. `None` where nothing of it can be understood; errors are reported.
pub(super) fn read(bytes: &[u8], format: Format, report: &mut Report) -> Option<Vec<Entry>> {
    let whole = || match format {
        Format::Toml => Position::Line(1),
        Format::Json => Position::Pointer(String::new()),
    };
    if bytes.len() > MOST_BYTES {
        let arguments = vec![("bytes", bytes.len().to_string()), ("most", MOST_BYTES.to_string())];
        report.add(whole(), Code::TooLarge, arguments);
        return None;
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let lines = bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count();
            report.add(Position::Line(line_number(lines + 1)), Code::NotText, Vec::new());
            return None;
        }
    };
    match format {
        Format::Toml => Some(read_toml(text, report)),
        Format::Json => read_json(text, report),
    }
}

fn line_number(line: usize) -> u32 {
    u32::try_from(line).unwrap_or(u32::MAX)
}

fn read_toml(text: &str, report: &mut Report) -> Vec<Entry> {
    let starts: Vec<usize> = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
    let lines = Lines { starts };
    let (root, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let line = lines.line(&error.span().unwrap_or(0..0));
        // The parser says some things in more than one line.
        let detail = error.message().split_whitespace().collect::<Vec<_>>().join(" ");
        report.add(Position::Line(line), Code::Syntax, vec![("detail", detail)]);
    }
    lines.entries(root.get_ref())
}

struct Lines {
    starts: Vec<usize>,
}

impl Lines {
    fn line(&self, span: &Range<usize>) -> u32 {
        line_number(self.starts.partition_point(|start| *start <= span.start).max(1))
    }

    fn entries(&self, table: &DeTable<'_>) -> Vec<Entry> {
        table
            .iter()
            .map(|(key, value)| Entry {
                key: key.get_ref().to_string(),
                line: self.line(&key.span()),
                node: self.node(value),
            })
            .collect()
    }

    fn node(&self, value: &Spanned<DeValue<'_>>) -> Node {
        let content = match value.get_ref() {
            DeValue::String(text) => Content::Text(text.to_string()),
            DeValue::Integer(number) => {
                i64::from_str_radix(number.as_str(), number.radix()).map_or(Content::Other, Content::Number)
            }
            DeValue::Boolean(on) => Content::Switch(*on),
            DeValue::Array(items) => Content::List(items.iter().map(|item| self.node(item)).collect()),
            DeValue::Table(table) => Content::Table(self.entries(table)),
            DeValue::Datetime(time) => Content::Time(time.to_string()),
            DeValue::Float(_) => Content::Other,
        };
        Node { value: content, line: self.line(&value.span()) }
    }
}

fn read_json(text: &str, report: &mut Report) -> Option<Vec<Entry>> {
    match serde_json::from_str::<Node>(text) {
        Ok(Node { value: Content::Table(entries), .. }) => Some(entries),
        Ok(_) => {
            let arguments = vec![("key", "the file".to_owned()), ("expected", "an object of tables".to_owned())];
            report.add(Position::Pointer(String::new()), Code::WrongType, arguments);
            None
        }
        Err(error) => {
            let position = Position::Line(line_number(error.line()));
            report.add(position, Code::Syntax, vec![("detail", error.to_string())]);
            None
        }
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NodeVisitor).map(|value| Self { value, line: 0 })
    }
}

struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Content;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E>(self, on: bool) -> Result<Content, E> {
        Ok(Content::Switch(on))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Content, E> {
        Ok(Content::Number(number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Content, E> {
        Ok(i64::try_from(number).map_or(Content::Other, Content::Number))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Content, E> {
        Ok(Content::Other)
    }

    fn visit_unit<E>(self) -> Result<Content, E> {
        Ok(Content::Other)
    }

    fn visit_str<E>(self, text: &str) -> Result<Content, E> {
        Ok(Content::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Content, E> {
        Ok(Content::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Content, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Content::List(list))
    }

    // A plain map would keep the last of two equal keys and say nothing.
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Content, A::Error> {
        let mut entries = Vec::new();
        while let Some((key, node)) = map.next_entry()? {
            entries.push(Entry { key, line: 0, node });
        }
        Ok(Content::Table(entries))
    }
}
