//! Passwords: which are good enough, and their Argon2id hashes. Hashing takes tens of milliseconds of a core, so it
//! happens outside every transaction, on threads of its own, a few at a time.

mod breached;

pub use breached::Breached;

use crate::error::Error;
use crate::port::Random;
use argon2::password_hash::{Error as HashError, PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use prokura_domain::event::PasswordHash;
use prokura_domain::refusal::{FieldError, Refusal};
use std::collections::BTreeSet;
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use unicode_normalization::UnicodeNormalization as _;

/// The least characters of a password. There is no rule of composition: length and [`Breached`] do more.
pub const SHORTEST: usize = 12;
/// The most characters of a password.
pub const LONGEST: usize = 256;

/// KiB of memory, passes and lanes of Argon2id: what OWASP names as the least.
const COST: (u32, u32, u32) = (19 * 1024, 2, 1);
/// How many are hashed at the same time.
const AT_ONCE: usize = 2;
/// How many wait at most; one more is told to come back.
const WAITING: usize = 64;
/// When to come back, in seconds.
const COME_BACK: u32 = 2;

/// The form in which passwords are compared: the same characters typed on another system stay the same (NFKC).
fn normal(password: &str) -> String {
    password.nfkc().collect()
}

/// What keeps a text from being a password, for the field of that name; `about` are texts about its owner that it must
/// not hold, such as the address.
///
/// # Errors
/// The first thing wrong with it.
pub fn check(field: &str, password: &str, about: &[&str]) -> Result<(), FieldError> {
    let wrong = |code, arguments| Err(FieldError { field: field.to_owned(), code, arguments });
    if password.len() > LONGEST * 4 {
        return wrong("password_too_long", vec![("most", LONGEST.to_string())]);
    }
    let password = normal(password);
    let length = password.chars().count();
    if length < SHORTEST {
        return wrong("password_too_short", vec![("least", SHORTEST.to_string())]);
    }
    if length > LONGEST {
        return wrong("password_too_long", vec![("most", LONGEST.to_string())]);
    }
    let lower = password.to_lowercase();
    let different: BTreeSet<char> = lower.chars().collect();
    if different.len() < 5 {
        return wrong("password_common", Vec::new());
    }
    let parts = about.iter().flat_map(|text| text.split(|c: char| !c.is_alphanumeric())).map(str::to_lowercase);
    let told: usize =
        parts.filter(|part| part.len() > 3 && lower.contains(part.as_str())).map(|part| part.len()).max().unwrap_or(0);
    if told * 2 > lower.len() {
        return wrong("password_about_you", Vec::new());
    }
    Ok(())
}

/// Hashes passwords and checks them, a few at a time.
pub struct Passwords {
    hasher: Argon2<'static>,
    nobodys: PasswordHash,
    breached: Breached,
    places: Arc<Semaphore>,
    turns: Arc<Semaphore>,
}

impl Passwords {
    /// Takes as long as hashing one password.
    ///
    /// # Errors
    /// When Argon2 cannot work here.
    pub fn new(breached: Breached, random: &dyn Random) -> Result<Self, Error> {
        let (memory, passes, lanes) = COST;
        let parameters =
            Params::new(memory, passes, lanes, None).map_err(|error| Error::Internal(error.to_string()))?;
        let hasher = Argon2::new(Algorithm::Argon2id, Version::V0x13, parameters);
        let mut unknown = [0; 32];
        random.fill(&mut unknown);
        let nobodys = make(&hasher, &unknown, &salt(random))?;
        Ok(Self {
            hasher,
            nobodys,
            breached,
            places: Arc::new(Semaphore::new(AT_ONCE + WAITING)),
            turns: Arc::new(Semaphore::new(AT_ONCE)),
        })
    }

    /// The hash of a password that was [checked](check) to be good enough, for the field of that name.
    ///
    /// # Errors
    /// The field's, where the password is known from a breach; [`Refusal::TooMany`] when too many wait.
    pub async fn hash(&self, field: &str, password: &str, random: &dyn Random) -> Result<PasswordHash, Error> {
        let (password, salt, breached) = (normal(password), salt(random), self.breached.clone());
        let hash = self.in_turn(move |hasher| {
            if breached.knows(&password)? {
                return Ok(None);
            }
            make(hasher, password.as_bytes(), &salt).map(Some)
        });
        hash.await?.ok_or_else(|| Refusal::field(field, "password_common").into())
    }

    /// Whether a password is the one of a hash. Without a hash the same work is done and the answer is no: how long it
    /// takes does not tell whether there is an account.
    ///
    /// # Errors
    /// [`Refusal::TooMany`] when too many wait; a hash that cannot be read.
    pub async fn is(&self, password: &str, hash: Option<&PasswordHash>) -> Result<bool, Error> {
        if password.len() > LONGEST * 4 {
            return Ok(false);
        }
        let password = normal(password);
        let known = hash.is_some();
        let hash = hash.unwrap_or(&self.nobodys).clone();
        let same = self.in_turn(move |hasher| match hasher.verify_password(password.as_bytes(), hash.0.as_str()) {
            Ok(()) => Ok(true),
            Err(HashError::PasswordInvalid) => Ok(false),
            Err(error) => Err(Error::Internal(format!("a password hash: {error}"))),
        });
        Ok(same.await? && known)
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Argon2<'static>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let place = Arc::clone(&self.places).try_acquire_owned().map_err(|_| Refusal::too_many(COME_BACK))?;
        let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(|_| Error::Stopping)?;
        let hasher = self.hasher.clone();
        let held: (OwnedSemaphorePermit, OwnedSemaphorePermit) = (place, turn);
        // Place and turn move in: a caller who goes away does not make room before the work is done.
        let done = tokio::task::spawn_blocking(move || {
            let done = work(&hasher);
            drop(held);
            done
        });
        done.await.map_err(|error| Error::Internal(error.to_string()))?
    }
}

fn salt(random: &dyn Random) -> [u8; 16] {
    let mut salt = [0; 16];
    random.fill(&mut salt);
    salt
}

fn make(hasher: &Argon2<'_>, password: &[u8], salt: &[u8]) -> Result<PasswordHash, Error> {
    let hash = hasher.hash_password_with_salt(password, salt).map_err(|error| Error::Internal(error.to_string()))?;
    Ok(PasswordHash(hash.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU8, Ordering};

    struct Counting(AtomicU8);

    impl Random for Counting {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(self.0.fetch_add(1, Ordering::SeqCst));
        }
    }

    fn code(password: &str) -> Option<&'static str> {
        check("new_password", password, &["harriet.nowak@clinic.example", "Harriet Nowak"])
            .err()
            .map(|error| error.code)
    }

    #[test]
    fn length_counts_and_composition_does_not() {
        assert_eq!(code("elevenchars"), Some("password_too_short"));
        assert_eq!(code("twelve chars"), None);
        assert_eq!(code("žluťoučký kůň"), None);
        assert_eq!(code(&"ab cd ef gh ".repeat(21)), None);
        assert_eq!(code(&"ab cd ef gh ".repeat(22)), Some("password_too_long"));
        assert_eq!(code(&"x".repeat(1 << 20)), Some("password_too_long"));
    }

    #[test]
    fn what_is_tried_first_is_refused() {
        assert_eq!(code("aaaabbbbaaaabbbb"), Some("password_common"));
        assert_eq!(code("harrietnowak1"), Some("password_about_you"));
        assert_eq!(code("harriet likes long walks"), None);
    }

    #[tokio::test]
    async fn a_hash_knows_its_password_only() {
        let random = Counting(AtomicU8::new(1));
        let passwords = Passwords::new(Breached::default(), &random).unwrap();
        let hash = passwords.hash("new_password", "a walk by the ri\u{0301}ver", &random).await.unwrap();
        assert!(hash.0.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", hash.0);
        assert!(passwords.is("a walk by the r\u{00ed}ver", Some(&hash)).await.unwrap());
        assert!(!passwords.is("a walk by the river", Some(&hash)).await.unwrap());
        assert!(!passwords.is("a walk by the r\u{00ed}ver", None).await.unwrap());
        assert!(!passwords.is(&"x".repeat(1 << 20), Some(&hash)).await.unwrap());
        let other = passwords.hash("new_password", "a walk by the r\u{00ed}ver", &random).await.unwrap();
        assert_ne!(hash, other);
        let common = passwords.hash("new_password", "PasswordPassword", &random).await;
        assert!(matches!(common, Err(Error::Refused(Refusal::Invalid(errors))) if errors[0].code == "password_common"));
        assert!(matches!(
            passwords.is("a walk by the river", Some(&PasswordHash("nonsense".to_owned()))).await,
            Err(Error::Internal(_))
        ));
    }

    #[tokio::test]
    async fn a_crowd_is_told_to_come_back() {
        let random = Counting(AtomicU8::new(1));
        let passwords = Passwords::new(Breached::default(), &random).unwrap();
        let everyone = Arc::clone(&passwords.places).try_acquire_many_owned(66).unwrap();
        let refused = passwords.is("a walk by the river", None).await;
        assert!(matches!(refused, Err(Error::Refused(Refusal::TooMany { retry_after_seconds: COME_BACK, .. }))));
        drop(everyone);
        assert!(!passwords.is("a walk by the river", None).await.unwrap());
    }
}
