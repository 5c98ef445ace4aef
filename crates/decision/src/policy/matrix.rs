//! The whole policy as text for people who do not read TOML or code. Every right is read back from the compiled masks,
//! so what stands here is what `decide` goes by.

use super::{
    Area, AreaId, Cell, ControlId, Holders, Named, ObeyedBy, Policy, Restriction, Role, RoleClass, RoleId, RoleSet,
    ScopeKind, SettingDefinition, SettingType, Situation, Table, Title,
};
use crate::mask::Mask;
use prokura_domain::organization::OrganizationKind;
use prokura_domain::setting::SettingValue;
use prokura_domain::text::Locale;

/// The permission matrix: tables, controls, roles with their conditions, services and licences, settings.
#[must_use]
pub fn matrix(policy: &Policy) -> String {
    let mut page = Page::default();
    legend(&mut page);
    page.heading("Permission tables");
    for table in &policy.tables {
        tables(policy, table, &mut page);
    }
    page.line("");
    page.line(
        "In other organizations the vendor's support has what its table says only while approved support access runs.",
    );
    page.line(
        "Inside a Help Desk session that the organization allows it sees all that is not `only approved` (SUP-08).",
    );
    page.line(&format!("At any time it sees: {}", areas(policy, policy.vendor_always)));
    page.heading("Areas and their controls");
    for area in &policy.areas {
        controls(policy, area, &mut page);
    }
    page.heading("Roles");
    let composable = policy.composable.cells.iter().any(Option::is_some).then_some(&policy.composable);
    for role in policy.roles.iter().chain(composable) {
        conditions(policy, role, &mut page);
    }
    page.heading("Services and licences");
    services(policy, &mut page);
    page.heading("Settings");
    for section in &policy.sections {
        settings(policy, section, &mut page);
    }
    page.text
}

/// Where running text breaks; tables are as wide as they need to be.
const WIDTH: usize = 120;

#[derive(Default)]
struct Page {
    text: String,
}

impl Page {
    fn line(&mut self, line: &str) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    fn heading(&mut self, heading: &str) {
        self.line("");
        self.line(heading);
        self.line(&"=".repeat(heading.chars().count()));
    }

    /// A name and what there is to say about it, indented under something and broken into lines.
    fn item(&mut self, name: &str, value: &str) {
        let mut line = format!("  {name:<16}");
        let indent = line.chars().count();
        for word in value.split(' ') {
            if line.chars().count() + word.chars().count() > WIDTH {
                self.line(&line);
                line = " ".repeat(indent);
            }
            line.push_str(word);
            line.push(' ');
        }
        self.line(&line);
    }
}

/// How the matrix writes a cell, and what that means.
const fn word(cell: Cell) -> (&'static str, &'static str) {
    match cell {
        Cell::Nothing => ("-", "nothing"),
        Cell::Read => ("read", "sees it"),
        Cell::Manage => ("manage", "sees and changes it"),
        Cell::Settings => ("settings only", "sees it and changes only the control `<area>.settings`"),
        Cell::Sold => ("if sold", "sees and changes it where the administrator's home organization sold it"),
        Cell::Session => {
            ("in session", "sees it inside an open Help Desk session or while approved support access runs")
        }
        Cell::Approved => {
            ("if approved", "sees and changes it while approved support access runs, otherwise as `in session`")
        }
        Cell::Granted => ("only approved", "sees and changes it while approved support access runs, otherwise nothing"),
        Cell::BySetting => {
            ("by setting", "sees it, and changes it where the organization's setting allows that (CC-02)")
        }
    }
}

const fn place(situation: Situation) -> &'static str {
    match situation {
        Situation::Home => "in the holder's home organization",
        Situation::PartnerHome => "in the holder's home organization, a partner",
        Situation::FromManagingPartner => "from outside, by people of a partner that manages the organization",
        Situation::FromOtherPartner => "from outside, by people of a partner that does not manage it",
        Situation::FromElsewhere => "from outside, by people of any other organization",
        Situation::PartnerHub => "in the partner's own organization (Partner Hub)",
        Situation::ManagedCustomer => "in each customer that the partner manages and the role reaches",
        Situation::VendorHome => "in the vendor's own organization",
        Situation::VendorElsewhere => "in every other organization",
    }
}

fn legend(page: &mut Page) {
    page.line("The permission matrix: who may do what, where, and on which condition. Managing includes seeing.");
    page.line("An area that a table does not name gives nothing to the roles of that table there.");
    page.line("");
    for cell in Cell::ALL {
        let (word, meaning) = word(cell);
        page.item(word, meaning);
    }
}

/// What a role gives about an area in a situation, read from its masks.
pub(super) fn shown(policy: &Policy, role: RoleId, area: AreaId, situation: Situation) -> &'static str {
    match policy.role_at(role).cells(situation) {
        None => word(Cell::Nothing).0,
        Some(cells) => cells.about(policy.area_at(area)).map_or("NO SUCH CELL", |cell| word(cell).0),
    }
}

/// A table, once for all situations in which it says the same.
fn tables(policy: &Policy, table: &Table, page: &mut Page) {
    page.line("");
    page.line(&table.title.en);
    page.line(&"-".repeat(table.title.en.chars().count()));
    let mut grids: Vec<(Vec<Situation>, Vec<Vec<&str>>)> = Vec::new();
    let mut areas = table.areas.clone();
    areas.sort();
    for situation in &table.situations {
        let grid: Vec<Vec<_>> = areas
            .iter()
            .map(|area| table.roles.iter().map(|role| shown(policy, *role, *area, *situation)).collect())
            .collect();
        match grids.iter_mut().find(|(_, other)| *other == grid) {
            Some((situations, _)) => situations.push(*situation),
            None => grids.push((vec![*situation], grid)),
        }
    }
    let labels: Vec<_> = areas.iter().map(|area| policy.area_at(*area).title.en.as_str()).collect();
    let first = labels.iter().map(|label| label.chars().count()).max().unwrap_or_default();
    for (situations, grid) in grids {
        for situation in situations {
            page.line(&format!("* {}", place(situation)));
        }
        page.line("");
        let heads: Vec<Vec<&str>> =
            table.roles.iter().map(|role| policy.role_at(*role).title.en.split(' ').collect()).collect();
        let widths: Vec<_> = heads
            .iter()
            .enumerate()
            .map(|(column, head)| {
                let cells = grid.iter().filter_map(|row| row.get(column));
                head.iter().chain(cells).map(|text| text.chars().count()).max().unwrap_or_default()
            })
            .collect();
        let row = |label: &str, cells: &[&str]| {
            let cells = cells.iter().zip(&widths).map(|(cell, width)| format!("  {cell:<width$}")).collect::<String>();
            format!("{label:<first$}{cells}")
        };
        let height = heads.iter().map(Vec::len).max().unwrap_or_default();
        for line in 0..height {
            // Heads stand at the bottom, next to their cells.
            let words: Vec<_> = heads
                .iter()
                .map(|head| (line + head.len()).checked_sub(height).and_then(|at| head.get(at)).copied().unwrap_or(""))
                .collect();
            page.line(&row("", &words));
        }
        for (label, cells) in labels.iter().zip(&grid) {
            page.line(&row(label, cells));
        }
    }
}

fn controls(policy: &Policy, area: &Area, page: &mut Page) {
    for control in area.controls.iter() {
        let written = policy.control_at(control);
        let own = if control == area.itself { "" } else { "  " };
        let mut notes = Vec::new();
        if control == area.itself && area.withholdable {
            notes.push("may be withheld from external administrators");
        }
        match written.restriction {
            None => {}
            Some(Restriction::Deny) => notes.push("in restricted mode: not available"),
            Some(Restriction::ReadOnly) => notes.push("in restricted mode: read-only"),
            Some(Restriction::Hidden) => notes.push("in restricted mode: hidden"),
        }
        let name = format!("{own}{}", written.name);
        page.line(&format!("{name:<32}{:<56}{}", written.title.en, notes.join("; ")));
    }
}

fn conditions(policy: &Policy, role: &Role, page: &mut Page) {
    page.line("");
    page.line(&format!("{} ({})", role.title.en, role.key));
    page.item("in Czech", role.title.in_locale(Locale::Cs));
    page.item("in Polish", role.title.in_locale(Locale::Pl));
    page.item(
        "kind",
        match role.class {
            RoleClass::Organization => "organization role",
            RoleClass::Location => "location role",
            RoleClass::Site => "site role",
            RoleClass::Service => "service role",
            RoleClass::External => "type of external administrator",
            RoleClass::Partner => "customer management role of a partner",
            RoleClass::Vendor => "role of the vendor's own people",
            RoleClass::Custom => "bound of the roles that organizations compose",
        },
    );
    page.item(
        "held by",
        match role.holders {
            Holders::Home => "people whose home organization it is",
            Holders::Outside => "people from outside",
            Holders::Both => "people whose home organization it is and people from outside",
        },
    );
    page.item(
        "reaches",
        match (role.scope, role.class) {
            (ScopeKind::Sites, _) => "the sites assigned",
            (ScopeKind::Locations, _) => "the locations assigned",
            (ScopeKind::Customers, _) => "the customers assigned",
            (ScopeKind::None, RoleClass::Partner) => "every customer of the partner",
            (ScopeKind::None, RoleClass::Vendor) => "the organizations in which it gives rights",
            (
                ScopeKind::None,
                RoleClass::Organization
                | RoleClass::Location
                | RoleClass::Site
                | RoleClass::Service
                | RoleClass::External
                | RoleClass::Custom,
            ) => "the organization",
        },
    );
    if role.excludes != RoleSet::NONE {
        page.item("never beside", &roles(policy, role.excludes));
    }
    if role.lifts_restrictions {
        page.item("restricted mode", "does not bind it");
    }
    if role.asks_for_access {
        page.item("may ask", "a customer's administrator for full access");
    }
    if role.last_holder_stays {
        page.item("last holder", "keeps it");
    }
    if role.needs_sale {
        page.item("counts only", "while the holder's home has an active sale to the organization");
    }
    if let Some((controls, service)) = role.needs_service {
        let services = codes(policy.services.iter().map(|it| &it.title), service);
        page.item("counts only", &format!("while that sale includes {services}: {}", areas(policy, controls)));
    }
    if !role.needs_activation.is_empty() {
        page.item(
            "counts only",
            &format!("from outside, after the first sign-in: {}", areas(policy, role.needs_activation)),
        );
    }
    for beside in &role.beside {
        let exception = if beside.not_in_partner_home { ", save in a partner's own organization" } else { "" };
        page.item(
            "counts only",
            &format!("beside any of {}{exception}: {}", roles(policy, beside.roles), areas(policy, beside.controls)),
        );
    }
    let everywhere: Vec<_> =
        Situation::ALL.into_iter().filter(|situation| role.cells(*situation).is_some()).map(place).collect();
    page.item("gives rights", &everywhere.join("; "));
}

fn roles(policy: &Policy, roles: RoleSet) -> String {
    let every = (0..).map(RoleId).zip(&policy.roles);
    let (inside, outside): (Vec<_>, Vec<_>) = every.partition(|(id, _)| roles.has(*id));
    if outside.len() == 1 {
        return "any other role".to_owned();
    }
    inside.into_iter().map(|(_, role)| role.title.en.as_str()).collect::<Vec<_>>().join("; ")
}

/// A set of controls by areas, and by name where it has not the whole area.
fn areas(policy: &Policy, mask: Mask) -> String {
    if policy.areas.iter().all(|area| mask.covers(area.controls)) {
        return "every area".to_owned();
    }
    let mut names = Vec::new();
    for area in &policy.areas {
        if mask.covers(area.controls) {
            names.push(area.title.en.as_str());
        } else {
            let some = (mask & area.controls).iter();
            names.extend(some.map(|control: ControlId| policy.control_at(control).title.en.as_str()));
        }
    }
    names.join("; ")
}

fn codes<'a>(titles: impl Iterator<Item = &'a Title>, bits: u32) -> String {
    let has =
        |position: &usize| bits.checked_shr(u32::try_from(*position).unwrap_or(u32::MAX)).is_some_and(|b| b & 1 == 1);
    let chosen = titles.enumerate().filter(|(position, _)| has(position));
    chosen.map(|(_, title)| title.en.as_str()).collect::<Vec<_>>().join("; ")
}

fn services(policy: &Policy, page: &mut Page) {
    let services = policy.services.iter().map(|it| ("service", &it.code, &it.title));
    let licences = policy.licences.iter().map(|it| ("licence", &it.code, &it.title));
    let packages = policy.packages.iter().map(|it| ("package", &it.code, &it.title));
    for (what, code, title) in services.chain(licences).chain(packages) {
        page.line(&format!("{what:<10}{code:<28}{}", in_three(title)));
    }
    for licence in &policy.licences {
        let seats = licence.service.as_deref().unwrap_or("no service");
        page.line(&format!("The licence `{}` takes a seat of: {seats}", licence.title.en));
    }
    for package in &policy.packages {
        page.line(&format!("The package `{}` gives: {}", package.title.en, package.licences.join("; ")));
    }
    for limit in &policy.licence_limits {
        let without = codes(policy.licences.iter().map(|it| &it.title), limit.without);
        page.line("");
        page.line(&format!(
            "At home, whoever has the licence `{}`{}{without} does not get: {}",
            codes(policy.licences.iter().map(|it| &it.title), limit.with),
            if without.is_empty() { "" } else { " and not " },
            areas(policy, limit.takes),
        ));
    }
}

fn in_three(title: &Title) -> String {
    format!("{} / {} / {}", title.en, title.cs, title.pl)
}

fn settings(policy: &Policy, section: &Named, page: &mut Page) {
    for setting in policy.settings.iter().filter(|setting| setting.section == section.code) {
        page.line("");
        page.line(&format!("{}: {} ({})", section.title.en, setting.title.en, setting.key));
        page.item("what it does", &setting.help.en);
        page.item("value", &value(setting));
        page.item("by default", &default(&setting.default));
        let control = policy.control_at(setting.control);
        page.item("set with", &format!("{} ({})", control.title.en, control.name));
        if setting.obeyed_by == ObeyedBy::Services {
            page.item("obeyed by", "other services, which read it by the API");
        }
        page.item("exists for", &setting.kinds.iter().map(|kind| kind_name(*kind)).collect::<Vec<_>>().join(", "));
    }
}

fn value(setting: &SettingDefinition) -> String {
    let choices = || setting.choices.iter().map(|choice| choice.title.en.as_str()).collect::<Vec<_>>().join("; ");
    match &setting.value {
        SettingType::Switch => "on or off".to_owned(),
        SettingType::Number { min, max } => format!("a whole number from {min} to {max}"),
        SettingType::Text { max_length } => format!("a text of at most {max_length} characters"),
        SettingType::Choice(_) => format!("one of: {}", choices()),
        SettingType::Choices(_) => format!("any of: {}", choices()),
    }
}

fn default(value: &SettingValue) -> String {
    match value {
        SettingValue::Switch(true) => "on".to_owned(),
        SettingValue::Switch(false) => "off".to_owned(),
        SettingValue::Number(number) => number.to_string(),
        SettingValue::Text(text) if text.is_empty() => "empty".to_owned(),
        SettingValue::Text(text) => text.clone(),
        SettingValue::List(items) if items.is_empty() => "none".to_owned(),
        SettingValue::List(items) => items.join(", "),
    }
}

const fn kind_name(kind: OrganizationKind) -> &'static str {
    match kind {
        OrganizationKind::Vendor => "the vendor",
        OrganizationKind::Partner => "partners",
        OrganizationKind::Customer => "customers",
        OrganizationKind::SelfRegistered => "self-registered organizations",
        OrganizationKind::Consumer => "consumer accounts",
    }
}
