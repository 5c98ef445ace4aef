//! What organizations want people of a group to have.

use super::prelude::*;
use prokura_domain::id::{OrganizationId, PrincipalId, TemplateId};
use prokura_domain::template::{Applied, Template};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "template")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub organization: Uuid,
    pub name: String,
    /// The name as it is compared with others.
    pub name_key: String,
    pub note: Option<String>,
    pub sets: String,
    pub people: String,
    pub version: i64,
    pub changed_by: Option<Uuid>,
    pub changed_at: i64,
    pub applied_at: Option<i64>,
    pub applied_by: Option<Uuid>,
    pub applied_version: Option<i64>,
}
plain!();

impl Kept for Template {
    type Entity = Entity;

    fn to_row(&self) -> StoreResult<Model> {
        Ok(Model {
            id: self.id.0,
            organization: self.organization.0,
            name: self.name.to_string(),
            name_key: self.name.as_str().to_lowercase(),
            note: self.note.as_ref().map(ToString::to_string),
            sets: to_json(&self.sets)?,
            people: to_json(&self.group)?,
            version: self.version,
            changed_by: self.changed_by.map(|id| id.0),
            changed_at: self.changed_at.0,
            applied_at: self.applied.map(|applied| applied.at.0),
            applied_by: self.applied.map(|applied| applied.by.0),
            applied_version: self.applied.map(|applied| applied.version),
        })
    }

    fn from_row(row: Model) -> StoreResult<Self> {
        let applied = match (row.applied_at, row.applied_by, row.applied_version) {
            (Some(at), Some(by), Some(version)) => Some(Applied { at: Timestamp(at), by: PrincipalId(by), version }),
            (None, _, _) | (_, None, _) | (_, _, None) => None,
        };
        Ok(Self {
            id: TemplateId(row.id),
            organization: OrganizationId(row.organization),
            name: text("template.name", row.name)?,
            note: row.note.map(|note| text("template.note", note)).transpose()?,
            sets: json("template.sets", &row.sets)?,
            group: json("template.people", &row.people)?,
            version: row.version,
            changed_by: row.changed_by.map(PrincipalId),
            changed_at: Timestamp(row.changed_at),
            applied,
        })
    }
}
