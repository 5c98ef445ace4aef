//! Look-up of numbers by the hash of a key that is kept elsewhere: linear hashing over a copied-on-write array.
//!
//! A bucket is one cache line. The table grows by one bucket at a time, so no write ever waits for all keys to be
//! hashed anew. Hashes must come from a keyed function, or whoever chooses the keys chooses the collisions.

use super::chunks::Chunks;

const SLOTS: usize = 12;
/// Entries per bucket, on average, at which the table grows.
const LOAD: u32 = 7;
const NONE: u32 = u32::MAX;

#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
struct Bucket {
    handles: [u32; SLOTS],
    /// Eight bits of each entry's hash, never 0; 0 where the slot is free.
    tags: [u8; SLOTS],
    /// The overflow bucket that goes on from here.
    next: u32,
}

impl Default for Bucket {
    fn default() -> Self {
        Self { handles: [0; SLOTS], tags: [0; SLOTS], next: NONE }
    }
}

/// A set of `(hash, number)`.
#[derive(Clone, Debug)]
pub(super) struct Keys {
    buckets: Chunks<Bucket, 64>,
    overflow: Chunks<Bucket, 64>,
    bucket_count: u32,
    overflow_count: u32,
    /// The first free overflow bucket; each names the next.
    free: u32,
    len: u32,
}

impl Default for Keys {
    fn default() -> Self {
        Self {
            buckets: Chunks::default(),
            overflow: Chunks::default(),
            bucket_count: 1,
            overflow_count: 0,
            free: NONE,
            len: 0,
        }
    }
}

/// Which bucket of a chain: the first, or an overflow bucket.
#[derive(Clone, Copy)]
enum Link {
    First(u32),
    Over(u32),
}

impl Keys {
    /// The number among those with this hash that `is_it` accepts.
    #[inline]
    pub(super) fn find(&self, hash: u64, is_it: impl Fn(u32) -> bool) -> Option<u32> {
        let tag = tag(hash);
        let mut bucket = self.buckets.get(self.bucket(hash))?;
        loop {
            for (slot, handle) in bucket.tags.iter().zip(&bucket.handles) {
                if *slot == tag && is_it(*handle) {
                    return Some(*handle);
                }
            }
            if bucket.next == NONE {
                return None;
            }
            bucket = self.overflow.get(bucket.next)?;
        }
    }

    /// Adds a number. `hash_of` gives the hash of any number in the table.
    pub(super) fn insert(&mut self, hash: u64, handle: u32, hash_of: impl Fn(u32) -> u64) {
        self.place(hash, handle);
        self.len += 1;
        if self.len > self.bucket_count.saturating_mul(LOAD) {
            self.split(hash_of);
        }
    }

    /// Removes a number that was added with this hash.
    pub(super) fn remove(&mut self, hash: u64, handle: u32) {
        let mut link = Some(Link::First(self.bucket(hash)));
        while let Some(at) = link {
            let found = self
                .at(at)
                .and_then(|bucket| (0..SLOTS).find(|n| bucket.tags[*n] != 0 && bucket.handles[*n] == handle));
            if let Some(slot) = found {
                self.at_mut(at).tags[slot] = 0;
                self.len -= 1;
                return;
            }
            link = self.after(at);
        }
    }

    #[inline]
    fn bucket(&self, hash: u64) -> u32 {
        let round = 1_u32 << self.bucket_count.ilog2();
        let low = hash as u32;
        let wide = low & (round * 2 - 1);
        if wide < self.bucket_count { wide } else { low & (round - 1) }
    }

    fn at(&self, link: Link) -> Option<&Bucket> {
        match link {
            Link::First(n) => self.buckets.get(n),
            Link::Over(n) => self.overflow.get(n),
        }
    }

    fn at_mut(&mut self, link: Link) -> &mut Bucket {
        match link {
            Link::First(n) => self.buckets.get_mut(n),
            Link::Over(n) => self.overflow.get_mut(n),
        }
    }

    fn after(&self, link: Link) -> Option<Link> {
        self.at(link).map(|bucket| bucket.next).filter(|next| *next != NONE).map(Link::Over)
    }

    /// Puts an entry into the first free slot of its chain.
    fn place(&mut self, hash: u64, handle: u32) {
        let mut link = Link::First(self.bucket(hash));
        loop {
            let free = self.at(link).map_or(Some(0), |bucket| bucket.tags.iter().position(|tag| *tag == 0));
            if let Some(slot) = free {
                let bucket = self.at_mut(link);
                bucket.tags[slot] = tag(hash);
                bucket.handles[slot] = handle;
                return;
            }
            link = match self.after(link) {
                Some(next) => next,
                None => {
                    let next = self.overflow_bucket();
                    self.at_mut(link).next = next;
                    Link::Over(next)
                }
            };
        }
    }

    fn overflow_bucket(&mut self) -> u32 {
        match self.overflow.get(self.free) {
            Some(bucket) if self.free != NONE => {
                let taken = std::mem::replace(&mut self.free, bucket.next);
                *self.overflow.get_mut(taken) = Bucket::default();
                taken
            }
            Some(_) | None => {
                self.overflow_count += 1;
                self.overflow_count - 1
            }
        }
    }

    /// Grows by one bucket, which takes its share of one other.
    fn split(&mut self, hash_of: impl Fn(u32) -> u64) {
        let round = 1_u32 << self.bucket_count.ilog2();
        let mut handles = Vec::with_capacity(SLOTS * 2);
        let mut link = Some(Link::First(self.bucket_count - round));
        while let Some(at) = link {
            link = self.after(at);
            let bucket = std::mem::take(self.at_mut(at));
            handles.extend((0..SLOTS).filter(|n| bucket.tags[*n] != 0).map(|n| bucket.handles[n]));
            if let Link::Over(freed) = at {
                self.at_mut(at).next = self.free;
                self.free = freed;
            }
        }
        self.bucket_count += 1;
        for handle in handles {
            self.place(hash_of(handle), handle);
        }
    }
}

#[inline]
const fn tag(hash: u64) -> u8 {
    let tag = (hash >> 56) as u8;
    if tag == 0 { 1 } else { tag }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::hash::{BuildHasher, RandomState};

    fn check(hash_of: impl Fn(u32) -> u64 + Copy, count: u32) {
        let mut keys = Keys::default();
        for n in 0..count {
            keys.insert(hash_of(n), n, hash_of);
        }
        let before = keys.clone();
        for n in (0..count).step_by(3) {
            keys.remove(hash_of(n), n);
            keys.remove(hash_of(n), n);
        }
        for n in count..count * 2 {
            keys.insert(hash_of(n), n, hash_of);
        }
        for n in 0..count * 2 {
            let is_in = n >= count || n % 3 != 0;
            assert_eq!(keys.find(hash_of(n), |handle| handle == n).is_some(), is_in, "{n}");
            assert_eq!(before.find(hash_of(n), |handle| handle == n).is_some(), n < count, "{n}");
        }
    }

    #[test]
    fn what_was_added_is_found_and_what_was_removed_is_not() {
        let hasher = RandomState::new();
        check(|n| hasher.hash_one(n), 20_000);
    }

    #[test]
    fn equal_hashes_are_kept_apart() {
        check(|n| u64::from(n % 5), 300);
    }

    #[test]
    fn buckets_given_back_are_used_again() {
        let hasher = RandomState::new();
        let hash_of = |n| hasher.hash_one(n);
        let mut keys = Keys::default();
        for n in 0..50_000 {
            keys.insert(hash_of(n), n, hash_of);
        }
        let grown = keys.overflow_count;
        assert!(grown < keys.bucket_count / 2, "{grown} of {}", keys.bucket_count);
        for round in 1..20 {
            for n in 0..1_000 {
                keys.remove(hash_of(n), n);
                keys.insert(hash_of(n), n, hash_of);
            }
            assert!(keys.overflow_count < grown + 50, "round {round}");
        }
    }
}
