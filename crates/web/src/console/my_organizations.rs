//! My organizations: home, and every organization in which one has a right, by what right and until when.

use super::licences_told::grouped;
use super::{Answer, ConsoleCaller, Frame, Standing, page as answer, standings};
use askama::Template;
use axum::extract::Query;
use prokura_app::error::Error;
use prokura_app::port::{Page, Read};
use prokura_app::query::licences::{self, RequestSeen};
use prokura_app::sight::Sight;
use prokura_decision::facts::Facts as _;
use prokura_decision::record::PrincipalRecord;
use prokura_domain::id::OrganizationId;
use prokura_domain::organization::{Organization, OrganizationKind};
use prokura_domain::refusal::Refusal;
use prokura_domain::time::Timestamp;
use serde::Deserialize;
use std::collections::BTreeSet;

/// How many customers the list shows at most; the rest is found by name.
const MOST: usize = 100;
/// How many organizations are looked at for somebody who sees them all.
const LOOKED_AT: u64 = 1_000;

/// What the list is narrowed by.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    q: String,
}

/// An organization of the list.
struct Row {
    name: String,
    href: String,
    kind: String,
    /// Whether restricted mode is on; only customers have it.
    restricted: Option<bool>,
    rights: Vec<Right>,
}

/// A right in it.
struct Right {
    title: String,
    /// Until when, in words.
    until: Option<String>,
}

#[derive(Template)]
#[template(path = "my_organizations.html")]
struct MyOrganizations {
    frame: Frame,
    home: Option<Row>,
    elsewhere: Vec<Row>,
    customers: Vec<Row>,
    /// Whether the person has customers to look for at all.
    has_customers: bool,
    is_vendor: bool,
    more: bool,
    q: String,
    /// Requests for seats that wait for the reader: in words, and where they are answered.
    waiting: Vec<(String, String)>,
}

/// `GET /`
pub(super) async fn page(caller: ConsoleCaller, asked: Query<Asked>) -> Answer {
    let sight = caller.sight()?;
    let mut read = caller.read().await?;
    let home_id = caller.me()?.person.home;
    let home = read.organization(home_id).await?;
    let kind = home.as_ref().map(|home| home.kind);
    let is_vendor = kind == Some(OrganizationKind::Vendor);

    let q = asked.q.trim().to_lowercase();
    let mut customers = Vec::new();
    let mut more = false;
    let record = read.principal_record(caller.me()?.person.id).await?.ok_or(Refusal::Unauthenticated)?;
    let served = served_by(&mut *read, home_id, kind, &sight).await?;
    let has_customers = !served.is_empty();
    let mut in_list: BTreeSet<OrganizationId> = served.iter().map(|organization| organization.id).collect();
    for organization in &served {
        if !q.is_empty() && !organization.name.as_str().to_lowercase().contains(&q) {
            continue;
        }
        if customers.len() == MOST {
            more = true;
            break;
        }
        customers.extend(row(&caller, &sight, &record, organization)?);
    }

    let mut elsewhere = Vec::new();
    in_list.insert(home_id);
    for id in with_a_grant(&record, sight.now) {
        if in_list.insert(id)
            && let Some(organization) = read.organization(id).await?
        {
            elsewhere.extend(row(&caller, &sight, &record, &organization)?);
        }
    }
    elsewhere.sort_by(|a, b| a.name.cmp(&b.name));

    let home = match &home {
        Some(home) => row(&caller, &sight, &record, home)?,
        None => None,
    };
    let hub = if kind == Some(OrganizationKind::Partner) { "hub-partner" } else { "hub-control" };
    let waiting = licences::waiting(&caller.site.service, &caller.caller).await?;
    let waiting = waiting.iter().map(|(customer, it)| waits(&caller, customer, it)).collect();
    let frame = caller.frame(caller.visit.t("nav-organizations"))?.hub(hub);
    Ok(answer(&MyOrganizations {
        frame,
        home,
        elsewhere,
        customers,
        has_customers,
        is_vendor,
        more,
        waiting,
        q: asked.q.trim().to_owned(),
    })?)
}

fn waits(caller: &ConsoleCaller, customer: &Organization, it: &RequestSeen) -> (String, String) {
    let language = caller.visit.language;
    let subscription = it.subscription.as_ref().map(|row| row.slug.to_string()).unwrap_or_default();
    let named = [
        ("customer", customer.name.to_string().into()),
        ("subscription", subscription.into()),
        ("quantity", grouped(language, it.request.quantity).into()),
        ("before", grouped(language, it.request.before).into()),
    ];
    (language.text_with("licences-waiting-text", &named), format!("/o/{}/licences", customer.slug))
}

/// Organizations that the person's home serves and the person may know of, by name.
pub(super) async fn served_by(
    read: &mut dyn Read,
    home: OrganizationId,
    kind: Option<OrganizationKind>,
    sight: &Sight,
) -> Result<Vec<Organization>, Error> {
    let mut all = match kind {
        Some(OrganizationKind::Partner) => {
            let mut all = Vec::new();
            let mut seen = BTreeSet::new();
            for tie in read.relationships_of_partner(home).await?.iter().filter(|tie| tie.term.contains(sight.now)) {
                if seen.insert(tie.customer) && may_know(sight, tie.customer)? {
                    all.extend(read.organization(tie.customer).await?);
                }
            }
            all
        }
        Some(OrganizationKind::Vendor) => {
            let mut all = read.organizations(Page { after: None, limit: LOOKED_AT }).await?;
            all.retain(|organization| organization.id != home && may_know(sight, organization.id).unwrap_or(false));
            all
        }
        Some(OrganizationKind::Customer | OrganizationKind::SelfRegistered | OrganizationKind::Consumer) | None => {
            Vec::new()
        }
    };
    all.sort_by_cached_key(|organization| organization.name.as_str().to_lowercase());
    Ok(all)
}

fn may_know(sight: &Sight, organization: OrganizationId) -> Result<bool, Error> {
    match sight.snapshot().organization_by_id(organization) {
        Some(handle) => Ok(sight.sees(handle)?),
        None => Ok(false),
    }
}

/// Organizations that gave the person a role, or let them in as support, and that count now.
pub(super) fn with_a_grant(record: &PrincipalRecord, now: Timestamp) -> BTreeSet<OrganizationId> {
    let grants = record.grants.iter().filter(|grant| grant.term.contains(now)).map(|grant| grant.organization);
    grants.chain(support(record, now).map(|(organization, ..)| organization)).collect()
}

/// Support access that runs: where, the key of its words, and until when.
fn support(
    record: &PrincipalRecord,
    now: Timestamp,
) -> impl Iterator<Item = (OrganizationId, &'static str, Option<Timestamp>)> {
    let grants = record.support_grants.iter().map(|grant| (grant.organization, "organizations-support", grant.term));
    let sessions = record.sessions.iter().map(|session| (session.organization, "organizations-session", session.term));
    grants.chain(sessions).filter(move |(.., term)| term.contains(now)).map(|(at, key, term)| (at, key, term.until))
}

fn row(
    caller: &ConsoleCaller,
    sight: &Sight,
    record: &PrincipalRecord,
    organization: &Organization,
) -> Result<Option<Row>, Error> {
    let Some(handle) = sight.snapshot().organization_by_id(organization.id) else { return Ok(None) };
    if !sight.sees(handle)? {
        return Ok(None);
    }
    let visit = &caller.visit;
    let told = |at: Option<Timestamp>| at.map(|at| visit.t1("until", "moment", visit.moment(at).short));
    let held = standings(sight, visit.language.0, handle)?;
    let held = held.into_iter().map(|Standing { title, until, .. }| Right { title, until: told(until) });
    let let_in = support(record, sight.now)
        .filter(|(at, ..)| *at == organization.id)
        .map(|(_, key, until)| Right { title: visit.t(key), until: told(until) });
    let facts = sight.snapshot().organization(handle);
    Ok(Some(Row {
        name: organization.name.to_string(),
        href: format!("/o/{}", organization.slug),
        kind: visit.t(&format!("kind-{}", organization.kind.code())),
        restricted: facts.filter(|facts| facts.kind == OrganizationKind::Customer).map(|facts| facts.restricted),
        rights: held.chain(let_in).collect(),
    }))
}
