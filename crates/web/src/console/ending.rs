//! Ending approved access or a Help Desk session, from wherever its countdown shows.

use super::{Answer, ConsoleCaller, Flash, Typed, done};
use axum::extract::Path;
use prokura_app::command::close_help_desk_session::CloseHelpDeskSession;
use prokura_app::command::end_support::EndSupport;
use prokura_domain::id::{HelpDeskSessionId, SupportGrantId};
use prokura_domain::refusal::Refusal;

/// `POST /support-access/{grant}/end` (SUP-07)
pub(super) async fn end_access(caller: ConsoleCaller, Path(grant): Path<String>, typed: Typed) -> Answer {
    let grant: SupportGrantId = grant.parse().map_err(|_| Refusal::NotFound)?;
    let ended = caller.site.execute(caller.caller.clone(), EndSupport { grant }).await?;
    let () = ended.value;
    Ok(done(&caller.site, &caller.visit, next(&typed), &Flash::good(caller.visit.t("access-ended"))))
}

/// `POST /help-desk-sessions/{session}/close` (PTR-07)
pub(super) async fn close_session(caller: ConsoleCaller, Path(session): Path<String>, typed: Typed) -> Answer {
    let session: HelpDeskSessionId = session.parse().map_err(|_| Refusal::NotFound)?;
    let closed = caller.site.execute(caller.caller.clone(), CloseHelpDeskSession { session }).await?;
    let () = closed.value;
    Ok(done(&caller.site, &caller.visit, next(&typed), &Flash::good(caller.visit.t("session-closed"))))
}

/// Where the form said to go on; without a word, where nothing is lost by the end.
fn next(typed: &Typed) -> &str {
    if typed.has("next") { typed.text("next") } else { "/" }
}
