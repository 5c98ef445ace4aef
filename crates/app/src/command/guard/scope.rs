//! What a scoped role may reach: things of the organization, of the role's own kind (SIT-01, SIT-02, ROL-12, PTR-02).

use crate::command::guard::code::{
    CUSTOMER_UNKNOWN, LOCATION_UNKNOWN, LOCATIONS_MISSING, SCOPE_NOT_ALLOWED, SITE_MANAGED_ELSEWHERE, SITE_UNKNOWN,
    SITES_MISSING,
};
use crate::command::guard::problem::Problems;
use crate::command::guard::scene::{Scene, Wanted, empty};
use prokura_decision::loaded::LoadedFacts;
use prokura_decision::policy::{Role, ScopeKind};
use prokura_domain::grant::Scope;
use prokura_domain::organization::SiteManagement;

/// The asked scope as a grant of the role keeps it: of the role's kind, sorted, without repeats. A scope of another kind
/// is a problem.
pub(crate) fn normal(role: &Role, asked: &Scope, at: &str, problems: &mut Problems) -> Scope {
    match (role.scope, asked) {
        (ScopeKind::Sites, Scope::Sites(sites)) => Scope::Sites(sorted(sites)),
        (ScopeKind::Locations, Scope::Locations(locations)) => Scope::Locations(sorted(locations)),
        (ScopeKind::Customers, Scope::Customers(customers)) => Scope::Customers(sorted(customers)),
        (kind, Scope::None) => empty(kind),
        (ScopeKind::None | ScopeKind::Sites | ScopeKind::Locations | ScopeKind::Customers, asked) => {
            problems.field(format!("{at}{}", field(asked)), SCOPE_NOT_ALLOWED);
            empty(role.scope)
        }
    }
}

/// Checks what a scope newly reaches. What a grant reached before stays, even if it could not be given today.
pub(crate) fn check(scene: &Scene, facts: &LoadedFacts<'_>, wanted: &Wanted, problems: &mut Problems) {
    let before = wanted.before.as_ref().map(|grant| &grant.scope);
    let name = wanted.field(field(&wanted.after.scope));
    match &wanted.after.scope {
        Scope::None => {}
        Scope::Sites(sites) => {
            if sites.is_empty() {
                problems.field(name.as_str(), SITES_MISSING);
            }
            let had = |id| matches!(before, Some(Scope::Sites(sites)) if sites.contains(id));
            for id in sites.iter().filter(|id| !had(id)) {
                match scene.sites.iter().find(|site| site.id == *id) {
                    None => problems.field(name.as_str(), SITE_UNKNOWN),
                    Some(site) if site.managed_by == SiteManagement::SiteAdministration => {
                        let arguments = vec![("site", site.slug.to_string())];
                        problems.rule(name.as_str(), SITE_MANAGED_ELSEWHERE, arguments);
                    }
                    Some(_) => {}
                }
            }
        }
        Scope::Locations(locations) => {
            if locations.is_empty() {
                problems.field(name.as_str(), LOCATIONS_MISSING);
            }
            let record = facts.organization_record(scene.organization);
            let known = |id| record.is_some_and(|record| record.locations.iter().any(|(location, _)| location == id));
            let had = |id| matches!(before, Some(Scope::Locations(locations)) if locations.contains(id));
            if locations.iter().any(|id| !had(id) && !known(id)) {
                problems.field(name.as_str(), LOCATION_UNKNOWN);
            }
        }
        Scope::Customers(customers) => {
            let had = |id| matches!(before, Some(Scope::Customers(customers)) if customers.contains(id));
            if customers.iter().any(|id| !had(id) && !scene.customers.contains(id)) {
                problems.field(name.as_str(), CUSTOMER_UNKNOWN);
            }
        }
    }
}

/// The field a scope is asked in.
pub(crate) const fn field(scope: &Scope) -> &'static str {
    match scope {
        Scope::None => "scope",
        Scope::Sites(_) => "sites",
        Scope::Locations(_) => "locations",
        Scope::Customers(_) => "customers",
    }
}

fn sorted<T: Ord + Copy>(ids: &[T]) -> Vec<T> {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    ids
}
