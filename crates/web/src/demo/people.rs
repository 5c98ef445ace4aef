//! Whom one can be: everybody of the example world, by organization, with what they are.

use crate::console::{Answer, Frame, Typed, Visit, initials, page as answer};
use crate::sign_in::{Client, begun};
use crate::site::Site;
use askama::Template;
use axum::extract::State;
use prokura_app::port::Page;
use prokura_domain::id::PrincipalId;
use prokura_domain::organization::OrganizationKind;
use prokura_domain::person::PersonStatus;
use prokura_domain::refusal::Refusal;

/// How many organizations, and people of each, are shown: the demo's world is small.
const MOST: u64 = 200;

struct House {
    name: String,
    kind: String,
    people: Vec<Somebody>,
}

struct Somebody {
    id: String,
    email: String,
    name: String,
    initials: String,
    roles: String,
    suspended: bool,
}

#[derive(Template)]
#[template(path = "demo/people.html")]
struct PeoplePage {
    frame: Frame,
    houses: Vec<House>,
}

/// `GET /demo/people`
pub(super) async fn page(State(site): State<Site>, visit: Visit) -> Answer {
    let mut read = site.service.read().await?;
    let policy = site.service.policy();
    let mut houses = Vec::new();
    for organization in read.organizations(Page { after: None, limit: MOST }).await? {
        let mut people = Vec::new();
        for person in read.people_at_home(organization.id, Page { after: None, limit: MOST }).await? {
            let mut roles = Vec::new();
            let record = read.principal_record(person.id).await?;
            for grant in record.iter().flat_map(|record| &record.grants).filter(|g| g.term.contains(visit.now)) {
                let title = policy
                    .role(&grant.role)
                    .map_or(grant.role.as_str(), |role| policy.role_at(role).title.in_locale(visit.language.0));
                let elsewhere = grant.organization != organization.id;
                let place = if elsewhere { read.organization(grant.organization).await? } else { None };
                let told = match place {
                    Some(place) => visit.t2("demo-role-at", "role", title, "organization", place.name),
                    None => title.to_owned(),
                };
                roles.push((elsewhere, told));
            }
            roles.sort();
            let roles: Vec<String> = roles.into_iter().map(|(_, told)| told).collect();
            people.push(Somebody {
                id: person.id.to_string(),
                email: person.email.to_string(),
                initials: initials(person.name.as_str()),
                name: person.name.to_string(),
                roles: if roles.is_empty() { visit.t("demo-no-role") } else { roles.join(", ") },
                suspended: person.status == PersonStatus::Suspended,
            });
        }
        people.sort_by(|a, b| a.name.cmp(&b.name));
        if !people.is_empty() {
            let rank = OrganizationKind::ALL.iter().position(|kind| *kind == organization.kind);
            let kind = visit.t(&format!("kind-{}", organization.kind.code()));
            houses.push((rank, House { name: organization.name.to_string(), kind, people }));
        }
    }
    houses.sort_by(|(a, one), (b, other)| (a, &one.name).cmp(&(b, &other.name)));
    let houses = houses.into_iter().map(|(_, house)| house).collect();
    Ok(answer(&PeoplePage { frame: Frame::new(&visit, visit.t("demo-people-title")).hub("demo"), houses })?)
}

/// `POST /demo/people`
pub(super) async fn become_somebody(State(site): State<Site>, Client(from): Client, typed: Typed) -> Answer {
    let person: PrincipalId = typed.text("person").parse().map_err(|_| Refusal::NotFound)?;
    let done = site.authentication.sign_in_as(person, from).await?;
    Ok(begun(&done.value, "/"))
}
