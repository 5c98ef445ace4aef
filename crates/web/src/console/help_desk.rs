//! The Help Desk: finding an organization, looking into it for an hour, asking for full access (PTR-07, SUP-01, SUP-02).

use super::{Answer, ConsoleCaller, Flash, Frame, Moment, Typed, done, page as answer, page_with};
use crate::problem::field_sentence;
use askama::Template;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use prokura_app::command::open_help_desk_session::OpenHelpDeskSession;
use prokura_app::command::request_support::{REASON_LENGTH, RequestSupport};
use prokura_app::command::withdraw_support::WithdrawSupport;
use prokura_app::error::Error;
use prokura_app::port::{Page, RequestFilter};
use prokura_app::query::Part;
use prokura_app::query::help_desk::{Customer, customer, search};
use prokura_app::query::support::requests_by_me;
use prokura_domain::id::{OrganizationId, SupportRequestId};
use prokura_domain::refusal::{FieldError, Refusal};
use prokura_domain::support::RequestState;
use prokura_domain::text::EmailAddress;
use serde::Deserialize;

/// How many organizations a search shows at most.
const MOST: usize = 50;
/// How many requests are shown.
const REQUESTS: usize = 20;

/// What is searched for.
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
    /// Where its Control Hub is, while access runs or a session is open there.
    control_hub: Option<String>,
    until: Option<Moment>,
    by_approval: bool,
}

/// A request of the agent's.
struct MyRequest {
    organization: String,
    href: String,
    addressed_to: String,
    asked_at: Moment,
    state: String,
    badge: &'static str,
    /// Until when it can be answered, or the access runs.
    until: Option<Moment>,
    withdraw: Option<String>,
    /// Where running access is ended.
    end: Option<String>,
    control_hub: Option<String>,
}

#[derive(Template)]
#[template(path = "help_desk.html")]
struct HelpDeskPage {
    frame: Frame,
    q: String,
    rows: Vec<Row>,
    more: bool,
    requests: Vec<MyRequest>,
}

#[derive(Template)]
#[template(path = "help_desk_organization.html")]
struct OrganizationPage {
    frame: Frame,
    name: String,
    kind: String,
    path: String,
    is_seen: bool,
    may_ask: bool,
    control_hub: String,
    /// Until when a session is open.
    session: Option<Moment>,
    /// Until when approved access runs.
    access: Option<Moment>,
    /// A request that waits for an answer: to whom and until when.
    pending: Option<(String, Moment)>,
    email: String,
    email_error: String,
    reason: String,
    reason_error: String,
    reason_hint: String,
    failed: bool,
}

/// `GET /helpdesk`
pub(super) async fn page(caller: ConsoleCaller, asked: Query<Asked>) -> Answer {
    let found = search(&caller.site.service, &caller.caller, &asked.q, MOST).await?;
    let standing = Standing::of(&caller).await?;
    let rows = found
        .organizations
        .iter()
        .map(|organization| {
            let access = standing.access_to(&caller, organization.id);
            let session = standing.session_in(&caller, organization.id);
            let by_approval = access.is_some();
            let until = access.or(session);
            Row {
                name: organization.name.to_string(),
                href: format!("/helpdesk/{}", organization.slug),
                kind: caller.visit.t(&format!("kind-{}", organization.kind.code())),
                control_hub: until.is_some().then(|| format!("/o/{}", organization.slug)),
                until,
                by_approval,
            }
        })
        .collect();
    Ok(answer(&HelpDeskPage {
        frame: caller.frame(caller.visit.t("hub-help-desk"))?.hub("hub-help-desk"),
        q: asked.q.trim().to_owned(),
        rows,
        more: found.more,
        requests: my_requests(&caller).await?,
    })?)
}

/// `GET /helpdesk/{organization}`
pub(super) async fn organization(caller: ConsoleCaller, Path(named): Path<String>) -> Answer {
    let found = customer(&caller.site.service, &caller.caller, &named).await?;
    Ok(answer(&form(&caller, &found, &Typed::default(), &[]).await?)?)
}

/// `POST /helpdesk/{organization}/session` (PTR-07)
pub(super) async fn open_session(caller: ConsoleCaller, Path(named): Path<String>) -> Answer {
    let found = customer(&caller.site.service, &caller.caller, &named).await?.organization;
    let command = OpenHelpDeskSession { organization: found.id };
    let opened = caller.site.execute(caller.caller.clone(), command).await?;
    let until = caller.visit.moment(opened.value.until);
    let text = caller.visit.t1("help-desk-session-opened", "moment", until.short);
    Ok(done(&caller.site, &caller.visit, &format!("/o/{}", found.slug), &Flash::good(text)))
}

/// `POST /helpdesk/{organization}/request` (SUP-02)
pub(super) async fn ask(caller: ConsoleCaller, Path(named): Path<String>, typed: Typed) -> Answer {
    let found = customer(&caller.site.service, &caller.caller, &named).await?;
    let email = match typed.text("addressed_to").parse::<EmailAddress>() {
        Ok(email) => email,
        Err(error) => {
            let errors = [FieldError::new("addressed_to", error.code)];
            let page = form(&caller, &found, &typed, &errors).await?;
            return Ok(page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)?);
        }
    };
    let organization = found.organization.id;
    let command = RequestSupport { organization, addressed_to: email, reason: typed.text("reason").to_owned() };
    match caller.site.execute(caller.caller.clone(), command).await {
        Ok(requested) => {
            let moment = caller.visit.moment(requested.value.lapses_at).short;
            let text = caller.visit.t1("help-desk-asked", "moment", moment);
            let back = format!("/helpdesk/{}", found.organization.slug);
            Ok(done(&caller.site, &caller.visit, &back, &Flash::good(text)))
        }
        Err(Error::Refused(Refusal::Invalid(errors))) => {
            let page = form(&caller, &found, &typed, &errors).await?;
            Ok(page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)?)
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /helpdesk/requests/{request}/withdraw`
pub(super) async fn withdraw(caller: ConsoleCaller, Path(request): Path<String>) -> Answer {
    let request: SupportRequestId = request.parse().map_err(|_| Refusal::NotFound)?;
    let withdrawn = caller.site.execute(caller.caller.clone(), WithdrawSupport { request }).await?;
    let () = withdrawn.value;
    Ok(done(&caller.site, &caller.visit, "/helpdesk", &Flash::good(caller.visit.t("help-desk-withdrawn"))))
}

async fn form(
    caller: &ConsoleCaller,
    found: &Customer,
    typed: &Typed,
    errors: &[FieldError],
) -> Result<OrganizationPage, Error> {
    let visit = &caller.visit;
    let organization = &found.organization;
    let standing = Standing::of(caller).await?;
    let mut read = caller.read().await?;
    let me = caller.me()?.person.id;
    let of_mine = RequestFilter { by: Some(me), to: Some(organization.id), ..RequestFilter::default() };
    let newest = read.support_requests(&of_mine, Page::first(1)).await?;
    let pending = newest
        .iter()
        .find(|it| it.organization == organization.id && it.state_at(visit.now) == RequestState::Pending)
        .map(|it| (it.addressed_to.to_string(), visit.moment(it.lapses_at())));
    let told = |field: &str| {
        errors
            .iter()
            .find(|error| error.field == field)
            .map(|error| field_sentence(error.code, &error.arguments, visit.language))
            .unwrap_or_default()
    };
    Ok(OrganizationPage {
        frame: caller
            .frame(organization.name.to_string())?
            .hub("hub-help-desk")
            .narrow()
            .crumb(visit.t("hub-help-desk"), "/helpdesk"),
        name: organization.name.to_string(),
        kind: visit.t(&format!("kind-{}", organization.kind.code())),
        path: format!("/helpdesk/{}", organization.slug),
        is_seen: found.is_seen,
        may_ask: found.may_ask,
        control_hub: format!("/o/{}", organization.slug),
        session: standing.session_in(caller, organization.id),
        access: standing.access_to(caller, organization.id),
        pending,
        email: typed.text("addressed_to").to_owned(),
        email_error: told("addressed_to"),
        reason: typed.text("reason").to_owned(),
        reason_error: told("reason"),
        reason_hint: visit.tn("help-desk-reason-hint", "most", REASON_LENGTH),
        failed: !errors.is_empty(),
    })
}

/// Where the agent is in now.
struct Standing {
    record: Option<prokura_decision::record::PrincipalRecord>,
}

impl Standing {
    async fn of(caller: &ConsoleCaller) -> Result<Self, Error> {
        let me = caller.me()?.person.id;
        Ok(Self { record: caller.read().await?.principal_record(me).await? })
    }

    fn access_to(&self, caller: &ConsoleCaller, organization: OrganizationId) -> Option<Moment> {
        let grants = self.record.iter().flat_map(|record| &record.support_grants);
        let until = grants
            .filter(|grant| grant.organization == organization && grant.term.contains(caller.visit.now))
            .filter_map(|grant| grant.term.until)
            .max()?;
        Some(caller.visit.moment(until))
    }

    fn session_in(&self, caller: &ConsoleCaller, organization: OrganizationId) -> Option<Moment> {
        let sessions = self.record.iter().flat_map(|record| &record.sessions);
        let until = sessions
            .filter(|session| session.organization == organization && session.term.contains(caller.visit.now))
            .filter_map(|session| session.term.until)
            .max()?;
        Some(caller.visit.moment(until))
    }
}

async fn my_requests(caller: &ConsoleCaller) -> Result<Vec<MyRequest>, Error> {
    let visit = &caller.visit;
    let mut read = caller.read().await?;
    let mut shown = Vec::new();
    for it in requests_by_me(&caller.site.service, &caller.caller, None, Part::first(REQUESTS)).await?.items {
        let request = &it.row.request;
        let Some(organization) = read.organization(request.organization).await? else { continue };
        let grant = read.support_grant_of(request.id).await?;
        let runs = grant.as_ref().filter(|grant| grant.term.contains(visit.now));
        let is_pending = it.row.state == RequestState::Pending;
        let (state, badge) = match (it.row.state, runs.is_some()) {
            (RequestState::Granted, true) => ("running", "badge-ok"),
            (RequestState::Granted, false) => ("over", ""),
            (RequestState::Pending, _) => ("pending", "badge-warn"),
            (RequestState::Denied, _) => ("denied", "badge-bad"),
            (RequestState::Reported, _) => ("denied", "badge-bad"),
            (RequestState::Lapsed, _) => ("lapsed", ""),
            (RequestState::Withdrawn, _) => ("withdrawn", ""),
        };
        let until = if is_pending { Some(request.lapses_at()) } else { runs.and_then(|grant| grant.term.until) };
        shown.push(MyRequest {
            organization: organization.name.to_string(),
            href: format!("/helpdesk/{}", organization.slug),
            addressed_to: request.addressed_to.to_string(),
            asked_at: visit.moment(request.requested_at),
            state: visit.t(&format!("request-{state}")),
            badge,
            until: until.map(|at| visit.moment(at)),
            withdraw: is_pending.then(|| format!("/helpdesk/requests/{}/withdraw", request.id)),
            end: runs.map(|grant| format!("/support-access/{}/end", grant.id)),
            control_hub: runs.map(|_| format!("/o/{}", organization.slug)),
        });
    }
    Ok(shown)
}
