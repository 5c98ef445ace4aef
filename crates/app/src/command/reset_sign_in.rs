//! An administrator resets how somebody signs in.

use crate::command::guard::{sessions, takeover};
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

/// Makes everything a person signs in with worth nothing, ends their sessions, and sends them, nobody else, a link to begin
/// anew. Only somebody who could take every role they hold does it (ORG-08), and the mail says who.
#[derive(Clone, Copy, Debug)]
pub struct ResetSignIn {
    /// Whose.
    pub person: PrincipalId,
}

#[async_trait]
impl Command for ResetSignIn {
    type Output = LinkIssued;

    fn name(&self) -> &'static str {
        "reset_sign_in"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<LinkIssued, Error> {
        let person = work.read().person(self.person).await?.ok_or(Refusal::NotFound)?;
        let home = person.home;
        work.enter(home).await?;
        if work.ask("users", Level::Read, home, Target::Organization).is_err() {
            return Err(Refusal::NotFound.into());
        }
        let permit = work.ask_manage("users", home)?;
        if work.actor()? == person.id {
            return Err(Refusal::rule("ORG-08", "reset_own_sign_in").into());
        }
        work.know_principal(person.id).await?;
        takeover::could_take_all(work, person.id, None).await?;
        if person.status == PersonStatus::Suspended {
            return Err(Refusal::rule("ORG-08", "sign_in_link_suspended").into());
        }
        work.plan(&permit, Event::SignInReset { person: person.id, home });
        sessions::end_all(work, &permit, person.id, home, None).await?;
        let link = link(work, person.id, LinkPurpose::Reset);
        let issued = LinkIssued { link: link.id, email: person.email, expires_at: link.expires_at };
        work.plan(&permit, Event::SignInLinkIssued(link, home));
        Ok(issued)
    }
}
