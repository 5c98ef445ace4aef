//! The console: pages that a browser shows, complete without script.
//!
//! # How a page is added
//!
//! 1. A file `console/<page>.rs` with a handler `async fn page(caller: ConsoleCaller, Path(slug): Path<String>) ->
//!    Answer`. [`ConsoleCaller`] is somebody who is signed in (else they are led to the sign-in page and back);
//!    `caller.enter(&slug, title).await?` goes into an organization and gives the [`Frame`] and the sight, or 404. Then ask
//!    the sight for what the page shows (`sight.ask("audit", Level::Read, frame.place…handle)?`), read rows with
//!    `caller.read().await?`, and answer [`page`]`(&Template { frame, … })`. `?` on any [`Error`] or refusal becomes a page
//!    in the frame ([`Trouble`]).
//! 2. A template that begins `{% extends "frame.html" %}`, imports `parts.html` as `parts` (icons, form fields, notes, empty
//!    states) and fills `{% block main %}`. Its struct has a field `frame: Frame`; texts are `frame.t("…")`,
//!    `frame.t1("…", "name", value)`, `frame.tn("…", "count", number)`, times `frame.moment(at)` with `.iso`, `.text`,
//!    `.short`, `.exact`.
//! 3. A form has `{{ parts::csrf(frame) }}`, posts to a route of its own, and its handler takes [`Typed`]: by then the
//!    origin and the token have been checked ([`receive`]), and what was not ours has been answered. After a command,
//!    [`done`]`(&site, &visit, "/where/next", &Flash::good(text))` leads on; a refusal that belongs to a field is
//!    rendered with the form again, status 422 ([`page_with`]).
//! 4. Its route in [`routes`], and its place in the navigation in `frame.rs`. Texts in all three languages.

mod account;
mod administrators_export;
mod approval;
mod as_of;
mod audit;
mod audit_export;
mod audit_told;
mod beyond;
mod break_glass;
mod bulk_select;
mod caller;
mod cases;
mod change_told;
mod changes;
mod changes_told;
mod claim;
mod conflict;
pub(crate) mod cookie;
mod custom_role;
mod custom_role_delete;
mod domains;
mod ending;
mod export;
mod external_add;
mod flash;
mod frame;
mod help_desk;
mod house;
mod import;
mod licence_rules;
mod licences;
mod licences_ask;
mod licences_told;
mod lock;
mod mail_stop;
mod moment;
mod my_access;
mod my_organizations;
mod news;
mod organization;
mod outside;
mod page;
mod passkeys;
mod people_form;
mod person;
mod person_form;
mod person_gone;
mod person_services;
mod person_sessions;
mod person_sign_in;
mod preferences;
mod reach;
mod role_draft;
mod role_editor;
mod role_end;
mod role_guide;
mod role_save;
mod roles;
mod search;
mod settings;
mod sso_trial;
mod streams;
mod support;
mod support_metrics;
mod switcher;
mod template_form;
mod template_told;
mod templates;
mod totp;
mod trouble;
mod typed;
mod upload;
mod users;
mod users_asked;
mod visit;
mod wholesale;

pub(crate) use account::device;
pub use caller::ConsoleCaller;
pub(crate) use caller::{caller as caller_of, sign_in_and_back};
pub use flash::{Flash, Mood};
pub use frame::{Crumb, Frame, Link, Place, Restricted, Section};
pub use house::{Ending, House, Standing, Way, standings};
pub use moment::{Moment, Zone};
pub use page::{done, is_ours, lead_to, page, page_with};
pub use reach::{Reach, titles};
pub(crate) use sso_trial::tried;
pub use switcher::Door;
pub use trouble::{Trouble, tell};
pub use typed::Typed;
pub use visit::{DemoBar, Me, Seen, Theme, Visit, initials};

use crate::caller::is_from_here;
use crate::site::Site;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::{ACCEPT, SET_COOKIE};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::{get, post};
use page::IsPage;
use prokura_domain::refusal::Refusal;

/// What a handler of the console answers.
pub type Answer = Result<Response, Trouble>;

/// Every page: the console, sign-in, and the demo's own.
pub fn router(site: &Site) -> Router<Site> {
    let mut pages = routes().merge(crate::sign_in::routes()).merge(crate::docs::routes());
    if site.demo.is_some() {
        pages = pages.merge(crate::demo::routes());
    }
    pages
        .method_not_allowed_fallback(|visit: Visit| async move {
            tell(&visit, StatusCode::METHOD_NOT_ALLOWED, Vec::new(), Vec::new())
        })
        .layer(from_fn_with_state(site.clone(), receive))
}

fn routes() -> Router<Site> {
    Router::new()
        .route("/", get(my_organizations::page))
        .route("/me", get(account::page))
        .route("/me/sessions/end-others", post(account::end_other_sessions))
        .route("/me/sessions/{session}/end", post(account::end_session))
        .route("/me/totp", get(totp::page).post(totp::add))
        .route("/me/totp/remove", get(totp::remove_page).post(totp::remove))
        .route("/me/recovery-codes", get(totp::codes_page).post(totp::make_codes))
        .route("/me/passkeys", post(passkeys::add))
        .route("/me/passkeys/new", get(passkeys::new_page))
        .route("/me/passkeys/challenge", post(passkeys::challenge))
        .route("/me/passkeys/{passkey}", get(passkeys::page).post(passkeys::rename))
        .route("/me/passkeys/{passkey}/remove", get(passkeys::remove_page).post(passkeys::remove))
        .route("/me/password", get(account::password).post(account::set_password))
        .route("/me/mails/{topic}", post(account::set_mails))
        .route("/mail/stop/{token}", get(mail_stop::page).post(mail_stop::stop))
        .route("/my/access", get(my_access::page))
        .route("/my/access/{organization}/leave", get(my_access::leave_page).post(my_access::leave))
        .route("/search", get(search::page))
        .route("/helpdesk", get(help_desk::page))
        .route("/helpdesk/{organization}", get(help_desk::organization))
        .route("/helpdesk/{organization}/session", post(help_desk::open_session))
        .route("/helpdesk/{organization}/request", post(help_desk::ask))
        .route("/helpdesk/requests/{request}/withdraw", post(help_desk::withdraw))
        .route("/o/{organization}", get(organization::page))
        .route("/o/{organization}/users", get(users::page))
        .route("/o/{organization}/users/external", get(external_add::page).post(external_add::add))
        .route("/o/{organization}/users/new", get(person_form::add_page).post(person_form::add))
        .route("/o/{organization}/users/exports", post(administrators_export::ask))
        .route("/o/{organization}/users/exports/{export}", get(administrators_export::page))
        .route("/o/{organization}/users/exports/{export}/file", get(administrators_export::fetch))
        .route("/o/{organization}/users/licence-rules", get(licence_rules::page).post(licence_rules::set))
        .route("/o/{organization}/users/licence-rules/{rule}/remove", post(licence_rules::remove))
        .route("/o/{organization}/users/wholesale", get(wholesale::page).post(wholesale::add))
        .route("/o/{organization}/users/new-many", get(people_form::page).post(people_form::add))
        .route("/o/{organization}/users/import", get(import::page).post(import::begin))
        .route("/o/{organization}/users/import/template", get(import::template))
        .route("/o/{organization}/users/bulk", post(bulk_select::begin))
        .route("/o/{organization}/users/bulk/review", post(bulk_select::review))
        .route("/o/{organization}/users/claim", get(claim::page).post(claim::begin_claiming))
        .route("/o/{organization}/users/changes", get(changes::list_page))
        .route("/o/{organization}/users/changes/{changes}", get(changes::page).post(changes::turn))
        .route("/o/{organization}/users/changes/{changes}/file", get(changes::file))
        .route("/o/{organization}/users/{person}", get(person::page))
        .route("/o/{organization}/users/{person}/edit", get(person_form::edit_page).post(person_form::edit))
        .route("/o/{organization}/users/{person}/services", get(person_services::page).post(person_services::change))
        .route("/o/{organization}/users/{person}/status", get(person_form::status_page).post(person_form::set_status))
        .route("/o/{organization}/users/{person}/delete", get(person_gone::delete_page).post(person_gone::delete))
        .route("/o/{organization}/users/{person}/restore", get(person_gone::restore_page).post(person_gone::restore))
        .route("/o/{organization}/users/{person}/erase", get(person_gone::erase_page).post(person_gone::erase))
        .route("/o/{organization}/users/{person}/promote", get(outside::promote_page).post(outside::promote))
        .route("/o/{organization}/users/{person}/demote", get(outside::demote_page).post(outside::demote))
        .route("/o/{organization}/users/{person}/revoke", get(outside::revoke_page).post(outside::revoke))
        .route("/o/{organization}/users/{person}/remove", get(outside::remove_page).post(outside::remove))
        .route("/o/{organization}/blocks/{block}/lift", get(outside::lift_page).post(outside::lift))
        .route("/o/{organization}/users/{person}/roles", get(role_editor::page).post(role_save::post))
        .route("/o/{organization}/users/{person}/sessions", get(person_sessions::page).post(person_sessions::end))
        .route("/o/{organization}/users/{person}/sign-in", get(person_sign_in::page).post(person_sign_in::act))
        .route("/o/{organization}/users/{person}/end/{grant}", get(role_end::page).post(role_end::end))
        .route("/o/{organization}/users/{person}/break-glass/{grant}", post(break_glass::mark))
        .route("/o/{organization}/licences", get(licences::page))
        .route("/o/{organization}/licences/requests/{request}", post(licences::turn))
        .route("/o/{organization}/licences/{subscription}/request", get(licences_ask::page).post(licences_ask::ask))
        .route("/o/{organization}/templates", get(templates::page))
        .route("/o/{organization}/templates/new", get(template_form::new_page).post(template_form::make))
        .route("/o/{organization}/templates/{template}", get(templates::one).post(templates::apply))
        .route("/o/{organization}/templates/{template}/edit", get(template_form::edit_page).post(template_form::change))
        .route("/o/{organization}/templates/{template}/delete", get(templates::delete_page).post(templates::delete))
        .route("/o/{organization}/cases", get(cases::page))
        .route("/o/{organization}/news", get(news::page))
        .route("/o/{organization}/news/new", get(news::new_page).post(news::write))
        .route("/o/{organization}/news/{news}", get(news::one))
        .route("/o/{organization}/news/{news}/edit", get(news::edit_page).post(news::edit))
        .route("/o/{organization}/news/{news}/send", post(news::send))
        .route("/o/{organization}/news/{news}/drop", post(news::throw_away))
        .route("/o/{organization}/as-of", get(as_of::page))
        .route("/o/{organization}/as-of/file", get(as_of::file))
        .route("/o/{organization}/audit", get(audit::page))
        .route("/o/{organization}/audit/exports", post(audit_export::ask))
        .route("/o/{organization}/audit/exports/{export}", get(audit_export::page))
        .route("/o/{organization}/audit/exports/{export}/file", get(audit_export::fetch))
        .route("/o/{organization}/audit/{entry}", get(audit::entry))
        .route("/o/{organization}/support-metrics", get(support_metrics::page))
        .route("/o/{organization}/support-metrics/file", get(support_metrics::file))
        .route("/o/{organization}/support", get(support::page))
        .route("/o/{organization}/support/reading", post(support::allow_reading))
        .route("/o/{organization}/support/{request}", post(support::decide))
        .route("/o/{organization}/roles", get(roles::page))
        .route("/o/{organization}/roles/new", get(custom_role::new_page).post(custom_role::compose))
        .route("/o/{organization}/roles/{role}", get(custom_role::page).post(custom_role::change))
        .route("/o/{organization}/roles/{role}/delete", get(custom_role_delete::page).post(custom_role_delete::delete))
        .route("/o/{organization}/settings", get(settings::page))
        .route("/o/{organization}/settings/{key}", post(settings::set))
        .route("/o/{organization}/sign-in-trial", get(sso_trial::begin))
        .route("/o/{organization}/client-secret", post(sso_trial::set_secret))
        .route("/o/{organization}/domains", post(domains::add))
        .route("/o/{organization}/domains/{domain}/verify", post(domains::verify))
        .route("/o/{organization}/domains/{domain}/remove", post(domains::remove))
        .route("/o/{organization}/streams/{stream}/pause", post(streams::pause))
        .route("/o/{organization}/streams/{stream}/resume", post(streams::resume))
        .route("/o/{organization}/streams/{stream}/remove", post(streams::remove))
        .route("/roles", get(role_guide::page))
        .route("/preferences/language", post(preferences::language))
        .route("/preferences/theme", post(preferences::theme))
        .route("/support/{token}", get(approval::page).post(approval::answer))
        .route("/support/{token}/end", post(approval::end))
        .route("/support-access/{grant}/end", post(ending::end_access))
        .route("/help-desk-sessions/{session}/close", post(ending::close_session))
}

/// Whether a browser asks for a page to show.
#[must_use]
pub fn is_browser(headers: &HeaderMap) -> bool {
    headers.get(ACCEPT).and_then(|accept| accept.to_str().ok()).is_some_and(|accept| accept.contains("text/html"))
}

/// The page of an address at which there is nothing.
pub async fn nowhere(site: &Site, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    match Visit::of(site, &parts).await {
        Ok(visit) => with_cookies(Trouble::from(Refusal::NotFound).told(&visit), &visit),
        Err((visit, error)) => Trouble::from(error).told(&visit),
    }
}

/// Receives every request of the console: finds out who it is, takes only forms of ours for this visitor, and makes
/// pages of errors.
pub async fn receive(State(site): State<Site>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let visit = match Visit::of(&site, &parts).await {
        Ok(visit) => visit,
        Err((visit, error)) => return Trouble::from(error).told(&visit),
    };
    let mut body = body;
    if !parts.method.is_safe() {
        let from_here = is_from_here(&parts.method, &parts.headers, &site);
        let typed =
            if from_here && visit.me.is_some() && upload::is_taken_at(&visit.path) && upload::is_one(&parts.headers) {
                match upload::read(&parts.headers, std::mem::take(&mut body)).await {
                    Ok((typed, upload)) => {
                        parts.extensions.insert(upload);
                        typed
                    }
                    Err(StatusCode::SERVICE_UNAVAILABLE) => {
                        return tell(
                            &visit,
                            StatusCode::SERVICE_UNAVAILABLE,
                            vec![visit.t("refusal-unavailable")],
                            Vec::new(),
                        );
                    }
                    Err(status) => {
                        return tell(&visit, status, vec![visit.t1("field-file_too_large", "most", 20)], Vec::new());
                    }
                }
            } else {
                match Typed::read(std::mem::take(&mut body)).await {
                    Ok(typed) => typed,
                    Err(status) => return tell(&visit, status, vec![visit.t("form-too-large")], Vec::new()),
                }
            };
        let is_ours = from_here && visit.made(&typed, site.service.keys());
        if !is_ours && !mail_stop::is_taken_at(&visit.path) {
            return with_cookies(trouble::not_taken(&visit, &typed, from_here), &visit);
        }
        parts.extensions.insert(typed);
    }
    if let Some(first) = crate::sign_in::first_second(&visit, parts.uri.path()) {
        return first;
    }
    let is_safe = parts.method.is_safe();
    let typed = parts.extensions.get::<Typed>().cloned().unwrap_or_default();
    parts.extensions.insert(visit.clone());
    let response = next.run(Request::from_parts(parts, body)).await;
    if response.extensions().get::<Trouble>().is_some_and(Trouble::is_step_up)
        && let Some(who) = caller::caller(&visit)
    {
        let asked = crate::sign_in::refused(&site, &visit, &who, &typed).await;
        return with_cookies(asked.unwrap_or_else(|error| Trouble::from(error).told(&visit)), &visit);
    }
    let told = response.extensions().get::<Trouble>().map(|trouble| match (trouble.is_unauthenticated(), is_safe) {
        (true, true) => lead_to(&sign_in_and_back(&visit.path)),
        (true, false) => trouble::not_taken(&visit, &typed, true),
        (false, _) => trouble.told(&visit),
    });
    with_cookies(told.unwrap_or(response), &visit)
}

fn with_cookies(mut response: Response, visit: &Visit) -> Response {
    let is_page = response.extensions().get::<IsPage>().is_some();
    let headers = response.headers_mut();
    if is_page
        && visit.flash.is_some()
        && let Some(gone) = cookie::gone(cookie::FLASH)
    {
        headers.append(SET_COOKIE, gone);
    }
    if let visit::Binding::Visitor(secret) = &visit.binding
        && visit.visitor_is_new
        && let Some(set) = cookie::for_now(cookie::VISITOR, secret)
    {
        headers.append(SET_COOKIE, set);
    }
    response
}
