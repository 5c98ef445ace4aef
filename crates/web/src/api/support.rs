//! Support access: requests, their answers, the access given, and Help Desk sessions.

use super::answer::Written;
use super::extract::{Listing, Paging, Path, Query, Reading, Writing, id};
use crate::problem::Problem;
use axum::Json;
use prokura_app::command::answer_support::{Answer, AnswerSupport};
use prokura_app::command::close_help_desk_session::CloseHelpDeskSession;
use prokura_app::command::end_support::EndSupport;
use prokura_app::command::open_help_desk_session::OpenHelpDeskSession;
use prokura_app::command::request_support::RequestSupport;
use prokura_app::command::withdraw_support::WithdrawSupport;
use prokura_app::query::support::{self, Request, Supported};
use prokura_domain::id::PrincipalId;
use prokura_domain::person::Person;
use prokura_domain::support as domain;
use prokura_wire::list::{Empty, List, Nothing, Written as WrittenShape};
use prokura_wire::person::PersonReference;
use prokura_wire::support::{
    AnswerKind, HelpDeskOpened, HelpDeskSession, NewSupportRequest, SupportAnswer, SupportAnswered, SupportGrant,
    SupportRequest, SupportRequested,
};
use prokura_wire::time::Moment;

/// What of a list of access, and which page of it.
#[derive(Clone, Debug, Default, serde::Deserialize, serde::Serialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct RunningQuery {
    /// Only what runs now.
    #[serde(default)]
    running: bool,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
    /// How many entries at most: 50 where it is not said, 200 at most.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u16>,
}

impl Listing for RunningQuery {}

/// Asks a full administrator of an organization for temporary access (SUP-02).
#[utoipa::path(
    post, path = "/v1/organizations/{organization}/support-requests", operation_id = "request_support", tag = "support",
    params(("organization" = String, Path, description = "Id or look-up key.")),
    request_body = NewSupportRequest,
    responses((status = 201, description = "The request; the same whether or not the address is an administrator's.", body = WrittenShape<SupportRequested>)),
)]
pub(super) async fn request_support(
    Path(organization): Path<String>,
    writing: Writing<NewSupportRequest>,
) -> Result<Written<SupportRequested>, Problem> {
    let command = RequestSupport {
        organization: writing.names()?.organization(&organization),
        addressed_to: writing.parse("addressed_to", &writing.body.addressed_to)?,
        reason: writing.body.reason.clone(),
    };
    Ok(Written::created(writing.execute(command).await?, |asked| SupportRequested {
        id: asked.request.0,
        lapses_at: Moment(asked.lapses_at),
    }))
}

/// Which requests, and which page of them.
#[derive(Clone, Debug, Default, serde::Deserialize, serde::Serialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct RequestsQuery {
    /// `pending`, `granted`, `denied`, `reported`, `lapsed` or `withdrawn`: what they are now.
    state: Option<String>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
    /// How many entries at most: 50 where it is not said, 200 at most.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u16>,
}

impl Listing for RequestsQuery {}

/// Requests to an organization. Asks `support_access.read`.
#[utoipa::path(
    get, path = "/v1/organizations/{organization}/support-requests", operation_id = "list_support_requests", tag = "support",
    params(("organization" = String, Path, description = "Id or look-up key."), RequestsQuery),
    responses((status = 200, description = "A page, newest first.", body = List<SupportRequest>)),
)]
pub(super) async fn list_support_requests(
    reading: Reading,
    Path(organization): Path<String>,
    Query(query): Query<RequestsQuery>,
) -> Result<Json<List<SupportRequest>>, Problem> {
    let list = reading.list(&["support-requests", &organization], &query)?;
    let state = reading.choice("state", query.state.as_deref(), domain::RequestState::from_code)?;
    let service = &reading.site.service;
    let page = support::requests_to(service, &reading.caller, &organization, state, list.part()?).await;
    Ok(list.page(page.map_err(|error| reading.fail(error))?.map(request)))
}

/// Requests that the caller made as an agent.
#[utoipa::path(
    get, path = "/v1/me/support-requests", operation_id = "list_own_support_requests", tag = "support",
    params(RequestsQuery),
    responses((status = 200, description = "A page, newest first.", body = List<SupportRequest>)),
)]
pub(super) async fn list_own_support_requests(
    reading: Reading,
    Query(query): Query<RequestsQuery>,
) -> Result<Json<List<SupportRequest>>, Problem> {
    let list = reading.list(&["own-support-requests"], &query)?;
    let state = reading.choice("state", query.state.as_deref(), domain::RequestState::from_code)?;
    let page = support::requests_by_me(&reading.site.service, &reading.caller, state, list.part()?).await;
    Ok(list.page(page.map_err(|error| reading.fail(error))?.map(request)))
}

/// Requests that customers reported as unexpected: the vendor's cases (SUP-05). Asks `audit.read` or `help_desk.read`
/// in the vendor's organization; in any other there is no such list.
#[utoipa::path(
    get, path = "/v1/organizations/{organization}/reported-requests", operation_id = "list_reported_requests", tag = "support",
    params(("organization" = String, Path, description = "Id or look-up key of the vendor."), Paging),
    responses((status = 200, description = "A page, newest first.", body = List<SupportRequest>)),
)]
pub(super) async fn list_reported_requests(
    reading: Reading,
    Path(organization): Path<String>,
    Query(query): Query<Paging>,
) -> Result<Json<List<SupportRequest>>, Problem> {
    let list = reading.list(&["reported-requests", &organization], &query)?;
    let page = support::reported(&reading.site.service, &reading.caller, &organization, list.part()?).await;
    Ok(list.page(page.map_err(|error| reading.fail(error))?.map(request)))
}

/// One request: of the caller's own, or to an organization whose support access they see.
#[utoipa::path(
    get, path = "/v1/support-requests/{request}", operation_id = "get_support_request", tag = "support",
    params(("request" = String, Path, description = "Id.")),
    responses((status = 200, description = "The request.", body = SupportRequest)),
)]
pub(super) async fn get_support_request(
    reading: Reading,
    Path(asked): Path<String>,
) -> Result<Json<SupportRequest>, Problem> {
    let found = support::request(&reading.site.service, &reading.caller, id(&asked)).await;
    Ok(Json(request(found.map_err(|error| reading.fail(error))?)))
}

/// Grants, denies, or denies and reports a request (SUP-03, SUP-05, SUP-06).
#[utoipa::path(
    post, path = "/v1/support-requests/{request}/answer", operation_id = "answer_support_request", tag = "support",
    params(("request" = String, Path, description = "Id.")),
    request_body = SupportAnswer,
    responses(
        (status = 200, description = "What became of it.", body = WrittenShape<SupportAnswered>),
        (status = 410, description = "It can no longer be answered.", body = prokura_wire::problem::ProblemDetails, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn answer_support_request(
    Path(request): Path<String>,
    writing: Writing<SupportAnswer>,
) -> Result<Written<SupportAnswered>, Problem> {
    let answer = match writing.body.answer {
        AnswerKind::Grant => Answer::Grant,
        AnswerKind::Deny => Answer::Deny,
        AnswerKind::DenyAndReport => Answer::DenyAndReport,
    };
    let command = AnswerSupport { request: id(&request), answer };
    let done = writing.execute(command).await?;
    Ok(Written::changed(done, |answered| SupportAnswered {
        id: command.request.0,
        state: answered.state.code().to_owned(),
        grant: answered.access.map(|(grant, _)| grant.0),
        until: answered.access.map(|(_, until)| Moment(until)),
    }))
}

/// Takes a request of one's own back.
#[utoipa::path(
    post, path = "/v1/support-requests/{request}/withdrawal", operation_id = "withdraw_support_request", tag = "support",
    params(("request" = String, Path, description = "Id.")),
    responses((status = 200, description = "It is withdrawn.", body = WrittenShape<Empty>)),
)]
pub(super) async fn withdraw_support_request(
    Path(request): Path<String>,
    writing: Writing<Nothing>,
) -> Result<Written<Empty>, Problem> {
    let done = writing.execute(WithdrawSupport { request: id(&request) }).await?;
    Ok(Written::changed(done, |()| Empty {}))
}

/// Access that was given in an organization. Asks `support_access.read`.
#[utoipa::path(
    get, path = "/v1/organizations/{organization}/support-grants", operation_id = "list_support_grants", tag = "support",
    params(("organization" = String, Path, description = "Id or look-up key."), RunningQuery),
    responses((status = 200, description = "A page, newest first.", body = List<SupportGrant>)),
)]
pub(super) async fn list_support_grants(
    reading: Reading,
    Path(organization): Path<String>,
    Query(query): Query<RunningQuery>,
) -> Result<Json<List<SupportGrant>>, Problem> {
    let list = reading.list(&["support-grants", &organization], &query)?;
    let service = &reading.site.service;
    let page = support::grants_in(service, &reading.caller, &organization, query.running, list.part()?).await;
    Ok(list.page(
        page.map_err(|error| reading.fail(error))?
            .map(|it| SupportGrant::new(&it.row, agent(it.row.agent, it.agent), it.from_inside)),
    ))
}

/// Ends temporary access now, from either side (SUP-07).
#[utoipa::path(
    delete, path = "/v1/support-grants/{grant}", operation_id = "end_support_grant", tag = "support",
    params(("grant" = String, Path, description = "Id.")),
    responses((status = 200, description = "It is over.", body = WrittenShape<Empty>)),
)]
pub(super) async fn end_support_grant(
    Path(grant): Path<String>,
    writing: Writing<Nothing>,
) -> Result<Written<Empty>, Problem> {
    let done = writing.execute(EndSupport { grant: id(&grant) }).await?;
    Ok(Written::changed(done, |()| Empty {}))
}

/// Opens a Help Desk session of an hour, which the customer sees (PTR-07); one that is open is given back.
#[utoipa::path(
    post, path = "/v1/organizations/{organization}/help-desk-sessions", operation_id = "open_help_desk_session", tag = "support",
    params(("organization" = String, Path, description = "Id or look-up key.")),
    responses((status = 201, description = "The session.", body = WrittenShape<HelpDeskOpened>)),
)]
pub(super) async fn open_help_desk_session(
    Path(organization): Path<String>,
    writing: Writing<Nothing>,
) -> Result<Written<HelpDeskOpened>, Problem> {
    let command = OpenHelpDeskSession { organization: writing.names()?.organization(&organization) };
    Ok(Written::created(writing.execute(command).await?, |opened| HelpDeskOpened {
        id: opened.session.0,
        until: Moment(opened.until),
    }))
}

/// Help Desk sessions in an organization. Asks `support_access.read`.
#[utoipa::path(
    get, path = "/v1/organizations/{organization}/help-desk-sessions", operation_id = "list_help_desk_sessions", tag = "support",
    params(("organization" = String, Path, description = "Id or look-up key."), RunningQuery),
    responses((status = 200, description = "A page, newest first.", body = List<HelpDeskSession>)),
)]
pub(super) async fn list_help_desk_sessions(
    reading: Reading,
    Path(organization): Path<String>,
    Query(query): Query<RunningQuery>,
) -> Result<Json<List<HelpDeskSession>>, Problem> {
    let list = reading.list(&["help-desk-sessions", &organization], &query)?;
    let service = &reading.site.service;
    let page = support::sessions_in(service, &reading.caller, &organization, query.running, list.part()?).await;
    Ok(list.page(page.map_err(|error| reading.fail(error))?.map(|it| HelpDeskSession {
        id: it.row.id.0,
        agent: agent(it.row.agent, it.agent),
        organization: it.row.organization.0,
        from: it.row.term.from.map(Moment),
        until: it.row.term.until.map(Moment),
    })))
}

/// Closes a Help Desk session of one's own.
#[utoipa::path(
    delete, path = "/v1/help-desk-sessions/{session}", operation_id = "close_help_desk_session", tag = "support",
    params(("session" = String, Path, description = "Id.")),
    responses((status = 200, description = "It is closed.", body = WrittenShape<Empty>)),
)]
pub(super) async fn close_help_desk_session(
    Path(session): Path<String>,
    writing: Writing<Nothing>,
) -> Result<Written<Empty>, Problem> {
    let done = writing.execute(CloseHelpDeskSession { session: id(&session) }).await?;
    Ok(Written::changed(done, |()| Empty {}))
}

fn agent(id: PrincipalId, person: Option<Person>) -> PersonReference {
    let (email, name) = person.map_or((None, None), |it| (it.address().map(ToString::to_string), Some(it.name.into())));
    PersonReference { id: id.0, email, name }
}

fn request(found: Supported<Request>) -> SupportRequest {
    let Request { request, state, grant } = found.row;
    let withdrawn = request.decided_by == Some(request.agent);
    SupportRequest {
        id: request.id.0,
        organization: request.organization.0,
        agent: agent(request.agent, found.agent),
        lapses_at: Moment(domain::SupportRequest::lapses_at(&request)),
        requested_at: Moment(request.requested_at),
        addressed_to: request.addressed_to.into(),
        reason: request.reason,
        state: state.code().to_owned(),
        decided_at: request.decided_at.map(Moment),
        decided_by: request.decided_by.filter(|_| found.from_inside || withdrawn).map(|id| id.0),
        grant: grant.map(|id| id.0),
    }
}
