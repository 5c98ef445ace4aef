//! Whether somebody may have one more export: few at a time, and not too many kept.

use crate::error::Error;
use crate::work::Work;
use prokura_domain::id::PrincipalId;
use prokura_domain::job::{Job, JobKind, JobState};
use prokura_domain::refusal::Refusal;
use prokura_domain::time::Timestamp;

/// How many exports one may wait for.
pub const UNFINISHED: usize = 3;
/// How many exports of one person are kept: their files fill the same disk as everything else.
pub const KEPT: usize = 20;
/// After how many seconds it is worth asking again while others are being made.
const COME_BACK: u32 = 10;

/// Whether somebody may have one more export of a kind.
///
/// # Errors
/// [`Refusal::TooMany`].
pub(crate) async fn has_room(work: &mut Work<'_>, who: PrincipalId, kind: JobKind) -> Result<(), Error> {
    let most = u64::try_from(KEPT).unwrap_or(u64::MAX);
    let now = work.now;
    Ok(room(&work.read().jobs_of(who, kind, most).await?, now)?)
}

/// Whether there is room beside these exports, newest first.
fn room(jobs: &[Job], now: Timestamp) -> Result<(), Refusal> {
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
    use prokura_domain::id::{JobId, OrganizationId};
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
            cursor: None,
            done: 0,
            total: 0,
            attempts: 0,
        }
    }

    #[test]
    fn one_waits_for_a_few_and_keeps_a_few_more() {
        let working = |count| vec![job(JobState::Working, Span::minutes(1)); count];
        assert_eq!(room(&working(UNFINISHED - 1), NOW), Ok(()));
        let refused = Err(Refusal::TooMany { code: "exports_unfinished", retry_after_seconds: COME_BACK });
        assert_eq!(room(&working(UNFINISHED), NOW), refused);
        // One that was given up is not waited for.
        assert_eq!(room(&vec![job(JobState::Failed, Span::minutes(1)); UNFINISHED], NOW), Ok(()));
        let mut kept = vec![job(JobState::Done, Span::minutes(1)); KEPT - 1];
        kept.push(job(JobState::Done, Span(RESULT_LASTS.0 - 1_000_000)));
        let refused = Err(Refusal::TooMany { code: "exports_kept", retry_after_seconds: 2 });
        assert_eq!(room(&kept, NOW), refused);
        kept[KEPT - 1] = job(JobState::Done, RESULT_LASTS);
        assert_eq!(room(&kept, NOW), Ok(()), "what has expired counts no more");
    }
}
