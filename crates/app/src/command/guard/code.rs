//! The refusals of the commands that give and take authority: stable codes, with the rules behind them. Each has a text
//! in every locale: `refusal-<code>` for a rule or for what is over, `field-<code>` for a field, both for a rule that is
//! told at a field among other problems.

/// A rule's refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuleCode {
    /// The stable code.
    pub code: &'static str,
    /// The rule.
    pub rule: &'static str,
}

const fn rule(code: &'static str, rule: &'static str) -> RuleCode {
    RuleCode { code, rule }
}

/// Nobody gives to themselves or raises their own rights.
pub const NOT_TO_ONESELF: RuleCode = rule("not_to_oneself", "ROL-10");
/// The role goes to people of the organization only. Arguments: `role`.
pub const ROLE_FOR_HOME_ONLY: RuleCode = rule("role_for_home_only", "ROL-01");
/// The role goes to people from outside only. Arguments: `role`.
pub const ROLE_FOR_OUTSIDERS_ONLY: RuleCode = rule("role_for_outsiders_only", "EXT-02");
/// The role is held in a partner's own organization only. Arguments: `role`.
pub const ROLE_FOR_PARTNERS_ONLY: RuleCode = rule("role_for_partners_only", "PTR-02");
/// The role is held in the vendor's own organization only. Arguments: `role`.
pub const ROLE_FOR_VENDOR_ONLY: RuleCode = rule("role_for_vendor_only", "ORG-01");
/// People of a consumer organization cannot be external administrators.
pub const CONSUMER_REFUSED: RuleCode = rule("consumer_refused", "EXT-04");
/// A managing partner's people are given full or provisioning only. Arguments: `role`.
pub const TYPE_NOT_FOR_PARTNER: RuleCode = rule("type_not_for_partner", "EXT-03");
/// Provisioning goes to a managing partner's people only.
pub const TYPE_FOR_PARTNER_ONLY: RuleCode = rule("type_for_partner_only", "EXT-03");
/// No active subscription has the service. Arguments: `service`.
pub const SERVICE_MISSING: RuleCode = rule("service_missing", "EXT-02");
/// The person's home has the contact-centre service itself.
pub const CONTACT_CENTER_AT_HOME: RuleCode = rule("contact_center_at_home", "CC-07");
/// The person's home provisions the contact-centre service.
pub const CONTACT_CENTER_PROVISIONER: RuleCode = rule("contact_center_provisioner", "CC-07");
/// Only a full administrator whose home it is gives advanced troubleshooting.
pub const TROUBLESHOOTING_GIVER: RuleCode = rule("troubleshooting_giver", "ROL-08");
/// Advanced troubleshooting goes to full, read-only and support administrators only.
pub const TROUBLESHOOTING_HOLDER: RuleCode = rule("troubleshooting_holder", "ROL-08");
/// The contact-centre role excludes another. Arguments: `role`, `other`.
pub const CONTACT_CENTER_EXCLUDES: RuleCode = rule("contact_center_excludes", "CC-06");
/// A role excludes another. Arguments: `role`, `other`.
pub const ROLES_EXCLUDE: RuleCode = rule("roles_exclude", "ROL-12");
/// The person has another role on the site. Arguments: `site`, `other`.
pub const SITE_ROLE_TWICE: RuleCode = rule("site_role_twice", "SIT-02");
/// The site is managed by its own Site Administration. Arguments: `site`.
pub const SITE_MANAGED_ELSEWHERE: RuleCode = rule("site_managed_elsewhere", "SIT-01");
/// The organization blocks the person or the person's partner.
pub const HOLDER_BLOCKED: RuleCode = rule("holder_blocked", "EXT-12");
/// The last full administrator stays.
pub const LAST_FULL_ADMIN: RuleCode = rule("last_full_admin", "ORG-07");
/// External read-only access ends after the organization's days. Arguments: `days`.
pub const UNTIL_TOO_LATE: RuleCode = rule("until_too_late", "EXT-13");
/// The organization demotes all at once. Arguments: `people`, whom the set leaves out.
pub const DEMOTION_LEAVES_OUT: RuleCode = rule("demotion_leaves_out", "EXT-09");
/// Only an external full administrator is demoted.
pub const NOT_DEMOTABLE: RuleCode = rule("not_demotable", "EXT-08");
/// Only an external read-only or provisioning administrator is promoted.
pub const NOT_PROMOTABLE: RuleCode = rule("not_promotable", "EXT-08");
/// The person is an external full administrator already.
pub const ALREADY_FULL: RuleCode = rule("already_full", "EXT-08");
/// The partner has no active sale to the customer.
pub const NO_ACTIVE_SALE: RuleCode = rule("no_active_sale", "EXT-12");
/// The person is a provisioning or full administrator there already.
pub const PROVISIONING_HELD: RuleCode = rule("provisioning_held", "EXT-12");
/// Only who could take every role away may change what signs the person in.
pub const TAKEOVER_GUARD: RuleCode = rule("takeover_guard", "ORG-08");

/// Nobody deletes themselves.
pub const DELETES_ONESELF: RuleCode = rule("deletes_oneself", "ROL-10");

/// Nobody changes a role that they hold so that it gives them more.
pub const ROLE_HELD_BY_ONESELF: RuleCode = rule("role_held_by_oneself", "ROL-10");
/// Nobody gives a custom role that gives more than they hold themselves. Arguments: `areas`, those that they lack.
pub const ROLE_WIDER_THAN_OWN: RuleCode = rule("role_wider_than_own", "ROL-10");
/// An organization has no more custom roles than so many. Arguments: `most`.
pub const TOO_MANY_CUSTOM_ROLES: RuleCode = rule("too_many_custom_roles", "ROL-01");

/// The person has no package to go back to.
pub const NO_PACKAGE: RuleCode = rule("no_package", "RST-05");
/// Another request for seats of the subscription is open.
pub const SEATS_ASKED_ALREADY: RuleCode = rule("seats_asked_already", "ORG-02");
/// The seller's own people change the order and ask nobody.
pub const SEATS_ASKED_BY_SELLER: RuleCode = rule("seats_asked_by_seller", "ORG-02");
/// The subscription has not begun, and nobody can answer yet.
pub const SEATS_TO_COME: RuleCode = rule("seats_to_come", "ORG-02");
/// Nobody of the seller may change the customer's orders. Arguments: `seller`.
pub const SEATS_ANSWERED_BY_NOBODY: RuleCode = rule("seats_answered_by_nobody", "ORG-02");
/// Only the seller's people answer a request for seats.
pub const SEATS_ANSWERED_BY_SELLER: RuleCode = rule("seats_answered_by_seller", "ORG-02");

/// Every rule's refusal.
pub const RULES: [RuleCode; 38] = [
    DELETES_ONESELF,
    NOT_TO_ONESELF,
    ROLE_FOR_HOME_ONLY,
    ROLE_FOR_OUTSIDERS_ONLY,
    ROLE_FOR_PARTNERS_ONLY,
    ROLE_FOR_VENDOR_ONLY,
    CONSUMER_REFUSED,
    TYPE_NOT_FOR_PARTNER,
    TYPE_FOR_PARTNER_ONLY,
    SERVICE_MISSING,
    CONTACT_CENTER_AT_HOME,
    CONTACT_CENTER_PROVISIONER,
    TROUBLESHOOTING_GIVER,
    TROUBLESHOOTING_HOLDER,
    CONTACT_CENTER_EXCLUDES,
    ROLES_EXCLUDE,
    SITE_ROLE_TWICE,
    SITE_MANAGED_ELSEWHERE,
    HOLDER_BLOCKED,
    LAST_FULL_ADMIN,
    UNTIL_TOO_LATE,
    DEMOTION_LEAVES_OUT,
    NOT_DEMOTABLE,
    NOT_PROMOTABLE,
    ALREADY_FULL,
    NO_ACTIVE_SALE,
    PROVISIONING_HELD,
    TAKEOVER_GUARD,
    EMAIL_TAKEN,
    ROLE_HELD_BY_ONESELF,
    ROLE_WIDER_THAN_OWN,
    TOO_MANY_CUSTOM_ROLES,
    NO_PACKAGE,
    SEATS_ASKED_ALREADY,
    SEATS_ASKED_BY_SELLER,
    SEATS_TO_COME,
    SEATS_ANSWERED_BY_NOBODY,
    SEATS_ANSWERED_BY_SELLER,
];

/// The address belongs to an identity elsewhere. Arguments: `alias`, an address to use instead.
pub const EMAIL_TAKEN: RuleCode = rule("email_taken", "ORG-05");

/// The grant has ended.
pub const GRANT_ENDED: &str = "grant_ended";
/// The block is in force already, and nothing is left to end.
pub const ALREADY_BLOCKED: &str = "already_blocked";
/// The block was lifted.
pub const BLOCK_LIFTED: &str = "block_lifted";
/// The person's external access has ended.
pub const EXTERNAL_REVOKED: &str = "external_revoked";

/// The custom role was deleted.
pub const CUSTOM_ROLE_DELETED: &str = "custom_role_deleted";

/// What is known of the person was erased; they do not come back.
pub const PERSON_ERASED: &str = "person_erased";

/// Every code of something that is over.
pub const OVER: [&str; 6] =
    [PERSON_ERASED, GRANT_ENDED, ALREADY_BLOCKED, BLOCK_LIFTED, EXTERNAL_REVOKED, CUSTOM_ROLE_DELETED];

/// There is no such role.
pub const ROLE_UNKNOWN: &str = "role_unknown";
/// The role stands twice in one save.
pub const ROLE_REPEATED: &str = "role_repeated";
/// There is no such person, or the caller may not know of them here.
pub const PERSON_UNKNOWN: &str = "person_unknown";
/// There is no such partner, or the organization has nothing to do with it.
pub const PARTNER_UNKNOWN: &str = "partner_unknown";
/// The role needs at least one site.
pub const SITES_MISSING: &str = "sites_missing";
/// The role needs at least one location.
pub const LOCATIONS_MISSING: &str = "locations_missing";
/// The organization has no such site.
pub const SITE_UNKNOWN: &str = "site_unknown";
/// The organization has no such location.
pub const LOCATION_UNKNOWN: &str = "location_unknown";
/// The partner manages no such customer.
pub const CUSTOMER_UNKNOWN: &str = "customer_unknown";
/// The role has no such scope.
pub const SCOPE_NOT_ALLOWED: &str = "scope_not_allowed";
/// The term would end before it begins, or has ended.
pub const UNTIL_PAST: &str = "until_past";
/// The right has begun; its beginning cannot be moved.
pub const FROM_BEGUN: &str = "from_begun";
/// The reason is longer than 500 characters.
pub const REASON_TOO_LONG: &str = "reason_too_long";
/// The reason holds control characters.
pub const REASON_INVALID: &str = "reason_invalid";
/// No grant is named.
pub const GRANTS_MISSING: &str = "grants_missing";
/// The address belongs to somebody of this organization.
pub const EMAIL_HERE: &str = "email_here";
/// There is no such licence. Arguments: `licence`.
pub const LICENCE_UNKNOWN: &str = "licence_unknown";
/// There is no such package. Arguments: `package`.
pub const PACKAGE_UNKNOWN: &str = "package_unknown";
/// No seat is free for the licence. Arguments: `licence`, `seller`, who sells more.
pub const NO_FREE_SEAT: &str = "no_free_seat";
/// No active subscription has the licence's service. Arguments: `licence`, `service`.
pub const SERVICE_NOT_SOLD: &str = "service_not_sold";
/// There are fewer or more seats than a subscription can have. Arguments: `least`, `most`.
pub const QUANTITY_INVALID: &str = "quantity_invalid";
/// The subscription has as many seats already.
pub const QUANTITY_SAME: &str = "quantity_same";
/// A rule that gives nothing is none.
pub const RULE_GIVES_NOTHING: &str = "rule_gives_nothing";
/// There are as many rules as there can be. Arguments: `most`.
pub const RULES_TOO_MANY: &str = "rules_too_many";
/// The name is longer than a template's may be. Arguments: `most`.
pub const TEMPLATE_NAME_TOO_LONG: &str = "template_name_too_long";
/// Another template here is called so.
pub const TEMPLATE_NAME_TAKEN: &str = "template_name_taken";
/// A template that sets nothing is none.
pub const TEMPLATE_SETS_NOTHING: &str = "template_sets_nothing";
/// What becomes of licences does not go with those that are named.
pub const TEMPLATE_LICENCES_UNCLEAR: &str = "template_licences_unclear";
/// No word can be searched for in it.
pub const SEARCH_EMPTY: &str = "search_empty";
/// There are as many templates as there can be. Arguments: `most`.
pub const TEMPLATES_TOO_MANY: &str = "templates_too_many";
/// Whoever declines says why.
pub const DECLINE_REASON_MISSING: &str = "decline_reason_missing";
/// A person who was active or suspended does not become invited again.
pub const STATUS_INVALID: &str = "status_invalid";

/// The custom role has no name in any language.
pub const NAMES_MISSING: &str = "names_missing";
/// The name is longer than a role's may be. Arguments: `most`.
pub const ROLE_NAME_TOO_LONG: &str = "role_name_too_long";
/// Another role here is called so.
pub const ROLE_NAME_TAKEN: &str = "role_name_taken";
/// The custom role gives nothing.
pub const AREAS_MISSING: &str = "areas_missing";
/// There is no such area that roles of this organization may be composed of.
pub const AREA_NOT_COMPOSABLE: &str = "area_not_composable";
/// Custom roles may only read the area.
pub const AREA_READ_ONLY: &str = "area_read_only";
/// The composer does not hold the area at that level. Arguments: `because`, reason codes.
pub const AREA_NOT_HELD: &str = "area_not_held";
/// Somebody holds the role, and nothing says what becomes of them.
pub const HOLDER_UNDECIDED: &str = "holder_undecided";
/// The grant is none of the role that is deleted.
pub const HOLDER_UNKNOWN: &str = "holder_unknown";

/// Every code of a field.
pub const FIELDS: [&str; 41] = [
    TEMPLATE_NAME_TOO_LONG,
    TEMPLATE_NAME_TAKEN,
    TEMPLATE_SETS_NOTHING,
    TEMPLATE_LICENCES_UNCLEAR,
    SEARCH_EMPTY,
    TEMPLATES_TOO_MANY,
    NAMES_MISSING,
    ROLE_NAME_TOO_LONG,
    ROLE_NAME_TAKEN,
    AREAS_MISSING,
    AREA_NOT_COMPOSABLE,
    AREA_READ_ONLY,
    AREA_NOT_HELD,
    HOLDER_UNDECIDED,
    HOLDER_UNKNOWN,
    ROLE_UNKNOWN,
    ROLE_REPEATED,
    PERSON_UNKNOWN,
    PARTNER_UNKNOWN,
    SITES_MISSING,
    LOCATIONS_MISSING,
    SITE_UNKNOWN,
    LOCATION_UNKNOWN,
    CUSTOMER_UNKNOWN,
    SCOPE_NOT_ALLOWED,
    UNTIL_PAST,
    FROM_BEGUN,
    REASON_TOO_LONG,
    REASON_INVALID,
    GRANTS_MISSING,
    EMAIL_HERE,
    LICENCE_UNKNOWN,
    PACKAGE_UNKNOWN,
    NO_FREE_SEAT,
    SERVICE_NOT_SOLD,
    QUANTITY_INVALID,
    QUANTITY_SAME,
    DECLINE_REASON_MISSING,
    RULE_GIVES_NOTHING,
    RULES_TOO_MANY,
    STATUS_INVALID,
];
