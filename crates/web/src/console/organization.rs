//! An organization at a glance: what it is, who administers it, what needs somebody, what was done last.

use super::audit_told::{Teller, Told};
use super::beyond::Beyond;
use super::licences_told::{called, shortages};
use super::{Answer, ConsoleCaller, Frame, Moment, Place, page as answer};
use askama::Template;
use axum::extract::Path;
use prokura_app::error::Error;
use prokura_app::port::AuditFilter;
use prokura_app::query::Part;
use prokura_app::query::administrators::{Glance, glance};
use prokura_app::query::audit_log;
use prokura_app::query::licences::list;
use prokura_app::query::support::{NEWEST, requests_to};
use prokura_app::query::warnings::{Concern, Warning as StandingWarning, among};
use prokura_app::sight::Sight;
use prokura_decision::mask::{Level, Rights};
use prokura_domain::person::Person;
use prokura_domain::refusal::Refusal;
use prokura_domain::support::RequestState;

/// How many entries of the log are shown.
const RECENT: usize = 6;
/// How many administrators are named.
const NAMED: usize = 8;

/// Something that needs somebody.
struct Warning {
    kind: &'static str,
    icon: &'static str,
    heading: String,
    text: String,
    /// Whom it is about, and how many more there are.
    people: Vec<Named>,
    more: usize,
    link: Option<(String, String)>,
    until: Option<Moment>,
}

/// Somebody who administers.
struct Named {
    name: String,
    href: String,
}

impl Named {
    fn of(person: &Person, users: &str) -> Self {
        Self { name: person.name.to_string(), href: format!("{users}/{}", person.id) }
    }
}

/// Who administers, as far as one sees.
struct Admins {
    /// Full administrators; `None` where one does not see them.
    full: Option<Vec<Named>>,
    more: usize,
    own: Option<String>,
    outside: Option<String>,
    href: String,
    outside_href: String,
}

#[derive(Template)]
#[template(path = "organization.html")]
struct OrganizationPage {
    frame: Frame,
    name: String,
    kind: String,
    slug: String,
    active: bool,
    partners: Option<Vec<String>>,
    warnings: Vec<Warning>,
    admins: Option<Admins>,
    may: Beyond,
    /// The newest entries of the log; `None` where one does not see it.
    recent: Option<Vec<Told>>,
    audit_href: String,
    /// What people of the reader's own home did here, as their home's log has it: its address.
    mirror: Option<String>,
}

/// `GET /o/{organization}`
pub(super) async fn page(caller: ConsoleCaller, Path(named): Path<String>) -> Answer {
    let (frame, sight) = caller.enter(&named, caller.visit.t("nav-overview")).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    let handle = place.entered.handle;
    let may = |control: &str| sight.ask(control, Level::Read, handle).is_ok();
    let glance = glance(&caller.site.service, &caller.caller, &named).await?;
    let mut warnings = Vec::new();
    if may("support_access") {
        warnings.extend(of_support(&caller, &named, &place.href("support")).await?);
    }
    let kind = place.organization.kind;
    let standing_ones = among(&caller.site.service, &caller.caller, &named, &glance).await?;
    warnings.extend(standing_ones.iter().map(|warning| standing(&caller, warning, &place.href("users"))));
    if may("licenses") {
        warnings.extend(of_licences(&caller, &sight, &named, &place.href("licences")).await?);
    }
    let recent = if may("audit") {
        let mut read = caller.read().await?;
        let newest = Part { after: None, limit: RECENT };
        let filter = AuditFilter::default();
        let entries = audit_log::list(&caller.site.service, &caller.caller, &named, &filter, newest).await?.items;
        let teller = Teller::new(&caller.visit, &sight, &mut *read, place.entered.id, &entries).await?;
        Some(entries.iter().map(|entry| teller.told(entry)).collect::<Result<Vec<_>, _>>()?)
    } else {
        None
    };
    let partners =
        if may("settings") || may("external_admins") { Some(partners(&caller, &sight, &named).await?) } else { None };
    Ok(answer(&OrganizationPage {
        name: place.organization.name.to_string(),
        kind: caller.visit.t(&format!("kind-{}", kind.code())),
        slug: place.organization.slug.to_string(),
        active: place.organization.active,
        partners,
        warnings,
        admins: admins(&caller, glance, &place.href("users")),
        may: Beyond::of(sight.policy(), place.rights, Rights::NONE, caller.visit.language.0),
        recent,
        audit_href: place.href("audit"),
        mirror: mirror(&caller, &sight, &place).await?,
        frame: frame.section(""),
    })?)
}

/// The mirror in the log of the reader's home, where that is another organization and they may read its log.
async fn mirror(caller: &ConsoleCaller, sight: &Sight, place: &Place) -> Result<Option<String>, Error> {
    let Some(home) = caller.caller.actor.home().filter(|home| *home != place.entered.id) else { return Ok(None) };
    let Ok(entered) = sight.enter(&home.to_string()) else { return Ok(None) };
    if sight.ask("audit", Level::Read, entered.handle).is_err() {
        return Ok(None);
    }
    let home = caller.read().await?.organization(home).await?;
    Ok(home.map(|home| format!("/o/{}/audit?elsewhere={}", home.slug, place.organization.slug)))
}

/// Names of the partners that manage it now.
async fn partners(caller: &ConsoleCaller, sight: &Sight, named: &str) -> Result<Vec<String>, Error> {
    let id = sight.enter(named)?.id;
    let mut read = caller.read().await?;
    let Some(record) = read.organization_record(id).await? else { return Ok(Vec::new()) };
    let mut names = Vec::new();
    for tie in record.relationships.iter().filter(|tie| tie.term.contains(sight.now)) {
        names.extend(read.organization(tie.partner).await?.map(|partner| partner.name.to_string()));
    }
    names.sort();
    Ok(names)
}

/// Who from support waits for an answer, and who is in.
async fn of_support(caller: &ConsoleCaller, named: &str, href: &str) -> Result<Vec<Warning>, Error> {
    let visit = &caller.visit;
    let mut warnings = Vec::new();
    let mut read = caller.read().await?;
    for it in requests_to(&caller.site.service, &caller.caller, named, None, Part::first(NEWEST)).await?.items {
        let agent = it.agent.as_ref().map_or_else(|| visit.t("somebody"), |agent| agent.name.to_string());
        let link = Some((href.to_owned(), visit.t("nav-support")));
        match it.row.state {
            RequestState::Pending => warnings.push(Warning {
                kind: "info",
                icon: "headset",
                heading: visit.t1("approval-heading", "agent", agent),
                text: visit.t("overview-support-waits"),
                people: Vec::new(),
                more: 0,
                link,
                until: Some(visit.moment(it.row.request.lapses_at())),
            }),
            RequestState::Granted => {
                let grant = read.support_grant_of(it.row.request.id).await?;
                if let Some(until) = grant.filter(|it| it.term.contains(visit.now)).and_then(|it| it.term.until) {
                    warnings.push(Warning {
                        kind: "warn",
                        icon: "lifebuoy",
                        heading: visit.t1("support-is-in", "agent", agent),
                        text: visit.t("overview-support-runs"),
                        people: Vec::new(),
                        more: 0,
                        link,
                        until: Some(visit.moment(until)),
                    });
                }
            }
            RequestState::Denied | RequestState::Reported | RequestState::Lapsed | RequestState::Withdrawn => {}
        }
    }
    Ok(warnings)
}

/// What is short of seats, and until when it lasts.
async fn of_licences(caller: &ConsoleCaller, sight: &Sight, named: &str, href: &str) -> Result<Vec<Warning>, Error> {
    let seen = list(&caller.site.service, &caller.caller, named).await?;
    let pools = seen.pools.as_deref().unwrap_or_default();
    let short = shortages(&caller.visit, sight.policy(), pools, |id| called(&seen, id));
    let link = || Some((href.to_owned(), caller.visit.t("nav-licences")));
    let plain = |kind, icon, heading, text| Warning {
        kind,
        icon,
        heading,
        text,
        people: Vec::new(),
        more: 0,
        link: link(),
        until: None,
    };
    Ok(short.into_iter().map(|it| plain(it.kind, it.icon, it.heading, it.text)).collect())
}

/// What stands until somebody does something about it.
fn standing(caller: &ConsoleCaller, warning: &StandingWarning, users: &str) -> Warning {
    let (visit, concern) = (&caller.visit, warning.concern);
    let code = concern.code().replace('_', "-");
    let more = match concern {
        Concern::NoFullAdministrator | Concern::OneFullAdministrator => users.to_owned(),
        Concern::OutsideWithoutEnd => format!("{users}?show=external"),
        Concern::NotSignedIn | Concern::RightsUnused | Concern::AbsenceNotLookedFor => {
            format!("{users}?show=administrators")
        }
    };
    Warning {
        kind: "warn",
        icon: match concern {
            Concern::NoFullAdministrator | Concern::OneFullAdministrator => "alert-triangle",
            Concern::OutsideWithoutEnd => "calendar-time",
            Concern::NotSignedIn | Concern::AbsenceNotLookedFor => "user-off",
            Concern::RightsUnused => "key",
        },
        heading: visit.tn(&format!("warning-{code}"), "count", warning.count),
        text: visit.t(&format!("warning-{code}-text")),
        people: warning.people.iter().map(|it| Named::of(it, users)).collect(),
        more: if warning.people.is_empty() { 0 } else { warning.count.saturating_sub(warning.people.len()) },
        link: Some((more, visit.t("nav-users"))),
        until: None,
    }
}

fn admins(caller: &ConsoleCaller, glance: Glance, users: &str) -> Option<Admins> {
    if glance.own.is_none() && glance.outside.is_none() {
        return None;
    }
    let number = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
    let more = glance.full.as_ref().map_or(0, |full| full.len().saturating_sub(NAMED));
    let named = |(person, _): (Person, bool)| Named::of(&person, users);
    Some(Admins {
        full: glance.full.map(|full| full.into_iter().take(NAMED).map(named).collect()),
        more,
        own: glance.own.map(|own| caller.visit.tn("overview-own-count", "count", number(own))),
        outside: glance.outside.map(|outside| caller.visit.tn("overview-outside-count", "count", outside)),
        href: format!("{users}?show=administrators"),
        outside_href: format!("{users}?show=external"),
    })
}
