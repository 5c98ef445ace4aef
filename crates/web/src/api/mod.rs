//! REST under `/v1`: each handler parses, asks one command or query, and shows the answer.

mod administrators;
mod administrators_exports;
mod answer;
pub(crate) mod as_of;
pub(crate) mod audit;
mod audit_exports;
mod blocks;
mod claims;
mod custom_roles;
pub mod decisions;
mod domains;
pub mod examples;
mod exports;
mod external_administrators;
mod extract;
mod grants;
mod license_rules;
mod licenses;
mod me;
mod openapi;
mod organizations;
mod packages;
mod people;
mod people_changes;
mod product_news;
mod sessions;
mod settings;
mod support;
mod support_metrics;
mod templates;
mod warnings;

pub use openapi::document;

use crate::body;
use crate::site::Site;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Extension};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use axum::routing::get;
use std::sync::LazyLock;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes, with their part of the OpenAPI document.
#[must_use]
pub fn routes() -> OpenApiRouter<Site> {
    OpenApiRouter::default()
        .routes(routes!(me::get_me))
        .routes(routes!(me::list_own_tokens))
        .routes(routes!(me::list_own_preferences))
        .routes(routes!(me::set_own_preference))
        .routes(routes!(me::revoke_token))
        .routes(routes!(sessions::list_own_sessions))
        .routes(routes!(sessions::end_own_session))
        .routes(routes!(me::list_roles))
        .routes(routes!(organizations::list_organizations))
        .routes(routes!(organizations::get_organization))
        .routes(routes!(organizations::get_rights))
        .routes(routes!(administrators::list_administrators))
        .routes(routes!(people::list_people, people::add_person))
        .routes(routes!(people::get_person, people::change_person, people::delete_person))
        .routes(routes!(packages::add_wholesale_person))
        .routes(routes!(packages::reset_package))
        .routes(routes!(claims::list_claimable))
        .routes(routes!(claims::claim_person))
        .routes(routes!(people::restore_person))
        .routes(routes!(people::erase_person))
        .routes(routes!(sessions::list_sessions, sessions::end_sessions))
        .routes(routes!(sessions::invite_again))
        .routes(routes!(sessions::reset_sign_in))
        .routes(routes!(grants::set_roles))
        .routes(routes!(grants::list_grants, grants::assign_role))
        .routes(routes!(grants::get_grant, grants::change_grant, grants::end_grant))
        .routes(routes!(custom_roles::list_custom_roles, custom_roles::compose_role))
        .routes(routes!(custom_roles::preview_custom_role))
        .routes(routes!(
            custom_roles::get_custom_role,
            custom_roles::change_custom_role,
            custom_roles::delete_custom_role
        ))
        .routes(routes!(external_administrators::promote_external))
        .routes(routes!(external_administrators::demote_externals))
        .routes(routes!(external_administrators::revoke_external))
        .routes(routes!(external_administrators::take_back_provisioning))
        .routes(routes!(blocks::list_blocks, blocks::block))
        .routes(routes!(blocks::lift_block))
        .routes(routes!(settings::list_settings))
        .routes(routes!(settings::get_setting, settings::change_setting))
        .routes(routes!(domains::list_domains, domains::add_domain))
        .routes(routes!(domains::verify_domain))
        .routes(routes!(domains::remove_domain))
        .routes(routes!(domains::set_client_secret))
        .routes(routes!(grants::mark_break_glass))
        .routes(routes!(license_rules::list_license_rules, license_rules::set_license_rule))
        .routes(routes!(license_rules::remove_license_rule))
        .routes(routes!(templates::list_templates, templates::make_template))
        .routes(routes!(templates::get_template, templates::change_template, templates::delete_template))
        .routes(routes!(templates::list_template_deviations))
        .routes(routes!(templates::apply_template))
        .routes(routes!(licenses::get_licenses))
        .routes(routes!(licenses::list_seat_requests, licenses::ask_seats))
        .routes(routes!(licenses::answer_seat_request))
        .routes(routes!(licenses::withdraw_seat_request))
        .routes(routes!(support::list_support_requests, support::request_support))
        .routes(routes!(support::list_reported_requests))
        .routes(routes!(support::list_own_support_requests))
        .routes(routes!(support_metrics::get_support_metrics))
        .routes(routes!(support::get_support_request))
        .routes(routes!(support::answer_support_request))
        .routes(routes!(support::withdraw_support_request))
        .routes(routes!(support::list_support_grants))
        .routes(routes!(support::end_support_grant))
        .routes(routes!(support::list_help_desk_sessions, support::open_help_desk_session))
        .routes(routes!(support::close_help_desk_session))
        .routes(routes!(product_news::list_product_news, product_news::write_product_news))
        .routes(routes!(
            product_news::get_product_news,
            product_news::change_product_news,
            product_news::drop_product_news
        ))
        .routes(routes!(product_news::send_product_news))
        .routes(routes!(audit::list_audit_entries))
        .routes(routes!(as_of::get_as_of))
        .routes(routes!(as_of::export_as_of))
        .routes(routes!(as_of::get_signing_keys))
        .routes(routes!(decisions::explain_decision))
        .routes(routes!(audit::get_audit_entry))
        .routes(routes!(administrators_exports::export_administrators))
        .routes(routes!(administrators_exports::get_administrators_export))
        .routes(routes!(administrators_exports::get_administrators_export_file))
        .routes(routes!(audit_exports::export_audit))
        .routes(routes!(audit_exports::get_audit_export))
        .routes(routes!(audit_exports::get_audit_export_file))
        .merge(files())
        .routes(routes!(people_changes::get_people_changes))
        .routes(routes!(people_changes::list_people_changes_rows))
        .routes(routes!(people_changes::turn_people_changes))
        .routes(routes!(people_changes::undo_people_changes))
        .routes(routes!(warnings::list_warnings))
}

/// What is sent a file.
fn files() -> OpenApiRouter<Site> {
    OpenApiRouter::default()
        .routes(routes!(people_changes::list_people_changes, people_changes::ask_people_changes))
        .layer(DefaultBodyLimit::max(body::MOST_OF_FILE))
        .layer(Extension(body::WithFile))
}

/// Where the OpenAPI document is served. It tells nothing that the program's source does not.
pub fn document_route() -> Router<Site> {
    static DOCUMENT: LazyLock<String> = LazyLock::new(crate::openapi);
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (CACHE_CONTROL, HeaderValue::from_static("public, max-age=300")),
    ];
    Router::new().route("/openapi.json", get(async move || (headers, DOCUMENT.as_str())))
}
