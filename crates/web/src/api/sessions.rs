//! Where people are signed in, and how somebody gets in who cannot.

use super::answer::Written;
use super::extract::{Paging, Path, Query, Reading, Writing, id};
use crate::problem::Problem;
use axum::Json;
use prokura_app::command::invite_again::InviteAgain;
use prokura_app::command::reset_sign_in::ResetSignIn;
use prokura_app::command::sign_out::{EndSession, EndSessionsOf};
use prokura_app::query::names::Names;
use prokura_app::query::sessions;
use prokura_domain::account::Session as Row;
use prokura_domain::id::SessionId;
use prokura_wire::list::{Empty, List, Nothing, Written as WrittenShape};
use prokura_wire::session::{LinkSent, Session, SessionsEnded};

fn page(reading: &Reading, query: &Paging, names: &[&str], open: Vec<Row>) -> Result<Json<List<Session>>, Problem> {
    let list = reading.list(names, query)?;
    let page = list.part::<SessionId>()?.pick(open, true, |session| session.id);
    Ok(list.page(page.map(Session::from)))
}

/// The caller's own open sessions, the last begun first.
#[utoipa::path(
    get, path = "/v1/me/sessions", operation_id = "list_own_sessions", tag = "me",
    params(Paging),
    responses((status = 200, description = "A page.", body = List<Session>)),
)]
pub(super) async fn list_own_sessions(
    reading: Reading,
    Query(query): Query<Paging>,
) -> Result<Json<List<Session>>, Problem> {
    let open = sessions::own(&reading.site.service, &reading.caller).await.map_err(|error| reading.fail(error))?;
    page(&reading, &query, &["own-sessions"], open)
}

/// Ends a session of one's own, wherever it runs. Ending it twice is done once.
#[utoipa::path(
    delete, path = "/v1/me/sessions/{session}", operation_id = "end_own_session", tag = "me",
    params(("session" = String, Path, description = "Id.")),
    responses((status = 200, description = "It is ended.", body = WrittenShape<Empty>)),
)]
pub(super) async fn end_own_session(
    Path(session): Path<String>,
    writing: Writing<Nothing>,
) -> Result<Written<Empty>, Problem> {
    let done = writing.execute(EndSession { session: id(&session) }).await?;
    Ok(Written::changed(done, |()| Empty {}))
}

/// The open sessions of somebody whose home the organization is. Asks `users.manage`.
#[utoipa::path(
    get, path = "/v1/organizations/{organization}/people/{person}/sessions", operation_id = "list_sessions", tag = "people",
    params(
        ("organization" = String, Path, description = "Id or look-up key."),
        ("person" = String, Path, description = "Id or e-mail address."),
        Paging,
    ),
    responses((status = 200, description = "A page, the last begun first.", body = List<Session>)),
)]
pub(super) async fn list_sessions(
    reading: Reading,
    Path((organization, person)): Path<(String, String)>,
    Query(query): Query<Paging>,
) -> Result<Json<List<Session>>, Problem> {
    let names = Names::new(&reading.site.service).map_err(|error| reading.fail(error))?;
    let person = names.person(&person);
    let open = sessions::of(&reading.site.service, &reading.caller, &organization, person).await;
    page(
        &reading,
        &query,
        &["sessions", &organization, &person.to_string()],
        open.map_err(|error| reading.fail(error))?,
    )
}

/// Ends every session of somebody whose home the organization is: a lost device, a shared screen (ORG-08). Asks `users.manage`.
#[utoipa::path(
    delete, path = "/v1/organizations/{organization}/people/{person}/sessions", operation_id = "end_sessions", tag = "people",
    params(
        ("organization" = String, Path, description = "Id or look-up key."),
        ("person" = String, Path, description = "Id or e-mail address."),
    ),
    responses((status = 200, description = "How many were ended.", body = WrittenShape<SessionsEnded>)),
)]
pub(super) async fn end_sessions(
    Path((organization, person)): Path<(String, String)>,
    writing: Writing<Nothing>,
) -> Result<Written<SessionsEnded>, Problem> {
    let names = writing.names()?;
    let person = names.person_of(names.organization(&organization), &person);
    let done = writing.execute(EndSessionsOf { person }).await?;
    Ok(Written::changed(done, |ended| SessionsEnded { ended }))
}

/// Invites somebody again who has not signed in yet: a new mail with a link that works once. Asks `users.create.manage`.
#[utoipa::path(
    post, path = "/v1/organizations/{organization}/people/{person}/invitation", operation_id = "invite_again", tag = "people",
    params(
        ("organization" = String, Path, description = "Id or look-up key."),
        ("person" = String, Path, description = "Id or e-mail address."),
    ),
    responses((status = 201, description = "The mail is on its way.", body = WrittenShape<LinkSent>)),
)]
pub(super) async fn invite_again(
    Path((organization, person)): Path<(String, String)>,
    writing: Writing<Nothing>,
) -> Result<Written<LinkSent>, Problem> {
    let names = writing.names()?;
    let person = names.person_of(names.organization(&organization), &person);
    Ok(Written::created(writing.execute(InviteAgain { person }).await?, |issued| {
        LinkSent::new(issued.email, issued.expires_at)
    }))
}

/// Resets how somebody signs in: what they had stops working, their sessions end, and they get a mail with a link to begin
/// anew, which says who did it (ORG-08). Asks `users.manage`, and whether the caller could take every role they hold.
#[utoipa::path(
    post, path = "/v1/organizations/{organization}/people/{person}/sign-in-reset", operation_id = "reset_sign_in", tag = "people",
    params(
        ("organization" = String, Path, description = "Id or look-up key."),
        ("person" = String, Path, description = "Id or e-mail address."),
    ),
    responses((status = 201, description = "The mail is on its way.", body = WrittenShape<LinkSent>)),
)]
pub(super) async fn reset_sign_in(
    Path((organization, person)): Path<(String, String)>,
    writing: Writing<Nothing>,
) -> Result<Written<LinkSent>, Problem> {
    let names = writing.names()?;
    let person = names.person_of(names.organization(&organization), &person);
    Ok(Written::created(writing.execute(ResetSignIn { person }).await?, |issued| {
        LinkSent::new(issued.email, issued.expires_at)
    }))
}
