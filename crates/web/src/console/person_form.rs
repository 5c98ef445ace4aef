//! Adding a person, changing their row, and suspending or reactivating them (ORG-05, ORG-06, ORG-08, RST-03).

use super::conflict::{self, Both, Conflict};
use super::lock::{Lock, in_titles, told_at};
use super::{Answer, ConsoleCaller, Flash, Frame, Place, Typed, done, page as answer, page_with};
use crate::problem::{alias, status};
use askama::Template;
use axum::extract::Path;
use prokura_app::command::add_person::AddPerson;
use prokura_app::command::change_person::{ChangePerson, DetailsChange};
use prokura_app::error::Error;
use prokura_app::query::people;
use prokura_app::sight::Sight;
use prokura_decision::mask::Level;
use prokura_domain::id::PrincipalId;
use prokura_domain::person::{Details, Person, PersonStatus};
use prokura_domain::refusal::{FieldError, Refusal};
use prokura_domain::text::{EmailAddress, Locale, Name, PhoneNumber, TextError, Words};
use std::str::FromStr;

/// What was typed and what is wrong with it.
#[derive(Default)]
struct Filled {
    name: String,
    name_error: String,
    email: String,
    email_error: String,
    /// Another address of the same mailbox, where it helps (ORG-05).
    alias: Option<String>,
    /// Where somebody is given rights without a home here.
    external: Option<String>,
    locale: String,
    title: String,
    title_error: String,
    department: String,
    department_error: String,
    work_number: String,
    work_number_error: String,
    /// Why the number cannot be changed here.
    number_lock: Option<Lock>,
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

/// What a form says.
struct Read {
    name: Name,
    email: EmailAddress,
    locale: Option<Locale>,
    title: Option<Words>,
    department: Option<Words>,
    /// `None` where the field was locked.
    work_number: Option<Option<PhoneNumber>>,
}

/// A field that may be empty.
fn optional<T: FromStr<Err = TextError>>(typed: &Typed, field: &'static str, wrong: &mut Vec<FieldError>) -> Option<T> {
    match typed.text(field) {
        "" => None,
        text => text.parse().map_err(|error: TextError| wrong.push(FieldError::new(field, error.code))).ok(),
    }
}

/// What a form says: a row's fields, or every error in it.
fn read(typed: &Typed) -> Result<Read, Vec<FieldError>> {
    let mut wrong = Vec::new();
    let name = Name::from_str(typed.text("name")).map_err(|error| wrong.push(FieldError::new("name", error.code))).ok();
    let email = EmailAddress::from_str(typed.text("email"));
    let email = email.map_err(|error| wrong.push(FieldError::new("email", error.code))).ok();
    let locale = Locale::ALL.into_iter().find(|locale| locale.tag() == typed.text("locale"));
    let (title, department) = (optional(typed, "title", &mut wrong), optional(typed, "department", &mut wrong));
    let work_number = optional(typed, "work_number", &mut wrong);
    let work_number = typed.has("work_number").then_some(work_number);
    match (name, email) {
        (Some(name), Some(email)) if wrong.is_empty() => {
            Ok(Read { name, email, locale, title, department, work_number })
        }
        (_, _) => Err(wrong),
    }
}

/// What was typed.
fn as_typed(typed: &Typed) -> Filled {
    let typed = |name| typed.text(name).to_owned();
    Filled {
        name: typed("name"),
        email: typed("email"),
        locale: typed("locale"),
        title: typed("title"),
        department: typed("department"),
        work_number: typed("work_number"),
        ..Filled::default()
    }
}

/// What there is.
fn as_kept(person: &Person) -> Filled {
    let Details { title, department, work_number } = &person.details;
    let text = |it: &Option<Words>| it.as_ref().map(ToString::to_string).unwrap_or_default();
    Filled {
        name: person.name.to_string(),
        email: person.email.to_string(),
        locale: tag(person).to_owned(),
        title: text(title),
        department: text(department),
        work_number: work_number.as_ref().map(ToString::to_string).unwrap_or_default(),
        ..Filled::default()
    }
}

/// The form with what is wrong with it.
fn filled(caller: &ConsoleCaller, mut filled: Filled, refusal: Option<&Refusal>) -> Filled {
    let language = caller.visit.language;
    let policy = caller.site.service.policy();
    let Some(refusal) = refusal.map(|refusal| in_titles(refusal, policy, language)) else { return filled };
    filled.failed = Some(Lock::of(&refusal, policy, language));
    match &refusal {
        Refusal::Invalid(errors) => {
            let told = |at: &str| told_at(errors, &[at], language);
            (filled.name_error, filled.email_error) = (told("name"), told("email"));
            (filled.title_error, filled.department_error) = (told("title"), told("department"));
            filled.work_number_error = told("work_number");
            filled.alias = errors.iter().find_map(|error| alias(&error.arguments));
            filled.failed = Some(Lock::at_fields(language, []));
        }
        // The one rule about a field: whose address it is (ORG-05).
        Refusal::Rule { code: "email_taken", arguments, .. } => {
            filled.email_error = crate::problem::sentence(&refusal, language);
            filled.alias = alias(arguments);
        }
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
    Locale::ALL.map(|it| (it.tag(), it.own_name(), it.tag() == chosen)).to_vec()
}

const fn belongs_to_form(refusal: &Refusal) -> bool {
    matches!(refusal, Refusal::Invalid(_) | Refusal::Rule { .. })
}

async fn add_form(caller: &ConsoleCaller, named: &str, filled: Filled) -> Result<FormPage, Error> {
    let (frame, sight) = caller.enter(named, caller.visit.t("person-add")).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    sight.ask("users.create", Level::Manage, place.entered.handle)?;
    let users = place.href("users");
    let mut filled = filled;
    filled.number_lock = number_lock(caller, &sight, &place);
    filled.external =
        sight.ask("external_admins", Level::Manage, place.entered.handle).is_ok().then(|| format!("{users}/external"));
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
    if typed.has("alias") {
        let filled = Filled { email: typed.text("alias").to_owned(), ..as_typed(&typed) };
        return Ok(answer(&add_form(&caller, &named, filled).await?)?);
    }
    let outcome = match read(&typed) {
        Ok(Read { name, email, locale, title, department, work_number }) => {
            let command = AddPerson {
                organization: place.entered.id,
                email,
                name,
                locale,
                licenses: None,
                package: None,
                details: Details { title, department, work_number: work_number.flatten() },
            };
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
            let form = add_form(&caller, &named, filled(&caller, as_typed(&typed), Some(&refusal))).await?;
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
    Ok(answer(&edit_form(&caller, frame, &person, back, as_kept(&person))?)?)
}

/// Why the work number cannot be changed here, where it cannot (RST-03).
fn number_lock(caller: &ConsoleCaller, sight: &Sight, place: &Place) -> Option<Lock> {
    let refused = sight.ask("users.primary_work_number", Level::Manage, place.entered.handle).err();
    refused.map(|refusal| Lock::of(&refusal, sight.policy(), caller.visit.language))
}

fn edit_form(
    caller: &ConsoleCaller,
    frame: Frame,
    person: &Person,
    back: String,
    mut filled: Filled,
) -> Result<FormPage, Error> {
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    filled.number_lock = number_lock(caller, &caller.sight()?, &place);
    Ok(FormPage {
        heading: caller.visit.t1("person-edit-heading", "name", &person.name),
        lead: caller.visit.t("person-edit-text"),
        action: format!("{back}/edit"),
        languages: languages(&filled.locale),
        filled,
        version: Some(person.version),
        frame,
        back,
    })
}

/// `POST /o/{organization}/users/{person}/edit`
pub(super) async fn edit(caller: ConsoleCaller, Path((named, person)): Path<(String, String)>, typed: Typed) -> Answer {
    let (frame, before, back) = open(&caller, &named, &person, "person-edit").await?;
    if typed.has("alias") {
        let filled = Filled { email: typed.text("alias").to_owned(), ..as_typed(&typed) };
        let mut form = edit_form(&caller, frame, &before, back, filled)?;
        form.version = typed.text("version").parse().ok().or(form.version);
        return Ok(answer(&form)?);
    }
    let outcome = match read(&typed) {
        Ok(Read { name, email, locale, title, department, work_number }) => {
            let command = ChangePerson {
                person: before.id,
                expected_version: typed.text("version").parse().ok(),
                name: Some(name),
                email: Some(email),
                status: None,
                locale: Some(locale),
                licenses: None,
                package: None,
                details: DetailsChange {
                    title: typed.has("title").then_some(title),
                    department: typed.has("department").then_some(department),
                    work_number: work_number.filter(|number| *number != before.details.work_number),
                },
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
            let filled = filled(&caller, as_typed(&typed), Some(&refusal));
            let mut form = edit_form(&caller, frame, &before, back, filled)?;
            // What was looked at stays what was looked at.
            form.version = typed.text("version").parse().ok().or(form.version);
            Ok(page_with(status(&refusal), &form)?)
        }
        Err(Error::Refused(refusal @ Refusal::Conflict { .. })) => {
            let kept = as_kept(&before);
            let both = |label: &str, typed: &str, now: &str| Both {
                label: caller.visit.t(label),
                typed: typed.to_owned(),
                now: now.to_owned(),
            };
            let values = vec![
                both("person-name", name, before.name.as_str()),
                both("external-email", email, before.email.as_str()),
                both("person-language", locale, tag(&before)),
                both("person-title", typed.text("title"), &kept.title),
                both("person-department", typed.text("department"), &kept.department),
                both("person-work-number", typed.text("work_number"), &kept.work_number),
            ];
            let names = ["name", "email", "locale", "title", "department", "work_number"];
            let there = names.into_iter().filter(|name| typed.has(name));
            let mut fields: Vec<(String, String)> =
                there.map(|name| (name.to_owned(), typed.text(name).to_owned())).collect();
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
        expected_version: typed.text("version").parse().ok(),
        status: Some(wanted),
        ..ChangePerson::of(before.id)
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
