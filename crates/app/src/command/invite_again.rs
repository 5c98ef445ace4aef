//! Somebody who has not signed in yet is invited once more.

use crate::command::issue_sign_in_link::{LinkIssued, link};
use crate::error::Error;
use crate::pipeline::Command;
use crate::work::Work;
use async_trait::async_trait;
use prokura_decision::facts::Target;
use prokura_decision::mask::Level;
use prokura_domain::account::LinkPurpose;
use prokura_domain::event::Event;
use prokura_domain::id::PrincipalId;
use prokura_domain::person::PersonStatus;
use prokura_domain::refusal::Refusal;

/// Sends a new invitation to somebody who was added and never signed in: the first one was lost, or is too old.
#[derive(Clone, Copy, Debug)]
pub struct InviteAgain {
    /// Whom.
    pub person: PrincipalId,
}

#[async_trait]
impl Command for InviteAgain {
    type Output = LinkIssued;

    fn name(&self) -> &'static str {
        "invite_again"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<LinkIssued, Error> {
        let person = work.read().person(self.person).await?.ok_or(Refusal::NotFound)?;
        work.enter(person.home).await?;
        if work.ask("users", Level::Read, person.home, Target::Organization).is_err() {
            return Err(Refusal::NotFound.into());
        }
        let permit = work.ask_manage("users.create", person.home)?;
        if person.status != PersonStatus::Pending {
            return Err(Refusal::rule("ORG-06", "not_pending").into());
        }
        let link = link(work, person.id, LinkPurpose::Invitation);
        let issued = LinkIssued { link: link.id, email: person.email, expires_at: link.expires_at };
        work.plan(&permit, Event::SignInLinkIssued(link, person.home));
        Ok(issued)
    }
}
