//! Moments and terms. All times are integer microseconds since 1970-01-01T00:00:00Z, in UTC.

use serde::{Deserialize, Serialize};

/// A moment, in microseconds since the Unix epoch, UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// Before every other moment.
    pub const MIN: Self = Self(i64::MIN);
    /// After every other moment.
    pub const MAX: Self = Self(i64::MAX);

    /// This moment and a span later.
    #[must_use]
    pub const fn plus(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }

    /// This moment and a span earlier.
    #[must_use]
    pub const fn minus(self, span: Span) -> Self {
        Self(self.0.saturating_sub(span.0))
    }

    /// What lies between an earlier moment and this one; negative when `earlier` is later.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }
}

/// A length of time in microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Span(pub i64);

impl Span {
    /// A span of seconds.
    #[must_use]
    pub const fn seconds(n: i64) -> Self {
        Self(n * 1_000_000)
    }

    /// A span of minutes.
    #[must_use]
    pub const fn minutes(n: i64) -> Self {
        Self::seconds(n * 60)
    }

    /// A span of hours.
    #[must_use]
    pub const fn hours(n: i64) -> Self {
        Self::minutes(n * 60)
    }

    /// A span of days of 24 hours.
    #[must_use]
    pub const fn days(n: i64) -> Self {
        Self::hours(n * 24)
    }
}

/// A half-open interval: in force from `from` (inclusive) until `until` (exclusive).
///
/// Without `from` it was always so far; without `until` it lasts until it is ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Term {
    /// First moment in force.
    pub from: Option<Timestamp>,
    /// First moment no longer in force.
    pub until: Option<Timestamp>,
}

impl Term {
    /// In force always.
    pub const ALWAYS: Self = Self { from: None, until: None };

    /// In force from a moment on.
    #[must_use]
    pub const fn starting(from: Timestamp) -> Self {
        Self { from: Some(from), until: None }
    }

    /// In force between two moments.
    #[must_use]
    pub const fn between(from: Timestamp, until: Timestamp) -> Self {
        Self { from: Some(from), until: Some(until) }
    }

    /// The first moment in force, with "always so far" before every other moment.
    #[must_use]
    pub fn start(&self) -> Timestamp {
        self.from.unwrap_or(Timestamp::MIN)
    }

    /// Whether the term is in force at a moment.
    #[must_use]
    pub fn contains(&self, at: Timestamp) -> bool {
        self.from.is_none_or(|from| from <= at) && self.until.is_none_or(|until| at < until)
    }

    /// Whether the term is over at a moment.
    #[must_use]
    pub fn is_over(&self, at: Timestamp) -> bool {
        self.until.is_some_and(|until| until <= at)
    }

    /// Whether no moment is in the term: it was ended before it began, or as it began, and so it never was.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.from.zip(self.until).is_some_and(|(from, until)| until <= from)
    }

    /// Whether two terms share a moment. An empty term shares none.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        let from = self.start().max(other.start());
        let until = self.until.unwrap_or(Timestamp::MAX).min(other.until.unwrap_or(Timestamp::MAX));
        from < until
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_is_half_open() {
        let term = Term::between(Timestamp(10), Timestamp(20));
        assert_eq!([9, 10, 19, 20].map(|at| term.contains(Timestamp(at))), [false, true, true, false]);
    }

    #[test]
    fn terms_that_only_touch_do_not_overlap() {
        let first = Term::between(Timestamp(10), Timestamp(20));
        assert!(!first.overlaps(&Term::starting(Timestamp(20))));
        assert!(first.overlaps(&Term::starting(Timestamp(19))));
        assert!(!Term::between(Timestamp(5), Timestamp(5)).overlaps(&Term::ALWAYS));
    }

    #[test]
    fn what_ends_as_it_begins_never_was() {
        let is_empty = |from: i64, until: i64| Term::between(Timestamp(from), Timestamp(until)).is_empty();
        assert_eq!([(5, 5), (6, 5), (5, 6)].map(|(from, until)| is_empty(from, until)), [true, true, false]);
        assert!(!Term::ALWAYS.is_empty() && !Term::starting(Timestamp(5)).is_empty());
    }
}
