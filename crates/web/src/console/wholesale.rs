//! Adding a wholesale user: a person with a package (RST-05).

use super::lock::{Lock, in_titles, title, told_at};
use super::{Answer, ConsoleCaller, Flash, Frame, Typed, done, page as answer, page_with};
use crate::problem::{sentence, status};
use crate::text::Language;
use askama::Template;
use axum::extract::Path;
use prokura_app::command::add_wholesale::AddWholesale;
use prokura_app::error::Error;
use prokura_decision::mask::Level;
use prokura_decision::policy::{Package, Policy};
use prokura_domain::refusal::{FieldError, Refusal};
use prokura_domain::text::{EmailAddress, Locale, Name};
use std::str::FromStr;

/// What was typed and what is wrong with it.
#[derive(Default)]
struct Filled {
    name: String,
    name_error: String,
    email: String,
    email_error: String,
    package_error: String,
    failed: Option<Lock>,
}

#[derive(Template)]
#[template(path = "wholesale.html")]
struct WholesalePage {
    frame: Frame,
    action: String,
    back: String,
    filled: Filled,
    /// Packages by code, each in words, and whether it is chosen.
    packages: Vec<(String, String, bool)>,
    languages: Vec<(&'static str, &'static str, bool)>,
}

/// A package and what it gives, in words.
pub(super) fn gives(policy: &Policy, package: &Package, language: Language) -> String {
    let licences: Vec<String> = package.licences.iter().map(|code| title("licence", code, policy, language)).collect();
    let named = [("package", package.title.in_locale(language.0).into()), ("licences", licences.join(", ").into())];
    language.text_with("wholesale-package-gives", &named)
}

async fn draw(caller: &ConsoleCaller, named: &str, typed: &Typed, filled: Filled) -> Result<WholesalePage, Error> {
    let visit = &caller.visit;
    let (frame, sight) = caller.enter(named, visit.t("wholesale-add")).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    sight.ask("users.add_wholesale", Level::Manage, place.entered.handle)?;
    let policy = sight.policy();
    let users = place.href("users");
    let packages = policy.packages.iter().map(|it| {
        let chosen = typed.text("package") == it.code;
        (it.code.clone(), gives(policy, it, visit.language), chosen)
    });
    Ok(WholesalePage {
        action: format!("{users}/wholesale"),
        packages: packages.collect(),
        languages: Locale::ALL.map(|it| (it.tag(), it.own_name(), it.tag() == typed.text("locale"))).to_vec(),
        filled,
        frame: frame.narrow().section("users").crumb(visit.t("nav-users"), &users),
        back: users,
    })
}

/// `GET /o/{organization}/users/wholesale`
pub(super) async fn page(caller: ConsoleCaller, Path(named): Path<String>) -> Answer {
    Ok(answer(&draw(&caller, &named, &Typed::default(), Filled::default()).await?)?)
}

/// `POST /o/{organization}/users/wholesale`
pub(super) async fn add(caller: ConsoleCaller, Path(named): Path<String>, typed: Typed) -> Answer {
    let (frame, _) = caller.enter(&named, caller.visit.t("wholesale-add")).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    let mut wrong = Vec::new();
    let name = Name::from_str(typed.text("name")).map_err(|error| wrong.push(FieldError::new("name", error.code))).ok();
    let email = EmailAddress::from_str(typed.text("email"))
        .map_err(|error| wrong.push(FieldError::new("email", error.code)))
        .ok();
    let locale = Locale::ALL.into_iter().find(|locale| locale.tag() == typed.text("locale"));
    let outcome = match (name, email) {
        (Some(name), Some(email)) => {
            let package = typed.text("package").to_owned();
            let command = AddWholesale { organization: place.entered.id, email, name, locale, package };
            caller.site.execute(caller.caller.clone(), command).await
        }
        (_, _) => Err(Refusal::Invalid(wrong).into()),
    };
    let (policy, language) = (caller.site.service.policy(), caller.visit.language);
    match outcome {
        Ok(added) => {
            let person = added.value;
            let package = person.package.as_deref().and_then(|code| policy.package(code));
            let package = package.map(|it| it.title.in_locale(language.0)).unwrap_or_default();
            let text = caller.visit.t2("wholesale-added", "name", &person.name, "package", package);
            let to = format!("{}/{}", place.href("users"), person.id);
            Ok(done(&caller.site, &caller.visit, &to, &Flash::good(text)))
        }
        Err(Error::Refused(refusal @ (Refusal::Invalid(_) | Refusal::Rule { .. }))) => {
            let titled = in_titles(&refusal, policy, language);
            let errors: &[FieldError] = if let Refusal::Invalid(errors) = &titled { errors } else { &[] };
            let told = |at: &[&str]| told_at(errors, at, language);
            let is_taken = matches!(titled, Refusal::Rule { code: "email_taken", .. });
            let filled = Filled {
                name: typed.text("name").to_owned(),
                name_error: told(&["name"]),
                email: typed.text("email").to_owned(),
                email_error: if is_taken { sentence(&titled, language) } else { told(&["email"]) },
                package_error: told(&["package", "licenses"]),
                failed: Some(if errors.is_empty() {
                    Lock::of(&refusal, policy, language)
                } else {
                    Lock::at_fields(language, [])
                }),
            };
            Ok(page_with(status(&refusal), &draw(&caller, &named, &typed, filled).await?)?)
        }
        Err(error) => Err(error.into()),
    }
}
