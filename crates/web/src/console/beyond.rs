//! What one set of rights has beyond another, in plain words.

use prokura_decision::mask::Rights;
use prokura_decision::policy::Policy;
use prokura_domain::text::Locale;

/// Titles of areas.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Beyond {
    /// What can be changed.
    pub(super) changes: Vec<String>,
    /// What can be read only.
    pub(super) reads: Vec<String>,
}

impl Beyond {
    /// What `more` has and `less` has not, in the policy's order.
    #[must_use]
    pub(super) fn of(policy: &Policy, more: Rights, less: Rights, locale: Locale) -> Self {
        let mut told = Self::default();
        for area in &policy.areas {
            if more.manage.has(area.itself) {
                if !less.manage.has(area.itself) {
                    told.changes.push(area.title.in_locale(locale).to_owned());
                }
                continue;
            }
            if let Some(settings) = area.settings
                && more.manage.has(settings)
                && !less.manage.has(settings)
            {
                told.changes.push(policy.control_at(settings).title.in_locale(locale).to_owned());
            }
            if more.read.has(area.itself) && !less.read.has(area.itself) {
                told.reads.push(area.title.in_locale(locale).to_owned());
            }
        }
        told
    }

    /// Whether it is read at a glance.
    #[must_use]
    pub(super) fn is_short(&self) -> bool {
        self.changes.len() + self.reads.len() <= 8
    }

    /// Whether there is nothing.
    #[must_use]
    pub(super) fn is_empty(&self) -> bool {
        self.changes.is_empty() && self.reads.is_empty()
    }
}
