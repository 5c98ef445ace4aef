//! Who may give and take what: the questions to ask of the giver (decision.md, "Who may give what").

use crate::decide::{Decision, Question, decide};
use crate::facts::{Facts, Target};
use crate::loaded::{LoadedFacts, ResourceId};
use crate::mask::Level;
use crate::permit::{Basis, Permit};
use crate::policy::{Policy, Role, RoleClass, ScopeKind, Situation};
use crate::reason::{Explanation, Reason};
use prokura_domain::grant::{Scope, role};
use prokura_domain::id::{OrganizationId, PrincipalId};
use prokura_domain::time::Timestamp;

/// Who gives or takes which role, to or from whom, where.
#[derive(Clone, Copy, Debug)]
pub struct Giving<'a> {
    /// Who gives or takes.
    pub giver: PrincipalId,
    /// Whose grant it is.
    pub holder: PrincipalId,
    /// The role.
    pub role: &'a Role,
    /// The scope given or taken.
    pub scope: &'a Scope,
    /// Where.
    pub organization: OrganizationId,
}

/// Decides whether the giver may give, change or take the role: allowed if any of the rights that the rule book names
/// is theirs. ROL-10 (nobody gives to themselves) and the exclusions are the command's to check.
///
/// # Errors
/// The explanation of the first question, when none is allowed.
pub fn decide_giving(facts: &LoadedFacts<'_>, giving: &Giving<'_>, now: Timestamp) -> Result<Permit, Explanation> {
    let at_home = facts.principal(giving.holder).is_some_and(|holder| holder.home == giving.organization);
    let whole = |control: &str| ask(facts, giving, control, Target::Organization, now);
    let mut answers: Vec<Result<Permit, Explanation>> = Vec::new();
    match giving.role.class {
        _ if giving.role.key == role::ADVANCED_TROUBLESHOOTING => {
            // ROL-08: only a full administrator whose home it is.
            let answer = whole("roles");
            return if holds_at_home(facts.policy(), facts, giving.giver, giving.organization, role::FULL_ADMIN, now) {
                answer
            } else {
                Err(answer.err().unwrap_or_else(refused))
            };
        }
        RoleClass::Organization | RoleClass::Location | RoleClass::Service if at_home => {
            answers.push(whole("roles"));
            answers.push(whole("customer_roles"));
            if is_partner(facts, giving.organization) {
                answers.push(whole("partner_roles"));
            }
            if giving.role.key == role::EVENTS_ADMIN {
                answers.push(whole("events"));
            }
        }
        RoleClass::Site if at_home => {
            answers.push(whole("roles"));
            answers.extend(on_every_site(facts, giving, now));
        }
        RoleClass::External | RoleClass::Site | RoleClass::Service => {
            answers.push(whole("external_admins"));
            if giving.role.key == role::CONTACT_CENTER_ADMIN
                && holds_external_grant(facts, giving.holder, giving.organization, now)
            {
                answers.push(whole("contact_center_admins"));
            }
        }
        RoleClass::Partner => {
            answers.push(whole("partner_roles"));
            answers.push(whole("roles"));
        }
        RoleClass::Organization | RoleClass::Location | RoleClass::Vendor | RoleClass::Custom => {
            answers.push(whole("roles"));
        }
    }
    let mut first = None;
    for answer in answers {
        match answer {
            Ok(permit) => return Ok(permit),
            Err(explanation) => first = first.or(Some(explanation)),
        }
    }
    Err(first.unwrap_or_else(refused))
}

/// Who of a partner takes Provisioning administrator back in which customer, and for whom (EXT-12).
#[derive(Clone, Copy, Debug)]
pub struct TakingBack {
    /// Who takes it.
    pub taker: PrincipalId,
    /// For whom: themselves, or a colleague of the same partner.
    pub holder: PrincipalId,
    /// The customer.
    pub customer: OrganizationId,
}

/// Decides whether a partner's administrator may take Provisioning administrator back, whatever the customer blocked:
/// while a sale of the partner is active, by somebody who manages `partner_roles` in the partner, or a partner
/// administrator who serves the customer, for somebody of the same partner (EXT-12).
///
/// # Errors
/// The explanation; [`Reason::NoSale`] stops it where all but the sale is there.
pub fn decide_take_back(facts: &LoadedFacts<'_>, taking: &TakingBack, now: Timestamp) -> Result<Permit, Explanation> {
    let partner = facts.principal(taking.taker).ok_or_else(|| stopped(Reason::UnknownSubject))?.home;
    if !is_partner(facts, partner) {
        return Err(stopped(Reason::NoRelationship));
    }
    if facts.principal(taking.holder).is_none_or(|holder| holder.home != partner || !holder.active) {
        return Err(stopped(Reason::UnknownSubject));
    }
    let control = facts.policy().control("partner_roles").ok_or_else(refused)?;
    let question = Question {
        principal: taking.taker,
        organization: partner,
        target: Target::Organization,
        control,
        level: Level::Manage,
    };
    let permit = match decide(facts, &question, now) {
        Decision::Allow(permit) => permit,
        Decision::Deny(explanation) => serves(facts, taking, partner, now).ok_or(explanation)?,
    };
    match facts.organization(taking.customer) {
        None => Err(stopped(Reason::UnknownOrganization)),
        Some(customer) if !customer.active => Err(stopped(Reason::OrganizationInactive)),
        Some(_) if !sells(facts, partner, taking.customer, now) => Err(stopped(Reason::NoSale)),
        Some(_) => Ok(permit),
    }
}

/// Whether an organization has an active subscription that a seller sold to it (ORG-02).
#[must_use]
pub fn sells(facts: &LoadedFacts<'_>, seller: OrganizationId, customer: OrganizationId, now: Timestamp) -> bool {
    facts.subscriptions(customer).any(|sale| sale.seller == seller && sale.term.contains(now))
}

/// The grant by which a partner administrator serves a customer; a block does not silence it here.
fn serves(facts: &LoadedFacts<'_>, taking: &TakingBack, partner: OrganizationId, now: Timestamp) -> Option<Permit> {
    let active = |id| facts.organization(id).is_some_and(|facts| facts.active);
    let record = facts.principal_record(taking.taker).filter(|record| record.active && active(partner))?;
    record.grants.iter().find_map(|grant| {
        let role = facts.policy().role_at(facts.policy().role(&grant.role)?);
        let administers =
            role.class == RoleClass::Partner && role.scope == ScopeKind::Customers && role.lifts_restrictions;
        let reaches = matches!(&grant.scope, Scope::Customers(customers) if customers.contains(&taking.customer));
        (administers && reaches && grant.organization == partner && grant.term.contains(now)).then(|| {
            Permit::new(Basis::Role {
                principal: taking.taker,
                control: "external_admins".to_owned(),
                role: grant.role.clone(),
                grant: grant.id,
                organization: partner,
                situation: Situation::ManagedCustomer,
                support: None,
            })
        })
    })
}

fn ask(
    facts: &LoadedFacts<'_>,
    giving: &Giving<'_>,
    control: &str,
    target: Target<uuid::Uuid>,
    now: Timestamp,
) -> Result<Permit, Explanation> {
    let control = facts.policy().control(control).ok_or_else(refused)?;
    let question =
        Question { principal: giving.giver, organization: giving.organization, target, control, level: Level::Manage };
    match decide(facts, &question, now) {
        Decision::Allow(permit) => Ok(permit),
        Decision::Deny(explanation) => Err(explanation),
    }
}

/// A site administrator gives site roles of the sites in hand, and of no other (table `site`).
fn on_every_site(facts: &LoadedFacts<'_>, giving: &Giving<'_>, now: Timestamp) -> Option<Result<Permit, Explanation>> {
    let Scope::Sites(sites) = giving.scope else { return None };
    let mut last = None;
    for site in sites {
        let target = facts.target(giving.organization, ResourceId::Site(*site))?;
        match ask(facts, giving, "roles", target, now) {
            Ok(permit) => last = Some(Ok(permit)),
            Err(explanation) => return Some(Err(explanation)),
        }
    }
    last
}

/// Whether somebody who can act holds a role in their home at a moment.
#[must_use]
pub fn holds_at_home<F: Facts>(
    policy: &Policy,
    facts: &F,
    principal: F::Principal,
    organization: F::Organization,
    role_key: &str,
    now: Timestamp,
) -> bool {
    let Some(role) = policy.role(role_key) else { return false };
    facts.principal(principal).is_some_and(|person| person.active && person.home == organization)
        && facts
            .grants(principal)
            .any(|grant| grant.organization == organization && grant.role == role && grant.term.contains(now))
}

fn holds_external_grant(
    facts: &LoadedFacts<'_>,
    principal: PrincipalId,
    organization: OrganizationId,
    now: Timestamp,
) -> bool {
    facts.principal_record(principal).is_some_and(|record| {
        record.home != organization
            && record.grants.iter().any(|grant| grant.organization == organization && grant.term.contains(now))
    })
}

fn is_partner(facts: &LoadedFacts<'_>, organization: OrganizationId) -> bool {
    facts
        .organization(organization)
        .is_some_and(|facts| facts.kind == prokura_domain::organization::OrganizationKind::Partner)
}

const fn refused() -> Explanation {
    Explanation { allowed: false, stopped: None, findings: Vec::new() }
}

const fn stopped(reason: Reason) -> Explanation {
    Explanation { allowed: false, stopped: Some(reason), findings: Vec::new() }
}
