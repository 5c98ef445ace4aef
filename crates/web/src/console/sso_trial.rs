//! An organization's sign-in at its own provider: the parts of the settings page that the registry does not draw, and
//! what comes of trying it.

use super::settings::Lock;
use super::{Answer, ConsoleCaller, Flash, Frame, Moment, Typed, Visit, caller_of, done, page};
use crate::problem::field_sentence;
use crate::sign_in::sso::{failed, to_provider};
use crate::site::Site;
use askama::Template;
use axum::extract::Path;
use axum::http::HeaderMap;
use axum::response::Response;
use prokura_app::authentication::{BACK, SsoError, Trial, Verdict, signals_address};
use prokura_app::error::Error;
use prokura_app::port::ProviderFailure;
use prokura_app::query::sso;
use prokura_domain::federation::SsoMode;
use prokura_domain::refusal::{FieldError, Refusal};

/// The parts of the settings page.
pub(super) struct SsoShown {
    pub(super) secret_path: String,
    pub(super) try_path: String,
    pub(super) back: String,
    pub(super) out: String,
    pub(super) signed_out: String,
    pub(super) signals: String,
    pub(super) has_secret: bool,
    pub(super) secret_set_by: Option<(String, Moment)>,
    pub(super) warnings: Vec<String>,
    pub(super) lock: Option<Lock>,
}

#[derive(Template)]
#[template(path = "sso_trial.html")]
struct TrialPage {
    frame: Frame,
    good: bool,
    heading: String,
    sentence: String,
    detail: String,
    code: String,
    facts: Vec<(String, String)>,
    back: String,
    again: String,
}

/// How it stands, for whoever may read it.
pub(super) async fn shown(caller: &ConsoleCaller, named: &str) -> Result<Option<SsoShown>, Error> {
    let Some(seen) = sso::get(&caller.site.service, &caller.caller, named).await? else { return Ok(None) };
    let visit = &caller.visit;
    let mut warnings = Vec::new();
    if seen.settings.mode != SsoMode::Off && !seen.has_domain {
        warnings.push(visit.t("sso-warn-no-domain"));
    }
    if seen.settings.mode == SsoMode::Enforced && !seen.anybody {
        warnings.push(visit.t("sso-warn-nobody"));
    }
    let secret_set_by = match seen.secret {
        Some((Some(by), at, _)) => {
            let name = caller.read().await?.anybody(by).await?.map(|it| visit.name(&it));
            Some((name.unwrap_or_else(|| visit.t("somebody")), visit.moment(at)))
        }
        Some((None, at, _)) => Some((visit.t("setting-by-operator"), visit.moment(at))),
        None => None,
    };
    let at = |path: &str| caller.site.public_url.join(path);
    Ok(Some(SsoShown {
        secret_path: format!("/o/{named}/client-secret"),
        try_path: format!("/o/{named}/sign-in-trial"),
        back: at(BACK),
        out: at("/sign-in?out=1"),
        signed_out: at(&format!("/federation/{}/signed-out", seen.organization)),
        signals: at(&signals_address(seen.organization)),
        has_secret: seen.secret.is_some_and(|(_, _, there)| there),
        secret_set_by,
        warnings,
        lock: seen.locked.as_ref().map(|locked| Lock::of(locked, visit.language)),
    }))
}

/// `POST /o/{organization}/client-secret`
pub(super) async fn set_secret(caller: ConsoleCaller, Path(named): Path<String>, typed: Typed) -> Answer {
    let (frame, _) = caller.enter(&named, caller.visit.t("nav-settings")).await?;
    let place = frame.place.ok_or(Refusal::NotFound)?;
    let secret = typed.raw("value");
    let set = caller.site.authentication.set_client_secret(caller.caller.clone(), place.entered.id, secret).await;
    let flash = match set {
        Ok(_) if secret.trim().is_empty() => Flash::good(caller.visit.t("client-secret-taken-away")),
        Ok(_) => Flash::good(caller.visit.t("client-secret-set")),
        Err(Error::Refused(Refusal::Invalid(errors))) => {
            let told = |error: &FieldError| field_sentence(error.code, &error.arguments, caller.visit.language);
            Flash::bad(errors.iter().map(told).collect::<Vec<_>>().join(" "))
        }
        Err(error) => return Err(error.into()),
    };
    Ok(done(&caller.site, &caller.visit, &format!("{}#client-secret", place.href("settings")), &flash))
}

/// `GET /o/{organization}/sign-in-trial`: to the provider, to see whether it works. Whoever comes back stays who they are.
pub(super) async fn begin(caller: ConsoleCaller, headers: HeaderMap, Path(named): Path<String>) -> Answer {
    let (frame, _) = caller.enter(&named, caller.visit.t("sso-try")).await?;
    match caller.site.authentication.send_to_try(&caller.caller, &named).await {
        Ok(sent) => Ok(to_provider(&headers, &sent)),
        Err(SsoError::Provider(failure)) => {
            Ok(page(&trial_page(&caller.visit, frame, &Err(failure), Verdict::Nothing, &[])?)?)
        }
        Err(error) => failed(&caller.visit, error),
    }
}

/// The page of what came of it.
pub(crate) async fn tried(site: &Site, visit: &Visit, trial: Trial) -> Result<Response, Error> {
    let caller = caller_of(visit).ok_or(Refusal::Unauthenticated)?;
    let caller = ConsoleCaller { site: site.clone(), visit: visit.clone(), caller };
    let named = caller.read().await?.organization(trial.organization).await?.ok_or(Refusal::NotFound)?.slug;
    let (frame, sight) = caller.enter(named.as_str(), visit.t("sso-try")).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    sight.ask("settings.authentication", prokura_decision::mask::Level::Read, place.entered.handle)?;
    let mut facts = Vec::new();
    if let Ok(asserted) = &trial.heard {
        let yes_or_no = if asserted.email_verified { "sso-yes" } else { "sso-no" };
        facts.push((visit.t("sso-fact-subject"), asserted.subject.clone()));
        facts.push((visit.t("email"), asserted.email.clone().unwrap_or_else(|| "-".to_owned())));
        facts.push((visit.t("sso-fact-verified"), visit.t(yes_or_no)));
        facts.push((visit.t("sso-fact-session"), asserted.session.clone().unwrap_or_else(|| "-".to_owned())));
        facts.push((visit.t("sso-fact-acr"), asserted.acr.clone().unwrap_or_else(|| "-".to_owned())));
        let at = asserted.authenticated_at.map_or_else(|| "-".to_owned(), |at| visit.moment(at).text);
        facts.push((visit.t("sso-fact-time"), at));
    }
    page(&trial_page(visit, frame, &trial.heard.map(drop), trial.verdict, &facts)?)
}

fn trial_page(
    visit: &Visit,
    frame: Frame,
    heard: &Result<(), ProviderFailure>,
    verdict: Verdict,
    facts: &[(String, String)],
) -> Result<TrialPage, Error> {
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    let good = verdict == Verdict::Admitted;
    let (sentence, detail, code) = match heard {
        Ok(()) => (visit.t(&format!("sso-verdict-{}", verdict.code())), String::new(), String::new()),
        Err(failure) => {
            let code = failure.fault.code();
            (visit.t(&format!("refusal-{code}")), failure.detail.clone(), code.to_owned())
        }
    };
    Ok(TrialPage {
        good,
        heading: visit.t(if good { "sso-works" } else { "sso-works-not" }),
        sentence,
        detail,
        code,
        facts: facts.to_vec(),
        back: format!("{}#sso-try", place.href("settings")),
        again: place.href("sign-in-trial"),
        frame: frame.section("settings"),
    })
}
