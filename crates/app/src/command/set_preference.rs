//! Somebody says whether they want to be written to about a topic: at their account, or by the link of a mail.

use crate::caller::{Actor, Via};
use crate::error::Error;
use crate::pipeline::Command;
use crate::standing::active_actor;
use crate::work::Work;
use async_trait::async_trait;
use prokura_decision::facts::Facts as _;
use prokura_decision::permit::{OwnMatter, decide_own};
use prokura_domain::event::Event;
use prokura_domain::id::PrincipalId;
use prokura_domain::preference::{Preference, Topic};
use prokura_domain::refusal::Refusal;

/// Says whether one wants to be written to. Saying the same again changes nothing.
#[derive(Clone, Copy, Debug)]
pub struct SetPreference {
    /// About what.
    pub topic: Topic,
    /// Whether.
    pub wanted: bool,
}

#[async_trait]
impl Command for SetPreference {
    type Output = bool;

    fn name(&self) -> &'static str {
        "set_preference"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<bool, Error> {
        let person = whoever_says(work, self.wanted).await?;
        let home = work.facts.principal(person).map(|facts| facts.home).ok_or(Refusal::Unauthenticated)?;
        work.log_in(home);
        work.read().person(person).await?.ok_or(Refusal::Unauthenticated)?;
        let permit = decide_own(person, person, OwnMatter::Preferences).ok_or(Refusal::Unauthenticated)?;
        let said = work.read().preferences_of(person).await?;
        let before = said.into_iter().find(|preference| preference.topic == self.topic);
        if before.is_some_and(|before| before.wanted == self.wanted) {
            return Ok(false);
        }
        let after = Preference { person, topic: self.topic, wanted: self.wanted, told_until: work.now };
        work.plan(&permit, Event::PreferenceSet { before, after, home });
        Ok(true)
    }
}

/// Whoever holds the link of a mail can turn off what the mail is about, and nothing else.
async fn whoever_says(work: &mut Work<'_>, wanted: bool) -> Result<PrincipalId, Error> {
    match work.caller().actor {
        Actor::Principal { id, via: Via::MailLink, .. } if !wanted => {
            work.know_principal(id).await?;
            Ok(id)
        }
        Actor::Principal { .. } | Actor::Anonymous | Actor::Operator | Actor::System => active_actor(work).await,
    }
}
