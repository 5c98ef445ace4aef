//! Sessions, and links that begin one.

use crate::time::Moment;
use prokura_domain::text::EmailAddress;
use prokura_domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// An open session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Session {
    /// The id; never the cookie's secret.
    pub id: Uuid,
    /// `password`, `link`, `passkey`, `sso` or `demo`.
    pub method: String,
    /// What was proved beside it: `totp`, `recovery_code` or `passkey`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second_factor: Option<String>,
    /// When it was begun.
    pub signed_in_at: Moment,
    /// When its person last proved who they are.
    pub proved_at: Moment,
    /// When it was last used, to the minute.
    pub seen_at: Moment,
    /// When it ends if it is not used.
    pub idle_until: Moment,
    /// When it ends anyway.
    pub until: Moment,
    /// What the browser calls itself.
    pub device: String,
    /// The network address it was begun from.
    pub address: String,
}

impl From<prokura_domain::account::Session> for Session {
    fn from(row: prokura_domain::account::Session) -> Self {
        let until = row.signed_in_at.plus(row.limits.lasts);
        Self {
            id: row.id.0,
            method: row.method.code().to_owned(),
            second_factor: row.second.map(|factor| factor.code().to_owned()),
            signed_in_at: Moment(row.signed_in_at),
            proved_at: Moment(row.proved_at),
            seen_at: Moment(row.seen_at),
            idle_until: Moment(row.seen_at.plus(row.limits.idle).min(until)),
            until: Moment(until),
            device: row.device,
            address: row.address,
        }
    }
}

/// Sessions that were ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SessionsEnded {
    /// How many.
    pub ended: usize,
}

/// A link that signs somebody in, on its way to them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LinkSent {
    /// Where it goes.
    pub email: String,
    /// First moment at which it is no longer good.
    pub expires_at: Moment,
}

impl LinkSent {
    /// Of an address and a moment.
    #[must_use]
    pub fn new(email: EmailAddress, expires_at: Timestamp) -> Self {
        Self { email: email.into(), expires_at: Moment(expires_at) }
    }
}
