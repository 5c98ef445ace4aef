//! What is done with people who were ticked in the list, or with everybody whom its filters let through.

use super::lock::Lock;
use super::users_asked::Asked;
use super::{Answer, ConsoleCaller, Frame, Typed, lead_to, page as answer, page_with};
use crate::problem::status;
use askama::Template;
use axum::extract::Path;
use prokura_app::bulk::begin as beginning;
use prokura_app::bulk::file::MOST_ROWS;
use prokura_app::bulk::task::What;
use prokura_app::error::Error;
use prokura_app::port::PersonPlace;
use prokura_app::query::directory::Filter;
use prokura_app::query::people;
use prokura_app::query::{Listed, Part};
use prokura_decision::mask::Level;
use prokura_decision::policy::{RoleClass, ScopeKind};
use prokura_domain::id::PrincipalId;
use prokura_domain::refusal::Refusal;

/// How many people are read at a time.
const BATCH: usize = 1_000;

/// Something that can be done.
struct Choice {
    code: &'static str,
    title: String,
    /// Why it cannot be done here.
    lock: Option<Lock>,
    /// The roles or licences of which one is chosen.
    named: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "bulk.html")]
struct ReviewPage {
    frame: Frame,
    users: String,
    action: String,
    heading: String,
    /// The selection, as it goes on.
    fields: Vec<(String, String)>,
    choices: Vec<Choice>,
    failed: Option<Lock>,
}

/// Whom the form names.
async fn selected(caller: &ConsoleCaller, named: &str, typed: &Typed) -> Result<Vec<PrincipalId>, Error> {
    if !typed.has("all") {
        let mut people: Vec<PrincipalId> = typed.all("person").filter_map(|id| id.parse().ok()).collect();
        people.sort_unstable();
        people.dedup();
        return Ok(people);
    }
    let filter = filter(typed.text("matching"));
    let mut people = Vec::new();
    let mut part = Part { after: None::<PersonPlace>, limit: BATCH };
    loop {
        let Listed { items, next } = people::list(&caller.site.service, &caller.caller, named, &filter, part).await?;
        people.extend(items.into_iter().map(|person| person.id));
        match next {
            Some(after) if people.len() <= MOST_ROWS => part = Part { after: Some(after), limit: BATCH },
            Some(_) | None => return Ok(people),
        }
    }
}

/// What the list was narrowed by: people of the organization, whom alone this is about.
fn filter(query: &str) -> Filter {
    Asked::read(query.trim_start_matches('?')).filter(true)
}

async fn draw(
    caller: &ConsoleCaller,
    named: &str,
    typed: &Typed,
    refusal: Option<&Refusal>,
) -> Result<ReviewPage, Error> {
    let visit = &caller.visit;
    let (frame, sight) = caller.enter(named, visit.t("bulk-title")).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    sight.ask("users", Level::Read, place.entered.handle)?;
    let people = selected(caller, named, typed).await?;
    let (policy, locale) = (sight.policy(), visit.language.0);
    let lock = |control: &str| {
        let refused = sight.ask(control, Level::Manage, place.entered.handle).err();
        refused.map(|refusal| Lock::of(&refusal, policy, visit.language))
    };
    let given = |class| matches!(class, RoleClass::Organization | RoleClass::Service);
    let mut roles: Vec<(String, String)> = policy
        .roles
        .iter()
        .filter(|role| given(role.class) && role.scope == ScopeKind::None)
        .map(|role| (role.key.clone(), role.title.in_locale(locale).to_owned()))
        .collect();
    if let Some(record) = caller.read().await?.organization_record(place.entered.id).await? {
        let custom = record.custom_roles.iter().filter(|role| role.active);
        roles.extend(custom.map(|role| (role.key(), role.names.in_locale(locale).to_owned())));
    }
    let licences: Vec<(String, String)> =
        policy.licences.iter().map(|it| (it.code.clone(), it.title.in_locale(locale).to_owned())).collect();
    let choice = |code: &'static str, control: &str, named: &[(String, String)]| Choice {
        code,
        title: visit.t(&format!("bulk-{code}")),
        lock: lock(control),
        named: named.to_vec(),
    };
    let choices = vec![
        choice("suspend", "users", &[]),
        choice("activate", "users", &[]),
        choice("give_role", "roles", &roles),
        choice("take_role", "roles", &roles),
        choice("add_licence", "users.services", &licences),
        choice("remove_licence", "users.services", &licences),
        choice("apply_rules", "users.services", &[]),
        choice("invite_again", "users.create", &[]),
        choice("delete", "users", &[]),
    ];
    let users = place.href("users");
    let fields = typed.kept().filter(|(name, _)| matches!(name.as_str(), "person" | "all" | "matching"));
    Ok(ReviewPage {
        action: format!("{users}/bulk"),
        heading: visit.tn("bulk-heading", "count", people.len()),
        fields: fields.cloned().collect(),
        choices: if people.is_empty() { Vec::new() } else { choices },
        failed: refusal.map(|refusal| Lock::of(refusal, policy, visit.language)),
        frame: frame.narrow().section("users").crumb(visit.t("nav-users"), &users),
        users,
    })
}

/// `POST /o/{organization}/users/bulk/review`: `person` as often as there are people, or `all` with the list's own query in
/// `matching`.
pub(super) async fn review(caller: ConsoleCaller, Path(named): Path<String>, typed: Typed) -> Answer {
    if typed.has("action") {
        return begin(caller, Path(named), typed).await;
    }
    Ok(answer(&draw(&caller, &named, &typed, None).await?)?)
}

/// `POST /o/{organization}/users/bulk`: what is done with them is looked at first, for those who are meant at this moment.
pub(super) async fn begin(caller: ConsoleCaller, Path(named): Path<String>, typed: Typed) -> Answer {
    let (frame, _) = caller.enter(&named, caller.visit.t("bulk-title")).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    let code = typed.text("action");
    let what = What::of_selected(code, typed.text(&format!("{code}-named")));
    let outcome = match what {
        Some(what) => {
            let people = selected(&caller, &named, &typed).await?;
            beginning::of_people(&caller.site.service, &caller.caller, place.entered.id, what, &people).await
        }
        None => Err(Refusal::field("action", "value_unknown").into()),
    };
    match outcome {
        Ok(job) => Ok(lead_to(&place.href(&format!("users/changes/{}", job.value)))),
        Err(Error::Refused(refusal @ (Refusal::Invalid(_) | Refusal::TooMany { .. }))) => {
            let page = draw(&caller, &named, &typed, Some(&refusal)).await?;
            Ok(page_with(status(&refusal), &page)?)
        }
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use prokura_app::query::directory::Own;
    use prokura_domain::person::PersonStatus;

    #[test]
    fn the_query_of_the_list_says_who_is_meant() {
        let one = filter("?q=+Ev%C4%9B&role=a&role=b&status=pending&license=calling&show=administrators&after=x");
        assert_eq!((one.search.as_str(), one.own), ("Evě", Own::Administrators));
        assert_eq!((one.roles.len(), one.status), (2, Some(PersonStatus::Pending)));
        assert_eq!(one.license.as_deref(), Some("calling"));
        assert_eq!(filter("show=external").own, Own::Nobody, "nobody from outside is changed here");
    }
}
