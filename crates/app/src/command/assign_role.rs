//! Gives somebody a role in an organization; giving it again changes its scope and term.

use crate::command::guard::ask::{could_give, gives_on, may_give};
use crate::command::guard::code::{NOT_TO_ONESELF, PERSON_UNKNOWN, ROLE_UNKNOWN, ROLE_WIDER_THAN_OWN};
use crate::command::guard::holder::{Holder, resolve};
use crate::command::guard::problem::{Problems, broken};
use crate::command::guard::scene::{NewGrant, Scene, Wanted};
use crate::command::guard::term::{Asked, days, reason, term};
use crate::command::guard::{compose, fit, last_admin, scope, together};
use crate::error::Error;
use crate::pipeline::Command;
use crate::work::Work;
use async_trait::async_trait;
use prokura_decision::permit::Permit;
use prokura_decision::policy::{Role, RoleClass};
use prokura_domain::event::{Change, Event};
use prokura_domain::grant::{Grant, Origin, Scope};
use prokura_domain::id::{GrantId, OrganizationId};
use prokura_domain::refusal::Refusal;
use prokura_domain::time::{Term, Timestamp};

/// Gives a role (ROL-02, EXT-03, PTR-04).
///
/// One live grant for a person, role and organization that was given by hand: giving again changes it. Sites of it that
/// the giver has no authority over stay as they are.
#[derive(Clone, Debug)]
pub struct AssignRole {
    /// Where.
    pub organization: OrganizationId,
    /// To whom.
    pub holder: Holder,
    /// Key of the role.
    pub role: String,
    /// What it reaches there, for a role with a scope.
    pub scope: Scope,
    /// From when; `None`, or a moment in the past, means now.
    pub from: Option<Timestamp>,
    /// Until when; `None` for as long as it is not ended. External read-only access always ends (EXT-13).
    pub until: Option<Timestamp>,
    /// Why, in the giver's words; at most 500 characters.
    pub reason: Option<String>,
}

#[async_trait]
impl Command for AssignRole {
    type Output = Grant;

    fn name(&self) -> &'static str {
        "assign_role"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<Grant, Error> {
        work.enter(self.organization).await?;
        could_give(work, self.organization)?;

        let mut problems = Problems::default();
        let role = work.role(self.organization, &self.role);
        if role.is_none() {
            problems.field("role", ROLE_UNKNOWN);
        }
        let holder = resolve(work, self.organization, &self.holder).await?;
        if holder.is_none() {
            problems.field("person", PERSON_UNKNOWN);
        }
        let (Some(role), Some(holder)) = (role, holder) else {
            problems.refuse()?;
            return Err(Refusal::NotFound.into());
        };
        let role = &*role;
        if work.actor()? == holder.id {
            return Err(broken(NOT_TO_ONESELF).into());
        }

        let scene = Scene::load(work, self.organization, holder).await?;
        let mut problems = Problems::default();
        let wanted = self.wanted(work, &scene, role, &mut problems)?;
        let permit = may_give(work, self.organization, scene.holder.id, role, &wanted.touched())?;
        if wanted.before.as_ref() == Some(&wanted.after) {
            problems.refuse()?;
            return Ok(wanted.after);
        }
        check(work, &scene, &[(role, &wanted)], &[], &mut problems)?;
        problems.refuse()?;
        last_admin::keep(work, self.organization, std::slice::from_ref(&wanted.after), &[]).await?;
        Ok(plan_wanted(work, &permit, wanted))
    }
}

impl AssignRole {
    /// The grant as it would be.
    fn wanted(&self, work: &Work<'_>, scene: &Scene, role: &Role, problems: &mut Problems) -> Result<Wanted, Error> {
        let now = work.now;
        let before = scene.given(&role.key).cloned();
        let asked = scope::normal(role, &self.scope, "", problems);
        let kept = kept(work, scene, role, before.as_ref());
        let scope = with_kept(asked, kept);
        let days = days(work.policy, work.organization(self.organization)?, &role.key);
        let asked =
            Asked { before: before.as_ref().map(|grant| &grant.term), from: self.from, until: self.until, days };
        let term = term(&asked, now, "", problems);
        let reason = reason(self.reason.as_deref(), problems);
        let after = match &before {
            Some(before) => changed(before, scope, term, reason.or_else(|| before.reason.clone())),
            None => {
                let given_by = work.actor()?;
                let new = NewGrant { scope, term, origin: Origin::Assigned, reason, given_by };
                scene.new_grant(GrantId(work.new_id()), work.policy, role, now, new)
            }
        };
        Ok(Wanted { at: String::new(), before, after })
    }
}

/// Checks wanted grants against the rules that no right lifts.
///
/// # Errors
/// [`Refusal::Unauthenticated`] when nobody acts; what is wrong is among the problems.
pub(crate) fn check(
    work: &Work<'_>,
    scene: &Scene,
    wanted: &[(&Role, &Wanted)],
    ended: &[GrantId],
    problems: &mut Problems,
) -> Result<(), Refusal> {
    for (role, wanted) in wanted {
        scope::check(scene, &work.facts, wanted, problems);
        if wanted.widens() {
            fit::check(scene, &work.facts, work.now, role, wanted, problems);
            if let Some(areas) = compose::wider(&work.facts, work.actor()?, scene.organization, role, work.now) {
                problems.rule(wanted.field("role"), ROLE_WIDER_THAN_OWN, areas);
            }
        }
    }
    let all: Vec<Wanted> = wanted.iter().map(|(_, wanted)| (*wanted).clone()).collect();
    together::check(scene, work.policy, &all, ended, problems);
    Ok(())
}

/// Plans a wanted grant: a new one, or the change of one.
pub(crate) fn plan_wanted(work: &mut Work<'_>, permit: &Permit, wanted: Wanted) -> Grant {
    let after = wanted.after.clone();
    match wanted.before {
        Some(before) => work.plan(permit, Event::GrantChanged(Change { before, after: wanted.after })),
        None => work.plan(permit, Event::RoleAssigned(wanted.after)),
    }
    after
}

/// A grant with another scope, term or reason; the same grant where nothing differs.
pub(crate) fn changed(before: &Grant, scope: Scope, term: Term, reason: Option<String>) -> Grant {
    let after = Grant { scope, term, reason, ..before.clone() };
    if after == *before { after } else { Grant { version: before.version + 1, ..after } }
}

/// The sites of a grant that the actor has no authority over: a save must not overwrite what it cannot touch.
pub(crate) fn kept(work: &Work<'_>, scene: &Scene, role: &Role, before: Option<&Grant>) -> Scope {
    let whole = work.ask_manage("roles", scene.organization).is_ok();
    match before.map(|grant| &grant.scope) {
        Some(Scope::Sites(sites)) if role.class == RoleClass::Site && scene.at_home() && !whole => {
            let foreign = |site: &&_| !gives_on(work, scene.organization, **site);
            Scope::Sites(sites.iter().filter(foreign).copied().collect())
        }
        Some(Scope::Sites(_) | Scope::Locations(_) | Scope::Customers(_) | Scope::None) | None => Scope::None,
    }
}

/// A scope with the sites that are kept.
pub(crate) fn with_kept(asked: Scope, kept: Scope) -> Scope {
    match (asked, kept) {
        (Scope::Sites(mut sites), Scope::Sites(kept)) => {
            sites.extend(kept);
            sites.sort_unstable();
            sites.dedup();
            Scope::Sites(sites)
        }
        (asked, Scope::None | Scope::Sites(_) | Scope::Locations(_) | Scope::Customers(_)) => asked,
    }
}
