//! The roles there are in an organization: what each gives, and those that the organization composed itself.

use super::beyond::Beyond;
use super::lock::Lock;
use super::{Answer, ConsoleCaller, Frame, page as answer};
use askama::Template;
use axum::extract::Path;
use prokura_app::query::custom_roles::list;
use prokura_decision::custom::at_home;
use prokura_decision::mask::{Level, Rights};
use prokura_decision::policy::{Holders, Policy, Role, RoleClass, Situation};
use prokura_domain::organization::OrganizationKind;
use prokura_domain::refusal::Refusal;
use prokura_domain::text::Locale;

/// A role that people of the organization can hold.
struct Shown {
    title: String,
    gives: Beyond,
}

/// A role that the organization composed.
struct Custom {
    title: String,
    href: String,
    holders: usize,
    gives: Beyond,
}

#[derive(Template)]
#[template(path = "roles.html")]
struct RolesPage {
    frame: Frame,
    path: String,
    custom: Vec<Custom>,
    roles: Vec<Shown>,
    /// Why one cannot compose a role.
    lock: Option<Lock>,
}

/// `GET /o/{organization}/roles`
pub(super) async fn page(caller: ConsoleCaller, Path(named): Path<String>) -> Answer {
    let (frame, sight) = caller.enter(&named, caller.visit.t("nav-roles")).await?;
    let place = frame.place.clone().ok_or(Refusal::NotFound)?;
    let composed = list(&caller.site.service, &caller.caller, &named).await?;
    let policy = sight.policy();
    let locale = caller.visit.language.0;
    let kind = place.organization.kind;
    let path = place.href("roles");
    let custom = composed.into_iter().map(|it| Custom {
        title: it.role.names.in_locale(locale).to_owned(),
        href: format!("{path}/{}", it.role.id),
        holders: it.holders,
        gives: Beyond::of(policy, policy.composed_in(kind, &it.role.areas), Rights::NONE, locale),
    });
    let lock = sight.ask("roles", Level::Manage, place.entered.handle).err();
    Ok(answer(&RolesPage {
        custom: custom.collect(),
        roles: policy.roles.iter().filter_map(|role| shown(policy, role, kind, locale)).collect(),
        lock: lock.map(|refusal| Lock::of(&refusal, policy, caller.visit.language)),
        path,
        frame: frame.section("roles"),
    })?)
}

/// A role as people whose home it is hold it; `None` where they do not.
fn shown(policy: &Policy, role: &Role, kind: OrganizationKind, locale: Locale) -> Option<Shown> {
    let situation = match role.class {
        RoleClass::Partner if kind == OrganizationKind::Partner => Situation::PartnerHub,
        RoleClass::Vendor if kind == OrganizationKind::Vendor => Situation::VendorHome,
        RoleClass::Organization | RoleClass::Location | RoleClass::Site | RoleClass::Service
            if role.holders != Holders::Outside =>
        {
            if kind == OrganizationKind::Vendor {
                Situation::Home
            } else {
                at_home(kind)
            }
        }
        RoleClass::Partner
        | RoleClass::Vendor
        | RoleClass::Organization
        | RoleClass::Location
        | RoleClass::Site
        | RoleClass::Service
        | RoleClass::External
        | RoleClass::Custom => return None,
    };
    let cells = role.cells(situation)?;
    let gives = Beyond::of(policy, Rights { manage: cells.manage, read: cells.any() }, Rights::NONE, locale);
    Some(Shown { title: role.title.in_locale(locale).to_owned(), gives })
}
