//! An organization's audit log.

use super::extract::{Paging, Path, Query, Reading};
use crate::problem::Problem;
use axum::Json;
use prokura_app::error::Error;
use prokura_app::port::{AuditFilter, StoredAuditEntry};
use prokura_app::query::Listed;
use prokura_app::query::audit_log;
use prokura_app::query::names::Names;
use prokura_domain::id::SupportRequestId;
use prokura_domain::refusal::Refusal;
use prokura_wire::audit::AuditEntry;
use prokura_wire::list::List;
use prokura_wire::time::{Moment, parse};
use std::fmt::Write as _;
use uuid::Uuid;

/// Which entries, and which page of them.
#[derive(Clone, Debug, Default, serde::Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct AuditQuery {
    /// By this person: an id or an e-mail address.
    actor: Option<String>,
    /// About this row.
    subject: Option<Uuid>,
    /// With this action.
    action: Option<String>,
    /// `done` or `refused`.
    outcome: Option<String>,
    /// Done under this support request (SUP-09).
    support_request: Option<Uuid>,
    /// From this moment on, RFC 3339.
    from: Option<String>,
    /// Before this moment, RFC 3339.
    until: Option<String>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
    /// How many entries at most: 50 where it is not said, 200 at most.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u16>,
}

/// Entries of an organization's log, newest first. Asks `audit.read`.
#[utoipa::path(
    get, path = "/v1/organizations/{organization}/audit", operation_id = "list_audit_entries", tag = "audit",
    params(("organization" = String, Path, description = "Id or look-up key."), AuditQuery),
    responses((status = 200, description = "A page, newest first.", body = List<AuditEntry>)),
)]
pub(super) async fn list_audit_entries(
    reading: Reading,
    Path(organization): Path<String>,
    Query(query): Query<AuditQuery>,
) -> Result<Json<List<AuditEntry>>, Problem> {
    let (subject, request) = (text(query.subject), text(query.support_request));
    let known = |text: &'_ Option<String>| text.clone().unwrap_or_default();
    let shown = [&query.actor, &query.action, &query.outcome, &query.from, &query.until].map(known);
    let list = ["audit", &organization, &subject, &request, &shown[0], &shown[1], &shown[2], &shown[3], &shown[4]];
    let paging = Paging { cursor: query.cursor.clone(), limit: query.limit };
    let part = reading.part(&list, &paging)?;
    let names = Names::new(&reading.site.service).map_err(|error| reading.fail(error))?;
    let moment = |field: &str, text: &Option<String>| match text {
        None => Ok(None),
        Some(text) => parse(text).map(Some).ok_or_else(|| reading.fail(Refusal::field(field, "value_invalid"))),
    };
    let filter = AuditFilter {
        actor: query.actor.as_deref().map(|actor| names.person(actor)),
        subject: query.subject,
        action: query.action.clone(),
        outcome: query.outcome.clone(),
        support_request: query.support_request.map(SupportRequestId),
        from: moment("from", &query.from)?,
        until: moment("until", &query.until)?,
    };
    let page = audit_log::list(&reading.site.service, &reading.caller, &organization, &filter, part).await;
    let page = page.map_err(|error| reading.fail(error))?;
    let items: Result<Vec<AuditEntry>, Error> = page.items.iter().map(entry).collect();
    let items = items.map_err(|error| reading.fail(error))?;
    Ok(reading.page(&list, Listed { items, next: page.next }))
}

fn text(id: Option<Uuid>) -> String {
    id.map(|id| id.to_string()).unwrap_or_default()
}

fn entry(stored: &StoredAuditEntry) -> Result<AuditEntry, Error> {
    let row = &stored.row;
    let leaf_hash = row.leaf_hash.iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    });
    Ok(AuditEntry {
        id: row.id.0,
        number: row.number,
        at: Moment(row.at),
        revision: row.revision.0,
        actor: row.actor.map(|id| id.0),
        actor_home: row.actor_home.map(|id| id.0),
        action: row.action.clone(),
        outcome: row.outcome.clone(),
        subject: row.subject,
        support_request: row.support_request.map(|id| id.0),
        request: row.request.0,
        policy: row.policy.clone(),
        facts: audit_log::facts(stored)?,
        leaf_hash,
    })
}
