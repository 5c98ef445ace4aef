//! Who is calling, and by what proof: passwords, links, cookies and tokens. Everything slow happens here, outside the
//! transaction; what changes goes through the pipeline.

use crate::caller::{Actor, Caller, Via};
use crate::command::set_password::{Attempt, SetPassword, is_fresh_link};
use crate::command::sign_in::{self, SignedIn, StartSession};
use crate::error::Error;
use crate::limit::SignInLimits;
use crate::password::{self, Passwords};
use crate::pipeline::Done;
use crate::port::Read;
use crate::secret::{fresh, hash};
use crate::service::Service;
use prokura_domain::account::Session;
use prokura_domain::id::{OrganizationId, PrincipalId, RequestId, SessionId};
use prokura_domain::person::{Person, PersonStatus};
use prokura_domain::refusal::Refusal;
use prokura_domain::text::EmailAddress;
use prokura_domain::time::{Span, Timestamp};
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

/// What a cookie's secret begins with.
const COOKIE_PREFIX: &str = "prs_";
/// What the secret of a sign-in link begins with.
pub const LINK_PREFIX: &str = "prl_";
/// How exactly it is known when a session was last used.
const SEEN_EVERY: Span = Span::minutes(1);

/// Knows who is calling.
pub struct Authentication {
    service: Service,
    passwords: Passwords,
    limits: SignInLimits,
    demo: bool,
    /// Sessions used since the last [`Authentication::write_seen`].
    seen: Mutex<BTreeMap<SessionId, Timestamp>>,
}

/// A session that was begun; the secret goes into the cookie and nowhere else.
pub struct Begun {
    /// Who signed in.
    pub signed_in: SignedIn,
    /// The cookie's secret.
    pub secret: String,
}

impl std::fmt::Debug for Begun {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Begun").field("signed_in", &self.signed_in).finish_non_exhaustive()
    }
}

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
    /// Takes as long as hashing a password. Only with `demo` does [`Authentication::sign_in_as`] let anybody in.
    ///
    /// # Errors
    /// When Argon2 cannot work here.
    pub fn new(service: Service, demo: bool) -> Result<Self, Error> {
        let passwords = Passwords::new(&**service.random())?;
        Ok(Self { service, passwords, limits: SignInLimits::default(), demo, seen: Mutex::default() })
    }

    /// Signs in with address and password. A wrong password, an unknown account and a suspended person get the same
    /// answer after the same work; a try on a known account is written down in its home's log.
    ///
    /// # Errors
    /// [`Refusal::Unauthenticated`]; [`Refusal::TooMany`] with the time to wait.
    pub async fn sign_in(
        &self,
        email: &EmailAddress,
        password: &str,
        address: IpAddr,
        request: RequestId,
    ) -> Result<Done<Begun>, Error> {
        let attempt = self.limits.begin(email, address, self.service.now())?;
        let mut read = self.service.read().await?;
        let person = read.person_by_email(email).await?;
        let known = match &person {
            Some(person) => read.password_hash(person.id).await?,
            // The same question, so that its time does not tell that there is no account.
            None => read.password_hash(PrincipalId(request.0)).await?,
        };
        drop(read);
        let right = self.passwords.is(password, known.as_ref()).await?;
        let proof = match (person, known) {
            (Some(person), Some(hash)) if right && person.status != PersonStatus::Suspended => {
                sign_in::Proof::Password(person.id, hash)
            }
            (Some(person), _) => {
                self.write_down_failure(person.id, request).await;
                return Err(Refusal::Unauthenticated.into());
            }
            (None, _) => return Err(Refusal::Unauthenticated.into()),
        };
        let begun = self.begin(proof, request).await?;
        self.limits.succeeded(attempt);
        Ok(begun)
    }

    /// Signs in with the secret of a single-use link. Called when the page's form is sent, never when the link is opened.
    ///
    /// # Errors
    /// [`Refusal::Over`] for a link used or expired, [`Refusal::NotFound`] for one that never was, [`Refusal::TooMany`].
    pub async fn use_link(&self, secret: &str, address: IpAddr, request: RequestId) -> Result<Done<Begun>, Error> {
        self.limits.begin_unnamed(address, self.service.now())?;
        self.begin(sign_in::Proof::Link(hash(secret)), request).await
    }

    /// Signs somebody in without any proof, in the demo only.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] outside the demo.
    pub async fn sign_in_as(&self, person: PrincipalId, request: RequestId) -> Result<Done<Begun>, Error> {
        if !self.demo {
            return Err(Refusal::NotFound.into());
        }
        self.begin(sign_in::Proof::Demo(person), request).await
    }

    /// Sets the caller's own password: with the current one, or within minutes of a sign-in by link without.
    ///
    /// # Errors
    /// Field errors of `current_password` and `new_password`; [`Refusal::TooMany`].
    pub async fn set_password(
        &self,
        caller: Caller,
        current: Option<&str>,
        new: &str,
        address: IpAddr,
    ) -> Result<Done<()>, Error> {
        let Actor::Principal { id, via: Via::Session(session), .. } = caller.actor else {
            return Err(Refusal::Unauthenticated.into());
        };
        let mut read = self.service.read().await?;
        let person = read.person(id).await?.ok_or(Refusal::Unauthenticated)?;
        let session = read.session(session).await?.ok_or(Refusal::Unauthenticated)?;
        let known = read.password_hash(id).await?;
        drop(read);
        // Who is not let in learns nothing about the new password, and nothing is hashed for them.
        let current = match (current, known) {
            _ if is_fresh_link(&session, self.service.now()) => None,
            (Some(current), Some(hash)) => {
                let attempt = self.limits.begin(&person.email, address, self.service.now())?;
                if !self.passwords.is(current, Some(&hash)).await? {
                    return self.service.execute(caller, SetPassword(Attempt::WrongCurrent)).await;
                }
                self.limits.succeeded(attempt);
                Some(hash)
            }
            (None | Some(_), _) => return self.service.execute(caller, SetPassword(Attempt::MissingCurrent)).await,
        };
        password::check("new_password", new, &[person.email.as_str(), person.name.as_str()])
            .map_err(|error| Refusal::Invalid(vec![error]))?;
        let hash = self.passwords.hash(new, &**self.service.random()).await?;
        let attempt = match current {
            Some(current) => Attempt::WithCurrent(hash, current),
            None => Attempt::ByFreshLink(hash),
        };
        self.service.execute(caller, SetPassword(attempt)).await
    }

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

    async fn begin(&self, proof: sign_in::Proof, request: RequestId) -> Result<Done<Begun>, Error> {
        let (secret, hash) = fresh(COOKIE_PREFIX, &**self.service.random());
        let done = self.service.execute(anonymous(request), StartSession { secret: hash, proof }).await?;
        Ok(Done { value: Begun { signed_in: done.value, secret }, revision: done.revision })
    }

    /// Hands the failure to the pipeline and does not wait for the disk: an unknown account has none to wait for, and the
    /// time of the answer must not tell which it was.
    async fn write_down_failure(&self, person: PrincipalId, request: RequestId) {
        let service = self.service.clone();
        let failure = StartSession { secret: hash(""), proof: sign_in::Proof::Nothing(person) };
        let mut recording = Box::pin(async move {
            match service.execute(anonymous(request), failure).await {
                Ok(_) | Err(Error::Refused(_) | Error::Stopping) => {}
                Err(error @ (Error::Store(_) | Error::Internal(_))) => {
                    tracing::error!(%error, "a failed sign-in could not be written down");
                }
            }
        });
        // One poll puts it into the queue, in order; the rest happens by itself.
        tokio::select! {
            biased;
            () = &mut recording => {}
            () = std::future::ready(()) => {
                tokio::spawn(recording);
            }
        }
    }

    fn seen(&self) -> std::sync::MutexGuard<'_, BTreeMap<SessionId, Timestamp>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// As whom the bearer of a cookie acts. It does not count as use: a page that asks by itself keeps no session open.
///
/// # Errors
/// [`Refusal::Unauthenticated`] when the session is not open or the person cannot act.
pub async fn session_actor(service: &Service, secret: &str) -> Result<Actor, Error> {
    Ok(look_up(service, secret, |_| None).await?.actor)
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

const fn anonymous(request: RequestId) -> Caller {
    Caller { actor: Actor::Anonymous, request, idempotency: None }
}
