//! The page behind the mail's link (SUP-03): a full administrator grants or denies an agent's request, ends what they
//! granted, and needs no session for it. Opening it changes nothing.

use super::reach::Reach;
use super::{Answer, Flash, Frame, Moment, Trouble, Typed, Visit, done, lead_to, page as answer_with};
use crate::site::Site;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::header::{HeaderName, HeaderValue};
use axum::response::Response;
use prokura_app::caller::{Actor, Caller, Via};
use prokura_app::command::answer_support::{Answer as SupportAnswer, AnswerSupport};
use prokura_app::command::end_support::EndSupport;
use prokura_app::error::Error;
use prokura_app::port::Read;
use prokura_app::sight::Sight;
use prokura_decision::facts::Facts as _;
use prokura_decision::mask::Level;
use prokura_domain::organization::Organization;
use prokura_domain::person::Person;
use prokura_domain::refusal::Refusal;
use prokura_domain::support::{RequestState, SupportGrant, SupportRequest};

/// Who holds a link, and to what.
struct Link {
    caller: Caller,
    request: SupportRequest,
}

/// Who asks, for what and why.
#[derive(Clone, Debug)]
struct Asking {
    agent: String,
    agent_home: String,
    organization: String,
    reason: String,
    asked_at: Moment,
}

/// A request that waits for an answer.
struct Pending {
    lapses_at: Moment,
}

/// Access that runs.
struct Running {
    until: Moment,
    approved_by: String,
}

/// What became of the request.
struct Outcome {
    class: &'static str,
    icon: &'static str,
    heading: String,
    text: String,
}

#[derive(Template)]
#[template(path = "approval.html")]
struct ApprovalPage {
    frame: Frame,
    asking: Asking,
    path: String,
    console: String,
    reach: Reach,
    lifters: String,
    pending: Option<Pending>,
    running: Option<Running>,
    outcome: Option<Outcome>,
}

/// `GET /support/{token}`
pub(super) async fn page(State(site): State<Site>, visit: Visit, Path(token): Path<String>) -> Answer {
    let link = open(&site, &visit, &token).await?;
    let sight = site.service.sight(&link.caller)?;
    let entered = sight.enter(&link.request.organization.to_string())?;
    // Whoever may no longer decide learns nothing more than that there is nothing for them.
    sight.ask("support_access", Level::Manage, entered.handle).map_err(|_| Refusal::NotFound)?;
    let mut read = site.service.read().await?;
    let organization = read.organization(entered.id).await?.ok_or(Refusal::NotFound)?;
    let shown = shown(&visit, &sight, &mut *read, &token, &link.request, &organization).await?;
    Ok(unindexed(answer_with(&shown)?))
}

/// `POST /support/{token}`
pub(super) async fn answer(State(site): State<Site>, visit: Visit, Path(token): Path<String>, typed: Typed) -> Answer {
    let link = open(&site, &visit, &token).await?;
    let answer = match typed.text("decision") {
        "grant" => SupportAnswer::Grant,
        "deny" => SupportAnswer::Deny,
        "report" => SupportAnswer::DenyAndReport,
        _ => return Err(Refusal::field("decision", "decision_missing").into()),
    };
    let back = format!("/support/{token}");
    match site.execute(link.caller, AnswerSupport { request: link.request.id, answer }).await {
        // The page says what has become of it.
        Ok(_) | Err(Error::Refused(Refusal::Over { .. })) => Ok(lead_to(&back)),
        Err(error) => Err(error.into()),
    }
}

/// `POST /support/{token}/end` (SUP-07)
pub(super) async fn end(State(site): State<Site>, visit: Visit, Path(token): Path<String>) -> Answer {
    let link = open(&site, &visit, &token).await?;
    let grant = site.service.read().await?.support_grant_of(link.request.id).await?.ok_or(Refusal::NotFound)?;
    let back = format!("/support/{token}");
    match site.execute(link.caller, EndSupport { grant: grant.id }).await {
        Ok(_) => Ok(done(&site, &visit, &back, &Flash::good(visit.t("access-ended")))),
        Err(Error::Refused(Refusal::Over { .. })) => Ok(lead_to(&back)),
        Err(error) => Err(error.into()),
    }
}

/// The request behind a link that we made, for whom it was sent to.
async fn open(site: &Site, visit: &Visit, token: &str) -> Result<Link, Trouble> {
    let (request, approver) = site.service.keys().open_support_link(token).ok_or(Refusal::NotFound)?;
    let mut read = site.service.read().await?;
    let request = read.support_request(request).await?.ok_or(Refusal::NotFound)?;
    let person = read.person(approver).await?.ok_or(Refusal::NotFound)?;
    if request.approver != Some(approver) {
        return Err(Refusal::NotFound.into());
    }
    let actor = Actor::Principal { id: person.id, home: person.home, via: Via::MailLink };
    Ok(Link { caller: Caller { actor, request: visit.request, idempotency: None }, request })
}

async fn shown(
    visit: &Visit,
    sight: &Sight,
    read: &mut dyn Read,
    token: &str,
    request: &SupportRequest,
    organization: &Organization,
) -> Result<ApprovalPage, Error> {
    let agent = read.anybody(request.agent).await?;
    let home = match &agent {
        Some(agent) => read.organization(agent.home).await?,
        None => None,
    };
    let asking = Asking {
        agent: agent.map_or_else(|| visit.t("somebody"), |agent| visit.name(&agent)),
        agent_home: home.map(|home| home.name.to_string()).unwrap_or_default(),
        organization: organization.name.to_string(),
        reason: request.reason.clone(),
        asked_at: visit.moment(request.requested_at),
    };
    let grant = read.support_grant_of(request.id).await?;
    let state = request.state_at(sight.now);
    let running = match &grant {
        Some(grant) if grant.term.contains(sight.now) => Some(Running {
            until: visit.moment(grant.term.until.unwrap_or(sight.now)),
            approved_by: name(read.anybody(grant.approved_by).await?, visit),
        }),
        Some(_) | None => None,
    };
    let decided_by = match request.decided_by {
        Some(id) => name(read.anybody(id).await?, visit),
        None => String::new(),
    };
    let outcome = if running.is_some() { None } else { outcome(visit, state, grant.as_ref(), &asking, &decided_by) };
    let snapshot = sight.snapshot();
    let agent = snapshot.principal_by_id(request.agent);
    let place = snapshot.organization_by_id(organization.id);
    let reach = match (agent, place) {
        (Some(agent), Some(place)) => Reach::of(snapshot, agent, place, sight.now, visit.language.0),
        (Some(_) | None, _) => Reach::default(),
    };
    let mut lifters = Vec::new();
    if place.and_then(|place| snapshot.organization(place)).is_some_and(|facts| facts.restricted)
        && let Some(record) = read.organization_record(organization.id).await?
    {
        for tie in record.relationships.iter().filter(|tie| tie.term.contains(sight.now)) {
            lifters.extend(read.organization(tie.partner).await?.map(|partner| partner.name.to_string()));
        }
    }
    let title = visit.t1("approval-title", "agent", &asking.agent);
    Ok(ApprovalPage {
        frame: Frame::new(visit, title),
        path: format!("/support/{token}"),
        console: format!("/o/{}/support", organization.slug),
        reach,
        lifters: lifters.join(", "),
        pending: (state == RequestState::Pending).then(|| Pending { lapses_at: visit.moment(request.lapses_at()) }),
        running,
        outcome,
        asking,
    })
}

fn name(person: Option<Person>, visit: &Visit) -> String {
    person.map_or_else(|| visit.t("somebody"), |person| visit.name(&person))
}

fn outcome(
    visit: &Visit,
    state: RequestState,
    grant: Option<&SupportGrant>,
    asking: &Asking,
    decided_by: &str,
) -> Option<Outcome> {
    let told =
        |class, icon, heading: &str, text: String| Some(Outcome { class, icon, heading: visit.t(heading), text });
    match state {
        RequestState::Pending => None,
        RequestState::Granted => {
            let over = grant.and_then(|grant| grant.term.until).map(|at| visit.moment(at).text).unwrap_or_default();
            let key = if grant.is_some_and(|grant| grant.ended_by.is_some()) {
                "approval-ended-text"
            } else {
                "approval-expired-text"
            };
            told("neutral", "circle-check", "approval-over", visit.t2(key, "agent", &asking.agent, "moment", over))
        }
        RequestState::Denied => told(
            "neutral",
            "circle-x",
            "approval-denied",
            visit.t2("approval-denied-text", "name", decided_by, "agent", &asking.agent),
        ),
        RequestState::Reported => told(
            "ok",
            "flag",
            "approval-reported",
            visit.t2("approval-reported-text", "name", decided_by, "agent", &asking.agent),
        ),
        RequestState::Lapsed => {
            told("neutral", "hourglass", "approval-lapsed", visit.t1("approval-lapsed-text", "agent", &asking.agent))
        }
        RequestState::Withdrawn => told(
            "neutral",
            "arrow-left",
            "approval-withdrawn",
            visit.t1("approval-withdrawn-text", "agent", &asking.agent),
        ),
    }
}

/// The address is a secret: no search engine keeps it.
fn unindexed(mut response: Response) -> Response {
    let name = HeaderName::from_static("x-robots-tag");
    response.headers_mut().insert(name, HeaderValue::from_static("noindex, nofollow, noarchive"));
    response
}
