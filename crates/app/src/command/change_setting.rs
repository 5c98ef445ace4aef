//! A setting of an organization is changed.

use crate::error::Error;
use crate::pipeline::Command;
use crate::registry;
use crate::standing::active_actor;
use crate::work::Work;
use async_trait::async_trait;
use prokura_decision::policy::{SettingDefinition, SettingPlace, SettingType};
use prokura_domain::event::{Change, Event};
use prokura_domain::id::OrganizationId;
use prokura_domain::organization::Organization;
use prokura_domain::refusal::{FieldError, Refusal};
use prokura_domain::setting::{Setting, SettingValue};
use prokura_domain::text::{Name, TextError};
use serde::{Deserialize, Serialize};

/// Sets a setting of the registry. It asks `<control>.manage`, so what restricted mode locks is the partner's to change
/// (RST-02), and so is the mode itself (RST-01).
#[derive(Clone, Debug)]
pub struct ChangeSetting {
    /// Whose.
    pub organization: OrganizationId,
    /// The registry's key.
    pub key: String,
    /// The value to be.
    pub value: SettingValue,
    /// The version the caller has seen, 0 for one never set; `None` to set it whatever it is.
    pub expected_version: Option<i64>,
}

/// The setting as it is now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingSet {
    /// Its version.
    pub version: i64,
    /// Whether anything had to change.
    pub changed: bool,
}

#[async_trait]
impl Command for ChangeSetting {
    type Output = SettingSet;

    fn name(&self) -> &'static str {
        "change_setting"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<SettingSet, Error> {
        let actor = active_actor(work).await?;
        work.enter(self.organization).await?;
        let policy = work.policy;
        let place = work.organization(self.organization)?.clone();
        let definition = policy
            .setting(&self.key)
            .filter(|definition| definition.is_for(place.organization.kind))
            .ok_or(Refusal::NotFound)?;
        let permit = work.ask_manage(&policy.control_at(definition.control).name, self.organization)?;
        let value = fitting(definition, &self.value)?;
        let (value_before, version) = registry::value(&place, definition);
        if value_before == value {
            return Ok(SettingSet { version, changed: false });
        }
        if let Some(expected) = self.expected_version
            && expected != version
        {
            let last = registry::set_by(work.read(), &place, definition).await?;
            return Err(Refusal::Conflict {
                expected,
                actual: version,
                changed_by: last.and_then(|(by, _)| by),
                changed_at: last.map(|(_, at)| at),
            }
            .into());
        }
        let version = version + 1;
        let event = match (definition.place, value) {
            (SettingPlace::OrganizationName, SettingValue::Text(name)) => {
                let before = place.organization;
                let after = Organization { name: named(&name)?, version, ..before.clone() };
                Event::OrganizationChanged(Change { before, after })
            }
            (SettingPlace::OrganizationName | SettingPlace::Row, value) => Event::SettingChanged {
                before: place.settings.iter().find(|setting| setting.key == self.key).cloned(),
                after: Setting {
                    organization: self.organization,
                    key: self.key.clone(),
                    value,
                    set_by: Some(actor),
                    set_at: work.now,
                    version,
                },
            },
        };
        work.plan(&permit, event);
        Ok(SettingSet { version, changed: true })
    }
}

fn named(text: &str) -> Result<Name, Refusal> {
    text.parse().map_err(|error: TextError| Refusal::field("value", error.code))
}

/// The value as it is kept, if it fits the setting's type: lists are sorted and without repeats.
fn fitting(definition: &SettingDefinition, value: &SettingValue) -> Result<SettingValue, Refusal> {
    let value = match value {
        SettingValue::List(items) => {
            let mut items = items.clone();
            items.sort_unstable();
            items.dedup();
            SettingValue::List(items)
        }
        // As names are kept: a space more or less is no other name.
        SettingValue::Text(text) if definition.place == SettingPlace::OrganizationName => {
            SettingValue::Text(named(text)?.into())
        }
        SettingValue::Switch(_) | SettingValue::Number(_) | SettingValue::Text(_) => value.clone(),
    };
    if definition.accepts(&value) {
        return Ok(value);
    }
    let (code, arguments) = match &definition.value {
        SettingType::Switch => ("setting_not_a_switch", Vec::new()),
        SettingType::Number { min, max } => {
            ("setting_not_in_range", vec![("least", min.to_string()), ("most", max.to_string())])
        }
        SettingType::Text { max_length } => ("setting_not_a_text", vec![("most", max_length.to_string())]),
        SettingType::Choice(choices) => ("setting_not_a_choice", vec![("choices", choices.join(", "))]),
        SettingType::Choices(choices) => ("setting_not_among_choices", vec![("choices", choices.join(", "))]),
    };
    Err(Refusal::Invalid(vec![FieldError { field: "value".to_owned(), code, arguments }]))
}
