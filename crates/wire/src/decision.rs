//! A decision with its full explanation: what was looked at, and what each lost to which rule.

use crate::grant::Scope;
use crate::person::PersonReference;
use crate::time::Moment;
use prokura_domain::grant as domain;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// May the principal do this much to the control, there, now?
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "principal": "frantisek@brno.example", "organization": "brno-robotics", "control": "users.create", "level": "manage"
}))]
pub struct Question {
    /// Whose right: an id or an e-mail address.
    pub principal: String,
    /// Where: an id or a look-up key.
    pub organization: String,
    /// What for: an area or a control.
    pub control: String,
    /// How much: `read` or `manage`.
    pub level: String,
    /// One of the organization's sites, locations or subscriptions; the organization as a whole where it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<Resource>,
}

/// Something inside an organization: an id or a look-up key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Resource {
    /// A site.
    Site(String),
    /// A location.
    Location(String),
    /// A subscription.
    Subscription(String),
}

/// The answer with everything that was looked at, as far as the reader may know of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Decision {
    /// Yes or no.
    pub decision: bool,
    /// Whose right.
    pub principal: PersonReference,
    /// Where.
    pub organization: Uuid,
    /// The site, location or subscription that was asked about.
    pub resource: Option<Uuid>,
    /// What for.
    pub control: String,
    /// How much: `read` or `manage`.
    pub level: String,
    /// The moment it was decided for.
    pub at: Moment,
    /// The revision it was decided at.
    pub revision: i64,
    /// The digest of the policy it was decided under.
    pub policy: String,
    /// What decided, without repeats: what gave the right, or what took it from the entitlements that came closest.
    pub reasons: Vec<DecisionReason>,
    /// The codes of the reasons, as in AuthZEN's answers.
    pub reason_codes: Vec<String>,
    /// Rules of the rule book that decided.
    pub rules: Vec<String>,
    /// Every entitlement that was looked at.
    pub entitlements: Vec<Entitlement>,
}

/// What gave a right, or took it away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DecisionReason {
    /// The stable code.
    #[schema(example = "restricted_mode")]
    pub code: String,
    /// The step of the decision: `standing`, `entitlement`, `role`, `condition`, `restricted_mode`, `withheld` or
    /// `given`.
    #[schema(example = "restricted_mode")]
    pub step: String,
    /// The rule behind it, if one is.
    #[schema(example = "RST-02")]
    pub rule: Option<String>,
    /// A sentence about it, in the reader's language.
    pub text: String,
}

/// What one role of the principal did to the question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Entitlement {
    /// Key of the role.
    pub role: String,
    /// Its title, in the reader's language.
    pub title: String,
    /// Whether it gives the right.
    pub gives: bool,
    /// What gave the right, or took it away.
    pub reason: DecisionReason,
    /// In which situation the role was looked at; `null` where it did not come to that.
    pub situation: Option<String>,
    /// Whether support access turned the rest on (SUP-06, PTR-07).
    pub by_support: bool,
    /// From when it is held; `null` for always so far.
    pub from: Option<Moment>,
    /// Until when it is held; `null` for as long as it is not ended.
    pub until: Option<Moment>,
    /// By what it is held; `null` where that is another organization's business.
    pub grant: Option<EntitlementGrant>,
}

/// The grant behind an entitlement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EntitlementGrant {
    /// The id.
    pub id: Uuid,
    /// The organization that it was given in.
    pub organization: Uuid,
    /// What it reaches, where the role has a scope.
    pub scope: Option<Scope>,
    /// How it came to be.
    pub origin: String,
    /// Who gave it.
    pub given_by: Option<Uuid>,
    /// When its holder first signed in to Control Hub since (EXT-07).
    pub activated_at: Option<Moment>,
}

impl From<&domain::Grant> for EntitlementGrant {
    fn from(row: &domain::Grant) -> Self {
        Self {
            id: row.id.0,
            organization: row.organization.0,
            scope: Scope::of(&row.scope),
            origin: row.origin.code().to_owned(),
            given_by: row.given_by.map(|id| id.0),
            activated_at: row.activated_at.map(Moment),
        }
    }
}
