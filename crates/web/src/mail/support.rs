//! Mails about support access.

use super::Desk;
use super::letter::Letter;
use prokura_app::error::Error;
use prokura_app::query::preferences::wants;
use prokura_domain::id::{OrganizationId, SupportGrantId, SupportRequestId};
use prokura_domain::preference::Topic;
use prokura_domain::setting::{SettingValue, key};
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

/// To the other full administrators: somebody was let in; none once it is over.
pub(super) async fn began(desk: &mut Desk<'_>, grant: SupportGrantId) -> Result<Option<Letter>, Error> {
    let Some(grant) = desk.read.support_grant(grant).await? else { return Ok(None) };
    let Some(until) = grant.term.until.filter(|_| grant.term.contains(desk.now)) else { return Ok(None) };
    if grant.approved_by == desk.to.id || !is_told(desk, grant.organization, key::TELL_OF_ACCESS).await? {
        return Ok(None);
    }
    let (agent, home) = desk.person(grant.agent).await?;
    let home = match home {
        Some(home) => desk.organization(home).await?.0,
        None => String::new(),
    };
    let (approver, _) = desk.person(grant.approved_by).await?;
    let (organization, page) = desk.organization(grant.organization).await?;
    let named = [("agent", agent.as_str()), ("who", &approver), ("organization", &organization)];
    let stop = desk.stop(Topic::SupportNotices);
    Ok(Some(
        desk.letter(desk.text("mail-support-began-subject", &named))
            .paragraph(desk.text("mail-support-began-text", &named))
            .fact(desk.text("approval-agent", &[]), format!("{agent}, {home}"))
            .fact(desk.text("mail-until", &[]), desk.moment(until))
            .button(desk.text("mail-support-what-was-done", &[]), desk.link(&format!("{page}/support")))
            .stop(desk.text("mail-stop-link", &[]), stop),
    ))
}

/// To the other full administrators: a request was reported as unexpected.
pub(super) async fn reported_here(desk: &mut Desk<'_>, request: SupportRequestId) -> Result<Option<Letter>, Error> {
    let Some(request) = desk.read.support_request(request).await? else { return Ok(None) };
    if request.decided_by == Some(desk.to.id) || !is_told(desk, request.organization, key::TELL_OF_REPORTS).await? {
        return Ok(None);
    }
    let (agent, home) = desk.person(request.agent).await?;
    let home = match home {
        Some(home) => desk.organization(home).await?.0,
        None => String::new(),
    };
    let who = match request.decided_by {
        Some(who) => desk.person(who).await?.0,
        None => desk.text("somebody", &[]),
    };
    let (organization, page) = desk.organization(request.organization).await?;
    let named = [("agent", agent.as_str()), ("who", &who), ("organization", &organization)];
    let stop = desk.stop(Topic::SupportNotices);
    Ok(Some(
        desk.letter(desk.text("mail-support-reported-here-subject", &named))
            .paragraph(desk.text("mail-support-reported-here-text", &named))
            .fact(desk.text("approval-agent", &[]), format!("{agent}, {home}"))
            .fact(desk.text("approval-reason", &[]), request.reason.clone())
            .fact(desk.text("approval-asked", &[]), desk.moment(request.requested_at))
            .button(desk.text("mail-support-look", &[]), desk.link(&format!("{page}/support")))
            .stop(desk.text("mail-stop-link", &[]), stop),
    ))
}

/// Whether the organization tells its full administrators, and this one wants to be told.
async fn is_told(desk: &mut Desk<'_>, organization: OrganizationId, setting: &str) -> Result<bool, Error> {
    let Some(record) = desk.read.organization_record(organization).await? else { return Ok(false) };
    let set = record.settings.iter().find(|it| it.key == setting).map(|it| &it.value);
    let default = desk.site.service.policy().setting(setting).map(|definition| &definition.default);
    let tells = set.or(default) == Some(&SettingValue::Text("full_administrators".to_owned()));
    Ok(tells && wants(desk.read, desk.to.id, Topic::SupportNotices, desk.now).await?)
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
