//! Takes full rights from external administrators: each goes back to what they were set up as.

use crate::command::change_grant::find;
use crate::command::end_grant::may_take;
use crate::command::guard::ask::could_give;
use crate::command::guard::code::{GRANT_ENDED, GRANTS_MISSING, NOT_DEMOTABLE};
use crate::command::guard::problem::{Problems, broken};
use crate::command::guard::scene::{NewGrant, Scene, Wanted, ended};
use crate::command::guard::term::days;
use crate::command::guard::{demotion, fit, last_admin, together};
use crate::error::Error;
use crate::pipeline::Command;
use crate::work::Work;
use async_trait::async_trait;
use prokura_decision::permit::Permit;
use prokura_domain::event::{Change, Event, GrantEnd};
use prokura_domain::grant::{Grant, Origin, Scope, role};
use prokura_domain::id::{GrantId, OrganizationId, PrincipalId};
use prokura_domain::refusal::Refusal;
use prokura_domain::time::{Span, Term, Timestamp};
use std::collections::BTreeMap;

/// Demotes a set of external full administrators, all of them or none (EXT-08, EXT-09).
#[derive(Clone, Debug)]
pub struct DemoteExternals {
    /// Where.
    pub organization: OrganizationId,
    /// Their full grants.
    pub grants: Vec<GrantId>,
}

/// One person's demotion.
struct Demotion {
    scene: Scene,
    /// Every full grant of the person: one alone would leave them full.
    full: Vec<Grant>,
    /// What they are from now on, unless they hold it already.
    lower: Option<Grant>,
    permit: Permit,
}

#[async_trait]
impl Command for DemoteExternals {
    /// What they are from now on; who held that beside is not listed.
    type Output = Vec<Grant>;

    fn name(&self) -> &'static str {
        "demote_externals"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<Vec<Grant>, Error> {
        work.enter(self.organization).await?;
        could_give(work, self.organization)?;

        let mut people: BTreeMap<PrincipalId, (Grant, Permit)> = BTreeMap::new();
        for id in &self.grants {
            let grant = find(work, self.organization, *id).await?.ok_or(Refusal::NotFound)?;
            let permit = may_take(work, &grant).await?;
            people.insert(grant.principal, (grant, permit));
        }
        if people.is_empty() {
            return Err(Refusal::field("grants", GRANTS_MISSING).into());
        }
        for (grant, _) in people.values() {
            if grant.role != role::EXTERNAL_FULL_ADMIN {
                return Err(broken(NOT_DEMOTABLE).into());
            }
            if grant.term.is_over(work.now) {
                return Err(Refusal::Over { code: GRANT_ENDED }.into());
            }
        }

        let mut problems = Problems::default();
        let mut demotions = Vec::with_capacity(people.len());
        for (person, (_, permit)) in people {
            demotions.push(demotion(work, self.organization, person, permit, &mut problems).await?);
        }
        problems.refuse()?;
        let gone: Vec<&Grant> = demotions.iter().flat_map(|demotion| &demotion.full).collect();
        let ids: Vec<GrantId> = gone.iter().map(|grant| grant.id).collect();
        demotion::leaves_nobody_out(work, self.organization, &ids).await?;
        let after: Vec<Grant> = gone.iter().map(|grant| ended(grant, work.now)).collect();
        last_admin::keep(work, self.organization, &after, &[]).await?;

        let mut lower = Vec::new();
        for demotion in demotions {
            for before in demotion.full {
                let after = ended(&before, work.now);
                work.plan(&demotion.permit, Event::GrantEnded(Change { before, after }, GrantEnd::Replaced));
            }
            if let Some(grant) = demotion.lower {
                work.plan(&demotion.permit, Event::RoleAssigned(grant.clone()));
                lower.push(grant);
            }
        }
        Ok(lower)
    }
}

/// What one person's demotion comes to.
async fn demotion(
    work: &mut Work<'_>,
    organization: OrganizationId,
    person: PrincipalId,
    permit: Permit,
    problems: &mut Problems,
) -> Result<Demotion, Error> {
    let (policy, now) = (work.policy, work.now);
    let holder = work.read().person(person).await?.ok_or(Refusal::NotFound)?;
    let scene = Scene::load(work, organization, holder).await?;
    let full: Vec<Grant> = scene.live.iter().filter(|grant| grant.role == role::EXTERNAL_FULL_ADMIN).cloned().collect();
    let key = set_up_as(&scene, &full, fit::manages(&work.facts, scene.holder.home, organization, now));
    let mut demotion = Demotion { scene, full, lower: None, permit };
    if demotion.scene.live.iter().any(|grant| grant.role == key) {
        return Ok(demotion);
    }
    let role = policy.role(&key).map(|id| policy.role_at(id)).ok_or(Refusal::NotFound)?;
    let latest = days(policy, work.organization(organization)?, &key).map(|days| now.plus(Span::days(days)));
    let new = NewGrant {
        scope: Scope::None,
        term: lower_term(&demotion.full, now, latest),
        origin: Origin::Assigned,
        reason: None,
        given_by: work.actor()?,
    };
    let after = demotion.scene.new_grant(GrantId(work.new_id()), policy, role, now, new);
    let ids: Vec<GrantId> = demotion.full.iter().map(|grant| grant.id).collect();
    let wanted = Wanted { at: String::new(), before: None, after: after.clone() };
    together::check(&demotion.scene, policy, &[wanted], &ids, problems);
    demotion.lower = Some(after);
    Ok(demotion)
}

/// What a demoted person goes back to: what they were set up as; one set up as full goes to provisioning (home is a
/// managing partner) or read-only (any other).
fn set_up_as(scene: &Scene, full: &[Grant], from_managing_partner: bool) -> String {
    let lower = |key: &&String| key.as_str() != role::EXTERNAL_FULL_ADMIN;
    let earlier = full.iter().chain(&scene.live).filter_map(|grant| grant.set_up_as.as_ref()).find(lower);
    match earlier {
        Some(key) => key.clone(),
        None if from_managing_partner => role::PROVISIONING_ADMIN.to_owned(),
        None => role::EXTERNAL_READ_ONLY_ADMIN.to_owned(),
    }
}

/// From the first to the last moment of what is taken, not before now and not beyond the latest.
fn lower_term(full: &[Grant], now: Timestamp, latest: Option<Timestamp>) -> Term {
    let from = full.iter().map(|grant| grant.term.start()).min().unwrap_or(now).max(now);
    let last = full.iter().map(|grant| grant.term.until.unwrap_or(Timestamp::MAX)).max();
    let until = last.filter(|last| *last != Timestamp::MAX);
    let until = match (until, latest) {
        (Some(until), Some(latest)) => Some(until.min(latest)),
        (until, latest) => until.or(latest),
    };
    Term { from: Some(from), until }
}
