//! Somebody who cannot sign in asks for a link by mail.

use crate::caller::Actor;
use crate::command::issue_sign_in_link::link;
use crate::error::Error;
use crate::pipeline::Command;
use crate::sso::{SsoSettings, is_exempt};
use crate::work::Work;
use async_trait::async_trait;
use prokura_decision::permit::{OwnMatter, decide_own};
use prokura_domain::account::LinkPurpose;
use prokura_domain::event::Event;
use prokura_domain::federation::SsoMode;
use prokura_domain::id::PrincipalId;
use prokura_domain::person::PersonStatus;
use prokura_domain::refusal::Refusal;

/// Sends a link that is worth nothing without the second factor, or says who helps where there is none: a mailbox alone
/// takes no account over. Whoever asks learns nothing of it.
#[derive(Clone, Copy, Debug)]
pub struct RecoverSignIn {
    /// Whose account.
    pub(crate) person: PrincipalId,
}

#[async_trait]
impl Command for RecoverSignIn {
    type Output = ();

    fn name(&self) -> &'static str {
        "recover_sign_in"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<(), Error> {
        if work.caller().actor != Actor::Anonymous {
            return Err(Refusal::Unauthenticated.into());
        }
        let person = work.read().person(self.person).await?.ok_or(Refusal::NotFound)?;
        let home = person.home;
        work.log_in(home);
        work.log_about(person.id);
        work.know_principal(person.id).await?;
        let record = work.facts.principal_record(person.id).ok_or(Refusal::NotFound)?;
        let exempt = is_exempt(record, work.now);
        let settings = SsoSettings::of(work.policy, work.organization(home)?);
        // Whoever signs in at their provider only has nothing here to recover.
        if person.status != PersonStatus::Active || (settings.mode == SsoMode::Enforced && !exempt) {
            return Err(Refusal::Unauthenticated.into());
        }
        let permit = decide_own(person.id, person.id, OwnMatter::SignIn).ok_or(Refusal::Unauthenticated)?;
        let has_second = work.read().totp(person.id).await?.is_some();
        work.plan(&permit, Event::RecoveryAsked { person: person.id, home, has_second });
        if has_second {
            let link = link(work, person.id, LinkPurpose::Recovery);
            work.plan(&permit, Event::SignInLinkIssued(link, home));
        }
        Ok(())
    }
}
