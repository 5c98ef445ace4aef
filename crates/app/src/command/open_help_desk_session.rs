//! An agent opens a Help Desk session in an organization.

use crate::error::Error;
use crate::pipeline::Command;
use crate::standing::{active_actor, reaches, works_at_help_desk};
use crate::work::Work;
use async_trait::async_trait;
use prokura_decision::facts::{Facts as _, Target};
use prokura_decision::mask::Level;
use prokura_domain::event::Event;
use prokura_domain::id::{HelpDeskSessionId, OrganizationId, PrincipalId};
use prokura_domain::refusal::Refusal;
use prokura_domain::support::{HelpDeskSession, SESSION_LASTS};
use prokura_domain::time::{Term, Timestamp};
use serde::{Deserialize, Serialize};

/// Opens a session of an hour, which the customer sees (PTR-07). While one is open, it is given back instead.
#[derive(Clone, Copy, Debug)]
pub struct OpenHelpDeskSession {
    /// The organization to look into.
    pub organization: OrganizationId,
}

/// The open session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// The session.
    pub session: HelpDeskSessionId,
    /// First moment at which it is no longer open.
    pub until: Timestamp,
}

#[async_trait]
impl Command for OpenHelpDeskSession {
    type Output = Opened;

    fn name(&self) -> &'static str {
        "open_help_desk_session"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<Opened, Error> {
        let agent = active_actor(work).await?;
        work.enter(self.organization).await?;
        let home = work.facts.principal_record(agent).map(|record| record.home).ok_or(Refusal::Unauthenticated)?;
        let permit = work.ask("help_desk", Level::Read, home, Target::Organization)?;
        let policy = work.policy;
        let wanted = |role: &_| works_at_help_desk(policy, role);
        if !reaches(policy, &work.facts, agent, self.organization, work.now, wanted) {
            return Err(Refusal::rule("SUP-01", "support_out_of_reach").into());
        }
        if work.read().person(agent).await?.is_none() {
            return Err(Refusal::rule("SUP-02", "support_agent_not_a_person").into());
        }
        if let Some(open) = self.open(work, agent, home) {
            return Ok(open);
        }
        let until = work.now.plus(SESSION_LASTS);
        let session = HelpDeskSession {
            id: HelpDeskSessionId(work.new_id()),
            agent,
            organization: self.organization,
            term: Term::between(work.now, until),
        };
        let opened = Opened { session: session.id, until };
        work.plan(&permit, Event::HelpDeskSessionOpened(session));
        Ok(opened)
    }
}

impl OpenHelpDeskSession {
    /// The session that is open and counts: one that began before a block in force does not (EXT-12).
    fn open(&self, work: &Work<'_>, agent: PrincipalId, home: OrganizationId) -> Option<Opened> {
        let blocks = work.facts.blocks(self.organization, agent, home);
        let blocked = blocks.filter(|term| term.contains(work.now)).map(|term| term.start()).max();
        let record = work.facts.principal_record(agent)?;
        record
            .sessions
            .iter()
            .filter(|session| session.organization == self.organization && session.term.contains(work.now))
            .filter(|session| blocked.is_none_or(|since| session.term.start() >= since))
            .filter_map(|session| Some(Opened { session: session.id, until: session.term.until? }))
            .max_by_key(|open| open.until)
    }
}
