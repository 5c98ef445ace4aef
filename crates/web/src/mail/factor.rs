//! Mails about what somebody signs in with.

use super::Desk;
use super::letter::Letter;
use prokura_app::error::Error;
use prokura_app::message::SignInChange;
use prokura_app::port::QueuedMessage;

/// To the person: what they sign in with changed, or a recovery code was used.
pub(super) async fn changed(
    desk: &mut Desk<'_>,
    change: SignInChange,
    message: &QueuedMessage,
) -> Result<Option<Letter>, Error> {
    let code = change.code();
    let text = match change {
        SignInChange::RecoveryCodeUsed => {
            let codes = desk.read.recovery_codes(desk.to.id).await?;
            let left = codes.iter().filter(|code| code.used_at.is_none()).count();
            desk.number(&format!("mail-{code}-text"), "left", left)
        }
        SignInChange::TotpAdded
        | SignInChange::TotpRemoved
        | SignInChange::RecoveryCodesMade
        | SignInChange::PasskeyAdded
        | SignInChange::PasskeyRemoved => desk.text(&format!("mail-{code}-text"), &[]),
    };
    Ok(Some(
        desk.letter(desk.text(&format!("mail-{code}-subject"), &[]))
            .paragraph(text)
            .fact(desk.text("mail-sign-in-changed-at", &[]), desk.moment(message.message.created_at))
            .button(desk.text("mail-sign-in-changed-look", &[]), desk.link("/me"))
            .advice(desk.text("mail-sign-in-changed-advice", &[])),
    ))
}
