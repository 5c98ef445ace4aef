//! Mails about signing in: invitations, resets, recovery.

use super::Desk;
use super::letter::Letter;
use crate::console::device;
use prokura_app::error::Error;
use prokura_domain::id::{PrincipalId, SessionId, SignInLinkId};

/// To somebody who was added: how to sign in for the first time.
pub(super) async fn invited(desk: &mut Desk<'_>, link: SignInLinkId) -> Result<Option<Letter>, Error> {
    let Some(open) = open(desk, link).await? else { return Ok(None) };
    let named = [("organization", open.organization.as_str())];
    let letter = desk
        .letter(desk.text("mail-invited-subject", &named))
        .paragraph(desk.text("mail-invited-text", &named))
        .fact(desk.text("email", &[]), desk.to.email.clone());
    Ok(Some(open.button(desk, letter, "mail-invited-button").advice(desk.text("mail-invited-advice", &named))))
}

/// To somebody whose way of signing in was reset.
pub(super) async fn reset(
    desk: &mut Desk<'_>,
    link: SignInLinkId,
    by: Option<PrincipalId>,
) -> Result<Option<Letter>, Error> {
    let Some(open) = open(desk, link).await? else { return Ok(None) };
    let who = match by {
        Some(by) => desk.person(by).await?.0,
        None => desk.text("somebody", &[]),
    };
    let named = [("who", who.as_str()), ("organization", &open.organization)];
    let letter = desk.letter(desk.text("mail-reset-subject", &named)).paragraph(desk.text("mail-reset-text", &named));
    Ok(Some(open.button(desk, letter, "mail-reset-button").advice(desk.text("mail-reset-advice", &named))))
}

/// To somebody who forgot their password.
pub(super) async fn recovery(desk: &mut Desk<'_>, link: SignInLinkId) -> Result<Option<Letter>, Error> {
    let Some(open) = open(desk, link).await? else { return Ok(None) };
    let letter = desk.letter(desk.text("mail-recovery-subject", &[])).paragraph(desk.text("mail-recovery-text", &[]));
    Ok(Some(open.button(desk, letter, "mail-recovery-button").advice(desk.text("mail-recovery-advice", &[]))))
}

/// To somebody who forgot their password and has no second factor.
pub(super) async fn recovery_elsewhere(desk: &mut Desk<'_>) -> Result<Letter, Error> {
    let home = desk.read.person(desk.to.id).await?.map(|person| person.home);
    let organization = match home {
        Some(home) => desk.organization(home).await?.0,
        None => String::new(),
    };
    let named = [("organization", organization.as_str())];
    Ok(desk
        .letter(desk.text("mail-recovery-subject", &[]))
        .paragraph(desk.text("mail-recovery-elsewhere-text", &named))
        .advice(desk.text("mail-recovery-elsewhere-advice", &[])))
}

/// To whoever signed in from a device that is new to them.
pub(super) async fn new_device(desk: &mut Desk<'_>, session: SessionId) -> Result<Option<Letter>, Error> {
    let Some(session) = desk.read.session(session).await? else { return Ok(None) };
    let device = device(desk.language(), &session.device);
    let named = [("device", device.as_str())];
    Ok(Some(
        desk.letter(desk.text("mail-new-device-subject", &named))
            .paragraph(desk.text("mail-new-device-text", &named))
            .fact(desk.text("session-device", &[]), device.clone())
            .fact(desk.text("mail-address", &[]), session.address.clone())
            .fact(desk.text("account-signed-in", &[]), desk.moment(session.signed_in_at))
            .button(desk.text("mail-new-device-button", &[]), desk.link("/me"))
            .advice(desk.text("mail-new-device-advice", &[])),
    ))
}

/// A link that is still good.
struct Open {
    organization: String,
    address: String,
    until: String,
}

impl Open {
    fn button(&self, desk: &Desk<'_>, letter: Letter, words: &str) -> Letter {
        letter
            .fact(desk.text("mail-link-until", &[]), self.until.clone())
            .button(desk.text(words, &[]), self.address.clone())
    }
}

async fn open(desk: &mut Desk<'_>, link: SignInLinkId) -> Result<Option<Open>, Error> {
    let Some(row) = desk.read.sign_in_link(link).await? else { return Ok(None) };
    let Some(person) = desk.read.person(row.person).await? else { return Ok(None) };
    if row.used_at.is_some() || desk.now >= row.expires_at {
        return Ok(None);
    }
    let secret = desk.site.service.keys().sign_in_link(link, &person.email);
    Ok(Some(Open {
        organization: desk.organization(person.home).await?.0,
        address: desk.link(&format!("/sign-in/link/{secret}")),
        until: desk.moment(row.expires_at),
    }))
}
