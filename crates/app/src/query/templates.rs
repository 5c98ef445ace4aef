//! The templates of an organization, and who deviates from one: how many are counted, and who they are is told page by page.

use super::{Listed, Part};
use crate::bulk::row::{Told, differences};
use crate::bulk::task::{Taken, What};
use crate::caller::Caller;
use crate::error::Error;
use crate::service::Service;
use crate::sight::{Entered, Sight};
use crate::template::{CONTROL, asked, dressed, due};
use prokura_decision::mask::Level;
use prokura_domain::id::{PrincipalId, TemplateId};
use prokura_domain::person::Person;
use prokura_domain::refusal::Refusal;
use prokura_domain::template::Template;

/// The templates of an organization.
#[derive(Clone, Debug)]
pub struct TemplatesSeen {
    /// In the order in which they were made.
    pub templates: Vec<Template>,
    /// Why the caller cannot make one or change them; `None` when they can.
    pub locked: Option<Refusal>,
}

/// A template, and what the caller may do with it.
#[derive(Clone, Debug)]
pub struct TemplateSeen {
    /// The template.
    pub template: Template,
    /// Why the caller cannot change it; `None` when they can.
    pub locked: Option<Refusal>,
    /// Why they cannot apply it; `None` when they can.
    pub apply_locked: Option<Refusal>,
    /// Why they may not know who is in its group; `None` when they may.
    pub hidden: Option<Refusal>,
}

/// How many a template is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// How many are in its group.
    pub people: u64,
    /// How many of them deviate from it.
    pub deviating: u64,
}

/// Somebody of a template's group who deviates from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deviation {
    /// Who.
    pub person: Person,
    /// What would change of them.
    pub told: Vec<Told>,
}

/// The templates of an organization.
///
/// # Errors
/// [`Refusal::NotFound`]; [`Refusal::Forbidden`] for somebody who may not read them.
pub async fn list(service: &Service, caller: &Caller, organization: &str) -> Result<TemplatesSeen, Error> {
    let sight = service.sight(caller)?;
    let entered = sight.enter(organization)?;
    sight.ask(CONTROL, Level::Read, entered.handle)?;
    let locked = sight.ask(CONTROL, Level::Manage, entered.handle).err();
    let templates = service.read().await?.templates_of(entered.id).await?;
    Ok(TemplatesSeen { templates, locked })
}

/// One template.
///
/// # Errors
/// As [`list`].
pub async fn get(
    service: &Service,
    caller: &Caller,
    organization: &str,
    id: TemplateId,
) -> Result<TemplateSeen, Error> {
    let (sight, entered, template) = find(service, caller, organization, id).await?;
    let what = What::Template(Box::new(Taken::from(&template)));
    let ask = |control: &str, level| sight.ask(control, level, entered.handle);
    let seen = sees_people(&sight, entered, &template);
    let applies = what.controls().into_iter().try_for_each(|control| ask(control, Level::Manage));
    let (locked, hidden) = (locked(&sight, entered, &template), seen.clone().err());
    Ok(TemplateSeen { locked, hidden, apply_locked: seen.and(applies).err(), template })
}

/// How many are in a template's group, and how many of them deviate from it now. Both numbers come from sets that the
/// database keeps in order; nobody's row is read for them.
///
/// # Errors
/// As [`deviations`].
pub async fn counts(service: &Service, caller: &Caller, organization: &str, id: TemplateId) -> Result<Counts, Error> {
    let (sight, entered, template) = find(service, caller, organization, id).await?;
    sees_people(&sight, entered, &template)?;
    let asked = asked(entered.id, &template.group, sight.now);
    let due = due(sight.policy(), &template.sets);
    let mut read = service.read().await?;
    let people = read.people_count(&asked).await?;
    let met = read.people_met(&asked, &due).await?;
    Ok(Counts { people, deviating: people.saturating_sub(met) })
}

/// Why the caller cannot change a template.
fn locked(sight: &Sight, entered: Entered, template: &Template) -> Option<Refusal> {
    let manages = sight.ask(CONTROL, Level::Manage, entered.handle);
    manages.and_then(|_| sees_roles(sight, entered, template)).err()
}

/// Who of a template's group deviates from it now, and by what, in the order in which they were added.
///
/// # Errors
/// As [`list`]; [`Refusal::Forbidden`] for somebody who may not read people, or roles where the group asks for them.
pub async fn deviations(
    service: &Service,
    caller: &Caller,
    organization: &str,
    id: TemplateId,
    part: Part<PrincipalId>,
) -> Result<Listed<Deviation, PrincipalId>, Error> {
    let (sight, entered, template) = find(service, caller, organization, id).await?;
    sees_people(&sight, entered, &template)?;
    let policy = sight.policy();
    let due = due(policy, &template.sets);
    let limit = part.limit;
    let asked = asked(entered.id, &template.group, sight.now);
    let mut read = service.read().await?;
    let ids = Listed::of(read.people_lacking(&asked, &due, part.page()).await?, limit, |id| *id);
    let people = read.people(&ids.items).await?;
    let deviation = |person: Person| {
        let told = differences(Some(&person), &dressed(policy, &due, &person));
        Deviation { person, told }
    };
    Ok(Listed { items: people.into_iter().map(deviation).collect(), next: ids.next })
}

async fn find(
    service: &Service,
    caller: &Caller,
    organization: &str,
    id: TemplateId,
) -> Result<(Sight, Entered, Template), Error> {
    let sight = service.sight(caller)?;
    let entered = sight.enter(organization)?;
    sight.ask(CONTROL, Level::Read, entered.handle)?;
    let found = service.read().await?.template(id).await?.filter(|it| it.organization == entered.id);
    Ok((sight, entered, found.ok_or(Refusal::NotFound)?))
}

/// Whether the caller may know who is in the group.
fn sees_people(sight: &Sight, entered: Entered, template: &Template) -> Result<(), Refusal> {
    sight.ask("users", Level::Read, entered.handle)?;
    sees_roles(sight, entered, template)
}

/// Whether the caller may know who holds what, where the group says it.
fn sees_roles(sight: &Sight, entered: Entered, template: &Template) -> Result<(), Refusal> {
    if template.group.asks_roles() {
        sight.ask("roles", Level::Read, entered.handle)?;
    }
    Ok(())
}
