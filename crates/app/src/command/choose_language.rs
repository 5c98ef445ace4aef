//! A person chooses the language of their own pages and mails.

use crate::error::Error;
use crate::pipeline::Command;
use crate::standing::active_actor;
use crate::work::Work;
use async_trait::async_trait;
use prokura_decision::permit::{OwnMatter, decide_own};
use prokura_domain::event::{Change, Event};
use prokura_domain::person::Person;
use prokura_domain::refusal::Refusal;
use prokura_domain::text::Locale;

/// Chooses one's own language. Choosing the same again changes nothing.
#[derive(Clone, Copy, Debug)]
pub struct ChooseLanguage {
    /// The language.
    pub locale: Locale,
}

#[async_trait]
impl Command for ChooseLanguage {
    type Output = ();

    fn name(&self) -> &'static str {
        "choose_language"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<(), Error> {
        let actor = active_actor(work).await?;
        let before = work.read().person(actor).await?.ok_or(Refusal::Unauthenticated)?;
        work.log_in(before.home);
        let permit = decide_own(actor, before.id, OwnMatter::Preferences).ok_or(Refusal::Unauthenticated)?;
        if before.locale == Some(self.locale) {
            return Ok(());
        }
        let after = Person { locale: Some(self.locale), version: before.version + 1, ..before.clone() };
        work.plan(&permit, Event::PersonChanged(Change { before, after }));
        Ok(())
    }
}
