//! How often somebody may try to sign in: limits by account, by address and by organization, made so that whoever uses
//! them up locks out as few others as can be.

use prokura_domain::id::OrganizationId;
use prokura_domain::refusal::Refusal;
use prokura_domain::text::EmailAddress;
use prokura_domain::time::{Span, Timestamp};
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

/// How many keys of one kind are remembered at most; the longest unused are forgotten first.
const REMEMBERED: usize = 20_000;

/// So many at once, and one more after every span.
#[derive(Clone, Copy, Debug)]
pub struct Rate {
    /// How many at once.
    pub burst: u32,
    /// After how long there is one more.
    pub every: Span,
}

/// One account from one network: what a person mistypes. Slower than [`ACCOUNT`], so that one network alone cannot use up
/// an account's tries.
const PAIR: Rate = Rate { burst: 6, every: Span::minutes(5) };
/// One account from all networks it has not signed in from: guessing from many places.
const ACCOUNT: Rate = Rate { burst: 30, every: Span::minutes(1) };
/// One network: many people behind one address.
const NETWORK: Rate = Rate { burst: 60, every: Span::seconds(2) };
/// The accounts of one mail domain, from networks they have not signed in from: one organization's storm.
const ORGANIZATION: Rate = Rate { burst: 300, every: Span(200_000) };

/// Mails for one account asked for from one network.
const RECOVERY_PAIR: Rate = Rate { burst: 3, every: Span::minutes(10) };
/// Mails for one account asked for from anywhere: what a mailbox bears.
const RECOVERY: Rate = Rate { burst: 10, every: Span::minutes(10) };

/// Signals of one organization's provider, verified: more than people can be told of at once.
const SIGNALS: Rate = Rate { burst: 500, every: Span(20_000) };
/// Signals of one network that were nobody's: a provider's own do not count.
const STRANGE_SIGNALS: Rate = Rate { burst: 60, every: Span::seconds(2) };

/// Token buckets by key, each kept as the one moment at which it would be full again.
#[derive(Debug)]
pub struct Buckets<K> {
    rate: Rate,
    full_at: Recent<K, Timestamp>,
}

impl<K: Clone + Eq + Hash> Buckets<K> {
    /// Buckets of one rate, at most so many remembered.
    #[must_use]
    pub fn new(rate: Rate, most: usize) -> Self {
        Self { rate, full_at: Recent::new(most) }
    }

    /// How long a key has to wait; `None` when it may go ahead. Takes nothing.
    pub fn wait(&mut self, key: &K, now: Timestamp) -> Option<Span> {
        let full_at = *self.full_at.get(key)?;
        // A clock that jumped back leaves an empty bucket, not one that fills in years.
        let empty = now.plus(self.span(self.rate.burst));
        if full_at > empty {
            self.full_at.put(key.clone(), empty);
        }
        let wait = full_at.min(empty).since(now.plus(self.span(self.rate.burst.saturating_sub(1))));
        (wait.0 > 0).then_some(wait)
    }

    /// Takes one.
    pub fn take(&mut self, key: K, now: Timestamp) {
        let full_at = self.full_at.get(&key).map_or(now, |full_at| (*full_at).max(now));
        self.full_at.put(key, full_at.plus(self.rate.every));
    }

    /// Gives one back that was taken.
    pub fn give_back(&mut self, key: &K) {
        if let Some(full_at) = self.full_at.get(key).copied() {
            self.full_at.put(key.clone(), full_at.minus(self.rate.every));
        }
    }

    const fn span(&self, tokens: u32) -> Span {
        Span(self.rate.every.0.saturating_mul(tokens as i64))
    }
}

/// A map of the most recently used keys: when the newer half is full, the older half is forgotten.
#[derive(Debug)]
struct Recent<K, V> {
    newer: HashMap<K, V>,
    older: HashMap<K, V>,
    half: usize,
}

impl<K: Clone + Eq + Hash, V> Recent<K, V> {
    fn new(most: usize) -> Self {
        Self { newer: HashMap::new(), older: HashMap::new(), half: (most / 2).max(1) }
    }

    fn get(&mut self, key: &K) -> Option<&V> {
        if let Some((key, value)) = self.older.remove_entry(key) {
            self.put(key, value);
        }
        self.newer.get(key)
    }

    fn put(&mut self, key: K, value: V) {
        self.older.remove(&key);
        if self.newer.len() >= self.half && !self.newer.contains_key(&key) {
            self.older = std::mem::take(&mut self.newer);
        }
        self.newer.insert(key, value);
    }
}

/// Keys are hashes: of one length, whatever was typed.
type Key = [u8; 32];

/// The limits of signing in.
#[derive(Debug)]
pub struct SignInLimits(Mutex<Limits>);

#[derive(Debug)]
struct Limits {
    pairs: Buckets<Key>,
    accounts: Buckets<Key>,
    networks: Buckets<Key>,
    organizations: Buckets<Key>,
    recovery_pairs: Buckets<Key>,
    recoveries: Buckets<Key>,
    signals: Buckets<Key>,
    strange_signals: Buckets<Key>,
    /// Accounts with the networks they signed in from: a stranger's tries do not count against them.
    familiar: Recent<Key, ()>,
}

/// A try that was let through and has taken its tokens.
#[derive(Debug)]
pub struct Try {
    pair: Key,
    network: Key,
    stranger: Option<(Key, Key)>,
}

impl Default for SignInLimits {
    fn default() -> Self {
        Self(Mutex::new(Limits {
            pairs: Buckets::new(PAIR, REMEMBERED),
            accounts: Buckets::new(ACCOUNT, REMEMBERED),
            networks: Buckets::new(NETWORK, REMEMBERED),
            organizations: Buckets::new(ORGANIZATION, REMEMBERED),
            recovery_pairs: Buckets::new(RECOVERY_PAIR, REMEMBERED),
            recoveries: Buckets::new(RECOVERY, REMEMBERED),
            signals: Buckets::new(SIGNALS, REMEMBERED),
            strange_signals: Buckets::new(STRANGE_SIGNALS, REMEMBERED),
            familiar: Recent::new(REMEMBERED),
        }))
    }
}

impl SignInLimits {
    /// Lets a try through, or says when to come back. Whether the account exists does not matter.
    ///
    /// # Errors
    /// [`Refusal::TooMany`].
    pub fn begin(&self, account: &EmailAddress, address: IpAddr, now: Timestamp) -> Result<Try, Refusal> {
        let mut limits = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let network = network(address);
        let pair = key(&[b"pair", account.as_str().as_bytes(), &network]);
        let account_key = key(&[b"account", account.as_str().as_bytes()]);
        let organization = key(&[b"organization", account.domain().as_bytes()]);
        let stranger = limits.familiar.get(&pair).is_none().then_some((account_key, organization));
        let mut wait = limits.pairs.wait(&pair, now).max(limits.networks.wait(&network, now));
        if let Some((account, organization)) = &stranger {
            wait = wait.max(limits.accounts.wait(account, now)).max(limits.organizations.wait(organization, now));
        }
        if let Some(wait) = wait {
            return Err(too_many(wait));
        }
        limits.pairs.take(pair, now);
        limits.networks.take(network, now);
        if let Some((account, organization)) = stranger {
            limits.accounts.take(account, now);
            limits.organizations.take(organization, now);
        }
        Ok(Try { pair, network, stranger })
    }

    /// Lets a try through that names no account: the use of a link.
    ///
    /// # Errors
    /// [`Refusal::TooMany`].
    pub fn begin_unnamed(&self, address: IpAddr, now: Timestamp) -> Result<(), Refusal> {
        let mut limits = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let network = network(address);
        if let Some(wait) = limits.networks.wait(&network, now) {
            return Err(too_many(wait));
        }
        limits.networks.take(network, now);
        Ok(())
    }

    /// Lets somebody ask for a mail to an account, or says when to come back. Whether the account exists does not matter.
    ///
    /// # Errors
    /// [`Refusal::TooMany`].
    pub fn begin_recovery(&self, account: &EmailAddress, address: IpAddr, now: Timestamp) -> Result<(), Refusal> {
        self.begin_unnamed(address, now)?;
        let mut limits = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let pair = key(&[b"recovery pair", account.as_str().as_bytes(), &network(address)]);
        let account = key(&[b"recovery", account.as_str().as_bytes()]);
        let wait = limits.recovery_pairs.wait(&pair, now).max(limits.recoveries.wait(&account, now));
        if let Some(wait) = wait {
            return Err(too_many(wait));
        }
        limits.recovery_pairs.take(pair, now);
        limits.recoveries.take(account, now);
        Ok(())
    }

    /// Lets a network bring a signal that is to be verified, unless it brought too many that were nobody's.
    ///
    /// # Errors
    /// [`Refusal::TooMany`].
    pub fn begin_signal(&self, address: IpAddr, now: Timestamp) -> Result<(), Refusal> {
        let mut limits = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match limits.strange_signals.wait(&network(address), now) {
            Some(wait) => Err(too_many(wait)),
            None => Ok(()),
        }
    }

    /// What a network brought was nobody's.
    pub fn strange_signal(&self, address: IpAddr, now: Timestamp) {
        let mut limits = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        limits.strange_signals.take(network(address), now);
    }

    /// Lets an organization's provider be heard, whose signal was verified, or says when to come back.
    ///
    /// # Errors
    /// [`Refusal::TooMany`].
    pub fn hear(&self, organization: OrganizationId, now: Timestamp) -> Result<(), Refusal> {
        let mut limits = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let organization = key(&[b"signals", organization.0.as_bytes()]);
        if let Some(wait) = limits.signals.wait(&organization, now) {
            return Err(too_many(wait));
        }
        limits.signals.take(organization, now);
        Ok(())
    }

    /// The try was right: it gets its tokens back, and the network becomes familiar to the account.
    pub fn succeeded(&self, right: Try) {
        self.give_back(&right);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).familiar.put(right.pair, ());
    }

    /// The try was right as far as it went: it gets its tokens back, and the network stays what it was.
    pub fn give_back(&self, right: &Try) {
        let mut limits = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        limits.pairs.give_back(&right.pair);
        limits.networks.give_back(&right.network);
        if let Some((account, organization)) = &right.stranger {
            limits.accounts.give_back(account);
            limits.organizations.give_back(organization);
        }
    }
}

/// A refusal that says when to come back, in whole seconds.
#[must_use]
pub fn too_many(wait: Span) -> Refusal {
    let seconds = wait.0.max(0).saturating_add(999_999) / 1_000_000;
    Refusal::too_many(u32::try_from(seconds).unwrap_or(u32::MAX).max(1))
}

/// Where somebody comes from: an IPv4 address, or the /64 network of an IPv6 address, which one household owns whole.
fn network(address: IpAddr) -> Key {
    match address.to_canonical() {
        IpAddr::V4(address) => key(&[b"network", &address.octets()]),
        IpAddr::V6(address) => key(&[b"network", &address.octets()[..8]]),
    }
}

fn key(parts: &[&[u8]]) -> Key {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_772_442_000_000_000);

    fn account(text: &str) -> EmailAddress {
        text.parse().unwrap()
    }

    fn address(last: u8) -> IpAddr {
        IpAddr::from([192, 0, 2, last])
    }

    fn fail(limits: &SignInLimits, who: &str, from: u8, times: usize) -> usize {
        (0..times).filter(|_| limits.begin(&account(who), address(from), NOW).is_ok()).count()
    }

    #[test]
    fn a_bucket_fills_one_by_one_and_not_a_microsecond_early() {
        let mut buckets = Buckets::new(Rate { burst: 2, every: Span::seconds(10) }, 100);
        for _ in 0..2 {
            assert_eq!(buckets.wait(&"a", NOW), None);
            buckets.take("a", NOW);
        }
        assert_eq!(buckets.wait(&"a", NOW), Some(Span::seconds(10)));
        assert_eq!(buckets.wait(&"b", NOW), None);
        let filled = NOW.plus(Span::seconds(10));
        assert_eq!(buckets.wait(&"a", filled.minus(Span(1))), Some(Span(1)));
        assert_eq!(buckets.wait(&"a", filled), None);
        buckets.take("a", filled);
        assert!(buckets.wait(&"a", filled).is_some());
        buckets.give_back(&"a");
        assert_eq!(buckets.wait(&"a", filled), None);
    }

    #[test]
    fn a_clock_that_jumps_locks_nobody_out_for_long() {
        let mut buckets = Buckets::new(Rate { burst: 1, every: Span::seconds(10) }, 100);
        buckets.take("a", NOW.plus(Span::days(400)));
        assert_eq!(buckets.wait(&"a", NOW), Some(Span::seconds(10)));
        assert_eq!(buckets.wait(&"a", NOW.plus(Span::seconds(10))), None);
    }

    #[test]
    fn a_stranger_does_not_lock_out_the_owner() {
        let limits = SignInLimits::default();
        let owner = account("harriet@clinic.example");
        let first = limits.begin(&owner, address(1), NOW).unwrap();
        limits.succeeded(first);
        let tried: usize = (10..60).map(|from| fail(&limits, "harriet@clinic.example", from, 20)).sum();
        assert_eq!(tried, 30, "all strangers together have the account's tries");
        assert!(limits.begin(&owner, address(99), NOW).is_err());
        assert!(limits.begin(&owner, address(1), NOW).is_ok());
    }

    #[test]
    fn one_network_does_not_use_up_an_account() {
        let limits = SignInLimits::default();
        let mut now = NOW;
        for _ in 0..2_000 {
            let _ = limits.begin(&account("harriet@clinic.example"), address(66), now);
            now = now.plus(Span::seconds(30));
        }
        assert!(limits.begin(&account("harriet@clinic.example"), address(1), now).is_ok());
    }

    #[test]
    fn one_network_does_not_use_up_an_organization_nor_another_network() {
        let limits = SignInLimits::default();
        let tried = (0..500).filter(|n| fail(&limits, &format!("p{n}@clinic.example"), 66, 1) == 1).count();
        assert_eq!(tried, 60);
        assert!(limits.begin(&account("harriet@clinic.example"), address(1), NOW).is_ok());
        assert!(limits.begin_unnamed(address(66), NOW).is_err());
        assert!(limits.begin_unnamed(address(1), NOW).is_ok());
    }

    #[test]
    fn an_organizations_storm_stays_its_own() {
        let limits = SignInLimits::default();
        let regular = limits.begin(&account("harriet@clinic.example"), address(1), NOW).unwrap();
        limits.succeeded(regular);
        let tried: usize = (10..200)
            .map(|from| (0..5).filter(|n| fail(&limits, &format!("p{from}-{n}@clinic.example"), from, 1) == 1).count())
            .sum();
        assert_eq!(tried, 300);
        assert!(limits.begin(&account("ivan@clinic.example"), address(3), NOW).is_err());
        assert!(limits.begin(&account("harriet@clinic.example"), address(1), NOW).is_ok());
        assert!(limits.begin(&account("zofia@shop.example"), address(3), NOW).is_ok());
    }

    #[test]
    fn tries_that_were_right_cost_nothing() {
        let limits = SignInLimits::default();
        for _ in 0..1_000 {
            let right = limits.begin(&account("harriet@clinic.example"), address(1), NOW).unwrap();
            limits.succeeded(right);
        }
    }

    #[test]
    fn a_household_is_one_network() {
        let there = |text: &str| network(text.parse().unwrap());
        assert_eq!(there("2001:db8:1:2::1"), there("2001:db8:1:2:ffff::9"));
        assert_ne!(there("2001:db8:1:2::1"), there("2001:db8:1:3::1"));
        assert_eq!(there("::ffff:192.0.2.1"), there("192.0.2.1"));
    }

    #[test]
    fn memory_is_bounded() {
        let mut buckets = Buckets::new(NETWORK, 100);
        (0..10_000).for_each(|key| buckets.take(key, NOW));
        assert!(buckets.full_at.newer.len() + buckets.full_at.older.len() <= 100);
        assert_eq!(buckets.full_at.get(&9_999).copied(), Some(NOW.plus(NETWORK.every)));
    }
}
