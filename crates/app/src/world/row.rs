//! A row as a world file says it: names instead of ids, defaults left out, keys in the order of `world` files.

use super::known::Known;
use super::moment;
use super::setting::SETTINGS;
use prokura_domain::custom_role::{AreaLevel, CustomRole};
use prokura_domain::grant::{Grant, Scope};
use prokura_domain::organization::{Block, Blocked, Location, Organization, Relationship, Site, Subscription};
use prokura_domain::person::{Details, Person, PersonStatus};
use prokura_domain::setting::{Setting, SettingValue};
use prokura_domain::support::{HelpDeskSession, SupportGrant};
use prokura_domain::text::Locale;
use prokura_domain::time::{Term, Timestamp};
use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};
use std::fmt;

/// A value of a world file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// True or false.
    Switch(bool),
    /// A whole number.
    Number(i64),
    /// A text.
    Text(String),
    /// Several.
    List(Vec<String>),
}

/// As TOML.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Switch(on) => on.fmt(f),
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => quoted(text, f),
            Self::List(items) => {
                f.write_str("[")?;
                for (number, item) in items.iter().enumerate() {
                    if number > 0 {
                        f.write_str(", ")?;
                    }
                    quoted(item, f)?;
                }
                f.write_str("]")
            }
        }
    }
}

/// A basic string of TOML, on one line.
fn quoted(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_str("\"")?;
    for c in text.chars() {
        match c {
            '"' => f.write_str("\\\"")?,
            '\\' => f.write_str("\\\\")?,
            '\n' => f.write_str("\\n")?,
            '\t' => f.write_str("\\t")?,
            '\r' => f.write_str("\\r")?,
            c if c.is_control() => write!(f, "\\u{:04X}", u32::from(c))?,
            c => write!(f, "{c}")?,
        }
    }
    f.write_str("\"")
}

/// Keys and values, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Row(pub(super) Vec<(&'static str, Value)>);

impl Serialize for Row {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, value) in &self.0 {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

impl Row {
    fn text(mut self, key: &'static str, text: impl Into<String>) -> Self {
        self.0.push((key, Value::Text(text.into())));
        self
    }

    fn maybe(self, key: &'static str, text: Option<impl Into<String>>) -> Self {
        match text {
            Some(text) => self.text(key, text),
            None => self,
        }
    }

    fn value(mut self, key: &'static str, value: Value) -> Self {
        self.0.push((key, value));
        self
    }

    fn term(self, term: Term) -> Self {
        self.maybe("from", term.from.map(time)).maybe("until", term.until.map(time))
    }
}

/// A moment. One beyond what RFC 3339 can say stands as its number, which no import takes for a time.
pub(super) fn time(at: Timestamp) -> String {
    moment::write(at).unwrap_or_else(|| at.0.to_string())
}

fn value(value: &SettingValue) -> Value {
    match value {
        SettingValue::Switch(on) => Value::Switch(*on),
        SettingValue::Number(number) => Value::Number(*number),
        SettingValue::Text(text) => Value::Text(text.clone()),
        SettingValue::List(items) => Value::List(items.clone()),
    }
}

/// An organization, with what was set for it.
pub(super) fn organization<'a>(row: &Organization, settings: impl Fn(&str) -> Option<&'a Setting>) -> Row {
    let base = Row::default()
        .text("id", row.slug.as_str())
        .text("name", row.name.as_str())
        .text("kind", row.kind.code())
        .maybe("locale", row.locale.map(|locale| locale.tag()));
    SETTINGS.into_iter().fold(base, |row, (name, key)| match settings(key) {
        Some(setting) => row.value(name, value(&setting.value)),
        None => row,
    })
}

/// A relationship.
pub(super) fn relationship(row: &Relationship, known: &Known) -> Row {
    Row::default()
        .text("partner", known.organizations.name(row.partner))
        .text("customer", known.organizations.name(row.customer))
        .term(row.term)
}

/// A subscription.
pub(super) fn subscription(row: &Subscription, known: &Known) -> Row {
    Row::default()
        .text("id", row.slug.as_str())
        .text("customer", known.organizations.name(row.customer))
        .text("seller", known.organizations.name(row.seller))
        .value("services", Value::List(row.services.clone()))
        .value("quantity", Value::Number(row.quantity))
        .term(row.term)
}

/// A site.
pub(super) fn site(row: &Site, known: &Known) -> Row {
    Row::default()
        .text("id", row.slug.as_str())
        .text("organization", known.organizations.name(row.organization))
        .text("subscription", known.subscriptions.name(row.subscription))
        .text("managed_by", row.managed_by.code())
}

/// A location.
pub(super) fn location(row: &Location, known: &Known) -> Row {
    Row::default()
        .text("id", row.slug.as_str())
        .text("organization", known.organizations.name(row.organization))
        .text("name", row.name.as_str())
}

/// A person.
pub(super) fn person(row: &Person, known: &Known) -> Row {
    let status = (row.status != PersonStatus::Active).then(|| row.status.code());
    let base = Row::default()
        .text("email", row.email.as_str())
        .text("name", row.name.as_str())
        .text("home", known.organizations.name(row.home))
        .maybe("status", status)
        .maybe("locale", row.locale.map(|locale| locale.tag()));
    let base = if row.licenses.is_empty() { base } else { base.value("licenses", Value::List(row.licenses.clone())) };
    let Details { title, department, work_number } = &row.details;
    base.maybe("package", row.package.as_deref())
        .maybe("title", title.as_ref().map(|it| it.as_str()))
        .maybe("department", department.as_ref().map(|it| it.as_str()))
        .maybe("work_number", work_number.as_ref().map(|it| it.as_str()))
}

/// A custom role.
pub(super) fn custom_role(row: &CustomRole, known: &Known) -> Row {
    let base = Row::default().text("id", row.key()).text("organization", known.organizations.name(row.organization));
    let named = [("name_en", Locale::En), ("name_cs", Locale::Cs), ("name_pl", Locale::Pl)];
    let base = named
        .into_iter()
        .fold(base, |base, (key, locale)| base.maybe(key, row.names.spelled().get(locale).map(|name| name.as_str())));
    let areas = |level| {
        let areas = row.areas.iter().filter(|(_, it)| **it == level);
        Value::List(areas.map(|(area, _)| area.clone()).collect())
    };
    let base = base.value("manages", areas(AreaLevel::Manage)).value("reads", areas(AreaLevel::Read));
    if row.active { base } else { base.value("deleted", Value::Switch(true)) }
}

/// A grant.
pub(super) fn grant(row: &Grant, known: &Known) -> Row {
    let base = Row::default()
        .text("person", known.people.name(row.principal))
        .text("role", row.role.as_str())
        .text("organization", known.organizations.name(row.organization));
    let base = match &row.scope {
        Scope::None => base,
        Scope::Sites(ids) => base.value("sites", names(ids, |id| known.sites.name(id))),
        Scope::Locations(ids) => base.value("locations", names(ids, |id| known.locations.name(id))),
        Scope::Customers(ids) => base.value("customers", names(ids, |id| known.organizations.name(id))),
    };
    let base = base.term(row.term);
    let base = if row.activated_at.is_none() { base.value("activated", Value::Switch(false)) } else { base };
    base.maybe("reason", row.reason.as_deref())
}

fn names<Id: Copy>(ids: &[Id], name: impl Fn(Id) -> String) -> Value {
    let mut names: Vec<String> = ids.iter().map(|id| name(*id)).collect();
    names.sort_unstable();
    Value::List(names)
}

/// A block.
pub(super) fn block(row: &Block, known: &Known) -> Row {
    let base = match row.blocked {
        Blocked::Person(person) => Row::default().text("person", known.people.name(person)),
        Blocked::Partner(partner) => Row::default().text("partner", known.organizations.name(partner)),
    };
    base.text("organization", known.organizations.name(row.organization)).term(row.term)
}

/// A support grant.
pub(super) fn support_grant(row: &SupportGrant, known: &Known) -> Row {
    Row::default()
        .text("agent", known.people.name(row.agent))
        .text("organization", known.organizations.name(row.organization))
        .text("approved_by", known.people.name(row.approved_by))
        .term(row.term)
}

/// A Help Desk session.
pub(super) fn session(row: &HelpDeskSession, known: &Known) -> Row {
    Row::default()
        .text("agent", known.people.name(row.agent))
        .text("organization", known.organizations.name(row.organization))
        .term(row.term)
}
