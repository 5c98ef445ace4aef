//! An export of an organization's audit log is asked for; it is made in the background.

use super::guard::room::has_room;
use crate::error::Error;
use crate::job::audit_export::{Format, Wanted};
use crate::pipeline::Command;
use crate::port::AuditFilter;
use crate::query::audit_log::{hidden_by, history};
use crate::standing::active_actor;
use crate::work::Work;
use async_trait::async_trait;
use prokura_decision::facts::Target;
use prokura_decision::mask::Level;
use prokura_domain::event::Event;
use prokura_domain::id::{JobId, OrganizationId};
use prokura_domain::job::{Job, JobKind, JobState};
use serde::{Deserialize, Serialize};

/// Asks for a file with the entries that are in the log at this moment. It asks `audit.read`.
#[derive(Clone, Debug)]
pub struct ExportAudit {
    /// Whose log.
    pub organization: OrganizationId,
    /// Which entries.
    pub filter: AuditFilter,
    /// In which form.
    pub format: Format,
}

/// The job that makes the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportBegun {
    /// The job.
    pub job: JobId,
}

#[async_trait]
impl Command for ExportAudit {
    type Output = ExportBegun;

    fn name(&self) -> &'static str {
        "export_audit"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<ExportBegun, Error> {
        let actor = active_actor(work).await?;
        work.enter(self.organization).await?;
        let permit = work.ask("audit", Level::Read, self.organization, Target::Organization)?;
        let now = work.now;
        has_room(work, actor, JobKind::AuditExport).await?;
        let without = hidden_by(work.policy, |control| {
            work.ask(control, Level::Read, self.organization, Target::Organization).err()
        });
        let head = work.read().audit_head(self.organization).await?;
        // What is written from here on, this export's own entry among it, is not in the file.
        let mut filter = AuditFilter { up_to: Some(head), without, ..self.filter.clone() };
        if let Some((person, _)) = filter.history {
            filter.history = Some(history(work.read(), self.organization, person).await?);
        }
        let wanted = Wanted { filter, format: self.format };
        let arguments = serde_json::to_string(&wanted).map_err(|error| Error::Internal(error.to_string()))?;
        let job = Job {
            id: JobId(work.new_id()),
            kind: JobKind::AuditExport,
            organization: self.organization,
            asked_by: actor,
            arguments,
            created_at: now,
            state: JobState::Working,
            failure: None,
            parts: 0,
            position: head.saturating_add(1),
            cursor: None,
            done: 0,
            total: head,
            attempts: 0,
        };
        let begun = ExportBegun { job: job.id };
        work.plan(&permit, Event::JobAsked(job));
        Ok(begun)
    }
}
