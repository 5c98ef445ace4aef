//! What does the file want to be so? Its rows as rows of the domain, with every reference found, in the file or stored.

use super::check::{unsuited, unsuited_location, unsuited_site};
use super::document::{
    AccessRow, BlockRow, CustomRoleRow, Document, GrantRow, LocationRow, OrganizationRow, PersonRow, RelationshipRow,
    SiteRow, SubscriptionRow,
};
use super::error::{Code, Report};
use super::fields::{At, Place, unknown_value};
use super::known::{Known, SiteFacts};
use super::plan::Options;
use super::setting::{Wish, sorted, wishes};
use crate::port::WorldRows;
use prokura_decision::policy::{Policy, Role, RoleClass, ScopeKind};
use prokura_domain::custom_role::{AreaLevel, Areas, CustomRole, RoleNames, named_by};
use prokura_domain::grant::{Grant, Origin, Scope};
use prokura_domain::id::{
    BlockId, GrantId, HelpDeskSessionId, LocationId, OrganizationId, PrincipalId, RelationshipId, SiteId,
    SubscriptionId, SupportGrantId,
};
use prokura_domain::organization::{
    Block, Blocked, Location, Organization, OrganizationKind, Relationship, Site, Subscription,
};
use prokura_domain::person::{Details, Person, PersonStatus};
use prokura_domain::support::{HelpDeskSession, SupportGrant};
use prokura_domain::text::Slug;
use prokura_domain::time::{Term, Timestamp};
use std::collections::HashMap;
use uuid::Uuid;

/// The rows that should be. Those with a look-up key have the id of the stored row, those without have a new one.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    /// Each with the place of its kind.
    pub(super) organizations: Vec<At<Organization>>,
    pub(super) settings: Vec<(OrganizationId, Wish)>,
    /// Each with the place of its home.
    pub(super) people: Vec<At<Person>>,
    pub(super) relationships: Vec<At<Relationship>>,
    pub(super) subscriptions: Vec<At<Subscription>>,
    pub(super) sites: Vec<At<Site>>,
    pub(super) locations: Vec<At<Location>>,
    /// Each with the place of its id.
    pub(super) custom_roles: Vec<At<CustomRole>>,
    /// Each with the place of its role.
    pub(super) grants: Vec<At<Grant>>,
    pub(super) blocks: Vec<At<Block>>,
    pub(super) support_grants: Vec<At<SupportGrant>>,
    pub(super) sessions: Vec<At<HelpDeskSession>>,
}

/// Resolves a file. Rows with errors are left out of what is wanted; every error is reported.
pub(super) fn resolve(
    document: &Document,
    stored: &WorldRows,
    policy: &Policy,
    Options { now, prune }: Options,
    new_id: &mut dyn FnMut() -> Uuid,
    report: &mut Report,
) -> (Known, Wanted) {
    let mut resolver =
        Resolver { policy, now, new_id, report, known: Known::stored(stored), wanted: Wanted::default() };
    resolver.keyed(document, stored);
    if prune {
        resolver.known.prune(&stored.relationships, now);
    }
    for row in &document.relationships {
        resolver.relationship(row);
    }
    // From here on every relationship is known, and with it who may be in whose scope.
    for row in &document.custom_roles {
        resolver.custom_role(row, stored);
    }
    for row in &document.grants {
        resolver.grant(row);
    }
    for row in &document.blocks {
        resolver.block(row);
    }
    for row in &document.support_grants {
        resolver.support_grant(row);
    }
    for row in &document.sessions {
        resolver.session(row);
    }
    (resolver.known, resolver.wanted)
}

struct Resolver<'a> {
    policy: &'a Policy,
    now: Timestamp,
    new_id: &'a mut dyn FnMut() -> Uuid,
    report: &'a mut Report,
    known: Known,
    wanted: Wanted,
}

/// The rows of one table with their ids. One without a look-up key, and one that stands twice, has an id that nothing
/// else knows, so that what else is wrong with it is still found.
type Ids<'a, Row, Id> = Vec<(&'a Row, Id)>;

impl Resolver<'_> {
    /// Rows with a look-up key: first every key, then what the rows say, since they may refer to one another in any order.
    fn keyed(&mut self, document: &Document, stored: &WorldRows) {
        let Self { known, new_id, report, .. } = self;
        macro_rules! register {
            ($rows:expr, $key:ident, $keys:expr) => {
                $rows
                    .iter()
                    .map(|row| {
                        let key = row.$key.as_ref();
                        let id = key.and_then(|key| $keys.register(key, &mut **new_id, report));
                        (row, id.unwrap_or_else(|| new_id().into()))
                    })
                    .collect()
            };
        }
        let organizations: Ids<'_, OrganizationRow, OrganizationId> =
            register!(document.organizations, id, known.organizations);
        let people: Ids<'_, PersonRow, PrincipalId> = register!(document.people, email, known.people);
        let subscriptions: Ids<'_, SubscriptionRow, SubscriptionId> =
            register!(document.subscriptions, id, known.subscriptions);
        let sites: Ids<'_, SiteRow, SiteId> = register!(document.sites, id, known.sites);
        let locations: Ids<'_, LocationRow, LocationId> = register!(document.locations, id, known.locations);

        let before: HashMap<_, _> = stored.organizations.iter().map(|row| (row.id, row)).collect();
        for (row, id) in organizations {
            self.organization(row, id, before.get(&id).copied());
        }
        let before: HashMap<_, _> = stored.people.iter().map(|row| (row.id, row.version)).collect();
        for (row, id) in people {
            self.person(row, id, before.get(&id).copied());
        }
        for (row, id) in subscriptions {
            self.subscription(row, id);
        }
        for (row, id) in sites {
            self.site(row, id);
        }
        for (row, id) in locations {
            self.location(row, id);
        }
    }

    fn organization(&mut self, row: &OrganizationRow, id: OrganizationId, stored: Option<&Organization>) {
        let kind = row.kind.as_ref().map(|kind| kind.value);
        match kind {
            Some(kind) => self.known.kinds.insert(id, kind),
            None => self.known.kinds.remove(&id),
        };
        let settings = wishes(row, kind, self.policy, self.report);
        let (Some(slug), Some(name), Some(kind)) = (&row.id, &row.name, &row.kind) else { return };
        self.wanted.settings.extend(settings.into_iter().map(|wish| (id, wish)));
        let organization = Organization {
            id,
            slug: slug.value.clone(),
            name: name.value.clone(),
            kind: kind.value,
            active: stored.is_none_or(|stored| stored.active),
            locale: row.locale.as_ref().map(|locale| locale.value),
            version: stored.map_or(1, |stored| stored.version),
        };
        self.wanted.organizations.push(At { value: organization, place: kind.place });
    }

    fn person(&mut self, row: &PersonRow, id: PrincipalId, version: Option<i64>) {
        let home = self.known.organizations.find(row.home.as_ref(), self.report);
        match home {
            Some(home) => self.known.homes.insert(id, home),
            None => self.known.homes.remove(&id),
        };
        let licenses = row.licenses.as_ref().map_or(&[][..], |list| &list.value);
        let licenses_ok = licenses.iter().filter(|item| !self.is_code(item)).count() == 0;
        let (Some(email), Some(name), Some(at), Some(home), true) =
            (&row.email, &row.name, &row.home, home, licenses_ok)
        else {
            return;
        };
        let person = Person {
            id,
            email: email.value.clone(),
            name: name.value.clone(),
            home,
            status: row.status.as_ref().map_or(PersonStatus::Active, |status| status.value),
            locale: row.locale.as_ref().map(|locale| locale.value),
            licenses: sorted(licenses),
            package: row.package.as_ref().map(|package| package.value.to_string()),
            details: Details {
                title: row.title.as_ref().map(|it| it.value.clone()),
                department: row.department.as_ref().map(|it| it.value.clone()),
                work_number: row.work_number.as_ref().map(|it| it.value.clone()),
            },
            version: version.unwrap_or(1),
        };
        self.wanted.people.push(At { value: person, place: at.place });
    }

    /// Licences are an open list: any code will do, since the policy knows only those that rules speak of.
    fn is_code(&mut self, item: &At<String>) -> bool {
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-' | '_');
        let first_ok = item.value.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit());
        let ok = first_ok && item.value.len() <= 120 && item.value.chars().all(allowed);
        if !ok {
            self.report.add(item.place.position(), Code::InvalidCode, vec![("value", item.value.clone())]);
        }
        ok
    }

    fn subscription(&mut self, row: &SubscriptionRow, id: SubscriptionId) {
        let customer = self.known.organizations.find(row.customer.as_ref(), self.report);
        match customer {
            Some(customer) => self.known.customers.insert(id, customer),
            None => self.known.customers.remove(&id),
        };
        let seller = self.known.organizations.find(row.seller.as_ref(), self.report);
        if let Some(services) = &row.services {
            for item in &services.value {
                if !self.policy.services.iter().any(|service| service.code == item.value) {
                    let known = self.policy.services.iter().map(|service| service.code.as_str());
                    unknown_value(&item.value, item.place, known.collect::<Vec<_>>().join(", "), self.report);
                }
            }
        }
        let (Some(slug), Some(customer), Some(seller), Some(services), Some(quantity), Some(term)) =
            (&row.id, customer, seller, &row.services, &row.quantity, row.term)
        else {
            return;
        };
        let subscription = Subscription {
            id,
            slug: slug.value.clone(),
            customer,
            seller,
            services: sorted(&services.value),
            quantity: quantity.value,
            term,
        };
        self.wanted.subscriptions.push(At { value: subscription, place: slug.place });
    }

    fn site(&mut self, row: &SiteRow, id: SiteId) {
        let organization = self.known.organizations.find(row.organization.as_ref(), self.report);
        let managed_by = row.managed_by.as_ref().map(|managed_by| managed_by.value);
        self.known.site_facts.insert(id, SiteFacts { organization, managed_by });
        let subscription = self.known.subscriptions.find(row.subscription.as_ref(), self.report);
        if let (Some(subscription), Some(organization), Some(at)) = (subscription, organization, &row.subscription)
            && self.known.customers.get(&subscription).is_some_and(|customer| *customer != organization)
        {
            self.elsewhere("subscription", at, organization);
        }
        let (Some(slug), Some(organization), Some(subscription), Some(managed_by)) =
            (&row.id, organization, subscription, &row.managed_by)
        else {
            return;
        };
        let site = Site { id, slug: slug.value.clone(), organization, subscription, managed_by: managed_by.value };
        self.wanted.sites.push(At { value: site, place: slug.place });
    }

    fn location(&mut self, row: &LocationRow, id: LocationId) {
        let organization = self.known.organizations.find(row.organization.as_ref(), self.report);
        match organization {
            Some(organization) => self.known.location_organizations.insert(id, organization),
            None => self.known.location_organizations.remove(&id),
        };
        let (Some(slug), Some(organization), Some(name)) = (&row.id, organization, &row.name) else { return };
        let location = Location { id, slug: slug.value.clone(), organization, name: name.value.clone() };
        self.wanted.locations.push(At { value: location, place: slug.place });
    }

    fn elsewhere(&mut self, table: &'static str, at: &At<Slug>, organization: OrganizationId) {
        self.elsewhere_text(table, at.value.as_str(), at.place, organization);
    }

    fn elsewhere_text(&mut self, table: &'static str, value: &str, place: Place, organization: OrganizationId) {
        let arguments = vec![
            ("table", table.to_owned()),
            ("value", value.to_owned()),
            ("organization", self.known.organizations.name(organization)),
        ];
        self.report.add(place.position(), Code::Elsewhere, arguments);
    }

    /// An organization that must be a partner.
    fn partner(&mut self, reference: Option<&At<Slug>>) -> Option<OrganizationId> {
        let partner = self.known.organizations.find(reference, self.report)?;
        if self.known.kinds.get(&partner).is_some_and(|kind| *kind != OrganizationKind::Partner)
            && let Some(reference) = reference
        {
            let arguments = vec![("value", reference.value.to_string())];
            self.report.add(reference.place.position(), Code::NotPartner, arguments);
        }
        Some(partner)
    }

    fn relationship(&mut self, row: &RelationshipRow) {
        let partner = self.partner(row.partner.as_ref());
        let customer = self.known.organizations.find(row.customer.as_ref(), self.report);
        let (Some(partner), Some(customer)) = (partner, customer) else {
            self.known.relationships_complete = false;
            return;
        };
        if let (true, Some(at)) = (partner == customer, &row.customer) {
            self.report.add(at.place.position(), Code::ManagesItself, vec![("value", at.value.to_string())]);
        }
        self.known.related.insert((partner, customer));
        let Some(term) = row.term else { return };
        let id = RelationshipId((self.new_id)());
        self.wanted.relationships.push(At { value: Relationship { id, partner, customer, term }, place: row.place });
    }

    fn grant(&mut self, row: &GrantRow) {
        let person = self.known.people.find(row.person.as_ref(), self.report);
        let organization = self.known.organizations.find(row.organization.as_ref(), self.report);
        // What is over cannot be wrong any more: a home, a site may have changed since, and an export holds it all.
        let live = row.term.is_none_or(|term| !term.is_over(self.now));
        let role = row.role.as_ref().and_then(|at| self.role(at, organization, live));
        if let (Some(person), Some(organization), Some(role), Some(at), true) =
            (person, organization, role, &row.role, live)
            && let Some(code) = unsuited(&self.known, role, person, organization)
        {
            let arguments = vec![
                ("role", role.key.clone()),
                ("person", self.known.people.name(person)),
                ("organization", self.known.organizations.name(organization)),
            ];
            self.report.add(at.place.position(), code, arguments);
        }
        let scope = self.scope(row, role, organization.filter(|_| live));
        let (Some(principal), Some(organization), Some(role), Some(at), Some(term)) =
            (person, organization, role, &row.role, row.term)
        else {
            return;
        };
        let activated = row.activated.as_ref().is_none_or(|activated| activated.value);
        let grant = Grant {
            id: GrantId((self.new_id)()),
            principal,
            role: if role.class == RoleClass::Custom { at.value.clone() } else { role.key.clone() },
            organization,
            scope,
            origin: Origin::Imported,
            term,
            activated_at: activated.then(|| term.from.unwrap_or(self.now)),
            given_by: None,
            reason: row.reason.as_ref().map(|reason| reason.value.clone()),
            set_up_as: (role.class == RoleClass::External).then(|| role.key.clone()),
            version: 1,
        };
        self.wanted.grants.push(At { value: grant, place: at.place });
    }

    fn custom_role(&mut self, row: &CustomRoleRow, stored: &WorldRows) {
        let organization = self.known.organizations.find(row.organization.as_ref(), self.report);
        let kind = organization.and_then(|organization| self.known.kinds.get(&organization)).copied();
        let mut areas = Areas::new();
        let mut whole = true;
        for (list, level) in [(&row.reads, AreaLevel::Read), (&row.manages, AreaLevel::Manage)] {
            let may: Vec<&str> = kind.map_or_else(Vec::new, |kind| {
                let composable = self.policy.composable_areas(kind).filter(|(_, most)| level <= *most);
                composable.map(|(area, _)| self.policy.area_at(area).name.as_str()).collect()
            });
            for item in list.as_ref().map_or(&[][..], |list| &list.value) {
                if kind.is_some() && !may.contains(&item.value.as_str()) {
                    unknown_value(&item.value, item.place, may.join(", "), self.report);
                    whole = false;
                }
                areas.insert(item.value.clone(), level);
            }
        }
        let (Some(id), Some(organization)) = (&row.id, organization) else { return };
        let active = !row.deleted.as_ref().is_some_and(|deleted| deleted.value);
        let before = stored.custom_roles.iter().find(|stored| stored.id == id.value);
        if before.is_some_and(|before| before.organization != organization) {
            return self.elsewhere_text("custom_role", &id.value.to_string(), id.place, organization);
        }
        if self.wanted.custom_roles.iter().any(|other| other.value.id == id.value) {
            let arguments = vec![("table", "custom_role".to_owned()), ("first", id.place.named())];
            return self.report.add(id.place.position(), Code::RepeatedRow, arguments);
        }
        self.known.custom_roles.insert(id.value, (organization, active));
        let names = row.names.clone().and_then(|names| RoleNames::try_from(names).ok());
        let (Some(names), true) = (names, whole) else { return };
        let role = match before {
            Some(before) if before.names == names && before.areas == areas && before.active == active => before.clone(),
            Some(_) | None => CustomRole {
                id: id.value,
                organization,
                names,
                areas,
                active,
                version: before.map_or(1, |before| before.version),
                changed_by: None,
                changed_at: self.now,
            },
        };
        self.wanted.custom_roles.push(At { value: role, place: id.place });
    }

    /// The role of a grant. A custom role must be one of the organization's, and there, unless the grant is over.
    fn role<'p>(&mut self, at: &At<String>, organization: Option<OrganizationId>, live: bool) -> Option<&'p Role>
    where
        Self: 'p,
    {
        let policy = self.policy;
        if let Some(id) = named_by(&at.value) {
            match self.known.custom_roles.get(&id).copied() {
                Some((owner, active)) if (active || !live) && organization.is_none_or(|it| it == owner) => {}
                Some((_, true)) if organization.is_some() => {
                    if let Some(organization) = organization {
                        self.elsewhere_text("custom_role", &at.value, at.place, organization);
                    }
                    return None;
                }
                Some(_) | None => {
                    let arguments = vec![("table", "custom_role".to_owned()), ("value", at.value.clone())];
                    self.report.add(at.place.position(), Code::Unresolved, arguments);
                    return None;
                }
            }
        }
        let Some(role) = policy.role(&at.value) else {
            let known = policy.roles.iter().map(|role| role.key.as_str()).collect::<Vec<_>>().join(", ");
            unknown_value(&at.value, at.place, known, self.report);
            return None;
        };
        Some(policy.role_at(role))
    }

    /// The scope of a grant. `organization` is given where what is in the scope must belong to it.
    fn scope(&mut self, row: &GrantRow, role: Option<&Role>, organization: Option<OrganizationId>) -> Scope {
        let kind = role.map(|role| role.scope);
        for (list, of, name) in [
            (&row.sites, ScopeKind::Sites, "sites"),
            (&row.locations, ScopeKind::Locations, "locations"),
            (&row.customers, ScopeKind::Customers, "customers"),
        ] {
            if let (Some(list), Some(role)) = (list, role)
                && role.scope != of
            {
                let arguments = vec![("role", role.key.clone()), ("key", name.to_owned())];
                self.report.add(list.place.position(), Code::NoScope, arguments);
            }
        }
        let sites = self.sites(row.sites.as_ref(), organization);
        let locations = self.locations(row.locations.as_ref(), organization);
        let customers =
            self.customers(row.customers.as_ref(), organization.filter(|_| kind == Some(ScopeKind::Customers)));
        match kind {
            Some(ScopeKind::Sites) => Scope::Sites(sites),
            Some(ScopeKind::Locations) => Scope::Locations(locations),
            Some(ScopeKind::Customers) => Scope::Customers(customers),
            Some(ScopeKind::None) | None => Scope::None,
        }
    }

    fn sites(&mut self, list: Option<&At<Vec<At<Slug>>>>, organization: Option<OrganizationId>) -> Vec<SiteId> {
        let mut ids = Vec::new();
        for at in list.map_or(&[][..], |list| &list.value) {
            let Some(id) = self.known.sites.find(Some(at), self.report) else { continue };
            ids.push(id);
            let Some(organization) = organization else { continue };
            match unsuited_site(&self.known, id, organization) {
                Some(Code::Elsewhere) => self.elsewhere("site", at, organization),
                Some(code) => self.report.add(at.place.position(), code, vec![("value", at.value.to_string())]),
                None => {}
            }
        }
        in_order(ids)
    }

    fn locations(&mut self, list: Option<&At<Vec<At<Slug>>>>, organization: Option<OrganizationId>) -> Vec<LocationId> {
        let mut ids = Vec::new();
        for at in list.map_or(&[][..], |list| &list.value) {
            let Some(id) = self.known.locations.find(Some(at), self.report) else { continue };
            ids.push(id);
            if let Some(organization) = organization
                && unsuited_location(&self.known, id, organization).is_some()
            {
                self.elsewhere("location", at, organization);
            }
        }
        in_order(ids)
    }

    /// Customers of a partner administrator. A relationship may lapse; that there never was one is an error.
    fn customers(&mut self, list: Option<&At<Vec<At<Slug>>>>, partner: Option<OrganizationId>) -> Vec<OrganizationId> {
        let mut ids = Vec::new();
        for at in list.map_or(&[][..], |list| &list.value) {
            let Some(id) = self.known.organizations.find(Some(at), self.report) else { continue };
            ids.push(id);
            if let Some(partner) = partner
                && self.known.relationships_complete
                && !self.known.related.contains(&(partner, id))
            {
                let arguments =
                    vec![("value", at.value.to_string()), ("organization", self.known.organizations.name(partner))];
                self.report.add(at.place.position(), Code::NeverManaged, arguments);
            }
        }
        in_order(ids)
    }

    fn block(&mut self, row: &BlockRow) {
        let organization = self.known.organizations.find(row.organization.as_ref(), self.report);
        let person = self.known.people.find(row.person.as_ref(), self.report);
        let partner = self.partner(row.partner.as_ref());
        let blocked = match (person, partner) {
            (Some(person), None) => Blocked::Person(person),
            (None, Some(partner)) => Blocked::Partner(partner),
            (Some(_), Some(_)) | (None, None) => return,
        };
        let (Some(organization), Some(term)) = (organization, row.term) else { return };
        let block = Block { id: BlockId((self.new_id)()), organization, blocked, term };
        self.wanted.blocks.push(At { value: block, place: row.place });
    }

    fn access(&mut self, row: &AccessRow) -> Option<(PrincipalId, OrganizationId, Term, Place)> {
        let agent = self.known.people.find(row.agent.as_ref(), self.report);
        let organization = self.known.organizations.find(row.organization.as_ref(), self.report);
        Some((agent?, organization?, row.term?, row.place))
    }

    fn support_grant(&mut self, row: &AccessRow) {
        let approved_by = self.known.people.find(row.approved_by.as_ref(), self.report);
        let (Some((agent, organization, term, place)), Some(approved_by)) = (self.access(row), approved_by) else {
            return;
        };
        let id = SupportGrantId((self.new_id)());
        let grant = SupportGrant { id, request: None, agent, organization, approved_by, term, ended_by: None };
        self.wanted.support_grants.push(At { value: grant, place });
    }

    fn session(&mut self, row: &AccessRow) {
        let Some((agent, organization, term, place)) = self.access(row) else { return };
        let session = HelpDeskSession { id: HelpDeskSessionId((self.new_id)()), agent, organization, term };
        self.wanted.sessions.push(At { value: session, place });
    }
}

fn in_order<T: Ord>(mut ids: Vec<T>) -> Vec<T> {
    ids.sort_unstable();
    ids.dedup();
    ids
}
