//! Facts as Cedar entities: what is in force at a moment.

use crate::policy::{Policy, Role, RoleClass, ScopeKind};
use crate::record::{OrganizationRecord, PrincipalRecord};
use prokura_domain::grant::{Grant, Scope};
use prokura_domain::id::OrganizationId;
use prokura_domain::organization::{Blocked, Subscription};
use prokura_domain::setting::{SettingValue, key};
use prokura_domain::time::{Term, Timestamp};
use serde_json::{Map, Value};
use std::fmt::Display;

/// The entities of principals and organizations at a moment (microseconds, UTC), in Cedar's JSON form.
///
/// The home of a principal, and an organization that a question is about, have to be among `organizations`: what is
/// missing gives no right. The entity `Snapshot::"current"` says how long the entities stay true.
#[must_use]
pub fn entities(
    policy: &Policy,
    principals: &[PrincipalRecord],
    organizations: &[OrganizationRecord],
    at: Timestamp,
) -> Value {
    let moment = Moment { policy, at };
    let mut entities = vec![moment.snapshot(principals, organizations)];
    for record in organizations {
        entities.push(moment.organization(record));
        entities.extend(moment.possessions(record));
    }
    entities.extend(principals.iter().map(|record| moment.principal(record, organizations)));
    Value::Array(entities)
}

struct Moment<'a> {
    policy: &'a Policy,
    at: Timestamp,
}

impl Moment<'_> {
    fn in_force(&self, term: Term) -> bool {
        let begun = match term.from {
            Some(from) => self.at >= from,
            None => true,
        };
        let over = match term.until {
            Some(until) => self.at >= until,
            None => false,
        };
        begun && !over
    }

    /// From the last moment at which something began or ended to the next.
    fn snapshot(&self, principals: &[PrincipalRecord], organizations: &[OrganizationRecord]) -> Value {
        let of_principals = principals.iter().flat_map(|record| {
            let grants = record.grants.iter().map(|grant| grant.term);
            let support = record.support_grants.iter().map(|grant| grant.term);
            grants.chain(support).chain(record.sessions.iter().map(|session| session.term))
        });
        let of_organizations = organizations.iter().flat_map(|record| {
            let relationships = record.relationships.iter().map(|relationship| relationship.term);
            let subscriptions = record.subscriptions.iter().map(|subscription| subscription.term);
            relationships.chain(subscriptions).chain(record.blocks.iter().map(|block| block.term))
        });
        let (mut from, mut until) = (None, None);
        for change in of_principals.chain(of_organizations).flat_map(|term| [term.from, term.until]).flatten() {
            if change <= self.at {
                from = from.max(Some(change));
            } else {
                until = Some(until.map_or(change, |until: Timestamp| until.min(change)));
            }
        }
        let attributes = [("from", from), ("until", until)];
        let attributes =
            attributes.into_iter().filter_map(|(name, time)| Some((name.to_owned(), Value::from(time?.0))));
        entity("Snapshot", "current", attributes.collect())
    }

    fn organization(&self, record: &OrganizationRecord) -> Value {
        let OrganizationRecord { organization, .. } = record;
        let withheld = match record.effective(self.policy, key::WITHHELD_AREAS) {
            Some(SettingValue::List(areas)) => areas.as_slice(),
            Some(SettingValue::Switch(_) | SettingValue::Number(_) | SettingValue::Text(_)) | None => &[],
        };
        let partners = record.relationships.iter().filter(|relationship| self.in_force(relationship.term));
        let sales: Vec<&Subscription> =
            record.subscriptions.iter().filter(|subscription| self.in_force(subscription.term)).collect();
        let sellers = |of: &dyn Fn(&Subscription) -> bool| {
            set(sales.iter().filter(|sale| of(sale)).map(|sale| organization_reference(sale.seller)))
        };
        let mut service_sellers = Map::new();
        for service in &self.policy.services {
            let includes = |sale: &Subscription| sale.services.contains(&service.code);
            if sales.iter().any(|sale| includes(sale)) {
                service_sellers.insert(service.code.clone(), sellers(&includes));
            }
        }
        let attributes = [
            ("organization", organization_reference(organization.id)),
            ("key", Value::from(organization.id.to_string())),
            ("kind", Value::from(organization.kind.code())),
            ("active", Value::from(organization.active)),
            ("restricted", Value::from(record.is_on(self.policy, key::RESTRICTED_MODE))),
            ("read_only_support", Value::from(record.is_on(self.policy, key::READ_ONLY_SUPPORT))),
            ("external_contact_center_role", Value::from(record.is_on(self.policy, key::EXTERNAL_CONTACT_CENTER_ROLE))),
            ("withheld", Value::from(withheld)),
            ("managed_by", set(partners.map(|relationship| organization_reference(relationship.partner)))),
            ("sellers", sellers(&|_| true)),
            ("service_sellers", Value::Object(service_sellers)),
        ];
        entity("Organization", organization.id, named(attributes))
    }

    /// Its subscriptions, sites and locations.
    fn possessions(&self, record: &OrganizationRecord) -> Vec<Value> {
        let here = organization_reference(record.organization.id);
        let subscriptions = record.subscriptions.iter().map(|subscription| {
            let attributes = [
                ("organization", here.clone()),
                ("seller", organization_reference(subscription.seller)),
                ("active", Value::from(self.in_force(subscription.term))),
            ];
            entity("Subscription", subscription.id, named(attributes))
        });
        let sites = record.sites.iter().map(|(id, _, subscription)| {
            let attributes =
                [("organization", here.clone()), ("subscription", reference("Subscription", subscription))];
            entity("Site", id, named(attributes))
        });
        let locations =
            record.locations.iter().map(|(id, _)| entity("Location", id, named([("organization", here.clone())])));
        subscriptions.chain(sites).chain(locations).collect()
    }

    fn principal(&self, record: &PrincipalRecord, organizations: &[OrganizationRecord]) -> Value {
        let (mut holds, mut reach, mut activated) = (Map::new(), Map::new(), Map::new());
        let mut composed = Map::new();
        for grant in record.grants.iter().filter(|grant| self.in_force(grant.term)) {
            let Some(role) = self.policy.role(&grant.role).map(|role| self.policy.role_at(role)) else { continue };
            if role.class == RoleClass::Custom {
                let place = organizations.iter().find(|place| place.organization.id == grant.organization);
                let custom = place.and_then(|place| place.custom_role(&grant.role)).filter(|custom| custom.active);
                for (area, level) in custom.iter().flat_map(|custom| &custom.areas) {
                    if self.policy.area(area).is_some() {
                        let part = format!("{area}.{}", level.code());
                        add(&mut composed, &part, [organization_reference(grant.organization)]);
                    }
                }
                continue;
            }
            add(&mut holds, &role.key, [organization_reference(grant.organization)]);
            let reached = reached(record, role, grant);
            if role.scope != ScopeKind::None {
                add(&mut reach, &role.key, reached.clone());
            }
            if grant.activated_at.is_some() && !role.needs_activation.is_empty() {
                match role.scope {
                    ScopeKind::Sites | ScopeKind::Locations => add(&mut activated, &role.key, reached),
                    ScopeKind::None | ScopeKind::Customers => {
                        add(&mut activated, &role.key, [organization_reference(grant.organization)]);
                    }
                }
            }
        }
        let attributes = [
            ("active", Value::from(record.active)),
            ("home", organization_reference(record.home)),
            ("licences", Value::from(record.licenses.as_slice())),
            ("holds", Value::Object(holds)),
            ("reach", Value::Object(reach)),
            ("activated", Value::Object(activated)),
            ("composed", Value::Object(composed)),
        ];
        let kind = if record.email.is_some() { "Person" } else { "ServiceAccount" };
        let mut entity = entity(kind, record.id, named(attributes));
        let tags: Map<String, Value> = organizations
            .iter()
            .filter_map(|place| {
                let access = self.access(record, place);
                (!access.is_empty()).then(|| (place.organization.id.to_string(), Value::Object(access)))
            })
            .collect();
        if let Some(fields) = entity.as_object_mut() {
            fields.insert("tags".to_owned(), Value::Object(tags));
        }
        entity
    }

    /// Since when the latest block, support grant and session in force have run.
    fn access(&self, record: &PrincipalRecord, place: &OrganizationRecord) -> Map<String, Value> {
        let here = place.organization.id;
        let blocks = place.blocks.iter().filter(|block| match block.blocked {
            Blocked::Person(person) => person == record.id,
            Blocked::Partner(partner) => partner == record.home,
        });
        let grants = record.support_grants.iter().filter(|grant| grant.organization == here);
        let sessions = record.sessions.iter().filter(|session| session.organization == here);
        let mut access = Map::new();
        let mut since = |name: &str, terms: &mut dyn Iterator<Item = Term>| {
            let begun = terms.filter(|term| self.in_force(*term)).map(|term| term.from.unwrap_or(Timestamp::MIN)).max();
            if let Some(begun) = begun {
                access.insert(name.to_owned(), Value::from(begun.0));
            }
        };
        since("blocked_since", &mut blocks.map(|block| block.term));
        since("support_since", &mut grants.map(|grant| grant.term));
        since("session_since", &mut sessions.map(|session| session.term));
        access
    }
}

/// What the scope of a grant reaches. Customers count for a role held at home only: a partner's own people.
fn reached(record: &PrincipalRecord, role: &Role, grant: &Grant) -> Vec<Value> {
    match (&grant.scope, role.scope) {
        (Scope::Sites(sites), ScopeKind::Sites) => sites.iter().map(|site| reference("Site", site)).collect(),
        (Scope::Locations(locations), ScopeKind::Locations) => {
            locations.iter().map(|location| reference("Location", location)).collect()
        }
        (Scope::Customers(customers), ScopeKind::Customers)
            if role.class == RoleClass::Partner && grant.organization == record.home =>
        {
            customers.iter().map(|customer| organization_reference(*customer)).collect()
        }
        (
            Scope::None | Scope::Sites(_) | Scope::Locations(_) | Scope::Customers(_),
            ScopeKind::None | ScopeKind::Sites | ScopeKind::Locations | ScopeKind::Customers,
        ) => Vec::new(),
    }
}

fn add(map: &mut Map<String, Value>, key: &str, values: impl IntoIterator<Item = Value>) {
    let several = map.entry(key.to_owned()).or_insert_with(|| Value::Array(Vec::new()));
    if let Some(several) = several.as_array_mut() {
        for value in values {
            if !several.contains(&value) {
                several.push(value);
            }
        }
    }
}

fn set(values: impl Iterator<Item = Value>) -> Value {
    let mut several = Vec::new();
    for value in values {
        if !several.contains(&value) {
            several.push(value);
        }
    }
    Value::Array(several)
}

fn named<const N: usize>(attributes: [(&str, Value); N]) -> Map<String, Value> {
    attributes.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn organization_reference(id: OrganizationId) -> Value {
    reference("Organization", id)
}

fn reference(kind: &str, id: impl Display) -> Value {
    Value::Object(named([("__entity", uid(kind, id))]))
}

fn uid(kind: &str, id: impl Display) -> Value {
    Value::Object(named([("type", Value::from(kind)), ("id", Value::from(id.to_string()))]))
}

fn entity(kind: &str, id: impl Display, attributes: Map<String, Value>) -> Value {
    let parents = Value::Array(Vec::new());
    Value::Object(named([("uid", uid(kind, id)), ("attrs", Value::Object(attributes)), ("parents", parents)]))
}
