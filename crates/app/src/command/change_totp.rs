//! A person adds an authenticator app, removes it, and makes new recovery codes.

use crate::command::guard::own;
use crate::error::Error;
use crate::pipeline::Command;
use crate::work::Work;
use async_trait::async_trait;
use prokura_domain::account::SecondFactor;
use prokura_domain::event::Event;
use prokura_domain::factor::{RecoveryCode, Totp};
use prokura_domain::refusal::Refusal;

/// Adds an authenticator app that was confirmed by a code, and recovery codes with it: from here on a password alone signs
/// nobody in. The secret was made and the code was checked outside, in [`crate::authentication`].
#[derive(Clone, Debug)]
pub struct AddTotp {
    /// The locked secret.
    pub(crate) secret: Vec<u8>,
    /// The step of the code that confirmed it; `None` where what was typed is no code of it, a refusal to write down.
    pub(crate) step: Option<i64>,
    pub(crate) codes: Vec<RecoveryCode>,
}

/// Removes the authenticator app, and the recovery codes with it. Twice is done once.
#[derive(Clone, Copy, Debug)]
pub struct RemoveTotp;

/// Makes new recovery codes: those before are good no more.
#[derive(Clone, Debug)]
pub struct MakeRecoveryCodes {
    pub(crate) codes: Vec<RecoveryCode>,
}

#[async_trait]
impl Command for AddTotp {
    type Output = ();

    fn name(&self) -> &'static str {
        "add_totp"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<(), Error> {
        let own = own::account(work, "totp.manage").await?;
        if work.read().totp(own.person).await?.is_some() {
            return Err(Refusal::Over { code: "totp_there" }.into());
        }
        let last_step = self.step.ok_or_else(|| Refusal::field("code", "code_wrong"))?;
        let (person, home) = (own.person, own.home);
        let totp = Totp { person, secret: self.secret.clone(), last_step, confirmed_at: work.now };
        work.plan(&own.permit, Event::TotpAdded(totp, home));
        work.plan(&own.permit, Event::RecoveryCodesMade { person, home, codes: self.codes.clone(), first: true });
        own::now_has_second(work, own, SecondFactor::Totp);
        Ok(())
    }
}

#[async_trait]
impl Command for RemoveTotp {
    type Output = ();

    fn name(&self) -> &'static str {
        "remove_totp"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<(), Error> {
        let own = own::account(work, "totp.manage").await?;
        if let Some(totp) = work.read().totp(own.person).await? {
            work.plan(&own.permit, Event::TotpRemoved(totp, own.home));
        }
        Ok(())
    }
}

#[async_trait]
impl Command for MakeRecoveryCodes {
    type Output = ();

    fn name(&self) -> &'static str {
        "make_recovery_codes"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<(), Error> {
        let own = own::account(work, "totp.manage").await?;
        // Without the app nothing asks for them.
        work.read().totp(own.person).await?.ok_or(Refusal::Over { code: "totp_gone" })?;
        let (person, home, codes) = (own.person, own.home, self.codes.clone());
        work.plan(&own.permit, Event::RecoveryCodesMade { person, home, codes, first: false });
        Ok(())
    }
}
