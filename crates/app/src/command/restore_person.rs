//! Somebody who was deleted is brought back.

use crate::command::add_person::check_address;
use crate::command::guard::code::PERSON_ERASED;
use crate::command::guard::problem::Problems;
use crate::command::guard::seat::Got;
use crate::command::guard::{seat, version};
use crate::command::issue_sign_in_link::link;
use crate::error::Error;
use crate::pipeline::Command;
use crate::work::Work;
use async_trait::async_trait;
use prokura_decision::facts::Target;
use prokura_decision::mask::Level;
use prokura_decision::permit::Permit;
use prokura_domain::account::LinkPurpose;
use prokura_domain::event::{Change, Event};
use prokura_domain::id::{OrganizationId, PrincipalId};
use prokura_domain::person::{Departed, Person, PersonStatus};
use prokura_domain::refusal::Refusal;

/// Brings a deleted person back, while their address is free (ORG-05): without rights, with the licences that whoever is added
/// gets by itself, and invited anew, since nothing they signed in with is left. Deleting by mistake is the accident that this is for.
#[derive(Clone, Debug)]
pub struct RestorePerson {
    /// Whose they were.
    pub organization: OrganizationId,
    /// Whom.
    pub person: PrincipalId,
    /// The version the caller looked at; `None` for whatever there is.
    pub expected_version: Option<i64>,
}

#[async_trait]
impl Command for RestorePerson {
    type Output = Person;

    fn name(&self) -> &'static str {
        "restore_person"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<Person, Error> {
        let (before, departed, permit) = gone(work, self.organization, self.person).await?;
        version::expect(work, before.id.0, self.expected_version, before.version).await?;
        let (PersonStatus::Deleted, Some(email)) = (before.status, departed.email) else {
            return Err(Refusal::Over { code: PERSON_ERASED }.into());
        };
        let mut problems = Problems::default();
        check_address(work, before.home, &email, &mut problems).await?;
        problems.refuse()?;
        let Got { licenses, package, missed } = seat::by_rule(work, before.home, &email).await?;
        let version = before.version + 1;
        let after = Person { email, status: PersonStatus::Pending, licenses, package, version, ..before.clone() };
        work.plan(&permit, Event::PersonRestored(Change { before, after: after.clone() }));
        seat::write_missed(work, &permit, &after, missed);
        let invitation = link(work, after.id, LinkPurpose::Invitation);
        work.plan(&permit, Event::SignInLinkIssued(invitation, after.home));
        Ok(after)
    }
}

/// Somebody who was deleted, and the permit of whoever manages people there.
pub(crate) async fn gone(
    work: &mut Work<'_>,
    organization: OrganizationId,
    person: PrincipalId,
) -> Result<(Person, Departed, Permit), Error> {
    work.enter(organization).await?;
    if work.ask("users", Level::Read, organization, Target::Organization).is_err() {
        return Err(Refusal::NotFound.into());
    }
    let is_one = |person: &Person| person.home == organization && person.status.is_gone();
    let found = work.read().anybody(person).await?.filter(is_one).ok_or(Refusal::NotFound)?;
    let permit = work.ask_manage("users", organization)?;
    let departed = work.read().departed(&[person]).await?.pop().ok_or(Refusal::NotFound)?;
    Ok((found, departed, permit))
}
