//! Product news are written, thrown away, and sent (ROL-11).

use super::guard::version;
use crate::error::Error;
use crate::job::product_news::Task;
use crate::pipeline::Command;
use crate::standing::active_actor;
use crate::work::Work;
use async_trait::async_trait;
use prokura_decision::permit::Permit;
use prokura_domain::event::{Change, Event};
use prokura_domain::id::{JobId, OrganizationId, PrincipalId, ProductNewsId};
use prokura_domain::job::{Job, JobKind, JobState};
use prokura_domain::news::{NewsState, NewsText, NewsTexts, ProductNews, SUBJECT_LENGTH, TEXT_LENGTH};
use prokura_domain::organization::OrganizationKind;
use prokura_domain::refusal::{FieldError, Refusal};
use prokura_domain::text::Locale;
use serde::{Deserialize, Serialize};

/// The control that it asks, in the vendor's organization.
pub const CONTROL: &str = "product_email";

/// Product news after a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewsNow {
    /// The news.
    pub id: ProductNewsId,
    /// Their version.
    pub version: i64,
}

/// Writes product news, or writes them anew while they are a draft.
#[derive(Clone, Debug)]
pub struct WriteNews {
    /// The vendor.
    pub organization: OrganizationId,
    /// Which; `None` for new ones.
    pub news: Option<ProductNewsId>,
    /// To which kinds of organizations.
    pub kinds: Vec<OrganizationKind>,
    /// What; a language with neither subject nor text is not written in.
    pub texts: NewsTexts,
    /// The version the caller has seen; `None` to write whatever it is.
    pub expected_version: Option<i64>,
}

#[async_trait]
impl Command for WriteNews {
    type Output = NewsNow;

    fn name(&self) -> &'static str {
        "write_news"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<NewsNow, Error> {
        let (actor, permit) = writer(work, self.organization).await?;
        let before = match self.news {
            Some(id) => Some(draft(work, self.organization, id, self.expected_version).await?),
            None => None,
        };
        let (kinds, texts) = checked(&self.kinds, &self.texts)?;
        let id = before.as_ref().map_or_else(|| ProductNewsId(work.new_id()), |before| before.id);
        if let Some(before) = before.as_ref().filter(|before| before.kinds == kinds && before.texts == texts) {
            return Ok(NewsNow { id, version: before.version });
        }
        let version = before.as_ref().map_or(0, |before| before.version) + 1;
        let after = ProductNews {
            id,
            organization: self.organization,
            kinds,
            texts,
            state: NewsState::Draft,
            written_by: actor,
            written_at: work.now,
            sent_at: None,
            job: None,
            told_up_to: None,
            people: 0,
            version,
        };
        work.plan(&permit, Event::NewsWritten { before, after });
        Ok(NewsNow { id, version })
    }
}

/// Throws a draft away.
#[derive(Clone, Copy, Debug)]
pub struct DropNews {
    /// The vendor.
    pub organization: OrganizationId,
    /// Which.
    pub news: ProductNewsId,
}

#[async_trait]
impl Command for DropNews {
    type Output = ();

    fn name(&self) -> &'static str {
        "drop_news"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<(), Error> {
        let (_, permit) = writer(work, self.organization).await?;
        let news = draft(work, self.organization, self.news, None).await?;
        work.plan(&permit, Event::NewsDropped(news));
        Ok(())
    }
}

/// Sends product news: what was previewed, and nothing that was written since. Those whose sending was given up are sent to
/// whoever was not written to yet.
#[derive(Clone, Copy, Debug)]
pub struct SendNews {
    /// The vendor.
    pub organization: OrganizationId,
    /// Which.
    pub news: ProductNewsId,
    /// The version the caller has seen; `None` to send them whatever it is.
    pub expected_version: Option<i64>,
}

#[async_trait]
impl Command for SendNews {
    type Output = NewsNow;

    fn name(&self) -> &'static str {
        "send_news"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<NewsNow, Error> {
        let (actor, permit) = writer(work, self.organization).await?;
        let before = known(work, self.organization, self.news).await?;
        match before.state {
            NewsState::Draft => version::expect(work, before.id.0, self.expected_version, before.version).await?,
            NewsState::Sending if is_stuck(work, &before).await? => {}
            NewsState::Sending | NewsState::Sent => return Err(Refusal::Over { code: "news_sent" }.into()),
        }
        let job = Job {
            id: JobId(work.new_id()),
            kind: JobKind::ProductNews,
            organization: self.organization,
            asked_by: actor,
            arguments: Task { news: before.id }.written()?,
            created_at: work.now,
            state: JobState::Working,
            failure: None,
            parts: 0,
            position: 0,
            cursor: None,
            done: 0,
            total: 0,
            attempts: 0,
        };
        let version = before.version + 1;
        let after = ProductNews {
            state: NewsState::Sending,
            sent_at: before.sent_at.or(Some(work.now)),
            job: Some(job.id),
            version,
            ..before.clone()
        };
        let id = after.id;
        work.plan(&permit, Event::NewsReleased(Change { before, after }, job));
        Ok(NewsNow { id, version })
    }
}

/// A part of the people whom product news go to. Whoever comes with a part that was told already tells nobody.
#[derive(Clone, Debug)]
pub(crate) struct TellNews {
    pub(crate) organization: OrganizationId,
    pub(crate) news: ProductNewsId,
    /// After which organization the part begins.
    pub(crate) after: Option<OrganizationId>,
    /// The last organization of the part.
    pub(crate) up_to: Option<OrganizationId>,
    pub(crate) people: Vec<PrincipalId>,
    /// Whether nobody comes after it.
    pub(crate) is_last: bool,
}

#[async_trait]
impl Command for TellNews {
    type Output = ();

    fn name(&self) -> &'static str {
        "tell_news"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<(), Error> {
        let (_, permit) = writer(work, self.organization).await?;
        let before = known(work, self.organization, self.news).await?;
        if before.state != NewsState::Sending || before.told_up_to != self.after {
            return Ok(());
        }
        let mut now = before;
        if !self.people.is_empty() {
            let count = i64::try_from(self.people.len()).unwrap_or(i64::MAX);
            let after = ProductNews {
                told_up_to: self.up_to,
                people: now.people.saturating_add(count),
                version: now.version + 1,
                ..now.clone()
            };
            work.plan(&permit, Event::NewsTold(Change { before: now, after: after.clone() }, self.people.clone()));
            now = after;
        }
        if self.is_last {
            let after = ProductNews { state: NewsState::Sent, version: now.version + 1, ..now.clone() };
            work.plan(&permit, Event::NewsSent(Change { before: now, after }));
        }
        Ok(())
    }
}

/// Whoever writes product news.
async fn writer(work: &mut Work<'_>, organization: OrganizationId) -> Result<(PrincipalId, Permit), Error> {
    let actor = active_actor(work).await?;
    work.enter(organization).await?;
    // Everybody else's full administrators read them, and have nothing to write.
    if work.organization(organization)?.organization.kind != OrganizationKind::Vendor {
        return Err(Refusal::NotFound.into());
    }
    Ok((actor, work.ask_manage(CONTROL, organization)?))
}

async fn known(work: &mut Work<'_>, organization: OrganizationId, id: ProductNewsId) -> Result<ProductNews, Error> {
    let found = work.read().product_news(id).await?;
    Ok(found.filter(|news| news.organization == organization).ok_or(Refusal::NotFound)?)
}

async fn draft(
    work: &mut Work<'_>,
    organization: OrganizationId,
    id: ProductNewsId,
    expected: Option<i64>,
) -> Result<ProductNews, Error> {
    let news = known(work, organization, id).await?;
    if news.state != NewsState::Draft {
        return Err(Refusal::Over { code: "news_sent" }.into());
    }
    version::expect(work, news.id.0, expected, news.version).await?;
    Ok(news)
}

/// Whether nobody sends them any more, though not everybody was written to.
async fn is_stuck(work: &mut Work<'_>, news: &ProductNews) -> Result<bool, Error> {
    let job = match news.job {
        Some(job) => work.read().job(job).await?,
        None => None,
    };
    Ok(job.is_none_or(|job| job.state.is_over()))
}

/// What is kept: texts without blanks around them, kinds in their order, each once.
fn checked(kinds: &[OrganizationKind], texts: &NewsTexts) -> Result<(Vec<OrganizationKind>, NewsTexts), Refusal> {
    let mut errors = Vec::new();
    let kinds: Vec<_> = OrganizationKind::ALL.into_iter().filter(|kind| kinds.contains(kind)).collect();
    if kinds.is_empty() {
        errors.push(FieldError::new("kinds", "news_kinds_missing"));
    }
    let mut written = |locale: Locale| {
        let NewsText { subject, text } = texts.get(locale)?;
        let subject = subject.trim().to_owned();
        let text = text.replace("\r\n", "\n").trim().to_owned();
        if subject.is_empty() && text.is_empty() {
            return None;
        }
        let tag = locale.tag();
        for (field, value, most) in [("subject", &subject, SUBJECT_LENGTH), ("text", &text, TEXT_LENGTH)] {
            let is_odd = value.chars().any(|c| c.is_control() && (field == "subject" || c != '\n'));
            let code = match value.chars().count() {
                0 => "news_half_written",
                length if length > most => "news_too_long",
                _ if is_odd => "news_control_characters",
                _ => continue,
            };
            let arguments = if code == "news_too_long" { vec![("most", most.to_string())] } else { Vec::new() };
            errors.push(FieldError { field: format!("texts.{tag}.{field}"), code, arguments });
        }
        Some(NewsText { subject, text })
    };
    let texts = NewsTexts { en: written(Locale::En), cs: written(Locale::Cs), pl: written(Locale::Pl) };
    if texts == NewsTexts::default() {
        errors.push(FieldError::new("texts", "news_texts_missing"));
    }
    if errors.is_empty() { Ok((kinds, texts)) } else { Err(Refusal::Invalid(errors)) }
}
