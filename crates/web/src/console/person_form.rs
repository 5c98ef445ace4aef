//! Adding a person, changing their row, and suspending or reactivating them (ORG-05, ORG-06, ORG-08, RST-03).

use super::conflict::{self, Both, Conflict};
use super::lock::{Lock, in_titles};
use super::{Answer, ConsoleCaller, Flash, Frame, Typed, done, page as answer, page_with};
use crate::problem::{field_sentence, status};
use askama::Template;
use axum::extract::Path;
use prokura_app::command::add_person::AddPerson;
use prokura_app::command::change_person::ChangePerson;
use prokura_app::error::Error;
use prokura_app::query::people;
use prokura_decision::mask::Level;
use prokura_domain::id::PrincipalId;
use prokura_domain::person::{Person, PersonStatus};
use prokura_domain::refusal::{FieldError, Refusal};
use prokura_domain::text::{EmailAddress, Locale, Name};
use std::str::FromStr as _;

/// The languages with their own names.
const LANGUAGES: [(&str, &str); 3] = [("en", "English"), ("cs", "Čeština"), ("pl", "Polski")];

/// What was typed and what is wrong with it.
#[derive(Default)]
struct Filled {
    name: String,
    name_error: String,
    email: String,
    email_error: String,
    locale: String,
    failed: Option<Lock>,
}

#[derive(Template)]
#[template(path = "person_form.html")]
struct FormPage {
    frame: Frame,
    heading: String,
    lead: String,
    action: String,
    back: String,
    filled: Filled,
    languages: Vec<(&'static str, &'static str, bool)>,
    /// Of the person as shown; `None` for a new one.
    version: Option<i64>,
}

#[derive(Template)]
#[template(path = "person_status.html")]
struct StatusPage {
    frame: Frame,
    heading: String,
    text: String,
    suspends: bool,
    action: String,
    back: String,
    version: i64,
    failed: Option<Lock>,
}

/// What a form says: a row's fields, or every error in it.
fn read(typed: &Typed) -> Result<(Name, EmailAddress, Option<Locale>), Vec<FieldError>> {
    let mut wrong = Vec::new();
    let name = Name::from_str(typed.text("name")).map_err(|error| wrong.push(FieldError::new("name", error.code))).ok();
    let email = EmailAddress::from_str(typed.text("email"));
    let email = email.map_err(|error| wrong.push(FieldError::new("email", error.code))).ok();
    let locale = Locale::ALL.into_iter().find(|locale| locale.tag() == typed.text("locale"));
    match (name, email) {
        (Some(name), Some(email)) => Ok((name, email, locale)),
        (_, _) => Err(wrong),
    }
}

fn filled(caller: &ConsoleCaller, name: &str, email: &str, locale: &str, refusal: Option<&Refusal>) -> Filled {
    let language = caller.visit.language;
    let policy = caller.site.service.policy();
    let mut filled =
        Filled { name: name.to_owned(), email: email.to_owned(), locale: locale.to_owned(), ..Filled::default() };
    let Some(refusal) = refusal.map(|refusal| in_titles(refusal, policy, language)) else { return filled };
    filled.failed = Some(Lock::of(&refusal, policy, language));
    match &refusal {
        Refusal::Invalid(errors) => {
            let told = |at: &str| {
                let of = errors.iter().filter(|error| error.field == at);
                of.map(|it| field_sentence(it.code, &it.arguments, language)).collect::<Vec<_>>().join(" ")
            };
            (filled.name_error, filled.email_error) = (told("name"), told("email"));
            filled.failed = Some(Lock { sentences: vec![caller.visit.t("refusal-invalid")], rules: Vec::new() });
        }
        // The one rule about a field: whose address it is (ORG-05).
        Refusal::Rule { code: "email_taken", .. } => filled.email_error = crate::problem::sentence(&refusal, language),
        Refusal::Unauthenticated
        | Refusal::StepUpNeeded { .. }
        | Refusal::NotFound
        | Refusal::Forbidden { .. }
        | Refusal::Rule { .. }
        | Refusal::Conflict { .. }
        | Refusal::Over { .. }
        | Refusal::TooMany { .. } => {}
    }
    filled
}

fn languages(chosen: &str) -> Vec<(&'static str, &'static str, bool)> {
    LANGUAGES.into_iter().map(|(code, name)| (code, name, code == chosen)).collect()
}

const fn belongs_to_form(refusal: &Refusal) -> bool {
    matches!(refusal, Refusal::Invalid(_) | Refusal::Rule { .. })
}

async fn add_form(caller: &ConsoleCaller, named: &str, filled: Filled) -> Result<FormPage, Error> {
    let (frame, sight) = caller.enter(named, caller.visit.t("person-add")).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    sight.ask("users.create", Level::Manage, place.entered.handle)?;
    let users = place.href("users");
    Ok(FormPage {
        heading: caller.visit.t("person-add"),
        lead: caller.visit.t("person-add-text"),
        action: format!("{users}/new"),
        languages: languages(&filled.locale),
        filled,
        version: None,
        frame: frame.narrow().section("users").crumb(caller.visit.t("nav-users"), &users),
        back: users,
    })
}

/// `GET /o/{organization}/users/new`
pub(super) async fn add_page(caller: ConsoleCaller, Path(named): Path<String>) -> Answer {
    Ok(answer(&add_form(&caller, &named, Filled::default()).await?)?)
}

/// `POST /o/{organization}/users/new`
pub(super) async fn add(caller: ConsoleCaller, Path(named): Path<String>, typed: Typed) -> Answer {
    let (frame, _) = caller.enter(&named, caller.visit.t("person-add")).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    let outcome = match read(&typed) {
        Ok((name, email, locale)) => {
            let organization = place.entered.id;
            let command = AddPerson { organization, email, name, locale, licenses: Vec::new(), package: None };
            caller.site.execute(caller.caller.clone(), command).await
        }
        Err(errors) => Err(Refusal::Invalid(errors).into()),
    };
    match outcome {
        Ok(added) => {
            let text = caller.visit.t1("person-added", "name", &added.value.name);
            let to = format!("{}/{}", place.href("users"), added.value.id);
            Ok(done(&caller.site, &caller.visit, &to, &Flash::good(text)))
        }
        Err(Error::Refused(refusal)) if belongs_to_form(&refusal) => {
            let (name, email, locale) = (typed.text("name"), typed.text("email"), typed.text("locale"));
            let form = add_form(&caller, &named, filled(&caller, name, email, locale, Some(&refusal))).await?;
            Ok(page_with(status(&refusal), &form)?)
        }
        Err(error) => Err(error.into()),
    }
}

/// The person and the frame of a page below theirs.
pub(super) async fn open(
    caller: &ConsoleCaller,
    named: &str,
    person: &str,
    title: &str,
) -> Result<(Frame, Person, String), Error> {
    let id: PrincipalId = person.parse().map_err(|_| Refusal::NotFound)?;
    let (frame, _) = caller.enter(named, caller.visit.t(title)).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    let person = people::get(&caller.site.service, &caller.caller, named, &id.to_string()).await?;
    let users = place.href("users");
    let back = format!("{users}/{id}");
    let frame =
        frame.narrow().section("users").crumb(caller.visit.t("nav-users"), users).crumb(person.name.to_string(), &back);
    Ok((frame, person, back))
}

fn tag(person: &Person) -> &'static str {
    person.locale.map_or("", Locale::tag)
}

/// `GET /o/{organization}/users/{person}/edit`
pub(super) async fn edit_page(caller: ConsoleCaller, Path((named, person)): Path<(String, String)>) -> Answer {
    let (frame, person, back) = open(&caller, &named, &person, "person-edit").await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    caller.sight()?.ask("users.details", Level::Manage, place.entered.handle)?;
    let filled = filled(&caller, person.name.as_str(), person.email.as_str(), tag(&person), None);
    Ok(answer(&edit_form(&caller, frame, &person, back, filled))?)
}

fn edit_form(caller: &ConsoleCaller, frame: Frame, person: &Person, back: String, filled: Filled) -> FormPage {
    FormPage {
        heading: caller.visit.t1("person-edit-heading", "name", &person.name),
        lead: caller.visit.t("person-edit-text"),
        action: format!("{back}/edit"),
        languages: languages(&filled.locale),
        filled,
        version: Some(person.version),
        frame,
        back,
    }
}

/// `POST /o/{organization}/users/{person}/edit`
pub(super) async fn edit(caller: ConsoleCaller, Path((named, person)): Path<(String, String)>, typed: Typed) -> Answer {
    let (frame, before, back) = open(&caller, &named, &person, "person-edit").await?;
    let outcome = match read(&typed) {
        Ok((name, email, locale)) => {
            let command = ChangePerson {
                person: before.id,
                expected_version: typed.text("version").parse().ok(),
                name: Some(name),
                email: Some(email),
                status: None,
                locale: Some(locale),
                licenses: None,
                package: None,
            };
            caller.site.execute(caller.caller.clone(), command).await
        }
        Err(errors) => Err(Refusal::Invalid(errors).into()),
    };
    let (name, email, locale) = (typed.text("name"), typed.text("email"), typed.text("locale"));
    match outcome {
        Ok(changed) => {
            let text = caller.visit.t1("person-changed", "name", &changed.value.name);
            Ok(done(&caller.site, &caller.visit, &back, &Flash::good(text)))
        }
        Err(Error::Refused(refusal)) if belongs_to_form(&refusal) => {
            let filled = filled(&caller, name, email, locale, Some(&refusal));
            let mut form = edit_form(&caller, frame, &before, back, filled);
            // What was looked at stays what was looked at.
            form.version = typed.text("version").parse().ok().or(form.version);
            Ok(page_with(status(&refusal), &form)?)
        }
        Err(Error::Refused(refusal @ Refusal::Conflict { .. })) => {
            let both = |label: &str, typed: &str, now: &str| Both {
                label: caller.visit.t(label),
                typed: typed.to_owned(),
                now: now.to_owned(),
            };
            let values = vec![
                both("person-name", name, before.name.as_str()),
                both("external-email", email, before.email.as_str()),
                both("person-language", locale, tag(&before)),
            ];
            let mut fields: Vec<(String, String)> = [("name", name), ("email", email), ("locale", locale)]
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .into();
            fields.push(("version".to_owned(), before.version.to_string()));
            let (action, go_on) = (format!("{back}/edit"), caller.visit.t("conflict-save-mine"));
            Ok(conflict::told(&caller, frame, &refusal, Conflict { values, action, fields, go_on, back }).await?)
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /o/{organization}/users/{person}/status`
pub(super) async fn status_page(caller: ConsoleCaller, Path((named, person)): Path<(String, String)>) -> Answer {
    let (frame, person, back) = open(&caller, &named, &person, "users-status").await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    caller.sight()?.ask("users", Level::Manage, place.entered.handle)?;
    Ok(answer(&status_form(&caller, frame, &person, back, None))?)
}

fn status_form(
    caller: &ConsoleCaller,
    frame: Frame,
    person: &Person,
    back: String,
    refusal: Option<&Refusal>,
) -> StatusPage {
    let suspends = person.status != PersonStatus::Suspended;
    let key = if suspends { "person-suspend" } else { "person-reactivate" };
    StatusPage {
        heading: caller.visit.t1(&format!("{key}-heading"), "name", &person.name),
        text: caller.visit.t(&format!("{key}-text")),
        suspends,
        action: format!("{back}/status"),
        version: person.version,
        failed: refusal.map(|it| Lock::of(it, caller.site.service.policy(), caller.visit.language)),
        frame: frame.titled(caller.visit.t(key)),
        back,
    }
}

/// `POST /o/{organization}/users/{person}/status`
pub(super) async fn set_status(
    caller: ConsoleCaller,
    Path((named, person)): Path<(String, String)>,
    typed: Typed,
) -> Answer {
    let (frame, before, back) = open(&caller, &named, &person, "users-status").await?;
    let wanted = match typed.text("status") {
        "active" => PersonStatus::Active,
        "suspended" => PersonStatus::Suspended,
        _ => return Err(Refusal::field("status", "status_invalid").into()),
    };
    let command = ChangePerson {
        person: before.id,
        expected_version: typed.text("version").parse().ok(),
        name: None,
        email: None,
        status: Some(wanted),
        locale: None,
        licenses: None,
        package: None,
    };
    match caller.site.execute(caller.caller.clone(), command).await {
        Ok(changed) => {
            let key = if wanted == PersonStatus::Suspended { "person-suspended" } else { "person-reactivated" };
            let text = caller.visit.t1(key, "name", &changed.value.name);
            Ok(done(&caller.site, &caller.visit, &back, &Flash::good(text)))
        }
        Err(Error::Refused(refusal)) if belongs_to_form(&refusal) => {
            let form = status_form(&caller, frame, &before, back, Some(&refusal));
            Ok(page_with(status(&refusal), &form)?)
        }
        Err(Error::Refused(refusal @ Refusal::Conflict { .. })) => {
            let told = |status: PersonStatus| caller.visit.t(&format!("person-status-{}", status.code()));
            let values =
                vec![Both { label: caller.visit.t("users-status"), typed: told(wanted), now: told(before.status) }];
            let fields = vec![
                ("status".to_owned(), wanted.code().to_owned()),
                ("version".to_owned(), before.version.to_string()),
            ];
            let (action, go_on) = (format!("{back}/status"), caller.visit.t("conflict-save-mine"));
            Ok(conflict::told(&caller, frame, &refusal, Conflict { values, action, fields, go_on, back }).await?)
        }
        Err(error) => Err(error.into()),
    }
}
