//! Grants: who holds which role where.

use crate::list::given;
use crate::person::PersonReference;
use crate::time::Moment;
use prokura_domain::grant as domain;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// A role that somebody holds in an organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Grant {
    /// The id.
    pub id: Uuid,
    /// Who holds it.
    pub person: PersonReference,
    /// Key of the role.
    pub role: String,
    /// Where.
    pub organization: Uuid,
    /// What it reaches, where the role has a scope.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<Scope>,
    /// How it came to be.
    pub origin: String,
    /// From when; `null` for always so far.
    pub from: Option<Moment>,
    /// Until when; `null` for as long as it is not ended.
    pub until: Option<Moment>,
    /// When its holder first signed in to Control Hub since (EXT-07).
    pub activated_at: Option<Moment>,
    /// Who gave it.
    pub given_by: Option<Uuid>,
    /// Why.
    pub reason: Option<String>,
    /// What an external administrator was set up as (EXT-08).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub set_up_as: Option<String>,
    /// Counts its changes.
    pub version: i64,
}

impl Grant {
    /// A grant with what the reader may know of its holder.
    #[must_use]
    pub fn new(row: domain::Grant, person: PersonReference) -> Self {
        Self {
            id: row.id.0,
            person,
            role: row.role,
            organization: row.organization.0,
            scope: Scope::of(&row.scope),
            origin: row.origin.code().to_owned(),
            from: row.term.from.map(Moment),
            until: row.term.until.map(Moment),
            activated_at: row.activated_at.map(Moment),
            given_by: row.given_by.map(|id| id.0),
            reason: row.reason,
            set_up_as: row.set_up_as,
            version: row.version,
        }
    }
}

impl From<domain::Grant> for Grant {
    fn from(row: domain::Grant) -> Self {
        let person = PersonReference { id: row.principal.0, email: None, name: None };
        Self::new(row, person)
    }
}

/// What a scoped role reaches. In answers these are ids; in requests, ids or look-up keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Sites.
    Sites(Vec<String>),
    /// Locations.
    Locations(Vec<String>),
    /// Customers of the partner.
    Customers(Vec<String>),
}

impl Scope {
    pub(crate) fn of(scope: &domain::Scope) -> Option<Self> {
        match scope {
            domain::Scope::None => None,
            domain::Scope::Sites(ids) => Some(Self::Sites(ids.iter().map(ToString::to_string).collect())),
            domain::Scope::Locations(ids) => Some(Self::Locations(ids.iter().map(ToString::to_string).collect())),
            domain::Scope::Customers(ids) => Some(Self::Customers(ids.iter().map(ToString::to_string).collect())),
        }
    }
}

/// A role to give.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewGrant {
    /// To whom: an id or an e-mail address.
    pub person: String,
    /// Key of the role.
    pub role: String,
    /// What it reaches, where the role has a scope.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<Scope>,
    /// From when; now where it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Moment>,
    /// Until when; as long as it is not ended where it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Moment>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// What to change about a grant; what is not there stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GrantChange {
    /// The version that was looked at; `If-Match` says the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
    /// What it reaches.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<Scope>,
    /// Until when; `null` for as long as it is not ended.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Moment>)]
    pub until: Option<Option<Moment>>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// What somebody shall hold of the roles that the caller may give (ROL-03).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RolesOfPerson {
    /// The roles, each at most once.
    pub roles: Vec<RoleOfPerson>,
    /// The grants that were looked at; `null` overwrites whatever there is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<Vec<GrantVersion>>,
    /// Why, for what this gives and changes; at most 500 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A role that somebody shall hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RoleOfPerson {
    /// Key of the role.
    pub role: String,
    /// What it reaches, where the role has a scope.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<Scope>,
    /// Until when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Moment>,
}

/// A grant as it was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GrantVersion {
    /// The grant.
    pub grant: Uuid,
    /// Its version.
    pub version: i64,
}

/// Grants that a change touched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Grants {
    /// The grants.
    pub grants: Vec<Grant>,
}

/// An external administrator to promote (EXT-08).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Promotion {
    /// The version that was looked at; `If-Match` says the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
    /// Until when they are full administrator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Moment>,
}

/// External full administrators to demote, all or none (EXT-09).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Demotion {
    /// Their full grants.
    pub grants: Vec<Uuid>,
}

/// Somebody a command is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WithPerson {
    /// An id or an e-mail address.
    pub person: String,
}

/// A role of the policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Role {
    /// The key.
    pub key: String,
    /// The title, in the caller's language.
    pub title: String,
    /// The family: `organization`, `location`, `site`, `service`, `external`, `partner` or `vendor`.
    pub class: String,
    /// Whose people can hold it: `home`, `outside` or `both`.
    pub holders: String,
    /// What it is scoped to: `none`, `sites`, `locations` or `customers`.
    pub scope: String,
    /// Keys of roles that exclude it for the same person in the same organization.
    pub excludes: Vec<String>,
}
