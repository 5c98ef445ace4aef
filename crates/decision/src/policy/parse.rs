//! What does each file of a policy say? Shapes only: whether the names it uses exist is for `compile`.

use super::document::{At, Entry, Fields, Node, Place, Report, by_code, read, text, texts};
use super::{Cell, Fault, Holders, ObeyedBy, Restriction, RoleClass, ScopeKind, SettingPlace, Situation, Title};
use prokura_domain::organization::OrganizationKind;

pub(super) const AREAS: &str = "areas.toml";
pub(super) const EXCLUSIONS: &str = "exclusions.toml";
pub(super) const RESTRICTIONS: &str = "restrictions.toml";
pub(super) const ROLES: &str = "roles.toml";
pub(super) const SERVICES: &str = "services.toml";
pub(super) const SETTINGS: &str = "settings.toml";
pub(super) const TABLES: &str = "tables.toml";

/// The files, read.
#[derive(Debug, Default)]
pub(super) struct Raw {
    pub(super) areas: Vec<RawArea>,
    pub(super) restrictions: Vec<RawControl>,
    pub(super) roles: Vec<RawRole>,
    pub(super) exclusions: Vec<(At<String>, Vec<At<String>>)>,
    pub(super) services: Vec<RawNamed>,
    pub(super) licences: Vec<RawLicence>,
    pub(super) packages: Vec<RawPackage>,
    pub(super) limits: Vec<RawLimit>,
    pub(super) tables: Vec<RawTable>,
    pub(super) sections: Vec<RawNamed>,
    pub(super) settings: Vec<RawSetting>,
}

#[derive(Debug)]
pub(super) struct RawArea {
    pub(super) name: At<String>,
    pub(super) title: Title,
    pub(super) settings: Option<Title>,
    pub(super) withholdable: bool,
}

#[derive(Debug)]
pub(super) struct RawControl {
    pub(super) name: At<String>,
    pub(super) title: Title,
    pub(super) area: Option<At<String>>,
    pub(super) effect: Option<Restriction>,
}

/// A role; what could not be read is `None`.
#[derive(Debug)]
pub(super) struct RawRole {
    pub(super) key: At<String>,
    pub(super) title: Title,
    pub(super) class: Option<RoleClass>,
    pub(super) holders: Option<Holders>,
    pub(super) scope: Option<ScopeKind>,
    pub(super) lifts_restrictions: bool,
    pub(super) last_holder_stays: bool,
    pub(super) needs_sale: bool,
    pub(super) needs_service: Option<(At<String>, Vec<At<String>>)>,
    pub(super) needs_activation: Vec<At<String>>,
    pub(super) beside: Vec<RawBeside>,
}

#[derive(Debug)]
pub(super) struct RawBeside {
    pub(super) areas: Vec<At<String>>,
    pub(super) roles: Vec<At<String>>,
    pub(super) not_in_partner_home: bool,
}

#[derive(Debug)]
pub(super) struct RawNamed {
    pub(super) code: At<String>,
    pub(super) title: Title,
}

#[derive(Debug)]
pub(super) struct RawLicence {
    pub(super) named: RawNamed,
    pub(super) service: Option<At<String>>,
}

#[derive(Debug)]
pub(super) struct RawPackage {
    pub(super) named: RawNamed,
    pub(super) licences: Vec<At<String>>,
}

#[derive(Debug)]
pub(super) struct RawLimit {
    pub(super) with: Vec<At<String>>,
    pub(super) without: Vec<At<String>>,
    pub(super) takes: Vec<At<String>>,
}

/// A row of a table: its area and its cells.
pub(super) type RawRow = (At<String>, Vec<At<Cell>>);

#[derive(Debug)]
pub(super) struct RawTable {
    pub(super) name: At<String>,
    pub(super) title: Title,
    pub(super) situations: Vec<At<Situation>>,
    pub(super) inherits: Option<At<String>>,
    pub(super) columns: Option<Vec<At<String>>>,
    pub(super) of: Vec<At<String>>,
    pub(super) always: Vec<At<String>>,
    pub(super) rows: Vec<RawRow>,
}

/// The type of a setting's value, as written.
#[derive(Debug)]
pub(super) enum RawType {
    Switch,
    Number {
        min: i64,
        max: i64,
    },
    Text {
        max_length: usize,
    },
    Choice(Vec<RawNamed>),
    Choices(Vec<RawNamed>),
    /// Any of the areas that may be withheld.
    Withholdable,
}

#[derive(Debug)]
pub(super) struct RawSetting {
    pub(super) key: At<String>,
    pub(super) section: Option<At<String>>,
    pub(super) title: Title,
    pub(super) help: Title,
    pub(super) value: Option<RawType>,
    pub(super) default: Option<At<prokura_domain::setting::SettingValue>>,
    pub(super) control: Option<At<String>>,
    pub(super) kinds: Vec<OrganizationKind>,
    pub(super) place: SettingPlace,
    pub(super) obeyed_by: ObeyedBy,
}

/// Reads every file; `texts` are by file name.
pub(super) fn parse(texts: &[(String, String)], report: &mut Report) -> Raw {
    let mut raw = Raw::default();
    let entries = |file: &'static str, report: &mut Report| {
        texts.iter().find(|(name, _)| name == file).map_or_else(Vec::new, |(_, text)| read(file, text, report))
    };
    raw.areas = entries(AREAS, report).iter().map(|entry| area(entry, report)).collect();
    raw.exclusions = entries(EXCLUSIONS, report)
        .iter()
        .map(|entry| (entry.key.clone(), super::document::texts(&entry.value, &entry.key.value, report)))
        .collect();
    raw.restrictions = entries(RESTRICTIONS, report).iter().map(|entry| control(entry, report)).collect();
    raw.roles = entries(ROLES, report).iter().map(|entry| role(entry, report)).collect();
    services(entries(SERVICES, report), &mut raw, report);
    settings(entries(SETTINGS, report), &mut raw, report);
    raw.tables = entries(TABLES, report).iter().map(|entry| table(entry, report)).collect();
    raw
}

fn open<'a>(entry: &'a Entry, what: &str, report: &mut Report) -> Fields<'a> {
    Fields::open(&entry.value, format!("{what} `{}`", entry.key.value), report)
}

fn area(entry: &Entry, report: &mut Report) -> RawArea {
    let mut fields = open(entry, "area", report);
    let area = RawArea {
        name: entry.key.clone(),
        title: fields.title("title", report),
        settings: fields
            .take("settings")
            .map(|value| super::document::title(value, format!("`settings` of area `{}`", entry.key.value), report)),
        withholdable: fields.switch("withholdable", report),
    };
    fields.close(report);
    area
}

fn control(entry: &Entry, report: &mut Report) -> RawControl {
    let mut fields = open(entry, "control", report);
    let control = RawControl {
        name: entry.key.clone(),
        area: fields.text("area", report),
        effect: fields.code("effect", &Restriction::ALL, Restriction::code, report),
        title: fields.title("title", report),
    };
    fields.close(report);
    control
}

fn role(entry: &Entry, report: &mut Report) -> RawRole {
    let mut fields = open(entry, "role", report);
    let role = RawRole {
        key: entry.key.clone(),
        title: fields.title("title", report),
        class: fields.code("class", &RoleClass::ALL, RoleClass::code, report),
        holders: fields.code("holders", &Holders::ALL, Holders::code, report),
        scope: match fields.take("scope") {
            None => Some(ScopeKind::None),
            Some(value) => text(value, "scope", report)
                .and_then(|written| by_code(&written, "scope", &ScopeKind::ALL, ScopeKind::code, report)),
        },
        lifts_restrictions: fields.switch("lifts_restrictions", report),
        last_holder_stays: fields.switch("last_holder_stays", report),
        needs_sale: fields.switch("needs_sale", report),
        needs_service: fields.take("needs_service").and_then(|value| {
            let mut fields = Fields::open(value, format!("`needs_service` of role `{}`", entry.key.value), report);
            let service = fields.text("service", report);
            let areas = fields.need_texts("areas", report);
            fields.close(report);
            service.map(|service| (service, areas))
        }),
        needs_activation: fields.texts("needs_activation", report),
        beside: tables(fields.take("beside"), "beside", report)
            .iter()
            .map(|value| {
                let mut fields = Fields::open(value, format!("`beside` of role `{}`", entry.key.value), report);
                let beside = RawBeside {
                    areas: fields.need_texts("areas", report),
                    roles: fields.need_texts("roles", report),
                    not_in_partner_home: fields.switch("not_in_partner_home", report),
                };
                fields.close(report);
                beside
            })
            .collect(),
    };
    fields.close(report);
    role
}

/// A list of tables, empty where it is left out.
fn tables<'a>(value: Option<&'a At<Node>>, key: &str, report: &mut Report) -> &'a [At<Node>] {
    match value {
        None => &[],
        Some(At { value: Node::List(items), .. }) => items,
        Some(other) => {
            report.add(other.place, Fault::WrongType { key: key.to_owned(), expected: "a list of tables" });
            &[]
        }
    }
}

/// The entries of a table, empty where it is left out.
fn entries<'a>(value: Option<&'a At<Node>>, key: &str, report: &mut Report) -> &'a [Entry] {
    match value {
        None => &[],
        Some(At { value: Node::Table(entries), .. }) => entries,
        Some(other) => {
            report.add(other.place, Fault::WrongType { key: key.to_owned(), expected: "a table" });
            &[]
        }
    }
}

fn named(value: Option<&At<Node>>, what: &str, report: &mut Report) -> Vec<RawNamed> {
    entries(value, what, report)
        .iter()
        .map(|entry| {
            let mut fields = open(entry, what, report);
            let named = RawNamed { code: entry.key.clone(), title: fields.title("title", report) };
            fields.close(report);
            named
        })
        .collect()
}

/// The fields of a whole file.
fn file(name: &'static str, entries: Vec<Entry>) -> At<Node> {
    At::new(Node::Table(entries), Place::whole(name))
}

fn services(read: Vec<Entry>, raw: &mut Raw, report: &mut Report) {
    let root = file(SERVICES, read);
    let mut fields = Fields::open(&root, SERVICES.to_owned(), report);
    raw.services = named(fields.take("service"), "service", report);
    raw.licences = entries(fields.take("licence"), "licence", report)
        .iter()
        .map(|entry| {
            let mut fields = open(entry, "licence", report);
            let named = RawNamed { code: entry.key.clone(), title: fields.title("title", report) };
            let service = fields.take("service").and_then(|value| text(value, "service", report));
            fields.close(report);
            RawLicence { named, service }
        })
        .collect();
    raw.packages = entries(fields.take("package"), "package", report)
        .iter()
        .map(|entry| {
            let mut fields = open(entry, "package", report);
            let named = RawNamed { code: entry.key.clone(), title: fields.title("title", report) };
            let licences = fields.need_texts("licences", report);
            fields.close(report);
            RawPackage { named, licences }
        })
        .collect();
    for value in tables(fields.take("limit"), "limit", report) {
        let mut fields = Fields::open(value, "a limit".to_owned(), report);
        raw.limits.push(RawLimit {
            with: fields.need_texts("with", report),
            without: fields.texts("without", report),
            takes: fields.need_texts("takes", report),
        });
        fields.close(report);
    }
    fields.close(report);
}

fn settings(read: Vec<Entry>, raw: &mut Raw, report: &mut Report) {
    let root = file(SETTINGS, read);
    let mut fields = Fields::open(&root, SETTINGS.to_owned(), report);
    raw.sections = named(fields.take("section"), "section", report);
    raw.settings =
        entries(fields.take("setting"), "setting", report).iter().map(|entry| setting(entry, report)).collect();
    fields.close(report);
}

fn setting(entry: &Entry, report: &mut Report) -> RawSetting {
    let mut fields = open(entry, "setting", report);
    let setting = RawSetting {
        key: entry.key.clone(),
        section: fields.text("section", report),
        title: fields.title("title", report),
        help: fields.title("help", report),
        value: value_type(&mut fields, report),
        default: fields.need("default", report).and_then(|value| default(value, report)),
        control: fields.text("control", report),
        kinds: fields
            .need_texts("kinds", report)
            .iter()
            .filter_map(|written| {
                by_code(written, "kind of organization", &OrganizationKind::ALL, OrganizationKind::code, report)
            })
            .collect(),
        place: match fields.take("kept").and_then(|value| text(value, "kept", report)) {
            Some(written) => match by_code(&written, "place", &["organization_name"], |code| code, report) {
                Some(_) => SettingPlace::OrganizationName,
                None => SettingPlace::Row,
            },
            None => SettingPlace::Row,
        },
        obeyed_by: fields
            .take("obeyed_by")
            .and_then(|value| text(value, "obeyed_by", report))
            .and_then(|written| by_code(&written, "reader", &ObeyedBy::ALL, ObeyedBy::code, report))
            .unwrap_or(ObeyedBy::Prokura),
    };
    fields.close(report);
    setting
}

fn value_type(fields: &mut Fields<'_>, report: &mut Report) -> Option<RawType> {
    const TYPES: [&str; 5] = ["switch", "number", "text", "choice", "choices"];
    let written = fields.text("type", report)?;
    match by_code(&written, "type", &TYPES, |code| code, report)? {
        "switch" => Some(RawType::Switch),
        "number" => {
            let (min, max) = (fields.number("min", report), fields.number("max", report));
            Some(RawType::Number { min: min?, max: max? })
        }
        "text" => {
            let most = fields.number("max_length", report)?;
            match usize::try_from(most) {
                Ok(max_length) => Some(RawType::Text { max_length }),
                Err(_) => {
                    report.add(
                        written.place,
                        Fault::WrongType { key: "max_length".to_owned(), expected: "a whole number from 0" },
                    );
                    None
                }
            }
        }
        "choice" => Some(RawType::Choice(choices(fields, report))),
        // "choices", the only other code there is
        _ => match fields.take("choices") {
            None => Some(RawType::Choices(choices(fields, report))),
            Some(value) => {
                let source = text(value, "choices", report)?;
                by_code(&source, "source of choices", &["withholdable"], |code| code, report)?;
                Some(RawType::Withholdable)
            }
        },
    }
}

fn choices(fields: &mut Fields<'_>, report: &mut Report) -> Vec<RawNamed> {
    let value = fields.need("choice", report);
    entries(value, "choice", report)
        .iter()
        .map(|entry| RawNamed {
            code: entry.key.clone(),
            title: super::document::title(&entry.value, format!("choice `{}`", entry.key.value), report),
        })
        .collect()
}

fn default(value: &At<Node>, report: &mut Report) -> Option<At<prokura_domain::setting::SettingValue>> {
    use prokura_domain::setting::SettingValue;
    let found = match &value.value {
        Node::Switch(on) => SettingValue::Switch(*on),
        Node::Number(number) => SettingValue::Number(*number),
        Node::Text(text) => SettingValue::Text(text.clone()),
        Node::List(_) => {
            SettingValue::List(texts(value, "default", report).into_iter().map(|item| item.value).collect())
        }
        Node::Table(_) | Node::Other => {
            report.add(
                value.place,
                Fault::WrongType {
                    key: "default".to_owned(),
                    expected: "true, false, a whole number, a text or a list of texts",
                },
            );
            return None;
        }
    };
    Some(At::new(found, value.place))
}

fn table(entry: &Entry, report: &mut Report) -> RawTable {
    let mut fields = open(entry, "table", report);
    let table = RawTable {
        name: entry.key.clone(),
        title: fields.title("title", report),
        situations: fields
            .need_texts("situations", report)
            .iter()
            .filter_map(|written| {
                let situation = by_code(written, "situation", &Situation::ALL, Situation::code, report)?;
                Some(At::new(situation, written.place))
            })
            .collect(),
        inherits: fields.take("inherits").and_then(|value| text(value, "inherits", report)),
        columns: fields.take("columns").map(|value| texts(value, "columns", report)),
        of: fields.texts("of", report),
        always: fields.texts("always", report),
        rows: entries(fields.take("cells"), "cells", report)
            .iter()
            .map(|row| (row.key.clone(), cells(row, report)))
            .collect(),
    };
    fields.close(report);
    table
}

/// The cells of a row. One that could not be read counts as a cell, so that only its own error is reported.
fn cells(row: &Entry, report: &mut Report) -> Vec<At<Cell>> {
    let Node::List(items) = &row.value.value else {
        report.add(row.value.place, Fault::WrongType { key: row.key.value.clone(), expected: "a list of cells" });
        return Vec::new();
    };
    items
        .iter()
        .map(|item| {
            let cell = text(item, &row.key.value, report)
                .and_then(|written| by_code(&written, "cell", &Cell::ALL, Cell::code, report))
                .unwrap_or(Cell::Nothing);
            At::new(cell, item.place)
        })
        .collect()
}
