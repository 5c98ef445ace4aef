//! Who the caller is.

use crate::grant::Grant;
use crate::organization::Organization;
use crate::time::Moment;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// The caller.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Me {
    /// The principal.
    pub id: Uuid,
    /// `person` or `service_account`.
    pub kind: String,
    /// A person's address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The name.
    pub name: String,
    /// The home organization.
    pub home: Organization,
    /// What they call with: `session` or `token`.
    pub via: String,
    /// What the token may be used for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scopes: Vec<String>,
    /// The organization the token sees from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sees_from: Option<Uuid>,
    /// What they hold, now or later, anywhere.
    pub grants: Vec<Grant>,
}

/// What one is written to about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Preference {
    /// `product_news`, `support_notices` or `daily_digest`.
    pub topic: String,
    /// Whether one gets such mails.
    pub wanted: bool,
    /// Whether one said so oneself; else it follows from what one administers.
    pub said: bool,
}

/// Whether one wants such mails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PreferenceChange {
    /// Whether one wants them.
    pub wanted: bool,
}

/// A token of the caller's own; never its secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Token {
    /// The id.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// What it may be used for.
    pub scopes: Vec<String>,
    /// The organization it sees from.
    pub organization: Uuid,
    /// From when it is good.
    pub from: Option<Moment>,
    /// When it is no longer good.
    pub until: Option<Moment>,
}

impl From<prokura_domain::account::Token> for Token {
    fn from(row: prokura_domain::account::Token) -> Self {
        Self {
            id: row.id.0,
            name: row.name,
            scopes: row.scopes.iter().map(|scope| scope.code().to_owned()).collect(),
            organization: row.organization.0,
            from: row.term.from.map(Moment),
            until: row.term.until.map(Moment),
        }
    }
}
