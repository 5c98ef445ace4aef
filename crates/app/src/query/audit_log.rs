//! An organization's audit log.

use super::{Listed, Part};
use crate::audit::{AuditRow, open};
use crate::caller::Caller;
use crate::error::Error;
use crate::port::{AuditFilter, Page, Read, RequestFilter, StoredAuditEntry};
use crate::service::Service;
use crate::sight::{Entered, Sight};
use prokura_decision::mask::Level;
use prokura_decision::policy::Policy;
use prokura_decision::reason::Reason;
use prokura_domain::id::{AuditEntryId, OrganizationId, PrincipalId};
use prokura_domain::refusal::Refusal;
use prokura_domain::time::Timestamp;
use serde_json::{Map, Value};
use uuid::Uuid;

/// As many of somebody's newest requests belong to their history.
const ABOUT: u64 = 200;

/// Members of an entry's JSON beside what its columns say.
pub(crate) const FACTS: [&str; 5] = ["basis", "arguments", "before", "after", "elsewhere"];

/// Entries, newest first. A page goes on with numbers smaller than the key of the page before. Of a person whose history
/// is asked for, the rows that are about them are looked up here.
///
/// # Errors
/// [`Refusal::NotFound`]; [`Refusal::Forbidden`] without `audit.read`.
pub async fn list(
    service: &Service,
    caller: &Caller,
    organization: &str,
    filter: &AuditFilter,
    part: Part<i64>,
) -> Result<Listed<StoredAuditEntry, i64>, Error> {
    let sight = service.sight(caller)?;
    let entered = sight.enter(organization)?;
    sight.ask("audit", Level::Read, entered.handle)?;
    let mut read = service.read().await?;
    let mut filter = AuditFilter { without: hidden(&sight, entered), ..filter.clone() };
    if let Some((person, _)) = filter.history {
        filter.history = Some(history(&mut *read, entered.id, person).await?);
    }
    let entries = read.audit_entries(entered.id, &filter, part.after, part.one_more()).await?;
    Ok(Listed::of(entries, part.limit, |entry| entry.row.number))
}

/// What somebody did in an organization and what was done to them: the filter, with the rows that are about them.
pub(crate) async fn history(
    read: &mut dyn Read,
    organization: OrganizationId,
    person: PrincipalId,
) -> Result<(PrincipalId, Vec<Uuid>), Error> {
    let grants = read.grants_in(organization, Timestamp::MIN).await?;
    let of_grants = grants.into_iter().filter(|grant| grant.principal == person).map(|grant| grant.id.0);
    let filter = RequestFilter { to: Some(organization), by: Some(person), state: None };
    let requests = read.support_requests(&filter, Page::first(ABOUT)).await?;
    Ok((person, of_grants.chain(requests.into_iter().map(|request| request.id.0)).collect()))
}

/// The controls of an area of the policy by its name, or the one control of that name; `None` where there is neither.
#[must_use]
pub fn controls_of(policy: &Policy, area: &str) -> Option<Vec<String>> {
    if !policy.areas.iter().any(|it| it.name == area) {
        return policy.control(area).map(|control| vec![policy.control_at(control).name.clone()]);
    }
    let area = policy.areas.iter().position(|it| it.name == area)?;
    let of_area = policy.controls.iter().filter(|control| usize::from(control.area.0) == area);
    Some(of_area.map(|control| control.name.clone()).collect())
}

/// One entry of an organization's log.
///
/// # Errors
/// [`Refusal::NotFound`] where the log has none such; [`Refusal::Forbidden`] without `audit.read`.
pub async fn get(
    service: &Service,
    caller: &Caller,
    organization: &str,
    entry: AuditEntryId,
) -> Result<StoredAuditEntry, Error> {
    let sight = service.sight(caller)?;
    let entered = sight.enter(organization)?;
    sight.ask("audit", Level::Read, entered.handle)?;
    let hidden = hidden(&sight, entered);
    let is_hidden = |row: &AuditRow| row.control.as_ref().is_some_and(|control| hidden.contains(control));
    let found = service.read().await?.audit_entry(entry).await?;
    let found = found.filter(|entry| entry.row.organization == entered.id && !is_hidden(&entry.row));
    Ok(found.ok_or(Refusal::NotFound)?)
}

/// The controls that restricted mode hides from somebody (RST-03): what is done under them stays out of the log that they
/// read, whose numbers show that something is left out.
pub(crate) fn hidden(sight: &Sight, entered: Entered) -> Vec<String> {
    hidden_by(sight.policy(), |control| sight.ask(control, Level::Read, entered.handle).err())
}

/// The same, of what is asked in a transaction.
pub(crate) fn hidden_by(policy: &Policy, refusal: impl Fn(&str) -> Option<Refusal>) -> Vec<String> {
    let named = policy.restricted_read.iter().map(|control| &policy.control_at(control).name);
    let is_hidden = |control: &&String| match refusal(control) {
        Some(Refusal::Forbidden { because, .. }) => because.contains(&Reason::RestrictedMode.code()),
        _ => false,
    };
    named.filter(is_hidden).cloned().collect()
}

/// By what right and what changed, as the entry's bytes say, with the personal values that were not erased.
///
/// # Errors
/// When the bytes cannot be read.
pub fn facts(entry: &StoredAuditEntry) -> Result<Map<String, Value>, Error> {
    let Some(Value::Object(mut members)) = open(&entry.row, &entry.private) else {
        return Err(Error::Internal(format!("audit entry {} cannot be read", entry.row.id)));
    };
    members.retain(|name, _| FACTS.contains(&name.as_str()));
    Ok(members)
}
