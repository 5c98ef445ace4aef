//! Everything there is as a world file, what has ended included, in an order that hangs on nothing but what it says.

use super::known::Known;
use super::row::{self, Row};
use super::table::{Recurring, Tabled};
use crate::port::WorldRows;
use prokura_domain::id::OrganizationId;
use prokura_domain::organization::{Organization, OrganizationKind};
use prokura_domain::setting::Setting;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use std::collections::HashMap;
use std::fmt::Write as _;

/// The world as TOML, grouped by organization.
#[must_use]
pub fn toml(rows: &WorldRows) -> String {
    let mut text = String::new();
    for group in groups(rows) {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{}# --- {}", if text.is_empty() { "" } else { "\n" }, group.title);
        for (table, row) in group.rows {
            let _ = write!(text, "\n[[{table}]]\n");
            for (key, value) in row.0 {
                let _ = writeln!(text, "{key} = {value}");
            }
        }
    }
    text
}

/// The same tree as JSON.
///
/// # Errors
/// Never for a world that fits into memory.
pub fn json(rows: &WorldRows) -> Result<String, serde_json::Error> {
    let mut tables = Tables(Vec::new());
    for (table, row) in groups(rows).into_iter().flat_map(|group| group.rows) {
        match tables.0.iter_mut().find(|(name, _)| *name == table) {
            Some((_, rows)) => rows.push(row),
            None => tables.0.push((table, vec![row])),
        }
    }
    let mut text = serde_json::to_string_pretty(&tables)?;
    text.push('\n');
    Ok(text)
}

struct Tables(Vec<(&'static str, Vec<Row>)>);

impl Serialize for Tables {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (table, rows) in &self.0 {
            map.serialize_entry(table, rows)?;
        }
        map.end()
    }
}

/// Rows that stand together under a comment.
struct Group {
    title: String,
    rows: Vec<(&'static str, Row)>,
}

fn groups(rows: &WorldRows) -> Vec<Group> {
    let known = Known::stored(rows);
    let set: HashMap<(OrganizationId, &str), &Setting> =
        rows.settings.iter().map(|row| ((row.organization, row.key.as_str()), row)).collect();
    let mut organizations: Vec<&Organization> = rows.organizations.iter().collect();
    organizations.sort_by_key(|row| (place(row.kind), row.slug.clone()));

    let said = organizations
        .iter()
        .map(|row| ("organization", row::organization(row, |key| set.get(&(row.id, key)).copied())));
    let mut groups = vec![Group { title: "Organizations".to_owned(), rows: said.collect() }];
    groups.push(Group { title: "Who manages whom".to_owned(), rows: recurring(rows.relationships.iter(), &known) });
    groups.push(Group {
        title: "Subscriptions, sites and locations".to_owned(),
        rows: [
            keyed(rows.subscriptions.iter().filter(|row| !row.term.is_empty()), &known),
            keyed(rows.sites.iter(), &known),
            keyed(rows.locations.iter(), &known),
        ]
        .concat(),
    });

    let mut people = by_organization(rows.people.iter().map(|row| (row.home, row)));
    // A service account's grants cannot be said: a world file knows people only.
    let grants = rows.grants.iter().filter(|row| known.people.has(row.principal));
    let mut grants = by_organization(grants.map(|row| (row.organization, row)));
    let mut custom_roles = by_organization(rows.custom_roles.iter().map(|row| (row.organization, row)));
    let mut blocks = by_organization(rows.blocks.iter().map(|row| (row.organization, row)));
    for organization in organizations {
        let id = organization.id;
        groups.push(Group {
            title: format!("{} ({})", organization.name, organization.slug),
            rows: [
                keyed(people.remove(&id).unwrap_or_default().into_iter(), &known),
                keyed(custom_roles.remove(&id).unwrap_or_default().into_iter(), &known),
                recurring(grants.remove(&id).unwrap_or_default().into_iter(), &known),
                recurring(blocks.remove(&id).unwrap_or_default().into_iter(), &known),
            ]
            .concat(),
        });
    }
    groups.push(Group {
        title: "Support access".to_owned(),
        rows: [recurring(rows.support_grants.iter(), &known), recurring(rows.sessions.iter(), &known)].concat(),
    });
    groups.retain(|group| !group.rows.is_empty());
    groups
}

const fn place(kind: OrganizationKind) -> u8 {
    match kind {
        OrganizationKind::Vendor => 0,
        OrganizationKind::Partner => 1,
        OrganizationKind::Customer => 2,
        OrganizationKind::SelfRegistered => 3,
        OrganizationKind::Consumer => 4,
    }
}

fn by_organization<T>(rows: impl Iterator<Item = (OrganizationId, T)>) -> HashMap<OrganizationId, Vec<T>> {
    let mut groups: HashMap<OrganizationId, Vec<T>> = HashMap::new();
    for (organization, row) in rows {
        groups.entry(organization).or_default().push(row);
    }
    groups
}

fn keyed<'a, T: Tabled + 'a>(rows: impl Iterator<Item = &'a T>, known: &Known) -> Vec<(&'static str, Row)> {
    let mut named: Vec<(String, Row)> = rows.map(|row| (row.name(known), row.says(known))).collect();
    named.sort_by(|a, b| a.0.cmp(&b.0));
    named.into_iter().map(|(_, row)| (T::TABLE, row)).collect()
}

/// Rows by name, beginning and what they say. Twins are said once; a file could not tell them apart.
fn recurring<'a, T: Recurring + 'a>(rows: impl Iterator<Item = &'a T>, known: &Known) -> Vec<(&'static str, Row)> {
    let mut named: Vec<_> = rows
        // What never was can be told only by a term that no file may have.
        .filter(|row| !row.term().is_empty())
        .map(|row| {
            let says = row.says(known);
            let order: Vec<String> = says.0.iter().map(|(key, value)| format!("{key}={value}")).collect();
            (row.name(known), row.term().start(), row.term().until, order, says)
        })
        .collect();
    named.sort_by(|a, b| (&a.0, a.1, a.2, &a.3).cmp(&(&b.0, b.1, b.2, &b.3)));
    named.dedup_by(|a, b| (&a.0, a.1, a.2, scope(&a.4)) == (&b.0, b.1, b.2, scope(&b.4)));
    named.into_iter().map(|(.., says)| (T::TABLE, says)).collect()
}

fn scope(row: &Row) -> Option<&row::Value> {
    row.0.iter().find(|(key, _)| ["sites", "locations", "customers"].contains(key)).map(|(_, value)| value)
}
