//! The rules that import checks: where a role can be held, on what, and beside which others.

use super::error::{Code, Report};
use super::fields::{At, Place};
use super::known::Known;
use super::matching::Pairs;
use super::resolve::Wanted;
use crate::port::WorldRows;
use prokura_decision::policy::{Holders, Policy, Role, RoleClass, RoleId};
use prokura_domain::grant::{Grant, Scope};
use prokura_domain::id::{LocationId, OrganizationId, PrincipalId, SiteId};
use prokura_domain::organization::{Organization, OrganizationKind, Relationship, SiteManagement, Subscription};
use prokura_domain::time::{Term, Timestamp};
use std::collections::{HashMap, HashSet};

/// Why a role does not suit its holder's home (ROL-01, EXT-02, EXT-04, PTR-02). `None` where it does, or where that
/// cannot be said because something else is wrong.
pub(super) fn unsuited(known: &Known, role: &Role, person: PrincipalId, organization: OrganizationId) -> Option<Code> {
    let home = *known.homes.get(&person)?;
    let at_home = home == organization;
    let is = |kind| known.kinds.get(&organization).is_none_or(|known| *known == kind);
    match role.class {
        RoleClass::Partner if !at_home || !is(OrganizationKind::Partner) => return Some(Code::PartnerOnly),
        RoleClass::Vendor if !at_home || !is(OrganizationKind::Vendor) => return Some(Code::VendorOnly),
        RoleClass::Organization
        | RoleClass::Location
        | RoleClass::Site
        | RoleClass::Service
        | RoleClass::External
        | RoleClass::Partner
        | RoleClass::Vendor
        | RoleClass::Custom => {}
    }
    if !at_home && known.kinds.get(&home) == Some(&OrganizationKind::Consumer) {
        return Some(Code::Consumer);
    }
    match (role.holders, at_home) {
        (Holders::Home, false) => Some(Code::HomeOnly),
        (Holders::Outside, true) => Some(Code::OutsideOnly),
        (Holders::Home, true) | (Holders::Outside, false) | (Holders::Both, _) => None,
    }
}

/// Why a site cannot be in the scope of a grant in an organization.
pub(super) fn unsuited_site(known: &Known, site: SiteId, organization: OrganizationId) -> Option<Code> {
    let facts = known.site_facts.get(&site)?;
    if facts.organization.is_some_and(|of| of != organization) {
        Some(Code::Elsewhere)
    } else if facts.managed_by == Some(SiteManagement::SiteAdministration) {
        Some(Code::SiteAdministration)
    } else {
        None
    }
}

/// Why a location cannot be in the scope of a grant in an organization.
pub(super) fn unsuited_location(known: &Known, location: LocationId, organization: OrganizationId) -> Option<Code> {
    (*known.location_organizations.get(&location)? != organization).then_some(Code::Elsewhere)
}

/// Checks what hangs together across rows, those of the file and those that stay as they are.
pub(super) struct Check<'a> {
    pub(super) policy: &'a Policy,
    pub(super) known: &'a Known,
    pub(super) stored: &'a WorldRows,
    pub(super) now: Timestamp,
    /// Organizations in which what the file lacks ends with this import.
    pub(super) pruned: &'a HashSet<OrganizationId>,
}

impl Check<'_> {
    /// ORG-01: one vendor at most. That there is none is a warning of `prokura check`: files may come in parts.
    pub(super) fn vendors(&self, wanted: &Wanted, report: &mut Report) {
        let listed: HashSet<_> = wanted.organizations.iter().map(|row| row.value.id).collect();
        let is_vendor = |kind: OrganizationKind| kind == OrganizationKind::Vendor;
        let stays = |row: &&Organization| is_vendor(row.kind) && !listed.contains(&row.id);
        let mut first = self.stored.organizations.iter().find(stays).map(|row| row.slug.clone());
        let once =
            |row: &&At<Organization>| is_vendor(row.value.kind) && self.known.organizations.is_listed(row.value.id);
        for row in wanted.organizations.iter().filter(once) {
            match &first {
                None => first = Some(row.value.slug.clone()),
                Some(other) => {
                    let arguments = vec![("value", row.value.slug.to_string()), ("other", other.to_string())];
                    report.add(row.place.position(), Code::SecondVendor, arguments);
                }
            }
        }
    }

    /// ROL-12, CC-06: roles that exclude each other, in one organization, in terms that share a moment.
    pub(super) fn exclusions(&self, grants: &Pairs<'_, Grant>, report: &mut Report) {
        struct Held {
            role: RoleId,
            term: Term,
            /// `None` for a stored one that the file does not speak of.
            place: Option<Place>,
            changes: bool,
        }
        let mut held: HashMap<(PrincipalId, OrganizationId), Vec<Held>> = HashMap::new();
        let role = |grant: &Grant| self.policy.role(&grant.role);
        for row in &grants.lacking {
            let Some(role) = role(row) else { continue };
            let term = if self.pruned.contains(&row.organization) { ended(row.term, self.now) } else { row.term };
            let held = held.entry((row.principal, row.organization)).or_default();
            held.push(Held { role, term, place: None, changes: false });
        }
        for pair in &grants.rows {
            let row = &pair.row;
            let Some(role) = role(row) else { continue };
            let held = held.entry((row.principal, row.organization)).or_default();
            held.push(Held { role, term: row.term, place: Some(pair.place), changes: pair.changes() });
        }
        for ((person, organization), held) in held {
            for (number, one) in held.iter().enumerate() {
                let excludes = self.policy.role_at(one.role).excludes;
                for other in &held[..number] {
                    // What already stands together is not the file's doing, and an export must go back in.
                    if !(one.changes || other.changes) || !excludes.has(other.role) || !one.term.overlaps(&other.term) {
                        continue;
                    }
                    let (wrong, right) = match (one.place, other.place) {
                        (Some(place), _) => (Some(place), other),
                        (None, place) => (place, one),
                    };
                    let Some(place) = wrong else { continue };
                    let wrong_role = if right.role == other.role { one.role } else { other.role };
                    let key = |role: RoleId| self.policy.role_at(role).key.clone();
                    let first = right.place.map_or_else(|| "already stored".to_owned(), |place| place.named());
                    let arguments = vec![
                        ("person", self.known.people.name(person)),
                        ("role", key(wrong_role)),
                        ("other", key(right.role)),
                        ("organization", self.known.organizations.name(organization)),
                        ("rule", self.rule(one.role, other.role).to_owned()),
                        ("first", first),
                    ];
                    report.add(place.position(), Code::Excluded, arguments);
                }
            }
        }
    }

    fn rule(&self, one: RoleId, other: RoleId) -> &'static str {
        let is_location = |role| self.policy.role_at(role).class == RoleClass::Location;
        if is_location(one) || is_location(other) { "ROL-12" } else { "CC-06" }
    }

    /// A change of a home, a kind or a site must not leave a stored grant, which the file does not speak of, without
    /// ground.
    pub(super) fn stored_grants(&self, wanted: &Wanted, grants: &Pairs<'_, Grant>, report: &mut Report) {
        let moved = Moved::find(wanted, self.stored);
        if moved.is_empty() {
            return;
        }
        for grant in &grants.lacking {
            if grant.term.is_over(self.now) || self.pruned.contains(&grant.organization) {
                continue;
            }
            let Some(role) = self.policy.role(&grant.role).map(|role| self.policy.role_at(role)) else { continue };
            let mut causes: Vec<&Place> = Vec::new();
            if unsuited(self.known, role, grant.principal, grant.organization).is_some() {
                let home = self.known.homes.get(&grant.principal);
                causes.extend(moved.people.get(&grant.principal));
                causes.extend(moved.organizations.get(&grant.organization));
                causes.extend(home.and_then(|home| moved.organizations.get(home)));
            }
            match &grant.scope {
                Scope::Sites(sites) => {
                    let wrong =
                        sites.iter().filter(|site| unsuited_site(self.known, **site, grant.organization).is_some());
                    causes.extend(wrong.filter_map(|site| moved.sites.get(site)));
                }
                Scope::Locations(locations) => {
                    let wrong =
                        locations.iter().filter(|id| unsuited_location(self.known, **id, grant.organization).is_some());
                    causes.extend(wrong.filter_map(|id| moved.locations.get(id)));
                }
                Scope::Customers(_) | Scope::None => {}
            }
            for place in causes {
                let arguments = vec![
                    ("person", self.known.people.name(grant.principal)),
                    ("role", grant.role.clone()),
                    ("organization", self.known.organizations.name(grant.organization)),
                ];
                report.add(place.position(), Code::BreaksGrant, arguments);
            }
        }
    }

    /// What ends before it begins never was (see [`Term::is_empty`]), so nothing may hang on it: neither a stored grant for a
    /// customer, which the file does not speak of, nor a site.
    pub(super) fn never_was(&self, wanted: &Wanted, grants: &Pairs<'_, Grant>, report: &mut Report) {
        let ends = |term: Term| !term.is_empty() && ended(term, self.now).is_empty();
        let name = |id| self.known.organizations.name(id);
        let gone = |row: &&Relationship| {
            let is_gone = self.pruned.contains(&row.customer) && ends(row.term);
            is_gone && !self.known.related.contains(&(row.partner, row.customer))
        };
        for row in self.stored.relationships.iter().filter(gone) {
            let Some(place) = self.known.organizations.place(row.customer) else { continue };
            for grant in &grants.lacking {
                let stays = !grant.term.is_over(self.now) && !self.pruned.contains(&grant.organization);
                let names_it = matches!(&grant.scope, Scope::Customers(ids) if ids.contains(&row.customer));
                if stays && names_it && grant.organization == row.partner {
                    let person = self.known.people.name(grant.principal);
                    let arguments =
                        vec![("person", person), ("role", grant.role.clone()), ("organization", name(row.partner))];
                    report.add(place.position(), Code::BreaksGrant, arguments);
                }
            }
        }
        let listed: HashSet<SiteId> = wanted.sites.iter().map(|row| row.value.id).collect();
        let stay = self.stored.sites.iter().filter(|site| !listed.contains(&site.id));
        let sites: Vec<_> = wanted.sites.iter().map(|row| &row.value).chain(stay).collect();
        let lacking = |row: &&Subscription| {
            let is_gone = self.pruned.contains(&row.customer) && ends(row.term);
            is_gone && !self.known.subscriptions.is_listed(row.id)
        };
        for row in self.stored.subscriptions.iter().filter(lacking) {
            let Some(place) = self.known.organizations.place(row.customer) else { continue };
            for site in sites.iter().filter(|site| site.subscription == row.id) {
                let arguments = vec![("site", site.slug.to_string()), ("value", row.slug.to_string())];
                report.add(place.position(), Code::BreaksSite, arguments);
            }
        }
    }

    /// Who manages customers stays a partner.
    pub(super) fn stored_relationships(
        &self,
        wanted: &Wanted,
        relationships: &Pairs<'_, Relationship>,
        report: &mut Report,
    ) {
        let no_partner: HashMap<OrganizationId, Place> = wanted
            .organizations
            .iter()
            .filter(|row| row.value.kind != OrganizationKind::Partner)
            .map(|row| (row.value.id, row.place))
            .collect();
        for row in &relationships.lacking {
            if row.term.is_over(self.now) || self.pruned.contains(&row.customer) {
                continue;
            }
            if let Some(place) = no_partner.get(&row.partner) {
                let name = |id| self.known.organizations.name(id);
                let arguments = vec![("value", name(row.partner)), ("other", name(row.customer))];
                report.add(place.position(), Code::BreaksRelationship, arguments);
            }
        }
    }
}

/// A term as it is when its row is ended at a moment; one that is over by then stays.
pub(super) fn ended(term: Term, at: Timestamp) -> Term {
    if term.is_over(at) { term } else { Term { until: Some(at), ..term } }
}

/// What the file puts elsewhere than it is stored.
struct Moved {
    people: HashMap<PrincipalId, Place>,
    organizations: HashMap<OrganizationId, Place>,
    sites: HashMap<SiteId, Place>,
    locations: HashMap<LocationId, Place>,
}

impl Moved {
    fn find(wanted: &Wanted, stored: &WorldRows) -> Self {
        let homes: HashMap<_, _> = stored.people.iter().map(|row| (row.id, row.home)).collect();
        let kinds: HashMap<_, _> = stored.organizations.iter().map(|row| (row.id, row.kind)).collect();
        let sites: HashMap<_, _> =
            stored.sites.iter().map(|row| (row.id, (row.organization, row.managed_by))).collect();
        let locations: HashMap<_, _> = stored.locations.iter().map(|row| (row.id, row.organization)).collect();
        Self {
            people: (wanted.people.iter())
                .filter(|row| homes.get(&row.value.id).is_some_and(|home| *home != row.value.home))
                .map(|row| (row.value.id, row.place))
                .collect(),
            organizations: (wanted.organizations.iter())
                .filter(|row| kinds.get(&row.value.id).is_some_and(|kind| *kind != row.value.kind))
                .map(|row| (row.value.id, row.place))
                .collect(),
            sites: (wanted.sites.iter())
                .filter(|row| {
                    let now = (row.value.organization, row.value.managed_by);
                    sites.get(&row.value.id).is_some_and(|before| *before != now)
                })
                .map(|row| (row.value.id, row.place))
                .collect(),
            locations: (wanted.locations.iter())
                .filter(|row| locations.get(&row.value.id).is_some_and(|of| *of != row.value.organization))
                .map(|row| (row.value.id, row.place))
                .collect(),
        }
    }

    fn is_empty(&self) -> bool {
        self.people.is_empty() && self.organizations.is_empty() && self.sites.is_empty() && self.locations.is_empty()
    }
}
