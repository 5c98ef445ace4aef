//! A person in an organization: who they are, what they hold there, and by whose leave (ROL-03, EXT-01).

use super::lock::Lock;
use super::person_gone;
use super::users::{held_title, role_title};
use super::{Answer, ConsoleCaller, Frame, Moment, Place, Visit, page as answer};
use askama::Template;
use axum::extract::Path;
use prokura_app::error::Error;
use prokura_app::port::Read;
use prokura_app::query::administrators::{Holding, from_outside};
use prokura_app::query::giving::{Held, Roles, roles_of};
use prokura_app::sight::Sight;
use prokura_decision::mask::Level;
use prokura_decision::policy::Policy;
use prokura_domain::grant::{Grant, Origin, Scope, role};
use prokura_domain::id::{OrganizationId, PrincipalId};
use prokura_domain::organization::OrganizationKind;
use prokura_domain::person::{Person, PersonStatus};
use prokura_domain::refusal::Refusal;

/// How many of a long scope are named.
const NAMED: usize = 20;

/// A role that is not over.
struct Shown {
    title: String,
    /// What it reaches, for a role with a scope.
    reach: Vec<String>,
    origin: String,
    given_by: String,
    reason: String,
    /// From when, where it has not begun.
    begins: Option<Moment>,
    until: Option<Moment>,
    /// Whether it waits for the first sign-in (EXT-07).
    waits: bool,
    end: String,
    lock: Option<Lock>,
    /// Whether it is break-glass access; `None` where one cannot say so.
    break_glass: Option<bool>,
    mark: String,
    id: String,
}

/// A role held elsewhere that reaches in, or support access.
struct FromElsewhere {
    title: String,
    text: String,
    until: Option<Moment>,
}

/// A role that is over.
struct Past {
    title: String,
    from: Option<Moment>,
    until: Option<Moment>,
    reason: String,
}

#[derive(Template)]
#[template(path = "person.html")]
struct PersonPage {
    frame: Frame,
    path: String,
    name: String,
    email: String,
    home: Option<String>,
    status: String,
    badge: &'static str,
    licences: Vec<String>,
    package: String,
    /// What the home knows beside: the label, and what it is.
    details: Vec<(String, String)>,
    /// The work number, for whom it is to be seen, and why it cannot be changed where it cannot.
    work_number: Option<(String, Option<Lock>)>,
    /// The titles as the profile has them; `None` where one does not see them.
    roles: Option<String>,
    held: Vec<Shown>,
    elsewhere: Vec<FromElsewhere>,
    past: Vec<Past>,
    lock: Option<Lock>,
    audit: Option<String>,
    actions: Vec<Action>,
}

/// Something that is done with the person as a whole.
struct Action {
    /// Behind the person's address.
    path: &'static str,
    /// The key of its words.
    title: &'static str,
    dangerous: bool,
    lock: Option<Lock>,
}

/// What is done with somebody of the organization, or from outside (EXT-08, EXT-10, EXT-12).
fn actions(
    caller: &ConsoleCaller,
    sight: &Sight,
    place: &Place,
    roles: &Roles,
    home: Option<OrganizationKind>,
) -> Vec<Action> {
    let lock = |control: &str| {
        let refused = sight.ask(control, Level::Manage, place.entered.handle).err();
        refused.map(|refusal| Lock::of(&refusal, sight.policy(), caller.visit.language))
    };
    let action = |path, title, dangerous, control: &str| Action { path, title, dangerous, lock: lock(control) };
    let Some(home) = home else {
        if sight.ask("users", Level::Read, place.entered.handle).is_err() {
            return Vec::new();
        }
        let title = match roles.person.status {
            PersonStatus::Suspended => "person-reactivate",
            PersonStatus::Active | PersonStatus::Pending | PersonStatus::Deleted | PersonStatus::Erased => {
                "person-suspend"
            }
        };
        let suspends = roles.person.status != PersonStatus::Suspended;
        let (sign_in, control) = match roles.person.status {
            PersonStatus::Pending => ("person-invite", "users.create"),
            PersonStatus::Active | PersonStatus::Suspended | PersonStatus::Deleted | PersonStatus::Erased => {
                ("person-reset", "users")
            }
        };
        return vec![
            action("edit", "person-edit", false, "users.details"),
            action("services", "services-title", false, "users.services"),
            action("sign-in", sign_in, false, control),
            action("sessions", "sessions-end-all", true, "users"),
            action("status", title, suspends, "users"),
            action("delete", "person-delete", true, "users"),
        ];
    };
    let holds = |key: &str| roles.held.iter().flatten().any(|held| held.grant.role == key);
    let mut all = Vec::new();
    if !holds(role::EXTERNAL_FULL_ADMIN) && (holds(role::EXTERNAL_READ_ONLY_ADMIN) || holds(role::PROVISIONING_ADMIN)) {
        all.push(action("promote", "promote", false, "external_admins"));
    }
    if holds(role::EXTERNAL_FULL_ADMIN) {
        all.push(action("demote", "demote", true, "external_admins"));
    }
    if roles.held.as_ref().is_some_and(|held| !held.is_empty()) {
        all.push(action("revoke", "revoke", true, "external_admins"));
    }
    if matches!(home, OrganizationKind::Partner | OrganizationKind::Vendor) {
        all.push(action("remove", "remove", true, "external_admins"));
    }
    all
}

/// `GET /o/{organization}/users/{person}`
pub(super) async fn page(caller: ConsoleCaller, Path((named, person)): Path<(String, String)>) -> Answer {
    let person: PrincipalId = person.parse().map_err(|_| Refusal::NotFound)?;
    let (frame, sight) = caller.enter(&named, caller.visit.t("nav-users")).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    let roles = match roles_of(&caller.site.service, &caller.caller, &named, person).await {
        Err(Error::Refused(Refusal::NotFound)) => return person_gone::page(&caller, &named, person).await,
        found => found?,
    };
    let policy = sight.policy();
    let visit = &caller.visit;
    let path = format!("{}/{person}", place.href("users"));
    let mut read = caller.read().await?;
    let mut held = Vec::new();
    for it in roles.held.iter().flatten() {
        held.push(shown(&caller, &mut *read, policy, it, &path).await?);
    }
    let elsewhere = from_elsewhere(&caller, &mut *read, policy, &named, &roles).await?;
    let titles = held.iter().map(|it| it.title.clone()).chain(elsewhere.iter().map(|it| it.title.clone()));
    let titles: Vec<String> = titles.collect();
    let home = if roles.person.home == place.entered.id { None } else { read.organization(roles.person.home).await? };
    let reads_people = sight.ask("users", Level::Read, place.entered.handle).is_ok();
    let is_here = home.is_none() && (reads_people || caller.me()?.person.id == roles.person.id);
    let own = caller.me()?.person.id == roles.person.id;
    let actions =
        if own { Vec::new() } else { actions(&caller, &sight, &place, &roles, home.as_ref().map(|home| home.kind)) };
    // What somebody from outside has at home is their home's to tell.
    let (licences, package) = match home {
        None => (licences(policy, &roles, visit.language.0), package(policy, &roles, visit.language.0)),
        Some(_) => (Vec::new(), String::new()),
    };
    let home = home.map(|home| home.name.to_string());
    let (status, badge) = told_status(roles.person.status);
    let reads_audit = sight.ask("audit", Level::Read, place.entered.handle).is_ok();
    let name = roles.person.name.to_string();
    Ok(answer(&PersonPage {
        email: roles.person.email.to_string(),
        home,
        status: visit.language.text(status),
        badge,
        licences,
        package,
        details: if is_here { details(visit, &roles.person) } else { Vec::new() },
        work_number: is_here.then(|| work_number(&caller, &sight, &place, &roles.person)),
        roles: roles.held.is_some().then(|| titles.join(", ")),
        held,
        elsewhere,
        past: roles.past.iter().rev().map(|grant| past(&caller, policy, grant)).collect(),
        lock: roles.refused.as_ref().map(|refusal| Lock::of(refusal, policy, visit.language)),
        actions,
        audit: reads_audit.then(|| format!("{}?person={}", place.href("audit"), roles.person.id)),
        frame: frame.section("users").crumb(visit.t("nav-users"), place.href("users")).titled(&name),
        name,
        path,
    })?)
}

/// The job title and the department, where there are any.
fn details(visit: &Visit, person: &Person) -> Vec<(String, String)> {
    let all = [("person-title", &person.details.title), ("person-department", &person.details.department)];
    let there = all.into_iter().filter_map(|(key, value)| Some((visit.t(key), value.as_ref()?.to_string())));
    there.collect()
}

/// The number, and why it cannot be changed here: restricted mode shows it with a lock (RST-03).
fn work_number(caller: &ConsoleCaller, sight: &Sight, place: &Place, person: &Person) -> (String, Option<Lock>) {
    let number = person.details.work_number.as_ref().map(ToString::to_string);
    let refused = sight.ask("users.primary_work_number", Level::Manage, place.entered.handle).err();
    let lock = refused.map(|refusal| Lock::of(&refusal, sight.policy(), caller.visit.language));
    (number.unwrap_or_else(|| caller.visit.t("person-detail-none")), lock)
}

/// The key of a status's words, and the theme's name of its badge.
pub(super) const fn told_status(status: PersonStatus) -> (&'static str, &'static str) {
    match status {
        PersonStatus::Active => ("person-status-active", "badge-ok"),
        PersonStatus::Pending => ("person-status-pending", "badge-info"),
        PersonStatus::Suspended => ("person-status-suspended", "badge-bad"),
        PersonStatus::Deleted => ("person-status-deleted", "badge-bad"),
        PersonStatus::Erased => ("person-status-erased", "badge-bad"),
    }
}

fn licences(policy: &Policy, roles: &Roles, locale: prokura_domain::text::Locale) -> Vec<String> {
    let title = |code: &String| {
        let named = policy.licences.iter().find(|licence| licence.code == *code);
        named.map_or(code.as_str(), |licence| licence.title.in_locale(locale)).to_owned()
    };
    roles.person.licenses.iter().map(title).collect()
}

fn package(policy: &Policy, roles: &Roles, locale: prokura_domain::text::Locale) -> String {
    let code = roles.person.package.as_deref().unwrap_or_default();
    policy.package(code).map_or(code, |package| package.title.in_locale(locale)).to_owned()
}

async fn shown(
    caller: &ConsoleCaller,
    read: &mut dyn Read,
    policy: &Policy,
    held: &Held,
    path: &str,
) -> Result<Shown, Error> {
    let (visit, grant) = (&caller.visit, &held.grant);
    let given_by = match grant.given_by {
        Some(by) => read.anybody(by).await?.map_or_else(|| visit.t("somebody"), |person| visit.name(&person)),
        None => String::new(),
    };
    Ok(Shown {
        title: held_title(caller, policy, grant),
        reach: reach(read, grant.organization, &grant.scope).await?,
        origin: visit.t(&format!("origin-{}", grant.origin.code())),
        given_by,
        reason: grant.reason.clone().unwrap_or_default(),
        begins: grant.term.from.filter(|from| *from > visit.now).map(|from| visit.moment(from)),
        until: grant.term.until.map(|until| visit.moment(until)),
        waits: grant.activated_at.is_none(),
        end: format!("{path}/end/{}", grant.id),
        lock: held.refused.as_ref().map(|refusal| Lock::of(refusal, policy, visit.language)),
        break_glass: (held.refused.is_none() && caller.me()?.person.id != grant.principal)
            .then_some(grant.origin == Origin::BreakGlass),
        mark: format!("{path}/break-glass/{}", grant.id),
        id: grant.id.to_string(),
    })
}

/// The names of what a role reaches.
pub(super) async fn reach(
    read: &mut dyn Read,
    organization: OrganizationId,
    scope: &Scope,
) -> Result<Vec<String>, Error> {
    let mut names: Vec<String> = Vec::new();
    match scope {
        Scope::None => {}
        Scope::Sites(sites) => {
            let all = read.sites_of(organization).await?;
            names.extend(all.iter().filter(|it| sites.contains(&it.id)).map(|it| it.slug.to_string()));
        }
        Scope::Locations(locations) => {
            let all = read.locations_of(organization).await?;
            names.extend(all.iter().filter(|it| locations.contains(&it.id)).map(|it| it.name.to_string()));
        }
        Scope::Customers(customers) => {
            for customer in customers.iter().take(NAMED) {
                names.extend(read.organization(*customer).await?.map(|it| it.name.to_string()));
            }
            if customers.len() > NAMED {
                names.push(format!("+ {}", customers.len() - NAMED));
            }
        }
    }
    Ok(names)
}

/// What of their access the organization did not give by a role of its own.
async fn from_elsewhere(
    caller: &ConsoleCaller,
    read: &mut dyn Read,
    policy: &Policy,
    named: &str,
    roles: &Roles,
) -> Result<Vec<FromElsewhere>, Error> {
    let visit = &caller.visit;
    let all = from_outside(&caller.site.service, &caller.caller, named, roles.person.id).await?;
    let home = read.organization(roles.person.home).await?.map(|home| home.name.to_string()).unwrap_or_default();
    let mut shown = Vec::new();
    for holding in all {
        match holding {
            Holding::Given(_) => {}
            Holding::Derived { role, term } => shown.push(FromElsewhere {
                title: role_title(policy, &role, visit.language.0),
                text: visit.t1("person-derived", "organization", &home),
                until: term.until.map(|until| visit.moment(until)),
            }),
            Holding::Support(grant) => {
                let by = read.anybody(grant.approved_by).await?;
                let name = by.map_or_else(|| visit.t("somebody"), |person| visit.name(&person));
                shown.push(FromElsewhere {
                    title: visit.t("nav-support"),
                    text: visit.t1("person-support", "name", name),
                    until: grant.term.until.map(|until| visit.moment(until)),
                });
            }
        }
    }
    Ok(shown)
}

fn past(caller: &ConsoleCaller, policy: &Policy, grant: &Grant) -> Past {
    let visit = &caller.visit;
    Past {
        title: held_title(caller, policy, grant),
        from: grant.term.from.map(|from| visit.moment(from)),
        until: grant.term.until.map(|until| visit.moment(until)),
        reason: grant.reason.clone().unwrap_or_default(),
    }
}
