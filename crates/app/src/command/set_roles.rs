//! The role editor's one Save: what a person holds in an organization, changed as a whole.

use crate::command::assign_role::{changed, check, kept, plan_wanted, with_kept};
use crate::command::guard::ask::{could_give, may_give};
use crate::command::guard::code::{NOT_TO_ONESELF, PERSON_UNKNOWN, ROLE_REPEATED, ROLE_UNKNOWN};
use crate::command::guard::holder::{Holder, resolve};
use crate::command::guard::problem::{Problems, broken};
use crate::command::guard::scene::{NewGrant, Scene, Wanted, empty, ended, ids, is_of};
use crate::command::guard::term::{Asked, days, reason, term};
use crate::command::guard::{demotion, last_admin, scope, version};
use crate::error::Error;
use crate::pipeline::Command;
use crate::work::Work;
use async_trait::async_trait;
use prokura_decision::permit::{OwnMatter, Permit, decide_own};
use prokura_decision::policy::{Role, RoleClass};
use prokura_domain::event::{Change, Event, GrantEnd};
use prokura_domain::grant::{Grant, Origin, Scope, role};
use prokura_domain::id::{GrantId, OrganizationId};
use prokura_domain::person::Person;
use prokura_domain::refusal::Refusal;
use prokura_domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// One role as the editor has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleChoice {
    /// Key of the role.
    pub role: String,
    /// What it reaches, for a role with a scope.
    pub scope: Scope,
    /// Until when; `None` for as long as it is not ended.
    pub until: Option<Timestamp>,
}

/// A grant as the editor showed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// Which grant.
    pub grant: GrantId,
    /// Its version then.
    pub version: i64,
}

/// Sets what a person holds (ROL-03): gives, changes and takes as one change, or nothing.
///
/// It says what the person shall hold of the roles that the actor may give; roles, and sites of a role, that the actor
/// has no authority over stay as they are, named or not.
#[derive(Clone, Debug)]
pub struct SetRoles {
    /// Where.
    pub organization: OrganizationId,
    /// Whose.
    pub holder: Holder,
    /// The roles as they shall be, each at most once.
    pub roles: Vec<RoleChoice>,
    /// The grants that the editor showed; `None` to overwrite whatever there is.
    pub expected: Option<Vec<Seen>>,
    /// Why, in the giver's words, for what this save gives and changes; at most 500 characters.
    pub reason: Option<String>,
}

/// What a save comes to.
#[derive(Default)]
struct Save<'p> {
    wanted: Vec<(Cow<'p, Role>, Wanted, Permit)>,
    ends: Vec<(Grant, Permit)>,
    /// Live grants that the actor has authority over: those the editor must have shown.
    reached: Vec<Grant>,
}

#[async_trait]
impl Command for SetRoles {
    /// What the person holds afterwards, future grants included.
    type Output = Vec<Grant>;

    fn name(&self) -> &'static str {
        "set_roles"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<Vec<Grant>, Error> {
        work.enter(self.organization).await?;
        could_give(work, self.organization)?;

        let (choices, holder) = self.look_up(work).await?;
        let scene = Scene::load(work, self.organization, holder).await?;
        let own = decide_own(work.actor()?, scene.holder.id, OwnMatter::GiveUp);
        let mut problems = Problems::default();
        let mut save = Save::default();
        self.choose(work, &scene, &choices, &mut save, &mut problems)?;
        leave_out(work, &scene, &choices, own.as_ref(), &mut save)?;
        self.compare(work, &scene, &save).await?;

        // Nobody gives to themselves (ROL-10); giving up is all there is.
        if own.is_some() && save.wanted.iter().any(|(_, wanted, _)| wanted.widens()) {
            return Err(broken(NOT_TO_ONESELF).into());
        }
        let ends: Vec<GrantId> = save.ends.iter().map(|(grant, _)| grant.id).collect();
        let wanted: Vec<(&Role, &Wanted)> = save.wanted.iter().map(|(role, wanted, _)| (&**role, wanted)).collect();
        check(work, &scene, &wanted, &ends, &mut problems)?;
        problems.refuse()?;

        let all: Vec<Wanted> = wanted.iter().map(|(_, wanted)| (*wanted).clone()).collect();
        let after = scene.after(&all, &ends);
        self.check_demotion(work, &save, &after).await?;
        let mut changed: Vec<Grant> = save.ends.iter().map(|(grant, _)| ended(grant, work.now)).collect();
        changed.extend(all.into_iter().map(|wanted| wanted.after));
        last_admin::keep(work, self.organization, &changed, &[]).await?;

        let end = if own.is_some() { GrantEnd::GivenUp } else { GrantEnd::Revoked };
        for (before, permit) in save.ends {
            let after = ended(&before, work.now);
            work.plan(&permit, Event::GrantEnded(Change { before, after }, end));
        }
        for (_, wanted, permit) in save.wanted {
            plan_wanted(work, &permit, wanted);
        }
        Ok(after)
    }
}

impl SetRoles {
    /// The roles and the person that are named, or every name that is wrong.
    async fn look_up<'p>(&self, work: &mut Work<'p>) -> Result<(Vec<Cow<'p, Role>>, Person), Error> {
        let mut problems = Problems::default();
        let mut roles: Vec<Cow<'p, Role>> = Vec::with_capacity(self.roles.len());
        for (position, choice) in self.roles.iter().enumerate() {
            let field = format!("roles/{position}/role");
            match work.role(self.organization, &choice.role) {
                None => problems.field(field, ROLE_UNKNOWN),
                Some(role) if roles.iter().any(|other| other.key == role.key) => problems.field(field, ROLE_REPEATED),
                Some(role) => roles.push(role),
            }
        }
        let holder = resolve(work, self.organization, &self.holder).await?;
        let Some(holder) = holder else {
            problems.field("person", PERSON_UNKNOWN);
            problems.refuse()?;
            return Err(Refusal::NotFound.into());
        };
        problems.refuse()?;
        Ok((roles, holder))
    }

    /// What each choice comes to: nothing, a change, or a new grant.
    fn choose<'p>(
        &self,
        work: &Work<'p>,
        scene: &Scene,
        roles: &[Cow<'p, Role>],
        save: &mut Save<'p>,
        problems: &mut Problems,
    ) -> Result<(), Error> {
        let now = work.now;
        let why = reason(self.reason.as_deref(), problems);
        for ((position, choice), role) in self.roles.iter().enumerate().zip(roles) {
            let at = format!("roles/{position}/");
            let held: Vec<&Grant> = scene.live.iter().filter(|grant| grant.role == role.key).collect();
            let before = scene.given(&role.key).or_else(|| held.first().copied()).cloned();
            let asked = scope::normal(role, &choice.scope, &at, problems);
            let scope = with_kept(asked, kept(work, scene, role, before.as_ref()));
            let same = before.as_ref().is_some_and(|grant| grant.scope == scope && grant.term.until == choice.until);
            if same && held.len() == 1 {
                save.reached.extend(reached(work, scene, role, held.iter().copied()));
                continue;
            }
            let term = term(
                &Asked {
                    before: before.as_ref().map(|grant| &grant.term),
                    from: before.as_ref().and_then(|grant| grant.term.from).filter(|from| *from > now),
                    until: choice.until,
                    days: days(work.policy, work.organization(self.organization)?, &role.key),
                },
                now,
                &at,
                problems,
            );
            let after = match &before {
                Some(before) if same => before.clone(),
                Some(before) => changed(before, scope, term, why.clone().or_else(|| before.reason.clone())),
                None => {
                    let reason = why.clone();
                    let new = NewGrant { scope, term, origin: Origin::Assigned, reason, given_by: work.actor()? };
                    scene.new_grant(GrantId(work.new_id()), work.policy, role, now, new)
                }
            };
            let wanted = Wanted { at, before, after };
            let permit = may_give(work, self.organization, scene.holder.id, role, &wanted.touched())?;
            // What is held twice, by a grant given by hand and another, is one from now on.
            let rest = held.into_iter().filter(|grant| grant.id != wanted.after.id);
            save.ends.extend(rest.map(|grant| (grant.clone(), permit.clone())));
            save.reached.extend(scene.live.iter().filter(|grant| grant.role == role.key).cloned());
            if wanted.before.as_ref() != Some(&wanted.after) {
                save.wanted.push((role.clone(), wanted, permit));
            }
        }
        Ok(())
    }

    /// Makes sure that the editor showed what there is.
    async fn compare(&self, work: &mut Work<'_>, scene: &Scene, save: &Save<'_>) -> Result<(), Error> {
        let Some(expected) = &self.expected else { return Ok(()) };
        for grant in &save.reached {
            let seen = expected.iter().find(|seen| seen.grant == grant.id).map_or(0, |seen| seen.version);
            version::expect(work, grant.id.0, Some(seen), grant.version).await?;
        }
        for seen in expected {
            if scene.live.iter().any(|grant| grant.id == seen.grant) {
                continue;
            }
            // Ended meanwhile; an id that never was this person's here says nothing.
            let grant = work
                .read()
                .grant(seen.grant)
                .await?
                .filter(|grant| grant.organization == self.organization && grant.principal == scene.holder.id);
            let actual = grant.map_or(0, |grant| grant.version);
            return Err(version::conflict(work, seen.grant.0, seen.version, actual).await?.into());
        }
        Ok(())
    }

    /// Who loses the external full role here and keeps another external type is demoted (EXT-09).
    async fn check_demotion(&self, work: &mut Work<'_>, save: &Save<'_>, after: &[Grant]) -> Result<(), Error> {
        let full = |grant: &&Grant| grant.role == role::EXTERNAL_FULL_ADMIN;
        let lost: Vec<GrantId> = save.ends.iter().map(|(grant, _)| grant).filter(full).map(|grant| grant.id).collect();
        let lower = after.iter().any(|grant| is_of(work.policy, grant, RoleClass::External));
        if lost.is_empty() || !lower || after.iter().any(|grant| full(&grant)) {
            return Ok(());
        }
        demotion::leaves_nobody_out(work, self.organization, &lost).await
    }
}

/// Takes the roles that the save leaves out, as far as the actor may.
fn leave_out<'p>(
    work: &Work<'p>,
    scene: &Scene,
    roles: &[Cow<'p, Role>],
    own: Option<&Permit>,
    save: &mut Save<'p>,
) -> Result<(), Error> {
    for grant in scene.live.iter().filter(|grant| roles.iter().all(|role| role.key != grant.role)) {
        let Some(role) = work.role_held(scene.organization, &grant.role) else { continue };
        let permit = |scope: &Scope| may_give(work, scene.organization, scene.holder.id, &role, scope);
        let kept = kept(work, scene, &role, Some(grant));
        if ids(&kept).is_empty() {
            if let Ok(permit) = permit(&grant.scope) {
                save.reached.push(grant.clone());
                save.ends.push((grant.clone(), own.cloned().unwrap_or(permit)));
            }
            continue;
        }
        // Only the sites in hand are taken.
        let after = changed(grant, with_kept(empty(role.scope), kept), grant.term, grant.reason.clone());
        let wanted = Wanted { at: String::new(), before: Some(grant.clone()), after };
        if wanted.before.as_ref() != Some(&wanted.after)
            && let Ok(permit) = permit(&wanted.touched())
        {
            save.reached.push(grant.clone());
            save.wanted.push((role.clone(), wanted, own.cloned().unwrap_or(permit)));
        }
    }
    Ok(())
}

/// Those grants of a role that the actor has some authority over.
fn reached<'g>(work: &Work<'_>, scene: &Scene, role: &Role, held: impl Iterator<Item = &'g Grant>) -> Vec<Grant> {
    let in_hand = |grant: &&Grant| {
        let kept = ids(&kept(work, scene, role, Some(*grant)));
        let whole = kept.is_empty() && may_give(work, scene.organization, scene.holder.id, role, &grant.scope).is_ok();
        whole || (!kept.is_empty() && kept.len() < ids(&grant.scope).len())
    };
    held.filter(in_hand).cloned().collect()
}
