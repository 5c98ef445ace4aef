//! Who comes with a cookie or a token.

use super::Authentication;
use crate::caller::{Actor, Via};
use crate::error::Error;
use crate::port::Read;
use crate::secret::hash;
use crate::service::Service;
use prokura_domain::account::Session;
use prokura_domain::id::{OrganizationId, SessionId};
use prokura_domain::person::{Person, PersonStatus};
use prokura_domain::refusal::Refusal;
use prokura_domain::time::{Span, Timestamp};
use std::collections::BTreeMap;
use std::sync::PoisonError;

/// How exactly it is known when a session was last used.
const SEEN_EVERY: Span = Span::minutes(1);

/// Who came with a cookie.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// As whom they act.
    pub actor: Actor,
    /// The session.
    pub session: Session,
    /// The person.
    pub person: Person,
}

impl Authentication {
    /// Who comes with a cookie, whose session counts as used from here on.
    ///
    /// # Errors
    /// [`Refusal::Unauthenticated`] when the session is not open or the person cannot act.
    pub async fn visitor(&self, secret: &str) -> Result<Visitor, Error> {
        let mut visitor = look_up(&self.service, secret, |session| self.seen().get(&session).copied()).await?;
        let now = self.service.now();
        if now >= visitor.session.seen_at.plus(SEEN_EVERY) {
            self.seen().insert(visitor.session.id, now);
            visitor.session.seen_at = now;
        }
        Ok(visitor)
    }

    /// Writes down which sessions were used; called by a worker a few times a minute, and before stopping.
    ///
    /// # Errors
    /// When the store fails; the next call tries again.
    pub async fn write_seen(&self) -> Result<(), Error> {
        let seen: Vec<(SessionId, Timestamp)> = self.seen().iter().map(|(id, at)| (*id, *at)).collect();
        if seen.is_empty() {
            return Ok(());
        }
        self.service.store().sessions_seen(&seen).await?;
        let mut kept = self.seen();
        for (session, at) in seen {
            if kept.get(&session) == Some(&at) {
                kept.remove(&session);
            }
        }
        Ok(())
    }

    fn seen(&self) -> std::sync::MutexGuard<'_, BTreeMap<SessionId, Timestamp>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whose session a cookie opens. It does not count as use: a page that asks by itself keeps no session open.
///
/// # Errors
/// [`Refusal::Unauthenticated`] when the session is not open or the person cannot act.
pub async fn open_session(service: &Service, secret: &str) -> Result<Visitor, Error> {
    look_up(service, secret, |_| None).await
}

/// As whom the bearer of a cookie acts; no use of the session either.
///
/// # Errors
/// [`Refusal::Unauthenticated`] when the session is not open or the person cannot act; [`Refusal::Forbidden`] while it waits for
/// a second factor.
pub async fn session_actor(service: &Service, secret: &str) -> Result<Actor, Error> {
    let visitor = open_session(service, secret).await?;
    if visitor.session.lacks_second {
        let because = vec!["second_factor_asked"];
        return Err(Refusal::Forbidden { asked: "session".to_owned(), because, rules: Vec::new() }.into());
    }
    Ok(visitor.actor)
}

/// As whom the bearer of a token acts; its scopes are in [`Via::Token`].
///
/// # Errors
/// [`Refusal::Unauthenticated`] when the token is not good or the principal cannot act.
pub async fn token_actor(service: &Service, secret: &str) -> Result<Actor, Error> {
    let mut read = service.read().await?;
    let token = read.token_by_secret(&hash(secret)).await?.ok_or(Refusal::Unauthenticated)?;
    if !token.term.contains(service.now()) {
        return Err(Refusal::Unauthenticated.into());
    }
    let home = match read.person(token.principal).await? {
        Some(person) => (person.status == PersonStatus::Active).then_some(person.home),
        None => read.service_account(token.principal).await?.filter(|it| it.active).map(|account| account.home),
    };
    let home = home.ok_or(Refusal::Unauthenticated)?;
    in_use(&mut *read, home).await?;
    drop(read);
    service.follower().know(token.principal).await?;
    let via = Via::Token { token: token.id, scopes: token.scopes, organization: token.organization };
    Ok(Actor::Principal { id: token.principal, home, via })
}

async fn look_up(
    service: &Service,
    secret: &str,
    seen: impl FnOnce(SessionId) -> Option<Timestamp> + Send,
) -> Result<Visitor, Error> {
    let mut read = service.read().await?;
    let mut session = read.session_by_secret(&hash(secret)).await?.ok_or(Refusal::Unauthenticated)?;
    session.seen_at = session.seen_at.max(seen(session.id).unwrap_or(session.seen_at));
    let person = read.person(session.person).await?.ok_or(Refusal::Unauthenticated)?;
    if !session.is_open(service.now()) || person.status != PersonStatus::Active {
        return Err(Refusal::Unauthenticated.into());
    }
    in_use(&mut *read, person.home).await?;
    drop(read);
    service.follower().know(person.id).await?;
    let actor = Actor::Principal { id: person.id, home: person.home, via: Via::Session(session.id) };
    Ok(Visitor { actor, session, person })
}

/// Nobody acts whose home is not in use.
async fn in_use(read: &mut dyn Read, home: OrganizationId) -> Result<(), Error> {
    match read.organization(home).await? {
        Some(home) if home.active => Ok(()),
        Some(_) | None => Err(Refusal::Unauthenticated.into()),
    }
}
