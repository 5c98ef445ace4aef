//! Secrets: tokens made from randomness and kept as hashes, and link tokens derived from the master key, which are
//! never kept at all.

use crate::port::Random;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use prokura_domain::account::SecretHash;
use prokura_domain::id::{PrincipalId, SignInLinkId, SupportRequestId};
use prokura_domain::preference::Topic;
use prokura_domain::text::EmailAddress;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use sha2::{Digest as _, Sha256};
use std::sync::Arc;
use uuid::Uuid;

/// What a derived secret is for; each purpose has its own key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The link of a support request's mail (SUP-02).
    SupportLink,
    /// A link that signs somebody in once.
    SignInLink,
    /// A list's cursor.
    Cursor,
    /// The seed of the key that signs what is filed.
    Signature,
    /// A form of the console, bound to its session (cross-site request forgery).
    Form,
    /// A secret that is kept to be used again: it is locked, not hashed.
    Kept,
    /// A secret that an authenticator app is offered, and that is kept only once a code confirmed it.
    Offer,
    /// What is kept of a recovery code.
    RecoveryCode,
    /// The proof that waits with a browser between the steps of signing in.
    HalfWay,
    /// What a passkey is asked, while it waits with the browser.
    Challenge,
    /// What a browser keeps for us while somebody signs in elsewhere.
    Attempt,
    /// The link of a mail by which whoever gets it turns such mails off.
    MailStop,
}

impl Purpose {
    const fn label(self) -> &'static [u8] {
        match self {
            Self::SupportLink => b"prokura support link v1",
            Self::SignInLink => b"prokura sign-in link v1",
            Self::Cursor => b"prokura cursor v1",
            Self::Signature => b"prokura signature v1",
            Self::Form => b"prokura form v1",
            Self::Kept => b"prokura kept secret v1",
            Self::Offer => b"prokura offered secret v1",
            Self::RecoveryCode => b"prokura recovery code v1",
            Self::HalfWay => b"prokura half-way v1",
            Self::Challenge => b"prokura challenge v1",
            Self::Attempt => b"prokura attempt v1",
            Self::MailStop => b"prokura mail stop v1",
        }
    }
}

/// The installation's master keys: the newest makes secrets, all of them check. Never printed.
#[derive(Clone)]
pub struct Keys {
    /// Key id and key; newest last; never empty.
    keys: Arc<[(u8, [u8; 32])]>,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Keys({} key(s))", self.keys.len())
    }
}

impl Keys {
    /// Keys with their ids, newest last; `None` without any.
    #[must_use]
    pub fn new(keys: Vec<(u8, [u8; 32])>) -> Option<Self> {
        (!keys.is_empty()).then(|| Self { keys: keys.into() })
    }

    /// What each key gives for a purpose, newest last.
    pub(crate) fn derived(&self, purpose: Purpose) -> Vec<Vec<u8>> {
        self.keys.iter().map(|(_, key)| mac(key, purpose, b"")).collect()
    }

    /// Locks a secret that must be used again: key id, nonce, and what AES-256-GCM makes of it under the newest key. It opens
    /// for the same purpose and context only, so that one row's secret is of no use in another. `None` only where the
    /// cipher cannot work at all.
    #[must_use]
    pub fn lock(&self, purpose: Purpose, context: &[u8], plain: &[u8], random: &dyn Random) -> Option<Vec<u8>> {
        let (id, key) = self.keys.last()?;
        let mut nonce = [0; NONCE_LEN];
        random.fill(&mut nonce);
        let mut sealed = plain.to_vec();
        let sealing = cipher(key, purpose)?;
        sealing.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(context), &mut sealed).ok()?;
        let mut locked = vec![*id];
        locked.extend(nonce);
        locked.append(&mut sealed);
        Some(locked)
    }

    /// What was locked for a purpose and context, by any key; `None` where it was not, or where the key is gone.
    #[must_use]
    pub fn unlock(&self, purpose: Purpose, context: &[u8], locked: &[u8]) -> Option<Vec<u8>> {
        let (id, rest) = locked.split_first()?;
        let (nonce, sealed) = rest.split_at_checked(NONCE_LEN)?;
        let (_, key) = self.keys.iter().find(|(known, _)| known == id)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut sealed = sealed.to_vec();
        let plain = cipher(key, purpose)?.open_in_place(nonce, Aad::from(context), &mut sealed).ok()?;
        Some(plain.to_vec())
    }

    /// A tag over a message for a purpose, with the newest key: key id and 256 bits, URL-safe.
    #[must_use]
    pub fn tag(&self, purpose: Purpose, message: &[u8]) -> String {
        let mut bytes = Vec::with_capacity(33);
        if let Some((id, key)) = self.keys.last() {
            bytes.push(*id);
            bytes.extend(mac(key, purpose, message));
        }
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Whether a tag is over this message for this purpose, by any key. Takes the same time for every wrong tag.
    #[must_use]
    pub fn check(&self, purpose: Purpose, message: &[u8], tag: &str) -> bool {
        let Ok(bytes) = URL_SAFE_NO_PAD.decode(tag) else { return false };
        let Some((id, given)) = bytes.split_first() else { return false };
        let Some((_, key)) = self.keys.iter().find(|(known, _)| known == id) else { return false };
        keyed(key, purpose, message).is_some_and(|mac| mac.verify_slice(given).is_ok())
    }

    /// The secret of a link that signs in whose address this is: it names the link, and opens nothing once they have another
    /// address.
    #[must_use]
    pub fn sign_in_link(&self, link: SignInLinkId, email: &EmailAddress) -> String {
        let named = URL_SAFE_NO_PAD.encode(link.0.as_bytes());
        format!("{named}.{}", self.tag(Purpose::SignInLink, &addressed(link, email)))
    }

    /// Whether this installation made a link's secret for an address.
    #[must_use]
    pub fn check_sign_in_link(&self, secret: &str, link: SignInLinkId, email: &EmailAddress) -> bool {
        secret.split_once('.').is_some_and(|(_, tag)| self.check(Purpose::SignInLink, &addressed(link, email), tag))
    }

    /// The token of a support request's mail link: names the request and the approver the mail goes to.
    #[must_use]
    pub fn support_link(&self, request: SupportRequestId, approver: PrincipalId) -> String {
        let named = named(request, approver);
        format!("{}.{}", URL_SAFE_NO_PAD.encode(named), self.tag(Purpose::SupportLink, &named))
    }

    /// The token of a mail's link that turns mails about a topic off for whom it goes to. It works as long as there are such
    /// mails: RFC 8058 asks for that, and all that it does is keep a mailbox quiet.
    #[must_use]
    pub fn mail_stop(&self, person: PrincipalId, topic: Topic) -> String {
        let named = stopped(person, topic);
        format!("{}.{}", URL_SAFE_NO_PAD.encode(&named), self.tag(Purpose::MailStop, &named))
    }

    /// Whose mails about what a link's token turns off, if this installation made it.
    #[must_use]
    pub fn open_mail_stop(&self, token: &str) -> Option<(PrincipalId, Topic)> {
        let (named, tag) = token.split_once('.')?;
        let named = URL_SAFE_NO_PAD.decode(named).ok()?;
        if !self.check(Purpose::MailStop, &named, tag) {
            return None;
        }
        let (person, topic) = named.split_at_checked(16)?;
        let topic = Topic::from_code(std::str::from_utf8(topic).ok()?)?;
        Some((PrincipalId(Uuid::from_slice(person).ok()?), topic))
    }

    /// The request and approver that a link's token names, if this installation made it.
    #[must_use]
    pub fn open_support_link(&self, token: &str) -> Option<(SupportRequestId, PrincipalId)> {
        let (named, tag) = token.split_once('.')?;
        let named: [u8; 32] = URL_SAFE_NO_PAD.decode(named).ok()?.try_into().ok()?;
        if !self.check(Purpose::SupportLink, &named, tag) {
            return None;
        }
        let request = Uuid::from_slice(&named[..16]).ok()?;
        let approver = Uuid::from_slice(&named[16..]).ok()?;
        Some((SupportRequestId(request), PrincipalId(approver)))
    }
}

/// The link that a secret names; anybody can name one.
#[must_use]
pub fn named_link(secret: &str) -> Option<SignInLinkId> {
    let (named, _) = secret.split_once('.')?;
    URL_SAFE_NO_PAD.decode(named).ok().and_then(|bytes| Uuid::from_slice(&bytes).ok()).map(SignInLinkId)
}

fn addressed(link: SignInLinkId, email: &EmailAddress) -> Vec<u8> {
    let mut bytes = link.0.as_bytes().to_vec();
    bytes.extend(email.as_str().as_bytes());
    bytes
}

fn stopped(person: PrincipalId, topic: Topic) -> Vec<u8> {
    let mut bytes = person.0.as_bytes().to_vec();
    bytes.extend(topic.code().as_bytes());
    bytes
}

fn named(request: SupportRequestId, approver: PrincipalId) -> [u8; 32] {
    let mut bytes = [0; 32];
    bytes[..16].copy_from_slice(request.0.as_bytes());
    bytes[16..].copy_from_slice(approver.0.as_bytes());
    bytes
}

fn keyed(key: &[u8; 32], purpose: Purpose, message: &[u8]) -> Option<Hmac<Sha256>> {
    let mut derived = Hmac::<Sha256>::new_from_slice(key).ok()?;
    derived.update(purpose.label());
    let mut mac = Hmac::<Sha256>::new_from_slice(&derived.finalize().into_bytes()).ok()?;
    mac.update(message);
    Some(mac)
}

fn cipher(key: &[u8; 32], purpose: Purpose) -> Option<LessSafeKey> {
    UnboundKey::new(&AES_256_GCM, &mac(key, purpose, b"")).ok().map(LessSafeKey::new)
}

fn mac(key: &[u8; 32], purpose: Purpose, message: &[u8]) -> Vec<u8> {
    keyed(key, purpose, message).map(|mac| mac.finalize().into_bytes().to_vec()).unwrap_or_default()
}

/// A fresh secret of 256 bits with a readable prefix, and its hash. The secret is shown once and never kept.
#[must_use]
pub fn fresh(prefix: &str, random: &dyn Random) -> (String, SecretHash) {
    let mut bytes = [0; 32];
    random.fill(&mut bytes);
    let secret = format!("{prefix}{}", URL_SAFE_NO_PAD.encode(bytes));
    let hash = hash(&secret);
    (secret, hash)
}

/// The hash a secret is kept as.
#[must_use]
pub fn hash(secret: &str) -> SecretHash {
    SecretHash(Sha256::digest(secret.as_bytes()).into())
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

    #[test]
    fn a_mail_is_turned_off_by_its_own_link_only() {
        let keys = Keys::new(vec![(1, [7; 32])]).unwrap();
        let (person, other) = (PrincipalId(Uuid::from_u128(1)), PrincipalId(Uuid::from_u128(2)));
        let token = keys.mail_stop(person, Topic::DailyDigest);
        assert_eq!(keys.open_mail_stop(&token), Some((person, Topic::DailyDigest)));
        let tag = token.split_once('.').unwrap().1;
        for (who, topic) in [(other, Topic::DailyDigest), (person, Topic::ProductNews)] {
            let named = URL_SAFE_NO_PAD.encode(stopped(who, topic));
            assert_eq!(keys.open_mail_stop(&format!("{named}.{tag}")), None);
        }
        for wrong in ["", ".", "a.b", &token[..token.len() - 1], &"x".repeat(1 << 20)] {
            assert_eq!(keys.open_mail_stop(wrong), None);
        }
        assert_eq!(Keys::new(vec![(1, [8; 32])]).unwrap().open_mail_stop(&token), None);
    }

    #[test]
    fn a_kept_secret_opens_where_it_belongs_and_nowhere_else() {
        let random = Counting(AtomicU8::new(1));
        let old = Keys::new(vec![(1, [7; 32])]).unwrap();
        let rotated = Keys::new(vec![(1, [7; 32]), (2, [8; 32])]).unwrap();
        let locked = old.lock(Purpose::Kept, b"row 1", b"a secret", &random).unwrap();
        assert!(!locked.windows(8).any(|bytes| bytes == b"a secret"));
        assert_ne!(old.lock(Purpose::Kept, b"row 1", b"a secret", &random).unwrap(), locked);
        for keys in [&old, &rotated] {
            assert_eq!(keys.unlock(Purpose::Kept, b"row 1", &locked).as_deref(), Some(&b"a secret"[..]));
        }
        assert_eq!(old.unlock(Purpose::Kept, b"row 2", &locked), None);
        assert_eq!(old.unlock(Purpose::Form, b"row 1", &locked), None);
        let newer = rotated.lock(Purpose::Kept, b"row 1", b"a secret", &random).unwrap();
        assert_eq!(old.unlock(Purpose::Kept, b"row 1", &newer), None);
        for cut in 0..locked.len() {
            assert_eq!(old.unlock(Purpose::Kept, b"row 1", &locked[..cut]), None);
            let mut changed = locked.clone();
            changed[cut] ^= 1;
            assert_eq!(old.unlock(Purpose::Kept, b"row 1", &changed), None, "byte {cut}");
        }
    }
}
