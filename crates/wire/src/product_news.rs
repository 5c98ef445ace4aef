//! Product news: what the vendor writes to full administrators.

use crate::time::Moment;
use prokura_domain::news as domain;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// What is written in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewsText {
    /// The subject: one line, at most 150 characters.
    pub subject: String,
    /// The text: at most 10 000 characters, each line a paragraph.
    pub text: String,
}

/// What is written, in at least one language. Who reads another one gets it in the first of these that there is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewsTexts {
    /// In English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub en: Option<NewsText>,
    /// In Czech.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cs: Option<NewsText>,
    /// In Polish.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pl: Option<NewsText>,
}

impl From<domain::NewsTexts> for NewsTexts {
    fn from(texts: domain::NewsTexts) -> Self {
        let text = |text: Option<domain::NewsText>| text.map(|it| NewsText { subject: it.subject, text: it.text });
        Self { en: text(texts.en), cs: text(texts.cs), pl: text(texts.pl) }
    }
}

impl From<NewsTexts> for domain::NewsTexts {
    fn from(texts: NewsTexts) -> Self {
        let text = |text: Option<NewsText>| text.map(|it| domain::NewsText { subject: it.subject, text: it.text });
        Self { en: text(texts.en), cs: text(texts.cs), pl: text(texts.pl) }
    }
}

/// Product news.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProductNews {
    /// The id.
    pub id: Uuid,
    /// To which kinds of organizations: `vendor`, `partner`, `customer`, `self_registered`, `consumer`.
    pub kinds: Vec<String>,
    /// What.
    pub texts: NewsTexts,
    /// `draft`, `sending` or `sent`.
    pub state: String,
    /// Who wrote them last.
    pub written_by: Uuid,
    /// When.
    pub written_at: Moment,
    /// Since when they are being sent.
    pub sent_at: Option<Moment>,
    /// How many people were written to.
    pub people: i64,
    /// Counts their changes.
    pub version: i64,
}

impl From<domain::ProductNews> for ProductNews {
    fn from(news: domain::ProductNews) -> Self {
        Self {
            id: news.id.0,
            kinds: news.kinds.iter().map(|kind| kind.code().to_owned()).collect(),
            texts: news.texts.into(),
            state: news.state.code().to_owned(),
            written_by: news.written_by.0,
            written_at: Moment(news.written_at),
            sent_at: news.sent_at.map(Moment),
            people: news.people,
            version: news.version,
        }
    }
}

/// Product news to write.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewProductNews {
    /// To which kinds of organizations.
    pub kinds: Vec<String>,
    /// What.
    pub texts: NewsTexts,
    /// The version that was looked at, where they are written anew; `If-Match` says the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
}

/// Product news to send.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProductNewsSending {
    /// The version that was looked at; `If-Match` says the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
}

/// Product news after a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProductNewsNow {
    /// The id.
    pub id: Uuid,
    /// Their version.
    pub version: i64,
}
