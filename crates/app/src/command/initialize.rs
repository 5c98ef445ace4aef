//! The first command of an installation: its vendor and the first administrator.

use super::issue_sign_in_link::link;
use crate::error::Error;
use crate::pipeline::Command;
use crate::port::Page;
use crate::standing::operator;
use crate::work::Work;
use async_trait::async_trait;
use prokura_domain::account::LinkPurpose;
use prokura_domain::event::Event;
use prokura_domain::grant::{Grant, Origin, Scope, role};
use prokura_domain::id::{GrantId, OrganizationId, PrincipalId, SignInLinkId};
use prokura_domain::organization::{Organization, OrganizationKind};
use prokura_domain::person::{Details, Person, PersonStatus};
use prokura_domain::refusal::Refusal;
use prokura_domain::text::{EmailAddress, Locale, Name, Slug};
use prokura_domain::time::{Term, Timestamp};
use serde::{Deserialize, Serialize};

/// Sets up an empty database: the vendor (ORG-01), its first person with both administrator roles, as a partner's first
/// person has them (ORG-04), and a link to sign in with.
#[derive(Clone, Debug)]
pub struct Initialize {
    /// The vendor's name.
    pub vendor: Name,
    /// The vendor's look-up key.
    pub slug: Slug,
    /// The first administrator's address.
    pub email: EmailAddress,
    /// The first administrator's name.
    pub name: Name,
    /// The vendor's language.
    pub locale: Option<Locale>,
}

/// What came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Initialized {
    /// The vendor.
    pub vendor: OrganizationId,
    /// The first administrator.
    pub person: PrincipalId,
    /// The sign-in link.
    pub link: SignInLinkId,
    /// First moment at which the sign-in link is no longer good.
    pub expires_at: Timestamp,
}

#[async_trait]
impl Command for Initialize {
    type Output = Initialized;

    fn name(&self) -> &'static str {
        "initialize"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<Initialized, Error> {
        let permit = operator(work.caller(), "installation.manage")?;
        if !work.read().organizations(Page { after: None, limit: 1 }).await?.is_empty() {
            return Err(Refusal::rule("ORG-01", "already_initialized").into());
        }
        let vendor = Organization {
            id: OrganizationId(work.new_id()),
            slug: self.slug.clone(),
            name: self.vendor.clone(),
            kind: OrganizationKind::Vendor,
            active: true,
            locale: self.locale,
            version: 1,
        };
        let person = Person {
            id: PrincipalId(work.new_id()),
            email: self.email.clone(),
            name: self.name.clone(),
            home: vendor.id,
            status: PersonStatus::Pending,
            locale: None,
            licenses: Vec::new(),
            package: None,
            details: Details::default(),
            version: 1,
        };
        let grants = [role::VENDOR_ADMIN, role::FULL_ADMIN].map(|role| Grant {
            id: GrantId(work.new_id()),
            principal: person.id,
            role: role.to_owned(),
            organization: vendor.id,
            scope: Scope::None,
            origin: Origin::FirstPerson,
            term: Term::starting(work.now),
            activated_at: None,
            given_by: None,
            reason: None,
            set_up_as: None,
            version: 1,
        });
        let link = link(work, person.id, LinkPurpose::Operator);
        let expires_at = link.expires_at;
        let initialized = Initialized { vendor: vendor.id, person: person.id, link: link.id, expires_at };
        let home = vendor.id;
        work.plan(&permit, Event::OrganizationAdded(vendor));
        work.plan(&permit, Event::PersonAdded(person));
        for grant in grants {
            work.plan(&permit, Event::RoleAssigned(grant));
        }
        work.plan(&permit, Event::SignInLinkIssued(link, home));
        Ok(initialized)
    }
}
