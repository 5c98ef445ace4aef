//! Product news: what the vendor writes to the full administrators of organizations (ROL-11).

use crate::id::{JobId, OrganizationId, PrincipalId, ProductNewsId};
use crate::organization::OrganizationKind;
use crate::text::Locale;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// How many characters a subject has at most.
pub const SUBJECT_LENGTH: usize = 150;
/// How many characters a text has at most.
pub const TEXT_LENGTH: usize = 10_000;

/// What is written in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewsText {
    /// The subject, one line.
    pub subject: String,
    /// The text; each line is a paragraph.
    pub text: String,
}

/// What is written, in the languages that it was written in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewsTexts {
    /// English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub en: Option<NewsText>,
    /// Czech.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cs: Option<NewsText>,
    /// Polish.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pl: Option<NewsText>,
}

impl NewsTexts {
    /// What is written in exactly this language.
    #[must_use]
    pub const fn get(&self, locale: Locale) -> Option<&NewsText> {
        match locale {
            Locale::En => self.en.as_ref(),
            Locale::Cs => self.cs.as_ref(),
            Locale::Pl => self.pl.as_ref(),
        }
    }

    /// What somebody reads: in their language, else in the first there is.
    #[must_use]
    pub fn for_reader(&self, locale: Locale) -> Option<(Locale, &NewsText)> {
        let first = [locale, Locale::En, Locale::Cs, Locale::Pl];
        first.into_iter().find_map(|locale| Some((locale, self.get(locale)?)))
    }
}

/// How far product news are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NewsState {
    /// They can be changed; nobody has read them.
    Draft,
    /// They are being sent.
    Sending,
    /// Everybody was written to.
    Sent,
}

impl NewsState {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Sending => "sending",
            Self::Sent => "sent",
        }
    }

    /// The state of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Draft, Self::Sending, Self::Sent].into_iter().find(|state| state.code() == code)
    }
}

/// Product news.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProductNews {
    /// The id.
    pub id: ProductNewsId,
    /// Who writes: the vendor.
    pub organization: OrganizationId,
    /// To which kinds of organizations.
    pub kinds: Vec<OrganizationKind>,
    /// What.
    pub texts: NewsTexts,
    /// How far they are.
    pub state: NewsState,
    /// Who wrote them last.
    pub written_by: PrincipalId,
    /// When.
    pub written_at: Timestamp,
    /// Since when they are being sent.
    pub sent_at: Option<Timestamp>,
    /// The job that sends them.
    pub job: Option<JobId>,
    /// The last organization, in the order of ids, whose people were written to: whoever goes on begins after it.
    pub told_up_to: Option<OrganizationId>,
    /// How many people were written to.
    pub people: i64,
    /// Counts the changes of this row, for optimistic locking.
    pub version: i64,
}
