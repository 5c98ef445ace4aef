//! Changes of many people: what would become of each row, the one question, how far it is, and what became of them.

use super::changes_told::{Shown, Telling};
use super::lock::Lock;
use super::{Answer, ConsoleCaller, Flash, Frame, Moment, Typed, done, lead_to, page as answer, page_with};
use crate::problem::status;
use askama::Template;
use axum::body::Body;
use axum::extract::{Path, RawQuery};
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use prokura_app::bulk::row::{Outcome, Tally};
use prokura_app::bulk::task::Phase;
use prokura_app::command::turn_changes::TurnChanges;
use prokura_app::error::Error;
use prokura_app::query::people_changes::{Changes, Place, get, lines, list, undo};
use prokura_domain::id::JobId;
use prokura_domain::job::{JobState, JobTurn};
use prokura_domain::refusal::Refusal;

/// How many rows a page shows.
const ON_PAGE: usize = 50;
/// How many rows are read at a time for a file.
const BATCH: usize = 1_000;

/// A number of rows that came to something, and where they are listed.
struct Figure {
    href: String,
    title: String,
    number: u64,
    here: bool,
}

#[derive(Template)]
#[template(path = "changes.html")]
struct ChangesPage {
    frame: Frame,
    heading: String,
    /// Where the rows came from.
    source: String,
    path: String,
    users: String,
    all: String,
    state: JobState,
    /// Whether it is being worked on: then the page looks again by itself.
    is_going: bool,
    /// What is going on, in a sentence.
    doing: String,
    done: i64,
    total: i64,
    failure: String,
    unused: String,
    /// How many rows would be changed, and how many cannot.
    good: u64,
    refused: u64,
    apply: String,
    left_out: String,
    figures: Vec<Figure>,
    rows: Vec<Shown>,
    more: Option<String>,
    first: Option<String>,
    can_undo: bool,
    failed: Option<Lock>,
    until: Moment,
}

/// One of the list.
struct Kept {
    href: String,
    title: String,
    source: String,
    at: Moment,
    state: String,
    badge: &'static str,
}

#[derive(Template)]
#[template(path = "changes_list.html")]
struct ListPage {
    frame: Frame,
    users: String,
    kept: Vec<Kept>,
}

fn heading(caller: &ConsoleCaller, frame: &Frame, changes: &Changes) -> String {
    let what = &changes.task.what;
    let locale = caller.visit.language.0;
    let named = what.named().map(|named| {
        let policy = caller.site.service.policy();
        let licence = policy.licences.iter().find(|licence| licence.code == named);
        let role = || {
            let sight = caller.sight().ok()?;
            let place = frame.place.as_ref()?;
            Some(sight.role_title(place.entered.handle, named, locale).to_owned())
        };
        licence.map(|licence| licence.title.in_locale(locale).to_owned()).or_else(role).unwrap_or_default()
    });
    let named = named.or_else(|| what.template().map(|taken| taken.name.to_string()));
    let title = caller.visit.t1(&format!("changes-what-{}", what.code()), "name", named.unwrap_or_default());
    if changes.task.undoes.is_some() { caller.visit.t1("changes-undoing", "what", title) } else { title }
}

fn source(caller: &ConsoleCaller, changes: &Changes) -> String {
    let rows = usize::try_from(changes.job.total).unwrap_or_default();
    match &changes.task.file {
        Some(file) => caller
            .visit
            .language
            .text_with("changes-of-file", &[("file", file.as_str().into()), ("count", changes.job.total.into())]),
        None => caller.visit.tn("changes-of-rows", "count", rows),
    }
}

fn state_badge(state: JobState) -> &'static str {
    match state {
        JobState::Receiving | JobState::Working => "badge-info",
        JobState::Waiting | JobState::Paused => "badge-warn",
        JobState::Done => "badge-ok",
        JobState::Cancelled => "",
        JobState::Failed => "badge-bad",
    }
}

/// `GET /o/{organization}/users/changes`
pub(super) async fn list_page(caller: ConsoleCaller, Path(named): Path<String>) -> Answer {
    let (frame, _) = caller.enter(&named, caller.visit.t("changes-mine")).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    let users = place.href("users");
    let all = list(&caller.site.service, &caller.caller, &named).await?;
    let kept = all.into_iter().map(|changes| Kept {
        href: format!("{users}/changes/{}", changes.job.id),
        title: heading(&caller, &frame, &changes),
        source: source(&caller, &changes),
        at: caller.visit.moment(changes.job.created_at),
        state: caller.visit.t(&format!("changes-state-{}", changes.job.state.code())),
        badge: state_badge(changes.job.state),
    });
    Ok(answer(&ListPage {
        kept: kept.collect(),
        frame: frame.clone().section("users").narrow().crumb(caller.visit.t("nav-users"), &users),
        users,
    })?)
}

/// Which rows are asked for.
#[derive(Default)]
struct Asked {
    show: Option<Outcome>,
    after: Option<Place>,
}

impl Asked {
    fn read(query: &str) -> Self {
        let mut asked = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match &*name {
                "show" => asked.show = Outcome::from_code(&value),
                "after" => asked.after = value.parse().ok(),
                _ => {}
            }
        }
        asked
    }

    fn href(path: &str, show: Option<Outcome>, after: Option<Place>) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        if let Some(show) = show {
            query.append_pair("show", show.code());
        }
        if let Some(after) = after {
            query.append_pair("after", &after.to_string());
        }
        let query = query.finish();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
    }
}

/// `GET /o/{organization}/users/changes/{changes}`
pub(super) async fn page(
    caller: ConsoleCaller,
    Path((named, id)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Answer {
    let asked = Asked::read(query.as_deref().unwrap_or_default());
    Ok(answer(&draw(&caller, &named, &id, &asked, None).await?)?)
}

async fn draw(
    caller: &ConsoleCaller,
    named: &str,
    id: &str,
    asked: &Asked,
    refusal: Option<&Refusal>,
) -> Result<ChangesPage, Error> {
    let id: JobId = id.parse().map_err(|_| Refusal::NotFound)?;
    let (frame, sight) = caller.enter(named, caller.visit.t("changes-mine")).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    let changes = get(&caller.site.service, &caller.caller, named, id).await?;
    let users = place.href("users");
    let path = format!("{users}/changes/{id}");
    let is_done = changes.phase == Phase::Doing;
    let tally = if is_done { changes.done } else { changes.looked };
    let telling = Telling { caller, sight: &sight, organization: place.entered.handle };
    let (found, is_more) = lines(&caller.site.service, &changes, asked.show, asked.after, ON_PAGE).await?;
    let more = found.last().filter(|_| is_more).map(|(place, _)| Asked::href(&path, asked.show, Some(*place)));
    let visit = &caller.visit;
    let good = changes.looked.add + changes.looked.change;
    let count = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let state = changes.job.state;
    let title = heading(caller, &frame, &changes);
    let doing = match (changes.phase, state) {
        (_, JobState::Paused) => "changes-paused",
        (_, JobState::Cancelled) if changes.done.done > 0 => "changes-cancelled-midway",
        (_, JobState::Cancelled) => "changes-cancelled",
        (_, JobState::Failed) => "changes-failed",
        (Phase::Receiving, _) => "changes-receiving",
        (Phase::Looking, _) => "changes-looking",
        (Phase::Looked, _) => "changes-looked",
        (Phase::Doing, JobState::Done) => "changes-done",
        (Phase::Doing, _) => "changes-doing",
    };
    Ok(ChangesPage {
        source: source(caller, &changes),
        all: format!("{users}/changes"),
        doing: visit.t(doing),
        done: changes.job.done,
        total: changes.job.total.max(1),
        failure: changes.job.failure.map(|it| visit.t(&format!("changes-failed-{}", it.code()))).unwrap_or_default(),
        unused: changes.task.unused.join(", "),
        good,
        refused: changes.looked.refused,
        apply: visit.tn("changes-apply", "count", count(good)),
        left_out: visit.tn("changes-left-out", "count", count(changes.looked.refused)),
        figures: figures(caller, &path, tally, is_done, asked.show),
        rows: found.iter().map(|(_, line)| telling.row(line, &users)).collect(),
        more,
        first: asked.after.map(|_| Asked::href(&path, asked.show, None)),
        can_undo: changes.can_be_undone(),
        failed: refusal.map(|it| Lock::of(it, sight.policy(), visit.language)),
        until: visit.moment(changes.job.expires_at()),
        is_going: matches!(state, JobState::Receiving | JobState::Working),
        state,
        heading: title.clone(),
        frame: frame
            .section("users")
            .crumb(visit.t("nav-users"), &users)
            .crumb(visit.t("changes-mine"), format!("{users}/changes"))
            .titled(title),
        path,
        users,
    })
}

fn figures(caller: &ConsoleCaller, path: &str, tally: Tally, is_done: bool, show: Option<Outcome>) -> Vec<Figure> {
    let outcomes: &[Outcome] = if is_done {
        &[Outcome::Done, Outcome::Unchanged, Outcome::Refused]
    } else {
        &[Outcome::Add, Outcome::Change, Outcome::Unchanged, Outcome::Refused]
    };
    outcomes
        .iter()
        .map(|outcome| Figure {
            href: Asked::href(path, (show != Some(*outcome)).then_some(*outcome), None),
            title: caller.visit.t(&format!("changes-figure-{}", outcome.code())),
            number: tally.of(*outcome),
            here: show == Some(*outcome),
        })
        .collect()
}

/// `POST /o/{organization}/users/changes/{changes}`: `turn` is `apply`, `pause`, `resume`, `cancel` or `undo`.
pub(super) async fn turn(caller: ConsoleCaller, Path((named, id)): Path<(String, String)>, typed: Typed) -> Answer {
    let job: JobId = id.parse().map_err(|_| Refusal::NotFound)?;
    let (frame, _) = caller.enter(&named, caller.visit.t("changes-mine")).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    let path = |id: JobId| format!("{}/changes/{id}", place.href("users"));
    let organization = place.entered.id;
    if typed.text("turn") == "undo" {
        let undoing = undo(&caller.site.service, &caller.caller, organization, job).await?;
        return Ok(lead_to(&path(undoing.value)));
    }
    let turn = JobTurn::from_code(typed.text("turn")).ok_or_else(|| Refusal::field("turn", "value_unknown"))?;
    let command = TurnChanges { organization, job, turn, good_ones: typed.has("good_ones") };
    match caller.site.execute(caller.caller.clone(), command).await {
        Ok(_) => {
            let told = caller.visit.t(&format!("changes-turned-{}", turn.code()));
            Ok(done(&caller.site, &caller.visit, &path(job), &Flash::good(told)))
        }
        Err(Error::Refused(refusal @ Refusal::Rule { .. })) => {
            let page = draw(&caller, &named, &id, &Asked::default(), Some(&refusal)).await?;
            Ok(page_with(status(&refusal), &page)?)
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /o/{organization}/users/changes/{changes}/file`: what became of the rows, or would, as a file. No more than a
/// thousand rows are in memory, and each thousand asks again.
pub(super) async fn file(caller: ConsoleCaller, Path((named, id)): Path<(String, String)>) -> Answer {
    let id: JobId = id.parse().map_err(|_| Refusal::NotFound)?;
    let (frame, _) = caller.enter(&named, caller.visit.t("changes-mine")).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    get(&caller.site.service, &caller.caller, &named, id).await?;
    let name = format!("attachment; filename=\"{}-changes-{id}.csv\"", place.organization.slug);
    let name = HeaderValue::from_str(&name).map_err(|error| Error::Internal(error.to_string()))?;
    let begin = Some(Rest { caller, named, handle: place.entered.handle, id, after: None, is_first: true });
    let parts = futures_util::stream::try_unfold(begin, |rest| async move {
        match rest {
            Some(rest) => rest.next().await.map(Some),
            None => Ok::<_, Error>(None),
        }
    });
    let mut response: Response = Body::from_stream(parts).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8; header=present"));
    headers.insert(CONTENT_DISPOSITION, name);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// What of the file is still to come.
struct Rest {
    caller: ConsoleCaller,
    named: String,
    handle: prokura_decision::index::OrganizationHandle,
    id: JobId,
    after: Option<Place>,
    is_first: bool,
}

impl Rest {
    async fn next(self) -> Result<(String, Option<Self>), Error> {
        let caller = &self.caller;
        let changes = get(&caller.site.service, &caller.caller, &self.named, self.id).await?;
        let (found, is_more) = lines(&caller.site.service, &changes, None, self.after, BATCH).await?;
        let sight = caller.sight()?;
        let telling = Telling { caller, sight: &sight, organization: self.handle };
        let mut text = String::new();
        if self.is_first {
            text.push('\u{feff}');
            let headings = ["changes-row", "users-person", "external-email", "changes-outcome", "changes-what"];
            crate::csv::row(&mut text, headings.iter().map(|key| caller.visit.t(key)));
        }
        for (_, line) in &found {
            let shown = telling.row(line, "");
            let cells = [
                line.number.to_string(),
                line.who.clone(),
                line.email.clone(),
                shown.outcome,
                shown.sentences.join(" "),
            ];
            crate::csv::row(&mut text, cells.into_iter());
        }
        let after = found.last().map(|(place, _)| *place);
        let rest = is_more.then(|| Self { after, is_first: false, ..self });
        Ok((text, rest))
    }
}
