//! Groups of actions: what the tables give, and what rules take away.

use crate::mask::{Level, Mask, Rights};
use crate::policy::{Cells, Policy, Role, Situation};
use std::collections::BTreeMap;

/// On what a right of a cell hangs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Condition {
    /// Nothing: `M`, `R`, `M:settings`, and the reading that `CC-02` leaves.
    Standing,
    /// `M:sold`.
    Sold,
    /// `CC-02`: managing.
    Setting,
    /// Reading by `R:session` and `M:approved`.
    Session,
    /// Managing by `M:approved`, all of `M:granted`.
    Approved,
}

impl Condition {
    pub(super) const ALL: [Self; 5] = [Self::Standing, Self::Sold, Self::Setting, Self::Session, Self::Approved];

    const fn code(self) -> &'static str {
        match self {
            Self::Standing => "standing",
            Self::Sold => "sold",
            Self::Setting => "setting",
            Self::Session => "session",
            Self::Approved => "approved",
        }
    }

    /// What cells give under the condition.
    fn rights(self, cells: &Cells) -> Rights {
        match self {
            Self::Standing => Rights { manage: cells.manage, read: cells.manage | cells.read | cells.by_setting },
            Self::Sold => Rights::managing(cells.sold),
            Self::Setting => Rights { manage: cells.by_setting, read: Mask::NONE },
            Self::Session => Rights { manage: Mask::NONE, read: cells.session | cells.approved },
            Self::Approved => Rights { manage: cells.approved | cells.granted, read: cells.granted },
        }
    }
}

/// Reading anything.
pub(super) const READ: &str = "read";
/// What restricted mode takes from everybody it binds (RST-03).
pub(super) const LOCKED: &str = "restricted/locked";
/// What it also takes from those it hides from (RST-06).
pub(super) const HIDDEN: &str = "restricted/hidden";
/// What the vendor's support reads without a session (SUP-08).
pub(super) const ALWAYS: &str = "vendor/always";

/// What a role gives in a situation under a condition.
pub(super) fn given(role: &Role, situation: Situation, condition: Condition) -> String {
    format!("{}@{}/{}", role.key, situation.code(), condition.code())
}

/// The controls of an area that restricted mode leaves alone, and those it locks.
pub(super) fn area(name: &str, restricted: bool) -> String {
    format!("{}/{name}", if restricted { "restricted" } else { "area" })
}

/// What the role has from outside only after activation (EXT-07).
pub(super) fn after_activation(role: &Role) -> String {
    format!("{}/after-activation", role.key)
}

/// What the role has only while a sale includes a service (EXT-11).
pub(super) fn with_service(role: &Role) -> String {
    format!("{}/with-service", role.key)
}

/// What the role has only beside another (ROL-09).
pub(super) fn beside(role: &Role, position: usize) -> String {
    format!("{}/beside-{position}", role.key)
}

/// What a custom role composed of an area at a level gives in a situation.
pub(super) fn composed(situation: Situation, part: &str) -> String {
    // Not to be taken for an action: those end with `.read` and `.manage`.
    format!("custom@{}/{}", situation.code(), part.replace('.', "/"))
}

/// What custom roles are composed of, each part by its name, for example `users.manage`.
pub(super) fn parts(policy: &Policy) -> impl Iterator<Item = (String, Rights)> {
    policy.areas.iter().flat_map(|area| {
        [
            (format!("{}.read", area.name), Rights { manage: Mask::NONE, read: area.controls }),
            (format!("{}.manage", area.name), Rights::managing(area.controls)),
        ]
    })
}

/// What a licence takes away (CC-05).
pub(super) fn licence_limit(position: usize) -> String {
    format!("licence-limit-{position}")
}

/// Every group that has a member, by name.
pub(super) struct Groups(BTreeMap<String, Rights>);

impl Groups {
    pub(super) fn of(policy: &Policy) -> Self {
        let mut groups = Self(BTreeMap::new());
        groups.put(READ.to_owned(), Rights { manage: Mask::NONE, read: Mask::ALL });
        groups.put(LOCKED.to_owned(), Rights { manage: policy.restricted_manage, read: Mask::NONE });
        groups.put(HIDDEN.to_owned(), Rights { manage: Mask::NONE, read: policy.restricted_read });
        groups.put(ALWAYS.to_owned(), Rights { manage: Mask::NONE, read: policy.vendor_always });
        for it in policy.areas.iter().filter(|area| area.withholdable) {
            groups.put(area(&it.name, false), Rights::managing(it.controls & !policy.restricted_manage));
            groups.put(area(&it.name, true), Rights::managing(it.controls & policy.restricted_manage));
        }
        for (position, limit) in policy.licence_limits.iter().enumerate() {
            groups.put(licence_limit(position), Rights::managing(limit.takes));
        }
        for situation in Situation::ALL {
            let Some(cells) = policy.composable.cells(situation) else { continue };
            let most = Rights { manage: cells.manage, read: cells.manage | cells.read };
            for (part, rights) in parts(policy) {
                groups.put(composed(situation, &part), rights & most);
            }
        }
        for role in &policy.roles {
            groups.put(after_activation(role), Rights::managing(role.needs_activation));
            groups.put(with_service(role), Rights::managing(role.needs_service.map_or(Mask::NONE, |(mask, _)| mask)));
            for (position, it) in role.beside.iter().enumerate() {
                groups.put(beside(role, position), Rights::managing(it.controls));
            }
            for situation in Situation::ALL {
                let Some(cells) = role.cells(situation) else { continue };
                for condition in Condition::ALL {
                    groups.put(given(role, situation, condition), condition.rights(cells));
                }
            }
        }
        groups
    }

    fn put(&mut self, name: String, rights: Rights) {
        if !rights.is_none() {
            self.0.insert(name, rights);
        }
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The groups that an action is in.
    pub(super) fn around(&self, control: crate::policy::ControlId, level: Level) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |(_, rights)| rights.allow(control, level)).map(|(name, _)| name.as_str())
    }
}
