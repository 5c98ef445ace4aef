//! A person is deleted: everything they hold and sign in with ends, wherever; their row stays for history, without the address.

use crate::command::guard::code::DELETES_ONESELF;
use crate::command::guard::problem::broken;
use crate::command::guard::scene::ended;
use crate::command::guard::{last_admin, sessions, takeover, version};
use crate::error::Error;
use crate::pipeline::Command;
use crate::port::{Page, RequestFilter};
use crate::work::Work;
use async_trait::async_trait;
use prokura_decision::facts::Target;
use prokura_decision::mask::Level;
use prokura_decision::permit::Permit;
use prokura_domain::account::Token;
use prokura_domain::event::{Change, Event, GrantEnd};
use prokura_domain::grant::Grant;
use prokura_domain::id::{OrganizationId, PrincipalId};
use prokura_domain::person::{Departed, Person};
use prokura_domain::refusal::Refusal;
use prokura_domain::support::{HelpDeskSession, RequestState, SupportGrant, SupportRequest};
use prokura_domain::time::Term;
use std::collections::BTreeMap;

/// More rows than one person has.
const EVERY: u64 = i32::MAX as u64;

/// Deletes a person. Only who could take every role they hold does it (ORG-08), nobody does it to themselves (ROL-10), and no
/// organization is left without its last full administrator (ORG-07). It can be taken back until it is erased
/// ([`crate::command::restore_person`]), without what they held.
#[derive(Clone, Debug)]
pub struct DeletePerson {
    /// Whose they are.
    pub organization: OrganizationId,
    /// Whom.
    pub person: PrincipalId,
    /// The version the caller looked at; `None` for whatever there is.
    pub expected_version: Option<i64>,
}

#[async_trait]
impl Command for DeletePerson {
    /// The person as deleted.
    type Output = Person;

    fn name(&self) -> &'static str {
        "delete_person"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<Person, Error> {
        let home = self.organization;
        work.enter(home).await?;
        let before = work.person(self.person).await?.filter(|it| it.home == home).ok_or(Refusal::NotFound)?;
        if work.ask("users", Level::Read, home, Target::Organization).is_err() {
            return Err(Refusal::NotFound.into());
        }
        let permit = work.ask_manage("users", home)?;
        let actor = work.actor()?;
        if actor == before.id {
            return Err(broken(DELETES_ONESELF).into());
        }
        version::expect(work, before.id.0, self.expected_version, before.version).await?;
        takeover::could_take_all(work, before.id, None).await?;

        let now = work.now;
        let after = before.deleted().map_err(|error| Error::Internal(error.code.to_owned()))?;
        let grants: Vec<Grant> = work.facts.principal_record(before.id).map_or_else(Vec::new, |record| {
            record.grants.iter().filter(|grant| !grant.term.is_over(now)).cloned().collect()
        });
        keep_administrators(work, home, &grants, &after).await?;
        for before in grants {
            let after = ended(&before, now);
            work.plan(&permit, Event::GrantEnded(Change { before, after }, GrantEnd::HolderDeleted));
        }
        end_support(work, &permit, before.id).await?;
        end_tokens(work, &permit, before.id).await?;
        sessions::end_all(work, &permit, before.id, home, None).await?;
        let departed = Departed {
            person: before.id,
            email: Some(before.email.clone()),
            deleted_at: now,
            deleted_by: Some(actor),
            erased_at: None,
        };
        work.plan(&permit, Event::PersonDeleted(Change { before, after: after.clone() }, departed));
        Ok(after)
    }
}

/// Every organization in which the person holds something keeps its last full administrator (ORG-07), and the home too.
async fn keep_administrators(
    work: &mut Work<'_>,
    home: OrganizationId,
    grants: &[Grant],
    after: &Person,
) -> Result<(), Error> {
    let mut places: BTreeMap<OrganizationId, Vec<Grant>> = BTreeMap::from([(home, Vec::new())]);
    for grant in grants {
        places.entry(grant.organization).or_default().push(ended(grant, work.now));
    }
    for (place, ended) in places {
        last_admin::keep(work, place, &ended, std::slice::from_ref(after)).await?;
    }
    Ok(())
}

/// What runs or waits of support: access, requests, Help Desk sessions.
async fn end_support(work: &mut Work<'_>, permit: &Permit, person: PrincipalId) -> Result<(), Error> {
    let (now, actor) = (work.now, work.actor()?);
    let ends = |term: Term| Term { until: Some(now), ..term };
    let (access, sessions) = work
        .facts
        .principal_record(person)
        .map_or_else(Default::default, |record| (record.support_grants.clone(), record.sessions.clone()));
    for before in access.into_iter().filter(|grant| !grant.term.is_over(now)) {
        let after = SupportGrant { term: ends(before.term), ended_by: Some(actor), ..before.clone() };
        work.plan(permit, Event::SupportEnded(Change { before, after }));
    }
    for before in sessions.into_iter().filter(|session| !session.term.is_over(now)) {
        let after = HelpDeskSession { term: ends(before.term), ..before.clone() };
        work.plan(permit, Event::HelpDeskSessionChanged(Change { before, after }));
    }
    let waiting = RequestFilter { to: None, by: Some(person), state: Some((RequestState::Pending, now)) };
    for before in work.read().support_requests(&waiting, Page::first(EVERY)).await? {
        let after = SupportRequest {
            state: RequestState::Withdrawn,
            decided_at: Some(now),
            decided_by: Some(actor),
            version: before.version + 1,
            ..before.clone()
        };
        work.plan(permit, Event::SupportWithdrawn(Change { before, after }));
    }
    Ok(())
}

async fn end_tokens(work: &mut Work<'_>, permit: &Permit, person: PrincipalId) -> Result<(), Error> {
    let now = work.now;
    for before in work.read().tokens_of(person).await?.into_iter().filter(|token| !token.term.is_over(now)) {
        let after = Token { term: Term { until: Some(now.max(before.term.start())), ..before.term }, ..before.clone() };
        work.plan(permit, Event::TokenRevoked(Change { before, after }));
    }
    Ok(())
}
