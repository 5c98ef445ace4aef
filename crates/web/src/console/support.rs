//! Support access, from the organization's side: who asks, who is in, what they did, and the switch for reading (SUP-02 to
//! SUP-09).

use super::settings::conflicted;
use super::{Answer, ConsoleCaller, Flash, Frame, Moment, Typed, done, page as answer};
use askama::Template;
use axum::extract::Path;
use prokura_app::command::answer_support::{Answer as SupportAnswer, AnswerSupport};
use prokura_app::command::change_setting::ChangeSetting;
use prokura_app::error::Error;
use prokura_app::port::AuditFilter;
use prokura_app::query::Part;
use prokura_app::query::audit_log;
use prokura_app::query::support::{NEWEST, Request, Supported, requests_to, sessions_in};
use prokura_app::sight::Sight;
use prokura_decision::giving::holds_at_home;
use prokura_decision::mask::Level;
use prokura_domain::grant::role::FULL_ADMIN;
use prokura_domain::id::SupportRequestId;
use prokura_domain::organization::Organization;
use prokura_domain::refusal::Refusal;
use prokura_domain::setting::{SettingValue, key};
use prokura_domain::support::RequestState;

/// How many past requests are shown.
const PAST: usize = 50;
/// How many acts of a running access are shown.
const ACTS: usize = 50;

/// A request that waits.
struct Waiting {
    agent: String,
    agent_home: String,
    reason: String,
    asked_at: Moment,
    lapses_at: Moment,
    action: String,
}

/// Access that runs.
struct Running {
    agent: String,
    agent_home: String,
    reason: String,
    until: Moment,
    end: String,
    acts: Vec<Act>,
}

/// Something done under it.
struct Act {
    what: String,
    at: Moment,
    refused: bool,
}

/// A request that is over.
struct Past {
    agent: String,
    agent_home: String,
    reason: String,
    asked_at: Moment,
    state: String,
    badge: &'static str,
    decided_by: String,
    log: String,
}

/// An open Help Desk session.
struct Session {
    agent: String,
    agent_home: String,
    until: Moment,
}

#[derive(Template)]
#[template(path = "support.html")]
struct SupportPage {
    frame: Frame,
    path: String,
    waiting: Vec<Waiting>,
    running: Vec<Running>,
    sessions: Vec<Session>,
    past: Vec<Past>,
    /// Whether the visitor may answer requests; else why not.
    may_answer: bool,
    /// Whether the switch is on, its version, and whether the visitor may turn it; `None` where there is no switch.
    switch: Option<(bool, i64, bool)>,
}

/// `GET /o/{organization}/support`
pub(super) async fn page(caller: ConsoleCaller, Path(named): Path<String>) -> Answer {
    let (frame, sight) = caller.enter(&named, caller.visit.t("nav-support")).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    sight.ask("support_access", Level::Read, place.entered.handle)?;
    let requests = requests_to(&caller.site.service, &caller.caller, &named, None, Part::first(NEWEST)).await?.items;
    let may_manage = sight.ask("support_access", Level::Manage, place.entered.handle).is_ok();
    let mut waiting = Vec::new();
    let mut running = Vec::new();
    let mut past = Vec::new();
    for it in &requests {
        match it.row.state {
            RequestState::Pending => waiting.push(waits(&caller, it).await?),
            RequestState::Granted => match runs(&caller, &sight, &place.organization, it).await? {
                Some(access) => running.push(access),
                None => past.push(over(&caller, &place.organization, it).await?),
            },
            RequestState::Denied | RequestState::Reported | RequestState::Lapsed | RequestState::Withdrawn => {
                past.push(over(&caller, &place.organization, it).await?);
            }
        }
    }
    past.truncate(PAST);
    let mut sessions = Vec::new();
    for it in sessions_in(&caller.site.service, &caller.caller, &named, true, Part::first(NEWEST)).await?.items {
        if let Some(until) = it.row.term.until
            && it.row.term.contains(sight.now)
        {
            let (agent, agent_home) = who(&caller, &it).await?;
            sessions.push(Session { agent, agent_home, until: caller.visit.moment(until) });
        }
    }
    Ok(answer(&SupportPage {
        path: place.href("support"),
        waiting,
        running,
        sessions,
        past,
        may_answer: may_manage
            && holds_at_home(
                sight.policy(),
                sight.snapshot(),
                sight.me()?,
                place.entered.handle,
                FULL_ADMIN,
                sight.now,
            ),
        switch: switch(&caller, &sight, &place.organization, may_manage).await?,
        frame: frame.section("support"),
    })?)
}

/// `POST /o/{organization}/support/{request}` (SUP-02)
pub(super) async fn decide(
    caller: ConsoleCaller,
    Path((named, request)): Path<(String, String)>,
    typed: Typed,
) -> Answer {
    let (frame, _) = caller.enter(&named, caller.visit.t("nav-support")).await?;
    let request: SupportRequestId = request.parse().map_err(|_| Refusal::NotFound)?;
    let (answer, said) = match typed.text("decision") {
        "grant" => (SupportAnswer::Grant, "support-granted"),
        "deny" => (SupportAnswer::Deny, "support-denied"),
        "report" => (SupportAnswer::DenyAndReport, "support-reported"),
        _ => return Err(Refusal::field("decision", "decision_missing").into()),
    };
    caller.site.execute(caller.caller.clone(), AnswerSupport { request, answer }).await?;
    let back = frame.place.as_ref().map_or_else(|| "/".to_owned(), |place| place.href("support"));
    Ok(done(&caller.site, &caller.visit, &back, &Flash::good(caller.visit.language.text(said))))
}

/// `POST /o/{organization}/support/reading` (SUP-08)
pub(super) async fn allow_reading(caller: ConsoleCaller, Path(named): Path<String>, typed: Typed) -> Answer {
    let (frame, _) = caller.enter(&named, caller.visit.t("nav-support")).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    let on = typed.has("on");
    let command = ChangeSetting {
        organization: place.entered.id,
        key: key::READ_ONLY_SUPPORT.to_owned(),
        value: SettingValue::Switch(on),
        expected_version: typed.text("version").parse().ok(),
    };
    match caller.site.execute(caller.caller.clone(), command).await {
        Ok(_) => {}
        Err(Error::Refused(refusal @ Refusal::Conflict { .. })) => {
            let wanted = SettingValue::Switch(on);
            return conflicted(&caller, frame.section("support"), &refusal, key::READ_ONLY_SUPPORT, &wanted).await;
        }
        Err(error) => return Err(error.into()),
    }
    let said = if on { "support-reading-on" } else { "support-reading-off" };
    Ok(done(&caller.site, &caller.visit, &place.href("support"), &Flash::good(caller.visit.language.text(said))))
}

async fn switch(
    caller: &ConsoleCaller,
    sight: &Sight,
    organization: &Organization,
    may_manage: bool,
) -> Result<Option<(bool, i64, bool)>, Error> {
    let Some(record) = caller.read().await?.organization_record(organization.id).await? else { return Ok(None) };
    if record.effective(sight.policy(), key::READ_ONLY_SUPPORT).is_none() {
        return Ok(None);
    }
    let version = record.settings.iter().find(|it| it.key == key::READ_ONLY_SUPPORT).map_or(0, |it| it.version);
    Ok(Some((record.is_on(sight.policy(), key::READ_ONLY_SUPPORT), version, may_manage)))
}

/// The agent's name and the name of their home.
async fn who<T>(caller: &ConsoleCaller, it: &Supported<T>) -> Result<(String, String), Error> {
    let Some(agent) = &it.agent else { return Ok((caller.visit.t("somebody"), String::new())) };
    let home = caller.read().await?.organization(agent.home).await?;
    Ok((agent.name.to_string(), home.map(|home| home.name.to_string()).unwrap_or_default()))
}

async fn waits(caller: &ConsoleCaller, it: &Supported<Request>) -> Result<Waiting, Error> {
    let (agent, agent_home) = who(caller, it).await?;
    let request = &it.row.request;
    Ok(Waiting {
        agent,
        agent_home,
        reason: request.reason.clone(),
        asked_at: caller.visit.moment(request.requested_at),
        lapses_at: caller.visit.moment(request.lapses_at()),
        action: request.id.to_string(),
    })
}

async fn runs(
    caller: &ConsoleCaller,
    sight: &Sight,
    organization: &Organization,
    it: &Supported<Request>,
) -> Result<Option<Running>, Error> {
    let request = &it.row.request;
    let mut read = caller.read().await?;
    let Some(grant) = read.support_grant_of(request.id).await? else { return Ok(None) };
    let Some(until) = grant.term.until.filter(|_| grant.term.contains(sight.now)) else { return Ok(None) };
    let handle = sight.snapshot().organization_by_id(organization.id).ok_or(Refusal::NotFound)?;
    let mut acts = Vec::new();
    if sight.ask("audit", Level::Read, handle).is_ok() {
        let filter = AuditFilter { support_request: Some(request.id), ..AuditFilter::default() };
        let newest = Part { after: None, limit: ACTS };
        let named = organization.id.to_string();
        let done = audit_log::list(&caller.site.service, &caller.caller, &named, &filter, newest).await?;
        for entry in done.items {
            acts.push(Act {
                what: caller.visit.t(&format!("audit-{}", entry.row.action)),
                at: caller.visit.moment(entry.row.at),
                refused: entry.row.outcome != "done",
            });
        }
    }
    let (agent, agent_home) = who(caller, it).await?;
    Ok(Some(Running {
        agent,
        agent_home,
        reason: request.reason.clone(),
        until: caller.visit.moment(until),
        end: format!("/support-access/{}/end", grant.id),
        acts,
    }))
}

async fn over(caller: &ConsoleCaller, organization: &Organization, it: &Supported<Request>) -> Result<Past, Error> {
    let (agent, agent_home) = who(caller, it).await?;
    let request = &it.row.request;
    let (state, badge) = match it.row.state {
        RequestState::Granted => ("request-over", "badge-ok"),
        RequestState::Denied => ("request-denied", ""),
        RequestState::Reported => ("request-reported", "badge-bad"),
        RequestState::Lapsed => ("request-lapsed", ""),
        RequestState::Withdrawn => ("request-withdrawn", ""),
        RequestState::Pending => ("request-pending", "badge-warn"),
    };
    let decided_by = match request.decided_by {
        Some(by) => {
            caller.read().await?.anybody(by).await?.map(|person| caller.visit.name(&person)).unwrap_or_default()
        }
        None => String::new(),
    };
    Ok(Past {
        agent,
        agent_home,
        reason: request.reason.clone(),
        asked_at: caller.visit.moment(request.requested_at),
        state: caller.visit.language.text(state),
        badge,
        decided_by,
        log: format!("/o/{}/audit?request={}", organization.slug, request.id),
    })
}
