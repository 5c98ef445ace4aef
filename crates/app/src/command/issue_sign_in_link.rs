//! The operator makes a link that signs a person in once.

use crate::error::Error;
use crate::pipeline::Command;
use crate::standing::operator;
use crate::work::Work;
use async_trait::async_trait;
use prokura_domain::account::{SIGN_IN_LINK_LASTS, SecretHash, SignInLink};
use prokura_domain::event::Event;
use prokura_domain::id::{PrincipalId, SignInLinkId};
use prokura_domain::person::PersonStatus;
use prokura_domain::refusal::Refusal;
use prokura_domain::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Makes a single-use sign-in link, good for a day. The secret is made outside; only its hash comes here.
#[derive(Clone, Copy, Debug)]
pub struct IssueSignInLink {
    /// Whom it signs in.
    pub person: PrincipalId,
    /// Hash of the link's secret.
    pub secret: SecretHash,
}

/// The link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkIssued {
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
        let link = link(SignInLinkId(work.new_id()), self.person, self.secret, work.now);
        let issued = LinkIssued { expires_at: link.expires_at };
        work.plan(&permit, Event::SignInLinkIssued(link, person.home));
        Ok(issued)
    }
}

/// A fresh link.
pub(crate) const fn link(id: SignInLinkId, person: PrincipalId, secret: SecretHash, now: Timestamp) -> SignInLink {
    SignInLink { id, secret, person, expires_at: now.plus(SIGN_IN_LINK_LASTS), used_at: None }
}
