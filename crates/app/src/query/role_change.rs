//! What a command would change of somebody's roles in an organization, and what they could do before and after (ROL-04).

use crate::caller::Caller;
use crate::error::Error;
use crate::pipeline::Command;
use crate::service::Service;
use prokura_decision::decide::rights;
use prokura_decision::facts::Target;
use prokura_decision::loaded::{LoadedFacts, ResourceId};
use prokura_decision::mask::Rights;
use prokura_decision::record::PrincipalRecord;
use prokura_domain::event::{Change, Event};
use prokura_domain::grant::{Grant, Scope};
use prokura_domain::id::{LocationId, OrganizationId, PrincipalId, SiteId};
use prokura_domain::refusal::Refusal;

/// Where rights are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the organization as a whole.
    Organization,
    /// On a site, beyond what is so in the whole.
    Site(SiteId),
    /// In a location, beyond what is so in the whole.
    Location(LocationId),
}

/// What somebody may do in one place, before and after.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effect {
    /// Where.
    pub place: Place,
    /// Now.
    pub before: Rights,
    /// Then.
    pub after: Rights,
}

/// What a command would change of one person's roles in one organization.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RoleChange {
    /// Roles they would get.
    pub given: Vec<Grant>,
    /// Roles whose scope, term or reason would change.
    pub changed: Vec<Change<Grant>>,
    /// Roles they would lose.
    pub ended: Vec<Grant>,
    /// What that comes to: in the whole first, then wherever it differs.
    pub effects: Vec<Effect>,
}

impl RoleChange {
    /// Whether the command would change nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.given.is_empty() && self.changed.is_empty() && self.ended.is_empty()
    }
}

/// Rehearses a command and compares a person's rights. Those who have not signed in yet, and access that waits for it
/// (EXT-07), are told of as if they had.
///
/// # Errors
/// The refusal that the command would get.
pub async fn of<C: Command>(
    service: &Service,
    caller: &Caller,
    organization: OrganizationId,
    person: PrincipalId,
    command: &C,
) -> Result<RoleChange, Error> {
    let rehearsed = service.rehearse(caller, command).await?;
    let mut change = RoleChange::default();
    let about = |grant: &Grant| grant.organization == organization && grant.principal == person;
    for event in rehearsed.events {
        if let Event::RoleAssigned(grant) = event {
            change.given.extend(Some(grant).filter(about));
        } else if let Event::GrantChanged(it) = event {
            change.changed.extend(Some(it).filter(|it| about(&it.after)));
        } else if let Event::GrantEnded(it, _) = event {
            change.ended.extend(Some(it.before).filter(about));
        }
    }
    let mut read = service.read().await?;
    let mut before = read.principal_record(person).await?.ok_or(Refusal::NotFound)?;
    before.active = true;
    let mut after = before.clone();
    apply(&mut after, &change);
    for grant in &mut after.grants {
        grant.activated_at = grant.activated_at.or(Some(service.now()));
    }
    let policy = service.policy();
    let (mut facts, mut then) = (LoadedFacts::new(policy), LoadedFacts::new(policy));
    for id in [organization, before.home] {
        if facts.organization_record(id).is_none() {
            let record = read.organization_record(id).await?.ok_or(Refusal::NotFound)?;
            facts.put_organization(record.clone());
            then.put_organization(record);
        }
    }
    facts.put_principal(before);
    then.put_principal(after);
    let compare = |place: Place, target| Effect {
        place,
        before: rights(policy, &facts, person, organization, target, service.now()),
        after: rights(policy, &then, person, organization, target, service.now()),
    };
    let whole = compare(Place::Organization, Target::Organization);
    change.effects.push(whole);
    for place in places(&change) {
        let resource = match place {
            Place::Site(site) => ResourceId::Site(site),
            Place::Location(location) => ResourceId::Location(location),
            Place::Organization => continue,
        };
        let Some(target) = facts.target(organization, resource) else { continue };
        let effect = compare(place, target);
        if (effect.before, effect.after) != (whole.before, whole.after) {
            change.effects.push(effect);
        }
    }
    Ok(change)
}

/// The grants as they would be.
fn apply(record: &mut PrincipalRecord, change: &RoleChange) {
    let gone = |id| {
        change.ended.iter().any(|grant| grant.id == id) || change.changed.iter().any(|change| change.after.id == id)
    };
    record.grants.retain(|grant| !gone(grant.id));
    record.grants.extend(change.changed.iter().map(|change| change.after.clone()));
    record.grants.extend(change.given.iter().cloned());
}

/// Every site and location that the change touches, once.
fn places(change: &RoleChange) -> Vec<Place> {
    let touched = change.given.iter().chain(&change.ended);
    let touched = touched.chain(change.changed.iter().flat_map(|change| [&change.before, &change.after]));
    let mut places: Vec<Place> = Vec::new();
    for grant in touched {
        let of_grant: Vec<Place> = match &grant.scope {
            Scope::Sites(sites) => sites.iter().map(|site| Place::Site(*site)).collect(),
            Scope::Locations(locations) => locations.iter().map(|location| Place::Location(*location)).collect(),
            Scope::Customers(_) | Scope::None => Vec::new(),
        };
        for place in of_grant {
            if !places.contains(&place) {
                places.push(place);
            }
        }
    }
    places
}
