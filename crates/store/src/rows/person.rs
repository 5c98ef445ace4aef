//! People (ORG-05).

use super::prelude::*;
use prokura_app::collation::sort_key;
use prokura_domain::id::{OrganizationId, PrincipalId};
use prokura_domain::person::{Details, Person, PersonStatus};
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
    pub title: Option<String>,
    pub department: Option<String>,
    pub work_number: Option<String>,
    pub version: i64,
    pub sort_email: Vec<u8>,
    pub sort_en: Vec<u8>,
    pub sort_cs: Vec<u8>,
    pub sort_pl: Vec<u8>,
}
plain!();

/// In which order people stand. A database compares bytes and knows no language.
pub(crate) struct Keys {
    pub(crate) sort_email: Vec<u8>,
    pub(crate) sort_en: Vec<u8>,
    pub(crate) sort_cs: Vec<u8>,
    pub(crate) sort_pl: Vec<u8>,
}

impl Keys {
    pub(crate) fn of(name: &str, email: &str) -> Self {
        Self {
            sort_email: email.as_bytes().to_vec(),
            sort_en: sort_key(Locale::En, name),
            sort_cs: sort_key(Locale::Cs, name),
            sort_pl: sort_key(Locale::Pl, name),
        }
    }
}

impl Kept for Person {
    type Entity = Entity;

    fn to_row(&self) -> StoreResult<Model> {
        let Keys { sort_email, sort_en, sort_cs, sort_pl } = Keys::of(self.name.as_str(), self.email.as_str());
        Ok(Model {
            id: self.id.0,
            email: self.email.to_string(),
            name: self.name.to_string(),
            home: self.home.0,
            status: self.status.code().to_owned(),
            locale: self.locale.map(|locale| locale.tag().to_owned()),
            licenses: to_json(&self.licenses)?,
            package: self.package.clone(),
            title: self.details.title.as_ref().map(ToString::to_string),
            department: self.details.department.as_ref().map(ToString::to_string),
            work_number: self.details.work_number.as_ref().map(ToString::to_string),
            version: self.version,
            sort_email,
            sort_en,
            sort_cs,
            sort_pl,
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
            details: Details {
                title: row.title.map(|title| text("person.title", title)).transpose()?,
                department: row.department.map(|it| text("person.department", it)).transpose()?,
                work_number: row.work_number.map(|it| text("person.work_number", it)).transpose()?,
            },
            version: row.version,
        })
    }
}
