//! Sets of controls as bit masks.

use crate::policy::ControlId;
use std::ops::{BitAnd, BitAndAssign, BitOr, BitOrAssign, Not};

/// A set of controls; bit `n` is the control with index `n`. A policy has at most 128 controls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Mask(pub u128);

impl Mask {
    /// No control.
    pub const NONE: Self = Self(0);
    /// Every control.
    pub const ALL: Self = Self(u128::MAX);

    /// The set of one control.
    #[must_use]
    pub const fn of(control: ControlId) -> Self {
        Self(1 << control.0)
    }

    /// Whether a control is in the set.
    #[must_use]
    pub const fn has(self, control: ControlId) -> bool {
        self.0 >> control.0 & 1 == 1
    }

    /// Whether the set is empty.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether every control of another set is in this one.
    #[must_use]
    pub const fn covers(self, other: Self) -> bool {
        other.0 & !self.0 == 0
    }

    /// The controls of the set, in the policy's order.
    pub fn iter(self) -> impl Iterator<Item = ControlId> {
        (0..128).filter(move |n| self.0 >> n & 1 == 1).map(ControlId)
    }
}

impl BitOr for Mask {
    type Output = Self;
    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl BitOrAssign for Mask {
    fn bitor_assign(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

impl BitAnd for Mask {
    type Output = Self;
    fn bitand(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

impl BitAndAssign for Mask {
    fn bitand_assign(&mut self, other: Self) {
        self.0 &= other.0;
    }
}

impl Not for Mask {
    type Output = Self;
    fn not(self) -> Self {
        Self(!self.0)
    }
}

/// What somebody may do: the controls they manage and the controls they read. Managing includes reading.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Rights {
    /// Controls they manage.
    pub manage: Mask,
    /// Controls they read.
    pub read: Mask,
}

impl Rights {
    /// No right at all.
    pub const NONE: Self = Self { manage: Mask::NONE, read: Mask::NONE };

    /// Every right.
    pub const ALL: Self = Self { manage: Mask::ALL, read: Mask::ALL };

    /// Rights that manage, and so read, a set of controls.
    #[must_use]
    pub const fn managing(controls: Mask) -> Self {
        Self { manage: controls, read: controls }
    }

    /// Whether they give a level on a control.
    #[must_use]
    pub const fn allow(self, control: ControlId, level: Level) -> bool {
        match level {
            Level::Read => self.read.has(control),
            Level::Manage => self.manage.has(control),
        }
    }

    /// Whether there is no right at all.
    #[must_use]
    pub const fn is_none(self) -> bool {
        self.read.is_empty() && self.manage.is_empty()
    }

    /// These rights without those on a set of controls.
    #[must_use]
    pub fn without(self, controls: Mask) -> Self {
        Self { manage: self.manage & !controls, read: self.read & !controls }
    }

    /// Whether every right of another is among these.
    #[must_use]
    pub const fn cover(self, other: Self) -> bool {
        self.manage.covers(other.manage) && self.read.covers(other.read)
    }
}

impl BitOr for Rights {
    type Output = Self;
    fn bitor(self, other: Self) -> Self {
        Self { manage: self.manage | other.manage, read: self.read | other.read }
    }
}

impl BitOrAssign for Rights {
    fn bitor_assign(&mut self, other: Self) {
        *self = *self | other;
    }
}

impl BitAnd for Rights {
    type Output = Self;
    fn bitand(self, other: Self) -> Self {
        Self { manage: self.manage & other.manage, read: self.read & other.read }
    }
}

/// How much is asked. Managing includes reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// See it.
    Read,
    /// Change it.
    Manage,
}

impl Level {
    /// The stable code, as in `users.manage`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Manage => "manage",
        }
    }

    /// The level of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "read" => Some(Self::Read),
            "manage" => Some(Self::Manage),
            _ => None,
        }
    }
}
