//! Changes of many people: asked for, looked at, applied, undone (ROL-07).

use super::answer::Written;
use super::extract::{Listing, Paging, Path, Query, Reading, Writing, id};
use crate::headings::column;
use crate::problem::Problem;
use axum::Json;
use prokura_app::bulk::begin::{of_file, of_people};
use prokura_app::bulk::file::Kind;
use prokura_app::bulk::row::{Line, Outcome, Said, Tally, Told};
use prokura_app::bulk::task::What;
use prokura_app::command::turn_changes::TurnChanges;
use prokura_app::error::Error;
use prokura_app::query::people_changes::{self as changes, Changes};
use prokura_app::query::{Listed, Part};
use prokura_domain::id::{JobId, PrincipalId};
use prokura_domain::job::JobTurn;
use prokura_domain::refusal::Refusal;
use prokura_wire::list::{List, Nothing, Written as WrittenShape};
use prokura_wire::people_changes::{
    NewPeopleChanges, PeopleChanges, PeopleChangesDetail, PeopleChangesReason, PeopleChangesRow, PeopleChangesTally,
    PeopleChangesTurn,
};
use prokura_wire::time::Moment;

/// Asks for changes of many people: from a file, or of those who are named. First it is looked what would become of each row;
/// nothing is changed before `apply`. Asks what the change asks by hand: a file of people `users.import.manage`.
#[utoipa::path(
    post, path = "/v1/organizations/{organization}/people-changes", operation_id = "ask_people_changes", tag = "people",
    params(("organization" = String, Path, description = "Id or look-up key.")),
    request_body = NewPeopleChanges,
    responses((status = 202, description = "The rows are being looked at; ask how far it is.", body = WrittenShape<PeopleChanges>)),
)]
pub(super) async fn ask_people_changes(
    Path(organization): Path<String>,
    writing: Writing<NewPeopleChanges>,
) -> Result<Written<PeopleChanges>, Problem> {
    let place = writing.names()?.organization(&organization);
    let (service, caller, body) = (&writing.site.service, &writing.caller, &writing.body);
    let begun = match (Kind::from_code(&body.what), &body.csv) {
        (Some(kind), Some(csv)) if body.people.is_empty() && body.named.is_none() => {
            of_file(service, caller, place, kind, body.file.clone(), csv.as_bytes(), &column).await
        }
        (Some(_), None) => Err(Refusal::field("csv", "field_missing").into()),
        (None, None) if body.file.is_none() => {
            let named = body.named.as_deref().unwrap_or_default();
            let what =
                What::of_selected(&body.what, named).filter(|what| what.named().is_some() == body.named.is_some());
            let people: Vec<PrincipalId> = body.people.iter().copied().map(PrincipalId).collect();
            of_people(service, caller, place, writing.code("what", what)?, &people).await
        }
        (Some(_) | None, _) => Err(Refusal::field("what", "value_unknown").into()),
    };
    let begun = begun.map_err(|error| writing.fail(error))?;
    let shown = shown(&writing, &organization, begun.value).await?;
    Ok(Written::accepted(begun, |_| shown))
}

/// The changes of one's own as they are now.
pub(super) async fn shown<T>(
    writing: &Writing<T>,
    organization: &str,
    changes: JobId,
) -> Result<PeopleChanges, Problem> {
    let found = changes::get(&writing.site.service, &writing.caller, organization, changes).await;
    Ok(show(&found.map_err(|error| writing.fail(error))?))
}

/// The caller's own changes in an organization that are kept: for seven days, twenty at most.
#[utoipa::path(
    get, path = "/v1/organizations/{organization}/people-changes", operation_id = "list_people_changes", tag = "people",
    params(("organization" = String, Path, description = "Id or look-up key."), Paging),
    responses((status = 200, description = "Newest first, on one page.", body = List<PeopleChanges>)),
)]
pub(super) async fn list_people_changes(
    reading: Reading,
    Path(organization): Path<String>,
    Query(query): Query<Paging>,
) -> Result<Json<List<PeopleChanges>>, Problem> {
    let list = reading.list(&["people-changes", &organization], &query)?;
    let all = changes::list(&reading.site.service, &reading.caller, &organization).await;
    let page = list.part::<JobId>()?.pick(all.map_err(|error| reading.fail(error))?, true, |it| it.job.id);
    Ok(list.page(page.map(|it| show(&it))))
}

/// How far changes of one's own are, and what they come to.
#[utoipa::path(
    get, path = "/v1/organizations/{organization}/people-changes/{changes}", operation_id = "get_people_changes", tag = "people",
    params(
        ("organization" = String, Path, description = "Id or look-up key."),
        ("changes" = String, Path, description = "Id."),
    ),
    responses((status = 200, description = "The changes.", body = PeopleChanges)),
)]
pub(super) async fn get_people_changes(
    reading: Reading,
    Path((organization, asked)): Path<(String, String)>,
) -> Result<Json<PeopleChanges>, Problem> {
    let found = changes::get(&reading.site.service, &reading.caller, &organization, id(&asked)).await;
    Ok(Json(show(&found.map_err(|error| reading.fail(error))?)))
}

/// Which rows, and which page of them.
#[derive(Clone, Debug, Default, serde::Deserialize, serde::Serialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct RowsQuery {
    /// `add`, `change`, `unchanged`, `refused` or `done`.
    outcome: Option<String>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
    /// How many entries at most: 50 where it is not said, 200 at most.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u16>,
}

impl Listing for RowsQuery {}

/// What would become of the rows of changes of one's own; once they are applied, what became of them.
#[utoipa::path(
    get, path = "/v1/organizations/{organization}/people-changes/{changes}/rows", operation_id = "list_people_changes_rows", tag = "people",
    params(
        ("organization" = String, Path, description = "Id or look-up key."),
        ("changes" = String, Path, description = "Id."),
        RowsQuery,
    ),
    responses((status = 200, description = "A page, in the order of the file.", body = List<PeopleChangesRow>)),
)]
pub(super) async fn list_people_changes_rows(
    reading: Reading,
    Path((organization, asked)): Path<(String, String)>,
    Query(query): Query<RowsQuery>,
) -> Result<Json<List<PeopleChangesRow>>, Problem> {
    let list = reading.list(&["people-changes-rows", &organization, &asked], &query)?;
    let Part { after, limit } = list.part()?;
    let outcome = reading.choice("outcome", query.outcome.as_deref(), Outcome::from_code)?;
    let service = &reading.site.service;
    let found = async {
        let found = changes::get(service, &reading.caller, &organization, id(&asked)).await?;
        changes::lines(service, &found, outcome, after, limit).await
    };
    let (rows, is_more) = found.await.map_err(|error: Error| reading.fail(error))?;
    let next = rows.last().filter(|_| is_more).map(|(place, _)| *place);
    let items = rows.iter().map(|(_, line)| row(line)).collect();
    Ok(list.page(Listed { items, next }))
}

/// Applies changes of one's own, lets them rest, go on, or calls them off. What is being done at that moment still counts.
#[utoipa::path(
    post, path = "/v1/organizations/{organization}/people-changes/{changes}/turn", operation_id = "turn_people_changes", tag = "people",
    params(
        ("organization" = String, Path, description = "Id or look-up key."),
        ("changes" = String, Path, description = "Id."),
    ),
    request_body = PeopleChangesTurn,
    responses((status = 200, description = "The changes.", body = WrittenShape<PeopleChanges>)),
)]
pub(super) async fn turn_people_changes(
    Path((organization, asked)): Path<(String, String)>,
    writing: Writing<PeopleChangesTurn>,
) -> Result<Written<PeopleChanges>, Problem> {
    let command = TurnChanges {
        organization: writing.names()?.organization(&organization),
        job: id(&asked),
        turn: writing.code("turn", JobTurn::from_code(&writing.body.turn))?,
        good_ones: writing.body.good_ones,
    };
    let done = writing.execute(command).await?;
    let shown = shown(&writing, &organization, id(&asked)).await?;
    Ok(Written::changed(done, |()| shown))
}

/// Takes back what changes of one's own did, as far as nothing has happened since: by changes of their own, which are looked at
/// first.
#[utoipa::path(
    post, path = "/v1/organizations/{organization}/people-changes/{changes}/undoing", operation_id = "undo_people_changes", tag = "people",
    params(
        ("organization" = String, Path, description = "Id or look-up key."),
        ("changes" = String, Path, description = "Id."),
    ),
    request_body = Nothing,
    responses((status = 202, description = "The new changes; ask how far they are.", body = WrittenShape<PeopleChanges>)),
)]
pub(super) async fn undo_people_changes(
    Path((organization, asked)): Path<(String, String)>,
    writing: Writing<Nothing>,
) -> Result<Written<PeopleChanges>, Problem> {
    let place = writing.names()?.organization(&organization);
    let begun = changes::undo(&writing.site.service, &writing.caller, place, id(&asked)).await;
    let begun = begun.map_err(|error| writing.fail(error))?;
    let shown = shown(&writing, &organization, begun.value).await?;
    Ok(Written::accepted(begun, |_| shown))
}

fn show(found: &Changes) -> PeopleChanges {
    let Changes { job, task, phase, looked, done } = found;
    PeopleChanges {
        id: job.id.0,
        organization: job.organization.0,
        what: task.what.code().to_owned(),
        named: task.what.named().map(str::to_owned),
        template: task.what.template().map(|taken| taken.template.0),
        template_version: task.what.template().map(|taken| taken.version),
        file: task.file.clone(),
        unused_columns: task.unused.clone(),
        undoes: task.undoes.map(|undone| undone.0),
        phase: phase.code().to_owned(),
        state: job.state.code().to_owned(),
        failure: job.failure.map(|failure| failure.code().to_owned()),
        rows_done: job.done,
        rows: job.total,
        looked: tally(*looked),
        done: tally(*done),
        created_at: Moment(job.created_at),
        expires_at: Moment(job.expires_at()),
    }
}

const fn tally(tally: Tally) -> PeopleChangesTally {
    let Tally { add, change, unchanged, refused, done } = tally;
    PeopleChangesTally { add, change, unchanged, refused, done }
}

fn row(line: &Line) -> PeopleChangesRow {
    PeopleChangesRow {
        number: line.number,
        person: line.person.map(|person| person.0),
        name: line.who.clone(),
        email: line.email.clone(),
        outcome: line.outcome.code().to_owned(),
        changes: line.told.iter().map(detail).collect(),
        because: line.because.iter().map(reason).collect(),
    }
}

pub(super) fn detail(told: &Told) -> PeopleChangesDetail {
    let plain = |what: &str, named: Option<&String>| PeopleChangesDetail {
        what: what.to_owned(),
        named: named.cloned(),
        before: None,
        after: None,
    };
    match told {
        Told::Field { field, before, after } => PeopleChangesDetail {
            before: Some(before.clone()),
            after: Some(after.clone()),
            ..plain("field", Some(field))
        },
        Told::Given(role) => plain("role_given", Some(role)),
        Told::Taken(role) => plain("role_taken", Some(role)),
        Told::RoleChanged(role) => plain("role_changed", Some(role)),
        Told::Stays(role) => plain("role_stays", Some(role)),
        Told::Invited => plain("invited", None),
        Told::Claimed => plain("claimed", None),
    }
}

fn reason(said: &Said) -> PeopleChangesReason {
    let code = said.key.split_once('-').map_or(said.key.as_str(), |(_, code)| code);
    PeopleChangesReason {
        code: code.to_owned(),
        rule: said.rule.clone(),
        arguments: said.arguments.iter().cloned().collect(),
    }
}
