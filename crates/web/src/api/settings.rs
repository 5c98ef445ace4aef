//! Settings of an organization.

use super::answer::Written;
use super::extract::{Paging, Path, Query, Reading, Writing};
use crate::problem::Problem;
use axum::Json;
use prokura_app::command::change_setting::ChangeSetting;
use prokura_app::query::Listed;
use prokura_app::query::settings::{self, SettingSeen};
use prokura_wire::list::{List, Written as WrittenShape};
use prokura_wire::setting::{Setting, SettingChange, SettingSet};
use prokura_wire::time::Moment;

/// Settings that the caller may read, in the order of the settings page.
#[utoipa::path(
    get, path = "/v1/organizations/{organization}/settings", operation_id = "list_settings", tag = "settings",
    params(("organization" = String, Path, description = "Id or look-up key."), Paging),
    responses((status = 200, description = "A page.", body = List<Setting>)),
)]
pub(super) async fn list_settings(
    reading: Reading,
    Path(organization): Path<String>,
    Query(query): Query<Paging>,
) -> Result<Json<List<Setting>>, Problem> {
    let list = reading.list(&["settings", &organization], &query)?;
    let found = settings::list(&reading.site.service, &reading.caller, &organization).await;
    let page = list.part()?.pick(found.map_err(|error| reading.fail(error))?, false, |seen| seen.position);
    let items = page.items.into_iter().filter_map(|seen| setting(&reading, seen)).collect();
    Ok(list.page(Listed { items, next: page.next }))
}

/// One setting.
#[utoipa::path(
    get, path = "/v1/organizations/{organization}/settings/{key}", operation_id = "get_setting", tag = "settings",
    params(
        ("organization" = String, Path, description = "Id or look-up key."),
        ("key" = String, Path, description = "The setting's key."),
    ),
    responses((status = 200, description = "The setting.", body = Setting)),
)]
pub(super) async fn get_setting(
    reading: Reading,
    Path((organization, key)): Path<(String, String)>,
) -> Result<Json<Setting>, Problem> {
    let found = settings::get(&reading.site.service, &reading.caller, &organization, &key).await;
    let found = setting(&reading, found.map_err(|error| reading.fail(error))?);
    Ok(Json(found.ok_or_else(|| reading.fail(prokura_domain::refusal::Refusal::NotFound))?))
}

/// Sets a setting. Asks its control; what restricted mode locks is the partner's to change (RST-02).
#[utoipa::path(
    put, path = "/v1/organizations/{organization}/settings/{key}", operation_id = "change_setting", tag = "settings",
    params(
        ("organization" = String, Path, description = "Id or look-up key."),
        ("key" = String, Path, description = "The setting's key."),
    ),
    request_body = SettingChange,
    responses((status = 200, description = "The setting's version.", body = WrittenShape<SettingSet>)),
)]
pub(super) async fn change_setting(
    Path((organization, key)): Path<(String, String)>,
    writing: Writing<SettingChange>,
) -> Result<Written<SettingSet>, Problem> {
    let command = ChangeSetting {
        organization: writing.names()?.organization(&organization),
        key: key.clone(),
        value: writing.body.value.clone().into(),
        expected_version: writing.version(writing.body.version)?,
    };
    let done = writing.execute(command).await?;
    Ok(Written::changed(done, |set| SettingSet { key, version: set.version, changed: set.changed }))
}

fn setting(reading: &Reading, seen: SettingSeen) -> Option<Setting> {
    let policy = reading.site.service.policy();
    let definition = policy.settings.get(seen.position)?;
    let locale = reading.current.language.0;
    let may_change = seen.locked.is_none();
    let (because, rules) = seen.locked.unwrap_or_default();
    let texts = |codes: Vec<&'static str>| codes.into_iter().map(str::to_owned).collect();
    Some(Setting {
        key: definition.key.clone(),
        title: definition.title.in_locale(locale).to_owned(),
        help: definition.help.in_locale(locale).to_owned(),
        control: policy.control_at(definition.control).name.clone(),
        obeyed_by: definition.obeyed_by.code().to_owned(),
        value: seen.value.into(),
        default: definition.default.clone().into(),
        choices: definition.choices.iter().map(|choice| choice.code.clone()).collect(),
        set_by: seen.set.and_then(|(by, _)| by).map(|id| id.0),
        set_at: seen.set.map(|(_, at)| Moment(at)),
        version: seen.version,
        may_change,
        locked_because: texts(because),
        rules: texts(rules),
    })
}
