//! Organizations (ORG-01).

use super::prelude::*;
use prokura_domain::id::OrganizationId;
use prokura_domain::organization::{Organization, OrganizationKind};
use prokura_domain::text::Locale;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "organization")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub slug: String,
    pub name: String,
    pub kind: String,
    pub active: bool,
    pub locale: Option<String>,
    pub version: i64,
}
plain!();

impl Kept for Organization {
    type Entity = Entity;

    fn to_row(&self) -> StoreResult<Model> {
        Ok(Model {
            id: self.id.0,
            slug: self.slug.to_string(),
            name: self.name.to_string(),
            kind: self.kind.code().to_owned(),
            active: self.active,
            locale: self.locale.map(|locale| locale.tag().to_owned()),
            version: self.version,
        })
    }

    fn from_row(row: Model) -> StoreResult<Self> {
        Ok(Self {
            id: OrganizationId(row.id),
            slug: text("organization.slug", row.slug)?,
            name: text("organization.name", row.name)?,
            kind: code("organization.kind", &row.kind, OrganizationKind::from_code)?,
            active: row.active,
            locale: row.locale.map(|tag| code("organization.locale", &tag, Locale::from_tag)).transpose()?,
            version: row.version,
        })
    }
}
