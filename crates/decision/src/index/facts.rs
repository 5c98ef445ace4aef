//! The snapshot as `decide` sees it.

use super::person::{INLINE, ScopeOf};
use super::place::BlockedHandle;
use super::{OrganizationHandle, PrincipalHandle, ResourceHandle, Snapshot};
use crate::decide::QuestionOf;
use crate::facts::{Facts, GrantFacts, OrganizationFacts, PrincipalFacts, SubscriptionFacts, SupportFacts};
use crate::mask::Rights;
use prokura_domain::time::{Term, Timestamp};

impl Facts for Snapshot {
    type Principal = PrincipalHandle;
    type Organization = OrganizationHandle;
    type Resource = ResourceHandle;

    #[inline]
    fn known_answer(&self, question: &QuestionOf<Self>, now: Timestamp) -> Option<bool> {
        self.plain_answer(question, now)
    }

    #[inline]
    fn principal(&self, principal: PrincipalHandle) -> Option<PrincipalFacts<OrganizationHandle>> {
        let person = self.person(principal)?;
        Some(PrincipalFacts { active: person.active, home: person.home, licences: person.licences })
    }

    #[inline]
    fn organization(&self, organization: OrganizationHandle) -> Option<OrganizationFacts> {
        self.places.get(organization.0)?.facts
    }

    #[inline]
    fn grants(&self, principal: PrincipalHandle) -> impl Iterator<Item = GrantFacts<OrganizationHandle>> {
        let person = self.person(principal);
        let inline = person.map_or(&[][..], |person| &person.grants[..usize::from(person.inline).min(INLINE)]);
        let further = self.more(principal).map_or(&[][..], |more| &more.grants);
        inline.iter().chain(further).enumerate().filter_map(|(position, grant)| grant.facts(position))
    }

    fn scope_has(&self, principal: PrincipalHandle, position: usize, resource: ResourceHandle) -> bool {
        self.more(principal).is_some_and(|more| more.scope_has(position, ScopeOf::Resources, resource.0))
    }

    fn scope_reaches(&self, principal: PrincipalHandle, position: usize, customer: OrganizationHandle) -> bool {
        self.more(principal).is_some_and(|more| more.scope_has(position, ScopeOf::Organizations, customer.0))
    }

    fn composed(
        &self,
        principal: PrincipalHandle,
        position: usize,
        organization: OrganizationHandle,
    ) -> Option<Rights> {
        let custom = self.more(principal)?.custom(position)?;
        let customs = &self.ties(organization)?.customs;
        customs.iter().find(|known| known.number == custom).map(|known| known.composed)
    }

    fn support(
        &self,
        principal: PrincipalHandle,
        organization: OrganizationHandle,
    ) -> impl Iterator<Item = SupportFacts> {
        let support = self.more(principal).map_or(&[][..], |more| &more.support);
        support.iter().filter(move |(at, _)| *at == organization).map(|(_, support)| *support)
    }

    fn relationships(&self, partner: OrganizationHandle, customer: OrganizationHandle) -> impl Iterator<Item = Term> {
        let relationships = self.ties(customer).map_or(&[][..], |ties| &ties.relationships);
        relationships.iter().filter(move |(by, _)| *by == partner).map(|(_, term)| *term)
    }

    fn subscriptions(
        &self,
        organization: OrganizationHandle,
    ) -> impl Iterator<Item = SubscriptionFacts<OrganizationHandle, ResourceHandle>> {
        self.ties(organization).map_or(&[][..], |ties| &ties.subscriptions).iter().copied()
    }

    fn blocks(
        &self,
        organization: OrganizationHandle,
        principal: PrincipalHandle,
        home: OrganizationHandle,
    ) -> impl Iterator<Item = Term> {
        let blocks = self.ties(organization).map_or(&[][..], |ties| &ties.blocks);
        blocks
            .iter()
            .filter(move |(blocked, _)| match blocked {
                BlockedHandle::Person(person) => *person == principal,
                BlockedHandle::Partner(partner) => *partner == home,
            })
            .map(|(_, term)| *term)
    }
}
