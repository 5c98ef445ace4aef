//! By which rules people of an organization get licences, and whom no seat was free for.

use crate::caller::Caller;
use crate::error::Error;
use crate::port::AuditFilter;
use crate::seats::given;
use crate::service::Service;
use prokura_decision::mask::Level;
use prokura_domain::id::PrincipalId;
use prokura_domain::licence_rule::{LicenceRule, rule_for};
use prokura_domain::person::Person;
use prokura_domain::refusal::Refusal;

/// Among how many of the newest entries of the log it is looked for people who missed something.
const LOOKED_AT: i64 = 10_000;
/// How many of them are told of.
const TOLD_OF: u64 = 200;

/// The rules of an organization.
#[derive(Clone, Debug)]
pub struct RulesSeen {
    /// The one for everybody first, then by domain.
    pub rules: Vec<LicenceRule>,
    /// Why the caller cannot change them; `None` when they can.
    pub locked: Option<Refusal>,
}

/// Somebody who was added and still lacks what a rule gives, for want of seats.
pub type Missed = (Person, Vec<String>);

/// The rules of an organization.
///
/// # Errors
/// [`Refusal::NotFound`]; [`Refusal::Forbidden`] for somebody who may not read them.
pub async fn list(service: &Service, caller: &Caller, organization: &str) -> Result<RulesSeen, Error> {
    let sight = service.sight(caller)?;
    let entered = sight.enter(organization)?;
    sight.ask("users.auto_licenses", Level::Read, entered.handle)?;
    let locked = sight.ask("users.auto_licenses", Level::Manage, entered.handle).err();
    let mut read = service.read().await?;
    let rules = read.licence_rules_of(entered.id).await?;
    Ok(RulesSeen { rules, locked })
}

/// Who was added lately and still lacks what a rule gives, the last first.
///
/// # Errors
/// As [`list`].
pub async fn missed(service: &Service, caller: &Caller, organization: &str) -> Result<Vec<Missed>, Error> {
    let sight = service.sight(caller)?;
    let entered = sight.enter(organization)?;
    sight.ask("users.auto_licenses", Level::Read, entered.handle)?;
    let mut read = service.read().await?;
    let rules = read.licence_rules_of(entered.id).await?;
    if rules.is_empty() {
        return Ok(Vec::new());
    }
    let newest = read.audit_entries(entered.id, &AuditFilter::default(), None, 1).await?;
    let written = AuditFilter {
        action: Some("licences_missed".to_owned()),
        down_to: newest.first().map(|entry| entry.row.number - LOOKED_AT),
        ..AuditFilter::default()
    };
    let entries = read.audit_entries(entered.id, &written, None, TOLD_OF).await?;
    let mut ids: Vec<PrincipalId> = Vec::new();
    for id in entries.iter().filter_map(|entry| entry.row.subject.map(PrincipalId)) {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    let mut people = read.people(&ids).await?;
    people.retain(|person| !person.status.is_gone());
    let mut missed = Vec::new();
    for person in ids.iter().filter_map(|id| people.iter().find(|person| person.id == *id)) {
        let Some(rule) = rule_for(&rules, &person.email) else { continue };
        let (mut lacking, _) = given(sight.policy(), rule);
        lacking.retain(|code| !person.licenses.contains(code));
        if !lacking.is_empty() && person.home == entered.id {
            missed.push((person.clone(), lacking));
        }
    }
    Ok(missed)
}
