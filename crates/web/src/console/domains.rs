//! The mail domains of an organization: a part of the settings page, and what it does.

use super::settings::Lock;
use super::{Answer, ConsoleCaller, Flash, Typed, done};
use crate::problem::field_sentence;
use axum::extract::Path;
use prokura_app::command::add_domain::AddDomain;
use prokura_app::command::remove_domain::RemoveDomain;
use prokura_app::error::Error;
use prokura_app::query::domains::list;
use prokura_domain::id::{DomainId, OrganizationId};
use prokura_domain::refusal::{FieldError, Refusal};

/// The part of the page.
pub(super) struct DomainsShown {
    pub(super) path: String,
    pub(super) lock: Option<Lock>,
    pub(super) domains: Vec<DomainShown>,
}

/// A domain.
pub(super) struct DomainShown {
    pub(super) id: DomainId,
    pub(super) name: String,
    pub(super) verified: bool,
    pub(super) record_name: String,
    pub(super) record_text: String,
}

/// The domains, for whoever may read them.
pub(super) async fn shown(caller: &ConsoleCaller, named: &str) -> Result<Option<DomainsShown>, Error> {
    let seen = match list(&caller.site.service, &caller.caller, named).await {
        Ok(seen) => seen,
        Err(Error::Refused(Refusal::Forbidden { .. })) => return Ok(None),
        Err(error) => return Err(error),
    };
    let shown = seen.domains.into_iter().map(|domain| DomainShown {
        id: domain.id,
        name: domain.name.to_string(),
        verified: domain.counts(),
        record_name: domain.record_name(),
        record_text: domain.record_text(),
    });
    Ok(Some(DomainsShown {
        path: format!("/o/{named}/domains"),
        lock: seen.locked.as_ref().map(|locked| Lock::of(locked, caller.visit.language)),
        domains: shown.collect(),
    }))
}

/// `POST /o/{organization}/domains`
pub(super) async fn add(caller: ConsoleCaller, Path(named): Path<String>, typed: Typed) -> Answer {
    let (settings, organization) = place(&caller, &named).await?;
    let outcome = match typed.text("name").parse() {
        Ok(name) => caller.site.execute(caller.caller.clone(), AddDomain { organization, name }).await.map(drop),
        Err(_) => Err(Refusal::field("name", "domain_invalid").into()),
    };
    answer(&caller, &settings, outcome, "domain-added")
}

/// `POST /o/{organization}/domains/{domain}/verify`
pub(super) async fn verify(caller: ConsoleCaller, Path((named, domain)): Path<(String, String)>) -> Answer {
    let (settings, organization) = place(&caller, &named).await?;
    let domain = domain.parse().map_err(|_| Refusal::NotFound)?;
    let outcome = caller.site.authentication.verify_domain(caller.caller.clone(), organization, domain).await;
    answer(&caller, &settings, outcome.map(drop), "domain-is-verified")
}

/// `POST /o/{organization}/domains/{domain}/remove`
pub(super) async fn remove(caller: ConsoleCaller, Path((named, domain)): Path<(String, String)>) -> Answer {
    let (settings, organization) = place(&caller, &named).await?;
    let domain = domain.parse().map_err(|_| Refusal::NotFound)?;
    let outcome = caller.site.execute(caller.caller.clone(), RemoveDomain { organization, domain }).await;
    answer(&caller, &settings, outcome.map(drop), "domain-removed")
}

async fn place(caller: &ConsoleCaller, named: &str) -> Result<(String, OrganizationId), Error> {
    let (frame, _) = caller.enter(named, caller.visit.t("nav-settings")).await?;
    let place = frame.place.ok_or(Refusal::NotFound)?;
    Ok((place.href("settings"), place.entered.id))
}

fn answer(caller: &ConsoleCaller, settings: &str, outcome: Result<(), Error>, good: &str) -> Answer {
    let flash = match outcome {
        Ok(()) => Flash::good(caller.visit.t(good)),
        Err(Error::Refused(Refusal::Invalid(errors))) => {
            let told = |error: &FieldError| field_sentence(error.code, &error.arguments, caller.visit.language);
            Flash::bad(errors.iter().map(told).collect::<Vec<_>>().join(" "))
        }
        Err(error) => return Err(error.into()),
    };
    Ok(done(&caller.site, &caller.visit, &format!("{settings}#domains"), &flash))
}
