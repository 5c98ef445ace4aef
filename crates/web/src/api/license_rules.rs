//! Rules by which people get licences by themselves when they are added.

use super::answer::Written;
use super::extract::{Paging, Path, Query, Reading, Writing, id};
use crate::problem::Problem;
use axum::Json;
use prokura_app::command::set_licence_rule::{RemoveLicenceRule, SetLicenceRule};
use prokura_app::query::licence_rules;
use prokura_domain::licence_rule::Gives;
use prokura_wire::license::{LicenseRule, NewLicenseRule};
use prokura_wire::list::{List, Nothing, Written as WrittenShape};

/// Rules by which people of an organization get licences when they are added. Asks `users.auto_licenses.read`.
#[utoipa::path(
    get, path = "/v1/organizations/{organization}/license-rules", operation_id = "list_license_rules", tag = "licenses",
    params(("organization" = String, Path, description = "Id or look-up key."), Paging),
    responses((status = 200, description = "A page, in the order of ids.", body = List<LicenseRule>)),
)]
pub(super) async fn list_license_rules(
    reading: Reading,
    Path(organization): Path<String>,
    Query(query): Query<Paging>,
) -> Result<Json<List<LicenseRule>>, Problem> {
    let list = reading.list(&["license-rules", &organization], &query)?;
    let seen = licence_rules::list(&reading.site.service, &reading.caller, &organization).await;
    let rules = seen.map_err(|error| reading.fail(error))?.rules;
    Ok(list.page(list.part()?.pick(rules, false, |rule| rule.id.0).map(LicenseRule::from)))
}

/// Sets what people of a domain get when they are added, or everybody else. Asks `users.auto_licenses.manage`.
#[utoipa::path(
    put, path = "/v1/organizations/{organization}/license-rules", operation_id = "set_license_rule", tag = "licenses",
    params(("organization" = String, Path, description = "Id or look-up key.")),
    request_body = NewLicenseRule,
    responses((status = 200, description = "The rule.", body = WrittenShape<LicenseRule>)),
)]
pub(super) async fn set_license_rule(
    Path(organization): Path<String>,
    writing: Writing<NewLicenseRule>,
) -> Result<Written<LicenseRule>, Problem> {
    let body = &writing.body;
    let command = SetLicenceRule {
        organization: writing.names()?.organization(&organization),
        domain: body.domain.as_deref().map(|domain| writing.parse("domain", domain)).transpose()?,
        gives: match &body.package {
            Some(package) => Gives::Package(package.clone()),
            None => Gives::Licences(body.licenses.clone()),
        },
        expected_version: writing.version(body.version)?,
    };
    Ok(Written::changed(writing.execute(command).await?, LicenseRule::from))
}

/// Turns a rule off. Who has what it gave keeps it. Asks `users.auto_licenses.manage`.
#[utoipa::path(
    delete, path = "/v1/organizations/{organization}/license-rules/{license_rule}", operation_id = "remove_license_rule",
    tag = "licenses",
    params(
        ("organization" = String, Path, description = "Id or look-up key."),
        ("license_rule" = String, Path, description = "Id."),
    ),
    responses((status = 200, description = "The rule, turned off.", body = WrittenShape<LicenseRule>)),
)]
pub(super) async fn remove_license_rule(
    Path((organization, rule)): Path<(String, String)>,
    writing: Writing<Nothing>,
) -> Result<Written<LicenseRule>, Problem> {
    let organization = writing.names()?.organization(&organization);
    let done = writing.execute(RemoveLicenceRule { organization, rule: id(&rule) }).await?;
    Ok(Written::changed(done, LicenseRule::from))
}
