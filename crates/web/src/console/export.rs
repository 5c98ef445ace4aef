//! An export on its way: how far it is, and the file when it is there. The same for everything that is exported.

use super::{Answer, ConsoleCaller, Frame, Moment, Place, lead_to, page as answer};
use crate::export::{File, file};
use askama::Template;
use axum::http::HeaderValue;
use axum::response::IntoResponse as _;
use prokura_app::query::jobs;
use prokura_domain::id::JobId;
use prokura_domain::job::{Job, JobKind, JobState};
use prokura_domain::refusal::Refusal;

#[derive(Template)]
#[template(path = "export.html")]
struct ExportPage {
    frame: Frame,
    path: String,
    title: String,
    lead: String,
    so_far: String,
    /// What leads back to where it was asked for: its words and its address.
    back: (String, String),
    state: JobState,
    /// Why it was given up.
    failure: String,
    /// What is said of a file that is there.
    done_text: &'static str,
    /// Whether it was asked for a moment ago: then a script fetches the file by itself, once.
    is_new: bool,
    done: i64,
    total: i64,
    until: Moment,
}

/// What is said of an export of a kind.
pub(super) struct Words {
    /// The title.
    pub(super) title: String,
    /// What the file holds.
    pub(super) lead: String,
    /// How far it is.
    pub(super) so_far: String,
    /// What leads back.
    pub(super) back: String,
}

/// Where exports of a kind are.
pub(super) struct Home {
    /// Their kind.
    pub(super) kind: JobKind,
    /// The section of the organization in which they are asked for.
    pub(super) section: &'static str,
    /// The key of its title.
    pub(super) section_title: &'static str,
}

impl Home {
    /// Where an export is.
    pub(super) fn href(&self, place: &Place, id: JobId) -> String {
        place.href(&format!("{}/exports/{id}", self.section))
    }

    /// The page of an export. With `?new` it comes from the button and fetches the file by itself; with `?fetch` a script on the
    /// page is told where.
    pub(super) async fn page(
        &self,
        caller: ConsoleCaller,
        named: &str,
        export: &str,
        query: Option<&str>,
        words: impl FnOnce(&ConsoleCaller, &Job) -> Result<Words, prokura_app::error::Error>,
    ) -> Answer {
        let id: JobId = export.parse().map_err(|_| Refusal::NotFound)?;
        let (frame, _) = caller.enter(named, caller.visit.t(self.section_title)).await?;
        let place = frame.place.clone().ok_or(Refusal::NotFound)?;
        let job = jobs::get(&caller.site.service, &caller.caller, named, id, self.kind).await?;
        let path = self.href(&place, id);
        if query == Some("fetch") && job.state == JobState::Done {
            let mut response = ().into_response();
            if let Ok(to) = HeaderValue::from_str(&format!("{path}/file")) {
                response.headers_mut().insert("hx-redirect", to);
            }
            return Ok(response);
        }
        let Words { title, lead, so_far, back } = words(&caller, &job)?;
        let list = place.href(self.section);
        let is_new = query == Some("new");
        Ok(answer(&ExportPage {
            lead,
            so_far,
            state: job.state,
            failure: job.failure.map(|it| caller.visit.t(&format!("export-failed-{}", it.code()))).unwrap_or_default(),
            done_text: if is_new { "export-done" } else { "export-ready" },
            is_new,
            done: job.done,
            total: job.total.max(1),
            until: caller.visit.moment(job.expires_at()),
            path,
            frame: frame
                .section(self.section)
                .narrow()
                .crumb(caller.visit.t(self.section_title), list.clone())
                .titled(title.clone()),
            title,
            back: (back, list),
        })?)
    }

    /// The file of an export.
    pub(super) async fn fetch(&self, caller: ConsoleCaller, named: &str, export: &str) -> Answer {
        let id: JobId = export.parse().map_err(|_| Refusal::NotFound)?;
        let (frame, _) = caller.enter(named, caller.visit.t(self.section_title)).await?;
        let place = frame.place.ok_or(Refusal::NotFound)?;
        match file(&caller.site.service, &caller.caller, named, id, self.kind).await? {
            File::Ready(response) => Ok(response),
            // A link kept from before leads to where one sees how far it is.
            File::Missing(_) => Ok(lead_to(&self.href(&place, id))),
        }
    }
}
