//! A custom role is deleted, and every holder is asked for: nobody loses a right, or gets another, without a word.

use crate::command::assign_role::{changed, check, plan_wanted};
use crate::command::change_custom_role::find;
use crate::command::guard::ask::may_give;
use crate::command::guard::code::{HOLDER_UNDECIDED, HOLDER_UNKNOWN, NOT_TO_ONESELF, ROLE_UNKNOWN};
use crate::command::guard::problem::{Problems, broken};
use crate::command::guard::scene::{NewGrant, Scene, Wanted, empty, ended};
use crate::command::guard::term::days;
use crate::command::guard::version;
use crate::error::Error;
use crate::pipeline::Command;
use crate::work::Work;
use async_trait::async_trait;
use prokura_decision::permit::{OwnMatter, Permit, decide_own};
use prokura_decision::policy::Role;
use prokura_domain::custom_role::CustomRole;
use prokura_domain::event::{Change, Event, GrantEnd};
use prokura_domain::grant::{Grant, Origin};
use prokura_domain::id::{CustomRoleId, GrantId, OrganizationId};
use prokura_domain::refusal::Refusal;
use prokura_domain::time::Timestamp;
use std::borrow::Cow;

/// What becomes of somebody who holds a role that is deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HolderChoice {
    /// The grant of the role.
    pub grant: GrantId,
    /// Key of the role that is given in its place, for as long as the old one was; `None` where the right just ends.
    pub instead: Option<String>,
}

/// Deletes a custom role, asking the same as composing it. Whoever holds it, now or later, is decided on by name.
#[derive(Clone, Debug)]
pub struct DeleteCustomRole {
    /// Whose it is.
    pub organization: OrganizationId,
    /// Which role.
    pub role: CustomRoleId,
    /// The version the caller looked at; `None` for whatever there is.
    pub expected_version: Option<i64>,
    /// What becomes of each holder.
    pub holders: Vec<HolderChoice>,
}

/// What one holder's choice comes to.
struct Settled<'p> {
    ends: Grant,
    end: GrantEnd,
    permit: Permit,
    instead: Option<(Cow<'p, Role>, Wanted, Permit)>,
}

#[async_trait]
impl Command for DeleteCustomRole {
    type Output = CustomRole;

    fn name(&self) -> &'static str {
        "delete_custom_role"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<CustomRole, Error> {
        work.enter(self.organization).await?;
        let permit = work.ask_manage("roles", self.organization)?;
        let before = find(work, self.organization, self.role)?;
        version::expect(work, before.id.0, self.expected_version, before.version).await?;

        let key = before.key();
        let now = work.now;
        let mut held = work.read().grants_in(self.organization, now).await?;
        held.retain(|grant| grant.role == key);
        let mut problems = Problems::default();
        for (position, choice) in self.holders.iter().enumerate() {
            let again = self.holders.iter().take(position).any(|other| other.grant == choice.grant);
            if again || !held.iter().any(|grant| grant.id == choice.grant) {
                problems.field(format!("holders/{position}/grant"), HOLDER_UNKNOWN);
            }
        }
        for grant in &held {
            if !self.holders.iter().any(|choice| choice.grant == grant.id) {
                problems.field(format!("holders/{}", grant.id), HOLDER_UNDECIDED);
            }
        }
        problems.refuse()?;

        let mut problems = Problems::default();
        let mut settled = Vec::with_capacity(held.len());
        for (position, choice) in self.holders.iter().enumerate() {
            if let Some(grant) = held.iter().find(|grant| grant.id == choice.grant) {
                let at = format!("holders/{position}/");
                settled.extend(self.settle(work, grant, choice.instead.as_deref(), &at, &mut problems).await?);
            }
        }
        problems.refuse()?;

        for it in settled {
            let after = ended(&it.ends, now);
            work.plan(&it.permit, Event::GrantEnded(Change { before: it.ends, after }, it.end));
            if let Some((_, wanted, permit)) = it.instead {
                plan_wanted(work, &permit, wanted);
            }
        }
        let after = CustomRole {
            active: false,
            version: before.version + 1,
            changed_by: Some(work.actor()?),
            changed_at: now,
            ..before.clone()
        };
        work.plan(&permit, Event::CustomRoleDeleted(Change { before, after: after.clone() }));
        Ok(after)
    }
}

impl DeleteCustomRole {
    /// What becomes of one holder; nothing where a problem stands in the way.
    async fn settle<'p>(
        &self,
        work: &mut Work<'p>,
        grant: &Grant,
        instead: Option<&str>,
        at: &str,
        problems: &mut Problems,
    ) -> Result<Option<Settled<'p>>, Error> {
        work.know_principal(grant.principal).await?;
        let holder = work.read().person(grant.principal).await?.ok_or(Refusal::NotFound)?;
        let old = work.role_held(self.organization, &grant.role).ok_or(Refusal::NotFound)?;
        let permit = may_give(work, self.organization, holder.id, &old, &grant.scope)?;
        let own = decide_own(work.actor()?, holder.id, OwnMatter::GiveUp);
        let Some(key) = instead else {
            let (permit, end) = match own {
                Some(own) => (own, GrantEnd::GivenUp),
                None => (permit, GrantEnd::Revoked),
            };
            return Ok(Some(Settled { ends: grant.clone(), end, permit, instead: None }));
        };
        // Nobody gives to themselves (ROL-10), not even one role for another.
        if own.is_some() {
            return Err(broken(NOT_TO_ONESELF).into());
        }
        let Some(role) = work.role(self.organization, key).filter(|_| *key != grant.role) else {
            problems.field(format!("{at}instead"), ROLE_UNKNOWN);
            return Ok(None);
        };
        let scene = Scene::load(work, self.organization, holder).await?;
        let wanted = self.wanted(work, &scene, &role, grant, at)?;
        let given = may_give(work, self.organization, scene.holder.id, &role, &wanted.touched())?;
        check(work, &scene, &[(&role, &wanted)], &[grant.id], problems)?;
        let same = wanted.before.as_ref() == Some(&wanted.after);
        let instead = (!same).then_some((role, wanted, given));
        Ok(Some(Settled { ends: grant.clone(), end: GrantEnd::Replaced, permit, instead }))
    }

    /// The grant that stands in the place of another: for as long as that was, at least.
    fn wanted(&self, work: &Work<'_>, scene: &Scene, role: &Role, old: &Grant, at: &str) -> Result<Wanted, Error> {
        let at = at.to_owned();
        let mut term = old.term;
        term.from = Some(term.start().max(work.now));
        if let Some(days) = days(work.policy, work.organization(self.organization)?, &role.key) {
            let latest = work.now.plus(prokura_domain::time::Span::days(days));
            term.until = Some(term.until.map_or(latest, |until| until.min(latest)));
        }
        if let Some(before) = scene.given(&role.key).cloned() {
            let until = before.term.until.zip(term.until).map(|(one, other): (Timestamp, Timestamp)| one.max(other));
            let longer = prokura_domain::time::Term { until, ..before.term };
            let after = changed(&before, before.scope.clone(), longer, before.reason.clone());
            return Ok(Wanted { at, before: Some(before), after });
        }
        let given_by = work.actor()?;
        let new = NewGrant { scope: empty(role.scope), term, origin: Origin::Assigned, reason: None, given_by };
        let after = scene.new_grant(GrantId(work.new_id()), work.policy, role, work.now, new);
        Ok(Wanted { at, before: None, after })
    }
}
