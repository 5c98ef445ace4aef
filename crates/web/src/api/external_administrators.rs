//! External administrators: promoted, demoted, revoked, and provisioning taken back.

use super::answer::Written;
use super::extract::{Path, Writing, id};
use super::grants::{all, holder};
use crate::problem::Problem;
use prokura_app::command::demote_externals::DemoteExternals;
use prokura_app::command::promote_external::PromoteExternal;
use prokura_app::command::revoke_external::RevokeExternal;
use prokura_app::command::take_back_provisioning::TakeBackProvisioning;
use prokura_domain::id::GrantId;
use prokura_wire::grant::{Demotion, Grant, Grants, Promotion, WithPerson};
use prokura_wire::list::{Nothing, Written as WrittenShape};

/// Makes an external read-only or provisioning administrator a full one (EXT-08).
#[utoipa::path(
    post, path = "/v1/organizations/{organization}/grants/{grant}/promotion", operation_id = "promote_external", tag = "external administrators",
    params(
        ("organization" = String, Path, description = "Id or look-up key."),
        ("grant" = String, Path, description = "Id of the read-only or provisioning grant."),
    ),
    request_body = Promotion,
    responses((status = 200, description = "The full grant that takes its place.", body = WrittenShape<Grant>)),
)]
pub(super) async fn promote_external(
    Path((organization, grant)): Path<(String, String)>,
    writing: Writing<Promotion>,
) -> Result<Written<Grant>, Problem> {
    let command = PromoteExternal {
        organization: writing.names()?.organization(&organization),
        grant: id(&grant),
        expected_version: writing.version(writing.body.version)?,
        until: writing.body.until.map(|at| at.0),
    };
    Ok(Written::changed(writing.execute(command).await?, Grant::from))
}

/// Takes full rights from external administrators, all of them or none (EXT-08, EXT-09).
#[utoipa::path(
    post, path = "/v1/organizations/{organization}/demotions", operation_id = "demote_externals", tag = "external administrators",
    params(("organization" = String, Path, description = "Id or look-up key.")),
    request_body = Demotion,
    responses((status = 200, description = "What they hold from now on.", body = WrittenShape<Grants>)),
)]
pub(super) async fn demote_externals(
    Path(organization): Path<String>,
    writing: Writing<Demotion>,
) -> Result<Written<Grants>, Problem> {
    let command = DemoteExternals {
        organization: writing.names()?.organization(&organization),
        grants: writing.body.grants.iter().copied().map(GrantId).collect(),
    };
    Ok(Written::changed(writing.execute(command).await?, all))
}

/// Ends everything that an external administrator holds in the organization (EXT-10).
#[utoipa::path(
    delete, path = "/v1/organizations/{organization}/external-administrators/{person}", operation_id = "revoke_external", tag = "external administrators",
    params(
        ("organization" = String, Path, description = "Id or look-up key."),
        ("person" = String, Path, description = "Id or e-mail address."),
    ),
    responses((status = 200, description = "The grants that ended.", body = WrittenShape<Grants>)),
)]
pub(super) async fn revoke_external(
    Path((organization, person)): Path<(String, String)>,
    writing: Writing<Nothing>,
) -> Result<Written<Grants>, Problem> {
    let names = writing.names()?;
    let command = RevokeExternal { organization: names.organization(&organization), person: names.person(&person) };
    Ok(Written::changed(writing.execute(command).await?, all))
}

/// Takes Provisioning administrator back for a partner's person while a sale is active (EXT-12).
#[utoipa::path(
    post, path = "/v1/organizations/{organization}/provisioning", operation_id = "take_back_provisioning", tag = "external administrators",
    params(("organization" = String, Path, description = "Id or look-up key of the customer.")),
    request_body = WithPerson,
    responses((status = 201, description = "The grant.", body = WrittenShape<Grant>)),
)]
pub(super) async fn take_back_provisioning(
    Path(organization): Path<String>,
    writing: Writing<WithPerson>,
) -> Result<Written<Grant>, Problem> {
    let command = TakeBackProvisioning {
        organization: writing.names()?.organization(&organization),
        holder: holder(&writing, &writing.body.person)?,
    };
    Ok(Written::created(writing.execute(command).await?, Grant::from))
}
