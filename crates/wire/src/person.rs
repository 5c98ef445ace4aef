//! People.

use crate::list::given;
use prokura_domain::person as domain;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// A person, as their home knows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Person {
    /// The id.
    pub id: Uuid,
    /// The address, which may be used in the place of the id.
    pub email: String,
    /// The name.
    pub name: String,
    /// The home organization.
    pub home: Uuid,
    /// `active`, `pending`, `suspended`, or `deleted` and `erased` for whoever is not here any more.
    pub status: String,
    /// Their own language.
    pub locale: Option<String>,
    /// Codes of licences.
    pub licenses: Vec<String>,
    /// The package.
    pub package: Option<String>,
    /// The job title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The department.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    /// The primary work number (E.164).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub work_number: Option<String>,
    /// Counts the changes.
    pub version: i64,
}

impl From<domain::Person> for Person {
    fn from(row: domain::Person) -> Self {
        Self {
            id: row.id.0,
            email: row.email.into(),
            name: row.name.into(),
            home: row.home.0,
            status: row.status.code().to_owned(),
            locale: row.locale.map(|locale| locale.tag().to_owned()),
            licenses: row.licenses,
            package: row.package,
            title: row.details.title.map(Into::into),
            department: row.details.department.map(Into::into),
            work_number: row.details.work_number.map(Into::into),
            version: row.version,
        }
    }
}

/// Somebody of a free organization, as whoever may claim them knows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ClaimablePerson {
    /// The id.
    pub id: Uuid,
    /// The address.
    pub email: String,
    /// The name.
    pub name: String,
    /// Their home until they are claimed.
    pub home: Uuid,
    /// `active`, `pending` or `suspended`.
    pub status: String,
    /// Counts the changes.
    pub version: i64,
}

impl From<domain::Person> for ClaimablePerson {
    fn from(row: domain::Person) -> Self {
        let (id, email, name) = (row.id.0, row.email.into(), row.name.into());
        let (home, status, version) = (row.home.0, row.status.code().to_owned(), row.version);
        Self { id, email, name, home, status, version }
    }
}

/// Somebody, as far as the reader may know them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PersonReference {
    /// The id.
    pub id: Uuid,
    /// The address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

impl From<domain::Person> for PersonReference {
    fn from(person: domain::Person) -> Self {
        Self { id: person.id.0, email: person.address().map(ToString::to_string), name: Some(person.name.into()) }
    }
}

/// A person to add (ORG-06: without any right).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPerson {
    /// The address.
    pub email: String,
    /// The name.
    pub name: String,
    /// Their language: `en`, `cs` or `pl`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// Codes of licences; `[]` for none. Where they are not said, those of the package, or what a rule gives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licenses: Option<Vec<String>>,
    /// The package.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub package: Option<String>,
    /// The job title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The department.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    /// The primary work number (E.164): `+` and the digits. Asks `users.primary_work_number.manage`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub work_number: Option<String>,
}

/// A wholesale user to add: a person with a package (RST-05).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewWholesalePerson {
    /// The address.
    pub email: String,
    /// The name.
    pub name: String,
    /// Their language: `en`, `cs` or `pl`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// The package's code.
    pub package: String,
}

/// Of whom the package is reset.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PackageReset {
    /// The version that was looked at; `If-Match` says the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
}

/// What to change about a person; what is not there stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonChange {
    /// The version that was looked at; `If-Match` says the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
    /// The name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// `active` or `suspended`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Their language; `null` for none of their own.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub locale: Option<Option<String>>,
    /// Codes of every licence they shall have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licenses: Option<Vec<String>>,
    /// The package; `null` for none.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub package: Option<Option<String>>,
    /// The job title; `null` for none.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub title: Option<Option<String>>,
    /// The department; `null` for none.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub department: Option<Option<String>>,
    /// The primary work number (E.164); `null` for none. Asks `users.primary_work_number.manage`.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub work_number: Option<Option<String>>,
}

/// Somebody of a free organization to claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewClaim {
    /// Id or e-mail address.
    pub person: String,
    /// The version that was looked at; `If-Match` says the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
}
