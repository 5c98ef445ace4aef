//! Who could do what in an organization at a moment.

use crate::grant::Scope;
use crate::time::Moment;
use prokura_domain::grant as domain;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use uuid::Uuid;

/// An organization at a moment, with a page of those who could do anything there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AsOf {
    /// The organization, and what was so there.
    #[serde(flatten)]
    pub place: PlaceAsOf,
    /// People and services, in the order of ids.
    pub items: Vec<HolderAsOf>,
    /// What `cursor` of the next page is; `null` on the last one.
    pub next_cursor: Option<String>,
}

/// What was so in an organization at a moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PlaceAsOf {
    /// The organization.
    pub organization: Uuid,
    /// Its look-up key, then.
    pub slug: String,
    /// Its name, then.
    pub name: String,
    /// The moment.
    pub at: Moment,
    /// The digest of the policy of that time.
    pub policy: String,
    /// The revision that it was read at.
    pub revision: i64,
    /// Where history does not reach the moment: since when it does. What was changed before that is not known.
    pub incomplete_before: Option<Moment>,
    /// Whether people of the organization are covered: the reader may see what they hold.
    pub covers_own_people: bool,
    /// Whether people from outside are covered.
    pub covers_outsiders: bool,
    /// Whether it was in use.
    pub active: bool,
    /// Whether restricted administrator mode was on (RST-01).
    pub restricted_mode: bool,
    /// Whether read-only support access was allowed (SUP-08).
    pub read_only_support: bool,
    /// Whether external full administrators managed the contact-centre role (CC-02).
    pub external_contact_center_role: bool,
    /// Areas that were withheld from external administrators (EXT-15).
    pub withheld_areas: Vec<String>,
    /// Look-up keys of the partners that managed it (ORG-02); empty where outsiders are not covered.
    pub partners: Vec<String>,
}

/// Somebody who held something there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HolderAsOf {
    /// The id.
    pub id: Uuid,
    /// The address, as it is today; a service has none.
    pub email: Option<String>,
    /// The name, as it is today.
    pub name: String,
    /// Look-up key of the home, then.
    pub home: Option<String>,
    /// Whether they could act at all: not suspended, and not yet to sign in for the first time.
    pub active: bool,
    /// By what.
    pub holds: Vec<HeldAsOf>,
    /// What they could do in the organization as a whole: `manage` or `read`, by control.
    pub rights: BTreeMap<String, String>,
    /// What they could do in parts of it, beyond that.
    pub inside: Vec<InsideAsOf>,
}

/// By what somebody was in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HeldAsOf {
    /// How: `given` there, `derived` from a role held at home, or `support`.
    pub how: String,
    /// Key of the role; `null` for support access.
    pub role: Option<String>,
    /// Its title under the policy of that time, in the reader's language.
    pub title: Option<String>,
    /// The grant or the support grant; `null` for a role that is another organization's business.
    pub grant: Option<Uuid>,
    /// How the grant came to be.
    pub origin: Option<String>,
    /// Who gave it, or approved the access.
    pub given_by: Option<Uuid>,
    /// What it reached, where the role has a scope.
    pub scope: Option<Scope>,
    /// From when; `null` for always so far.
    pub from: Option<Moment>,
    /// Until when, as was known then; `null` for no end.
    pub until: Option<Moment>,
}

impl HeldAsOf {
    /// A role given in the organization.
    #[must_use]
    pub fn given(grant: &domain::Grant, title: Option<String>) -> Self {
        Self {
            how: "given".to_owned(),
            role: Some(grant.role.clone()),
            title,
            grant: Some(grant.id.0),
            origin: Some(grant.origin.code().to_owned()),
            given_by: grant.given_by.map(|id| id.0),
            scope: Scope::of(&grant.scope),
            from: grant.term.from.map(Moment),
            until: grant.term.until.map(Moment),
        }
    }
}

/// What somebody could do in a part of the organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct InsideAsOf {
    /// `site`, `location` or `subscription`.
    pub kind: String,
    /// The id.
    pub id: Uuid,
    /// The look-up key.
    pub slug: String,
    /// `manage` or `read`, by control.
    pub rights: BTreeMap<String, String>,
}

/// A file that an auditor can keep: everybody, and who made it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AsOfFile {
    /// `prokura-as-of`.
    pub format: String,
    /// 1.
    pub version: u32,
    /// When it was made.
    pub made_at: Moment,
    /// By whom: an e-mail address, the name of a service, or `operator`.
    pub made_by: String,
    /// The organization, and what was so there.
    #[serde(flatten)]
    pub place: PlaceAsOf,
    /// People and services, in the order of ids.
    pub people: Vec<HolderAsOf>,
}

/// The public keys of signatures (RFC 7517).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SigningKeys {
    /// The keys, the one that signs last.
    pub keys: Vec<SigningKey>,
}

/// A public key (RFC 8037).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SigningKey {
    /// `OKP`.
    pub kty: String,
    /// `Ed25519`.
    pub crv: String,
    /// The key, base64url.
    pub x: String,
    /// Its thumbprint (RFC 7638), which a signature names.
    pub kid: String,
    /// `EdDSA`.
    pub alg: String,
    /// `sig`.
    pub r#use: String,
}
