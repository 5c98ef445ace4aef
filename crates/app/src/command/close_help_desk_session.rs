//! An agent closes a Help Desk session before its hour is over.

use crate::error::Error;
use crate::pipeline::Command;
use crate::standing::{active_actor, only_its_owner};
use crate::work::Work;
use async_trait::async_trait;
use prokura_decision::permit::{OwnMatter, decide_own};
use prokura_domain::event::{Change, Event};
use prokura_domain::id::HelpDeskSessionId;
use prokura_domain::refusal::Refusal;
use prokura_domain::support::HelpDeskSession;
use prokura_domain::time::Term;

/// Closes a session of one's own (PTR-07).
#[derive(Clone, Copy, Debug)]
pub struct CloseHelpDeskSession {
    /// The session.
    pub session: HelpDeskSessionId,
}

#[async_trait]
impl Command for CloseHelpDeskSession {
    type Output = ();

    fn name(&self) -> &'static str {
        "close_help_desk_session"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<(), Error> {
        let actor = active_actor(work).await?;
        let before = work.read().help_desk_session(self.session).await?.ok_or(Refusal::NotFound)?;
        let Some(permit) = decide_own(actor, before.agent, OwnMatter::OwnSupport) else {
            return only_its_owner(work, before.organization, "PTR-07", "help_desk_closed_by_agent").await;
        };
        if before.term.is_over(work.now) {
            return Err(Refusal::Over { code: "help_desk_session_over" }.into());
        }
        let until = work.now.max(before.term.start());
        let after = HelpDeskSession { term: Term { until: Some(until), ..before.term }, ..before.clone() };
        work.plan(&permit, Event::HelpDeskSessionChanged(Change { before, after }));
        Ok(())
    }
}
