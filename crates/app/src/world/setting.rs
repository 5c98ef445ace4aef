//! The settings that an organization's row can say, under the row's own names.

use super::document::OrganizationRow;
use super::error::{Code, Report};
use super::fields::{At, unknown_value};
use prokura_decision::policy::Policy;
use prokura_domain::organization::OrganizationKind;
use prokura_domain::setting::{SettingValue, key};

/// The name in a world file, and the setting's key.
pub(super) const SETTINGS: [(&str, &str); 5] = [
    ("restricted_mode", key::RESTRICTED_MODE),
    ("allow_read_only_support", key::READ_ONLY_SUPPORT),
    ("external_demotion", key::EXTERNAL_DEMOTION),
    ("external_admins_manage_contact_centre_role", key::EXTERNAL_CONTACT_CENTER_ROLE),
    ("withheld_from_externals", key::WITHHELD_AREAS),
];

/// What a setting should be.
#[derive(Debug)]
pub(super) struct Wish {
    pub(super) key: &'static str,
    pub(super) value: SettingValue,
    /// Whether the file says so, or leaves it to the default.
    pub(super) given: bool,
}

/// The settings that an organization's row asks for. What it leaves out is the registry's default.
pub(super) fn wishes(
    row: &OrganizationRow,
    kind: Option<OrganizationKind>,
    policy: &Policy,
    report: &mut Report,
) -> Vec<Wish> {
    let switch = |given: &Option<At<bool>>| {
        given.as_ref().map(|at| At { value: SettingValue::Switch(at.value), place: at.place })
    };
    let demotion =
        row.external_demotion.as_ref().map(|at| At { value: SettingValue::Text(at.value.to_owned()), place: at.place });
    let given = [
        switch(&row.restricted_mode),
        switch(&row.allow_read_only_support),
        demotion,
        switch(&row.external_contact_center_role),
        withheld(row, policy, report),
    ];
    let Some(kind) = kind else { return Vec::new() };
    let mut wishes = Vec::new();
    for ((name, key), given) in SETTINGS.into_iter().zip(given) {
        let definition = policy.setting(key).filter(|definition| definition.is_for(kind));
        match (definition, given) {
            (Some(_), Some(given)) => wishes.push(Wish { key, value: given.value, given: true }),
            (Some(definition), None) => {
                wishes.push(Wish { key, value: definition.default.clone(), given: false });
            }
            // To say that there is no such thing is true.
            (None, Some(given)) if !is_nothing(&given.value) => {
                let arguments = vec![("kind", kind.code().to_owned()), ("key", name.to_owned())];
                report.add(given.place.position(), Code::NoSuchSetting, arguments);
            }
            (None, _) => {}
        }
    }
    wishes
}

fn is_nothing(value: &SettingValue) -> bool {
    match value {
        SettingValue::Switch(on) => !on,
        SettingValue::List(items) => items.is_empty(),
        SettingValue::Number(_) | SettingValue::Text(_) => false,
    }
}

fn withheld(row: &OrganizationRow, policy: &Policy, report: &mut Report) -> Option<At<SettingValue>> {
    let list = row.withheld.as_ref()?;
    for item in &list.value {
        match policy.area(&item.value) {
            Some(area) if area.withholdable => {}
            Some(_) => report.add(item.place.position(), Code::NotWithholdable, vec![("value", item.value.clone())]),
            None => {
                let known = policy.areas.iter().filter(|area| area.withholdable);
                let known = known.map(|area| area.name.as_str()).collect::<Vec<_>>().join(", ");
                unknown_value(&item.value, item.place, known, report);
            }
        }
    }
    Some(At { value: SettingValue::List(sorted(&list.value)), place: list.place })
}

/// A list as stored: sorted, each once.
pub(super) fn sorted(list: &[At<String>]) -> Vec<String> {
    let mut sorted: Vec<String> = list.iter().map(|item| item.value.clone()).collect();
    sorted.sort_unstable();
    sorted.dedup();
    sorted
}
