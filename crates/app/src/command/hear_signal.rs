//! An organization's provider says of somebody what ends their sessions here (OpenID Shared Signals Framework, CAEP, RISC).

use crate::caller::Actor;
use crate::error::Error;
use crate::pipeline::Command;
use crate::port::{FederatedAsked, HeardEvent, HeardSubject};
use crate::sso::{SsoSettings, is_exempt};
use crate::work::Work;
use async_trait::async_trait;
use prokura_decision::permit::decide_system;
use prokura_domain::account::{LONGEST_SESSION, Session};
use prokura_domain::event::{Change, Event};
use prokura_domain::federation::Spent;
use prokura_domain::id::{OrganizationId, PrincipalId, SessionId};
use prokura_domain::refusal::Refusal;
use prokura_domain::text::{DomainName, EmailAddress};
use prokura_domain::time::{Span, Timestamp};
use std::collections::BTreeSet;

/// By how much clocks may differ: who signed in so shortly after what the provider tells of signs in once more.
const SKEW: Span = Span::seconds(60);

/// Ends a person's sessions. Made only where the provider's message was verified; it counts once. A message about somebody
/// whose home it is not, or who has no session, changes nothing.
#[derive(Clone, Debug)]
pub struct HearSignal {
    pub(crate) organization: OrganizationId,
    pub(crate) issuer: String,
    pub(crate) event: HeardEvent,
    pub(crate) subject: HeardSubject,
    /// When it happened there.
    pub(crate) at: Timestamp,
    pub(crate) spent: Spent,
}

#[async_trait]
impl Command for HearSignal {
    type Output = usize;

    fn name(&self) -> &'static str {
        "hear_signal"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<usize, Error> {
        if work.caller().actor != Actor::System {
            return Err(Refusal::Unauthenticated.into());
        }
        if !work.know_organization(self.organization).await? {
            return Err(Refusal::NotFound.into());
        }
        work.log_in(self.organization);
        if SsoSettings::of(work.policy, work.organization(self.organization)?).issuer != self.issuer {
            return Err(Refusal::Over { code: "sso_attempt_over" }.into());
        }
        if work.read().is_spent(&self.spent.key).await? {
            return Ok(0);
        }
        let Some(person) = self.person(work).await? else { return Ok(0) };
        let ending = self.ending(work, person).await?;
        if ending.is_empty() {
            return Ok(0);
        }
        let (permit, said, sessions) = (decide_system(), self.event.code(), ending.len());
        let organization = self.organization;
        work.plan(&permit, Event::SignalHeard { organization, person, said, sessions, spent: self.spent });
        for before in ending {
            let after = Session { ended_at: Some(work.now), ..before.clone() };
            work.plan(&permit, Event::SessionEnded(Change { before, after }, organization));
        }
        Ok(sessions)
    }
}

impl HearSignal {
    /// Whom the provider means: somebody at home there whom it is known by, or whose address is in a verified domain.
    async fn person(&self, work: &mut Work<'_>) -> Result<Option<PrincipalId>, Error> {
        let found = match &self.subject {
            HeardSubject::Known { subject } => {
                work.read().identity(self.organization, &self.issuer, subject).await?.map(|identity| identity.person)
            }
            HeardSubject::Address { email } => self.by_address(work, email).await?,
            HeardSubject::Session { there } => {
                let who = FederatedAsked { subject: None, there: Some(there.clone()) };
                let after = work.now.minus(LONGEST_SESSION);
                let begun = work.read().federated_sessions_of(self.organization, &self.issuer, &who, after).await?;
                match begun.first() {
                    Some(first) => work.read().session(first.session).await?.map(|session| session.person),
                    None => None,
                }
            }
        };
        let Some(person) = found else { return Ok(None) };
        let home = work.person(person).await?.map(|person| person.home);
        Ok((home == Some(self.organization)).then_some(person))
    }

    async fn by_address(&self, work: &mut Work<'_>, email: &EmailAddress) -> Result<Option<PrincipalId>, Error> {
        let Ok(domain) = email.domain().parse::<DomainName>() else { return Ok(None) };
        let domain = work.read().verified_domain(&domain).await?;
        if domain.is_none_or(|domain| domain.organization != self.organization) {
            return Ok(None);
        }
        Ok(work.person_by_email(email).await?.map(|person| person.id))
    }

    /// The sessions that end: those that began at the provider; where it says that the account itself is no good any more,
    /// all of them, but for whoever is the way in when the provider is what is broken (EXT-14).
    async fn ending(&self, work: &mut Work<'_>, person: PrincipalId) -> Result<Vec<Session>, Error> {
        let after = work.now.minus(LONGEST_SESSION);
        let begun_there = self.begun_there(work, person, after).await?;
        let exempt = work.facts.principal_record(person).is_some_and(|record| is_exempt(record, work.now));
        let whole = self.event.ends_all() && !exempt;
        let open = work.read().sessions_of(person, after).await?;
        let until = self.at.plus(SKEW);
        let ends = |session: &Session| {
            (whole || begun_there.contains(&session.id)) && session.ended_at.is_none() && session.signed_in_at < until
        };
        Ok(open.into_iter().filter(ends).collect())
    }

    async fn begun_there(
        &self,
        work: &mut Work<'_>,
        person: PrincipalId,
        after: Timestamp,
    ) -> Result<BTreeSet<SessionId>, Error> {
        let who = match &self.subject {
            HeardSubject::Session { there } => FederatedAsked { subject: None, there: Some(there.clone()) },
            HeardSubject::Known { .. } | HeardSubject::Address { .. } => {
                let identity = work.read().identity_of(self.organization, &self.issuer, person).await?;
                let Some(identity) = identity else { return Ok(BTreeSet::new()) };
                FederatedAsked { subject: Some(identity.subject), there: None }
            }
        };
        let begun = work.read().federated_sessions_of(self.organization, &self.issuer, &who, after).await?;
        Ok(begun.into_iter().map(|session| session.session).collect())
    }
}
