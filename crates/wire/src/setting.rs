//! Settings of an organization.

use crate::time::Moment;
use prokura_domain::setting::SettingValue;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// A setting's value: a switch, a number, a text or a list of codes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum Value {
    /// On or off.
    Switch(bool),
    /// A whole number.
    Number(i64),
    /// A text, or one of the choices.
    Text(String),
    /// Any of the choices.
    List(Vec<String>),
}

impl From<SettingValue> for Value {
    fn from(value: SettingValue) -> Self {
        match value {
            SettingValue::Switch(on) => Self::Switch(on),
            SettingValue::Number(number) => Self::Number(number),
            SettingValue::Text(text) => Self::Text(text),
            SettingValue::List(list) => Self::List(list),
        }
    }
}

impl From<Value> for SettingValue {
    fn from(value: Value) -> Self {
        match value {
            Value::Switch(on) => Self::Switch(on),
            Value::Number(number) => Self::Number(number),
            Value::Text(text) => Self::Text(text),
            Value::List(list) => Self::List(list),
        }
    }
}

/// A setting as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Setting {
    /// The key.
    pub key: String,
    /// The title, in the caller's language.
    pub title: String,
    /// What it does, in the caller's language.
    pub help: String,
    /// The control that reading and changing it asks.
    pub control: String,
    /// Who acts by it: `prokura`, or only the `services` that read it here.
    pub obeyed_by: String,
    /// The value: as set, or the default.
    pub value: Value,
    /// The value where none was set.
    pub default: Value,
    /// The codes there are to choose from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<String>,
    /// Who set it last.
    pub set_by: Option<Uuid>,
    /// When it was set last.
    pub set_at: Option<Moment>,
    /// Counts its changes; 0 for one never set.
    pub version: i64,
    /// Whether the caller may change it.
    pub may_change: bool,
    /// Why the caller may not: reason codes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub locked_because: Vec<String>,
    /// The rules behind that.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<String>,
}

/// A value to set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SettingChange {
    /// The value.
    pub value: Value,
    /// The version that was looked at, 0 for one never set; `If-Match` says the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
}

/// A setting after it was set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SettingSet {
    /// The key.
    pub key: String,
    /// Its version.
    pub version: i64,
    /// Whether anything had to change.
    pub changed: bool,
}
