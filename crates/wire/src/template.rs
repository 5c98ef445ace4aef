//! Templates: what people of a group shall have, and who deviates from it.

use crate::list::given;
use crate::people_changes::PeopleChangesDetail;
use crate::person::Person;
use crate::time::Moment;
use prokura_domain::template as domain;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// What a template sets; what is not there stays as it is with each person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TemplateSets {
    /// Codes of licences that people get beside what they have; with `exactly`, all that they have. No list, or an empty one
    /// without `exactly`, leaves licences alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licenses: Option<Vec<String>>,
    /// Whether people shall have these licences, with those of the package, and no other, and this package or none.
    #[serde(default)]
    pub exactly: bool,
    /// The package's code. Whoever gets another package loses the licences of the one before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub package: Option<String>,
    /// The job title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The department.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
}

impl From<domain::Outfit> for TemplateSets {
    fn from(sets: domain::Outfit) -> Self {
        let exactly = matches!(sets.services, Some(domain::Services::Exactly(_)));
        Self {
            licenses: sets.services.map(|services| services.codes().to_vec()),
            exactly,
            package: sets.package,
            title: sets.title.map(Into::into),
            department: sets.department.map(Into::into),
        }
    }
}

/// Whom a template is for: people of the organization whom all of it lets through; everybody, where nothing is said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TemplateGroup {
    /// `active`, `pending` or `suspended`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// With words of the name, or an address, that begin so; capitals and diacritics do not matter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 200)]
    pub search: Option<String>,
    /// Who have this licence: its code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub license: Option<String>,
    /// Who are in this department, as it is written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 200)]
    pub department: Option<String>,
    /// Who hold one of these roles in the organization: keys. Asks `roles.read`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<String>,
    /// Who hold a role for this location, among others: its id. Asks `roles.read`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<Uuid>,
}

impl From<domain::Group> for TemplateGroup {
    fn from(group: domain::Group) -> Self {
        Self {
            status: group.status.map(|status| status.code().to_owned()),
            search: group.search.map(Into::into),
            license: group.license,
            department: group.department.map(Into::into),
            roles: group.roles,
            location: group.location.map(|id| id.0),
        }
    }
}

/// When a template was applied last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TemplateApplied {
    /// When.
    pub at: Moment,
    /// By whom.
    pub by: Uuid,
    /// The version that was applied.
    pub version: i64,
}

/// A template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Template {
    /// The id.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// What it is good for.
    pub note: Option<String>,
    /// What it sets.
    pub sets: TemplateSets,
    /// Whom it is for.
    pub group: TemplateGroup,
    /// Counts its changes; applying it is none.
    pub version: i64,
    /// Who changed it last.
    pub changed_by: Option<Uuid>,
    /// When.
    pub changed_at: Moment,
    /// When it was applied last; `null` where it never was.
    pub applied: Option<TemplateApplied>,
}

impl From<domain::Template> for Template {
    fn from(row: domain::Template) -> Self {
        let applied = |it: domain::Applied| TemplateApplied { at: Moment(it.at), by: it.by.0, version: it.version };
        Self {
            id: row.id.0,
            name: row.name.into(),
            note: row.note.map(Into::into),
            sets: row.sets.into(),
            group: row.group.into(),
            version: row.version,
            changed_by: row.changed_by.map(|id| id.0),
            changed_at: Moment(row.changed_at),
            applied: row.applied.map(applied),
        }
    }
}

/// A template, and how many deviate from it now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TemplateDetail {
    /// The template.
    pub template: Template,
    /// How many people are in its group; `null` for somebody who may not know.
    pub people: Option<u64>,
    /// How many of them deviate from it; likewise.
    pub deviating: Option<u64>,
}

/// A template to make.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTemplate {
    /// What it is called: at most 80 characters, and nothing that another template of the organization is called.
    #[schema(max_length = 200)]
    pub name: String,
    /// What it is good for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 200)]
    pub note: Option<String>,
    /// What it sets, at least one thing.
    pub sets: TemplateSets,
    /// Whom it is for; everybody, where it is not said.
    #[serde(default)]
    pub group: TemplateGroup,
}

/// A change of a template; what is not there stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TemplateChange {
    /// The version that was looked at; `If-Match` says the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
    /// What it is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 200)]
    pub name: Option<String>,
    /// What it is good for; `null` says nothing of it.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub note: Option<Option<String>>,
    /// What it sets, all of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sets: Option<TemplateSets>,
    /// Whom it is for, all of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<TemplateGroup>,
}

/// The template that is applied, as it was looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TemplateApplication {
    /// The version that was looked at; `If-Match` says the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
}

/// Somebody of a template's group who deviates from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TemplateDeviation {
    /// Who.
    pub person: Person,
    /// What would change of them.
    pub changes: Vec<PeopleChangesDetail>,
}
