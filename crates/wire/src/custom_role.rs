//! Roles that organizations compose.

use crate::person::PersonReference;
use crate::time::Moment;
use prokura_domain::custom_role as domain;
use prokura_domain::text::Locale;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use uuid::Uuid;

/// How much of an area a role gives. Managing includes reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AreaLevel {
    /// See it.
    Read,
    /// Change it.
    Manage,
}

impl From<domain::AreaLevel> for AreaLevel {
    fn from(level: domain::AreaLevel) -> Self {
        match level {
            domain::AreaLevel::Read => Self::Read,
            domain::AreaLevel::Manage => Self::Manage,
        }
    }
}

impl From<AreaLevel> for domain::AreaLevel {
    fn from(level: AreaLevel) -> Self {
        match level {
            AreaLevel::Read => Self::Read,
            AreaLevel::Manage => Self::Manage,
        }
    }
}

/// A role's name, in at least one language; at most 80 characters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RoleNames {
    /// In English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub en: Option<String>,
    /// In Czech.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cs: Option<String>,
    /// In Polish.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pl: Option<String>,
}

impl From<&domain::Spelled> for RoleNames {
    fn from(names: &domain::Spelled) -> Self {
        let name = |locale| names.get(locale).map(ToString::to_string);
        Self { en: name(Locale::En), cs: name(Locale::Cs), pl: name(Locale::Pl) }
    }
}

/// A role that an organization composed, at one of its versions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CustomRole {
    /// The id: what a grant has as its role.
    pub id: Uuid,
    /// Whose it is.
    pub organization: Uuid,
    /// The name, in the caller's language or the first there is.
    pub title: String,
    /// The names as they were given.
    pub names: RoleNames,
    /// What it gives: areas by name.
    pub areas: BTreeMap<String, AreaLevel>,
    /// Whether it is there; a deleted one is held by nobody.
    pub active: bool,
    /// Counts its versions.
    pub version: i64,
    /// Who made this version.
    pub changed_by: Option<Uuid>,
    /// Since when it is so.
    pub changed_at: Moment,
    /// How many people hold it, where that was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holders: Option<u64>,
}

impl CustomRole {
    /// A role as it is told in a language.
    #[must_use]
    pub fn new(role: domain::CustomRole, locale: Locale, holders: Option<usize>) -> Self {
        Self {
            id: role.id.0,
            organization: role.organization.0,
            title: role.names.in_locale(locale).to_owned(),
            names: role.names.spelled().into(),
            areas: role.areas.into_iter().map(|(area, level)| (area, level.into())).collect(),
            active: role.active,
            version: role.version,
            changed_by: role.changed_by.map(|id| id.0),
            changed_at: Moment(role.changed_at),
            holders: holders.and_then(|holders| u64::try_from(holders).ok()),
        }
    }
}

/// Somebody who holds a custom role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CustomRoleHolder {
    /// Who.
    pub person: PersonReference,
    /// The grant.
    pub grant: Uuid,
    /// From when; `null` for always so far.
    pub from: Option<Moment>,
    /// Until when; `null` for as long as it is not ended.
    pub until: Option<Moment>,
}

/// A custom role with its holders and its past.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CustomRoleDetail {
    /// The role.
    pub role: CustomRole,
    /// Who holds it, now or later.
    pub holders: Vec<CustomRoleHolder>,
    /// Every version, the newest first.
    pub versions: Vec<CustomRole>,
}

/// A role to compose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCustomRole {
    /// What it is called.
    pub names: RoleNames,
    /// What it gives: areas by name, at least one.
    pub areas: BTreeMap<String, AreaLevel>,
}

/// What to change about a custom role; what is not there stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CustomRoleChange {
    /// The version that was looked at; `If-Match` says the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
    /// What it is called, in every language that it shall have a name in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub names: Option<RoleNames>,
    /// Everything that it shall give.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub areas: Option<BTreeMap<String, AreaLevel>>,
}

/// What becomes of whoever holds a role that is deleted: everybody has to be named.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CustomRoleDeletion {
    /// The version that was looked at; `If-Match` says the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
    /// What becomes of each holder.
    #[serde(default)]
    pub holders: Vec<HolderDecision>,
}

/// What becomes of one holder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HolderDecision {
    /// The grant of the role.
    pub grant: Uuid,
    /// The role that is given instead: a key, or the id of another custom role. Without one the right ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead: Option<String>,
}

/// A role as it is thought of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ThoughtOfRole {
    /// The custom role that would be so; none for a new one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Uuid>,
    /// What it would give: areas by name.
    pub areas: BTreeMap<String, AreaLevel>,
}

/// An area of which there would be more or less.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MovedArea {
    /// The area.
    pub area: String,
    /// Its title, in the caller's language.
    pub title: String,
    /// What there is; `null` for nothing.
    pub before: Option<AreaLevel>,
    /// What there would be; `null` for nothing.
    pub after: Option<AreaLevel>,
}

/// What a change would do to somebody who holds the role, all their roles counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HolderEffect {
    /// Whom.
    pub holder: CustomRoleHolder,
    /// Areas of which they would have more.
    pub gains: Vec<MovedArea>,
    /// Areas of which they would have less.
    pub loses: Vec<MovedArea>,
}

/// What a role as it is thought of would be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CustomRolePreview {
    /// What the role itself would give more, and less, than it does.
    pub changes: Vec<MovedArea>,
    /// What it would do to each holder.
    pub holders: Vec<HolderEffect>,
    /// Areas that the caller cannot give so, and why.
    pub problems: Vec<crate::problem::FieldProblem>,
}
