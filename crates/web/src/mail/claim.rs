//! A mail to somebody whom an organization claimed.

use super::Desk;
use super::letter::Letter;
use prokura_app::error::Error;
use prokura_domain::id::{OrganizationId, PrincipalId};

/// To the person: who claimed them, and what changed.
pub(super) async fn claimed(
    desk: &mut Desk<'_>,
    claimed_by: OrganizationId,
    former: OrganizationId,
    by: Option<PrincipalId>,
) -> Result<Option<Letter>, Error> {
    // Meanwhile they may have moved on.
    if desk.read.person(desk.to.id).await?.is_none_or(|person| person.home != claimed_by) {
        return Ok(None);
    }
    let (organization, page) = desk.organization(claimed_by).await?;
    let (former, _) = desk.organization(former).await?;
    let who = match by {
        Some(by) => desk.person(by).await?.0,
        None => desk.text("somebody", &[]),
    };
    let named = [("organization", organization.as_str()), ("former", &former), ("who", &who)];
    Ok(Some(
        desk.letter(desk.text("mail-claimed-subject", &named))
            .paragraph(desk.text("mail-claimed-text", &named))
            .paragraph(desk.text("mail-claimed-what", &named))
            .button(desk.text("go-to-control-hub", &[]), desk.link(&page))
            .advice(desk.text("mail-claimed-advice", &named)),
    ))
}
