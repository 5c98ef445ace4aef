//! Who may, to what, and what (AuthZEN, Search).

use super::deciding::{Deciding, answer, json, malformed};
use super::shape::{self, ActionSearch, Page, ResourceSearch, SubjectSearch};
use crate::cursor;
use crate::problem::Problem;
use crate::site::Site;
use axum::extract::State;
use axum::response::Response;
use prokura_app::query::decisions::Named;
use prokura_app::secret::Keys;
use prokura_wire::authzen::{
    ActionSearchRequest, FoundAction, FoundActions, FoundEntities, FoundEntity, PageAnswer, ResourceSearchRequest,
    SubjectSearchRequest,
};
use std::str::FromStr;

/// Results of a page where the caller does not say.
const USUAL: u64 = 100;
/// Results of a page at most.
const MOST: u64 = 1_000;

/// Who may do the action to the resource?
#[utoipa::path(
    post, path = "/access/v1/search/subject", operation_id = "search_subjects", tag = "decisions",
    request_body = SubjectSearchRequest,
    responses((status = 200, description = "Subjects that may.", body = FoundEntities)),
)]
pub(super) async fn search_subjects(State(site): State<Site>, deciding: Deciding) -> Result<Response, Problem> {
    let wrong = |why: String| malformed(why, &deciding.current);
    let search: SubjectSearch<'_> = shape::read(&deciding.body).map_err(wrong)?;
    let kind = shape::kind(search.subject.as_ref(), "subject").map_err(wrong)?;
    let action = shape::action(search.action.as_ref(), None).map_err(wrong)?;
    let resource = named(shape::entity(search.resource.as_ref(), None, "resource").map_err(wrong)?);
    let query = ["subject", kind, action, resource.kind, resource.id];
    let page = Paging::read(site.service.keys(), &query, search.page.as_ref().map(|page| &page.0)).map_err(wrong)?;
    let found = deciding.decider.search_subjects(kind, action, resource, page.after, page.limit()).await;
    let next_token = page.next(site.service.keys(), &query, found.next);
    Ok(answer(json(&entities(kind, found.results, next_token)), &deciding.decider))
}

/// To what may the subject do the action?
#[utoipa::path(
    post, path = "/access/v1/search/resource", operation_id = "search_resources", tag = "decisions",
    request_body = ResourceSearchRequest,
    responses((status = 200, description = "Resources to which the subject may.", body = FoundEntities)),
)]
pub(super) async fn search_resources(State(site): State<Site>, deciding: Deciding) -> Result<Response, Problem> {
    let wrong = |why: String| malformed(why, &deciding.current);
    let search: ResourceSearch<'_> = shape::read(&deciding.body).map_err(wrong)?;
    let subject = named(shape::entity(search.subject.as_ref(), None, "subject").map_err(wrong)?);
    let action = shape::action(search.action.as_ref(), None).map_err(wrong)?;
    let kind = shape::kind(search.resource.as_ref(), "resource").map_err(wrong)?;
    let query = ["resource", subject.kind, subject.id, action, kind];
    let page = Paging::read(site.service.keys(), &query, search.page.as_ref().map(|page| &page.0)).map_err(wrong)?;
    let found = deciding.decider.search_resources(subject, action, kind, page.after, page.limit()).await;
    let next_token = page.next(site.service.keys(), &query, found.next);
    Ok(answer(json(&entities(kind, found.results, next_token)), &deciding.decider))
}

/// What may the subject do to the resource?
#[utoipa::path(
    post, path = "/access/v1/search/action", operation_id = "search_actions", tag = "decisions",
    request_body = ActionSearchRequest,
    responses((status = 200, description = "Actions that the subject may do.", body = FoundActions)),
)]
pub(super) async fn search_actions(State(site): State<Site>, deciding: Deciding) -> Result<Response, Problem> {
    let wrong = |why: String| malformed(why, &deciding.current);
    let search: ActionSearch<'_> = shape::read(&deciding.body).map_err(wrong)?;
    let subject = named(shape::entity(search.subject.as_ref(), None, "subject").map_err(wrong)?);
    let resource = named(shape::entity(search.resource.as_ref(), None, "resource").map_err(wrong)?);
    let query = ["action", subject.kind, subject.id, resource.kind, resource.id];
    let page = Paging::read(site.service.keys(), &query, search.page.as_ref().map(|page| &page.0)).map_err(wrong)?;
    let found = deciding.decider.search_actions(subject, resource, page.after, page.limit());
    let page =
        PageAnswer { next_token: page.next(site.service.keys(), &query, found.next), count: found.results.len() };
    let results = found.results.into_iter().map(|name| FoundAction { name }).collect();
    Ok(answer(json(&FoundActions { page, results }), &deciding.decider))
}

fn named<'a>((kind, id): (&'a str, &'a str)) -> Named<'a> {
    Named { kind, id }
}

fn entities(kind: &str, found: Vec<String>, next_token: String) -> FoundEntities {
    let page = PageAnswer { next_token, count: found.len() };
    FoundEntities { page, results: found.into_iter().map(|id| FoundEntity { r#type: kind.to_owned(), id }).collect() }
}

/// Where a page begins and how long it is. A token names the search and the length it belongs to: with any other it is
/// refused.
struct Paging<K> {
    after: Option<K>,
    limit: u64,
}

impl<K: FromStr + ToString> Paging<K> {
    fn read(keys: &Keys, query: &[&str], page: Option<&Page<'_>>) -> Result<Self, String> {
        let asked = page.and_then(|page| page.limit);
        if asked.is_some_and(|asked| i64::try_from(asked).is_err()) {
            return Err("page.limit is too large to be one".to_owned());
        }
        let Some(token) = page.and_then(|page| page.token.as_deref()).filter(|token| !token.is_empty()) else {
            return Ok(Self { after: None, limit: asked.unwrap_or(USUAL).clamp(1, MOST) });
        };
        let opened = cursor::open(keys, query, token)
            .and_then(|opened| opened.split_once(' ').map(|(limit, after)| (limit.to_owned(), after.to_owned())))
            .and_then(|(limit, after)| Some((limit.parse::<u64>().ok()?, after.parse::<K>().ok()?)));
        let (limit, after) = opened.ok_or_else(|| "page.token is not one that this search gave out".to_owned())?;
        if asked.is_some_and(|asked| asked.clamp(1, MOST) != limit) {
            return Err("page.limit is not that of the page before".to_owned());
        }
        Ok(Self { after: Some(after), limit })
    }

    fn limit(&self) -> usize {
        usize::try_from(self.limit).unwrap_or(usize::MAX)
    }

    fn next(&self, keys: &Keys, query: &[&str], next: Option<K>) -> String {
        next.map(|next| cursor::seal(keys, query, &format!("{} {}", self.limit, next.to_string()))).unwrap_or_default()
    }
}
