//! The operator makes an API token.

use crate::error::Error;
use crate::pipeline::Command;
use crate::standing::operator;
use crate::work::Work;
use async_trait::async_trait;
use prokura_decision::decide::sees;
use prokura_decision::permit::Permit;
use prokura_domain::account::{SecretHash, Token, TokenScope};
use prokura_domain::event::Event;
use prokura_domain::id::{OrganizationId, PrincipalId, TokenId};
use prokura_domain::person::ServiceAccount;
use prokura_domain::refusal::{FieldError, Refusal};
use prokura_domain::text::Name;
use prokura_domain::time::{Span, Term, Timestamp};
use serde::{Deserialize, Serialize};

/// What a token's text begins with, so that people and scanners recognize one that leaked.
pub const PREFIX: &str = "prk_";
/// How long a token is good where nothing was said.
pub const LASTS: Span = Span::days(365);

/// Whose a token is.
#[derive(Clone, Debug)]
pub enum Holder {
    /// The organization's service account of a name; it comes to be with its first token.
    ServiceAccount(Name),
    /// A person.
    Person(PrincipalId),
}

/// Makes a token. The secret is made outside, with [`PREFIX`]; only its hash comes here.
#[derive(Clone, Debug)]
pub struct IssueToken {
    /// The organization it sees from.
    pub organization: OrganizationId,
    /// What it is called.
    pub name: Name,
    /// What it may be used for.
    pub scopes: Vec<TokenScope>,
    /// Whose it is.
    pub holder: Holder,
    /// First moment at which it is no longer good; a year from now where nothing is said.
    pub until: Option<Timestamp>,
    /// Hash of the secret.
    pub secret: SecretHash,
}

/// The token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenMade {
    /// Its id; not the secret.
    pub token: TokenId,
    /// Whose it is.
    pub principal: PrincipalId,
    /// First moment at which it is no longer good.
    pub until: Timestamp,
}

#[async_trait]
impl Command for IssueToken {
    type Output = TokenMade;

    fn name(&self) -> &'static str {
        "issue_token"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<TokenMade, Error> {
        let permit = operator(work.caller(), "tokens.manage")?;
        if !work.know_organization(self.organization).await? {
            return Err(Refusal::NotFound.into());
        }
        work.log_in(self.organization);
        let until = self.until.unwrap_or(work.now.plus(LASTS));
        let mut wrong = Vec::new();
        if self.scopes.is_empty() {
            wrong.push(FieldError::new("scopes", "token_scopes_missing"));
        }
        if self.scopes.contains(&TokenScope::Signals) && matches!(self.holder, Holder::Person(_)) {
            wrong.push(FieldError::new("scopes", "token_signals_person"));
        }
        if until <= work.now {
            wrong.push(FieldError::new("until", "token_until_past"));
        }
        if !wrong.is_empty() {
            return Err(Refusal::Invalid(wrong).into());
        }
        let principal = self.principal(work, &permit).await?;
        let mut scopes = self.scopes.clone();
        scopes.sort_unstable();
        scopes.dedup();
        let token = Token {
            id: TokenId(work.new_id()),
            secret: self.secret,
            principal,
            name: self.name.to_string(),
            scopes,
            organization: self.organization,
            term: Term::between(work.now, until),
        };
        let made = TokenMade { token: token.id, principal, until };
        work.plan(&permit, Event::TokenIssued(token));
        Ok(made)
    }
}

impl IssueToken {
    async fn principal(&self, work: &mut Work<'_>, permit: &Permit) -> Result<PrincipalId, Error> {
        match &self.holder {
            Holder::Person(person) => {
                work.know_principal(*person).await?;
                let (policy, now) = (work.policy, work.now);
                if !sees(policy, &work.facts, *person, self.organization, now) {
                    return Err(Refusal::field("person", "token_person_unknown_there").into());
                }
                Ok(*person)
            }
            Holder::ServiceAccount(name) => {
                if let Some(account) = work.read().service_account_by_name(self.organization, name).await? {
                    return Ok(account.id);
                }
                let account = ServiceAccount {
                    id: PrincipalId(work.new_id()),
                    name: name.clone(),
                    home: self.organization,
                    active: true,
                };
                let id = account.id;
                work.plan(permit, Event::ServiceAccountAdded(account));
                Ok(id)
            }
        }
    }
}
