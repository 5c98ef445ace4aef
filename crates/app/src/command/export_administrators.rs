//! An export of who administers an organization is asked for; it is made in the background (ROL-06).

use super::guard::room::has_room;
use crate::command::export_audit::ExportBegun;
use crate::error::Error;
use crate::job::administrators_export::Wanted;
use crate::pipeline::Command;
use crate::query::directory::{Filter, Own};
use crate::query::grants::{OF_OUTSIDERS, OF_OWN};
use crate::standing::active_actor;
use crate::work::Work;
use async_trait::async_trait;
use prokura_decision::facts::Target;
use prokura_decision::mask::Level;
use prokura_decision::permit::Permit;
use prokura_domain::event::Event;
use prokura_domain::id::{JobId, OrganizationId};
use prokura_domain::job::{Job, JobKind, JobState};
use prokura_domain::text::Locale;

/// Asks for a file with those who administer an organization at this moment, as far as a filter lets them through: people to whom
/// something was given there. For the organization's own it asks what shows what they hold, for others `external_admins.read`.
#[derive(Clone, Debug)]
pub struct ExportAdministrators {
    /// The organization.
    pub organization: OrganizationId,
    /// Which of them; the order is nothing to it.
    pub filter: Filter,
    /// The language of the headings and of the roles' titles.
    pub language: Locale,
}

#[async_trait]
impl Command for ExportAdministrators {
    type Output = ExportBegun;

    fn name(&self) -> &'static str {
        "export_administrators"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<ExportBegun, Error> {
        let actor = active_actor(work).await?;
        work.enter(self.organization).await?;
        let filter = &self.filter;
        let own = (filter.own != Own::Nobody).then(|| seen(work, self.organization, &OF_OWN));
        let outside = filter.outside.then(|| seen(work, self.organization, &[OF_OUTSIDERS]));
        // Whoever asks for all gets those whom they see; whoever sees nobody is told why.
        let (own, outside) = match (own, outside) {
            (Some(Err(refused)), None | Some(Err(_))) | (None, Some(Err(refused))) => return Err(refused),
            (own, outside) => (own.and_then(Result::ok), outside.and_then(Result::ok)),
        };
        let (sees_own, sees_outside) = (own.is_some(), outside.is_some());
        let Some(permit) = own.or(outside) else {
            return Err(Error::Internal("an export of nobody was asked for".to_owned()));
        };
        has_room(work, actor, JobKind::AdministratorsExport).await?;
        let now = work.now;
        let total = work.read().count_holders_in(self.organization, now).await?;
        let wanted = Wanted {
            own: sees_own,
            outside: sees_outside,
            roles: filter.roles.clone(),
            location: filter.location,
            status: filter.status,
            license: filter.license.clone(),
            search: filter.search.clone(),
            language: self.language,
            at: now,
        };
        let job = Job {
            id: JobId(work.new_id()),
            kind: JobKind::AdministratorsExport,
            organization: self.organization,
            asked_by: actor,
            arguments: serde_json::to_string(&wanted).map_err(|error| Error::Internal(error.to_string()))?,
            created_at: now,
            state: JobState::Working,
            failure: None,
            parts: 0,
            position: 0,
            cursor: None,
            done: 0,
            total: i64::try_from(total).unwrap_or(i64::MAX),
            attempts: 0,
        };
        let begun = ExportBegun { job: job.id };
        work.plan(&permit, Event::JobAsked(job));
        Ok(begun)
    }
}

/// The permit of the first of some rights that one has.
fn seen(work: &mut Work<'_>, organization: OrganizationId, controls: &[&str]) -> Result<Permit, Error> {
    let mut first = None;
    for control in controls {
        match work.ask(control, Level::Read, organization, Target::Organization) {
            Ok(permit) => return Ok(permit),
            Err(error) => first = first.or(Some(error)),
        }
    }
    Err(first.map_or_else(|| Error::Internal("no right was asked for".to_owned()), Error::from))
}
