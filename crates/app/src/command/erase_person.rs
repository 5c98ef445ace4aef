//! Everything that says who a deleted person was goes for good.

use crate::command::guard::code::PERSON_ERASED;
use crate::command::guard::version;
use crate::command::restore_person::gone;
use crate::error::Error;
use crate::pipeline::Command;
use crate::port::Sought;
use crate::work::Work;
use async_trait::async_trait;
use prokura_domain::event::{Change, Erasure, Event};
use prokura_domain::grant::Grant;
use prokura_domain::id::{OrganizationId, PrincipalId};
use prokura_domain::job::JobState;
use prokura_domain::person::{Departed, Person, PersonStatus};
use prokura_domain::refusal::Refusal;
use prokura_domain::superseded::Superseded;
use prokura_domain::text::EmailAddress;
use std::collections::BTreeSet;

/// A job that tells of the person is being worked on.
pub const JOBS_UNFINISHED: &str = "jobs_unfinished";
/// How long such a job may take to be done.
const WAIT_SECONDS: u32 = 30;

/// Erases the personal data of a deleted person: name, addresses, words about them, and what kept results tell; while a job that
/// tells of them is being worked on, they wait. The log's bytes stay, and with them the proof that nothing was changed. It cannot be taken back.
#[derive(Clone, Debug)]
pub struct ErasePerson {
    /// Whose they were.
    pub organization: OrganizationId,
    /// Whom.
    pub person: PrincipalId,
    /// The version the caller looked at; `None` for whatever there is.
    pub expected_version: Option<i64>,
}

#[async_trait]
impl Command for ErasePerson {
    /// The person as erased.
    type Output = Person;

    fn name(&self) -> &'static str {
        "erase_person"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<Person, Error> {
        let (before, departed, permit) = gone(work, self.organization, self.person).await?;
        version::expect(work, before.id.0, self.expected_version, before.version).await?;
        if before.status != PersonStatus::Deleted {
            return Err(Refusal::Over { code: PERSON_ERASED }.into());
        }
        work.know_principal(before.id).await?;
        let mut addresses: BTreeSet<EmailAddress> = departed.email.clone().into_iter().collect();
        let mut names = BTreeSet::from([before.name.to_string()]);
        // What they were called before, their own entries say.
        for told in work.read().told_about(before.id.0).await? {
            match told.place.rsplit('/').next() {
                Some("email") => addresses.extend(told.value.parse::<EmailAddress>().ok()),
                Some("name") if !told.place.starts_with("/arguments/") => {
                    names.insert(told.value);
                }
                Some(_) | None => {}
            }
        }
        // An address that somebody has by now tells of them.
        for address in addresses.clone() {
            if work.person_by_email(&address).await?.is_some() {
                addresses.remove(&address);
            }
        }
        let grants = work.facts.principal_record(before.id).map(|record| record.grants.clone()).unwrap_or_default();
        let elsewhere: BTreeSet<OrganizationId> =
            grants.iter().map(|grant| grant.organization).filter(|place| *place != before.home).collect();
        let found_by: Vec<String> = addresses.iter().map(ToString::to_string).chain([before.id.to_string()]).collect();
        let called: Vec<String> = names.into_iter().chain(found_by.iter().cloned()).collect();
        let sought = [
            Sought { organizations: vec![before.home], texts: called },
            Sought { organizations: elsewhere.into_iter().collect(), texts: found_by },
        ];
        let jobs = work.read().jobs_telling(&sought).await?;
        for job in &jobs {
            // A change that is half done would lose the account of what was done.
            if work.read().job(*job).await?.is_some_and(|job| job.state == JobState::Working) {
                return Err(Refusal::TooMany { code: JOBS_UNFINISHED, retry_after_seconds: WAIT_SECONDS }.into());
            }
        }
        let history = work.read().history_of(before.id.0).await?;
        let history = history.into_iter().filter_map(|(revision, part, version)| {
            let Superseded::Grant(grant) = version else { return None };
            grant.reason.as_ref()?;
            Some((revision.0, part, Superseded::Grant(Grant { reason: None, ..grant })))
        });
        let after = before.erased().map_err(|error| Error::Internal(error.code.to_owned()))?;
        let erasure = Erasure {
            departed: Departed { email: None, erased_at: Some(work.now), ..departed },
            addresses: addresses.into_iter().collect(),
            subjects: grants.iter().map(|grant| grant.id.0).collect(),
            history: history.collect(),
            jobs,
            person: Change { before, after: after.clone() },
        };
        work.plan(&permit, Event::PersonErased(Box::new(erasure)));
        Ok(after)
    }
}
