//! An export of an organization's audit log is asked for; it is made in the background.

use crate::error::Error;
use crate::job::audit_export::{Format, Wanted};
use crate::pipeline::Command;
use crate::port::AuditFilter;
use crate::query::audit_log::history;
use crate::standing::active_actor;
use crate::work::Work;
use async_trait::async_trait;
use prokura_decision::facts::Target;
use prokura_decision::mask::Level;
use prokura_domain::event::Event;
use prokura_domain::id::{JobId, OrganizationId};
use prokura_domain::job::{Job, JobKind, JobState};
use prokura_domain::refusal::Refusal;
use prokura_domain::time::Timestamp;
use serde::{Deserialize, Serialize};

/// How many exports one may wait for.
pub const UNFINISHED: usize = 3;
/// How many exports of one person are kept: their files fill the same disk as everything else.
pub const KEPT: usize = 20;
/// After how many seconds it is worth asking again while others are being made.
const COME_BACK: u32 = 10;

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
        let most = u64::try_from(KEPT).unwrap_or(u64::MAX);
        has_room(&work.read().jobs_of(actor, JobKind::AuditExport, most).await?, now)?;
        let head = work.read().audit_head(self.organization).await?;
        // What is written from here on, this export's own entry among it, is not in the file.
        let mut filter = AuditFilter { up_to: Some(head), ..self.filter.clone() };
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
            done: 0,
            total: head,
            attempts: 0,
        };
        let begun = ExportBegun { job: job.id };
        work.plan(&permit, Event::JobAsked(job));
        Ok(begun)
    }
}

/// Whether somebody with these exports, newest first, may have one more.
fn has_room(jobs: &[Job], now: Timestamp) -> Result<(), Refusal> {
    let kept: Vec<&Job> = jobs.iter().filter(|job| job.expires_at() > now).collect();
    if kept.iter().filter(|job| job.state == JobState::Working).count() >= UNFINISHED {
        return Err(Refusal::TooMany { code: "exports_unfinished", retry_after_seconds: COME_BACK });
    }
    match kept.last().filter(|_| kept.len() >= KEPT) {
        None => Ok(()),
        Some(oldest) => {
            let seconds = oldest.expires_at().since(now).0 / 1_000_000 + 1;
            let retry_after_seconds = u32::try_from(seconds).unwrap_or(u32::MAX);
            Err(Refusal::TooMany { code: "exports_kept", retry_after_seconds })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use prokura_domain::id::PrincipalId;
    use prokura_domain::job::RESULT_LASTS;
    use prokura_domain::time::Span;

    const NOW: Timestamp = Timestamp(1_000_000_000);

    fn job(state: JobState, age: Span) -> Job {
        Job {
            id: JobId(uuid::Uuid::nil()),
            kind: JobKind::AuditExport,
            organization: OrganizationId(uuid::Uuid::nil()),
            asked_by: PrincipalId(uuid::Uuid::nil()),
            arguments: String::new(),
            created_at: NOW.minus(age),
            state,
            failure: None,
            parts: 0,
            position: 1,
            done: 0,
            total: 0,
            attempts: 0,
        }
    }

    #[test]
    fn one_waits_for_a_few_and_keeps_a_few_more() {
        let working = |count| vec![job(JobState::Working, Span::minutes(1)); count];
        assert_eq!(has_room(&working(UNFINISHED - 1), NOW), Ok(()));
        let refused = Err(Refusal::TooMany { code: "exports_unfinished", retry_after_seconds: COME_BACK });
        assert_eq!(has_room(&working(UNFINISHED), NOW), refused);
        // One that was given up is not waited for.
        assert_eq!(has_room(&vec![job(JobState::Failed, Span::minutes(1)); UNFINISHED], NOW), Ok(()));
        let mut kept = vec![job(JobState::Done, Span::minutes(1)); KEPT - 1];
        kept.push(job(JobState::Done, Span(RESULT_LASTS.0 - 1_000_000)));
        let refused = Err(Refusal::TooMany { code: "exports_kept", retry_after_seconds: 2 });
        assert_eq!(has_room(&kept, NOW), refused);
        kept[KEPT - 1] = job(JobState::Done, RESULT_LASTS);
        assert_eq!(has_room(&kept, NOW), Ok(()), "what has expired counts no more");
    }
}
