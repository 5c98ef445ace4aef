//! Templates: what people of a group shall have, who deviates from it, and applying it.

use super::answer::Written;
use super::extract::{Paging, Path, Query, Reading, Writing, id};
use super::people_changes::{detail, shown};
use crate::problem::Problem;
use axum::Json;
use prokura_app::bulk::begin::of_template;
use prokura_app::command::change_template::ChangeTemplate;
use prokura_app::command::delete_template::DeleteTemplate;
use prokura_app::command::make_template::MakeTemplate;
use prokura_app::error::Error;
use prokura_app::query::templates::{self, Deviation};
use prokura_domain::id::LocationId;
use prokura_domain::person::PersonStatus;
use prokura_domain::template::{Group, Outfit, Services};
use prokura_domain::text::Words;
use prokura_wire::list::{List, Nothing, Written as WrittenShape};
use prokura_wire::people_changes::PeopleChanges;
use prokura_wire::template::{
    NewTemplate, Template, TemplateApplication, TemplateChange, TemplateDetail, TemplateDeviation, TemplateGroup,
    TemplateSets,
};

/// The templates of an organization. Asks `policies.read`.
#[utoipa::path(
    get, path = "/v1/organizations/{organization}/templates", operation_id = "list_templates", tag = "templates",
    params(("organization" = String, Path, description = "Id or look-up key."), Paging),
    responses((status = 200, description = "A page, in the order in which they were made.", body = List<Template>)),
)]
pub(super) async fn list_templates(
    reading: Reading,
    Path(organization): Path<String>,
    Query(query): Query<Paging>,
) -> Result<Json<List<Template>>, Problem> {
    let list = reading.list(&["templates", &organization], &query)?;
    let seen = templates::list(&reading.site.service, &reading.caller, &organization).await;
    let all = seen.map_err(|error| reading.fail(error))?.templates;
    Ok(list.page(list.part()?.pick(all, false, |template| template.id).map(Template::from)))
}

/// One template, and how many of its group deviate from it now. Asks `policies.read`; how many, `users.read`, and
/// `roles.read` where the group asks for roles.
#[utoipa::path(
    get, path = "/v1/organizations/{organization}/templates/{template}", operation_id = "get_template", tag = "templates",
    params(
        ("organization" = String, Path, description = "Id or look-up key."),
        ("template" = String, Path, description = "Id."),
    ),
    responses((status = 200, description = "The template.", body = TemplateDetail)),
)]
pub(super) async fn get_template(
    reading: Reading,
    Path((organization, template)): Path<(String, String)>,
) -> Result<Json<TemplateDetail>, Problem> {
    let (service, caller, template) = (&reading.site.service, &reading.caller, id(&template));
    let found = async {
        let seen = templates::get(service, caller, &organization, template).await?;
        let counts = match seen.hidden {
            None => Some(templates::counts(service, caller, &organization, template).await?),
            Some(_) => None,
        };
        Ok((seen, counts))
    };
    let (seen, counts) = found.await.map_err(|error: Error| reading.fail(error))?;
    Ok(Json(TemplateDetail {
        template: seen.template.into(),
        people: counts.map(|counts| counts.people),
        deviating: counts.map(|counts| counts.deviating),
    }))
}

/// Makes a template. Nobody is changed by it. Asks `policies.manage`, and `roles.read` where the group asks for
/// roles.
#[utoipa::path(
    post, path = "/v1/organizations/{organization}/templates", operation_id = "make_template", tag = "templates",
    params(("organization" = String, Path, description = "Id or look-up key.")),
    request_body = NewTemplate,
    responses((status = 201, description = "The template.", body = WrittenShape<Template>)),
)]
pub(super) async fn make_template(
    Path(organization): Path<String>,
    writing: Writing<NewTemplate>,
) -> Result<Written<Template>, Problem> {
    let body = &writing.body;
    let command = MakeTemplate {
        organization: writing.names()?.organization(&organization),
        name: writing.parse("name", &body.name)?,
        note: words(&writing, "note", body.note.as_deref())?,
        sets: sets(&writing, &body.sets)?,
        group: group(&writing, &body.group)?,
    };
    Ok(Written::created(writing.execute(command).await?, Template::from))
}

/// Changes a template. Who has what it gave before keeps it until it is applied. Asks the same as making it.
#[utoipa::path(
    patch, path = "/v1/organizations/{organization}/templates/{template}", operation_id = "change_template",
    tag = "templates",
    params(
        ("organization" = String, Path, description = "Id or look-up key."),
        ("template" = String, Path, description = "Id."),
    ),
    request_body = TemplateChange,
    responses((status = 200, description = "The template.", body = WrittenShape<Template>)),
)]
pub(super) async fn change_template(
    Path((organization, template)): Path<(String, String)>,
    writing: Writing<TemplateChange>,
) -> Result<Written<Template>, Problem> {
    let body = &writing.body;
    let note = |note: &Option<String>| words(&writing, "note", note.as_deref());
    let command = ChangeTemplate {
        organization: writing.names()?.organization(&organization),
        template: id(&template),
        expected_version: writing.version(body.version)?,
        name: body.name.as_deref().map(|name| writing.parse("name", name)).transpose()?,
        note: body.note.as_ref().map(note).transpose()?,
        sets: body.sets.as_ref().map(|asked| sets(&writing, asked)).transpose()?,
        group: body.group.as_ref().map(|asked| group(&writing, asked)).transpose()?,
    };
    Ok(Written::changed(writing.execute(command).await?, Template::from))
}

/// Deletes a template. Who has what it gave keeps it. Asks `policies.manage`.
#[utoipa::path(
    delete, path = "/v1/organizations/{organization}/templates/{template}", operation_id = "delete_template",
    tag = "templates",
    params(
        ("organization" = String, Path, description = "Id or look-up key."),
        ("template" = String, Path, description = "Id."),
    ),
    responses((status = 200, description = "The template, deleted.", body = WrittenShape<Template>)),
)]
pub(super) async fn delete_template(
    Path((organization, template)): Path<(String, String)>,
    writing: Writing<Nothing>,
) -> Result<Written<Template>, Problem> {
    let command = DeleteTemplate {
        organization: writing.names()?.organization(&organization),
        template: id(&template),
        expected_version: writing.version(None)?,
    };
    Ok(Written::changed(writing.execute(command).await?, Template::from))
}

/// Who of a template's group deviates from it now, and by what. Asks `policies.read`, `users.read`, and
/// `roles.read` where the group asks for roles.
#[utoipa::path(
    get, path = "/v1/organizations/{organization}/templates/{template}/deviations", operation_id = "list_template_deviations",
    tag = "templates",
    params(
        ("organization" = String, Path, description = "Id or look-up key."),
        ("template" = String, Path, description = "Id."),
        Paging,
    ),
    responses((status = 200, description = "A page, in the order in which people were added.", body = List<TemplateDeviation>)),
)]
pub(super) async fn list_template_deviations(
    reading: Reading,
    Path((organization, template)): Path<(String, String)>,
    Query(query): Query<Paging>,
) -> Result<Json<List<TemplateDeviation>>, Problem> {
    let list = reading.list(&["template-deviations", &organization, &template], &query)?;
    let (service, part) = (&reading.site.service, list.part()?);
    let found = templates::deviations(service, &reading.caller, &organization, id(&template), part).await;
    let show = |Deviation { person, told }: Deviation| TemplateDeviation {
        person: person.into(),
        changes: told.iter().map(detail).collect(),
    };
    Ok(list.page(found.map_err(|error| reading.fail(error))?.map(show)))
}

/// Asks for a template to be applied to those who deviate from it now, by changes of people: first it is looked what would
/// become of each; nothing is changed before they are applied. What it sets is what it is at this moment. Asks what the same
/// changes ask by hand.
#[utoipa::path(
    post, path = "/v1/organizations/{organization}/templates/{template}/application", operation_id = "apply_template",
    tag = "templates",
    params(
        ("organization" = String, Path, description = "Id or look-up key."),
        ("template" = String, Path, description = "Id."),
    ),
    request_body = TemplateApplication,
    responses((status = 202, description = "The changes are being looked at; ask how far they are.", body = WrittenShape<PeopleChanges>)),
)]
pub(super) async fn apply_template(
    Path((organization, template)): Path<(String, String)>,
    writing: Writing<TemplateApplication>,
) -> Result<Written<PeopleChanges>, Problem> {
    let place = writing.names()?.organization(&organization);
    let version = writing.version(writing.body.version)?;
    let begun = of_template(&writing.site.service, &writing.caller, place, id(&template), version).await;
    let begun = begun.map_err(|error| writing.fail(error))?;
    let shown = shown(&writing, &organization, begun.value).await?;
    Ok(Written::accepted(begun, |_| shown))
}

fn words<T>(writing: &Writing<T>, field: &str, text: Option<&str>) -> Result<Option<Words>, Problem> {
    text.map(|text| writing.parse(field, text)).transpose()
}

fn sets<T>(writing: &Writing<T>, asked: &TemplateSets) -> Result<Outfit, Problem> {
    let services = match (&asked.licenses, asked.exactly) {
        (None, false) => None,
        (Some(codes), false) => Some(Services::Add(codes.clone())),
        (codes, true) => Some(Services::Exactly(codes.clone().unwrap_or_default())),
    };
    Ok(Outfit {
        services,
        package: asked.package.clone(),
        title: words(writing, "sets/title", asked.title.as_deref())?,
        department: words(writing, "sets/department", asked.department.as_deref())?,
    })
}

fn group<T>(writing: &Writing<T>, asked: &TemplateGroup) -> Result<Group, Problem> {
    let status = asked.status.as_deref().map(|code| writing.code("group/status", PersonStatus::from_code(code)));
    Ok(Group {
        status: status.transpose()?,
        search: words(writing, "group/search", asked.search.as_deref())?,
        license: asked.license.clone(),
        department: words(writing, "group/department", asked.department.as_deref())?,
        roles: asked.roles.clone(),
        location: asked.location.map(LocationId),
    })
}
