//! The licences and the package of a person (RST-03, RST-05).

use super::licences_told::{grouped, service_title};
use super::lock::Lock;
use super::person_form::open;
use super::wholesale::gives;
use super::{Answer, ConsoleCaller, Flash, Frame, Typed, done, page as answer, page_with};
use crate::problem::status;
use crate::text::Argument;
use askama::Template;
use axum::extract::Path;
use prokura_app::command::change_person::ChangePerson;
use prokura_app::command::reset_package::ResetPackage;
use prokura_app::error::Error;
use prokura_app::seats::pools;
use prokura_decision::mask::Level;
use prokura_domain::person::Person;
use prokura_domain::refusal::Refusal;
use std::collections::BTreeMap;

/// A licence that can be ticked.
struct Licence {
    code: String,
    title: String,
    /// The service and, to whoever reads licences, how many of its seats are free.
    note: String,
    held: bool,
}

#[derive(Template)]
#[template(path = "person_services.html")]
struct ServicesPage {
    frame: Frame,
    heading: String,
    action: String,
    back: String,
    version: i64,
    failed: Option<Lock>,
    licences: Vec<Licence>,
    licences_lock: Option<Lock>,
    packages: Vec<(String, String, bool)>,
    package_lock: Option<Lock>,
    /// What resetting comes to, where there is a package.
    reset: Option<String>,
    reset_lock: Option<Lock>,
}

/// `GET /o/{organization}/users/{person}/services`
pub(super) async fn page(caller: ConsoleCaller, Path((named, person)): Path<(String, String)>) -> Answer {
    let (frame, person, back) = open(&caller, &named, &person, "services-title").await?;
    Ok(answer(&draw(&caller, frame, &person, back, None).await?)?)
}

async fn draw(
    caller: &ConsoleCaller,
    frame: Frame,
    person: &Person,
    back: String,
    refusal: Option<&Refusal>,
) -> Result<ServicesPage, Error> {
    let visit = &caller.visit;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    let sight = caller.sight()?;
    let policy = sight.policy();
    let lock = |control: &str| {
        let refused = sight.ask(control, Level::Manage, place.entered.handle).err();
        refused.map(|refusal| Lock::of(&refusal, policy, visit.language))
    };
    let mut read = caller.read().await?;
    // How many seats there are is told to whoever reads the licences of the organization.
    let all = if sight.ask("licenses", Level::Read, place.entered.handle).is_ok() {
        let record = read.organization_record(place.entered.id).await?.ok_or(Refusal::NotFound)?;
        let held = read.licences_held(place.entered.id).await?;
        Some(pools(policy, &record.subscriptions, &held, sight.now))
    } else {
        None
    };
    let free: Option<BTreeMap<&str, i64>> =
        all.as_ref().map(|all| all.iter().map(|pool| (pool.service.as_str(), pool.free())).collect());
    let licences = policy.licences.iter().map(|licence| {
        let service = licence.service.as_deref();
        let note = |service: &str| {
            let title = service_title(policy, service, visit.language);
            let Some(free) = &free else { return title };
            let left = free.get(service).copied().unwrap_or_default();
            let counted = [("count", Argument::Number(left)), ("shown", Argument::Text(grouped(visit.language, left)))];
            format!("{title}, {}", visit.language.text_with("services-free", &counted))
        };
        Licence {
            title: licence.title.in_locale(visit.language.0).to_owned(),
            note: service.map_or_else(String::new, note),
            held: person.licenses.contains(&licence.code),
            code: licence.code.clone(),
        }
    });
    let own = |code: &str| person.package.as_deref() == Some(code);
    let packages = policy.packages.iter().map(|it| (it.code.clone(), gives(policy, it, visit.language), own(&it.code)));
    let package = person.package.as_deref().and_then(|code| policy.package(code));
    let reset = package.map(|it| {
        visit.t2("services-reset-text", "name", &person.name, "package", it.title.in_locale(visit.language.0))
    });
    Ok(ServicesPage {
        heading: visit.t1("services-heading", "name", &person.name),
        action: format!("{back}/services"),
        version: person.version,
        failed: refusal.map(|refusal| Lock::of(refusal, policy, visit.language)),
        licences: licences.collect(),
        licences_lock: lock("users.services"),
        packages: packages.collect(),
        package_lock: lock("users.package_change"),
        reset,
        reset_lock: lock("users.package_reset"),
        frame,
        back,
    })
}

/// `POST /o/{organization}/users/{person}/services`: `step` is `licences`, `package` or `reset`.
pub(super) async fn change(
    caller: ConsoleCaller,
    Path((named, person)): Path<(String, String)>,
    typed: Typed,
) -> Answer {
    let (frame, before, back) = open(&caller, &named, &person, "services-title").await?;
    let expected_version = typed.text("version").parse().ok();
    let change = ChangePerson { expected_version, ..ChangePerson::of(before.id) };
    let (who, site) = (caller.caller.clone(), &caller.site);
    let (outcome, good) = match typed.text("step") {
        "licences" => {
            let policy = caller.site.service.policy();
            // What no form shows stays: the policy may know fewer licences than somebody has.
            let hidden = before.licenses.iter().filter(|code| policy.licence(code).is_none()).cloned();
            let licenses = typed.all("licence").map(str::to_owned).chain(hidden).collect();
            (site.execute(who, ChangePerson { licenses: Some(licenses), ..change }).await, "services-saved")
        }
        "package" => {
            let package = Some(typed.text("package")).filter(|code| !code.is_empty()).map(str::to_owned);
            (site.execute(who, ChangePerson { package: Some(package), ..change }).await, "services-package-saved")
        }
        "reset" => {
            (site.execute(who, ResetPackage { person: before.id, expected_version }).await, "services-reset-done")
        }
        _ => return Err(Refusal::field("step", "value_unknown").into()),
    };
    match outcome {
        Ok(changed) => {
            let text = caller.visit.t1(good, "name", &changed.value.name);
            Ok(done(&caller.site, &caller.visit, &back, &Flash::good(text)))
        }
        Err(Error::Refused(refusal @ (Refusal::Invalid(_) | Refusal::Rule { .. } | Refusal::Conflict { .. }))) => {
            let page = draw(&caller, frame, &before, back, Some(&refusal)).await?;
            Ok(page_with(status(&refusal), &page)?)
        }
        Err(error) => Err(error.into()),
    }
}
