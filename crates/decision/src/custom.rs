//! What does a custom role give, and what could one be composed of?
//!
//! The policy bounds custom roles by one role that nobody is given, [`Policy::composable`]: a custom role is a part of
//! it, so whatever holds of it holds of every custom role.

use crate::decide::rights;
use crate::facts::{Facts as _, Target};
use crate::loaded::LoadedFacts;
use crate::mask::Rights;
use crate::policy::{AreaId, Cells, Policy, Role, RoleClass, RoleId, Situation, Title};
use crate::record::OrganizationRecord;
use prokura_domain::custom_role::{AreaLevel, Areas, CustomRole, named_by};
use prokura_domain::id::{OrganizationId, PrincipalId};
use prokura_domain::organization::OrganizationKind;
use prokura_domain::text::Locale;
use prokura_domain::time::Timestamp;
use std::borrow::Cow;

/// The situation of people at home in a kind of organization, as custom roles count there.
#[must_use]
pub const fn at_home(kind: OrganizationKind) -> Situation {
    match kind {
        OrganizationKind::Vendor => Situation::VendorHome,
        OrganizationKind::Partner => Situation::PartnerHome,
        OrganizationKind::Customer | OrganizationKind::SelfRegistered | OrganizationKind::Consumer => Situation::Home,
    }
}

/// What cells of the bound give.
fn given(cells: &Cells) -> Rights {
    Rights { manage: cells.manage, read: cells.read | cells.manage }
}

/// How much of an area rights come to, by the control that stands for the area; `None` for nothing.
#[must_use]
pub fn level_in(policy: &Policy, rights: Rights, area: AreaId) -> Option<AreaLevel> {
    let itself = policy.area_at(area).itself;
    match (rights.manage.has(itself), rights.read.has(itself)) {
        (true, _) => Some(AreaLevel::Manage),
        (false, true) => Some(AreaLevel::Read),
        (false, false) => None,
    }
}

/// The areas that a custom role of an organization gives beyond what somebody has there: whoever gives the role would
/// hand on what is not theirs (ROL-10). Nothing for a role of the policy, which says itself who gives it.
#[must_use]
pub fn beyond(
    facts: &LoadedFacts<'_>,
    giver: PrincipalId,
    organization: OrganizationId,
    role: &Role,
    now: Timestamp,
) -> Vec<AreaId> {
    let policy = facts.policy();
    let kind = facts.organization(organization).map(|place| place.kind);
    let cells = kind.and_then(|kind| role.cells(at_home(kind)));
    let (RoleClass::Custom, Some(cells)) = (role.class, cells) else { return Vec::new() };
    let (gives, has) = (given(cells), rights(policy, facts, giver, organization, Target::Organization, now));
    let areas = (0..).map(AreaId).take(policy.areas.len());
    areas.filter(|area| level_in(policy, gives, *area) > level_in(policy, has, *area)).collect()
}

impl Policy {
    /// The id of the role that bounds custom roles.
    #[must_use]
    pub fn composable_id(&self) -> RoleId {
        // The compiler has counted the roles: at most 64.
        RoleId(u8::try_from(self.roles.len()).unwrap_or(u8::MAX))
    }

    /// The areas that roles of such an organization may be composed of, each with the most it may give.
    pub fn composable_areas(&self, kind: OrganizationKind) -> impl Iterator<Item = (AreaId, AreaLevel)> {
        let most = self.composable.cells(at_home(kind)).map_or(Rights::NONE, given);
        let areas = (0..).map(AreaId).take(self.areas.len());
        areas.filter_map(move |area| Some((area, level_in(self, most, area)?)))
    }

    /// What areas come to, wherever they may be composed. Areas that the policy does not know give nothing.
    #[must_use]
    pub fn composed(&self, areas: &Areas) -> Rights {
        areas.iter().fold(Rights::NONE, |rights, (name, level)| {
            let controls = self.area(name).map_or(crate::mask::Mask::NONE, |area| area.controls);
            rights
                | match level {
                    AreaLevel::Manage => Rights::managing(controls),
                    AreaLevel::Read => Rights { manage: crate::mask::Mask::NONE, read: controls },
                }
        })
    }

    /// What areas come to in a kind of organization: never more than may be composed there.
    #[must_use]
    pub fn composed_in(&self, kind: OrganizationKind, areas: &Areas) -> Rights {
        self.composable.cells(at_home(kind)).map_or(Rights::NONE, given) & self.composed(areas)
    }

    /// A custom role as a role like any other: called by its names, and giving what it is composed of.
    #[must_use]
    pub fn role_of(&self, custom: &CustomRole) -> Role {
        let composed = self.composed(&custom.areas);
        let name = |locale| custom.names.in_locale(locale).to_owned();
        let cells = |cells: &Cells| {
            let rights = given(cells) & composed;
            Box::new(Cells { manage: rights.manage, read: rights.read, ..Cells::default() })
        };
        Role {
            key: custom.key(),
            title: Title { en: name(Locale::En), cs: name(Locale::Cs), pl: name(Locale::Pl) },
            cells: std::array::from_fn(|position| self.composable.cells[position].as_deref().map(cells)),
            ..self.composable.clone()
        }
    }
}

impl OrganizationRecord {
    /// The custom role that a grant's role names, deleted ones included.
    #[must_use]
    pub fn custom_role(&self, role: &str) -> Option<&CustomRole> {
        let id = named_by(role)?;
        self.custom_roles.iter().find(|custom| custom.id == id)
    }

    /// The role that can be given here under a key: one of the policy, or one that the organization composed.
    #[must_use]
    pub fn role<'p>(&self, policy: &'p Policy, key: &str) -> Option<Cow<'p, Role>> {
        if named_by(key).is_some() {
            let custom = self.custom_role(key).filter(|custom| custom.active)?;
            return Some(Cow::Owned(policy.role_of(custom)));
        }
        policy.role(key).map(|role| Cow::Borrowed(policy.role_at(role)))
    }
}
