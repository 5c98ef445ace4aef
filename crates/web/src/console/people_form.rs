//! Several people are added by hand: a row each, every problem at its row, and all of them or nobody.

use super::lock::{Lock, in_titles};
use super::{Answer, ConsoleCaller, Flash, Frame, Typed, done, page as answer, page_with};
use crate::problem::{alias, field_sentence, status};
use askama::Template;
use axum::extract::Path;
use prokura_app::bulk::act::NewPerson;
use prokura_app::command::add_people::{AddPeople, MOST};
use prokura_app::error::Error;
use prokura_decision::mask::Level;
use prokura_domain::person::Details;
use prokura_domain::refusal::{FieldError, Refusal};
use prokura_domain::text::{EmailAddress, Locale, Name, TextError};

/// How many rows the form begins with, and how many more come at a time.
const ROWS: usize = 5;
/// A row as it was typed.
#[derive(Clone, Default)]
struct Row {
    name: String,
    email: String,
    locale: String,
    name_error: String,
    email_error: String,
    /// Another address of the same mailbox, where it helps (ORG-05).
    alias: Option<String>,
}

impl Row {
    const fn is_empty(&self) -> bool {
        self.name.is_empty() && self.email.is_empty()
    }
}

#[derive(Template)]
#[template(path = "people_form.html")]
struct FormPage {
    frame: Frame,
    action: String,
    users: String,
    rows: Vec<Row>,
    languages: [(&'static str, &'static str); 3],
    can_have_more: bool,
    /// Whether a row has an alias to use instead.
    offers_alias: bool,
    failed: Option<Lock>,
}

async fn draw(
    caller: &ConsoleCaller,
    named: &str,
    mut rows: Vec<Row>,
    refusal: Option<&Refusal>,
) -> Result<FormPage, Error> {
    let visit = &caller.visit;
    let (frame, sight) = caller.enter(named, visit.t("people-add")).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    sight.ask("users.create", Level::Manage, place.entered.handle)?;
    let failed = refusal.map(|refusal| {
        let refusal = in_titles(refusal, sight.policy(), visit.language);
        if let Refusal::Invalid(errors) = &refusal {
            let is_at_a_row = |error: &FieldError| place_errors(caller, error, &mut rows);
            if errors.iter().map(is_at_a_row).filter(|at_row| *at_row).count() == errors.len() {
                return Lock { sentences: vec![visit.t("people-add-failed")], rules: Vec::new() };
            }
        }
        Lock::of(&refusal, sight.policy(), visit.language)
    });
    let users = place.href("users");
    Ok(FormPage {
        action: format!("{users}/new-many"),
        can_have_more: rows.len() < MOST,
        offers_alias: rows.iter().any(|row| row.alias.is_some()),
        rows,
        languages: Locale::ALL.map(|it| (it.tag(), it.own_name())),
        failed,
        frame: frame.section("users").crumb(visit.t("nav-users"), &users),
        users,
    })
}

/// Puts an error of `people/3/email` to its row.
fn place_errors(caller: &ConsoleCaller, error: &FieldError, rows: &mut [Row]) -> bool {
    let mut steps = error.field.split('/');
    let (Some("people"), Some(place), Some(field)) = (steps.next(), steps.next(), steps.next()) else { return false };
    let Some(row) = place.parse::<usize>().ok().and_then(|place| rows.get_mut(place)) else { return false };
    let told = if error.code == "email_taken" { format!("refusal-{}", error.code) } else { String::new() };
    let sentence = if told.is_empty() {
        field_sentence(error.code, &error.arguments, caller.visit.language)
    } else {
        let arguments: Vec<_> = error.arguments.iter().map(|(name, value)| (*name, value.as_str().into())).collect();
        caller.visit.language.text_with(&told, &arguments)
    };
    row.alias = row.alias.take().or_else(|| alias(&error.arguments));
    let at = if field == "name" { &mut row.name_error } else { &mut row.email_error };
    if !at.is_empty() {
        at.push(' ');
    }
    at.push_str(&sentence);
    true
}

/// `GET /o/{organization}/users/new-many`
pub(super) async fn page(caller: ConsoleCaller, Path(named): Path<String>) -> Answer {
    Ok(answer(&draw(&caller, &named, vec![Row::default(); ROWS], None).await?)?)
}

/// The rows as they were typed.
fn rows(typed: &Typed) -> Vec<Row> {
    let (names, emails, locales) = (typed.all("name"), typed.all("email"), typed.all("locale"));
    let row = |((name, email), locale): ((&str, &str), &str)| Row {
        name: name.trim().to_owned(),
        email: email.trim().to_owned(),
        locale: locale.to_owned(),
        ..Row::default()
    };
    names.zip(emails).zip(locales).map(row).collect()
}

/// The people that rows name, or what is wrong with each.
fn people(rows: &[Row]) -> Result<Vec<NewPerson>, Refusal> {
    let (mut people, mut wrong) = (Vec::new(), Vec::new());
    for (place, row) in rows.iter().enumerate() {
        let mut at = |field: &str, error: TextError| {
            wrong.push(FieldError::new(format!("people/{place}/{field}"), error.code));
        };
        let name: Option<Name> = row.name.parse().map_err(|error| at("name", error)).ok();
        let email: Option<EmailAddress> = row.email.parse().map_err(|error| at("email", error)).ok();
        let locale = Locale::ALL.into_iter().find(|locale| locale.tag() == row.locale);
        if let (Some(name), Some(email)) = (name, email) {
            people.push(NewPerson { email, name, locale, licenses: None, package: None, details: Details::default() });
        }
    }
    if wrong.is_empty() { Ok(people) } else { Err(Refusal::Invalid(wrong)) }
}

/// `POST /o/{organization}/users/new-many`: `step` is `more` for more rows.
pub(super) async fn add(caller: ConsoleCaller, Path(named): Path<String>, typed: Typed) -> Answer {
    let (frame, _) = caller.enter(&named, caller.visit.t("people-add")).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    let mut rows = rows(&typed);
    if typed.text("step") == "more" {
        rows.resize((rows.len() + ROWS).min(MOST), Row::default());
        return Ok(answer(&draw(&caller, &named, rows, None).await?)?);
    }
    if let Some((place, alias)) = typed.text("alias").split_once(' ') {
        if let Some(row) = place.parse::<usize>().ok().and_then(|place| rows.get_mut(place)) {
            alias.clone_into(&mut row.email);
        }
        rows.resize(rows.len().max(ROWS), Row::default());
        rows.truncate(MOST);
        return Ok(answer(&draw(&caller, &named, rows, None).await?)?);
    }
    rows.retain(|row| !row.is_empty());
    let organization = place.entered.id;
    let outcome = match people(&rows) {
        Ok(people) => caller.site.execute(caller.caller.clone(), AddPeople { organization, people }).await,
        Err(refusal) => Err(refusal.into()),
    };
    match outcome {
        Ok(added) => {
            let text = caller.visit.tn("people-added", "count", added.value.len());
            Ok(done(&caller.site, &caller.visit, &place.href("users"), &Flash::good(text)))
        }
        Err(Error::Refused(refusal @ (Refusal::Invalid(_) | Refusal::Rule { .. }))) => {
            rows.resize(rows.len().max(ROWS), Row::default());
            let page = draw(&caller, &named, rows, Some(&refusal)).await?;
            Ok(page_with(status(&refusal), &page)?)
        }
        Err(error) => Err(error.into()),
    }
}
