//! Somebody who is signed in proves again who they are, before something that asks for a proof that is not old.
//!
//! The proof is made outside, in [`crate::authentication`]; here, in the transaction, it is held against what is so now.

use crate::command::guard::factor::{self, Proved};
use crate::command::guard::own;
use crate::error::Error;
use crate::pipeline::Command;
use crate::work::Work;
use async_trait::async_trait;
use prokura_domain::account::{SecretHash, Session, SignInMethod};
use prokura_domain::event::{Change, Event, PasswordHash};
use prokura_domain::refusal::Refusal;

/// How somebody proved again who they are. Only this crate makes one.
#[derive(Clone, Debug)]
pub(crate) enum Again {
    /// Their password was the one of this hash, which is enough where they have no authenticator app.
    Password(PasswordHash),
    /// A code, or a passkey.
    Factor(Proved),
    /// The demo asks for no proof.
    Demo,
    /// What was given in a field is not it: a try to write down.
    Wrong(&'static str, &'static str),
}

/// Makes the proof of the session one acts through new, and its secret with it: a cookie that leaked before opens nothing
/// that the proof opens.
#[derive(Clone, Debug)]
pub struct ProveAgain {
    pub(crate) again: Again,
    /// Hash of the secret that the cookie will hold from now on.
    pub(crate) secret: SecretHash,
}

#[async_trait]
impl Command for ProveAgain {
    type Output = ();

    fn name(&self) -> &'static str {
        "prove_again"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<(), Error> {
        let own = own::account(work, "session.manage").await?;
        match &self.again {
            Again::Wrong(field, code) => return Err(Refusal::field(*field, code).into()),
            Again::Demo if own.session.method == SignInMethod::Demo => {}
            Again::Demo => return Err(Refusal::NotFound.into()),
            Again::Password(proved) => {
                let same = work.read().password_hash(own.person).await?.as_ref() == Some(proved);
                let is_enough = work.read().totp(own.person).await?.is_none();
                if !same || !is_enough {
                    return Err(Refusal::field("password", "current_password_wrong").into());
                }
            }
            Again::Factor(proved) => {
                let used = factor::used(work, own.person, own.home, proved).await;
                // Whoever is signed in stays it: the proof is what does not hold.
                let used = used.map_err(|error| match (error, proved) {
                    (Error::Refused(Refusal::Unauthenticated), Proved::Passkey(_)) => {
                        Refusal::field("passkey", "passkey_refused").into()
                    }
                    (Error::Refused(Refusal::Unauthenticated), _) => Refusal::field("code", "code_used").into(),
                    (error, _) => error,
                })?;
                work.plan(&own.permit, used);
            }
        }
        let before = own.session;
        let proved = match &self.again {
            Again::Factor(proved) => before.with_second(proved.kind(), work.now),
            Again::Password(_) | Again::Demo | Again::Wrong(..) => Session { proved_at: work.now, ..before.clone() },
        };
        let after = Session { secret: self.secret, ..proved };
        work.plan(&own.permit, Event::ProvedAgain(Change { before, after }, own.home));
        Ok(())
    }
}
