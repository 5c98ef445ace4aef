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

/// How far back it is looked for people who missed something.
const LOOKED_AT: u64 = 200;

/// The rules of an organization.
#[derive(Clone, Debug)]
pub struct RulesSeen {
    /// The one for everybody first, then by domain.
    pub rules: Vec<LicenceRule>,
    /// Who was added and still lacks what a rule gives for want of seats, the last first.
    pub missed: Vec<(Person, Vec<String>)>,
    /// Why the caller cannot change them; `None` when they can.
    pub locked: Option<Refusal>,
}

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
    let written = AuditFilter { action: Some("licences_missed".to_owned()), ..AuditFilter::default() };
    let entries = read.audit_entries(entered.id, &written, None, LOOKED_AT).await?;
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
    Ok(RulesSeen { rules, missed, locked })
}
