//! Somebody else was faster: who changed what, beside what was typed, and the choice that is left.

use super::{ConsoleCaller, Frame, page_with};
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use prokura_app::error::Error;
use prokura_domain::refusal::Refusal;

/// A value as it was typed and as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Both {
    /// What it is called.
    pub(super) label: String,
    /// As it was typed.
    pub(super) typed: String,
    /// As it is now.
    pub(super) now: String,
}

/// What is left to choose.
#[derive(Clone, Debug)]
pub(super) struct Conflict {
    /// The values.
    pub(super) values: Vec<Both>,
    /// Where the form goes that goes on with what was typed.
    pub(super) action: String,
    /// Its fields, with the version there is now.
    pub(super) fields: Vec<(String, String)>,
    /// The words of its button.
    pub(super) go_on: String,
    /// Where what there is now stays.
    pub(super) back: String,
}

#[derive(Template)]
#[template(path = "conflict.html")]
struct ConflictPage {
    frame: Frame,
    told: String,
    conflict: Conflict,
}

/// The page of a conflict.
///
/// # Errors
/// When the store fails.
pub(super) async fn told(
    caller: &ConsoleCaller,
    frame: Frame,
    refusal: &Refusal,
    conflict: Conflict,
) -> Result<Response, Error> {
    let visit = &caller.visit;
    let (who, when) = match refusal {
        Refusal::Conflict { changed_by, changed_at, .. } => (*changed_by, *changed_at),
        Refusal::Unauthenticated
        | Refusal::StepUpNeeded { .. }
        | Refusal::NotFound
        | Refusal::Forbidden { .. }
        | Refusal::Rule { .. }
        | Refusal::Invalid(_)
        | Refusal::Over { .. }
        | Refusal::TooMany { .. } => (None, None),
    };
    let who = match who {
        Some(id) => caller.read().await?.anybody(id).await?.map(|person| caller.visit.name(&person)),
        None => None,
    };
    let who = who.unwrap_or_else(|| visit.t("somebody"));
    let told = match when {
        Some(at) => visit.t2("conflict-by-at", "name", who, "moment", visit.moment(at).exact),
        None => visit.t1("conflict-by", "name", who),
    };
    let title = visit.t("conflict-title");
    page_with(StatusCode::CONFLICT, &ConflictPage { frame: frame.narrow().titled(title), told, conflict })
}
