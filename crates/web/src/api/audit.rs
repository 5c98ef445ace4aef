//! An organization's audit log.

use super::extract::{Listing, Path, Query, Reading, id};
use crate::problem::Problem;
use axum::Json;
use prokura_app::error::Error;
use prokura_app::port::{AuditFilter, StoredAuditEntry};
use prokura_app::query::Listed;
use prokura_app::query::audit_log::{self, controls_of};
use prokura_app::query::names::Names;
use prokura_app::service::Service;
use prokura_domain::id::SupportRequestId;
use prokura_domain::refusal::Refusal;
use prokura_domain::time::Timestamp;
use prokura_wire::audit::AuditEntry;
use prokura_wire::export::NewAuditExport;
use prokura_wire::list::List;
use prokura_wire::time::{Moment, parse, rfc3339};
use std::fmt::Write as _;
use uuid::Uuid;

/// Which entries, and which page of them.
#[derive(Clone, Debug, Default, serde::Deserialize, serde::Serialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct AuditQuery {
    /// By this person: an id or an e-mail address.
    actor: Option<String>,
    /// By anybody at home in this organization: an id or a look-up key.
    actor_home: Option<String>,
    /// What this person did, and what was done to them: an id or an e-mail address.
    person: Option<String>,
    /// About this row.
    subject: Option<Uuid>,
    /// With this action.
    action: Option<String>,
    /// Under a control of this area of the policy, or under this control itself.
    area: Option<String>,
    /// Done by the organization's people in this other one, as mirrored here: an id or a look-up key; `any` for all.
    elsewhere: Option<String>,
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

impl Listing for AuditQuery {}

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
    let list = reading.list(&["audit", &organization], &query)?;
    let filter = query.filter(&reading.site.service).map_err(|error| reading.fail(error))?;
    let page = audit_log::list(&reading.site.service, &reading.caller, &organization, &filter, list.part()?).await;
    let page = page.map_err(|error| reading.fail(error))?;
    let items: Result<Vec<AuditEntry>, Error> = page.items.iter().map(entry).collect();
    let items = items.map_err(|error| reading.fail(error))?;
    Ok(list.page(Listed { items, next: page.next }))
}

/// One entry of an organization's log. Asks `audit.read`.
#[utoipa::path(
    get, path = "/v1/organizations/{organization}/audit/{entry}", operation_id = "get_audit_entry", tag = "audit",
    params(
        ("organization" = String, Path, description = "Id or look-up key."),
        ("entry" = String, Path, description = "Id."),
    ),
    responses((status = 200, description = "The entry.", body = AuditEntry)),
)]
pub(super) async fn get_audit_entry(
    reading: Reading,
    Path((organization, asked)): Path<(String, String)>,
) -> Result<Json<AuditEntry>, Problem> {
    let found = audit_log::get(&reading.site.service, &reading.caller, &organization, id(&asked)).await;
    let found = found.map_err(|error| reading.fail(error))?;
    Ok(Json(entry(&found).map_err(|error| reading.fail(error))?))
}

impl AuditQuery {
    /// The filters of an export, which are the same.
    pub(super) fn of(export: &NewAuditExport) -> Self {
        let NewAuditExport { actor, actor_home, person, action, area, elsewhere, outcome, .. } = export.clone();
        let moment = |at: Moment| rfc3339(at.0);
        let (from, until) = (export.from.map(moment), export.until.map(moment));
        let (subject, support_request) = (export.subject, export.support_request);
        let (cursor, limit) = (None, None);
        Self {
            actor,
            actor_home,
            person,
            subject,
            action,
            area,
            elsewhere,
            outcome,
            support_request,
            from,
            until,
            cursor,
            limit,
        }
    }

    /// The filter that is asked for.
    pub(super) fn filter(&self, service: &Service) -> Result<AuditFilter, Error> {
        let names = Names::new(service)?;
        let known = |outcome: &str| ["done", "refused"].contains(&outcome).then(|| outcome.to_owned());
        Ok(AuditFilter {
            actor: self.actor.as_deref().map(|actor| names.person(actor)),
            actor_home: self.actor_home.as_deref().map(|home| names.organization(home)),
            history: self.person.as_deref().map(|person| (names.person(person), Vec::new())),
            elsewhere: self.elsewhere.as_deref().map(|place| match place {
                "any" => None,
                place => Some(names.organization(place)),
            }),
            controls: choice("area", self.area.as_deref(), |area| controls_of(service.policy(), area))?
                .unwrap_or_default(),
            without: Vec::new(),
            up_to: None,
            down_to: None,
            subject: self.subject,
            action: self.action.clone(),
            outcome: choice("outcome", self.outcome.as_deref(), known)?,
            support_request: self.support_request.map(SupportRequestId),
            from: moment("from", self.from.as_deref())?,
            until: moment("until", self.until.as_deref())?,
        })
    }
}

/// An entry as it is told.
pub(crate) fn entry(stored: &StoredAuditEntry) -> Result<AuditEntry, Error> {
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
        control: row.control.clone(),
        subject: row.subject,
        support_request: row.support_request.map(|id| id.0),
        request: row.request.0,
        policy: row.policy.clone(),
        facts: audit_log::facts(stored)?,
        leaf_hash,
    })
}

/// A text as what it stands for; empty is not said.
fn choice<V>(field: &str, text: Option<&str>, find: impl FnOnce(&str) -> Option<V>) -> Result<Option<V>, Refusal> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    find(text).map(Some).ok_or_else(|| Refusal::field(field, "value_unknown"))
}

fn moment(field: &str, text: Option<&str>) -> Result<Option<Timestamp>, Refusal> {
    let Some(text) = text else { return Ok(None) };
    parse(text).map(Some).ok_or_else(|| Refusal::field(field, "value_invalid"))
}
