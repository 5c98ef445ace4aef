//! Which grants one person may hold in one organization at the same time: exclusions (ROL-12, CC-06), one site role a
//! site (SIT-02), and what advanced troubleshooting stands beside (ROL-08).

use crate::command::guard::code::{
    CONTACT_CENTER_EXCLUDES, ROLES_EXCLUDE, RuleCode, SITE_ROLE_TWICE, TROUBLESHOOTING_HOLDER,
};
use crate::command::guard::problem::Problems;
use crate::command::guard::scene::{Scene, Wanted};
use prokura_decision::policy::{Policy, Role, RoleClass, RoleId, RoleSet, ScopeKind};
use prokura_domain::grant::{Grant, Scope, role};
use prokura_domain::id::GrantId;

/// Checks what is wanted against everything the person would hold afterwards.
pub(crate) fn check(scene: &Scene, policy: &Policy, wanted: &[Wanted], ended: &[GrantId], problems: &mut Problems) {
    let after = scene.after(wanted, ended);
    for (position, one) in wanted.iter().enumerate().filter(|(_, wanted)| wanted.widens()) {
        let Some(id) = policy.role(&one.after.role) else { continue };
        let role = policy.role_at(id);
        // A pair of wanted grants is told once, at the later one.
        let later = |other: &Grant| wanted.iter().skip(position + 1).any(|wanted| wanted.after.id == other.id);
        let beside = after.iter().filter(|other| other.id != one.after.id && other.term.overlaps(&one.after.term));
        for other in beside.filter(|other| !later(other)) {
            let Some(other_id) = policy.role(&other.role) else { continue };
            let other_role = policy.role_at(other_id);
            if let Some(rule) = excluded(policy, id, other_id) {
                let arguments = vec![("role", role.key.clone()), ("other", other.role.clone())];
                problems.rule(one.field("role"), rule, arguments);
            }
            if let Some(site) = shared_site(scene, role, &one.after.scope, other_role, &other.scope) {
                let arguments = vec![("site", site), ("other", other.role.clone())];
                problems.rule(one.field("sites"), SITE_ROLE_TWICE, arguments);
            }
        }
        let beside = wanted_beside(role);
        if beside != RoleSet::NONE && !stands_beside(policy, beside, &one.after, &after) {
            problems.rule(one.field("role"), TROUBLESHOOTING_HOLDER, Vec::new());
        }
    }
}

/// The rule by which two roles exclude each other, if they do (ROL-12, CC-06).
pub(crate) fn excluded(policy: &Policy, one: RoleId, other: RoleId) -> Option<RuleCode> {
    let (role, other_role) = (policy.role_at(one), policy.role_at(other));
    if !other_role.excludes.has(one) && !role.excludes.has(other) {
        return None;
    }
    let location = role.class == RoleClass::Location || other_role.class == RoleClass::Location;
    let center = [&role.key, &other_role.key].into_iter().any(|key| key == role::CONTACT_CENTER_ADMIN);
    Some(if center && !location { CONTACT_CENTER_EXCLUDES } else { ROLES_EXCLUDE })
}

/// The roles of which one must be held beside, for a role that stands beside another (ROL-08).
pub(crate) fn wanted_beside(role: &Role) -> RoleSet {
    if role.key != role::ADVANCED_TROUBLESHOOTING {
        return RoleSet::NONE;
    }
    role.beside.iter().fold(RoleSet::NONE, |any, beside| RoleSet(any.0 | beside.roles.0))
}

/// The look-up key of a site that two different site roles would share.
fn shared_site(scene: &Scene, role: &Role, scope: &Scope, other: &Role, other_scope: &Scope) -> Option<String> {
    let (Scope::Sites(sites), Scope::Sites(others)) = (scope, other_scope) else { return None };
    let both = role.scope == ScopeKind::Sites && other.scope == ScopeKind::Sites && role.key != other.key;
    let shared = sites.iter().find(|site| both && others.contains(site))?;
    let known = scene.sites.iter().find(|site| site.id == *shared);
    Some(known.map_or_else(|| shared.to_string(), |site| site.slug.to_string()))
}

/// Whether the person also holds one of the roles that the policy asks beside (ROL-09).
fn stands_beside(policy: &Policy, any: RoleSet, grant: &Grant, after: &[Grant]) -> bool {
    after.iter().any(|other| policy.role(&other.role).is_some_and(|id| any.has(id)) && other.term.overlaps(&grant.term))
}
