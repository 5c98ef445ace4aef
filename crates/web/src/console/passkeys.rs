//! Passkeys of one's own: adding one, giving it another name, removing it.

use super::totp::ConfirmPage;
use super::{Answer, ConsoleCaller, Flash, Frame, Typed, done, page as answer, page_with};
use crate::problem::field_sentence;
use crate::sign_in::needed;
use askama::Template;
use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use prokura_app::command::change_passkey::{RemovePasskey, RenamePasskey};
use prokura_app::error::Error;
use prokura_app::query::factors;
use prokura_domain::factor::Passkey;
use prokura_domain::id::PasskeyId;
use prokura_domain::refusal::{FieldError, Refusal};
use prokura_domain::text::{Name, TextError};

#[derive(Template)]
#[template(path = "passkey_new.html")]
struct NewPage {
    frame: Frame,
    called: String,
    name_error: String,
    failed: Option<String>,
}

#[derive(Template)]
#[template(path = "passkey_name.html")]
struct NamePage {
    frame: Frame,
    id: String,
    called: String,
    name_error: String,
}

/// `GET /me/passkeys/new`
pub(super) async fn new_page(caller: ConsoleCaller) -> Answer {
    if !caller.site.authentication.has_passkeys() {
        return Err(Refusal::NotFound.into());
    }
    match needed(&caller).await? {
        Some(first) => Ok(first),
        None => Ok(answer(&form(&caller, caller.visit.t("passkey-name-first"), String::new(), None)?)?),
    }
}

/// `POST /me/passkeys/challenge`
pub(super) async fn challenge(caller: ConsoleCaller) -> Answer {
    Ok(Json(caller.site.authentication.passkey_registration(&caller.caller).await?).into_response())
}

/// `POST /me/passkeys`
pub(super) async fn add(caller: ConsoleCaller, typed: Typed) -> Answer {
    let (visit, typed_name) = (&caller.visit, typed.text("name").to_owned());
    let name: Name = match typed_name.parse() {
        Ok(name) => name,
        Err(TextError { code }) => {
            let told = field_sentence(code, &[], visit.language);
            return Ok(page_with(StatusCode::UNPROCESSABLE_ENTITY, &form(&caller, typed_name, told, None)?)?);
        }
    };
    let (answer, state) = (typed.raw("proof-answer"), typed.raw("proof-state"));
    match caller.site.authentication.add_passkey(caller.caller.clone(), answer, state, name).await {
        Ok(_) => Ok(done(&caller.site, visit, "/me", &Flash::good(visit.t("passkey-added")))),
        Err(Error::Refused(Refusal::Invalid(errors))) => {
            let failed = told(&caller, &errors);
            Ok(page_with(StatusCode::UNPROCESSABLE_ENTITY, &form(&caller, typed_name, String::new(), failed)?)?)
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /me/passkeys/{passkey}`
pub(super) async fn page(caller: ConsoleCaller, Path(passkey): Path<String>) -> Answer {
    let passkey = own(&caller, &passkey).await?;
    Ok(answer(&naming(&caller, &passkey, passkey.name.to_string(), String::new())?)?)
}

/// `POST /me/passkeys/{passkey}`
pub(super) async fn rename(caller: ConsoleCaller, Path(passkey): Path<String>, typed: Typed) -> Answer {
    let passkey = own(&caller, &passkey).await?;
    match typed.text("name").parse::<Name>() {
        Ok(name) => {
            caller.site.execute(caller.caller.clone(), RenamePasskey { passkey: passkey.id, name }).await?;
            Ok(done(&caller.site, &caller.visit, "/me", &Flash::good(caller.visit.t("passkey-renamed"))))
        }
        Err(TextError { code }) => {
            let told = field_sentence(code, &[], caller.visit.language);
            let page = naming(&caller, &passkey, typed.text("name").to_owned(), told)?;
            Ok(page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)?)
        }
    }
}

/// `GET /me/passkeys/{passkey}/remove`
pub(super) async fn remove_page(caller: ConsoleCaller, Path(passkey): Path<String>) -> Answer {
    let passkey = own(&caller, &passkey).await?;
    Ok(answer(&removing(&caller, &passkey, None)?)?)
}

/// `POST /me/passkeys/{passkey}/remove`
pub(super) async fn remove(caller: ConsoleCaller, Path(passkey): Path<String>) -> Answer {
    let passkey = own(&caller, &passkey).await?;
    match caller.site.execute(caller.caller.clone(), RemovePasskey { passkey: passkey.id }).await {
        Ok(_) => Ok(done(&caller.site, &caller.visit, "/me", &Flash::good(caller.visit.t("passkey-removed")))),
        Err(Error::Refused(Refusal::Invalid(errors))) => {
            let page = removing(&caller, &passkey, told(&caller, &errors))?;
            Ok(page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)?)
        }
        Err(error) => Err(error.into()),
    }
}

/// One of the caller's own; any other is not there.
async fn own(caller: &ConsoleCaller, passkey: &str) -> Result<Passkey, Error> {
    let id: PasskeyId = passkey.parse().map_err(|_| Refusal::NotFound)?;
    let own = factors::own(&caller.site.service, &caller.caller).await?;
    Ok(own.passkeys.into_iter().find(|passkey| passkey.id == id).ok_or(Refusal::NotFound)?)
}

fn told(caller: &ConsoleCaller, errors: &[FieldError]) -> Option<String> {
    errors.first().map(|error| field_sentence(error.code, &error.arguments, caller.visit.language))
}

fn form(caller: &ConsoleCaller, called: String, name_error: String, failed: Option<String>) -> Result<NewPage, Error> {
    let visit = &caller.visit;
    let frame = caller.frame(visit.t("passkey-add"))?.narrow().crumb(visit.t("nav-account"), "/me");
    Ok(NewPage { frame, called, name_error, failed })
}

fn naming(caller: &ConsoleCaller, passkey: &Passkey, name: String, name_error: String) -> Result<NamePage, Error> {
    let visit = &caller.visit;
    let frame = caller.frame(visit.t("passkey-rename"))?.narrow().crumb(visit.t("nav-account"), "/me");
    Ok(NamePage { frame, id: passkey.id.to_string(), called: name, name_error })
}

fn removing(caller: &ConsoleCaller, passkey: &Passkey, failed: Option<String>) -> Result<ConfirmPage, Error> {
    let visit = &caller.visit;
    Ok(ConfirmPage {
        frame: caller.frame(visit.t("passkey-remove"))?.narrow().crumb(visit.t("nav-account"), "/me"),
        heading: visit.t1("passkey-remove-heading", "name", &passkey.name),
        text: visit.t("passkey-remove-text"),
        action: format!("/me/passkeys/{}/remove", passkey.id),
        button: visit.t("passkey-remove"),
        danger: true,
        failed,
    })
}
