//! A person adds a passkey, gives it another name, and removes it.

use crate::command::guard::{factor, own};
use crate::error::Error;
use crate::pipeline::Command;
use crate::work::Work;
use async_trait::async_trait;
use prokura_domain::account::SecondFactor;
use prokura_domain::event::{Change, Event};
use prokura_domain::factor::{MOST_PASSKEYS, Passkey};
use prokura_domain::id::PasskeyId;
use prokura_domain::refusal::Refusal;
use prokura_domain::text::Name;
use prokura_domain::time::Timestamp;

/// Adds a passkey whose answer was checked outside, in [`crate::authentication`].
#[derive(Clone, Debug)]
pub struct AddPasskey {
    pub(crate) credential_id: Vec<u8>,
    pub(crate) credential: String,
    pub(crate) name: Name,
    /// When the challenge was made.
    pub(crate) challenged_at: Timestamp,
}

/// Gives a passkey another name.
#[derive(Clone, Debug)]
pub struct RenamePasskey {
    /// Which.
    pub passkey: PasskeyId,
    /// Its new name.
    pub name: Name,
}

/// Removes a passkey, if there is another way to sign in. Twice is done once.
#[derive(Clone, Copy, Debug)]
pub struct RemovePasskey {
    /// Which.
    pub passkey: PasskeyId,
}

#[async_trait]
impl Command for AddPasskey {
    type Output = PasskeyId;

    fn name(&self) -> &'static str {
        "add_passkey"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<PasskeyId, Error> {
        let own = own::account(work, "passkeys.manage").await?;
        if work.read().passkey_by_credential(&self.credential_id).await?.is_some() {
            return Err(Refusal::field("passkey", "passkey_there").into());
        }
        if work.read().passkeys_of(own.person).await?.len() >= MOST_PASSKEYS {
            return Err(Refusal::field("passkey", "passkeys_too_many").into());
        }
        let passkey = Passkey {
            id: PasskeyId(work.new_id()),
            person: own.person,
            credential_id: self.credential_id.clone(),
            credential: self.credential.clone(),
            name: self.name.clone(),
            created_at: work.now,
            used_at: None,
            challenged_at: self.challenged_at,
        };
        let id = passkey.id;
        work.plan(&own.permit, Event::PasskeyAdded(passkey, own.home));
        own::now_has_second(work, own, SecondFactor::Passkey);
        Ok(id)
    }
}

#[async_trait]
impl Command for RenamePasskey {
    type Output = ();

    fn name(&self) -> &'static str {
        "rename_passkey"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<(), Error> {
        let own = own::account(work, "passkeys.manage").await?;
        let passkeys = work.read().passkeys_of(own.person).await?;
        let before = passkeys.into_iter().find(|it| it.id == self.passkey).ok_or(Refusal::NotFound)?;
        if before.name != self.name {
            let after = Passkey { name: self.name.clone(), ..before.clone() };
            work.plan(&own.permit, Event::PasskeyRenamed(Change { before, after }, own.home));
        }
        Ok(())
    }
}

#[async_trait]
impl Command for RemovePasskey {
    type Output = ();

    fn name(&self) -> &'static str {
        "remove_passkey"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<(), Error> {
        let own = own::account(work, "passkeys.manage").await?;
        let passkeys = work.read().passkeys_of(own.person).await?;
        let Some(passkey) = passkeys.into_iter().find(|it| it.id == self.passkey) else { return Ok(()) };
        if !factor::another_way_in(work, own.person, passkey.id).await? {
            return Err(Refusal::field("passkey", "last_way_in").into());
        }
        work.plan(&own.permit, Event::PasskeyRemoved(passkey, own.home));
        Ok(())
    }
}
