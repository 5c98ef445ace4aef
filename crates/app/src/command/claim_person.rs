//! An organization claims a person of a free one: the address is in a domain that the organization has verified.

use crate::command::guard::scene::ended;
use crate::command::guard::seat::Got;
use crate::command::guard::{last_admin, seat, sessions, takeover, version};
use crate::command::issue_sign_in_link::link;
use crate::error::Error;
use crate::pipeline::Command;
use crate::port::{Page, Read};
use crate::work::Work;
use async_trait::async_trait;
use prokura_domain::account::LinkPurpose;
use prokura_domain::event::{Change, Event, GrantEnd};
use prokura_domain::grant::Grant;
use prokura_domain::id::{OrganizationId, PrincipalId};
use prokura_domain::organization::OrganizationKind;
use prokura_domain::person::{Person, PersonStatus};
use prokura_domain::refusal::Refusal;
use prokura_domain::text::DomainName;

/// Kinds of organizations whose people can be claimed: nobody pays for them, and nobody answers for their people.
pub const FREE: [OrganizationKind; 2] = [OrganizationKind::SelfRegistered, OrganizationKind::Consumer];

/// Claims a person. Their home is this organization from then on: what they held in the former one and what came with it
/// ends, and so does what they held here from outside. Of licences they get what whoever is added gets by itself. Nobody in a
/// free organization proved an address, so what they signed in with is gone, and they are invited to it anew. The former home
/// keeps its last full administrator, unless nobody else is left there (ORG-07), and so does this one; whoever administers
/// something here or elsewhere is claimed only by who could take that away (ORG-08).
#[derive(Clone, Debug)]
pub struct ClaimPerson {
    /// Who claims.
    pub organization: OrganizationId,
    /// Whom.
    pub person: PrincipalId,
    /// The version the caller looked at; `None` for whatever there is.
    pub expected_version: Option<i64>,
}

#[async_trait]
impl Command for ClaimPerson {
    type Output = Person;

    fn name(&self) -> &'static str {
        "claim_person"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<Person, Error> {
        work.enter(self.organization).await?;
        let permit = work.ask_manage("users.claim", self.organization)?;
        // Whoever cannot be claimed is unknown here, like who does not exist.
        let before = work.person(self.person).await?.ok_or(Refusal::NotFound)?;
        if !is_claimable(work, self.organization, &before).await? {
            return Err(Refusal::NotFound.into());
        }
        version::expect(work, before.id.0, self.expected_version, before.version).await?;
        let former = before.home;
        takeover::could_take_all(work, before.id, Some(former)).await?;

        let now = work.now;
        let Got { licenses, package, missed } = seat::by_rule(work, self.organization, &before.email).await?;
        let after = Person {
            home: self.organization,
            licenses,
            package,
            status: if before.status == PersonStatus::Active { PersonStatus::Pending } else { before.status },
            version: before.version + 1,
            ..before.bare()
        };
        let here = [former, self.organization];
        let grants: Vec<Grant> = work.facts.principal_record(before.id).map_or_else(Vec::new, |record| {
            let ends = |grant: &&Grant| !grant.term.is_over(now) && here.contains(&grant.organization);
            record.grants.iter().filter(ends).cloned().collect()
        });
        let over: Vec<Grant> = grants.iter().map(|grant| ended(grant, now)).collect();
        let others = work.read().people_at_home(former, Page::first(2)).await?;
        if others.iter().any(|other| other.id != before.id) {
            last_admin::keep(work, former, &over, std::slice::from_ref(&after)).await?;
        }
        last_admin::keep(work, self.organization, &over, std::slice::from_ref(&after)).await?;
        for (before, after) in grants.into_iter().zip(over) {
            work.plan(&permit, Event::GrantEnded(Change { before, after }, GrantEnd::HolderClaimed));
        }
        sessions::end_all(work, &permit, before.id, former, None).await?;
        work.plan(&permit, Event::PersonLeft { person: before.id, former, claimed_by: self.organization });
        work.plan(&permit, Event::PersonClaimed(Change { before, after: after.clone() }));
        seat::write_missed(work, &permit, &after, missed);
        let invitation = link(work, after.id, LinkPurpose::Invitation);
        work.plan(&permit, Event::SignInLinkIssued(invitation, after.home));
        Ok(after)
    }
}

/// Whether somebody can be claimed by an organization: at home in a free one, with an address in a domain, and not below one,
/// that this organization has verified.
async fn is_claimable(work: &mut Work<'_>, organization: OrganizationId, person: &Person) -> Result<bool, Error> {
    if person.home == organization {
        return Ok(false);
    }
    work.know_organization(person.home).await?;
    let kind = work.facts.organization_record(person.home).map(|record| record.organization.kind);
    let Ok(domain) = person.email.domain().parse::<DomainName>() else { return Ok(false) };
    let is_free = kind.is_some_and(|kind| FREE.contains(&kind));
    Ok(is_free && verified(work.read(), organization, &domain).await?)
}

async fn verified(read: &mut dyn Read, organization: OrganizationId, domain: &DomainName) -> Result<bool, Error> {
    Ok(read.verified_domain(domain).await?.is_some_and(|it| it.organization == organization && it.counts()))
}
