//! Product news, where the vendor writes them (ROL-11): drafts, what readers will see, and sending.

use super::lock::Lock;
use super::{Answer, ConsoleCaller, Flash, Frame, Moment, Place, Typed, done, page as answer, page_with};
use crate::problem::{field_sentence, status};
use crate::text::Language;
use askama::Template;
use axum::extract::{Path, Query};
use prokura_app::command::write_news::{DropNews, SendNews, WriteNews};
use prokura_app::error::Error;
use prokura_app::query::Part;
use prokura_app::query::product_news::{get, list};
use prokura_domain::id::ProductNewsId;
use prokura_domain::news::{NewsState, NewsText, NewsTexts, ProductNews, SUBJECT_LENGTH, TEXT_LENGTH};
use prokura_domain::organization::OrganizationKind;
use prokura_domain::refusal::{FieldError, Refusal};
use prokura_domain::text::Locale;
use serde::Deserialize;
use std::sync::Arc;

/// How many a page shows.
const ON_PAGE: usize = 50;
/// Kinds of organizations that have administrators to write to.
const KINDS: [OrganizationKind; 4] =
    [OrganizationKind::Customer, OrganizationKind::Partner, OrganizationKind::SelfRegistered, OrganizationKind::Vendor];

/// Which page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    after: String,
}

/// News in the list.
struct Row {
    href: String,
    subject: String,
    kinds: String,
    state: String,
    badge: &'static str,
    at: Moment,
    people: i64,
}

#[derive(Template)]
#[template(path = "news.html")]
struct ListPage {
    frame: Frame,
    new: String,
    rows: Vec<Row>,
    first: Option<String>,
    next: Option<String>,
}

/// What is written in a language.
struct Shown {
    tag: &'static str,
    language: &'static str,
    subject: String,
    paragraphs: Vec<String>,
}

#[derive(Template)]
#[template(path = "news_one.html")]
struct OnePage {
    frame: Frame,
    path: String,
    kinds: String,
    state: String,
    badge: &'static str,
    is_draft: bool,
    is_stuck: bool,
    is_sending: bool,
    version: i64,
    people: String,
    at: Moment,
    by: String,
    sent_at: Option<Moment>,
    texts: Vec<Shown>,
    /// Languages whose readers get it in another one.
    missing: String,
}

/// A kind of organizations to choose.
struct Kind {
    code: &'static str,
    title: String,
    chosen: bool,
}

/// The fields of a language.
struct Fields {
    tag: &'static str,
    language: &'static str,
    subject: String,
    subject_error: String,
    text: String,
    text_error: String,
}

#[derive(Template)]
#[template(path = "news_form.html")]
struct FormPage {
    frame: Frame,
    path: String,
    back: String,
    version: String,
    failed: Option<Lock>,
    kinds: Vec<Kind>,
    kinds_error: String,
    languages: Vec<Fields>,
    texts_error: String,
}

/// `GET /o/{organization}/news`
pub(super) async fn page(caller: ConsoleCaller, Path(named): Path<String>, Query(asked): Query<Asked>) -> Answer {
    let (frame, place) = enter(&caller, &named).await?;
    let after = match asked.after.as_str() {
        "" => None,
        id => Some(id.parse().map_err(|_| Refusal::field("after", "value_invalid"))?),
    };
    let found = list(&caller.site.service, &caller.caller, &named, Part { after, limit: ON_PAGE }).await?;
    let path = place.href("news");
    let rows = found.items.iter().map(|news| Row {
        href: format!("{path}/{}", news.id),
        subject: subject(news, caller.visit.language),
        kinds: kinds(&caller, news),
        state: caller.visit.t(&format!("news-state-{}", news.state.code())),
        badge: badge(news.state),
        at: caller.visit.moment(news.sent_at.unwrap_or(news.written_at)),
        people: news.people,
    });
    Ok(answer(&ListPage {
        rows: rows.collect(),
        new: format!("{path}/new"),
        first: after.map(|_| path.clone()),
        next: found.next.map(|next| format!("{path}?after={next}")),
        frame: frame.section("news"),
    })?)
}

/// `GET /o/{organization}/news/{news}`
pub(super) async fn one(caller: ConsoleCaller, Path((named, news)): Path<(String, String)>) -> Answer {
    let (frame, place) = enter(&caller, &named).await?;
    let found = get(&caller.site.service, &caller.caller, &named, parsed(&news)?).await?;
    let is_stuck = found.is_stuck();
    let news = found.news;
    let by = caller.read().await?.anybody(news.written_by).await?;
    let visit = &caller.visit;
    let texts: Vec<Shown> = Locale::ALL
        .into_iter()
        .filter_map(|locale| {
            let written = news.texts.get(locale)?;
            let lines = written.text.lines().map(str::trim).filter(|line| !line.is_empty());
            Some(Shown {
                tag: locale.tag(),
                language: locale.own_name(),
                subject: written.subject.clone(),
                paragraphs: lines.map(str::to_owned).collect(),
            })
        })
        .collect();
    let missing = Locale::ALL.into_iter().filter(|locale| news.texts.get(*locale).is_none()).map(Locale::own_name);
    let path = place.href("news");
    Ok(answer(&OnePage {
        path: format!("{path}/{}", news.id),
        kinds: kinds(&caller, &news),
        state: visit.t(if is_stuck { "news-state-stuck" } else { state_key(news.state) }),
        badge: if is_stuck { "badge-warn" } else { badge(news.state) },
        is_draft: news.state == NewsState::Draft,
        is_sending: news.state == NewsState::Sending && !is_stuck,
        is_stuck,
        version: news.version,
        people: visit.tn("news-people-count", "count", usize::try_from(news.people).unwrap_or_default()),
        at: visit.moment(news.written_at),
        by: by.map_or_else(|| visit.t("somebody"), |it| visit.name(&it)),
        sent_at: news.sent_at.map(|at| visit.moment(at)),
        missing: missing.collect::<Vec<_>>().join(", "),
        texts,
        frame: frame.section("news").crumb(visit.t("nav-news"), path).titled(subject(&news, visit.language)),
    })?)
}

/// `GET /o/{organization}/news/new`
pub(super) async fn new_page(caller: ConsoleCaller, Path(named): Path<String>) -> Answer {
    let (frame, place) = enter(&caller, &named).await?;
    // Whoever may not write learns it before they have written.
    list(&caller.site.service, &caller.caller, &named, Part { after: None, limit: 1 }).await?;
    let path = place.href("news");
    let kinds = [OrganizationKind::Customer, OrganizationKind::Partner, OrganizationKind::SelfRegistered];
    let form = Form { kinds: kinds.to_vec(), texts: NewsTexts::default(), version: None, refusal: None };
    Ok(answer(&form.drawn(&caller, frame, &path, format!("{path}/new")))?)
}

/// `POST /o/{organization}/news/new`
pub(super) async fn write(caller: ConsoleCaller, Path(named): Path<String>, typed: Typed) -> Answer {
    written(&caller, &named, None, &typed).await
}

/// `GET /o/{organization}/news/{news}/edit`
pub(super) async fn edit_page(caller: ConsoleCaller, Path((named, news)): Path<(String, String)>) -> Answer {
    let (frame, place) = enter(&caller, &named).await?;
    let news = get(&caller.site.service, &caller.caller, &named, parsed(&news)?).await?.news;
    if news.state != NewsState::Draft {
        return Err(Refusal::Over { code: "news_sent" }.into());
    }
    let path = place.href("news");
    let action = format!("{path}/{}/edit", news.id);
    let form = Form { kinds: news.kinds, texts: news.texts, version: Some(news.version), refusal: None };
    Ok(answer(&form.drawn(&caller, frame, &path, action))?)
}

/// `POST /o/{organization}/news/{news}/edit`
pub(super) async fn edit(caller: ConsoleCaller, Path((named, news)): Path<(String, String)>, typed: Typed) -> Answer {
    written(&caller, &named, Some(parsed(&news)?), &typed).await
}

/// `POST /o/{organization}/news/{news}/send`
pub(super) async fn send(caller: ConsoleCaller, Path((named, news)): Path<(String, String)>, typed: Typed) -> Answer {
    let (_, place) = enter(&caller, &named).await?;
    let news = parsed(&news)?;
    let expected_version = typed.text("version").parse().ok();
    let command = SendNews { organization: place.entered.id, news, expected_version };
    caller.site.execute(caller.caller.clone(), command).await?;
    let to = format!("{}/{news}", place.href("news"));
    Ok(done(&caller.site, &caller.visit, &to, &Flash::good(caller.visit.t("news-released"))))
}

/// `POST /o/{organization}/news/{news}/drop`
pub(super) async fn throw_away(caller: ConsoleCaller, Path((named, news)): Path<(String, String)>) -> Answer {
    let (_, place) = enter(&caller, &named).await?;
    let command = DropNews { organization: place.entered.id, news: parsed(&news)? };
    caller.site.execute(caller.caller.clone(), command).await?;
    Ok(done(&caller.site, &caller.visit, &place.href("news"), &Flash::good(caller.visit.t("news-dropped"))))
}

async fn written(caller: &ConsoleCaller, named: &str, news: Option<ProductNewsId>, typed: &Typed) -> Answer {
    let (frame, place) = enter(caller, named).await?;
    let path = place.href("news");
    let chosen: Vec<_> = typed.all("kind").filter_map(OrganizationKind::from_code).collect();
    let text = |locale: Locale| {
        let field = |name: &str| typed.text(&format!("{name}-{}", locale.tag())).to_owned();
        Some(NewsText { subject: field("subject"), text: field("text") })
    };
    let texts = NewsTexts { en: text(Locale::En), cs: text(Locale::Cs), pl: text(Locale::Pl) };
    let expected_version = typed.text("version").parse().ok();
    let command = WriteNews {
        organization: place.entered.id,
        news,
        kinds: chosen.clone(),
        texts: texts.clone(),
        expected_version,
    };
    match caller.site.execute(caller.caller.clone(), command).await {
        Ok(now) => {
            let flash = Flash::good(caller.visit.t("news-written"));
            Ok(done(&caller.site, &caller.visit, &format!("{path}/{}", now.value.id), &flash))
        }
        Err(Error::Refused(refusal @ (Refusal::Invalid(_) | Refusal::Conflict { .. }))) => {
            let action = news.map_or_else(|| format!("{path}/new"), |id| format!("{path}/{id}/edit"));
            let code = status(&refusal);
            // Who writes over what somebody else wrote has been told, and presses again.
            let version =
                if let Refusal::Conflict { actual, .. } = &refusal { Some(*actual) } else { expected_version };
            let form = Form { kinds: chosen, texts, version, refusal: Some(refusal) };
            Ok(page_with(code, &form.drawn(caller, frame, &path, action))?)
        }
        Err(error) => Err(error.into()),
    }
}

/// What is in the form.
struct Form {
    kinds: Vec<OrganizationKind>,
    texts: NewsTexts,
    version: Option<i64>,
    refusal: Option<Refusal>,
}

impl Form {
    fn drawn(self, caller: &ConsoleCaller, frame: Frame, path: &str, action: String) -> FormPage {
        let visit = &caller.visit;
        let errors: &[FieldError] = if let Some(Refusal::Invalid(errors)) = &self.refusal { errors } else { &[] };
        let error = |field: &str| {
            let found = errors.iter().find(|error| error.field == field);
            found.map(|it| field_sentence(it.code, &it.arguments, visit.language)).unwrap_or_default()
        };
        let fields = |locale: Locale| {
            let (tag, written) = (locale.tag(), self.texts.get(locale));
            Fields {
                tag,
                language: locale.own_name(),
                subject: written.map(|it| it.subject.clone()).unwrap_or_default(),
                subject_error: error(&format!("texts.{tag}.subject")),
                text: written.map(|it| it.text.clone()).unwrap_or_default(),
                text_error: error(&format!("texts.{tag}.text")),
            }
        };
        let kind = |kind: OrganizationKind| Kind {
            code: kind.code(),
            title: visit.t(&format!("news-kind-{}", kind.code())),
            chosen: self.kinds.contains(&kind),
        };
        FormPage {
            failed: self.refusal.as_ref().map(|it| Lock::of(it, caller.site.service.policy(), visit.language)),
            version: self.version.map(|version| version.to_string()).unwrap_or_default(),
            kinds: KINDS.into_iter().map(kind).collect(),
            kinds_error: error("kinds"),
            languages: Locale::ALL.into_iter().map(fields).collect(),
            texts_error: error("texts"),
            back: action.strip_suffix("/edit").unwrap_or(path).to_owned(),
            path: action,
            frame: frame.section("news").narrow().crumb(visit.t("nav-news"), path).titled(visit.t("news-write")),
        }
    }
}

impl FormPage {
    const SUBJECT_LENGTH: usize = SUBJECT_LENGTH;
    const TEXT_LENGTH: usize = TEXT_LENGTH;
}

async fn enter(caller: &ConsoleCaller, named: &str) -> Result<(Frame, Arc<Place>), Error> {
    let (frame, _) = caller.enter(named, caller.visit.t("nav-news")).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    Ok((frame, place))
}

fn parsed(news: &str) -> Result<ProductNewsId, Refusal> {
    news.parse().map_err(|_| Refusal::NotFound)
}

fn subject(news: &ProductNews, language: Language) -> String {
    news.texts.for_reader(language.0).map(|(_, written)| written.subject.clone()).unwrap_or_default()
}

fn kinds(caller: &ConsoleCaller, news: &ProductNews) -> String {
    let kinds = news.kinds.iter().map(|kind| caller.visit.t(&format!("news-kind-{}", kind.code())));
    kinds.collect::<Vec<_>>().join(", ")
}

const fn state_key(state: NewsState) -> &'static str {
    match state {
        NewsState::Draft => "news-state-draft",
        NewsState::Sending => "news-state-sending",
        NewsState::Sent => "news-state-sent",
    }
}

const fn badge(state: NewsState) -> &'static str {
    match state {
        NewsState::Draft => "",
        NewsState::Sending => "badge-info",
        NewsState::Sent => "badge-ok",
    }
}
