//! What somebody wants to be written to about. Mails about the security of an account and about what one was asked for are
//! nobody's to turn off, and so are no topic.

use crate::id::PrincipalId;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// What a mail is about that can be turned off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// News of the vendor's about the product (ROL-11).
    ProductNews,
    /// That support access to one's organization began, or was reported.
    SupportNotices,
    /// What changed yesterday, once a day.
    DailyDigest,
}

impl Topic {
    /// Every topic.
    pub const ALL: [Self; 3] = [Self::ProductNews, Self::SupportNotices, Self::DailyDigest];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::ProductNews => "product_news",
            Self::SupportNotices => "support_notices",
            Self::DailyDigest => "daily_digest",
        }
    }

    /// The topic of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.code() == code)
    }

    /// Whether somebody who said nothing is written to: full administrators get what is for them, and nobody a mail a day
    /// that they did not ask for.
    #[must_use]
    pub const fn is_on_for(self, is_full_administrator: bool) -> bool {
        match self {
            Self::ProductNews | Self::SupportNotices => is_full_administrator,
            Self::DailyDigest => false,
        }
    }
}

/// What somebody said about a topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preference {
    /// Who.
    pub person: PrincipalId,
    /// About what.
    pub topic: Topic,
    /// Whether they want to be written to.
    pub wanted: bool,
    /// Since when, and of a daily digest up to when they were told what changed.
    pub told_until: Timestamp,
}
