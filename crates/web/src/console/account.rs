//! My account: who one is here, where one is signed in, and the password.

use super::{Answer, ConsoleCaller, Flash, Frame, Moment, Typed, done, page as answer, page_with};
use crate::problem::field_sentence;
use crate::sign_in::{Client, needed};
use crate::text::Language;
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use prokura_app::command::set_password::is_fresh_link;
use prokura_app::command::set_preference::SetPreference;
use prokura_app::command::sign_out::{EndOtherSessions, EndSession};
use prokura_app::error::Error;
use prokura_app::password::SHORTEST;
use prokura_app::query::factors::{self, Factors};
use prokura_app::query::preferences::{self, Wanted};
use prokura_app::query::sessions::own;
use prokura_domain::account::Session;
use prokura_domain::device::Device;
use prokura_domain::factor::Passkey;
use prokura_domain::id::SessionId;
use prokura_domain::preference::Topic;
use prokura_domain::refusal::Refusal;

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage {
    frame: Frame,
    name: String,
    email: String,
    home: String,
    home_href: String,
    sessions: Vec<Open>,
    has_others: bool,
    factors: Shown,
    mails: Vec<Mails>,
}

/// Mails about something that can be turned off.
struct Mails {
    code: &'static str,
    title: String,
    help: String,
    wanted: bool,
}

/// What one signs in with beside the password.
struct Shown {
    can_have_passkeys: bool,
    passkeys: Vec<ShownPasskey>,
    totp_since: Option<Moment>,
    codes_left: String,
}

struct ShownPasskey {
    id: String,
    name: String,
    created_at: Moment,
    used_at: Option<Moment>,
}

/// A session that is open.
pub(super) struct Open {
    pub(super) id: String,
    pub(super) method: String,
    /// Browser and system, where the browser says them.
    pub(super) device: String,
    pub(super) address: String,
    pub(super) signed_in_at: Moment,
    pub(super) seen_at: Moment,
    /// Whether it is the one that asks.
    pub(super) is_this: bool,
}

#[derive(Template)]
#[template(path = "password.html")]
struct PasswordPage {
    frame: Frame,
    email: String,
    needs_current: bool,
    failed: bool,
    current_error: String,
    new_error: String,
    hint: String,
}

/// `GET /me`
pub(super) async fn page(caller: ConsoleCaller) -> Answer {
    let me = caller.me()?;
    let open = own(&caller.site.service, &caller.caller).await?;
    let home = caller.read().await?.organization(me.person.home).await?.ok_or(Refusal::NotFound)?;
    Ok(answer(&AccountPage {
        frame: caller.frame(caller.visit.t("nav-account"))?.narrow(),
        name: me.person.name.to_string(),
        email: me.person.email.to_string(),
        home: home.name.to_string(),
        home_href: format!("/o/{}", home.slug),
        has_others: open.len() > 1,
        factors: shown(&caller, factors::own(&caller.site.service, &caller.caller).await?),
        mails: mails(&caller).await?,
        sessions: open.iter().map(|session| told(&caller, session)).collect::<Result<_, _>>()?,
    })?)
}

fn shown(caller: &ConsoleCaller, factors: Factors) -> Shown {
    let visit = &caller.visit;
    let shown = |passkey: Passkey| ShownPasskey {
        id: passkey.id.to_string(),
        name: passkey.name.to_string(),
        created_at: visit.moment(passkey.created_at),
        used_at: passkey.used_at.map(|at| visit.moment(at)),
    };
    Shown {
        can_have_passkeys: caller.site.authentication.has_passkeys(),
        passkeys: factors.passkeys.into_iter().map(shown).collect(),
        totp_since: factors.totp_since.map(|at| visit.moment(at)),
        codes_left: visit.tn("codes-left", "left", factors.codes_left),
    }
}

async fn mails(caller: &ConsoleCaller) -> Result<Vec<Mails>, Error> {
    let wanted = preferences::own(&caller.site.service, &caller.caller).await?;
    let shown = |it: Wanted| {
        let code = it.topic.code();
        let title = caller.visit.t(&format!("mails-{code}"));
        Mails { code, title, help: caller.visit.t(&format!("mails-{code}-help")), wanted: it.wanted }
    };
    Ok(wanted.into_iter().map(shown).collect())
}

/// `POST /me/mails/{topic}`
pub(super) async fn set_mails(caller: ConsoleCaller, Path(topic): Path<String>, typed: Typed) -> Answer {
    let topic = Topic::from_code(&topic).ok_or(Refusal::NotFound)?;
    let wanted = typed.text("wanted") == "yes";
    caller.site.execute(caller.caller.clone(), SetPreference { topic, wanted }).await?;
    let key = if wanted { "mails-turned-on" } else { "mails-turned-off" };
    let text = caller.visit.t1(key, "topic", caller.visit.t(&format!("mails-{}", topic.code())));
    Ok(done(&caller.site, &caller.visit, "/me#mails", &Flash::good(text)))
}

/// A session as the page tells it.
pub(super) fn told(caller: &ConsoleCaller, session: &Session) -> Result<Open, Error> {
    let is_this = caller.me()?.session.id == session.id;
    Ok(Open {
        id: session.id.to_string(),
        method: caller.visit.t(&format!("sign-in-by-{}", session.method.code())),
        device: device(caller.visit.language, &session.device),
        address: session.address.clone(),
        signed_in_at: caller.visit.moment(session.signed_in_at),
        seen_at: caller.visit.moment(if is_this { caller.visit.now } else { session.seen_at }),
        is_this,
    })
}

/// A device in words.
pub(crate) fn device(language: Language, user_agent: &str) -> String {
    let Device { browser, system } = Device::of(user_agent);
    match (browser, system) {
        (Some(browser), Some(system)) => {
            language.text_with("device", &[("browser", browser.into()), ("system", system.into())])
        }
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => language.text("device-unknown"),
    }
}

/// `POST /me/sessions/{session}/end`
pub(super) async fn end_session(caller: ConsoleCaller, Path(session): Path<String>) -> Answer {
    let session: SessionId = session.parse().map_err(|_| Refusal::NotFound)?;
    caller.site.execute(caller.caller.clone(), EndSession { session }).await?;
    Ok(done(&caller.site, &caller.visit, "/me", &Flash::good(caller.visit.t("session-ended"))))
}

/// `POST /me/sessions/end-others`
pub(super) async fn end_other_sessions(caller: ConsoleCaller) -> Answer {
    let ended = caller.site.execute(caller.caller.clone(), EndOtherSessions).await?;
    let text = caller.visit.tn("sessions-ended", "count", ended.value);
    Ok(done(&caller.site, &caller.visit, "/me", &Flash::good(text)))
}

/// `GET /me/password`
pub(super) async fn password(caller: ConsoleCaller) -> Answer {
    // Passwords are not carried from one form to another, so the proof comes before they are typed.
    if let Some(first) = needed(&caller).await? {
        return Ok(first);
    }
    Ok(answer(&form(&caller, String::new(), String::new())?)?)
}

/// `POST /me/password`
pub(super) async fn set_password(caller: ConsoleCaller, Client(from): Client, typed: Typed) -> Answer {
    let current = Some(typed.raw("current_password")).filter(|current| !current.is_empty());
    let authentication = &caller.site.authentication;
    match authentication.set_password(caller.caller.clone(), current, typed.raw("new_password"), from.address).await {
        Ok(_) => Ok(done(&caller.site, &caller.visit, "/", &Flash::good(caller.visit.t("password-set")))),
        Err(Error::Refused(Refusal::Invalid(errors))) => {
            let told = |field: &str| {
                errors
                    .iter()
                    .find(|error| error.field == field)
                    .map(|error| field_sentence(error.code, &error.arguments, caller.visit.language))
                    .unwrap_or_default()
            };
            let mut page = form(&caller, told("current_password"), told("new_password"))?;
            page.needs_current |= !page.current_error.is_empty();
            Ok(page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)?)
        }
        Err(error) => Err(error.into()),
    }
}

fn form(caller: &ConsoleCaller, current_error: String, new_error: String) -> Result<PasswordPage, Error> {
    let visit = &caller.visit;
    let me = caller.me()?;
    Ok(PasswordPage {
        frame: caller.frame(visit.t("password-choose"))?.narrow().crumb(visit.t("nav-account"), "/me"),
        email: me.person.email.to_string(),
        needs_current: !is_fresh_link(&me.session, visit.now),
        failed: !current_error.is_empty() || !new_error.is_empty(),
        current_error,
        new_error,
        hint: visit.tn("password-hint", "least", SHORTEST),
    })
}
