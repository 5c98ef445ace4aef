//! An organization at a glance: what it is, who administers it, what needs somebody, what was done last.

use super::audit_told::{Teller, Told};
use super::beyond::Beyond;
use super::{Answer, ConsoleCaller, Frame, Moment, Place, page as answer};
use askama::Template;
use axum::extract::Path;
use prokura_app::error::Error;
use prokura_app::port::AuditFilter;
use prokura_app::query::Part;
use prokura_app::query::administrators::{Administrators, Holding, list};
use prokura_app::query::support::{NEWEST, requests_to};
use prokura_app::query::warnings::{Concern, Warning as StandingWarning, among};
use prokura_app::sight::Sight;
use prokura_decision::mask::{Level, Rights};
use prokura_domain::grant::role::FULL_ADMIN;
use prokura_domain::person::{Person, PersonStatus};
use prokura_domain::refusal::Refusal;
use prokura_domain::support::RequestState;
use prokura_domain::time::Timestamp;

/// How many entries of the log are shown.
const RECENT: u64 = 6;
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
    let administrators = match list(&caller.site.service, &caller.caller, &named).await {
        Ok(administrators) => Some(administrators),
        Err(Error::Refused(Refusal::Forbidden { .. })) => None,
        Err(error) => return Err(error.into()),
    };
    let mut warnings = Vec::new();
    if may("support_access") {
        warnings.extend(of_support(&caller, &named, &place.href("support")).await?);
    }
    let kind = place.organization.kind;
    if let Some(all) = &administrators {
        let standing_ones = among(&caller.site.service, place.entered.id, all).await?;
        warnings.extend(standing_ones.iter().map(|warning| standing(&caller, warning, &place.href("users"))));
    }
    let recent = if may("audit") {
        let mut read = caller.read().await?;
        let entries = read.audit_entries(place.entered.id, &AuditFilter::default(), None, RECENT).await?;
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
        admins: administrators.map(|all| admins(&caller, all, sight.now, &place.href("users"))),
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

/// What stands until somebody does something about it.
fn standing(caller: &ConsoleCaller, warning: &StandingWarning, users: &str) -> Warning {
    let (visit, concern) = (&caller.visit, warning.concern);
    let code = concern.code().replace('_', "-");
    let more = match concern {
        Concern::NoFullAdministrator | Concern::OneFullAdministrator => users.to_owned(),
        Concern::OutsideWithoutEnd => format!("{users}?show=external"),
        Concern::NotSignedIn | Concern::RightsUnused => format!("{users}?show=administrators"),
    };
    Warning {
        kind: "warn",
        icon: match concern {
            Concern::NoFullAdministrator | Concern::OneFullAdministrator => "alert-triangle",
            Concern::OutsideWithoutEnd => "calendar-time",
            Concern::NotSignedIn => "user-off",
            Concern::RightsUnused => "key",
        },
        heading: visit.tn(&format!("warning-{code}"), "count", warning.count),
        text: visit.t(&format!("warning-{code}-text")),
        people: warning.people.iter().map(|it| Named::of(it, users)).collect(),
        more: warning.count.saturating_sub(warning.people.len()),
        link: Some((more, visit.t("nav-users"))),
        until: None,
    }
}

fn admins(caller: &ConsoleCaller, all: Administrators, now: Timestamp, users: &str) -> Admins {
    let is_full =
        |holding: &Holding| matches!(holding, Holding::Given(it) if it.role == FULL_ADMIN && it.term.contains(now));
    let full = all.own.as_ref().map(|own| {
        let full = own.iter().filter(|it| it.person.status == PersonStatus::Active && it.holds.iter().any(is_full));
        full.map(|it| Named::of(&it.person, users)).collect::<Vec<_>>()
    });
    let more = full.as_ref().map_or(0, |full| full.len().saturating_sub(NAMED));
    Admins {
        full: full.map(|mut full| {
            full.truncate(NAMED);
            full
        }),
        more,
        own: all.own.map(|own| caller.visit.tn("overview-own-count", "count", own.len())),
        outside: all.outside.map(|outside| caller.visit.tn("overview-outside-count", "count", outside.len())),
        href: format!("{users}?show=administrators"),
        outside_href: format!("{users}?show=external"),
    }
}
