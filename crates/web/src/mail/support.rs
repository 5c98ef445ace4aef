//! Mails about support access.

use super::Desk;
use super::letter::Letter;
use prokura_app::error::Error;
use prokura_domain::id::{SupportGrantId, SupportRequestId};
use prokura_domain::support::RequestState;

/// To the approver: the one mail with the link (SUP-02).
pub(super) async fn requested(desk: &mut Desk<'_>, request: SupportRequestId) -> Result<Option<Letter>, Error> {
    let Some(request) = desk.read.support_request(request).await? else { return Ok(None) };
    // Answered, taken back or lapsed meanwhile; or no longer theirs to answer.
    if request.state_at(desk.now) != RequestState::Pending || request.approver != Some(desk.to.id) {
        return Ok(None);
    }
    let (agent, home) = desk.person(request.agent).await?;
    let home = match home {
        Some(home) => desk.organization(home).await?.0,
        None => String::new(),
    };
    let (organization, _) = desk.organization(request.organization).await?;
    let token = desk.site.service.keys().support_link(request.id, desk.to.id);
    let named = [("agent", agent.as_str()), ("home", &home), ("organization", &organization)];
    Ok(Some(
        desk.letter(desk.text("mail-support-requested-subject", &named))
            .paragraph(desk.text("mail-support-requested-text", &named))
            .fact(desk.text("approval-agent", &[]), format!("{agent}, {home}"))
            .fact(desk.text("organization", &[]), organization.clone())
            .fact(desk.text("approval-reason", &[]), request.reason.clone())
            .fact(desk.text("mail-support-answer-until", &[]), desk.moment(request.lapses_at()))
            .button(desk.text("approval-grant", &[]), desk.link(&format!("/support/{token}")))
            .advice(desk.text("mail-support-requested-button", &[]))
            .advice(desk.text("mail-support-requested-advice", &[])),
    ))
}

/// To the agent: they have an hour (SUP-06).
pub(super) async fn granted(
    desk: &mut Desk<'_>,
    request: SupportRequestId,
    grant: SupportGrantId,
) -> Result<Option<Letter>, Error> {
    let Some(request) = desk.read.support_request(request).await? else { return Ok(None) };
    let grant = desk.read.support_grant(grant).await?;
    let Some(until) = grant.filter(|grant| grant.term.contains(desk.now)).and_then(|grant| grant.term.until) else {
        return Ok(None);
    };
    let (organization, page) = desk.organization(request.organization).await?;
    let named = [("organization", organization.as_str())];
    Ok(Some(
        desk.letter(desk.text("mail-support-granted-subject", &named))
            .paragraph(desk.text("mail-support-granted-text", &named))
            .fact(desk.text("mail-until", &[]), desk.moment(until))
            .fact(desk.text("approval-reason", &[]), request.reason.clone())
            .button(desk.text("go-to-control-hub", &[]), desk.link(&page))
            .advice(desk.text("mail-support-granted-advice", &[])),
    ))
}

/// To the agent: no. Who said so is not told.
pub(super) async fn denied(desk: &mut Desk<'_>, request: SupportRequestId) -> Result<Option<Letter>, Error> {
    let Some(request) = desk.read.support_request(request).await? else { return Ok(None) };
    let (organization, _) = desk.organization(request.organization).await?;
    let named = [("organization", organization.as_str())];
    Ok(Some(
        desk.letter(desk.text("mail-support-denied-subject", &named))
            .paragraph(desk.text("mail-support-denied-text", &named))
            .fact(desk.text("approval-reason", &[]), request.reason.clone())
            .fact(desk.text("approval-asked", &[]), desk.moment(request.requested_at)),
    ))
}

/// To the vendor's administrators: a case (SUP-05).
pub(super) async fn reported(desk: &mut Desk<'_>, request: SupportRequestId) -> Result<Option<Letter>, Error> {
    let Some(request) = desk.read.support_request(request).await? else { return Ok(None) };
    let (agent, home) = desk.person(request.agent).await?;
    let home = match home {
        Some(home) => desk.organization(home).await?.0,
        None => String::new(),
    };
    let (organization, _) = desk.organization(request.organization).await?;
    let named = [("agent", agent.as_str()), ("home", &home), ("organization", &organization)];
    Ok(Some(
        desk.letter(desk.text("mail-support-reported-subject", &named))
            .paragraph(desk.text("mail-support-reported-text", &named))
            .fact(desk.text("approval-agent", &[]), format!("{agent}, {home}"))
            .fact(desk.text("organization", &[]), organization.clone())
            .fact(desk.text("approval-reason", &[]), request.reason.clone())
            .fact(desk.text("approval-asked", &[]), desk.moment(request.requested_at))
            .fact(desk.text("mail-support-request-number", &[]), request.id.to_string()),
    ))
}

/// To the other side: access was ended early (SUP-07).
pub(super) async fn ended(desk: &mut Desk<'_>, grant: SupportGrantId) -> Result<Option<Letter>, Error> {
    let Some(grant) = desk.read.support_grant(grant).await? else { return Ok(None) };
    let (organization, page) = desk.organization(grant.organization).await?;
    let (agent, _) = desk.person(grant.agent).await?;
    let at = grant.term.until.map(|at| desk.moment(at)).unwrap_or_default();
    let named = [("agent", agent.as_str()), ("organization", &organization)];
    let letter = desk.letter(desk.text("mail-support-ended-subject", &named));
    Ok(Some(if grant.agent == desk.to.id {
        letter.paragraph(desk.text("mail-support-ended-by-customer", &named)).fact(desk.text("mail-ended-at", &[]), at)
    } else {
        letter
            .paragraph(desk.text("mail-support-ended-by-agent", &named))
            .fact(desk.text("mail-ended-at", &[]), at)
            .button(desk.text("mail-support-what-was-done", &[]), desk.link(&format!("{page}/support")))
    }))
}
