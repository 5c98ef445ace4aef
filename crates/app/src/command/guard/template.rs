//! What a template may be: called by a name of its own, it sets something, and it names what there is.

use crate::collation::searched;
use crate::command::add_person::{check_package, licenses};
use crate::command::guard::code::{
    LICENCE_UNKNOWN, LOCATION_UNKNOWN, ROLE_UNKNOWN, SEARCH_EMPTY, TEMPLATE_NAME_TAKEN, TEMPLATE_NAME_TOO_LONG,
    TEMPLATE_SETS_NOTHING,
};
use crate::command::guard::problem::Problems;
use crate::template::CONTROL;
use crate::work::Work;
use prokura_decision::facts::Target;
use prokura_decision::mask::Level;
use prokura_decision::permit::Permit;
use prokura_decision::policy::Policy;
use prokura_domain::id::{OrganizationId, TemplateId};
use prokura_domain::person::PersonStatus;
use prokura_domain::refusal::Refusal;
use prokura_domain::template::{Group, NAME_LENGTH, Outfit, Services, Template};
use prokura_domain::text::Name;

/// What a value is that is none of those there are.
const VALUE_UNKNOWN: &str = "value_unknown";

/// Makes sure that the actor keeps templates.
pub(crate) fn may_keep(work: &Work<'_>, organization: OrganizationId) -> Result<Permit, Refusal> {
    work.ask_manage(CONTROL, organization)
}

/// Makes sure that whoever says by roles whom a template is for may know who holds them.
pub(crate) fn may_ask_roles(work: &Work<'_>, organization: OrganizationId, group: &Group) -> Result<(), Refusal> {
    if group.asks_roles() {
        work.ask("roles", Level::Read, organization, Target::Organization)?;
    }
    Ok(())
}

/// Checks what a template is to be called. No two of an organization are called alike.
pub(crate) fn name(all: &[Template], own: Option<TemplateId>, name: &Name, problems: &mut Problems) {
    if name.as_str().chars().count() > NAME_LENGTH {
        problems.field_with("name", TEMPLATE_NAME_TOO_LONG, vec![("most", NAME_LENGTH.to_string())]);
    }
    let alike = |other: &Template| other.name.as_str().to_lowercase() == name.as_str().to_lowercase();
    if all.iter().any(|other| Some(other.id) != own && alike(other)) {
        problems.field("name", TEMPLATE_NAME_TAKEN);
    }
}

/// What a template is to set, as it is kept. To add no licence is to say nothing of them; to leave none says something.
pub(crate) fn outfit(policy: &Policy, asked: &Outfit, problems: &mut Problems) -> Outfit {
    let services = problems.within("sets", |problems| {
        check_package(policy, asked.package.as_deref(), problems);
        match &asked.services {
            None => None,
            Some(Services::Add(codes)) if codes.is_empty() => None,
            Some(Services::Add(codes)) => Some(Services::Add(licenses(policy, codes, &[], problems))),
            Some(Services::Exactly(codes)) => Some(Services::Exactly(licenses(policy, codes, &[], problems))),
        }
    });
    let outfit = Outfit { services, ..asked.clone() };
    if outfit == Outfit::default() {
        problems.field("sets", TEMPLATE_SETS_NOTHING);
    }
    outfit
}

/// Whom a template is to be for, as it is kept. What it named before may stay, even if there is no such thing any more.
pub(crate) fn group(
    work: &Work<'_>,
    organization: OrganizationId,
    before: Option<&Group>,
    asked: &Group,
    problems: &mut Problems,
) -> Result<Group, Refusal> {
    let place = work.organization(organization)?;
    if asked.status.is_some_and(PersonStatus::is_gone) {
        problems.field("group/status", VALUE_UNKNOWN);
    }
    if asked.search.as_ref().is_some_and(|search| searched(search.as_str()).is_empty()) {
        // It would leave nobody out.
        problems.field("group/search", SEARCH_EMPTY);
    }
    let had = before.and_then(|group| group.license.as_ref());
    if let Some(code) = asked.license.as_ref().filter(|code| had != Some(code) && work.policy.licence(code).is_none()) {
        problems.field_with("group/license", LICENCE_UNKNOWN, vec![("licence", code.chars().take(60).collect())]);
    }
    let mut roles = asked.roles.clone();
    roles.sort();
    roles.dedup();
    let had = |role: &String| before.is_some_and(|group| group.roles.contains(role));
    if roles.iter().any(|role| !had(role) && work.role(organization, role).is_none()) {
        problems.field("group/roles", ROLE_UNKNOWN);
    }
    let had = before.and_then(|group| group.location);
    let known = |id| place.locations.iter().any(|(location, _)| *location == id);
    if asked.location.is_some_and(|id| had != Some(id) && !known(id)) {
        problems.field("group/location", LOCATION_UNKNOWN);
    }
    Ok(Group { roles, ..asked.clone() })
}
