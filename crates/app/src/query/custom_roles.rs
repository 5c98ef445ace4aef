//! The roles that an organization composed: what they give, who holds them, what they were, what one could be composed
//! of, and what a change would do to whom.

use super::grants::OF_OWN;
use crate::caller::Caller;
use crate::command::guard::compose::{because, composable, level};
use crate::error::Error;
use crate::port::Read;
use crate::service::Service;
use crate::sight::{Entered, Sight};
use prokura_decision::custom::level_in;
use prokura_decision::decide::rights;
use prokura_decision::facts::Target;
use prokura_decision::loaded::LoadedFacts;
use prokura_decision::mask::{Level, Rights};
use prokura_decision::policy::{AreaId, Policy};
use prokura_decision::record::OrganizationRecord;
use prokura_domain::custom_role::{AreaLevel, Areas, CustomRole};
use prokura_domain::grant::Grant;
use prokura_domain::id::{CustomRoleId, PrincipalId};
use prokura_domain::organization::OrganizationKind;
use prokura_domain::person::Person;
use prokura_domain::refusal::{FieldError, Refusal};
use std::collections::BTreeMap;

/// A custom role with how many hold it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Composed {
    /// The role.
    pub role: CustomRole,
    /// How many people hold it, now or later.
    pub holders: usize,
}

/// Somebody who holds a custom role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// Who.
    pub person: Person,
    /// The grant.
    pub grant: Grant,
}

/// A custom role with its holders and its past.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detail {
    /// The role.
    pub role: CustomRole,
    /// Who holds it, now or later, by name.
    pub holders: Vec<Holder>,
    /// Every version, the newest first.
    pub versions: Vec<CustomRole>,
}

/// An area as a role could be composed of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The area.
    pub area: AreaId,
    /// Whether custom roles may manage it, or read it only.
    pub most: AreaLevel,
    /// Why the caller cannot give it to be read: reason codes; empty where they can.
    pub no_read: Vec<&'static str>,
    /// Why the caller cannot give it to be managed: reason codes; empty where they can, or where nobody can.
    pub no_manage: Vec<&'static str>,
}

/// An area that somebody comes to, or does not have any more, and how much of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The area.
    pub area: AreaId,
    /// What there was; `None` for nothing.
    pub before: Option<AreaLevel>,
    /// What there would be; `None` for nothing.
    pub after: Option<AreaLevel>,
}

/// What a change would do to somebody who holds the role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    /// Whom.
    pub holder: Holder,
    /// Areas of which they would have more, all their roles counted.
    pub gains: Vec<Moved>,
    /// Areas of which they would have less.
    pub loses: Vec<Moved>,
}

/// What a role as it is thought of would be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// What the role itself would give more, and less, than it does.
    pub changes: Vec<Moved>,
    /// What it would do to each holder, by name; those for whom nothing changes included.
    pub holders: Vec<Effect>,
    /// Areas that the caller cannot give so.
    pub problems: Vec<FieldError>,
}

/// An organization that was entered, with what is read of it.
struct Place<'p> {
    sight: Sight,
    entered: Entered,
    read: Box<dyn Read + 'p>,
    record: OrganizationRecord,
}

async fn place<'s>(service: &'s Service, caller: &Caller, organization: &str) -> Result<Place<'s>, Error> {
    let sight = service.sight(caller)?;
    let entered = sight.enter(organization)?;
    if !OF_OWN.iter().any(|control| sight.ask(control, Level::Read, entered.handle).is_ok()) {
        sight.ask("roles", Level::Read, entered.handle)?;
    }
    let mut read = service.read().await?;
    let record = read.organization_record(entered.id).await?.ok_or(Refusal::NotFound)?;
    Ok(Place { sight, entered, read, record })
}

/// The custom roles of an organization that are there, in the order they were composed.
///
/// # Errors
/// [`Refusal::NotFound`]; [`Refusal::Forbidden`] for somebody who does not see what people of the organization hold.
pub async fn list(service: &Service, caller: &Caller, organization: &str) -> Result<Vec<Composed>, Error> {
    let mut at = place(service, caller, organization).await?;
    let mut held: BTreeMap<String, usize> = BTreeMap::new();
    for grant in at.read.grants_in(at.entered.id, at.sight.now).await? {
        *held.entry(grant.role).or_default() += 1;
    }
    let there = at.record.custom_roles.into_iter().filter(|role| role.active);
    Ok(there.map(|role| Composed { holders: held.get(&role.key()).copied().unwrap_or(0), role }).collect())
}

/// One custom role, deleted ones included.
///
/// # Errors
/// As [`list`]; [`Refusal::NotFound`] where the organization never had it.
pub async fn get(service: &Service, caller: &Caller, organization: &str, id: CustomRoleId) -> Result<Detail, Error> {
    let mut at = place(service, caller, organization).await?;
    let role = find(&at.record, id)?.clone();
    let holders = holders(&mut at, &role).await?;
    let mut versions = at.read.custom_role_versions(id).await?;
    versions.reverse();
    Ok(Detail { role, holders, versions })
}

/// What a role of an organization could be composed of, in the policy's order, and what of it the caller cannot give.
///
/// # Errors
/// As [`list`].
pub async fn choices(service: &Service, caller: &Caller, organization: &str) -> Result<Vec<Choice>, Error> {
    let at = place(service, caller, organization).await?;
    let policy = at.sight.policy();
    let lacks = |area: AreaId, level| {
        let asked = at.sight.ask(&policy.area_at(area).name, level, at.entered.handle);
        asked.err().map(|refusal| because(&refusal)).unwrap_or_default()
    };
    let composable = policy.composable_areas(at.record.organization.kind);
    Ok(composable
        .map(|(area, most)| Choice {
            area,
            most,
            no_read: lacks(area, Level::Read),
            no_manage: if most == AreaLevel::Manage { lacks(area, Level::Manage) } else { Vec::new() },
        })
        .collect())
}

/// Who would gain and lose what if a custom role gave these areas; without a role, what a new one would be. Nothing is
/// changed.
///
/// # Errors
/// As [`get`]; [`Refusal::Forbidden`] for somebody who may not compose roles.
pub async fn preview(
    service: &Service,
    caller: &Caller,
    organization: &str,
    role: Option<CustomRoleId>,
    areas: &Areas,
) -> Result<Preview, Error> {
    let mut at = place(service, caller, organization).await?;
    at.sight.ask("roles", Level::Manage, at.entered.handle)?;
    let before = role.map(|id| find(&at.record, id).cloned()).transpose()?;
    let problems = problems(&at, before.as_ref(), areas);
    let policy = at.sight.policy().clone();
    let kind = at.record.organization.kind;
    let had = before.as_ref().map_or(Rights::NONE, |role| policy.composed_in(kind, &role.areas));
    let changes = moved(&policy, kind, had, policy.composed_in(kind, areas));
    let mut effects = Vec::new();
    if let Some(role) = before {
        for holder in holders(&mut at, &role).await? {
            effects.push(effect(&mut at, &policy, &role, areas, holder).await?);
        }
    }
    Ok(Preview { changes, holders: effects, problems })
}

fn find(record: &OrganizationRecord, id: CustomRoleId) -> Result<&CustomRole, Refusal> {
    record.custom_roles.iter().find(|role| role.id == id).ok_or(Refusal::NotFound)
}

async fn holders(at: &mut Place<'_>, role: &CustomRole) -> Result<Vec<Holder>, Error> {
    let key = role.key();
    let mut grants = at.read.grants_in(at.entered.id, at.sight.now).await?;
    grants.retain(|grant| grant.role == key);
    let ids: Vec<PrincipalId> = grants.iter().map(|grant| grant.principal).collect();
    let people: BTreeMap<PrincipalId, Person> =
        at.read.people(&ids).await?.into_iter().map(|person| (person.id, person)).collect();
    let with_person = |grant: Grant| people.get(&grant.principal).cloned().map(|person| Holder { person, grant });
    let mut holders: Vec<Holder> = grants.into_iter().filter_map(with_person).collect();
    holders.sort_by_cached_key(|holder| holder.person.name.as_str().to_lowercase());
    Ok(holders)
}

/// The areas that the caller cannot give so.
fn problems(at: &Place<'_>, before: Option<&CustomRole>, areas: &Areas) -> Vec<FieldError> {
    use crate::command::guard::code::{AREA_NOT_COMPOSABLE, AREA_NOT_HELD, AREA_READ_ONLY};
    let raised = crate::command::guard::compose::raised(before.map(|role| &role.areas), areas);
    let problem = |(name, wanted): (&str, AreaLevel)| {
        let field = format!("areas/{name}");
        match composable(at.sight.policy(), &at.record, name) {
            None => Some(FieldError::new(field, AREA_NOT_COMPOSABLE)),
            Some(most) if most < wanted => Some(FieldError::new(field, AREA_READ_ONLY)),
            Some(_) => {
                let refusal = at.sight.ask(name, level(wanted), at.entered.handle).err()?;
                let arguments = vec![("because", because(&refusal).join(", "))];
                Some(FieldError { arguments, ..FieldError::new(field, AREA_NOT_HELD) })
            }
        }
    };
    raised.filter_map(problem).collect()
}

/// What a change of the role does to a holder: the decision, asked of the rows as they are and as they would be.
async fn effect(
    at: &mut Place<'_>,
    policy: &Policy,
    role: &CustomRole,
    areas: &Areas,
    holder: Holder,
) -> Result<Effect, Error> {
    let record = at.read.principal_record(holder.person.id).await?.ok_or(Refusal::NotFound)?;
    let ask = |place: &OrganizationRecord| {
        let mut facts = LoadedFacts::new(policy);
        facts.put_organization(place.clone());
        facts.put_principal(record.clone());
        // A grant that begins later is looked at when it has begun.
        let moment = at.sight.now.max(holder.grant.term.start());
        rights(policy, &facts, record.id, place.organization.id, Target::Organization, moment)
    };
    let mut then = at.record.clone();
    for custom in then.custom_roles.iter_mut().filter(|custom| custom.id == role.id) {
        custom.areas.clone_from(areas);
    }
    let all = moved(policy, at.record.organization.kind, ask(&at.record), ask(&then));
    let (gains, loses) = all.into_iter().partition(|moved| moved.after > moved.before);
    Ok(Effect { holder, gains, loses })
}

/// The areas of which there is more or less, by the control that stands for each.
fn moved(policy: &Policy, kind: OrganizationKind, before: Rights, after: Rights) -> Vec<Moved> {
    let of = |rights: Rights, area: AreaId| level_in(policy, rights, area);
    let areas = policy.composable_areas(kind).map(|(area, _)| area);
    let compared = areas.map(|area| Moved { area, before: of(before, area), after: of(after, area) });
    compared.filter(|moved| moved.before != moved.after).collect()
}
