//! The vendor's cases: requests for access that a customer reported as unexpected (SUP-05).

use super::{Answer, ConsoleCaller, Frame, Moment, page as answer};
use askama::Template;
use axum::extract::{Path, Query};
use prokura_app::port::Newest;
use prokura_app::query::Part;
use prokura_app::query::support::reported;
use prokura_domain::refusal::Refusal;
use serde::Deserialize;

/// How many cases a page shows.
const ON_PAGE: usize = 50;

/// Which page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// The last case of the page before.
    after: String,
}

/// A case.
struct Case {
    organization: String,
    agent: String,
    agent_home: String,
    reason: String,
    addressed_to: String,
    asked_at: Moment,
    reported_at: Option<Moment>,
}

#[derive(Template)]
#[template(path = "cases.html")]
struct CasesPage {
    frame: Frame,
    cases: Vec<Case>,
    first: Option<String>,
    next: Option<String>,
}

/// `GET /o/{organization}/cases`
pub(super) async fn page(caller: ConsoleCaller, Path(named): Path<String>, Query(asked): Query<Asked>) -> Answer {
    let visit = &caller.visit;
    let (frame, _) = caller.enter(&named, visit.t("nav-cases")).await?;
    let path = frame.place.as_ref().map(|place| place.href("cases")).ok_or(Refusal::NotFound)?;
    let after = match asked.after.as_str() {
        "" => None,
        key => Some(key.parse::<Newest>().map_err(|()| Refusal::field("after", "value_invalid"))?),
    };
    let part = Part { after, limit: ON_PAGE };
    let found = reported(&caller.site.service, &caller.caller, &named, part).await?;
    let mut read = caller.read().await?;
    let mut cases = Vec::with_capacity(found.items.len());
    for it in found.items {
        let request = it.row.request;
        let home = match &it.agent {
            Some(agent) => read.organization(agent.home).await?,
            None => None,
        };
        let organization = read.organization(request.organization).await?;
        cases.push(Case {
            organization: organization.map(|it| it.name.to_string()).unwrap_or_default(),
            agent: it.agent.map_or_else(|| visit.t("somebody"), |agent| agent.name.to_string()),
            agent_home: home.map(|home| home.name.to_string()).unwrap_or_default(),
            reason: request.reason,
            addressed_to: request.addressed_to.to_string(),
            asked_at: visit.moment(request.requested_at),
            reported_at: request.decided_at.map(|at| visit.moment(at)),
        });
    }
    let next = found.next.map(|key| {
        let mut query = form_urlencoded::Serializer::new(String::new());
        format!("{path}?{}", query.append_pair("after", &key.to_string()).finish())
    });
    let first = (!asked.after.is_empty()).then_some(path);
    Ok(answer(&CasesPage { cases, first, next, frame: frame.section("cases") })?)
}
