//! What do the codes of problems and of decisions mean?

use crate::problem::{field_sentence, status};
use crate::text::{Argument, Language};
use axum::http::StatusCode;
use prokura_app::command::guard::code::RULES;
use prokura_decision::reason::Reason;
use prokura_domain::refusal::Refusal;

/// A code and what it means.
pub(super) struct Code {
    pub(super) code: String,
    pub(super) status: Option<u16>,
    pub(super) rule: Option<&'static str>,
    pub(super) text: String,
}

/// What stands for what a text says of the case in hand.
const ARGUMENTS: [&str; 21] = [
    "line", "columns", "name", "rows", "alias", "because", "choices", "days", "least", "licence", "most", "other",
    "package", "people", "role", "seconds", "seller", "service", "site", "field", "code",
];

/// Codes of what a request comes to as a whole.
const PLAIN: [(&str, StatusCode); 9] = [
    ("export_not_ready", StatusCode::CONFLICT),
    ("malformed", StatusCode::BAD_REQUEST),
    ("method_not_allowed", StatusCode::METHOD_NOT_ALLOWED),
    ("still_running", StatusCode::CONFLICT),
    ("too_large", StatusCode::PAYLOAD_TOO_LARGE),
    ("unsupported_media_type", StatusCode::UNSUPPORTED_MEDIA_TYPE),
    ("internal", StatusCode::INTERNAL_SERVER_ERROR),
    ("unavailable", StatusCode::SERVICE_UNAVAILABLE),
    ("revision_not_reached", StatusCode::SERVICE_UNAVAILABLE),
];

/// Codes of rules, beside those of the commands that give and take authority.
const MORE_RULES: [(&str, &str); 15] = [
    ("already_initialized", "ORG-01"),
    ("help_desk_closed_by_agent", "PTR-07"),
    ("not_pending", "ORG-06"),
    ("nothing_to_apply", "ROL-07"),
    ("reset_own_sign_in", "ORG-08"),
    ("rows_refused", "ROL-07"),
    ("sign_in_link_suspended", "ORG-08"),
    ("sso_somebody_else", "EXT-14"),
    ("support_agent_lost_reach", "SUP-01"),
    ("support_agent_not_a_person", "SUP-02"),
    ("support_by_full_admins", "SUP-02"),
    ("support_out_of_reach", "SUP-01"),
    ("support_own_request", "SUP-02"),
    ("support_request_pending", "SUP-02"),
    ("support_withdrawn_by_agent", "SUP-02"),
];

/// Codes of what is over.
const OVER: [&str; 49] = [
    "already_blocked",
    "block_lifted",
    "changes_moved_on",
    "export_failed",
    "custom_role_deleted",
    "seats_answered",
    "subscription_changed",
    "subscription_over",
    "external_revoked",
    "grant_ended",
    "help_desk_session_over",
    "news_sent",
    "person_erased",
    "second_step_over",
    "sign_in_link_expired",
    "sign_in_link_used",
    "sso_address_private",
    "sso_address_refused",
    "sso_answer_invalid",
    "sso_answer_issuer",
    "sso_answer_spent",
    "sso_attempt_over",
    "sso_client_refused",
    "sso_code_refused",
    "sso_denied",
    "sso_incomplete",
    "sso_keys_invalid",
    "sso_metadata_invalid",
    "sso_metadata_issuer",
    "sso_proof_old",
    "sso_proof_weak",
    "sso_token_algorithm",
    "sso_token_audience",
    "sso_token_early",
    "sso_token_expired",
    "sso_token_invalid",
    "sso_token_issuer",
    "sso_token_key",
    "sso_token_missing",
    "sso_token_nonce",
    "sso_token_signature",
    "sso_unreachable",
    "support_access_over",
    "support_request_answered",
    "support_request_lapsed",
    "support_request_withdrawn",
    "token_over",
    "totp_gone",
    "totp_there",
];

/// Codes of fields.
const FIELDS: [&str; 163] = [
    "added_stays",
    "already_full",
    "area_not_composable",
    "area_not_held",
    "area_read_only",
    "areas_missing",
    "as_of_before_organization",
    "as_of_future",
    "as_of_too_many",
    "cell_too_long",
    "cells_too_many",
    "claimed_stays",
    "client_secret_invalid",
    "code_used",
    "code_wrong",
    "consumer_refused",
    "contact_center_at_home",
    "contact_center_excludes",
    "contact_center_provisioner",
    "current_password_missing",
    "current_password_wrong",
    "cursor_invalid",
    "customer_unknown",
    "date_invalid",
    "decision_missing",
    "decline_reason_missing",
    "demotion_leaves_out",
    "domain_elsewhere",
    "domain_invalid",
    "domain_not_shown",
    "domain_public",
    "domain_unanswered",
    "domains_too_many",
    "detail_invalid",
    "detail_missing",
    "detail_too_long",
    "email_here",
    "email_invalid",
    "email_repeated",
    "email_taken",
    "erase_unsure",
    "field_missing",
    "field_twice",
    "field_unknown",
    "file_empty",
    "file_is_archive",
    "file_is_binary",
    "file_not_utf8",
    "file_too_large",
    "form_too_long",
    "from_begun",
    "grants_missing",
    "heading_missing",
    "heading_repeated",
    "holder_blocked",
    "holder_undecided",
    "holder_unknown",
    "idempotency_key_invalid",
    "idempotency_key_reused",
    "invited_stays",
    "language_unknown",
    "last_full_admin",
    "last_way_in",
    "licence_name_unknown",
    "licence_unknown",
    "limit_invalid",
    "location_unknown",
    "locations_missing",
    "name_invalid",
    "name_missing",
    "name_too_long",
    "names_missing",
    "news_control_characters",
    "news_half_written",
    "news_kinds_missing",
    "news_texts_missing",
    "news_too_long",
    "no_active_sale",
    "no_free_seat",
    "no_rows",
    "nobody_here",
    "not_demotable",
    "not_promotable",
    "not_to_oneself",
    "number_invalid",
    "package_unknown",
    "partner_unknown",
    "passkey_refused",
    "passkey_there",
    "passkeys_too_many",
    "password_about_you",
    "password_common",
    "password_too_long",
    "password_too_short",
    "person_unknown",
    "proof_missing",
    "provisioning_held",
    "quantity_invalid",
    "quantity_same",
    "reason_invalid",
    "reason_too_long",
    "recovery_code_wrong",
    "role_for_home_only",
    "role_for_outsiders_only",
    "role_for_partners_only",
    "role_for_vendor_only",
    "role_name_ambiguous",
    "role_name_taken",
    "role_name_too_long",
    "role_name_unknown",
    "role_needs_scope",
    "role_repeated",
    "role_unknown",
    "roles_exclude",
    "rule_gives_nothing",
    "rules_too_many",
    "scope_not_allowed",
    "search_too_long",
    "service_missing",
    "service_not_sold",
    "setting_not_a_choice",
    "setting_not_a_switch",
    "setting_not_a_text",
    "setting_not_among_choices",
    "setting_not_in_range",
    "site_managed_elsewhere",
    "site_role_twice",
    "site_unknown",
    "sites_missing",
    "slug_invalid",
    "status_invalid",
    "stream_authorization_invalid",
    "stream_endpoint_invalid",
    "stream_method_unknown",
    "stream_state_invalid",
    "streams_too_many",
    "support_reason_invalid",
    "support_reason_missing",
    "support_reason_too_long",
    "takeover_guard",
    "token_person_unknown_there",
    "token_scopes_missing",
    "token_signals_person",
    "token_until_past",
    "too_many_rows",
    "troubleshooting_giver",
    "troubleshooting_holder",
    "type_for_partner_only",
    "type_not_for_partner",
    "until_past",
    "until_too_late",
    "value_invalid",
    "value_unknown",
    "version_invalid",
    "version_unlike_if_match",
    "work_number_invalid",
    "nobody_deviates",
    "template_name_too_long",
    "template_name_taken",
    "template_sets_nothing",
    "template_licences_unclear",
    "search_empty",
    "templates_too_many",
];

/// Every code that a problem can have, by its status.
pub(super) fn problems(language: Language) -> Vec<Code> {
    let code = |code: &str, status: StatusCode, rule| Code {
        code: code.to_owned(),
        status: Some(status.as_u16()),
        rule,
        text: sentence(language, &format!("refusal-{code}")),
    };
    let too_many = |code| Refusal::TooMany { code, retry_after_seconds: 0 };
    let refusals = [
        Refusal::Unauthenticated,
        Refusal::StepUpNeeded { max_age_seconds: 0 },
        Refusal::NotFound,
        Refusal::Forbidden { asked: String::new(), because: Vec::new(), rules: Vec::new() },
        Refusal::Invalid(Vec::new()),
        Refusal::Conflict { expected: 0, actual: 0, changed_by: None, changed_at: None },
        Refusal::too_many(0),
        too_many("changes_unfinished"),
        too_many("jobs_unfinished"),
        too_many("changes_kept"),
        too_many("exports_unfinished"),
        too_many("exports_kept"),
    ];
    let (conflict, gone) = (status(&Refusal::rule("", "")), status(&Refusal::Over { code: "" }));
    let whole = refusals.iter().map(|refusal| (refusal.code(), status(refusal))).chain(PLAIN);
    let mut codes: Vec<Code> = whole.map(|(of, status)| code(of, status, None)).collect();
    let rules = RULES.iter().map(|rule| (rule.code, rule.rule)).chain(MORE_RULES);
    codes.extend(rules.map(|(of, rule)| code(of, conflict, Some(rule))));
    codes.extend(OVER.iter().map(|of| code(of, gone, None)));
    codes.sort_by(|one, other| (one.status, &one.code).cmp(&(other.status, &other.code)));
    codes
}

/// Every code that a wrong field can have.
pub(super) fn fields(language: Language) -> Vec<Code> {
    let arguments: Vec<(&'static str, String)> = ARGUMENTS.iter().map(|name| (*name, "…".to_owned())).collect();
    let code = |code: &&'static str| Code {
        code: (*code).to_owned(),
        status: None,
        rule: RULES.iter().find(|rule| rule.code == *code).map(|rule| rule.rule),
        text: field_sentence(code, &arguments, language),
    };
    FIELDS.iter().map(code).collect()
}

/// Why a request is refused before a decision is asked for.
const BEFORE: [&str; 5] = ["operator_only", "second_factor_asked", "session_only", "stream_stopped", "token_scope"];

/// Every reason of a decision, and of a refusal before one.
pub(super) fn reasons(language: Language) -> Vec<Code> {
    let reasons = Reason::ALL.iter().map(|reason| (reason.code(), reason.rule()));
    let code = |(code, rule): (&str, Option<&'static str>)| Code {
        code: code.to_owned(),
        status: None,
        rule,
        text: language.text(&format!("reason-{code}")),
    };
    reasons.chain(BEFORE.map(|code| (code, None))).map(code).collect()
}

fn sentence(language: Language, key: &str) -> String {
    let arguments: Vec<(&'static str, Argument)> = ARGUMENTS.iter().map(|name| (*name, Argument::from("…"))).collect();
    language.text_with(key, &arguments)
}
