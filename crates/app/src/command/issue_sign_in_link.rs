//! The operator makes a link that signs a person in once.

use crate::error::Error;
use crate::pipeline::Command;
use crate::standing::operator;
use crate::work::Work;
use async_trait::async_trait;
use prokura_domain::account::{LinkPurpose, SignInLink};
use prokura_domain::event::Event;
use prokura_domain::id::{PrincipalId, SignInLinkId};
use prokura_domain::person::PersonStatus;
use prokura_domain::refusal::Refusal;
use prokura_domain::text::EmailAddress;
use prokura_domain::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Makes a single-use sign-in link, good for a day. Its secret is derived from its id ([`crate::secret::Keys::sign_in_link`]).
#[derive(Clone, Copy, Debug)]
pub struct IssueSignInLink {
    /// Whom it signs in.
    pub person: PrincipalId,
}

/// The link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkIssued {
    /// The link.
    pub link: SignInLinkId,
    /// Whose address it is for.
    pub email: EmailAddress,
    /// First moment at which it is no longer good.
    pub expires_at: Timestamp,
}

#[async_trait]
impl Command for IssueSignInLink {
    type Output = LinkIssued;

    fn name(&self) -> &'static str {
        "issue_sign_in_link"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<LinkIssued, Error> {
        let permit = operator(work.caller(), "sign_in_link.manage")?;
        let person = work.read().person(self.person).await?.ok_or(Refusal::NotFound)?;
        work.log_in(person.home);
        if person.status == PersonStatus::Suspended {
            return Err(Refusal::rule("ORG-08", "sign_in_link_suspended").into());
        }
        let link = link(work, self.person, LinkPurpose::Operator);
        let issued = LinkIssued { link: link.id, email: person.email, expires_at: link.expires_at };
        work.plan(&permit, Event::SignInLinkIssued(link, person.home));
        Ok(issued)
    }
}

/// A fresh link.
pub(crate) fn link(work: &Work<'_>, person: PrincipalId, purpose: LinkPurpose) -> SignInLink {
    let id = SignInLinkId(work.new_id());
    SignInLink { id, purpose, person, expires_at: work.now.plus(purpose.lasts()), used_at: None }
}
