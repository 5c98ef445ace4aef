//! Removes a partner's person, or the whole partner, from an organization.

use crate::command::guard::ask::could_give;
use crate::command::guard::code::{ALREADY_BLOCKED, PARTNER_UNKNOWN, PERSON_UNKNOWN};
use crate::command::guard::fit::manages;
use crate::command::guard::last_admin;
use crate::command::guard::scene::ended;
use crate::error::Error;
use crate::pipeline::Command;
use crate::port::Page;
use crate::work::Work;
use async_trait::async_trait;
use prokura_decision::giving::sells;
use prokura_domain::event::{Change, Event, GrantEnd};
use prokura_domain::grant::Grant;
use prokura_domain::id::{BlockId, GrantId, HelpDeskSessionId, OrganizationId, PrincipalId, SupportGrantId};
use prokura_domain::organization::{Blocked, OrganizationKind};
use prokura_domain::refusal::Refusal;
use prokura_domain::support::{HelpDeskSession, SupportGrant};
use prokura_domain::time::Term;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// More rows than an organization has; what is asked for is cut down to what runs.
const EVERY: u64 = i32::MAX as u64;

/// Removes a partner's person or a whole partner (EXT-12): derived access is silenced, and grants, running support
/// access and open Help Desk sessions end with it.
#[derive(Clone, Debug)]
pub struct Block {
    /// Who removes.
    pub organization: OrganizationId,
    /// Who is removed.
    pub blocked: Blocked,
}

/// What a removal did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockDone {
    /// The block in force.
    pub block: prokura_domain::organization::Block,
    /// Grants that ended.
    pub grants: Vec<GrantId>,
    /// Support access that ended.
    pub support_grants: Vec<SupportGrantId>,
    /// Help Desk sessions that were closed.
    pub sessions: Vec<HelpDeskSessionId>,
    /// Whether the partner has an active sale, and so can take provisioning back.
    pub sale_is_active: bool,
}

/// What is left to end.
struct Running {
    grants: Vec<Grant>,
    support_grants: Vec<SupportGrant>,
    sessions: Vec<HelpDeskSession>,
}

#[async_trait]
impl Command for Block {
    type Output = BlockDone;

    fn name(&self) -> &'static str {
        "block"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<BlockDone, Error> {
        work.enter(self.organization).await?;
        could_give(work, self.organization)?;
        let permit = work.ask_manage("external_admins", self.organization)?;

        let now = work.now;
        let running = self.running(work).await?;
        let home = self.partner(work, &running).await?;
        let in_force = work
            .organization(self.organization)?
            .blocks
            .iter()
            .find(|block| block.blocked == self.blocked && block.term.contains(now))
            .cloned();
        if in_force.is_some() && running.is_empty() {
            return Err(Refusal::Over { code: ALREADY_BLOCKED }.into());
        }
        let after: Vec<Grant> = running.grants.iter().map(|grant| ended(grant, now)).collect();
        last_admin::keep(work, self.organization, &after, &[]).await?;

        let actor = work.actor()?;
        let done = BlockDone {
            block: in_force.clone().unwrap_or(prokura_domain::organization::Block {
                id: BlockId(work.new_id()),
                organization: self.organization,
                blocked: self.blocked,
                term: Term::starting(now),
            }),
            grants: after.iter().map(|grant| grant.id).collect(),
            support_grants: running.support_grants.iter().map(|grant| grant.id).collect(),
            sessions: running.sessions.iter().map(|session| session.id).collect(),
            sale_is_active: sells(&work.facts, home, self.organization, now),
        };
        for (before, after) in running.grants.into_iter().zip(after) {
            work.plan(&permit, Event::GrantEnded(Change { before, after }, GrantEnd::Removed));
        }
        for before in running.support_grants {
            let after = SupportGrant { term: until(before.term, now), ended_by: Some(actor), ..before.clone() };
            work.plan(&permit, Event::SupportEnded(Change { before, after }));
        }
        for before in running.sessions {
            let after = HelpDeskSession { term: until(before.term, now), ..before.clone() };
            work.plan(&permit, Event::HelpDeskSessionChanged(Change { before, after }));
        }
        if in_force.is_none() {
            work.plan(&permit, Event::BlockAdded(done.block.clone()));
        }
        Ok(done)
    }
}

impl Block {
    /// Everything that runs here of those who are removed.
    async fn running(&self, work: &mut Work<'_>) -> Result<Running, Error> {
        let (organization, now) = (self.organization, work.now);
        let mut grants = work.read().grants_in(organization, now).await?;
        let mut support_grants = work.read().support_grants_in(organization, None, Page::first(EVERY)).await?;
        support_grants.retain(|grant| !grant.term.is_over(now));
        let mut sessions = work.read().help_desk_sessions_in(organization, None, Page::first(EVERY)).await?;
        sessions.retain(|session| !session.term.is_over(now));
        let people: BTreeSet<PrincipalId> = grants
            .iter()
            .map(|grant| grant.principal)
            .chain(support_grants.iter().map(|grant| grant.agent))
            .chain(sessions.iter().map(|session| session.agent))
            .collect();
        let mut removed = BTreeSet::new();
        for person in people {
            let is_one = match self.blocked {
                Blocked::Person(blocked) => person == blocked,
                Blocked::Partner(partner) => work.know_principal(person).await? && work.is_home_of(person, partner),
            };
            if is_one {
                removed.insert(person);
            }
        }
        grants.retain(|grant| removed.contains(&grant.principal));
        support_grants.retain(|grant| removed.contains(&grant.agent));
        sessions.retain(|session| removed.contains(&session.agent));
        Ok(Running { grants, support_grants, sessions })
    }

    /// The home of who is removed: a partner, or the vendor for one of its people, that the organization has to do with.
    /// Anybody else is unknown here, like who does not exist.
    async fn partner(&self, work: &mut Work<'_>, running: &Running) -> Result<OrganizationId, Error> {
        let (home, unknown) = match self.blocked {
            Blocked::Person(person) => {
                let unknown = Refusal::field("person", PERSON_UNKNOWN);
                let Some(person) = work.read().person(person).await? else { return Err(unknown.into()) };
                (person.home, unknown)
            }
            Blocked::Partner(partner) => (partner, Refusal::field("partner", PARTNER_UNKNOWN)),
        };
        work.know_organization(home).await?;
        let kind = work.facts.organization_record(home).map(|record| record.organization.kind);
        let fits = match kind {
            Some(OrganizationKind::Partner) => true,
            Some(OrganizationKind::Vendor) => matches!(self.blocked, Blocked::Person(_)),
            Some(OrganizationKind::Customer | OrganizationKind::SelfRegistered | OrganizationKind::Consumer) | None => {
                false
            }
        };
        let known = !running.is_empty()
            || manages(&work.facts, home, self.organization, work.now)
            || sells(&work.facts, home, self.organization, work.now);
        if fits && known && home != self.organization { Ok(home) } else { Err(unknown.into()) }
    }
}

impl Running {
    fn is_empty(&self) -> bool {
        self.grants.is_empty() && self.support_grants.is_empty() && self.sessions.is_empty()
    }
}

fn until(term: Term, now: prokura_domain::time::Timestamp) -> Term {
    Term { until: Some(now), ..term }
}
