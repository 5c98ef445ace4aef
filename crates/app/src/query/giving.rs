//! What the caller may give somebody in an organization, and take from them, with what each would change: what the role
//! forms are drawn from. The commands decide again, by the same decision and the same guards.

use super::grants::{OF_OUTSIDERS, OF_OWN};
use crate::caller::Caller;
use crate::command::guard::code::{NOT_TO_ONESELF, TROUBLESHOOTING_GIVER};
use crate::command::guard::fit;
use crate::command::guard::problem::{Problems, broken};
use crate::command::guard::scene::{NewGrant, Scene, Wanted, empty};
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
use prokura_decision::policy::{Policy, Role, RoleId, ScopeKind};
use prokura_decision::record::PrincipalRecord;
use prokura_domain::grant::{Grant, Origin, Scope, role};
use prokura_domain::id::{GrantId, OrganizationId, PrincipalId};
use prokura_domain::organization::{Location, Organization, OrganizationKind, Site, SiteManagement};
use prokura_domain::person::Person;
use prokura_domain::refusal::Refusal;
use prokura_domain::time::{Term, Timestamp};
use uuid::Uuid;

/// What a role that could be given may reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choices {
    /// The whole organization.
    Whole,
    /// Sites that the caller gives roles on.
    Sites(Vec<Site>),
    /// Locations of the organization.
    Locations(Vec<Location>),
    /// Customers of the partner.
    Customers(Vec<Organization>),
}

/// What the holder may do here before and after a change: in the organization as a whole, or in what a scoped role reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effect {
    /// Now.
    pub before: Rights,
    /// Then.
    pub after: Rights,
}

/// A role that the caller may give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The role.
    pub role: RoleId,
    /// What it may reach.
    pub choices: Choices,
    /// What it would change.
    pub effect: Effect,
}

/// A grant that is not over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The grant.
    pub grant: Grant,
    /// Why the caller may not end it; `None` where they may.
    pub refused: Option<Refusal>,
    /// What its end would change.
    pub effect: Effect,
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
    /// What the caller may give, in the policy's order.
    pub offers: Vec<Offer>,
    /// Why there is nothing to give.
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
    let scene = scene(&mut *read, &facts, entered.id, person.clone(), live, sight.now).await?;
    let desk = Desk { facts, scene, giver, now: sight.now };
    let offers = if own { Vec::new() } else { desk.offers(&mut *read).await? };
    let refused = match (own, offers.is_empty()) {
        (true, _) => Some(broken(NOT_TO_ONESELF)),
        (false, true) => {
            let control = if at_home { "roles" } else { OF_OUTSIDERS };
            sight.ask(control, Level::Manage, entered.handle).err()
        }
        (false, false) => None,
    };
    let held = sees_roles.then(|| desk.scene.live.iter().map(|grant| desk.held(grant)).collect());
    Ok(Roles { person, held, past: if sees_roles { past } else { Vec::new() }, offers, refused })
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

    async fn offers(&self, read: &mut dyn Read) -> Result<Vec<Offer>, Error> {
        let mut offers = Vec::new();
        for (number, role) in (0_u8..).zip(&self.policy().roles) {
            if !self.fits(role) {
                continue;
            }
            let choices = match role.scope {
                ScopeKind::None if self.gives(role, &Scope::None).is_ok() => Choices::Whole,
                ScopeKind::Locations if self.gives(role, &empty(role.scope)).is_ok() => {
                    Choices::Locations(read.locations_of(self.scene.organization).await?)
                }
                ScopeKind::Customers if self.gives(role, &empty(role.scope)).is_ok() => {
                    let mut customers = Vec::new();
                    for customer in &self.scene.customers {
                        customers.extend(read.organization(*customer).await?);
                    }
                    Choices::Customers(customers)
                }
                ScopeKind::Sites => {
                    let in_hand = |site: &&Site| {
                        site.managed_by == SiteManagement::ControlHub
                            && self.gives(role, &Scope::Sites(vec![site.id])).is_ok()
                    };
                    Choices::Sites(self.scene.sites.iter().filter(in_hand).cloned().collect())
                }
                ScopeKind::None | ScopeKind::Locations | ScopeKind::Customers => continue,
            };
            // Without a site or location there is nothing to give a role for (SIT-02, ROL-12).
            let reach = match &choices {
                Choices::Whole => Scope::None,
                Choices::Sites(sites) if sites.is_empty() => continue,
                Choices::Locations(locations) if locations.is_empty() => continue,
                Choices::Sites(sites) => Scope::Sites(sites.iter().map(|site| site.id).collect()),
                Choices::Locations(locations) => Scope::Locations(locations.iter().map(|it| it.id).collect()),
                Choices::Customers(customers) => Scope::Customers(customers.iter().map(|it| it.id).collect()),
            };
            let given = self.new_grant(role, reach);
            let effect =
                self.effect(&given, |grants| grants.push(Grant { activated_at: Some(self.now), ..given.clone() }));
            offers.push(Offer { role: RoleId(number), choices, effect });
        }
        Ok(offers)
    }

    fn held(&self, grant: &Grant) -> Held {
        let role = self.policy().role(&grant.role).map(|role| self.policy().role_at(role));
        let refused = match role {
            _ if self.giver == self.scene.holder.id => None,
            Some(role) => self.gives(role, &grant.scope).err(),
            // A role that the policy does not know any more: the command asks about roles as a whole.
            None => None,
        };
        let effect = self.effect(grant, |grants| grants.retain(|other| other.id != grant.id));
        Held { grant: grant.clone(), refused, effect }
    }

    /// Whether the role is one that the holder can hold here at all.
    fn fits(&self, role: &Role) -> bool {
        let mut problems = Problems::default();
        let wanted = Wanted { at: String::new(), before: None, after: self.new_grant(role, empty(role.scope)) };
        fit::check(&self.scene, &self.facts, self.now, role, &wanted, &mut problems);
        problems.refuse().is_ok()
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
        decide_giving(&self.facts, &giving, self.now).map(drop).map_err(|explanation| {
            if role.key == role::ADVANCED_TROUBLESHOOTING {
                broken(TROUBLESHOOTING_GIVER)
            } else {
                forbidden("roles.manage".to_owned(), &explanation)
            }
        })
    }

    /// What a change of the holder's grants comes to where the grant reaches: the decision, asked of the rows as they
    /// are and as they would be.
    fn effect(&self, grant: &Grant, change: impl FnOnce(&mut Vec<Grant>)) -> Effect {
        let target = self.target(&grant.scope);
        let ask = |facts: &LoadedFacts<'_>| {
            rights(self.policy(), facts, self.scene.holder.id, self.scene.organization, target, self.now)
        };
        let Some(record) = self.facts.principal_record(self.scene.holder.id) else {
            return Effect { before: Rights::NONE, after: Rights::NONE };
        };
        let mut then = LoadedFacts::new(self.policy());
        for organization in [self.scene.organization, record.home] {
            if let Some(known) = self.facts.organization_record(organization) {
                then.put_organization(known.clone());
            }
        }
        let mut changed: PrincipalRecord = record.clone();
        change(&mut changed.grants);
        then.put_principal(changed);
        Effect { before: ask(&self.facts), after: ask(&then) }
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
