//! The documentation of the API: pages drawn from the OpenAPI document, for anybody. They tell nothing that the
//! program's source does not.

mod codes;
mod operation;
mod schema;

use crate::console::{Answer, Frame, Visit, page as answer};
use crate::site::Site;
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::routing::get;
use codes::Code;
use operation::{Chapter, chapters};
use prokura_domain::refusal::Refusal;

/// The pages.
pub(crate) fn routes() -> Router<Site> {
    Router::new().route("/docs", get(contents)).route("/docs/codes", get(codes)).route("/docs/{chapter}", get(chapter))
}

#[derive(Template)]
#[template(path = "docs.html")]
struct Contents {
    frame: Frame,
    chapters: &'static [Chapter],
    /// Where the API is.
    base: String,
}

#[derive(Template)]
#[template(path = "docs_chapter.html")]
struct ChapterPage {
    frame: Frame,
    chapters: &'static [Chapter],
    chapter: &'static Chapter,
    base: String,
}

/// Codes of one kind.
struct Part {
    title: String,
    lead: String,
    codes: Vec<Code>,
}

#[derive(Template)]
#[template(path = "docs_codes.html")]
struct CodesPage {
    frame: Frame,
    parts: Vec<Part>,
}

/// `GET /docs`
async fn contents(State(site): State<Site>, visit: Visit) -> Answer {
    let frame = Frame::new(&visit, visit.t("docs"));
    Ok(answer(&Contents { frame, chapters: chapters(), base: site.public_url.origin().to_owned() })?)
}

/// `GET /docs/{chapter}`: the operations of one tag.
async fn chapter(State(site): State<Site>, visit: Visit, Path(slug): Path<String>) -> Answer {
    let chapter = chapters().iter().find(|chapter| chapter.slug == slug).ok_or(Refusal::NotFound)?;
    let frame = Frame::new(&visit, chapter.title.clone()).crumb(visit.t("docs"), "/docs");
    let base = site.public_url.origin().to_owned();
    Ok(answer(&ChapterPage { frame, chapters: chapters(), chapter, base })?)
}

/// `GET /docs/codes`: what codes mean, in the reader's language.
async fn codes(visit: Visit) -> Answer {
    let part = |title: &str, lead: &str, codes| Part { title: visit.t(title), lead: visit.t(lead), codes };
    let parts = vec![
        part("docs-problems", "docs-problems-lead", codes::problems(visit.language)),
        part("docs-field-codes", "docs-field-codes-lead", codes::fields(visit.language)),
        part("docs-reasons", "docs-reasons-lead", codes::reasons(visit.language)),
    ];
    let frame = Frame::new(&visit, visit.t("docs-codes")).crumb(visit.t("docs"), "/docs");
    Ok(answer(&CodesPage { frame, parts })?)
}
