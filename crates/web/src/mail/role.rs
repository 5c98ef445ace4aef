//! Mails about roles that were given and taken.

use super::Desk;
use super::letter::Letter;
use prokura_app::error::Error;
use prokura_domain::custom_role::named_by;
use prokura_domain::grant::Grant;
use prokura_domain::id::GrantId;

/// The setting with which an organization keeps new administrators from being written to.
const SUPPRESS_INVITATIONS: &str = "email.suppress_admin_invitations";

/// To the holder: a role was given.
pub(super) async fn assigned(desk: &mut Desk<'_>, grant: GrantId) -> Result<Option<Letter>, Error> {
    let Some(grant) = desk.read.grant(grant).await? else { return Ok(None) };
    let suppressed = match desk.read.organization_record(grant.organization).await? {
        Some(record) => record.is_on(desk.site.service.policy(), SUPPRESS_INVITATIONS),
        None => true,
    };
    if suppressed || grant.term.is_over(desk.now) {
        return Ok(None);
    }
    let role = title(desk, &grant).await?;
    let (organization, page) = desk.organization(grant.organization).await?;
    let named = [("role", role.as_str()), ("organization", &organization)];
    Ok(Some(
        desk.letter(desk.text("mail-role-assigned-subject", &named))
            .paragraph(desk.text("mail-role-assigned-text", &named))
            .fact(desk.text("mail-role", &[]), role.clone())
            .fact(desk.text("organization", &[]), organization.clone())
            .fact(desk.text("mail-from", &[]), later(desk, &grant))
            .fact(desk.text("mail-until", &[]), grant.term.until.map(|at| desk.moment(at)).unwrap_or_default())
            .button(desk.text("go-to-control-hub", &[]), desk.link(&page)),
    ))
}

/// To the holder: a role ended before its term.
pub(super) async fn ended(desk: &mut Desk<'_>, grant: GrantId) -> Result<Option<Letter>, Error> {
    let Some(grant) = desk.read.grant(grant).await? else { return Ok(None) };
    let role = title(desk, &grant).await?;
    let (organization, _) = desk.organization(grant.organization).await?;
    let named = [("role", role.as_str()), ("organization", &organization)];
    Ok(Some(
        desk.letter(desk.text("mail-role-ended-subject", &named))
            .paragraph(desk.text("mail-role-ended-text", &named))
            .fact(desk.text("mail-ended-at", &[]), grant.term.until.map(|at| desk.moment(at)).unwrap_or_default()),
    ))
}

/// To the customer's full administrators: the partner took provisioning back, and how to stop it (EXT-12).
pub(super) async fn taken_back(desk: &mut Desk<'_>, grant: GrantId) -> Result<Option<Letter>, Error> {
    let Some(grant) = desk.read.grant(grant).await? else { return Ok(None) };
    if grant.term.is_over(desk.now) {
        return Ok(None);
    }
    let role = title(desk, &grant).await?;
    let (organization, page) = desk.organization(grant.organization).await?;
    let (holder, home) = desk.person(grant.principal).await?;
    let partner = match home {
        Some(home) => desk.organization(home).await?.0,
        None => String::new(),
    };
    let named = [("holder", holder.as_str()), ("partner", &partner), ("role", &role), ("organization", &organization)];
    Ok(Some(
        desk.letter(desk.text("mail-taken-back-subject", &named))
            .paragraph(desk.text("mail-taken-back-text", &named))
            .fact(desk.text("mail-role", &[]), role.clone())
            .fact(desk.text("mail-holder", &[]), format!("{holder}, {partner}"))
            .button(desk.text("go-to-control-hub", &[]), desk.link(&format!("{page}/users")))
            .advice(desk.text("mail-taken-back-advice", &named)),
    ))
}

async fn title(desk: &mut Desk<'_>, grant: &Grant) -> Result<String, Error> {
    let locale = desk.language().0;
    if named_by(&grant.role).is_some()
        && let Some(place) = desk.read.organization_record(grant.organization).await?
        && let Some(custom) = place.custom_role(&grant.role)
    {
        return Ok(custom.names.in_locale(locale).to_owned());
    }
    let policy = desk.site.service.policy();
    let role = policy.role(&grant.role).map(|role| policy.role_at(role));
    Ok(role.map_or_else(|| grant.role.clone(), |role| role.title.in_locale(locale).to_owned()))
}

/// When it begins, where that is still to come.
fn later(desk: &Desk<'_>, grant: &Grant) -> String {
    grant.term.from.filter(|from| *from > desk.now).map(|from| desk.moment(from)).unwrap_or_default()
}
