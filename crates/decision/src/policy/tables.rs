//! From the permission tables to what each role gives in each situation.

use super::compile::{Names, find, find_each, mask_of};
use super::document::{At, Report};
use super::parse::{Raw, RawRow, RawTable};
use super::{AreaId, Cell, Fault, Holders, Policy, Role, RoleClass, RoleId, Situation, Table};
use std::collections::HashMap;

/// A table with what it inherits.
#[derive(Clone)]
struct Whole {
    columns: Vec<At<String>>,
    rows: Vec<RawRow>,
}

/// Fills in the cells of every role, and keeps the tables for people to read.
pub(super) fn fill(raw: &Raw, policy: &mut Policy, names: &Names, report: &mut Report) {
    let mut wholes = Wholes { raw, names, known: vec![None; raw.tables.len()], report };
    let wholes: Vec<_> = (0..raw.tables.len()).map(|index| wholes.of(index, &mut Vec::new())).collect();
    let mut said: HashMap<(RoleId, AreaId, Situation), &str> = HashMap::new();
    for (table, whole) in raw.tables.iter().zip(&wholes) {
        let Some(whole) = whole else { continue };
        always(table, policy, names, report);
        let roles: Vec<_> = whole.columns.iter().map(|column| names.roles.get(&column.value).copied()).collect();
        for (column, role) in whole.columns.iter().zip(&roles) {
            let Some(role) = role else { continue };
            for situation in &table.situations {
                if !holds_in(policy.role_at(*role), situation.value) {
                    let place = if table.columns.is_some() { column.place } else { situation.place };
                    let role = column.value.clone();
                    report.add(place, Fault::Misplaced { role, situation: situation.value.code() });
                }
            }
        }
        for (row, cells) in &whole.rows {
            let Some(id) = names.areas.get(&row.value) else { continue };
            let area = policy.area_at(*id).clone();
            for (role, cell) in roles.iter().zip(cells) {
                let Some(role) = role else { continue };
                if cell.value == Cell::Settings && area.settings.is_none() {
                    report.add(cell.place, Fault::NoSettingsControl { area: area.name.clone() });
                }
                for situation in &table.situations {
                    if !cell.value.has_meaning_in(situation.value) {
                        let (cell, situation) = (cell.value.code(), situation.value.code());
                        report.add(row.place, Fault::CellWithoutMeaning { cell, situation });
                    }
                    if let Some(first) = said.insert((*role, *id, situation.value), &table.name.value) {
                        report.add(
                            row.place,
                            Fault::SaidTwice {
                                first: first.to_owned(),
                                second: table.name.value.clone(),
                                role: policy.role_at(*role).key.clone(),
                                area: area.name.clone(),
                                situation: situation.value.code(),
                            },
                        );
                    }
                    if cell.value != Cell::Nothing
                        && let Some(role) = policy.roles.get_mut(usize::from(role.0))
                        && let Some(slot) = role.cells.get_mut(situation.value as usize)
                    {
                        slot.get_or_insert_default().put(cell.value, &area);
                    }
                }
            }
        }
        policy.tables.push(Table {
            name: table.name.value.clone(),
            title: table.title.clone(),
            situations: table.situations.iter().map(|situation| situation.value).collect(),
            roles: roles.into_iter().flatten().collect(),
            areas: whole.rows.iter().filter_map(|(row, _)| names.areas.get(&row.value).copied()).collect(),
        });
    }
}

/// What the vendor's support has without a session (SUP-08).
fn always(table: &RawTable, policy: &mut Policy, names: &Names, report: &mut Report) {
    let elsewhere = table.situations.iter().any(|situation| situation.value == Situation::VendorElsewhere);
    match table.always.first() {
        Some(first) if !elsewhere => report.add(
            first.place,
            Fault::UnknownKey { key: "always".to_owned(), of: format!("table `{}`", table.name.value) },
        ),
        Some(_) | None => policy.vendor_always |= mask_of(&table.always, policy, names, report),
    }
}

/// Whether a role can be held in a situation.
fn holds_in(role: &Role, situation: Situation) -> bool {
    let kept = matches!(
        role.class,
        RoleClass::Organization | RoleClass::Location | RoleClass::Site | RoleClass::Service | RoleClass::External
    );
    let composed = role.class == RoleClass::Custom;
    match situation {
        Situation::Home | Situation::PartnerHome => composed || (kept && role.holders != Holders::Outside),
        Situation::FromManagingPartner | Situation::FromOtherPartner | Situation::FromElsewhere => {
            kept && role.holders != Holders::Home
        }
        Situation::PartnerHub | Situation::ManagedCustomer => role.class == RoleClass::Partner,
        Situation::VendorHome => composed || role.class == RoleClass::Vendor,
        Situation::VendorElsewhere => role.class == RoleClass::Vendor,
    }
}

/// Finds each table with what it inherits, once.
struct Wholes<'a> {
    raw: &'a Raw,
    names: &'a Names,
    /// What was found, `Some(None)` for a table that makes no sense.
    known: Vec<Option<Option<Whole>>>,
    report: &'a mut Report,
}

impl Wholes<'_> {
    fn of(&mut self, index: usize, path: &mut Vec<usize>) -> Option<Whole> {
        if let Some(found) = self.known.get(index)? {
            return found.clone();
        }
        let raw = self.raw;
        let table = raw.tables.get(index)?;
        let found = if path.contains(&index) {
            self.report.add(table.name.place, Fault::InheritanceCycle(table.name.value.clone()));
            None
        } else {
            path.push(index);
            let found = self.build(table, path);
            path.pop();
            found
        };
        if let Some(known) = self.known.get_mut(index) { known.get_or_insert(found).clone() } else { None }
    }

    fn build(&mut self, table: &RawTable, path: &mut Vec<usize>) -> Option<Whole> {
        let inherited = match &table.inherits {
            None => None,
            Some(parent) => {
                let Some(index) = self.raw.tables.iter().position(|other| other.name.value == parent.value) else {
                    self.report.add(parent.place, Fault::Unknown { what: "table", name: parent.value.clone() });
                    return None;
                };
                Some(self.of(index, path)?)
            }
        };
        if let Some(columns) = &table.columns {
            find_each(columns, "role", &self.names.roles, self.report);
        }
        let mut whole = match (inherited, &table.columns) {
            (None, Some(columns)) => Whole { columns: columns.clone(), rows: Vec::new() },
            (Some(parent), None) => parent,
            (Some(parent), Some(columns)) => self.chosen(table, &parent, columns)?,
            (None, None) => {
                self.missing("columns", table);
                return None;
            }
        };
        if let Some(first) = table.of.first()
            && (table.inherits.is_none() || table.columns.is_none())
        {
            self.report.add(
                first.place,
                Fault::UnknownKey {
                    key: "of".to_owned(),
                    of: format!("table `{}`: it needs `inherits` and `columns`", table.name.value),
                },
            );
        }
        if table.inherits.is_none() && table.rows.is_empty() {
            self.missing("cells", table);
        }
        for (row, cells) in &table.rows {
            find(row, "area", &self.names.areas, self.report);
            if cells.len() != whole.columns.len() {
                let (cells, columns) = (cells.len(), whole.columns.len());
                self.report.add(row.place, Fault::CellCount { row: row.value.clone(), cells, columns });
            }
            match whole.rows.iter_mut().find(|(other, _)| other.value == row.value) {
                Some(replaced) => *replaced = (row.clone(), cells.clone()),
                None => whole.rows.push((row.clone(), cells.clone())),
            }
        }
        Some(whole)
    }

    /// The parent's rows, cut down to the columns that the table takes over.
    fn chosen(&mut self, table: &RawTable, parent: &Whole, columns: &[At<String>]) -> Option<Whole> {
        if table.of.is_empty() {
            self.missing("of", table);
            return None;
        }
        if table.of.len() != columns.len() {
            let (cells, columns) = (table.of.len(), columns.len());
            self.report.add(table.name.place, Fault::CellCount { row: "of".to_owned(), cells, columns });
            return None;
        }
        let mut positions = Vec::new();
        for of in &table.of {
            match parent.columns.iter().position(|column| column.value == of.value) {
                Some(position) => positions.push(position),
                None => self.report.add(of.place, Fault::Unknown { what: "inherited column", name: of.value.clone() }),
            }
        }
        let rows = parent
            .rows
            .iter()
            .map(|(row, cells)| {
                (row.clone(), positions.iter().filter_map(|position| cells.get(*position).cloned()).collect())
            })
            .collect();
        Some(Whole { columns: columns.to_vec(), rows })
    }

    fn missing(&mut self, key: &str, table: &RawTable) {
        let of = format!("table `{}`", table.name.value);
        self.report.add(table.name.place, Fault::MissingKey { key: key.to_owned(), of });
    }
}
