//! Automatic licence assignment: what people get by themselves when they are added (RST-03).

use super::lock::{Lock, title};
use super::wholesale::gives;
use super::{Answer, ConsoleCaller, Flash, Frame, Typed, done, page as answer, page_with};
use crate::problem::status;
use askama::Template;
use axum::extract::Path;
use prokura_app::command::set_licence_rule::{RemoveLicenceRule, SetLicenceRule};
use prokura_app::error::Error;
use prokura_app::query::licence_rules::{list, missed};
use prokura_decision::policy::Policy;
use prokura_domain::licence_rule::{Gives, LicenceRule};
use prokura_domain::refusal::Refusal;

/// A rule.
struct Rule {
    id: String,
    whom: String,
    gives: String,
}

#[derive(Template)]
#[template(path = "licence_rules.html")]
struct RulesPage {
    frame: Frame,
    path: String,
    users: String,
    rules: Vec<Rule>,
    /// Who missed what: name, address of their page, licences.
    missed: Vec<(String, String, String)>,
    lock: Option<Lock>,
    failed: Option<Lock>,
    domain: String,
    packages: Vec<(String, String, bool)>,
    licences: Vec<(String, String, bool)>,
}

fn titles(policy: &Policy, codes: &[String], language: crate::text::Language) -> String {
    codes.iter().map(|code| title("licence", code, policy, language)).collect::<Vec<_>>().join(", ")
}

fn rule(caller: &ConsoleCaller, policy: &Policy, row: &LicenceRule) -> Rule {
    let visit = &caller.visit;
    Rule {
        id: row.id.to_string(),
        whom: row
            .domain
            .as_ref()
            .map_or_else(|| visit.t("rules-everybody"), |it| visit.t1("rules-domain", "domain", it)),
        gives: match &row.gives {
            Gives::Licences(codes) => titles(policy, codes, visit.language),
            Gives::Package(code) => {
                policy.package(code).map_or_else(|| code.clone(), |package| gives(policy, package, visit.language))
            }
        },
    }
}

async fn draw(caller: &ConsoleCaller, named: &str, typed: &Typed, failed: Option<Lock>) -> Result<RulesPage, Error> {
    let visit = &caller.visit;
    let (frame, sight) = caller.enter(named, visit.t("rules-title")).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    let seen = list(&caller.site.service, &caller.caller, named).await?;
    let (policy, users) = (sight.policy(), place.href("users"));
    let packages = policy
        .packages
        .iter()
        .map(|it| (it.code.clone(), gives(policy, it, visit.language), typed.text("package") == it.code));
    let licences = policy.licences.iter().map(|it| {
        let chosen = typed.all("licence").any(|code| code == it.code);
        (it.code.clone(), it.title.in_locale(visit.language.0).to_owned(), chosen)
    });
    let missed = missed(&caller.site.service, &caller.caller, named).await?;
    let missed = missed.iter().map(|(person, lacking)| {
        let lacking = titles(policy, lacking, visit.language);
        (person.name.to_string(), format!("{users}/{}", person.id), lacking)
    });
    Ok(RulesPage {
        path: place.href("users/licence-rules"),
        rules: seen.rules.iter().map(|row| rule(caller, policy, row)).collect(),
        missed: missed.collect(),
        lock: seen.locked.as_ref().map(|refusal| Lock::of(refusal, policy, visit.language)),
        failed,
        domain: typed.text("domain").to_owned(),
        packages: packages.collect(),
        licences: licences.collect(),
        frame: frame.narrow().section("users").crumb(visit.t("nav-users"), &users),
        users,
    })
}

/// `GET /o/{organization}/users/licence-rules`
pub(super) async fn page(caller: ConsoleCaller, Path(named): Path<String>) -> Answer {
    Ok(answer(&draw(&caller, &named, &Typed::default(), None).await?)?)
}

/// `POST /o/{organization}/users/licence-rules`
pub(super) async fn set(caller: ConsoleCaller, Path(named): Path<String>, typed: Typed) -> Answer {
    let (frame, _) = caller.enter(&named, caller.visit.t("rules-title")).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    let domain = match typed.text("domain").trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| Refusal::field("domain", "domain_invalid")),
    };
    let outcome = match domain {
        Ok(domain) => {
            let gives = match typed.text("package") {
                "" => Gives::Licences(typed.all("licence").map(str::to_owned).collect()),
                package => Gives::Package(package.to_owned()),
            };
            let command = SetLicenceRule { organization: place.entered.id, domain, gives, expected_version: None };
            caller.site.execute(caller.caller.clone(), command).await.map(drop)
        }
        Err(refusal) => Err(refusal.into()),
    };
    match outcome {
        Ok(()) => {
            let flash = Flash::good(caller.visit.t("rules-set"));
            Ok(done(&caller.site, &caller.visit, &place.href("users/licence-rules"), &flash))
        }
        Err(Error::Refused(refusal @ Refusal::Invalid(_))) => {
            let lock = Lock::of(&refusal, caller.site.service.policy(), caller.visit.language);
            Ok(page_with(status(&refusal), &draw(&caller, &named, &typed, Some(lock)).await?)?)
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /o/{organization}/users/licence-rules/{rule}/remove`
pub(super) async fn remove(caller: ConsoleCaller, Path((named, rule)): Path<(String, String)>) -> Answer {
    let (frame, _) = caller.enter(&named, caller.visit.t("rules-title")).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    let rule = rule.parse().map_err(|_| Refusal::NotFound)?;
    let command = RemoveLicenceRule { organization: place.entered.id, rule };
    caller.site.execute(caller.caller.clone(), command).await?;
    let flash = Flash::good(caller.visit.t("rules-removed"));
    Ok(done(&caller.site, &caller.visit, &place.href("users/licence-rules"), &flash))
}
