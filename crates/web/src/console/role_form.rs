//! Giving somebody a role and taking it away, with what it changes (ROL-02, ROL-04, EXT-03, EXT-10).

use super::beyond::Beyond;
use super::lock::{Lock, in_titles};
use super::person::reach;
use super::users::role_title;
use super::{Answer, ConsoleCaller, Flash, Frame, Typed, done, page as answer, page_with};
use crate::problem::{field_sentence, status};
use askama::Template;
use axum::extract::{Path, Query};
use prokura_app::command::assign_role::AssignRole;
use prokura_app::command::end_grant::EndGrant;
use prokura_app::command::guard::holder::Holder;
use prokura_app::error::Error;
use prokura_app::query::giving::{Choices, Effect, roles_of};
use prokura_decision::policy::{Policy, RoleClass, ScopeKind};
use prokura_domain::grant::{Scope, role as key};
use prokura_domain::id::{GrantId, LocationId, OrganizationId, PrincipalId, SiteId};
use prokura_domain::refusal::{FieldError, Refusal};
use prokura_domain::setting::SettingValue;
use prokura_domain::setting::key::EXTERNAL_READ_ONLY_DAYS;
use prokura_domain::text::EmailAddress;
use serde::Deserialize;
use std::str::FromStr;

/// The types that somebody from outside is added with (EXT-02); site roles are given afterwards, site by site.
const EXTERNAL_TYPES: [&str; 4] =
    [key::EXTERNAL_FULL_ADMIN, key::EXTERNAL_READ_ONLY_ADMIN, key::PROVISIONING_ADMIN, key::CONTACT_CENTER_ADMIN];

/// Which role is to be given.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    role: String,
}

/// Something a role may reach.
struct Choice {
    id: String,
    title: String,
    chosen: bool,
}

/// What was typed and what is wrong with it.
#[derive(Default)]
struct Filled {
    until: String,
    until_hint: String,
    until_error: String,
    reason: String,
    reason_error: String,
    scope_error: String,
    /// What belongs to no field.
    failed: Option<Lock>,
}

#[derive(Template)]
#[template(path = "role_give.html")]
struct GivePage {
    frame: Frame,
    action: String,
    back: String,
    role: String,
    heading: String,
    /// The key of what the choices are called; empty where there is nothing to choose.
    scope_label: &'static str,
    choices: Vec<Choice>,
    gains: Beyond,
    /// Whether the role reaches customers, too.
    reaches_customers: bool,
    filled: Filled,
}

#[derive(Template)]
#[template(path = "role_end.html")]
struct EndPage {
    frame: Frame,
    action: String,
    back: String,
    heading: String,
    reach: Vec<String>,
    loses: Beyond,
    /// Whether the person must be added again to come back (EXT-10).
    is_last_external: bool,
    version: i64,
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
    types: Vec<Choice>,
    role_error: String,
    filled: Filled,
}

/// `GET /o/{organization}/users/{person}/give?role=…`
pub(super) async fn give_page(
    caller: ConsoleCaller,
    Path((named, person)): Path<(String, String)>,
    asked: Query<Asked>,
) -> Answer {
    Ok(answer(&give_form(&caller, &named, &person, &asked.role, &Typed::default(), None).await?)?)
}

/// `POST /o/{organization}/users/{person}/give`
pub(super) async fn give(caller: ConsoleCaller, Path((named, person)): Path<(String, String)>, typed: Typed) -> Answer {
    let (frame, sight) = caller.enter(&named, caller.visit.t("nav-users")).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    let id: PrincipalId = person.parse().map_err(|_| Refusal::NotFound)?;
    let role = typed.text("role").to_owned();
    let outcome = match (until(&caller, &typed), scope(sight.policy(), &role, &typed)) {
        (Ok(until), Ok(scope)) => {
            let holder = Holder::Id(id);
            let organization = place.entered.id;
            let reason = Some(typed.text("reason").to_owned());
            let command = AssignRole { organization, holder, role: role.clone(), scope, from: None, until, reason };
            caller.site.execute(caller.caller.clone(), command).await
        }
        (until, scope) => Err(Refusal::Invalid(until.err().into_iter().chain(scope.err()).collect()).into()),
    };
    match outcome {
        Ok(_) => {
            let title = role_title(sight.policy(), &role, caller.visit.language.0);
            let name = caller.read().await?.person(id).await?.map(|it| it.name.to_string()).unwrap_or_default();
            let text = caller.visit.t2("person-role-given", "name", name, "role", title);
            let back = format!("{}/{id}", place.href("users"));
            Ok(done(&caller.site, &caller.visit, &back, &Flash::good(text)))
        }
        Err(Error::Refused(refusal)) if belongs_to_form(&refusal) => {
            let form = give_form(&caller, &named, &person, &role, &typed, Some(&refusal)).await?;
            Ok(page_with(status(&refusal), &form)?)
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /o/{organization}/users/{person}/end/{grant}`
pub(super) async fn end_page(
    caller: ConsoleCaller,
    Path((named, person, grant)): Path<(String, String, String)>,
) -> Answer {
    Ok(answer(&end_form(&caller, &named, &person, &grant, None).await?)?)
}

/// `POST /o/{organization}/users/{person}/end/{grant}`
pub(super) async fn end(
    caller: ConsoleCaller,
    Path((named, person, grant)): Path<(String, String, String)>,
    typed: Typed,
) -> Answer {
    let (frame, sight) = caller.enter(&named, caller.visit.t("nav-users")).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    let id: PrincipalId = person.parse().map_err(|_| Refusal::NotFound)?;
    let command = EndGrant {
        organization: place.entered.id,
        grant: grant.parse().map_err(|_| Refusal::NotFound)?,
        expected_version: typed.text("version").parse().ok(),
    };
    match caller.site.execute(caller.caller.clone(), command).await {
        Ok(ended) => {
            let title = role_title(sight.policy(), &ended.value.role, caller.visit.language.0);
            let known = caller.read().await?.person(id).await?;
            let name = known.as_ref().map(|it| it.name.to_string()).unwrap_or_default();
            let text = caller.visit.t2("person-role-ended", "name", name, "role", title);
            // Who gave up a right of their own may have nothing more to see here.
            let gone = caller.me()?.person.id == id && known.is_some_and(|it| it.home != place.entered.id);
            let back = if gone { "/".to_owned() } else { format!("{}/{id}", place.href("users")) };
            Ok(done(&caller.site, &caller.visit, &back, &Flash::good(text)))
        }
        Err(Error::Refused(refusal @ Refusal::Rule { .. })) => {
            let form = end_form(&caller, &named, &person, &grant, Some(&refusal)).await?;
            Ok(page_with(status(&refusal), &form)?)
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /o/{organization}/users/external`
pub(super) async fn add_page(caller: ConsoleCaller, Path(named): Path<String>) -> Answer {
    Ok(answer(&add_form(&caller, &named, &Typed::default(), None).await?)?)
}

/// `POST /o/{organization}/users/external` (EXT-03)
pub(super) async fn add(caller: ConsoleCaller, Path(named): Path<String>, typed: Typed) -> Answer {
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

/// What was chosen for a role with a scope.
fn scope(policy: &Policy, role: &str, typed: &Typed) -> Result<Scope, FieldError> {
    fn ids<T: FromStr>(typed: &Typed) -> Result<Vec<T>, FieldError> {
        let unknown = |_| FieldError::new("scope", "value_unknown");
        typed.all("scope").map(|id| id.parse::<T>().map_err(|_| ()).map_err(unknown)).collect()
    }
    Ok(match policy.role(role).map(|role| policy.role_at(role).scope) {
        Some(ScopeKind::Sites) => Scope::Sites(ids::<SiteId>(typed)?),
        Some(ScopeKind::Locations) => Scope::Locations(ids::<LocationId>(typed)?),
        Some(ScopeKind::Customers) => Scope::Customers(ids::<OrganizationId>(typed)?),
        Some(ScopeKind::None) | None => Scope::None,
    })
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
    let mut rest = vec![language.text("refusal-invalid")];
    for error in errors {
        let said = field_sentence(error.code, &error.arguments, language);
        match error.field.as_str() {
            "until" => filled.until_error = said,
            "reason" => filled.reason_error = said,
            "scope" | "sites" | "locations" | "customers" => filled.scope_error = said,
            // A form that has a place for these says them there as well.
            _ => rest.push(said),
        }
    }
    filled.failed = Some(Lock { sentences: rest, rules: Vec::new() });
    filled
}

async fn give_form(
    caller: &ConsoleCaller,
    named: &str,
    person: &str,
    role: &str,
    typed: &Typed,
    refusal: Option<&Refusal>,
) -> Result<GivePage, Error> {
    let id: PrincipalId = person.parse().map_err(|_| Refusal::NotFound)?;
    let (frame, sight) = caller.enter(named, caller.visit.t("nav-users")).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    let roles = roles_of(&caller.site.service, &caller.caller, named, id).await?;
    let policy = sight.policy();
    let Some(offer) = roles.offers.iter().find(|offer| policy.role_at(offer.role).key == role) else {
        return Err(roles.refused.clone().unwrap_or_else(|| Refusal::field("role", "role_unknown")).into());
    };
    let visit = &caller.visit;
    let language = visit.language;
    let chosen = |id: &str| typed.all("scope").any(|it| it == id);
    let choice = |id: String, title: String| Choice { chosen: chosen(&id), id, title };
    let (scope_label, choices) = match &offer.choices {
        Choices::Whole => ("", Vec::new()),
        Choices::Sites(sites) => {
            ("give-sites", sites.iter().map(|it| choice(it.id.to_string(), it.slug.to_string())).collect())
        }
        Choices::Locations(locations) => {
            ("give-locations", locations.iter().map(|it| choice(it.id.to_string(), it.name.to_string())).collect())
        }
        Choices::Customers(customers) => {
            ("give-customers", customers.iter().map(|it| choice(it.id.to_string(), it.name.to_string())).collect())
        }
    };
    let definition = policy.role_at(offer.role);
    let title = definition.title.in_locale(language.0).to_owned();
    let Effect { before, after } = offer.effect;
    let users = place.href("users");
    let back = format!("{users}/{id}");
    let frame =
        frame.narrow().section("users").crumb(visit.t("nav-users"), users).crumb(roles.person.name.to_string(), &back);
    Ok(GivePage {
        heading: visit.t2("give-heading", "name", &roles.person.name, "role", &title),
        frame: frame.titled(title),
        action: format!("{back}/give"),
        back,
        role: definition.key.clone(),
        scope_label,
        choices,
        gains: Beyond::of(policy, after, before, language.0),
        reaches_customers: definition.class == RoleClass::Partner,
        filled: filled(caller, policy, typed, refusal),
    })
}

async fn end_form(
    caller: &ConsoleCaller,
    named: &str,
    person: &str,
    grant: &str,
    refusal: Option<&Refusal>,
) -> Result<EndPage, Error> {
    let id: PrincipalId = person.parse().map_err(|_| Refusal::NotFound)?;
    let grant: GrantId = grant.parse().map_err(|_| Refusal::NotFound)?;
    let (frame, sight) = caller.enter(named, caller.visit.t("nav-users")).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    let roles = roles_of(&caller.site.service, &caller.caller, named, id).await?;
    let live = roles.held.as_deref().unwrap_or_default();
    let held = live.iter().find(|held| held.grant.id == grant).ok_or(Refusal::NotFound)?;
    if let Some(refused) = &held.refused {
        return Err(refused.clone().into());
    }
    let visit = &caller.visit;
    let policy = sight.policy();
    let title = role_title(policy, &held.grant.role, visit.language.0);
    let users = place.href("users");
    let back = format!("{users}/{id}");
    let mut read = caller.read().await?;
    let frame =
        frame.narrow().section("users").crumb(visit.t("nav-users"), users).crumb(roles.person.name.to_string(), &back);
    Ok(EndPage {
        heading: visit.t2("end-heading", "name", &roles.person.name, "role", &title),
        frame: frame.titled(title),
        action: format!("{back}/end/{grant}"),
        back,
        reach: reach(&mut *read, place.entered.id, &held.grant.scope).await?,
        loses: Beyond::of(policy, held.effect.before, held.effect.after, visit.language.0),
        is_last_external: roles.person.home != place.entered.id && live.len() == 1,
        version: held.grant.version,
        failed: refusal.map(|refusal| Lock::of(refusal, policy, visit.language)),
    })
}

async fn add_form(
    caller: &ConsoleCaller,
    named: &str,
    typed: &Typed,
    refusal: Option<&Refusal>,
) -> Result<AddPage, Error> {
    let (frame, sight) = caller.enter(named, caller.visit.t("external-add")).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    sight.ask("external_admins", prokura_decision::mask::Level::Manage, place.entered.handle)?;
    let policy = sight.policy();
    let visit = &caller.visit;
    let chosen = if typed.has("role") { typed.text("role") } else { key::EXTERNAL_READ_ONLY_ADMIN };
    let types = EXTERNAL_TYPES.map(|role| Choice {
        id: role.to_owned(),
        title: role_title(policy, role, visit.language.0),
        chosen: role == chosen,
    });
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
        filled.failed = Some(Lock { sentences: vec![visit.t("refusal-invalid")], rules: Vec::new() });
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
        types: types.into(),
        role_error: told("role"),
        filled,
        frame: frame.narrow().section("users").crumb(visit.t("nav-users"), &users),
        back: format!("{users}?show=external"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn a_scope_is_of_the_roles_own_kind() {
        let policy = Policy::embedded().unwrap();
        let id = "0192d3c4-0000-7000-8000-000000000001";
        let typed = Typed::from(&[("scope", id)][..]);
        assert!(matches!(scope(&policy, "site_admin", &typed), Ok(Scope::Sites(sites)) if sites.len() == 1));
        assert!(matches!(scope(&policy, "partner_admin", &typed), Ok(Scope::Customers(all)) if all.len() == 1));
        assert_eq!(scope(&policy, "full_admin", &typed), Ok(Scope::None));
        assert!(scope(&policy, "site_admin", &Typed::from(&[("scope", "' or 1=1")][..])).is_err());
    }
}
