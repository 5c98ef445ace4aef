//! A person sets their own password.

use crate::command::guard::{own, sessions};
use crate::error::Error;
use crate::pipeline::Command;
use crate::work::Work;
use async_trait::async_trait;
use prokura_domain::account::{Session, SignInMethod};
use prokura_domain::event::{Event, PasswordHash};
use prokura_domain::refusal::Refusal;
use prokura_domain::time::{Span, Timestamp};

/// How long after a sign-in by link a password is set without the one before.
pub const LINK_IS_FRESH: Span = Span::minutes(15);

/// What is to be written. Only this crate makes one.
#[derive(Clone, Debug)]
pub(crate) enum Attempt {
    /// The new hash; the current password was the one of the other.
    WithCurrent(PasswordHash, PasswordHash),
    /// The new hash; the session was begun by a link a moment ago.
    ByFreshLink(PasswordHash),
    /// The first one: there was none before.
    First(PasswordHash),
    /// What was given as the current password is not it: a refusal to write down.
    WrongCurrent,
    /// The current password was needed and not given: a refusal to write down.
    MissingCurrent,
}

/// Sets one's own password, in a session of the console: a token that leaked does not take over its owner's account. Every
/// other session of the person ends.
#[derive(Clone, Debug)]
pub struct SetPassword(pub(crate) Attempt);

#[async_trait]
impl Command for SetPassword {
    type Output = ();

    fn name(&self) -> &'static str {
        "set_password"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<(), Error> {
        let own::Own { person, home, session, permit } = own::account(work, "password.manage").await?;
        let wrong = Refusal::field("current_password", "current_password_wrong");
        let missing = Refusal::field("current_password", "current_password_missing");
        let hash = match &self.0 {
            Attempt::WithCurrent(hash, current) => {
                let same = work.read().password_hash(person).await?.as_ref() == Some(current);
                same.then_some(hash).ok_or(wrong)?
            }
            Attempt::ByFreshLink(hash) => is_fresh_link(&session, work.now).then_some(hash).ok_or(missing)?,
            Attempt::First(hash) => {
                let none = work.read().password_hash(person).await?.is_none();
                none.then_some(hash).ok_or(missing)?
            }
            Attempt::WrongCurrent => return Err(wrong.into()),
            Attempt::MissingCurrent => return Err(missing.into()),
        };
        work.plan(&permit, Event::PasswordSet { person, home, hash: hash.clone() });
        // Whoever is in by the old password is out; this window is who changed it.
        sessions::end_all(work, &permit, person, home, Some(session.id)).await?;
        Ok(())
    }
}

/// Whether a session was begun by a link so lately that nobody asks for the current password.
#[must_use]
pub fn is_fresh_link(session: &Session, now: Timestamp) -> bool {
    session.method == SignInMethod::Link && now < session.signed_in_at.plus(LINK_IS_FRESH)
}
