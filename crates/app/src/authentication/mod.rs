//! Who is calling, and by what proof: each way in has its file. Everything slow happens here, outside the transaction; what
//! changes goes through the pipeline.

mod again;
mod link;
mod outside;
mod passkey;
mod password;
mod recovery;
mod second;
mod signal;
mod sso;
mod totp;
mod who;

pub use again::{Proof as AgainProof, Ways};
pub use outside::Outside;
pub use passkey::{Asks, Challenge};
pub use second::{HALF_WAY_LASTS, Offered, Step};
pub use signal::{DeliveryAsked, Posted, StreamAsked, StreamChanges, signals_address};
pub use sso::{ATTEMPT_LASTS, AtOrganization, BACK, Returned, Sent, SsoError, Trial, Verdict, WayIn, kept_as};
pub use totp::Offer;
pub use who::{Visitor, open_session, session_actor, token_actor};

use crate::caller::{Actor, Caller};
use crate::command::guard::factor::Proved;
use crate::command::sign_in::{self, SignedIn, StartSession};
use crate::error::Error;
use crate::limit::SignInLimits;
use crate::password::{Breached, Passwords};
use crate::pipeline::{Command, Done};
use crate::secret::fresh;
use crate::service::Service;
use prokura_domain::account::DEVICE_LENGTH;
use prokura_domain::id::{PrincipalId, RequestId, SessionId};
use prokura_domain::refusal::Refusal;
use prokura_domain::time::Timestamp;
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Mutex;
use webauthn_rs::Webauthn;

/// What a cookie's secret begins with.
const COOKIE_PREFIX: &str = "prs_";

/// Under which circumstances somebody comes.
#[derive(Clone, Debug)]
pub struct Circumstances {
    /// Where the request comes from.
    pub address: IpAddr,
    /// What the browser calls itself: whatever it likes to say.
    pub device: String,
    /// The request.
    pub request: RequestId,
}

/// Knows who is calling.
pub struct Authentication {
    service: Service,
    passwords: Passwords,
    limits: SignInLimits,
    passkeys: Option<Webauthn>,
    demo: bool,
    outside: Outside,
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

/// The secret that the cookie of a session holds from now on; it goes into the cookie and nowhere else.
pub struct Renewed(pub String);

impl std::fmt::Debug for Renewed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Renewed(…)")
    }
}

impl std::fmt::Debug for Begun {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Begun").field("signed_in", &self.signed_in).finish_non_exhaustive()
    }
}

impl Authentication {
    /// Takes as long as hashing a password. Only with `demo` does [`Authentication::sign_in_as`] let anybody in.
    ///
    /// # Errors
    /// When Argon2 cannot work here.
    pub fn new(service: Service, breached: Breached, demo: bool) -> Result<Self, Error> {
        let passwords = Passwords::new(breached, &**service.random())?;
        Ok(Self {
            service,
            passwords,
            limits: SignInLimits::default(),
            passkeys: None,
            demo,
            outside: Outside::default(),
            seen: Mutex::default(),
        })
    }

    /// Signs somebody in without any proof, in the demo only.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] outside the demo.
    pub async fn sign_in_as(&self, person: PrincipalId, from: Circumstances) -> Result<Done<Begun>, Error> {
        if !self.demo {
            return Err(Refusal::NotFound.into());
        }
        self.begin(sign_in::Proof::Demo(person), from).await
    }

    async fn begin(&self, proof: sign_in::Proof, from: Circumstances) -> Result<Done<Begun>, Error> {
        self.begin_with(proof, None, from).await
    }

    async fn begin_with(
        &self,
        proof: sign_in::Proof,
        second: Option<Proved>,
        from: Circumstances,
    ) -> Result<Done<Begun>, Error> {
        let (secret, hash) = fresh(COOKIE_PREFIX, &**self.service.random());
        let device = from.device.chars().filter(|c| !c.is_control()).take(DEVICE_LENGTH).collect();
        let start = StartSession { secret: hash, proof, second, device, address: from.address };
        let done = self.service.execute(anonymous(from.request), start).await?;
        Ok(Done { value: Begun { signed_in: done.value, secret }, revision: done.revision })
    }
}

impl Authentication {
    /// Hands what nobody waits for to the pipeline and does not wait for the disk: an unknown account has none to wait for,
    /// and the time of the answer must not tell which it was.
    async fn go_on_with<C: Command>(&self, command: C, request: RequestId) {
        let service = self.service.clone();
        let mut running = Box::pin(async move {
            let name = command.name();
            match service.execute(anonymous(request), command).await {
                Ok(_) | Err(Error::Refused(_) | Error::Stopping) => {}
                Err(error @ (Error::Store(_) | Error::Internal(_))) => {
                    tracing::error!(%error, command = name, "what nobody waits for could not be written down");
                }
            }
        });
        // One poll puts it into the queue, in order; the rest happens by itself.
        tokio::select! {
            biased;
            () = &mut running => {}
            () = std::future::ready(()) => {
                tokio::spawn(running);
            }
        }
    }
}

const fn anonymous(request: RequestId) -> Caller {
    Caller { actor: Actor::Anonymous, request, idempotency: None }
}
