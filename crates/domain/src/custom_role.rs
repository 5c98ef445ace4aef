//! Custom roles: what an organization composes for its own people from the areas that its full administrator holds.
//!
//! A grant names a custom role by its id where it names another role by its key: no key of a policy is a UUID.

use crate::id::{CustomRoleId, OrganizationId, PrincipalId};
use crate::text::{Locale, Name};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How long a role's name may be, in characters: it stands in lists beside others.
pub const NAME_LENGTH: usize = 80;

/// How much of an area a role gives. Managing includes reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AreaLevel {
    /// See it.
    Read,
    /// Change it.
    Manage,
}

impl AreaLevel {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Manage => "manage",
        }
    }

    /// The level of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Read, Self::Manage].into_iter().find(|level| level.code() == code)
    }
}

/// What a role gives: areas by name (policy: `areas`). An area that is not there is not given.
pub type Areas = BTreeMap<String, AreaLevel>;

/// A role's name in at least one language of the product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Spelled", into = "Spelled")]
pub struct RoleNames(Spelled);

/// Names by language, possibly none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spelled {
    /// English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub en: Option<Name>,
    /// Czech.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cs: Option<Name>,
    /// Polish.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pl: Option<Name>,
}

impl Spelled {
    /// The name in exactly this language.
    #[must_use]
    pub const fn get(&self, locale: Locale) -> Option<&Name> {
        match locale {
            Locale::En => self.en.as_ref(),
            Locale::Cs => self.cs.as_ref(),
            Locale::Pl => self.pl.as_ref(),
        }
    }
}

/// A role without a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a role needs a name in at least one language")]
pub struct Nameless;

impl TryFrom<Spelled> for RoleNames {
    type Error = Nameless;

    fn try_from(names: Spelled) -> Result<Self, Nameless> {
        let any = Locale::ALL.into_iter().any(|locale| names.get(locale).is_some());
        any.then_some(Self(names)).ok_or(Nameless)
    }
}

impl From<RoleNames> for Spelled {
    fn from(names: RoleNames) -> Self {
        names.0
    }
}

impl RoleNames {
    /// The name in a language; where there is none, in the first language that has one.
    #[must_use]
    pub fn in_locale(&self, locale: Locale) -> &str {
        let mut locales = [locale].into_iter().chain(Locale::ALL);
        locales.find_map(|locale| self.0.get(locale)).map_or("", Name::as_str)
    }

    /// The names as they were given.
    #[must_use]
    pub const fn spelled(&self) -> &Spelled {
        &self.0
    }
}

/// A role that an organization composed, at one of its versions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomRole {
    /// The id.
    pub id: CustomRoleId,
    /// Whose it is: only people whose home it is hold it (ROL-01).
    pub organization: OrganizationId,
    /// What it is called.
    pub names: RoleNames,
    /// What it gives.
    pub areas: Areas,
    /// Whether it is there; a deleted one stays for what was, and nobody holds it.
    pub active: bool,
    /// Counts the versions, from 1.
    pub version: i64,
    /// Who made this version; `None` for imports.
    pub changed_by: Option<PrincipalId>,
    /// Since when it is so.
    pub changed_at: Timestamp,
}

impl CustomRole {
    /// How a grant names it.
    #[must_use]
    pub fn key(&self) -> String {
        self.id.to_string()
    }
}

/// The custom role that a grant's role names; `None` for a role of the policy.
#[must_use]
pub fn named_by(role: &str) -> Option<CustomRoleId> {
    let id: CustomRoleId = (role.len() == 36).then(|| role.parse().ok()).flatten()?;
    (id.to_string() == role).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_in_the_language_asked_or_in_the_first_there_is() {
        let cs: Name = "Recepce".parse().unwrap();
        let names = RoleNames::try_from(Spelled { cs: Some(cs), ..Spelled::default() }).unwrap();
        for locale in Locale::ALL {
            assert_eq!(names.in_locale(locale), "Recepce");
        }
        assert_eq!(RoleNames::try_from(Spelled::default()), Err(Nameless));
        assert!(serde_json::from_str::<RoleNames>("{}").is_err());
        assert!(serde_json::from_str::<RoleNames>(r#"{"cs":""}"#).is_err());
    }

    #[test]
    fn a_grant_names_it_by_its_id_and_by_no_other_spelling() {
        let text = "0190a1b2-0000-7000-8000-00000000000a";
        assert_eq!(named_by(text).map(|id| id.to_string()).as_deref(), Some(text));
        for other in ["full_admin", "", "0190A1B2-0000-7000-8000-00000000000A", "0190a1b2000070008000-00000000000a"] {
            assert_eq!(named_by(other), None, "{other}");
        }
    }
}
