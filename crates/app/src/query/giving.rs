//! What the caller may give somebody in an organization, and take from them, with what each role gives: what the role
//! editor is drawn from. The commands decide again, by the same decision and the same guards.

use super::grants::{OF_OUTSIDERS, OF_OWN};
use crate::caller::Caller;
use crate::command::end_grant::EndGrant;
use crate::command::guard::code::{
    NOT_TO_ONESELF, ROLE_WIDER_THAN_OWN, RuleCode, SITE_MANAGED_ELSEWHERE, TROUBLESHOOTING_GIVER,
    TROUBLESHOOTING_HOLDER,
};
use crate::command::guard::problem::{Problems, broken};
use crate::command::guard::scene::{NewGrant, Scene, Wanted, empty};
use crate::command::guard::together::{excluded, wanted_beside};
use crate::command::guard::{compose, fit};
use crate::error::Error;
use crate::port::Read;
use crate::service::Service;
use crate::sight::Sight;
use crate::work::forbidden;
use prokura_decision::decide::rights;
use prokura_decision::facts::Target;
use prokura_decision::giving::{Giving, decide_giving};
use prokura_decision::loaded::{LoadedFacts, ResourceId};
use prokura_decision::mask::{Level, Rights};
use prokura_decision::policy::{Holders, Policy, Role, RoleClass, RoleSet, ScopeKind, Title};
use prokura_decision::record::PrincipalRecord;
use prokura_domain::grant::{Grant, Origin, Scope, role};
use prokura_domain::id::{GrantId, OrganizationId, PrincipalId};
use prokura_domain::organization::{Location, Organization, OrganizationKind, Site, SiteManagement};
use prokura_domain::person::Person;
use prokura_domain::refusal::Refusal;
use prokura_domain::time::{Term, Timestamp};
use uuid::Uuid;

/// What a role may reach, as far as there is something to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choices {
    /// The whole organization.
    Whole,
    /// Sites of the organization, each with why the caller may not give this role on it.
    Sites(Vec<(Site, Option<Refusal>)>),
    /// Locations of the organization.
    Locations(Vec<Location>),
    /// Customers of the partner.
    Customers(Vec<Organization>),
}

/// A role that somebody of this home can hold in this organization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The role's key.
    pub role: String,
    /// What it is called.
    pub title: Title,
    /// The family it belongs to.
    pub class: RoleClass,
    /// What it may reach.
    pub choices: Choices,
    /// What it gives there by itself; beside what the person holds, for a role that counts only beside another.
    pub gives: Rights,
    /// Why the caller may not give it; `None` where they may.
    pub refused: Option<Refusal>,
}

/// A grant that is not over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The grant.
    pub grant: Grant,
    /// Why the caller may not end it; `None` where they may.
    pub refused: Option<Refusal>,
}

/// Somebody's roles in an organization, through the caller's eyes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roles {
    /// Who.
    pub person: Person,
    /// What they hold that is not over, in the policy's order; `None` where the caller does not see it.
    pub held: Option<Vec<Held>>,
    /// What they held.
    pub past: Vec<Grant>,
    /// Every role that they can hold here, in the policy's order, then those that the organization composed.
    pub choices: Vec<Choice>,
    /// Why the caller may change nothing; `None` where they may give or take something.
    pub refused: Option<Refusal>,
}

/// What somebody holds in an organization, and what the caller may give and take.
///
/// # Errors
/// [`Refusal::NotFound`] where there is nobody such whom the caller may know of here.
pub async fn roles_of(
    service: &Service,
    caller: &Caller,
    organization: &str,
    person: PrincipalId,
) -> Result<Roles, Error> {
    let sight = service.sight(caller)?;
    let entered = sight.enter(organization)?;
    let giver = caller.actor.principal().ok_or(Refusal::Unauthenticated)?;
    let may = |control: &str, level| sight.ask(control, level, entered.handle).is_ok();
    let mut read = service.read().await?;
    let policy = sight.policy();
    let person = read.person(person).await?.ok_or(Refusal::NotFound)?;
    let mut facts = LoadedFacts::new(policy);
    for principal in [giver, person.id] {
        let record = read.principal_record(principal).await?.ok_or(Refusal::NotFound)?;
        know(&mut *read, &mut facts, record.home).await?;
        facts.put_principal(record);
    }
    know(&mut *read, &mut facts, entered.id).await?;
    let here = |grant: &&Grant| grant.organization == entered.id;
    let record = facts.principal_record(person.id).ok_or(Refusal::NotFound)?;
    let (past, mut live): (Vec<Grant>, Vec<Grant>) =
        record.grants.iter().filter(here).cloned().partition(|grant| grant.term.is_over(sight.now));
    live.sort_by_key(|grant| policy.role(&grant.role));
    let own = giver == person.id;
    let at_home = person.home == entered.id;
    let sees_roles =
        own || if at_home { OF_OWN.iter().any(|it| may(it, Level::Read)) } else { may(OF_OUTSIDERS, Level::Read) };
    // Of somebody from outside only those know who see them among the external administrators.
    let reaches_in = || sight.principal(person.id).is_some_and(|it| is_in(&sight, it, entered.handle));
    let is_known = if at_home {
        sees_roles || may("users", Level::Read)
    } else {
        sees_roles && (!live.is_empty() || !past.is_empty() || reaches_in())
    };
    if !is_known {
        return Err(Refusal::NotFound.into());
    }
    let mut held = Vec::with_capacity(live.len());
    for grant in live.iter().filter(|_| sees_roles) {
        let end = EndGrant { organization: entered.id, grant: grant.id, expected_version: None };
        let refused = match service.rehearse(caller, &end).await {
            Ok(_) => None,
            Err(Error::Refused(refusal)) => Some(refusal),
            Err(error) => return Err(error),
        };
        held.push(Held { grant: grant.clone(), refused });
    }
    let scene = scene(&mut *read, &facts, entered.id, person.clone(), live, sight.now).await?;
    let desk = Desk { facts, scene, giver, now: sight.now };
    let choices = if sees_roles { desk.choices(&mut *read).await? } else { Vec::new() };
    let gives = choices.iter().any(|choice| choice.refused.is_none());
    let refused = match (own, gives || held.iter().any(|held| held.refused.is_none())) {
        (_, true) => None,
        (true, false) => Some(broken(NOT_TO_ONESELF)),
        (false, false) => {
            let control = if at_home { "roles" } else { OF_OUTSIDERS };
            let refused = sight.ask(control, Level::Manage, entered.handle).err();
            refused.or_else(|| choices.iter().find_map(|choice| choice.refused.clone()))
        }
    };
    let past = if sees_roles { past } else { Vec::new() };
    Ok(Roles { person, held: sees_roles.then_some(held), past, choices, refused })
}

/// Why a role cannot stand beside others that are chosen for the same person; `None` where it can (ROL-08, ROL-12, CC-06).
/// Roles that the policy does not know exclude nothing.
#[must_use]
pub fn clash(policy: &Policy, role: &str, beside: &[&str]) -> Option<Refusal> {
    let id = policy.role(role)?;
    let others = || beside.iter().filter(|other| **other != role).filter_map(|other| policy.role(other));
    for other in others() {
        if let Some(rule) = excluded(policy, id, other) {
            let arguments = vec![("role", role.to_owned()), ("other", policy.role_at(other).key.clone())];
            return Some(Refusal::Rule { code: rule.code, rule: rule.rule, arguments });
        }
    }
    let wanted = wanted_beside(policy.role_at(id));
    let missing = wanted != RoleSet::NONE && !others().any(|other| wanted.has(other));
    missing.then(|| broken(TROUBLESHOOTING_HOLDER))
}

fn is_in(
    sight: &Sight,
    principal: prokura_decision::index::PrincipalHandle,
    organization: prokura_decision::index::OrganizationHandle,
) -> bool {
    !rights(sight.policy(), sight.snapshot(), principal, organization, Target::Organization, sight.now).is_none()
}

async fn know(read: &mut dyn Read, facts: &mut LoadedFacts<'_>, organization: OrganizationId) -> Result<(), Error> {
    if facts.organization_record(organization).is_none() {
        facts.put_organization(read.organization_record(organization).await?.ok_or(Refusal::NotFound)?);
    }
    Ok(())
}

async fn scene(
    read: &mut dyn Read,
    facts: &LoadedFacts<'_>,
    organization: OrganizationId,
    holder: Person,
    live: Vec<Grant>,
    now: Timestamp,
) -> Result<Scene, Error> {
    let kind = facts.organization_record(organization).map(|record| record.organization.kind);
    let sites = read.sites_of(organization).await?;
    let customers = if kind == Some(OrganizationKind::Partner) {
        let ties = read.relationships_of_partner(organization).await?;
        ties.into_iter().filter(|tie| tie.term.contains(now)).map(|tie| tie.customer).collect()
    } else {
        Vec::new()
    };
    Ok(Scene { organization, holder, live, sites, customers })
}

/// Everything loaded for one giver, one holder and one organization.
struct Desk<'p> {
    facts: LoadedFacts<'p>,
    scene: Scene,
    giver: PrincipalId,
    now: Timestamp,
}

impl<'p> Desk<'p> {
    fn policy(&self) -> &'p Policy {
        self.facts.policy()
    }

    async fn choices(&self, read: &mut dyn Read) -> Result<Vec<Choice>, Error> {
        let mut all = Vec::new();
        let place = self.facts.organization_record(self.scene.organization);
        let composed = place.into_iter().flat_map(|place| &place.custom_roles).filter(|custom| custom.active);
        let composed: Vec<Role> = composed.map(|custom| self.policy().role_of(custom)).collect();
        for role in self.policy().roles.iter().chain(&composed) {
            if !self.suits(role) {
                continue;
            }
            let unfit = self.unfit(role).or_else(|| self.own());
            let may = |scope: &Scope| unfit.clone().map_or_else(|| self.gives(role, scope), Err).err();
            let (choices, reach, refused) = match role.scope {
                ScopeKind::None => (Choices::Whole, Scope::None, may(&Scope::None)),
                ScopeKind::Locations => {
                    let locations = read.locations_of(self.scene.organization).await?;
                    let reach = Scope::Locations(locations.iter().map(|it| it.id).collect());
                    (Choices::Locations(locations), reach, may(&empty(role.scope)))
                }
                ScopeKind::Customers => {
                    let mut customers = Vec::new();
                    for customer in &self.scene.customers {
                        customers.extend(read.organization(*customer).await?);
                    }
                    let reach = Scope::Customers(self.scene.customers.clone());
                    (Choices::Customers(customers), reach, may(&empty(role.scope)))
                }
                ScopeKind::Sites => {
                    let with_why = |site: &Site| match site.managed_by {
                        SiteManagement::ControlHub => may(&Scope::Sites(vec![site.id])),
                        SiteManagement::SiteAdministration => Some(Refusal::Rule {
                            code: SITE_MANAGED_ELSEWHERE.code,
                            rule: SITE_MANAGED_ELSEWHERE.rule,
                            arguments: vec![("site", site.slug.to_string())],
                        }),
                    };
                    let sites: Vec<_> = self.scene.sites.iter().map(|site| (site.clone(), with_why(site))).collect();
                    let some = sites.iter().any(|(_, refused)| refused.is_none());
                    let refused = if some { None } else { sites.iter().find_map(|(_, refused)| refused.clone()) };
                    let reach = Scope::Sites(self.scene.sites.iter().map(|site| site.id).collect());
                    (Choices::Sites(sites), reach, refused)
                }
            };
            // Without a site or location there is nothing to give a role for (SIT-02, ROL-12).
            let nothing = match &choices {
                Choices::Sites(sites) => sites.is_empty(),
                Choices::Locations(locations) => locations.is_empty(),
                Choices::Whole | Choices::Customers(_) => false,
            };
            if !nothing {
                let gives = self.by_itself(role, reach);
                let (role, title, class) = (role.key.clone(), role.title.clone(), role.class);
                all.push(Choice { role, title, class, choices, gives, refused });
            }
        }
        Ok(all)
    }

    /// Whether people of the holder's home can hold the role in an organization of this kind: others are not told of it.
    fn suits(&self, role: &Role) -> bool {
        let kind = self.facts.organization_record(self.scene.organization).map(|record| record.organization.kind);
        let by_home = match role.holders {
            Holders::Home => self.scene.at_home(),
            Holders::Outside => !self.scene.at_home(),
            Holders::Both => true,
        };
        by_home
            && match role.class {
                RoleClass::Partner => kind == Some(OrganizationKind::Partner),
                RoleClass::Vendor => kind == Some(OrganizationKind::Vendor),
                RoleClass::Organization
                | RoleClass::Location
                | RoleClass::Site
                | RoleClass::Service
                | RoleClass::External
                | RoleClass::Custom => true,
            }
    }

    /// Why the holder cannot hold the role here, whoever gives it.
    fn unfit(&self, role: &Role) -> Option<Refusal> {
        let mut problems = Problems::default();
        let wanted = Wanted { at: String::new(), before: None, after: self.new_grant(role, empty(role.scope)) };
        fit::check(&self.scene, &self.facts, self.now, role, &wanted, &mut problems);
        problems.refuse().err()
    }

    /// Nobody gives to themselves (ROL-10).
    fn own(&self) -> Option<Refusal> {
        (self.giver == self.scene.holder.id).then(|| broken(NOT_TO_ONESELF))
    }

    fn new_grant(&self, role: &Role, scope: Scope) -> Grant {
        let term = Term::starting(self.now);
        let new = NewGrant { scope, term, origin: Origin::Assigned, reason: None, given_by: self.giver };
        self.scene.new_grant(GrantId(Uuid::nil()), self.policy(), role, self.now, new)
    }

    fn gives(&self, role: &Role, scope: &Scope) -> Result<(), Refusal> {
        let giving = Giving {
            giver: self.giver,
            holder: self.scene.holder.id,
            role,
            scope,
            organization: self.scene.organization,
        };
        decide_giving(&self.facts, &giving, self.now).map_err(|explanation| {
            if role.key == role::ADVANCED_TROUBLESHOOTING {
                broken(TROUBLESHOOTING_GIVER)
            } else {
                forbidden("roles.manage".to_owned(), &explanation)
            }
        })?;
        match compose::wider(&self.facts, self.giver, self.scene.organization, role, self.now) {
            Some(arguments) => {
                let RuleCode { code, rule } = ROLE_WIDER_THAN_OWN;
                Err(Refusal::Rule { code, rule, arguments })
            }
            None => Ok(()),
        }
    }

    /// What a role gives to the holder where it reaches, as if they had signed in since (EXT-07).
    fn by_itself(&self, role: &Role, reach: Scope) -> Rights {
        let Some(record) = self.facts.principal_record(self.scene.holder.id) else { return Rights::NONE };
        let target = self.target(&reach);
        let with = |grants: Vec<Grant>| {
            let mut then = LoadedFacts::new(self.policy());
            for organization in [self.scene.organization, record.home] {
                if let Some(known) = self.facts.organization_record(organization) {
                    then.put_organization(known.clone());
                }
            }
            then.put_principal(PrincipalRecord { grants, active: true, ..record.clone() });
            rights(self.policy(), &then, self.scene.holder.id, self.scene.organization, target, self.now)
        };
        let given = Grant { activated_at: Some(self.now), ..self.new_grant(role, reach) };
        if wanted_beside(role) == RoleSet::NONE {
            return with(vec![given]);
        }
        let beside: Vec<Grant> = record.grants.iter().filter(|grant| grant.role != role.key).cloned().collect();
        let without = with(beside.clone());
        let both = with(beside.into_iter().chain([given]).collect());
        Rights { manage: both.manage & !without.manage, read: both.read & !without.read }
    }

    /// What the first of a scope is to the decision; the organization as a whole without one.
    fn target(&self, scope: &Scope) -> Target<Uuid> {
        let first = match scope {
            Scope::Sites(sites) => sites.first().map(|site| ResourceId::Site(*site)),
            Scope::Locations(locations) => locations.first().map(|location| ResourceId::Location(*location)),
            Scope::Customers(_) | Scope::None => None,
        };
        let target = first.and_then(|first| self.facts.target(self.scene.organization, first));
        target.unwrap_or(Target::Organization)
    }
}
