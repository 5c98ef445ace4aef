//! Templates: what an organization wants people of a group to have, kept under a name, applied as often as it takes.

use crate::id::{LocationId, OrganizationId, PrincipalId, TemplateId};
use crate::person::{Person, PersonStatus};
use crate::text::{Name, Words};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// The most templates of an organization.
pub const MOST_TEMPLATES: usize = 100;
/// How long a template's name may be, in characters: it stands in lists beside others.
pub const NAME_LENGTH: usize = 80;

/// Which licences people shall have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Services {
    /// These, beside whatever they have: codes, sorted.
    Add(Vec<String>),
    /// These, with a package's, and nothing else: codes, sorted.
    Exactly(Vec<String>),
}

impl Services {
    /// Codes of the licences that are named.
    #[must_use]
    pub fn codes(&self) -> &[String] {
        match self {
            Self::Add(codes) | Self::Exactly(codes) => codes,
        }
    }
}

/// What a template sets; what is `None` stays as it is with each person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Outfit {
    /// Licences.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub services: Option<Services>,
    /// A package's code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub package: Option<String>,
    /// The job title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<Words>,
    /// The department.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub department: Option<Words>,
}

/// Whom a template is for: people of the organization whom all of this lets through; everybody, where nothing is said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Group {
    /// With this status: never one of somebody who is gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<PersonStatus>,
    /// With words of the name, or an address, that begin so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub search: Option<Words>,
    /// With this licence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub license: Option<String>,
    /// In this department.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub department: Option<Words>,
    /// Who hold one of these roles there.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<String>,
    /// Who hold a role there that is for this location, among others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<LocationId>,
}

impl Group {
    /// Whether who is in it says who holds which role.
    #[must_use]
    pub fn asks_roles(&self) -> bool {
        !self.roles.is_empty() || self.location.is_some()
    }
}

/// When a template was applied last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Applied {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: PrincipalId,
    /// The version that was applied.
    pub version: i64,
}

/// A template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    /// The id.
    pub id: TemplateId,
    /// Whose.
    pub organization: OrganizationId,
    /// What it is called, unique in its organization.
    pub name: Name,
    /// What it is good for, in somebody's words.
    pub note: Option<Words>,
    /// What it sets.
    pub sets: Outfit,
    /// Whom it is for.
    pub group: Group,
    /// Counts the changes of the template, for optimistic locking; applying it is none.
    pub version: i64,
    /// Who changed it last.
    pub changed_by: Option<PrincipalId>,
    /// When.
    pub changed_at: Timestamp,
    /// When it was applied last; `None` where it never was.
    pub applied: Option<Applied>,
}

/// What people shall have, with what packages give spelled out: what one person, and a database, can be compared with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Due {
    /// Codes of licences, sorted, each once.
    pub licenses: Vec<String>,
    /// Whether other licences are too many.
    pub only: bool,
    /// The package, or none; `None` where any will do.
    pub package: Option<Option<String>>,
    /// The job title; `None` where any will do.
    pub title: Option<Words>,
    /// The department; `None` where any will do.
    pub department: Option<Words>,
}

impl Due {
    /// Whether somebody has all of it.
    #[must_use]
    pub fn is_met(&self, person: &Person) -> bool {
        let has = |code: &String| person.licenses.contains(code);
        self.licenses.iter().all(has)
            && (!self.only || person.licenses.iter().all(|code| self.licenses.contains(code)))
            && self.package.as_ref().is_none_or(|package| *package == person.package)
            && self.title.as_ref().is_none_or(|title| person.details.title.as_ref() == Some(title))
            && self.department.as_ref().is_none_or(|it| person.details.department.as_ref() == Some(it))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::person::Details;
    use uuid::Uuid;

    fn person(licenses: &[&str], package: Option<&str>, title: Option<&str>) -> Person {
        Person {
            id: PrincipalId(Uuid::nil()),
            email: "eve@clinic.example".parse().unwrap(),
            name: "Eve".parse().unwrap(),
            home: OrganizationId(Uuid::nil()),
            status: PersonStatus::Active,
            locale: None,
            licenses: licenses.iter().map(|&code| code.to_owned()).collect(),
            package: package.map(str::to_owned),
            details: Details { title: title.map(|title| title.parse().unwrap()), ..Details::default() },
            version: 1,
        }
    }

    #[test]
    fn what_is_due_is_met_by_having_it_and_nothing_else_where_it_says_so() {
        let due = Due { licenses: vec!["calling".to_owned()], ..Due::default() };
        assert!(due.is_met(&person(&["calling", "messaging"], Some("basic"), None)));
        assert!(!due.is_met(&person(&["messaging"], None, None)));
        let only = Due { only: true, package: Some(None), ..due };
        assert!(only.is_met(&person(&["calling"], None, None)));
        assert!(!only.is_met(&person(&["calling", "messaging"], None, None)));
        assert!(!only.is_met(&person(&["calling"], Some("basic"), None)));
        let titled = Due { title: Some("Nurse".parse().unwrap()), ..Due::default() };
        assert!(titled.is_met(&person(&[], None, Some("Nurse"))));
        assert!(!titled.is_met(&person(&[], None, Some("nurse"))));
        assert!(!titled.is_met(&person(&[], None, None)));
        assert!(Due::default().is_met(&person(&["calling"], None, None)), "nothing is due");
    }
}
