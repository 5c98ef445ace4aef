//! Deleting a person, and what becomes of somebody who was deleted: they are brought back, or erased (ORG-05, ORG-08).

use super::lock::Lock;
use super::person::told_status;
use super::person_form::open;
use super::{Answer, ConsoleCaller, Flash, Frame, Moment, Typed, done, page as answer, page_with};
use crate::problem::status;
use askama::Template;
use axum::extract::Path;
use prokura_app::command::delete_person::DeletePerson;
use prokura_app::command::erase_person::ErasePerson;
use prokura_app::command::restore_person::RestorePerson;
use prokura_app::error::Error;
use prokura_app::pipeline::Command;
use prokura_app::query::people::{self, Gone};
use prokura_decision::mask::Level;
use prokura_domain::event::Event;
use prokura_domain::id::PrincipalId;
use prokura_domain::person::{Person, PersonStatus};
use prokura_domain::refusal::Refusal;

#[derive(Template)]
#[template(path = "person_gone.html")]
struct GonePage {
    frame: Frame,
    path: String,
    name: String,
    email: Option<String>,
    status: String,
    badge: &'static str,
    deleted_at: Moment,
    deleted_by: Option<String>,
    is_taken: bool,
    /// What can still be done; nothing where everything was erased.
    actions: Vec<Action>,
    audit: Option<String>,
}

/// Something that can be done with somebody who was deleted.
struct Action {
    path: &'static str,
    title: &'static str,
    dangerous: bool,
    lock: Option<Lock>,
}

#[derive(Template)]
#[template(path = "person_act.html")]
struct ActPage {
    frame: Frame,
    heading: String,
    text: String,
    /// What it comes to, a sentence each.
    comes_to: Vec<String>,
    /// What must be ticked; empty where nothing must.
    sure: String,
    button: String,
    dangerous: bool,
    action: String,
    back: String,
    version: i64,
    lock: Option<Lock>,
    failed: Option<Lock>,
}

/// What there is to see of somebody who was deleted.
pub(super) async fn page(caller: &ConsoleCaller, named: &str, person: PrincipalId) -> Answer {
    let (frame, sight) = caller.enter(named, caller.visit.t("nav-users")).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    let gone = people::gone(&caller.site.service, &caller.caller, named, person).await?;
    let visit = &caller.visit;
    let refused = sight.ask("users", Level::Manage, place.entered.handle).err();
    let lock = || refused.as_ref().map(|refusal| Lock::of(refusal, sight.policy(), visit.language));
    let actions = if gone.person.status == PersonStatus::Deleted {
        vec![
            Action { path: "restore", title: "person-restore", dangerous: false, lock: lock() },
            Action { path: "erase", title: "person-erase", dangerous: true, lock: lock() },
        ]
    } else {
        Vec::new()
    };
    let (status, badge) = told_status(gone.person.status);
    let name = visit.name(&gone.person);
    let reads_audit = sight.ask("audit", Level::Read, place.entered.handle).is_ok();
    let users = place.href("users");
    Ok(answer(&GonePage {
        path: format!("{users}/{person}"),
        email: gone.email.as_ref().map(ToString::to_string),
        status: visit.t(status),
        badge,
        deleted_at: visit.moment(gone.deleted_at),
        deleted_by: gone.deleted_by.as_ref().map(|by| visit.name(by)),
        is_taken: gone.is_taken,
        actions,
        audit: reads_audit.then(|| format!("{}?person={person}", place.href("audit"))),
        frame: frame.section("users").crumb(visit.t("nav-users"), users).titled(&name),
        name,
    })?)
}

/// Why a command would be refused, if it would.
async fn lock_of<C: Command>(caller: &ConsoleCaller, command: &C) -> Result<(Option<Lock>, Vec<Event>), Error> {
    let service = &caller.site.service;
    match service.rehearse(&caller.caller, command).await {
        Ok(rehearsed) => Ok((None, rehearsed.events)),
        Err(Error::Refused(refusal @ Refusal::NotFound)) => Err(refusal.into()),
        Err(Error::Refused(refusal)) => {
            Ok((Some(Lock::of(&refusal, service.policy(), caller.visit.language)), Vec::new()))
        }
        Err(error) => Err(error),
    }
}

const fn belongs_to_form(refusal: &Refusal) -> bool {
    matches!(refusal, Refusal::Invalid(_) | Refusal::Rule { .. } | Refusal::TooMany { .. })
}

async fn delete_form(
    caller: &ConsoleCaller,
    frame: Frame,
    person: &Person,
    back: String,
    refusal: Option<&Refusal>,
) -> Result<ActPage, Error> {
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    if place.organization.id != person.home {
        return Err(Refusal::NotFound.into());
    }
    let visit = &caller.visit;
    let command = DeletePerson { organization: person.home, person: person.id, expected_version: None };
    let (lock, events) = lock_of(caller, &command).await?;
    let here = |event: &&Event| matches!(event, Event::GrantEnded(it, _) if it.after.organization == person.home);
    let all = events.iter().filter(|event| matches!(event, Event::GrantEnded(..))).count();
    let here = events.iter().filter(here).count();
    let mut comes_to = Vec::new();
    for (key, count) in [("person-delete-roles", here), ("person-delete-roles-elsewhere", all - here)] {
        if count > 0 {
            comes_to.push(visit.tn(key, "count", count));
        }
    }
    if !person.licenses.is_empty() {
        comes_to.push(visit.tn("person-delete-licences", "count", person.licenses.len()));
    }
    comes_to
        .extend(["person-delete-sign-in", "person-delete-address", "person-delete-history"].map(|key| visit.t(key)));
    Ok(ActPage {
        heading: visit.t1("person-delete-heading", "name", &person.name),
        text: visit.t("person-delete-text"),
        comes_to,
        sure: String::new(),
        button: visit.t("person-delete"),
        dangerous: true,
        action: format!("{back}/delete"),
        version: person.version,
        lock,
        failed: refusal.map(|it| Lock::of(it, caller.site.service.policy(), visit.language)),
        frame: frame.titled(visit.t("person-delete")),
        back,
    })
}

/// `GET /o/{organization}/users/{person}/delete`
pub(super) async fn delete_page(caller: ConsoleCaller, Path((named, person)): Path<(String, String)>) -> Answer {
    let (frame, person, back) = open(&caller, &named, &person, "person-delete").await?;
    Ok(answer(&delete_form(&caller, frame, &person, back, None).await?)?)
}

/// `POST /o/{organization}/users/{person}/delete`
pub(super) async fn delete(
    caller: ConsoleCaller,
    Path((named, person)): Path<(String, String)>,
    typed: Typed,
) -> Answer {
    let (frame, before, back) = open(&caller, &named, &person, "person-delete").await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    let command = DeletePerson {
        organization: place.organization.id,
        person: before.id,
        expected_version: typed.text("version").parse().ok(),
    };
    match caller.site.execute(caller.caller.clone(), command).await {
        Ok(_) => {
            let text = caller.visit.t1("person-deleted", "name", &before.name);
            Ok(done(&caller.site, &caller.visit, &back, &Flash::good(text)))
        }
        Err(Error::Refused(refusal)) if belongs_to_form(&refusal) => {
            let form = delete_form(&caller, frame, &before, back, Some(&refusal)).await?;
            Ok(page_with(status(&refusal), &form)?)
        }
        Err(error) => Err(error.into()),
    }
}

/// Somebody who was deleted, and the frame of a page below theirs.
async fn open_gone(
    caller: &ConsoleCaller,
    named: &str,
    person: &str,
    title: &str,
) -> Result<(Frame, Gone, String), Error> {
    let id: PrincipalId = person.parse().map_err(|_| Refusal::NotFound)?;
    let (frame, _) = caller.enter(named, caller.visit.t(title)).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    let gone = people::gone(&caller.site.service, &caller.caller, named, id).await?;
    let users = place.href("users");
    let back = format!("{users}/{id}");
    let name = caller.visit.name(&gone.person);
    let frame = frame.narrow().section("users").crumb(caller.visit.t("nav-users"), users).crumb(name, &back);
    Ok((frame, gone, back))
}

async fn restore_form(
    caller: &ConsoleCaller,
    frame: Frame,
    gone: &Gone,
    back: String,
    refusal: Option<&Refusal>,
) -> Result<ActPage, Error> {
    let visit = &caller.visit;
    let command = RestorePerson { organization: gone.person.home, person: gone.person.id, expected_version: None };
    let (lock, _) = lock_of(caller, &command).await?;
    let email = gone.email.as_ref().map(ToString::to_string).unwrap_or_default();
    Ok(ActPage {
        heading: visit.t1("person-restore-heading", "name", visit.name(&gone.person)),
        text: visit.t1("person-restore-text", "email", email),
        comes_to: Vec::new(),
        sure: String::new(),
        button: visit.t("person-restore"),
        dangerous: false,
        action: format!("{back}/restore"),
        version: gone.person.version,
        lock,
        failed: refusal.map(|it| Lock::of(it, caller.site.service.policy(), visit.language)),
        frame,
        back,
    })
}

/// `GET /o/{organization}/users/{person}/restore`
pub(super) async fn restore_page(caller: ConsoleCaller, Path((named, person)): Path<(String, String)>) -> Answer {
    let (frame, gone, back) = open_gone(&caller, &named, &person, "person-restore").await?;
    Ok(answer(&restore_form(&caller, frame, &gone, back, None).await?)?)
}

/// `POST /o/{organization}/users/{person}/restore`
pub(super) async fn restore(
    caller: ConsoleCaller,
    Path((named, person)): Path<(String, String)>,
    typed: Typed,
) -> Answer {
    let (frame, gone, back) = open_gone(&caller, &named, &person, "person-restore").await?;
    let command = RestorePerson {
        organization: gone.person.home,
        person: gone.person.id,
        expected_version: typed.text("version").parse().ok(),
    };
    match caller.site.execute(caller.caller.clone(), command).await {
        Ok(restored) => {
            let text = caller.visit.t1("person-restored", "name", &restored.value.name);
            Ok(done(&caller.site, &caller.visit, &back, &Flash::good(text)))
        }
        Err(Error::Refused(refusal)) if belongs_to_form(&refusal) => {
            let form = restore_form(&caller, frame, &gone, back, Some(&refusal)).await?;
            Ok(page_with(status(&refusal), &form)?)
        }
        Err(error) => Err(error.into()),
    }
}

async fn erase_form(
    caller: &ConsoleCaller,
    frame: Frame,
    gone: &Gone,
    back: String,
    refusal: Option<&Refusal>,
) -> Result<ActPage, Error> {
    let visit = &caller.visit;
    let command = ErasePerson { organization: gone.person.home, person: gone.person.id, expected_version: None };
    let (lock, events) = lock_of(caller, &command).await?;
    let jobs = events.iter().find_map(|event| {
        let Event::PersonErased(erasure) = event else { return None };
        Some(erasure.jobs.len())
    });
    let mut comes_to = vec![visit.t("person-erase-what")];
    if let Some(jobs) = jobs.filter(|jobs| *jobs > 0) {
        comes_to.push(visit.tn("person-erase-jobs", "count", jobs));
    }
    comes_to.extend(["person-erase-log", "person-erase-beyond"].map(|key| visit.t(key)));
    Ok(ActPage {
        heading: visit.t1("person-erase-heading", "name", visit.name(&gone.person)),
        text: visit.t("person-erase-text"),
        comes_to,
        sure: visit.t("person-erase-sure"),
        button: visit.t("person-erase"),
        dangerous: true,
        action: format!("{back}/erase"),
        version: gone.person.version,
        lock,
        failed: refusal.map(|it| Lock::of(it, caller.site.service.policy(), visit.language)),
        frame,
        back,
    })
}

/// `GET /o/{organization}/users/{person}/erase`
pub(super) async fn erase_page(caller: ConsoleCaller, Path((named, person)): Path<(String, String)>) -> Answer {
    let (frame, gone, back) = open_gone(&caller, &named, &person, "person-erase").await?;
    Ok(answer(&erase_form(&caller, frame, &gone, back, None).await?)?)
}

/// `POST /o/{organization}/users/{person}/erase`
pub(super) async fn erase(
    caller: ConsoleCaller,
    Path((named, person)): Path<(String, String)>,
    typed: Typed,
) -> Answer {
    let (frame, gone, back) = open_gone(&caller, &named, &person, "person-erase").await?;
    let command = ErasePerson {
        organization: gone.person.home,
        person: gone.person.id,
        expected_version: typed.text("version").parse().ok(),
    };
    let outcome = if typed.has("sure") {
        caller.site.execute(caller.caller.clone(), command).await
    } else {
        Err(Refusal::field("sure", "erase_unsure").into())
    };
    match outcome {
        Ok(_) => {
            let text = caller.visit.t("person-erased");
            Ok(done(&caller.site, &caller.visit, &back, &Flash::good(text)))
        }
        Err(Error::Refused(refusal)) if belongs_to_form(&refusal) => {
            let form = erase_form(&caller, frame, &gone, back, Some(&refusal)).await?;
            Ok(page_with(status(&refusal), &form)?)
        }
        Err(error) => Err(error.into()),
    }
}
