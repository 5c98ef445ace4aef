//! Facts as rows: what a command loaded inside its transaction.

use crate::facts::{
    Facts, GrantFacts, OrganizationFacts, PrincipalFacts, SubscriptionFacts, SupportFacts, SupportKind, Target,
};
use crate::mask::Rights;
use crate::policy::Policy;
use crate::record::{OrganizationRecord, PrincipalRecord};
use prokura_domain::grant::Scope;
use prokura_domain::id::{LocationId, OrganizationId, PrincipalId, SiteId, SubscriptionId};
use prokura_domain::organization::Blocked;
use prokura_domain::support::SupportGrant;
use prokura_domain::time::{Term, Timestamp};
use std::collections::BTreeMap;
use uuid::Uuid;

/// A few principals and organizations, as loaded. What was not loaded is unknown.
#[derive(Debug)]
pub struct LoadedFacts<'p> {
    policy: &'p Policy,
    principals: BTreeMap<PrincipalId, PrincipalRecord>,
    organizations: BTreeMap<OrganizationId, (OrganizationRecord, OrganizationFacts)>,
}

/// A site, location or subscription of an organization, by its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResourceId {
    /// A site.
    Site(SiteId),
    /// A location.
    Location(LocationId),
    /// A subscription.
    Subscription(SubscriptionId),
}

impl<'p> LoadedFacts<'p> {
    /// Nothing known yet.
    #[must_use]
    pub const fn new(policy: &'p Policy) -> Self {
        Self { policy, principals: BTreeMap::new(), organizations: BTreeMap::new() }
    }

    /// The policy the facts are read under.
    #[must_use]
    pub const fn policy(&self) -> &'p Policy {
        self.policy
    }

    /// Makes a principal known, or known anew.
    pub fn put_principal(&mut self, record: PrincipalRecord) {
        self.principals.insert(record.id, record);
    }

    /// Makes an organization known, or known anew.
    pub fn put_organization(&mut self, record: OrganizationRecord) {
        let facts = record.facts(self.policy);
        self.organizations.insert(record.organization.id, (record, facts));
    }

    /// A principal's record.
    #[must_use]
    pub fn principal_record(&self, id: PrincipalId) -> Option<&PrincipalRecord> {
        self.principals.get(&id)
    }

    /// An organization's record.
    #[must_use]
    pub fn organization_record(&self, id: OrganizationId) -> Option<&OrganizationRecord> {
        self.organizations.get(&id).map(|(record, _)| record)
    }

    /// What a resource of an organization is to `decide`; `None` where the organization does not have it.
    #[must_use]
    pub fn target(&self, organization: OrganizationId, resource: ResourceId) -> Option<Target<Uuid>> {
        let record = self.organization_record(organization)?;
        match resource {
            ResourceId::Site(id) => record
                .sites
                .iter()
                .find(|(site, ..)| *site == id)
                .map(|(site, _, subscription)| Target::Site { site: site.0, subscription: subscription.0 }),
            ResourceId::Location(id) => {
                record.locations.iter().find(|(location, _)| *location == id).map(|(id, _)| Target::Location(id.0))
            }
            ResourceId::Subscription(id) => {
                record.subscriptions.iter().find(|s| s.id == id).map(|s| Target::Subscription(s.id.0))
            }
        }
    }

    /// The support grant of an agent that runs in an organization, latest first begun (SUP-06).
    #[must_use]
    pub fn running_support(
        &self,
        agent: PrincipalId,
        organization: OrganizationId,
        at: Timestamp,
    ) -> Option<&SupportGrant> {
        self.principals
            .get(&agent)?
            .support_grants
            .iter()
            .filter(|grant| grant.organization == organization && grant.term.contains(at))
            .max_by_key(|grant| grant.term.start())
    }
}

impl Facts for LoadedFacts<'_> {
    type Principal = PrincipalId;
    type Organization = OrganizationId;
    type Resource = Uuid;

    fn principal(&self, principal: PrincipalId) -> Option<PrincipalFacts<OrganizationId>> {
        let record = self.principals.get(&principal)?;
        let licences = self.policy.licence_bits(&record.licenses);
        Some(PrincipalFacts { active: record.active, home: record.home, licences })
    }

    fn organization(&self, organization: OrganizationId) -> Option<OrganizationFacts> {
        self.organizations.get(&organization).map(|(_, facts)| *facts)
    }

    fn grants(&self, principal: PrincipalId) -> impl Iterator<Item = GrantFacts<OrganizationId>> {
        let grants = self.principals.get(&principal).map_or(&[][..], |record| &record.grants);
        grants.iter().enumerate().filter_map(|(position, grant)| {
            Some(GrantFacts {
                role: self.policy.role(&grant.role)?,
                organization: grant.organization,
                term: grant.term,
                activated: grant.activated_at.is_some(),
                position,
            })
        })
    }

    fn scope_has(&self, principal: PrincipalId, position: usize, resource: Uuid) -> bool {
        match self.principals.get(&principal).and_then(|record| record.grants.get(position)).map(|grant| &grant.scope) {
            Some(Scope::Sites(sites)) => sites.iter().any(|site| site.0 == resource),
            Some(Scope::Locations(locations)) => locations.iter().any(|location| location.0 == resource),
            Some(Scope::Customers(_) | Scope::None) | None => false,
        }
    }

    fn scope_reaches(&self, principal: PrincipalId, position: usize, customer: OrganizationId) -> bool {
        match self.principals.get(&principal).and_then(|record| record.grants.get(position)).map(|grant| &grant.scope) {
            Some(Scope::Customers(customers)) => customers.contains(&customer),
            Some(Scope::Sites(_) | Scope::Locations(_) | Scope::None) | None => false,
        }
    }

    fn composed(&self, principal: PrincipalId, position: usize, organization: OrganizationId) -> Option<Rights> {
        let grant = self.principals.get(&principal)?.grants.get(position)?;
        let custom = self.organization_record(organization)?.custom_role(&grant.role)?;
        custom.active.then(|| self.policy.composed(&custom.areas))
    }

    fn support(&self, principal: PrincipalId, organization: OrganizationId) -> impl Iterator<Item = SupportFacts> {
        let record = self.principals.get(&principal);
        let grants = record.map_or(&[][..], |record| &record.support_grants);
        let sessions = record.map_or(&[][..], |record| &record.sessions);
        let grants = grants
            .iter()
            .filter(move |grant| grant.organization == organization)
            .map(|grant| SupportFacts { kind: SupportKind::Grant, term: grant.term });
        let sessions = sessions
            .iter()
            .filter(move |session| session.organization == organization)
            .map(|session| SupportFacts { kind: SupportKind::Session, term: session.term });
        grants.chain(sessions)
    }

    fn relationships(&self, partner: OrganizationId, customer: OrganizationId) -> impl Iterator<Item = Term> {
        let relationships = self.organization_record(customer).map_or(&[][..], |record| &record.relationships);
        relationships.iter().filter(move |relationship| relationship.partner == partner).map(|r| r.term)
    }

    fn subscriptions(
        &self,
        organization: OrganizationId,
    ) -> impl Iterator<Item = SubscriptionFacts<OrganizationId, Uuid>> {
        let subscriptions = self.organization_record(organization).map_or(&[][..], |record| &record.subscriptions);
        subscriptions.iter().map(|subscription| SubscriptionFacts {
            subscription: subscription.id.0,
            seller: subscription.seller,
            services: self.policy.service_bits(&subscription.services),
            term: subscription.term,
        })
    }

    fn blocks(
        &self,
        organization: OrganizationId,
        principal: PrincipalId,
        home: OrganizationId,
    ) -> impl Iterator<Item = Term> {
        let blocks = self.organization_record(organization).map_or(&[][..], |record| &record.blocks);
        blocks
            .iter()
            .filter(move |block| match block.blocked {
                Blocked::Person(person) => person == principal,
                Blocked::Partner(partner) => partner == home,
            })
            .map(|block| block.term)
    }
}
