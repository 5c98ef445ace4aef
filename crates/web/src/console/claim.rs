//! Claiming people of free organizations whose address is in a domain of ours: whom, and what would become of each.

use super::lock::Lock;
use super::{Answer, ConsoleCaller, Frame, Typed, lead_to, page as answer, page_with};
use crate::problem::status;
use crate::text::Argument;
use askama::Template;
use axum::extract::{Path, RawQuery};
use prokura_app::bulk::begin;
use prokura_app::bulk::file::MOST_ROWS;
use prokura_app::bulk::task::What;
use prokura_app::error::Error;
use prokura_app::query::Part;
use prokura_app::query::claimable::{self, Claimable};
use prokura_domain::id::PrincipalId;
use prokura_domain::refusal::Refusal;

/// How many people a page shows, and so how many are chosen by hand at a time.
const ON_PAGE: usize = 25;
/// How many are read at a time where all are meant.
const BATCH: usize = 1_000;

/// Somebody who can be claimed.
struct Row {
    id: String,
    name: String,
    email: String,
    /// Where they are at home now.
    home: String,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "claim.html")]
struct ClaimPage {
    frame: Frame,
    path: String,
    users: String,
    /// Where domains are verified.
    settings: String,
    domains: Vec<String>,
    rows: Vec<Row>,
    count: String,
    everybody: String,
    next: Option<String>,
    /// Why nobody can be claimed here.
    lock: Option<Lock>,
    failed: Option<Lock>,
}

fn place_of(query: &str) -> Option<PrincipalId> {
    form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "after")?.1.parse().ok()
}

async fn draw(
    caller: &ConsoleCaller,
    named: &str,
    after: Option<PrincipalId>,
    chosen: &[PrincipalId],
    refusal: Option<&Refusal>,
) -> Result<ClaimPage, Error> {
    let visit = &caller.visit;
    let (frame, sight) = caller.enter(named, visit.t("claim-title")).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    sight.ask("users", prokura_decision::mask::Level::Read, place.entered.handle)?;
    let part = Part { after, limit: ON_PAGE };
    let (found, lock) = match claimable::list(&caller.site.service, &caller.caller, named, part).await {
        Ok(found) => (Some(found), None),
        Err(Error::Refused(refusal @ Refusal::Forbidden { .. })) => {
            (None, Some(Lock::of(&refusal, sight.policy(), visit.language)))
        }
        Err(error) => return Err(error),
    };
    let users = place.href("users");
    let path = format!("{users}/claim");
    let mut rows = Vec::new();
    let (mut count, mut domains, mut next) = (0, Vec::new(), None);
    if let Some(Claimable { people, count: all, domains: verified }) = found {
        let mut read = caller.read().await?;
        for person in people.items {
            rows.push(Row {
                id: person.id.to_string(),
                name: person.name.to_string(),
                email: person.email.to_string(),
                home: read.organization(person.home).await?.map(|it| it.name.to_string()).unwrap_or_default(),
                chosen: chosen.contains(&person.id),
            });
        }
        count = all;
        domains = verified.iter().map(ToString::to_string).collect();
        next = people.next.map(|after| format!("{path}?after={after}"));
    }
    let counted = [
        ("count", Argument::Number(i64::try_from(count).unwrap_or(i64::MAX))),
        ("shown", Argument::Text(visit.language.grouped(count))),
    ];
    Ok(ClaimPage {
        settings: place.href("settings"),
        count: visit.language.text_with("users-count", &counted),
        everybody: visit.language.text_with("claim-all", &counted),
        failed: refusal.map(|refusal| Lock::of(refusal, sight.policy(), visit.language)),
        frame: frame.section("users").crumb(visit.t("nav-users"), &users),
        path,
        users,
        domains,
        rows,
        next,
        lock,
    })
}

/// `GET /o/{organization}/users/claim`
pub(super) async fn page(caller: ConsoleCaller, Path(named): Path<String>, RawQuery(query): RawQuery) -> Answer {
    let after = place_of(query.as_deref().unwrap_or_default());
    Ok(answer(&draw(&caller, &named, after, &[], None).await?)?)
}

/// Everybody who can be claimed at this moment.
async fn everybody(caller: &ConsoleCaller, named: &str) -> Result<Vec<PrincipalId>, Error> {
    let (mut people, mut after) = (Vec::new(), None);
    loop {
        let part = Part { after, limit: BATCH };
        let found = claimable::list(&caller.site.service, &caller.caller, named, part).await?.people;
        people.extend(found.items.iter().map(|person| person.id));
        after = found.next;
        if after.is_none() || people.len() > MOST_ROWS {
            return Ok(people);
        }
    }
}

/// `POST /o/{organization}/users/claim`: `person` as often as there are people, or `all`. What would become of each is shown
/// first, as with everything that is done with many.
pub(super) async fn begin_claiming(caller: ConsoleCaller, Path(named): Path<String>, typed: Typed) -> Answer {
    let (frame, _) = caller.enter(&named, caller.visit.t("claim-title")).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    let people: Vec<PrincipalId> = if typed.has("all") {
        everybody(&caller, &named).await?
    } else {
        typed.all("person").filter_map(|id| id.parse().ok()).collect()
    };
    match begin::of_people(&caller.site.service, &caller.caller, place.entered.id, What::Claim, &people).await {
        Ok(begun) => Ok(lead_to(&place.href(&format!("users/changes/{}", begun.value)))),
        Err(Error::Refused(refusal @ (Refusal::Invalid(_) | Refusal::TooMany { .. }))) => {
            let page = draw(&caller, &named, None, &people, Some(&refusal)).await?;
            Ok(page_with(status(&refusal), &page)?)
        }
        Err(error) => Err(error.into()),
    }
}
