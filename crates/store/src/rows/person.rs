//! People (ORG-05).

use super::prelude::*;
use prokura_domain::id::{OrganizationId, PrincipalId};
use prokura_domain::person::{Person, PersonStatus};
use prokura_domain::text::Locale;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "person")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub email: String,
    pub name: String,
    pub home: Uuid,
    pub status: String,
    pub locale: Option<String>,
    pub licenses: String,
    pub package: Option<String>,
    pub version: i64,
}
plain!();

impl Kept for Person {
    type Entity = Entity;

    fn to_row(&self) -> StoreResult<Model> {
        Ok(Model {
            id: self.id.0,
            email: self.email.to_string(),
            name: self.name.to_string(),
            home: self.home.0,
            status: self.status.code().to_owned(),
            locale: self.locale.map(|locale| locale.tag().to_owned()),
            licenses: to_json(&self.licenses)?,
            package: self.package.clone(),
            version: self.version,
        })
    }

    fn from_row(row: Model) -> StoreResult<Self> {
        Ok(Self {
            id: PrincipalId(row.id),
            email: text("person.email", row.email)?,
            name: text("person.name", row.name)?,
            home: OrganizationId(row.home),
            status: code("person.status", &row.status, PersonStatus::from_code)?,
            locale: row.locale.map(|tag| code("person.locale", &tag, Locale::from_tag)).transpose()?,
            licenses: json("person.licenses", &row.licenses)?,
            package: row.package,
            version: row.version,
        })
    }
}
