//! Roles that organizations compose.

use super::answer::Written;
use super::extract::{Asking, Path, Reading, Writing, id};
use crate::problem::{Problem, field_sentence};
use crate::text::Language;
use axum::Json;
use prokura_app::command::change_custom_role::ChangeCustomRole;
use prokura_app::command::compose_role::ComposeRole;
use prokura_app::command::delete_custom_role::{DeleteCustomRole, HolderChoice};
use prokura_app::query::custom_roles::{self, Effect, Holder, Moved};
use prokura_decision::policy::Policy;
use prokura_domain::custom_role::{Areas, Spelled};
use prokura_domain::id::{CustomRoleId, GrantId};
use prokura_wire::custom_role::{
    self as wire, CustomRole, CustomRoleChange, CustomRoleDeletion, CustomRoleDetail, CustomRolePreview, NewCustomRole,
    ThoughtOfRole,
};
use prokura_wire::list::{List, Written as WrittenShape};
use prokura_wire::problem::FieldProblem;
use prokura_wire::time::Moment;
use std::collections::BTreeMap;

/// The roles that an organization composed, with how many hold each. Asks `roles.read`, or what shows the roles of the
/// organization's people otherwise.
#[utoipa::path(
    get, path = "/v1/organizations/{organization}/custom-roles", operation_id = "list_custom_roles", tag = "grants",
    params(("organization" = String, Path, description = "Id or look-up key.")),
    responses((status = 200, description = "All of them, in the order they were composed.", body = List<CustomRole>)),
)]
pub(super) async fn list_custom_roles(
    reading: Reading,
    Path(organization): Path<String>,
) -> Result<Json<List<CustomRole>>, Problem> {
    let found = custom_roles::list(&reading.site.service, &reading.caller, &organization).await;
    let locale = reading.current.language.0;
    let shown = found.map_err(|error| reading.fail(error))?.into_iter();
    let items = shown.map(|it| CustomRole::new(it.role, locale, Some(it.holders))).collect();
    Ok(Json(List { items, next_cursor: None }))
}

/// One custom role with its holders and every version it had; deleted ones included.
#[utoipa::path(
    get, path = "/v1/organizations/{organization}/custom-roles/{role}", operation_id = "get_custom_role",
    tag = "grants",
    params(
        ("organization" = String, Path, description = "Id or look-up key."),
        ("role" = String, Path, description = "Id."),
    ),
    responses((status = 200, description = "The role.", body = CustomRoleDetail)),
)]
pub(super) async fn get_custom_role(
    reading: Reading,
    Path((organization, role)): Path<(String, String)>,
) -> Result<Json<CustomRoleDetail>, Problem> {
    let found = custom_roles::get(&reading.site.service, &reading.caller, &organization, id(&role)).await;
    let found = found.map_err(|error| reading.fail(error))?;
    let locale = reading.current.language.0;
    Ok(Json(CustomRoleDetail {
        role: CustomRole::new(found.role, locale, Some(found.holders.len())),
        holders: found.holders.into_iter().map(holder).collect(),
        versions: found.versions.into_iter().map(|version| CustomRole::new(version, locale, None)).collect(),
    }))
}

/// Composes a role out of areas that the caller has (ROL-10). Asks `roles.manage`.
#[utoipa::path(
    post, path = "/v1/organizations/{organization}/custom-roles", operation_id = "compose_role", tag = "grants",
    params(("organization" = String, Path, description = "Id or look-up key.")),
    request_body = NewCustomRole,
    responses((status = 201, description = "The role.", body = WrittenShape<CustomRole>)),
)]
pub(super) async fn compose_role(
    Path(organization): Path<String>,
    writing: Writing<NewCustomRole>,
) -> Result<Written<CustomRole>, Problem> {
    let command = ComposeRole {
        organization: writing.names()?.organization(&organization),
        names: spelled(&writing, &writing.body.names)?,
        areas: areas(&writing.body.areas),
    };
    let locale = writing.current.language.0;
    Ok(Written::created(writing.execute(command).await?, |role| CustomRole::new(role, locale, Some(0))))
}

/// Gives a custom role a new version, which counts at once for everybody who holds it. Asks the same as composing it;
/// nobody raises a role that they hold themselves (ROL-10).
#[utoipa::path(
    patch, path = "/v1/organizations/{organization}/custom-roles/{role}", operation_id = "change_custom_role",
    tag = "grants",
    params(
        ("organization" = String, Path, description = "Id or look-up key."),
        ("role" = String, Path, description = "Id."),
    ),
    request_body = CustomRoleChange,
    responses((status = 200, description = "The role.", body = WrittenShape<CustomRole>)),
)]
pub(super) async fn change_custom_role(
    Path((organization, role)): Path<(String, String)>,
    writing: Writing<CustomRoleChange>,
) -> Result<Written<CustomRole>, Problem> {
    let body = &writing.body;
    let command = ChangeCustomRole {
        organization: writing.names()?.organization(&organization),
        role: id(&role),
        expected_version: writing.version(body.version)?,
        names: body.names.as_ref().map(|names| spelled(&writing, names)).transpose()?,
        areas: body.areas.as_ref().map(areas),
    };
    let locale = writing.current.language.0;
    Ok(Written::changed(writing.execute(command).await?, |role| CustomRole::new(role, locale, None)))
}

/// Deletes a custom role. Everybody who holds it, now or later, has to be decided on; all of it happens as one change.
#[utoipa::path(
    delete, path = "/v1/organizations/{organization}/custom-roles/{role}", operation_id = "delete_custom_role",
    tag = "grants",
    params(
        ("organization" = String, Path, description = "Id or look-up key."),
        ("role" = String, Path, description = "Id."),
    ),
    request_body = CustomRoleDeletion,
    responses((status = 200, description = "The role, deleted.", body = WrittenShape<CustomRole>)),
)]
pub(super) async fn delete_custom_role(
    Path((organization, role)): Path<(String, String)>,
    writing: Writing<CustomRoleDeletion>,
) -> Result<Written<CustomRole>, Problem> {
    let body = &writing.body;
    let choice = |it: &wire::HolderDecision| HolderChoice { grant: GrantId(it.grant), instead: it.instead.clone() };
    let command = DeleteCustomRole {
        organization: writing.names()?.organization(&organization),
        role: id(&role),
        expected_version: writing.version(body.version)?,
        holders: body.holders.iter().map(choice).collect(),
    };
    let locale = writing.current.language.0;
    Ok(Written::changed(writing.execute(command).await?, |role| CustomRole::new(role, locale, Some(0))))
}

/// Who would gain and lose what if a custom role gave these areas. Nothing is changed. Asks `roles.manage`.
#[utoipa::path(
    post, path = "/v1/organizations/{organization}/custom-roles/preview", operation_id = "preview_custom_role",
    tag = "grants",
    params(("organization" = String, Path, description = "Id or look-up key.")),
    request_body = ThoughtOfRole,
    responses((status = 200, description = "What would be.", body = CustomRolePreview)),
)]
pub(super) async fn preview_custom_role(
    Path(organization): Path<String>,
    asking: Asking<ThoughtOfRole>,
) -> Result<Json<CustomRolePreview>, Problem> {
    let service = &asking.site.service;
    let (role, areas) = (asking.body.role.map(CustomRoleId), areas(&asking.body.areas));
    let preview = custom_roles::preview(service, &asking.caller, &organization, role, &areas).await;
    let preview = preview.map_err(|error| asking.fail(error))?;
    let (policy, language) = (service.policy(), asking.current.language);
    let problem = |error: prokura_domain::refusal::FieldError| FieldProblem {
        detail: field_sentence(error.code, &error.arguments, language),
        field: error.field,
        code: error.code.to_owned(),
        alias: None,
    };
    Ok(Json(CustomRolePreview {
        changes: moved(policy, language, &preview.changes),
        holders: preview.holders.into_iter().map(|it| effect(policy, language, it)).collect(),
        problems: preview.problems.into_iter().map(problem).collect(),
    }))
}

fn areas(given: &BTreeMap<String, wire::AreaLevel>) -> Areas {
    given.iter().map(|(area, level)| (area.clone(), (*level).into())).collect()
}

fn spelled<T>(writing: &Writing<T>, names: &wire::RoleNames) -> Result<Spelled, Problem> {
    let name =
        |tag: &str, given: Option<&String>| given.map(|text| writing.parse(&format!("names/{tag}"), text)).transpose();
    Ok(Spelled {
        en: name("en", names.en.as_ref())?,
        cs: name("cs", names.cs.as_ref())?,
        pl: name("pl", names.pl.as_ref())?,
    })
}

fn holder(holder: Holder) -> wire::CustomRoleHolder {
    let Holder { person, grant } = holder;
    wire::CustomRoleHolder {
        person: person.into(),
        grant: grant.id.0,
        from: grant.term.from.map(Moment),
        until: grant.term.until.map(Moment),
    }
}

fn effect(policy: &Policy, language: Language, effect: Effect) -> wire::HolderEffect {
    wire::HolderEffect {
        gains: moved(policy, language, &effect.gains),
        loses: moved(policy, language, &effect.loses),
        holder: holder(effect.holder),
    }
}

fn moved(policy: &Policy, language: Language, moved: &[Moved]) -> Vec<wire::MovedArea> {
    let shown = |it: &Moved| {
        let area = policy.area_at(it.area);
        wire::MovedArea {
            area: area.name.clone(),
            title: area.title.in_locale(language.0).to_owned(),
            before: it.before.map(Into::into),
            after: it.after.map(Into::into),
        }
    };
    moved.iter().map(shown).collect()
}
