//! A key under which a caller may repeat a request without its being done twice. What was answered is kept by the
//! pipeline with the change itself; here is only what runs right now.

use crate::problem::Problem;
use crate::request::Current;
use axum::extract::MatchedPath;
use axum::http::StatusCode;
use axum::http::header::HeaderName;
use axum::http::request::Parts;
use prokura_app::caller::{Actor, IdempotencyKey};
use prokura_domain::id::PrincipalId;
use prokura_domain::refusal::Refusal;
use sha2::{Digest as _, Sha256};
use std::collections::HashSet;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

/// The header that has the key.
pub const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// The most characters of a key.
const LONGEST: usize = 255;

type Key = (PrincipalId, String, String);

/// Requests that run under a key right now.
#[derive(Clone, Debug, Default)]
pub struct Running(Arc<Mutex<HashSet<Key>>>);

/// Whether a text can be a key: printable ASCII.
fn is_good(key: &str) -> bool {
    (1..=LONGEST).contains(&key.len()) && key.bytes().all(|byte| (b' '..=b'~').contains(&byte))
}

/// A request that runs under a key, until this is dropped.
#[derive(Debug)]
pub struct Run {
    running: Running,
    key: Key,
}

impl Running {
    fn begin(&self, key: Key) -> Option<Run> {
        let begun = self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(key.clone());
        begun.then(|| Run { running: self.clone(), key })
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        self.running.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.key);
    }
}

/// The key of a request, if it has one, and the proof that no other runs under it.
///
/// # Errors
/// The problem: a key that is none, or one under which a request still runs.
pub fn key(
    parts: &Parts,
    body: &[u8],
    actor: &Actor,
    running: &Running,
    current: &Current,
) -> Result<Option<(IdempotencyKey, Run)>, Problem> {
    let (Some(given), Some(caller)) = (parts.headers.get(&IDEMPOTENCY_KEY), actor.principal()) else {
        return Ok(None);
    };
    let key =
        given.to_str().ok().filter(|key| is_good(key)).ok_or_else(|| {
            Problem::of_refusal(&Refusal::field("Idempotency-Key", "idempotency_key_invalid"), current)
        })?;
    let pattern = parts.extensions.get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let route = format!("{} {pattern}", parts.method);
    let key = IdempotencyKey { caller, route, key: key.to_owned(), fingerprint: fingerprint(parts, body) };
    let run = running
        .begin((caller, key.route.clone(), key.key.clone()))
        .ok_or_else(|| Problem::plain(StatusCode::CONFLICT, "still_running", current).retry_after(1))?;
    Ok(Some((key, run)))
}

/// SHA-256 of path, query, the version asked for and body: what has to be the same for the same answer.
fn fingerprint(parts: &Parts, body: &[u8]) -> String {
    let mut hash = Sha256::new();
    let target = parts.uri.path_and_query().map_or("", |target| target.as_str());
    let version = parts.headers.get(axum::http::header::IF_MATCH).map_or(&b""[..], |version| version.as_bytes());
    for part in [target.as_bytes(), version, body] {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hash.finalize().iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_runs_once_at_a_time() {
        let running = Running::default();
        let key = || (PrincipalId(uuid::Uuid::nil()), "POST /".to_owned(), "a".to_owned());
        let first = running.begin(key());
        assert!(first.is_some() && running.begin(key()).is_none());
        drop(first);
        assert!(running.begin(key()).is_some());
    }
}
