//! Tokens that were good a moment ago, so that a decision asks no database.
//!
//! What was found out about a token holds for the revision it was found out at and no longer: every commit, in this
//! process or another, moves the revision that the index follows, so a token that was revoked is looked up again by
//! the very next request and refused. A token's end is looked at every time.

use arc_swap::ArcSwap;
use prokura_app::authentication::token_actor;
use prokura_app::caller::{Actor, Via};
use prokura_app::error::Error;
use prokura_app::secret::hash;
use prokura_app::service::Service;
use prokura_domain::account::SecretHash;
use prokura_domain::refusal::Refusal;
use prokura_domain::time::Term;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// How many tokens are remembered; beyond, all are forgotten and looked up again.
const MOST: usize = 4_096;

/// The tokens. Reading takes no lock.
#[derive(Default)]
pub struct KnownTokens(ArcSwap<HashMap<SecretHash, Arc<Known>>>);

impl std::fmt::Debug for KnownTokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "KnownTokens({})", self.0.load().len())
    }
}

struct Known {
    /// The revision at which all this was so.
    at: AtomicI64,
    actor: Arc<Actor>,
    term: Term,
}

impl KnownTokens {
    /// As whom the bearer of a token acts.
    ///
    /// # Errors
    /// As [`token_actor`]; a busy store while the index cannot follow.
    pub async fn actor(&self, service: &Service, secret: &str) -> Result<Arc<Actor>, Error> {
        let secret_hash = hash(secret);
        // Read before the database is asked: what is found out is at least as new.
        let revision = service.follower().snapshot()?.revision();
        let known = self.0.load().get(&secret_hash).cloned();
        if let Some(known) = &known
            && known.at.load(Ordering::Acquire) == revision
            && known.term.contains(service.now())
        {
            return Ok(Arc::clone(&known.actor));
        }
        let actor = token_actor(service, secret).await?;
        let Actor::Principal { via: Via::Token { token, .. }, .. } = &actor else {
            return Err(Refusal::Unauthenticated.into());
        };
        let term = service.read().await?.token(*token).await?.ok_or(Refusal::Unauthenticated)?.term;
        if let Some(known) = known.filter(|known| *known.actor == actor && known.term == term) {
            known.at.store(revision, Ordering::Release);
            return Ok(Arc::clone(&known.actor));
        }
        let known = Arc::new(Known { at: AtomicI64::new(revision), actor: Arc::new(actor), term });
        self.0.rcu(|tokens| {
            let mut tokens = if tokens.len() < MOST { HashMap::clone(tokens) } else { HashMap::new() };
            tokens.insert(secret_hash, Arc::clone(&known));
            tokens
        });
        Ok(Arc::clone(&known.actor))
    }
}
