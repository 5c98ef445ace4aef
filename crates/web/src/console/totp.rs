//! Two-step sign-in: adding an authenticator app, removing it, and recovery codes.

use super::{Answer, ConsoleCaller, Flash, Frame, Typed, done, lead_to, page as answer, page_with};
use crate::problem::field_sentence;
use crate::sign_in::{Client, needed};
use askama::Template;
use axum::http::StatusCode;
use fast_qr::{ECL, QRBuilder};
use prokura_app::command::change_totp::RemoveTotp;
use prokura_app::error::Error;
use prokura_app::query::factors;
use prokura_domain::refusal::Refusal;

/// How wide the quiet zone around a QR code is, in modules (ISO/IEC 18004).
const QUIET: usize = 4;

#[derive(Template)]
#[template(path = "totp.html")]
struct TotpPage {
    frame: Frame,
    /// The drawing of the QR code and how wide it is.
    drawing: String,
    width: usize,
    written: Vec<String>,
    address: String,
    state: String,
    error: String,
}

#[derive(Template)]
#[template(path = "recovery_codes.html")]
struct CodesPage {
    frame: Frame,
    codes: Vec<String>,
    email: String,
}

/// A page that asks before something is done.
#[derive(Template)]
#[template(path = "confirm.html")]
pub(super) struct ConfirmPage {
    pub(super) frame: Frame,
    pub(super) heading: String,
    pub(super) text: String,
    pub(super) action: String,
    pub(super) button: String,
    pub(super) danger: bool,
    pub(super) failed: Option<String>,
}

/// `GET /me/totp`
pub(super) async fn page(caller: ConsoleCaller) -> Answer {
    if factors::own(&caller.site.service, &caller.caller).await?.totp_since.is_some() {
        return Ok(lead_to("/me"));
    }
    match needed(&caller).await? {
        Some(first) => Ok(first),
        None => Ok(answer(&offer(&caller, None, String::new()).await?)?),
    }
}

/// `POST /me/totp`
pub(super) async fn add(caller: ConsoleCaller, Client(from): Client, typed: Typed) -> Answer {
    let state = typed.raw("state");
    let authentication = &caller.site.authentication;
    match authentication.add_totp(caller.caller.clone(), state, typed.text("code"), from.address).await {
        Ok(done) => codes(&caller, done.value),
        Err(Error::Refused(Refusal::Invalid(errors))) => {
            let told = |error: &prokura_domain::refusal::FieldError| {
                field_sentence(error.code, &error.arguments, caller.visit.language)
            };
            let error = errors.first().map(told).unwrap_or_default();
            Ok(page_with(StatusCode::UNPROCESSABLE_ENTITY, &offer(&caller, Some(state), error).await?)?)
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /me/totp/remove`
pub(super) async fn remove_page(caller: ConsoleCaller) -> Answer {
    let text = caller.visit.t("totp-remove-text");
    confirm(&caller, "totp-remove", text, "/me/totp/remove", true)
}

/// `POST /me/totp/remove`
pub(super) async fn remove(caller: ConsoleCaller) -> Answer {
    caller.site.execute(caller.caller.clone(), RemoveTotp).await?;
    Ok(done(&caller.site, &caller.visit, "/me", &Flash::good(caller.visit.t("totp-removed"))))
}

/// `GET /me/recovery-codes`
pub(super) async fn codes_page(caller: ConsoleCaller) -> Answer {
    let text = caller.visit.t("codes-make-text");
    confirm(&caller, "codes-make", text, "/me/recovery-codes", false)
}

/// `POST /me/recovery-codes`
pub(super) async fn make_codes(caller: ConsoleCaller) -> Answer {
    let made = caller.site.authentication.make_recovery_codes(caller.caller.clone()).await?;
    codes(&caller, made.value)
}

fn confirm(caller: &ConsoleCaller, key: &str, text: String, action: &str, danger: bool) -> Answer {
    let title = caller.visit.t(key);
    Ok(answer(&ConfirmPage {
        frame: caller.frame(title.clone())?.narrow().crumb(caller.visit.t("nav-account"), "/me"),
        heading: title.clone(),
        text,
        action: action.to_owned(),
        button: title,
        danger,
        failed: None,
    })?)
}

/// The codes, on this page only: they are kept nowhere.
fn codes(caller: &ConsoleCaller, codes: Vec<String>) -> Answer {
    let visit = &caller.visit;
    let frame = caller.frame(visit.t("codes-title"))?.narrow().crumb(visit.t("nav-account"), "/me");
    Ok(answer(&CodesPage { frame, codes, email: caller.me()?.person.email.to_string() })?)
}

async fn offer(caller: &ConsoleCaller, again: Option<&str>, error: String) -> Result<TotpPage, Error> {
    let offer = caller.site.authentication.offer_totp(&caller.caller, again).await?;
    let (drawing, width) = drawn(&offer.address)?;
    let visit = &caller.visit;
    Ok(TotpPage {
        frame: caller.frame(visit.t("totp-add"))?.narrow().crumb(visit.t("nav-account"), "/me"),
        drawing,
        width,
        written: grouped(&offer.written),
        address: offer.address,
        state: offer.state,
        error,
    })
}

/// Four signs at a time, as they are read aloud and typed.
fn grouped(text: &str) -> Vec<String> {
    text.as_bytes().chunks(4).map(|group| String::from_utf8_lossy(group).into_owned()).collect()
}

/// A QR code as the path of an SVG: one square a module, joined along the rows.
fn drawn(text: &str) -> Result<(String, usize), Error> {
    let code = QRBuilder::new(text).ecl(ECL::M).build();
    let code = code.map_err(|error| Error::Internal(format!("a QR code: {error:?}")))?;
    let mut path = String::new();
    for row in 0..code.size {
        let mut column = 0;
        while column < code.size {
            let run = (column..code.size).take_while(|column| code[row][*column].value()).count();
            if run > 0 {
                path.push_str(&format!("M{} {}h{run}v1h-{run}z", column + QUIET, row + QUIET));
            }
            column += run.max(1);
        }
    }
    Ok((path, code.size + 2 * QUIET))
}
