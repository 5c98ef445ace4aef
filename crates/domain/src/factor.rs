//! What somebody proves who they are with, beside a password: codes by time, recovery codes, passkeys.

use crate::id::{PasskeyId, PrincipalId};
use crate::text::Name;
use crate::time::Timestamp;

/// How many recovery codes are made at a time.
pub const RECOVERY_CODES: usize = 10;
/// How many passkeys a person has at most.
pub const MOST_PASSKEYS: usize = 20;

/// An authenticator app that makes codes by time (RFC 6238), confirmed by a code.
#[derive(Clone, PartialEq, Eq)]
pub struct Totp {
    /// Whose.
    pub person: PrincipalId,
    /// The shared secret, locked under the master key.
    pub secret: Vec<u8>,
    /// The time step of the last code that was taken: neither it nor one before is taken again (RFC 6238, section 5.2).
    pub last_step: i64,
    /// When it was confirmed.
    pub confirmed_at: Timestamp,
}

impl std::fmt::Debug for Totp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Totp({}, step {})", self.person, self.last_step)
    }
}

/// A code for when the authenticator is lost; good once.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryCode {
    /// Whose.
    pub person: PrincipalId,
    /// A tag over the code, by the master key: the code itself is kept nowhere.
    pub tag: String,
    /// When it was used.
    pub used_at: Option<Timestamp>,
}

impl std::fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RecoveryCode({}, used {:?})", self.person, self.used_at)
    }
}

/// A passkey (Web Authentication): the public half of a key pair whose other half never leaves its device or keychain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passkey {
    /// The id; not the credential's.
    pub id: PasskeyId,
    /// Whose.
    pub person: PrincipalId,
    /// The credential's id, unique among all.
    pub credential_id: Vec<u8>,
    /// Public key, counter and flags, as JSON.
    pub credential: String,
    /// What its owner calls it.
    pub name: Name,
    /// When it was added.
    pub created_at: Timestamp,
    /// When somebody last signed in or proved themselves with it.
    pub used_at: Option<Timestamp>,
    /// When the challenge was made that it last answered. It answers only challenges made later, so none twice.
    pub challenged_at: Timestamp,
}
