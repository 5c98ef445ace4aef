//! What a custom role may be: called by a name of its own, and composed of what may be composed here and what its
//! composer has (ROL-10).

use crate::command::guard::code::{
    AREA_NOT_COMPOSABLE, AREA_NOT_HELD, AREA_READ_ONLY, AREAS_MISSING, NAMES_MISSING, ROLE_NAME_TAKEN,
    ROLE_NAME_TOO_LONG,
};
use crate::command::guard::problem::Problems;
use crate::work::Work;
use prokura_decision::custom::beyond;
use prokura_decision::facts::Target;
use prokura_decision::loaded::LoadedFacts;
use prokura_decision::mask::Level;
use prokura_decision::policy::{Policy, Role};
use prokura_decision::record::OrganizationRecord;
use prokura_domain::custom_role::{AreaLevel, Areas, NAME_LENGTH, RoleNames, Spelled};
use prokura_domain::id::{CustomRoleId, OrganizationId, PrincipalId};
use prokura_domain::refusal::Refusal;
use prokura_domain::text::Locale;
use prokura_domain::time::Timestamp;

/// How many custom roles an organization has at most.
pub(crate) const MOST: usize = 100;

/// The level that the decision is asked for.
pub(crate) const fn level(level: AreaLevel) -> Level {
    match level {
        AreaLevel::Read => Level::Read,
        AreaLevel::Manage => Level::Manage,
    }
}

/// Checks what a role is to be called. No two roles that can be given in one organization are called alike.
pub(crate) fn names(
    policy: &Policy,
    place: &OrganizationRecord,
    own: Option<CustomRoleId>,
    asked: &Spelled,
    problems: &mut Problems,
) -> Option<RoleNames> {
    for locale in Locale::ALL {
        let Some(name) = asked.get(locale) else { continue };
        let field = format!("names/{}", locale.tag());
        if name.as_str().chars().count() > NAME_LENGTH {
            problems.field_with(field.as_str(), ROLE_NAME_TOO_LONG, vec![("most", NAME_LENGTH.to_string())]);
        }
        let alike = |other: &str| other.to_lowercase() == name.as_str().to_lowercase();
        let others = place.custom_roles.iter().filter(|custom| custom.active && Some(custom.id) != own);
        let taken = others.flat_map(|custom| Locale::ALL.map(|locale| custom.names.in_locale(locale))).any(alike)
            || policy
                .roles
                .iter()
                .any(|role| Locale::ALL.into_iter().any(|locale| alike(role.title.in_locale(locale))));
        if taken {
            problems.field(field, ROLE_NAME_TAKEN);
        }
    }
    let names = RoleNames::try_from(asked.clone()).ok();
    if names.is_none() {
        problems.field("names", NAMES_MISSING);
    }
    names
}

/// Checks what a role is to be composed of. What it gave before may stay, even if its changer could not give it today.
pub(crate) fn areas(
    work: &Work<'_>,
    place: &OrganizationRecord,
    before: Option<&Areas>,
    asked: &Areas,
    problems: &mut Problems,
) {
    if asked.is_empty() {
        problems.field("areas", AREAS_MISSING);
    }
    for (name, wanted) in raised(before, asked) {
        let field = format!("areas/{name}");
        match composable(work.policy, place, name) {
            None => problems.field(field, AREA_NOT_COMPOSABLE),
            Some(most) if most < wanted => problems.field(field, AREA_READ_ONLY),
            Some(_) => {
                if let Some(because) = lacks(work, place, name, wanted) {
                    problems.field_with(field, AREA_NOT_HELD, vec![("because", because.join(", "))]);
                }
            }
        }
    }
}

/// The most that custom roles of an organization may give of an area.
pub(crate) fn composable(policy: &Policy, place: &OrganizationRecord, area: &str) -> Option<AreaLevel> {
    let mut areas = policy.composable_areas(place.organization.kind);
    areas.find(|(id, _)| policy.area_at(*id).name == area).map(|(_, most)| most)
}

/// The areas that are new, or at a higher level than before.
pub(crate) fn raised<'a>(before: Option<&'a Areas>, after: &'a Areas) -> impl Iterator<Item = (&'a str, AreaLevel)> {
    after
        .iter()
        .filter(move |(area, level)| before.and_then(|before| before.get(*area)).is_none_or(|had| had < level))
        .map(|(area, level)| (area.as_str(), *level))
}

/// The areas of which a custom role gives more than whoever gives it has (ROL-10), as the arguments of the refusal;
/// `None` where it gives no more. Only giving asks: taking away hands nothing on.
pub(crate) fn wider(
    facts: &LoadedFacts<'_>,
    giver: PrincipalId,
    organization: OrganizationId,
    role: &Role,
    now: Timestamp,
) -> Option<Vec<(&'static str, String)>> {
    let beyond = beyond(facts, giver, organization, role, now);
    let names: Vec<&str> = beyond.iter().map(|area| facts.policy().area_at(*area).name.as_str()).collect();
    (!names.is_empty()).then(|| vec![("areas", names.join(", "))])
}

/// Why the actor does not have an area at a level; `None` where they do.
fn lacks(work: &Work<'_>, place: &OrganizationRecord, area: &str, wanted: AreaLevel) -> Option<Vec<&'static str>> {
    let refusal = work.ask(area, level(wanted), place.organization.id, Target::Organization).err()?;
    Some(because(&refusal))
}

/// The reasons of a refusal.
pub(crate) fn because(refusal: &Refusal) -> Vec<&'static str> {
    match refusal {
        Refusal::Forbidden { because, .. } => because.clone(),
        Refusal::Unauthenticated
        | Refusal::StepUpNeeded { .. }
        | Refusal::NotFound
        | Refusal::Rule { .. }
        | Refusal::Invalid(_)
        | Refusal::Conflict { .. }
        | Refusal::Over { .. }
        | Refusal::TooMany { .. } => vec![refusal.code()],
    }
}
