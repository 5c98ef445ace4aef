//! Where an acting principal stands, where the decision alone does not say: whether they act at all, whether the
//! operator acts, and which organizations a help desk role reaches.

use crate::caller::{Actor, Caller, Via};
use crate::error::Error;
use crate::work::Work;
use prokura_decision::facts::Facts;
use prokura_decision::permit::{Permit, decide_operator};
use prokura_decision::policy::{Policy, Role, RoleClass, ScopeKind, Situation};
use prokura_domain::id::{OrganizationId, PrincipalId};
use prokura_domain::refusal::Refusal;
use prokura_domain::time::Timestamp;

/// The acting principal, loaded and active. A mail's link is good for its own request only and acts nowhere else (SUP-03).
///
/// # Errors
/// [`Refusal::Unauthenticated`].
pub async fn active_actor(work: &mut Work<'_>) -> Result<PrincipalId, Error> {
    if let Actor::Principal { via: Via::MailLink, .. } = work.caller().actor {
        return Err(Refusal::Unauthenticated.into());
    }
    let actor = work.actor()?;
    work.know_principal(actor).await?;
    match work.facts.principal(actor) {
        Some(facts) if facts.active => Ok(actor),
        Some(_) | None => Err(Refusal::Unauthenticated.into()),
    }
}

/// The operator's permit, for what is done on the machine only.
///
/// # Errors
/// [`Refusal::Forbidden`] for everybody else.
pub fn operator(caller: &Caller, asked: &str) -> Result<Permit, Refusal> {
    match caller.actor {
        Actor::Operator => Ok(decide_operator()),
        Actor::Anonymous => Err(Refusal::Unauthenticated),
        Actor::Principal { .. } | Actor::System => {
            Err(Refusal::Forbidden { asked: asked.to_owned(), because: vec!["operator_only"], rules: Vec::new() })
        }
    }
}

/// What to say to somebody who would do what only its owner does: nothing, unless they may know of it.
///
/// # Errors
/// Always: [`Refusal::NotFound`] or the rule.
pub async fn only_its_owner<T>(
    work: &mut Work<'_>,
    organization: OrganizationId,
    rule: &'static str,
    code: &'static str,
) -> Result<T, Error> {
    work.enter(organization).await?;
    let reads = work.ask(
        "support_access",
        prokura_decision::mask::Level::Read,
        organization,
        prokura_decision::facts::Target::Organization,
    );
    Err(reads.map_or(Refusal::NotFound, |_| Refusal::rule(rule, code)).into())
}

/// Whether a partner or vendor role that somebody holds at home, and that is wanted, reaches another organization:
/// the partner manages it and the role's scope has it, or the home is the vendor (SUP-01). A block does not count here:
/// a blocked agent may still ask, and what the customer then grants counts (EXT-12).
#[must_use]
pub fn reaches<F: Facts>(
    policy: &Policy,
    facts: &F,
    principal: F::Principal,
    organization: F::Organization,
    now: Timestamp,
    wanted: impl Fn(&Role) -> bool,
) -> bool {
    let (Some(person), Some(place)) = (facts.principal(principal), facts.organization(organization)) else {
        return false;
    };
    let apart = person.active && place.active && person.home != organization;
    apart
        && facts.grants(principal).any(|grant| {
            let role = policy.role_at(grant.role);
            let held = grant.organization == person.home && grant.term.contains(now) && wanted(role);
            held && match role.class {
                RoleClass::Vendor => true,
                RoleClass::Partner => {
                    facts.relationships(person.home, organization).any(|term| term.contains(now))
                        && (role.scope != ScopeKind::Customers
                            || facts.scope_reaches(principal, grant.position, organization))
                }
                RoleClass::Organization
                | RoleClass::Location
                | RoleClass::Site
                | RoleClass::Service
                | RoleClass::External
                | RoleClass::Custom => false,
            }
        })
}

/// Whether a role opens the Help Desk (PTR-05).
#[must_use]
pub fn works_at_help_desk(policy: &Policy, role: &Role) -> bool {
    policy.control("help_desk").is_some_and(|help_desk| {
        [Situation::PartnerHub, Situation::VendorHome]
            .into_iter()
            .filter_map(|situation| role.cells(situation))
            .any(|cells| cells.any().has(help_desk))
    })
}
