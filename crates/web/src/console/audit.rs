//! An organization's audit log: who did what, when, by what right, and what was tried and refused.

use super::audit_told::{Row, Teller, Told};
use super::{Answer, ConsoleCaller, Frame, Moment, Place, Typed, page as answer};
use askama::Template;
use axum::extract::{Path, Query};
use prokura_app::error::Error;
use prokura_app::job::audit_export::{Format, Wanted};
use prokura_app::port::{AuditFilter, Read};
use prokura_app::query::Part;
use prokura_app::query::as_of::Covered;
use prokura_app::query::audit_log::{self, controls_of};
use prokura_app::query::jobs;
use prokura_app::query::names::Names;
use prokura_app::sight::Sight;
use prokura_domain::id::{AuditEntryId, PrincipalId, SupportRequestId};
use prokura_domain::job::{Job, JobState};
use prokura_domain::refusal::Refusal;
use prokura_domain::time::Timestamp;
use serde::Deserialize;
use std::fmt::Write as _;

/// How many entries a page shows.
const ON_PAGE: usize = 50;

/// What can be done, in the order of the filter; each has a text.
pub(super) const DONE: [&str; 95] = [
    "signed_in",
    "session_ended",
    "sign_in_link_issued",
    "sign_in_link_used",
    "password_set",
    "sign_in_reset",
    "recovery_asked",
    "proved_again",
    "totp_added",
    "totp_used",
    "totp_removed",
    "recovery_codes_made",
    "recovery_code_used",
    "passkey_added",
    "passkey_renamed",
    "passkey_used",
    "passkey_removed",
    "identity_pinned",
    "federated_session_begun",
    "proved_at_provider",
    "signed_out_at_provider",
    "domain_added",
    "domain_verified",
    "domain_removed",
    "sso_secret_set",
    "person_added",
    "person_changed",
    "person_deleted",
    "person_restored",
    "person_erased",
    "person_claimed",
    "person_left",
    "role_assigned",
    "grant_changed",
    "grant_activated",
    "grant_ended",
    "custom_role_added",
    "custom_role_changed",
    "custom_role_deleted",
    "block_added",
    "block_changed",
    "support_requested",
    "support_granted",
    "support_denied",
    "support_withdrawn",
    "support_lapsed",
    "support_ended",
    "support_expired",
    "support_grant_imported",
    "support_grant_changed",
    "help_desk_session_opened",
    "help_desk_session_changed",
    "setting_changed",
    "preference_set",
    "news_written",
    "news_dropped",
    "news_released",
    "news_told",
    "news_sent",
    "organization_added",
    "organization_changed",
    "relationship_added",
    "relationship_changed",
    "subscription_added",
    "subscription_changed",
    "licence_rule_set",
    "licence_rule_removed",
    "licences_missed",
    "template_made",
    "template_changed",
    "template_applied",
    "template_deleted",
    "seats_asked",
    "seats_accepted",
    "seats_declined",
    "seats_withdrawn",
    "site_added",
    "site_changed",
    "location_added",
    "location_changed",
    "service_account_added",
    "token_issued",
    "token_revoked",
    "audit_exported",
    "signal_heard",
    "stream_added",
    "stream_changed",
    "stream_verified",
    "stream_removed",
    "administrators_exported",
    "changes_asked",
    "changes_applied",
    "changes_paused",
    "changes_resumed",
    "changes_cancelled",
];

/// What the list is narrowed by.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    from: String,
    until: String,
    actor: String,
    action: String,
    outcome: String,
    request: String,
    person: String,
    home: String,
    area: String,
    elsewhere: String,
    before: String,
}

/// An export of one's own that is kept.
struct Kept {
    href: String,
    format: &'static str,
    at: Moment,
    state: &'static str,
}

/// A choice of a filter.
struct Choice {
    code: String,
    title: String,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "audit.html")]
struct AuditPage {
    frame: Frame,
    path: String,
    asked: Asked,
    actor: String,
    /// Whose history it is: their name, and their page where they have one here.
    history: Option<(String, Option<String>)>,
    actions: Vec<Choice>,
    areas: Vec<Choice>,
    homes: Vec<Choice>,
    elsewhere: Vec<Choice>,
    outcomes: Vec<Choice>,
    entries: Vec<Told>,
    is_filtered: bool,
    /// How many of the filters that are folded away are set.
    more: usize,
    kept: Vec<Kept>,
    newest: Option<String>,
    older: Option<String>,
    /// Where it says who could do what at a moment; `None` for a reader who may not ask.
    as_of: Option<String>,
}

#[derive(Template)]
#[template(path = "audit_entry.html")]
struct EntryPage {
    frame: Frame,
    told: Told,
    at: Moment,
    basis: String,
    via: String,
    change: Vec<Row>,
    /// Whether there was anything before.
    had_before: bool,
    arguments: Vec<(String, String)>,
    request: String,
    revision: i64,
    policy: String,
    leaf_hash: String,
    support: Option<String>,
}

/// `GET /o/{organization}/audit`
pub(super) async fn page(caller: ConsoleCaller, Path(named): Path<String>, Query(asked): Query<Asked>) -> Answer {
    let (frame, sight) = caller.enter(&named, caller.visit.t("nav-audit")).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    let filter = filter(&caller, &asked)?;
    let before = match asked.before.as_str() {
        "" => None,
        number => Some(number.parse().map_err(|_| Refusal::field("before", "value_invalid"))?),
    };
    let part = Part { after: before, limit: ON_PAGE };
    let found = audit_log::list(&caller.site.service, &caller.caller, &named, &filter, part).await?;
    let mut read = caller.read().await?;
    let teller = Teller::new(&caller.visit, &sight, &mut *read, place.entered.id, &found.items).await?;
    let entries = found.items.iter().map(|entry| teller.told(entry)).collect::<Result<Vec<_>, _>>()?;
    // A link names a person by id; the field shows the address.
    let actor = match filter.actor {
        Some(actor) if asked.actor.parse::<uuid::Uuid>().is_ok() => {
            read.person(actor).await?.map_or_else(|| asked.actor.clone(), |person| person.email.to_string())
        }
        Some(_) | None => asked.actor.clone(),
    };
    let history = match &filter.history {
        Some((person, _)) => Some(whose(&caller, &mut *read, &place, *person).await?),
        None => None,
    };
    let title = history.as_ref().map(|(name, _)| caller.visit.t1("audit-history", "name", name));
    let homes = homes(&caller, &sight, &mut *read, &place, &asked).await?;
    let visit = &caller.visit;
    let choice =
        |code: &str, title: String, chosen: &str| Choice { chosen: chosen == code, code: code.to_owned(), title };
    let path = place.href("audit");
    let mut places = vec![choice("any", visit.t("audit-elsewhere-any"), &asked.elsewhere)];
    if let Ok(there) = sight.enter(&asked.elsewhere) {
        let there = read.organization(there.id).await?.map(|it| it.name.to_string()).unwrap_or_default();
        places.push(choice(&asked.elsewhere, visit.t1("audit-elsewhere-in", "organization", there), &asked.elsewhere));
    }
    let exports = jobs::audit_exports(&caller.site.service, &caller.caller, &named).await?;
    Ok(answer(&AuditPage {
        actions: DONE.into_iter().map(|code| choice(code, visit.t(&format!("audit-{code}")), &asked.action)).collect(),
        outcomes: ["done", "refused"]
            .into_iter()
            .map(|code| choice(code, visit.t(&format!("audit-outcome-{code}")), &asked.outcome))
            .collect(),
        areas: sight
            .policy()
            .areas
            .iter()
            .map(|area| choice(&area.name, area.title.in_locale(visit.language.0).to_owned(), &asked.area))
            .collect(),
        homes,
        elsewhere: places,
        more: asked.more(),
        kept: exports.into_iter().map(|job| kept(&caller, &path, &job)).collect::<Result<_, _>>()?,
        history,
        actor,
        entries,
        is_filtered: asked.is_filtered(),
        newest: before.map(|_| asked.href(&path, None)),
        older: found.next.map(|next| asked.href(&path, Some(next))),
        path,
        as_of: Covered::by(&sight, place.entered.handle).is_ok().then(|| place.href("as-of")),
        asked,
        frame: match &title {
            Some(title) => frame.section("audit").titled(title),
            None => frame.section("audit"),
        },
    })?)
}

/// `GET /o/{organization}/audit/{entry}`
pub(super) async fn entry(caller: ConsoleCaller, Path((named, entry)): Path<(String, String)>) -> Answer {
    let entry: AuditEntryId = entry.parse().map_err(|_| Refusal::NotFound)?;
    let (frame, sight) = caller.enter(&named, caller.visit.t("nav-audit")).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    let found = audit_log::get(&caller.site.service, &caller.caller, &named, entry).await?;
    let mut read = caller.read().await?;
    let teller = Teller::new(&caller.visit, &sight, &mut *read, place.entered.id, std::slice::from_ref(&found)).await?;
    let value = teller.opened(&found)?;
    let told = teller.told(&found)?;
    let row = &found.row;
    let title = caller.visit.t1("audit-number", "number", row.number);
    Ok(answer(&EntryPage {
        at: caller.visit.moment(row.at),
        basis: teller.basis(&value),
        via: teller.via(&value),
        had_before: value.get("before").is_some(),
        change: teller.change(&value),
        arguments: teller.arguments(&value),
        request: row.request.to_string(),
        revision: row.revision.0,
        policy: row.policy.clone(),
        leaf_hash: row.leaf_hash.iter().fold(String::with_capacity(64), |mut text, byte| {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        }),
        support: row.support_request.map(|request| request.to_string()),
        told,
        frame: frame.section("audit").crumb(caller.visit.t("nav-audit"), place.href("audit")).titled(title),
    })?)
}

fn kept(caller: &ConsoleCaller, path: &str, job: &Job) -> Result<Kept, Error> {
    Ok(Kept {
        href: format!("{path}/exports/{}", job.id),
        format: title_of(Wanted::of(job)?.format),
        at: caller.visit.moment(job.created_at),
        state: match job.state {
            JobState::Receiving | JobState::Working | JobState::Waiting | JobState::Paused => "export-is-working",
            JobState::Done => "export-is-done",
            JobState::Cancelled | JobState::Failed => "export-is-failed",
        },
    })
}

/// What people call a form of a file; the same in every language.
pub(super) const fn title_of(format: Format) -> &'static str {
    match format {
        Format::Csv => "CSV",
        Format::Jsonl => "JSON Lines",
    }
}

/// The name of somebody at home here or who has administered the organization, and their page; anybody else is somebody.
async fn whose(
    caller: &ConsoleCaller,
    read: &mut dyn Read,
    place: &Place,
    id: PrincipalId,
) -> Result<(String, Option<String>), Error> {
    let somebody = || (caller.visit.t("somebody"), None);
    let Some(person) = read.anybody(id).await? else { return Ok(somebody()) };
    let grants = read.grants_in(place.entered.id, Timestamp::MIN).await?;
    if person.home != place.entered.id && !grants.iter().any(|grant| grant.principal == id) {
        return Ok(somebody());
    }
    let is_here = person.home == place.entered.id
        || grants.iter().any(|it| it.principal == id && it.term.contains(caller.visit.now));
    let has_page = is_here && place.pages.iter().any(|section| section.path == "users");
    Ok((caller.visit.name(&person), has_page.then(|| format!("{}/{id}", place.href("users")))))
}

/// Where those are at home who act here: the organization itself, whoever manages it, and the vendor.
async fn homes(
    caller: &ConsoleCaller,
    sight: &Sight,
    read: &mut dyn Read,
    place: &Place,
    asked: &Asked,
) -> Result<Vec<Choice>, Error> {
    let mut found = vec![place.entered.id];
    if let Some(record) = read.organization_record(place.entered.id).await? {
        found.extend(record.relationships.iter().map(|tie| tie.partner));
    }
    let chosen = Names::new(&caller.site.service)?.organization(&asked.home);
    if sight.enter(&asked.home).is_ok() {
        found.push(chosen);
    }
    found.sort_unstable();
    found.dedup();
    let mut homes = Vec::new();
    for id in found {
        homes.extend(read.organization(id).await?.map(|it| Choice {
            chosen: !asked.home.is_empty() && it.id == chosen,
            code: it.id.to_string(),
            title: it.name.to_string(),
        }));
    }
    Ok(homes)
}

pub(super) fn filter(caller: &ConsoleCaller, asked: &Asked) -> Result<AuditFilter, Error> {
    let some = |text: &str| (!text.trim().is_empty()).then(|| text.trim().to_owned());
    let zone = &caller.visit.zone;
    let day = |field: &str, date: &str, moment: &dyn Fn(&str) -> Option<Timestamp>| match date.trim() {
        "" => Ok(None),
        date => moment(date).map(Some).ok_or_else(|| Refusal::field(field, "date_invalid")),
    };
    let names = Names::new(&caller.site.service)?;
    let request = match some(&asked.request) {
        None => None,
        Some(id) => Some(id.parse::<SupportRequestId>().map_err(|_| Refusal::field("request", "value_invalid"))?),
    };
    Ok(AuditFilter {
        actor: some(&asked.actor).map(|actor| names.person(&actor)),
        actor_home: some(&asked.home).map(|home| names.organization(&home)),
        history: some(&asked.person).map(|person| (names.person(&person), Vec::new())),
        elsewhere: some(&asked.elsewhere).map(|place| match place.as_str() {
            "any" => None,
            place => Some(names.organization(place)),
        }),
        controls: match some(&asked.area) {
            None => Vec::new(),
            Some(area) => controls_of(caller.site.service.policy(), &area)
                .ok_or_else(|| Refusal::field("area", "value_unknown"))?,
        },
        without: Vec::new(),
        up_to: None,
        down_to: None,
        subject: None,
        action: some(&asked.action),
        outcome: some(&asked.outcome),
        support_request: request,
        from: day("from", &asked.from, &|date| zone.beginning_of_day(date))?,
        until: day("until", &asked.until, &|date| zone.end_of_day(date))?,
    })
}

impl Asked {
    /// What was asked for by a form's fields.
    pub(super) fn typed(typed: &Typed) -> Self {
        let field = |name: &str| typed.text(name).to_owned();
        Self {
            from: field("from"),
            until: field("until"),
            actor: field("actor"),
            action: field("action"),
            outcome: field("outcome"),
            request: field("request"),
            person: field("person"),
            home: field("home"),
            area: field("area"),
            elsewhere: field("elsewhere"),
            before: String::new(),
        }
    }

    fn fields(&self) -> [(&'static str, &str); 10] {
        [
            ("from", &self.from),
            ("until", &self.until),
            ("actor", &self.actor),
            ("action", &self.action),
            ("outcome", &self.outcome),
            ("request", &self.request),
            ("person", &self.person),
            ("home", &self.home),
            ("area", &self.area),
            ("elsewhere", &self.elsewhere),
        ]
    }

    /// How many filters are set that a page shows on request only.
    fn more(&self) -> usize {
        [&self.area, &self.home, &self.elsewhere, &self.request].iter().filter(|value| !value.trim().is_empty()).count()
    }

    fn is_filtered(&self) -> bool {
        self.fields().iter().any(|(_, value)| !value.trim().is_empty())
    }

    /// The address of the page of entries before a number.
    pub(super) fn href(&self, path: &str, before: Option<i64>) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(self.fields().into_iter().filter(|(_, value)| !value.trim().is_empty()));
        if let Some(before) = before {
            query.append_pair("before", &before.to_string());
        }
        let query = query.finish();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language;
    use prokura_domain::text::Locale;
    use std::fs;
    use std::path::Path as FilePath;

    /// Every quoted word that stands right after a mark in the sources below a path.
    fn words_after(mark: &str, path: &FilePath, found: &mut Vec<String>) {
        if path.is_dir() {
            fs::read_dir(path).unwrap().for_each(|entry| words_after(mark, &entry.unwrap().path(), found));
            return;
        }
        let source = fs::read_to_string(path).unwrap();
        for rest in source.split(mark).skip(1) {
            let word = rest.split('"').nth(1).unwrap_or_default();
            if word.starts_with(|c: char| c.is_ascii_lowercase()) {
                found.push(word.to_owned());
            }
        }
    }

    #[test]
    fn whatever_is_logged_has_a_text() {
        let app = FilePath::new(env!("CARGO_MANIFEST_DIR")).join("../app/src");
        let (mut done, mut tried) = (Vec::new(), Vec::new());
        words_after("Description::new(", &app.join("audit/describe.rs"), &mut done);
        words_after("fn name(&self) -> &'static str {", &app.join("command"), &mut tried);
        done.sort_unstable();
        done.dedup();
        let mut listed: Vec<String> = DONE.iter().map(|code| (*code).to_owned()).collect();
        listed.sort_unstable();
        assert_eq!(listed, done, "the filter lists what can be done");
        assert!(tried.len() > 20, "{tried:?}");
        for locale in [Locale::En, Locale::Cs, Locale::Pl] {
            for code in done.iter().chain(&tried) {
                assert!(Language(locale).has(&format!("audit-{code}")), "audit-{code} in {locale:?}");
            }
        }
    }

    #[test]
    fn a_page_of_a_narrowed_log_stays_narrowed() {
        let asked = Asked { actor: "eva@a.example".to_owned(), outcome: "refused".to_owned(), ..Asked::default() };
        assert_eq!(asked.href("/o/x/audit", Some(7)), "/o/x/audit?actor=eva%40a.example&outcome=refused&before=7");
        assert_eq!(Asked::default().href("/o/x/audit", None), "/o/x/audit");
    }
}
