//! From what the files say to services, licences and the registry of settings.

use super::compile::{Names, dotted_name, find, mask_of, name};
use super::document::{At, Report};
use super::parse::{Raw, RawLicence, RawNamed, RawPackage, RawSetting, RawType};
use super::{
    ControlId, Fault, Licence, LicenceLimit, Named, Package, Policy, SettingDefinition, SettingPlace, SettingType,
};
use prokura_domain::setting::SettingValue;

/// Codes with their titles.
pub(super) fn named(raw: &[RawNamed], report: &mut Report) -> Vec<Named> {
    raw.iter()
        .map(|raw| {
            name(&raw.code, report);
            Named { code: raw.code.value.clone(), title: raw.title.clone() }
        })
        .collect()
}

/// Licences, each with the service whose seats it takes.
pub(super) fn licences(raw: &[RawLicence], services: &[Named], report: &mut Report) -> Vec<Licence> {
    raw.iter()
        .map(|raw| {
            name(&raw.named.code, report);
            if let Some(service) = &raw.service
                && !services.iter().any(|known| known.code == service.value)
            {
                report.add(service.place, Fault::Unknown { what: "service", name: service.value.clone() });
            }
            let service = raw.service.as_ref().map(|service| service.value.clone());
            Licence { code: raw.named.code.value.clone(), title: raw.named.title.clone(), service }
        })
        .collect()
}

/// Packages of licences; each licence once, in the order of their codes.
pub(super) fn packages(raw: &[RawPackage], licences: &[Licence], report: &mut Report) -> Vec<Package> {
    raw.iter()
        .map(|raw| {
            name(&raw.named.code, report);
            bits(&raw.licences, "licence", licences, report);
            let mut codes: Vec<String> = raw.licences.iter().map(|licence| licence.value.clone()).collect();
            codes.sort();
            codes.dedup();
            Package { code: raw.named.code.value.clone(), title: raw.named.title.clone(), licences: codes }
        })
        .collect()
}

/// The bits of codes; an unknown one is reported.
pub(super) fn bits<T: Coded>(codes: &[At<String>], what: &'static str, known: &[T], report: &mut Report) -> u32 {
    codes.iter().fold(0, |bits, code| match known.iter().position(|known| known.code() == code.value) {
        Some(position) => bits | 1 << position,
        None => {
            report.add(code.place, Fault::Unknown { what, name: code.value.clone() });
            bits
        }
    })
}

/// Something that has a code.
pub(super) trait Coded {
    /// The code.
    fn code(&self) -> &str;
}

impl Coded for Named {
    fn code(&self) -> &str {
        &self.code
    }
}

impl Coded for Licence {
    fn code(&self) -> &str {
        &self.code
    }
}

/// What licences take away (CC-05).
pub(super) fn limits(raw: &Raw, policy: &Policy, names: &Names, report: &mut Report) -> Vec<LicenceLimit> {
    raw.limits
        .iter()
        .map(|limit| LicenceLimit {
            with: bits(&limit.with, "licence", &policy.licences, report),
            without: bits(&limit.without, "licence", &policy.licences, report),
            takes: mask_of(&limit.takes, policy, names, report),
        })
        .collect()
}

/// The registry of settings.
pub(super) fn settings(raw: &Raw, policy: &Policy, names: &Names, report: &mut Report) -> Vec<SettingDefinition> {
    raw.settings.iter().filter_map(|setting| definition(setting, policy, names, report)).collect()
}

fn definition(raw: &RawSetting, policy: &Policy, names: &Names, report: &mut Report) -> Option<SettingDefinition> {
    dotted_name(&raw.key, report);
    if let Some(section) = &raw.section
        && !policy.sections.iter().any(|known| known.code == section.value)
    {
        report.add(section.place, Fault::Unknown { what: "section", name: section.value.clone() });
    }
    if raw.kinds.is_empty() {
        report.add(
            raw.key.place,
            Fault::WrongType { key: "kinds".to_owned(), expected: "a list of at least one kind of organization" },
        );
    }
    let control: Option<ControlId> =
        raw.control.as_ref().and_then(|control| find(control, "control", &names.controls, report));
    let (value, choices) = match raw.value.as_ref()? {
        RawType::Switch => (SettingType::Switch, Vec::new()),
        RawType::Number { min, max } => {
            if min > max {
                report.add(raw.key.place, Fault::EmptyRange(raw.key.value.clone()));
            }
            (SettingType::Number { min: *min, max: *max }, Vec::new())
        }
        RawType::Text { max_length } => (SettingType::Text { max_length: *max_length }, Vec::new()),
        RawType::Choice(choices) => {
            let choices = named(choices, report);
            (SettingType::Choice(codes(&choices)), choices)
        }
        RawType::Choices(choices) => {
            let choices = named(choices, report);
            (SettingType::Choices(codes(&choices)), choices)
        }
        RawType::Withholdable => {
            let choices: Vec<_> = policy
                .areas
                .iter()
                .filter(|area| area.withholdable)
                .map(|area| Named { code: area.name.clone(), title: area.title.clone() })
                .collect();
            (SettingType::Choices(codes(&choices)), choices)
        }
    };
    let default = raw.default.as_ref()?;
    let definition = SettingDefinition {
        key: raw.key.value.clone(),
        section: raw.section.as_ref()?.value.clone(),
        title: raw.title.clone(),
        help: raw.help.clone(),
        value,
        choices,
        default: sorted(&default.value),
        control: control?,
        kinds: raw.kinds.clone(),
        place: raw.place,
        obeyed_by: raw.obeyed_by,
    };
    if definition.place == SettingPlace::OrganizationName && !matches!(definition.value, SettingType::Text { .. }) {
        report.add(raw.key.place, Fault::WrongType { key: "type".to_owned(), expected: "`text`, as names are" });
    }
    if !definition.accepts(&definition.default) {
        report.add(default.place, Fault::BadDefault(raw.key.value.clone()));
    }
    Some(definition)
}

fn codes(choices: &[Named]) -> Vec<String> {
    choices.iter().map(|choice| choice.code.clone()).collect()
}

/// A list in the order in which values are kept.
fn sorted(value: &SettingValue) -> SettingValue {
    match value {
        SettingValue::List(items) => {
            let mut items = items.clone();
            items.sort();
            SettingValue::List(items)
        }
        SettingValue::Switch(_) | SettingValue::Number(_) | SettingValue::Text(_) => value.clone(),
    }
}
