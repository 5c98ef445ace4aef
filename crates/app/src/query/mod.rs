//! What one can ask and that changes nothing: one file per thing asked about, each through the caller's eyes.

pub mod administrators;
pub mod as_of;
pub mod audit_log;
pub mod blocks;
pub mod claimable;
pub mod custom_roles;
pub mod decision_search;
pub mod decisions;
pub mod digest;
pub mod directory;
pub mod domains;
pub mod explanation;
pub mod factors;
pub mod giving;
pub mod grants;
pub mod help_desk;
pub mod jobs;
pub mod licence_rules;
pub mod licences;
pub mod me;
pub mod my_access;
pub mod names;
pub mod organizations;
pub mod people;
pub mod people_changes;
pub mod preferences;
pub mod product_news;
pub mod role_change;
pub mod sessions;
pub mod settings;
pub mod sso;
pub mod streams;
pub mod support;
pub mod support_metrics;
pub mod templates;
pub mod tokens;
pub mod warnings;

use crate::port::Page;

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed<T, K> {
    /// What is on the page.
    pub items: Vec<T>,
    /// The key after which the next page begins; `None` on the last one.
    pub next: Option<K>,
}

impl<T, K> Listed<T, K> {
    /// A page out of what was read with a limit of one more.
    pub fn of(mut items: Vec<T>, limit: usize, key: impl Fn(&T) -> K) -> Self {
        let more = items.len() > limit;
        items.truncate(limit);
        let next = items.last().filter(|_| more).map(key);
        Self { items, next }
    }

    /// The same page, shown otherwise.
    pub fn map<U>(self, show: impl FnMut(T) -> U) -> Listed<U, K> {
        Listed { items: self.items.into_iter().map(show).collect(), next: self.next }
    }
}

/// Which part of a list is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part<K> {
    /// The last key of the page before.
    pub after: Option<K>,
    /// How many at most.
    pub limit: usize,
}

impl<K> Part<K> {
    /// One more than asked for, which says that there is a next page.
    pub(crate) fn one_more(&self) -> u64 {
        u64::try_from(self.limit).unwrap_or(u64::MAX).saturating_add(1)
    }

    /// The first part.
    #[must_use]
    pub const fn first(limit: usize) -> Self {
        Self { after: None, limit }
    }

    /// The page of rows that is asked for, with one more.
    pub(crate) fn page(self) -> Page<K> {
        Page { limit: self.one_more(), after: self.after }
    }
}

impl<K: Ord> Part<K> {
    /// Picks the part out of all there is, by the key that each is ordered by.
    pub fn pick<T>(&self, mut all: Vec<T>, descending: bool, key: impl Fn(&T) -> K) -> Listed<T, K> {
        all.sort_by_cached_key(&key);
        if descending {
            all.reverse();
        }
        if let Some(after) = &self.after {
            all.retain(|it| if descending { key(it) < *after } else { key(it) > *after });
        }
        Listed::of(all, self.limit, key)
    }
}

/// Whether a list goes from the first to the last, or back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// The first comes first.
    #[default]
    Ascending,
    /// The last comes first.
    Descending,
}
