//! Adding an external administrator: an address, verified first, then what they may do, and for how long (EXT-02, EXT-03).

use super::lock::{Lock, in_titles};
use super::users::role_title;
use super::{Answer, ConsoleCaller, Flash, Frame, Typed, done, page as answer, page_with};
use crate::problem::{field_sentence, status};
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use prokura_app::command::assign_role::AssignRole;
use prokura_app::command::guard::holder::Holder;
use prokura_app::error::Error;
use prokura_decision::mask::Level;
use prokura_decision::policy::Policy;
use prokura_domain::grant::{Scope, role as key};
use prokura_domain::id::OrganizationId;
use prokura_domain::refusal::{FieldError, Refusal};
use prokura_domain::setting::SettingValue;
use prokura_domain::setting::key::EXTERNAL_READ_ONLY_DAYS;
use prokura_domain::text::EmailAddress;
use std::str::FromStr;

/// The types that somebody from outside is added with (EXT-02); site roles are given afterwards, site by site.
const EXTERNAL_TYPES: [&str; 4] =
    [key::EXTERNAL_FULL_ADMIN, key::EXTERNAL_READ_ONLY_ADMIN, key::PROVISIONING_ADMIN, key::CONTACT_CENTER_ADMIN];

/// A type to choose.
struct Choice {
    id: String,
    title: String,
    chosen: bool,
    /// Why it cannot be chosen for this person here.
    lock: Option<Lock>,
}

/// What was typed and what is wrong with it.
#[derive(Default)]
struct Filled {
    until: String,
    until_hint: String,
    until_error: String,
    reason: String,
    reason_error: String,
    /// What belongs to no field.
    failed: Option<Lock>,
}

#[derive(Template)]
#[template(path = "external_add.html")]
struct AddPage {
    frame: Frame,
    action: String,
    back: String,
    email: String,
    email_error: String,
    /// What the person can be added as; `None` before the address is verified.
    types: Option<Vec<Choice>>,
    role_error: String,
    filled: Filled,
}

/// `GET /o/{organization}/users/external`
pub(super) async fn page(caller: ConsoleCaller, Path(named): Path<String>) -> Answer {
    Ok(answer(&add_form(&caller, &named, &Typed::default(), None).await?)?)
}

/// `POST /o/{organization}/users/external` (EXT-03)
pub(super) async fn add(caller: ConsoleCaller, Path(named): Path<String>, typed: Typed) -> Answer {
    if typed.text("step") == "verify" {
        let page = add_form(&caller, &named, &typed, None).await?;
        let code = if page.types.is_some() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        return Ok(page_with(code, &page)?);
    }
    let (frame, sight) = caller.enter(&named, caller.visit.t("nav-users")).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    let role = typed.text("role").to_owned();
    let email = EmailAddress::from_str(typed.text("person")).map_err(|error| FieldError::new("person", error.code));
    let outcome = match (email, until(&caller, &typed)) {
        (Ok(email), Ok(until)) => {
            let command = AssignRole {
                organization: place.entered.id,
                holder: Holder::Email(email),
                role: role.clone(),
                scope: Scope::None,
                from: None,
                until,
                reason: Some(typed.text("reason").to_owned()),
            };
            caller.site.execute(caller.caller.clone(), command).await
        }
        (email, until) => Err(Refusal::Invalid(email.err().into_iter().chain(until.err()).collect()).into()),
    };
    match outcome {
        Ok(given) => {
            let person = given.value.principal;
            let title = role_title(sight.policy(), &role, caller.visit.language.0);
            let name = caller.read().await?.person(person).await?.map(|it| it.name.to_string()).unwrap_or_default();
            let text = caller.visit.t2("person-role-given", "name", name, "role", title);
            let to = format!("{}/{person}", place.href("users"));
            Ok(done(&caller.site, &caller.visit, &to, &Flash::good(text)))
        }
        Err(Error::Refused(refusal)) if belongs_to_form(&refusal) => {
            Ok(page_with(status(&refusal), &add_form(&caller, &named, &typed, Some(&refusal)).await?)?)
        }
        Err(error) => Err(error.into()),
    }
}

/// Whether a refusal is told in the form, with everything that was typed.
const fn belongs_to_form(refusal: &Refusal) -> bool {
    match refusal {
        Refusal::Invalid(_) | Refusal::Rule { .. } | Refusal::Conflict { .. } => true,
        Refusal::Unauthenticated
        | Refusal::StepUpNeeded { .. }
        | Refusal::NotFound
        | Refusal::Forbidden { .. }
        | Refusal::Over { .. }
        | Refusal::TooMany { .. } => false,
    }
}

/// The end of the day that was typed, in the zone of the page.
fn until(caller: &ConsoleCaller, typed: &Typed) -> Result<Option<prokura_domain::time::Timestamp>, FieldError> {
    match typed.text("until") {
        "" => Ok(None),
        date => match caller.visit.zone.end_of_day(date) {
            Some(until) => Ok(Some(until)),
            None => Err(FieldError::new("until", "date_invalid")),
        },
    }
}

/// What was typed, with what is wrong with it.
fn filled(caller: &ConsoleCaller, policy: &Policy, typed: &Typed, refusal: Option<&Refusal>) -> Filled {
    let language = caller.visit.language;
    let mut filled = Filled {
        until: typed.text("until").to_owned(),
        until_hint: caller.visit.t1("give-until-hint", "zone", caller.visit.zone.name()),
        reason: typed.text("reason").to_owned(),
        ..Filled::default()
    };
    let Some(refusal) = refusal.map(|refusal| in_titles(refusal, policy, language)) else { return filled };
    let Refusal::Invalid(errors) = &refusal else {
        filled.failed = Some(Lock::of(&refusal, policy, language));
        return filled;
    };
    let mut rest = Vec::new();
    for error in errors {
        let said = field_sentence(error.code, &error.arguments, language);
        match error.field.as_str() {
            "until" => filled.until_error = said,
            "reason" => filled.reason_error = said,
            // A form that has a place for these says them there as well.
            _ => rest.push(said),
        }
    }
    filled.failed = Some(Lock::at_fields(language, rest));
    filled
}

async fn add_form(
    caller: &ConsoleCaller,
    named: &str,
    typed: &Typed,
    refusal: Option<&Refusal>,
) -> Result<AddPage, Error> {
    let (frame, sight) = caller.enter(named, caller.visit.t("external-add")).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    sight.ask("external_admins", Level::Manage, place.entered.handle)?;
    let policy = sight.policy();
    let visit = &caller.visit;
    let (types, unfit) = match typed.has("person").then(|| EmailAddress::from_str(typed.text("person"))) {
        None => (None, None),
        Some(Err(error)) => (None, Some(Refusal::field("person", error.code))),
        Some(Ok(email)) => match verify(caller, policy, place.entered.id, &email, typed).await? {
            Ok(types) => (Some(types), None),
            Err(refusal) => (None, Some(refusal)),
        },
    };
    // What is the matter with the address comes before what is the matter with the rest.
    let refusal = unfit.as_ref().or(refusal);
    let mut filled = filled(caller, policy, typed, refusal);
    let told = |field: &str| match refusal.map(|refusal| in_titles(refusal, policy, visit.language)) {
        Some(Refusal::Invalid(errors)) => errors
            .iter()
            .find(|error| error.field == field)
            .map(|error| field_sentence(error.code, &error.arguments, visit.language))
            .unwrap_or_default(),
        Some(_) | None => String::new(),
    };
    if matches!(refusal, Some(Refusal::Invalid(_))) {
        filled.failed = Some(Lock::at_fields(visit.language, []));
    }
    let record = caller.read().await?.organization_record(place.entered.id).await?;
    let days = record.as_ref().and_then(|record| record.effective(policy, EXTERNAL_READ_ONLY_DAYS));
    if let Some(SettingValue::Number(days)) = days {
        filled.until_hint = visit.t2("external-until-hint", "zone", visit.zone.name(), "days", days);
    }
    let users = place.href("users");
    Ok(AddPage {
        action: format!("{users}/external"),
        email: typed.text("person").to_owned(),
        email_error: told("person"),
        types,
        role_error: told("role"),
        filled,
        frame: frame.narrow().section("users").crumb(visit.t("nav-users"), &users),
        back: format!("{users}?show=external"),
    })
}

/// What somebody can be added as here, each type tried as if it were given now; or why as nothing at all (EXT-03, EXT-04).
async fn verify(
    caller: &ConsoleCaller,
    policy: &Policy,
    organization: OrganizationId,
    email: &EmailAddress,
    typed: &Typed,
) -> Result<Result<Vec<Choice>, Refusal>, Error> {
    let language = caller.visit.language;
    let mut types = Vec::with_capacity(EXTERNAL_TYPES.len());
    let mut refusals = Vec::new();
    for role in EXTERNAL_TYPES {
        let command = AssignRole {
            organization,
            holder: Holder::Email(email.clone()),
            role: role.to_owned(),
            scope: Scope::None,
            from: None,
            until: None,
            reason: None,
        };
        let lock = match caller.site.service.rehearse(&caller.caller, &command).await {
            Ok(_) => None,
            Err(Error::Refused(refusal)) if belongs_to_form(&refusal) => {
                let lock = Lock::of(&refusal, policy, language);
                refusals.push(refusal);
                Some(lock)
            }
            Err(error) => return Err(error),
        };
        types.push(Choice { id: role.to_owned(), title: role_title(policy, role, language.0), chosen: false, lock });
    }
    if refusals.len() == EXTERNAL_TYPES.len() {
        // The type that suits most people says best what is the matter.
        return Ok(Err(refusals.swap_remove(usize::from(refusals.len() > 1))));
    }
    let wanted = if typed.has("role") { typed.text("role") } else { key::EXTERNAL_READ_ONLY_ADMIN };
    let is_wanted = |choice: &&mut Choice| choice.id == wanted && choice.lock.is_none();
    if let Some(choice) = types.iter_mut().find(is_wanted) {
        choice.chosen = true;
    } else if let Some(choice) = types.iter_mut().find(|choice| choice.lock.is_none()) {
        choice.chosen = !typed.has("role");
    }
    Ok(Ok(types))
}

#[cfg(test)]
mod tests {
    use super::*;
    use prokura_decision::policy::ScopeKind;

    #[test]
    fn the_external_types_are_roles_that_outsiders_can_hold() {
        // EXT-02
        let policy = Policy::embedded().unwrap();
        for key in EXTERNAL_TYPES {
            let role = policy.role_at(policy.role(key).unwrap());
            assert_ne!(role.holders, prokura_decision::policy::Holders::Home, "{key}");
            assert_eq!(role.scope, ScopeKind::None, "{key}");
        }
    }
}
