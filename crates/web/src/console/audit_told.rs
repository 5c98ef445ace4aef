//! How an entry of the audit log reads: codes and ids told in words, in the reader's language.

use super::audit::title_of;
use super::users::role_title;
use super::{Moment, Visit};
use prokura_app::audit::open;
use prokura_app::error::Error;
use prokura_app::job::audit_export::Format;
use prokura_app::port::{Read, StoredAuditEntry};
use prokura_app::sight::Sight;
use prokura_decision::policy::SettingDefinition;
use prokura_domain::id::{OrganizationId, PrincipalId};
use prokura_domain::time::Timestamp;
use serde_json::{Map, Value};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// Parts of an entry that hold facts.
const SECTIONS: [&str; 4] = ["arguments", "before", "after", "elsewhere"];
/// Facts that name organizations.
const ORGANIZATIONS: [&str; 8] =
    ["organization", "partner", "customer", "seller", "customers", "home", "place", "claimed_by"];
/// Facts that say best what an entry is about, the best first.
const ABOUT: [&str; 11] =
    ["domain", "setting", "role", "principal", "agent", "person", "partner", "name", "slug", "organization", "format"];

/// An entry on a list.
#[derive(Clone, Debug)]
pub(super) struct Told {
    /// The icon's name in the theme.
    pub(super) icon: &'static str,
    /// The theme's name of its kind.
    pub(super) class: &'static str,
    /// What was done or tried.
    pub(super) action: String,
    /// What it is about; may be empty.
    pub(super) about: String,
    /// Who, and from where if from elsewhere.
    pub(super) who: String,
    /// The code of the refusal.
    pub(super) refused: Option<String>,
    /// The number in the log.
    pub(super) number: i64,
    /// When.
    pub(super) at: Moment,
    /// Its own page.
    pub(super) href: String,
    /// Whether it was done in another organization, and is mirrored here.
    pub(super) is_mirror: bool,
    /// All that was done under the same support request.
    pub(super) support: Option<String>,
}

/// A fact before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    /// What it is called.
    pub(super) label: String,
    /// As it was.
    pub(super) before: String,
    /// As it is now.
    pub(super) after: String,
    /// Whether it differs.
    pub(super) changed: bool,
}

/// Knows the names behind the ids of some entries.
pub(super) struct Teller<'a> {
    visit: &'a Visit,
    sight: &'a Sight,
    home: OrganizationId,
    path: String,
    names: HashMap<Uuid, String>,
}

impl<'a> Teller<'a> {
    /// Looks up whom and what some entries of an organization's log name.
    ///
    /// # Errors
    /// When the store fails.
    pub(super) async fn new(
        visit: &'a Visit,
        sight: &'a Sight,
        read: &mut dyn Read,
        organization: OrganizationId,
        entries: &[StoredAuditEntry],
    ) -> Result<Self, Error> {
        let (mut people, mut organizations) = (BTreeSet::new(), BTreeSet::new());
        for entry in entries {
            people.extend(entry.row.actor.iter().map(|id| id.0).chain(entry.row.subject));
            organizations.extend(entry.row.actor_home.map(|id| id.0));
            let value = open(&entry.row, &entry.private).unwrap_or_default();
            for (section, facts) in sections(&value) {
                for (name, fact) in facts {
                    let ids: Vec<Uuid> = match fact.as_array() {
                        Some(items) => items.iter().filter_map(id).collect(),
                        None => id(fact).into_iter().collect(),
                    };
                    if ORGANIZATIONS.contains(&name.as_str()) {
                        // What one did elsewhere is named only to whom it may be.
                        let elsewhere = section == "elsewhere" || name == "place" || name == "claimed_by";
                        let may_know = |id: &Uuid| !elsewhere || sees(sight, OrganizationId(*id));
                        organizations.extend(ids.into_iter().filter(may_know));
                    } else {
                        people.extend(ids);
                    }
                }
            }
            organizations.extend(value.pointer("/basis/organization").and_then(id));
        }
        let mut names = HashMap::new();
        let ids: Vec<PrincipalId> = people.iter().map(|id| PrincipalId(*id)).collect();
        names.extend(read.people(&ids).await?.into_iter().map(|person| (person.id.0, visit.name(&person))));
        for id in organizations {
            names.extend(read.organization(OrganizationId(id)).await?.map(|it| (it.id.0, it.name.to_string())));
        }
        for actor in entries.iter().filter_map(|entry| entry.row.actor) {
            if !names.contains_key(&actor.0) {
                names.extend(read.service_account(actor).await?.map(|it| (it.id.0, it.name.to_string())));
            }
        }
        names.extend(read.sites_of(organization).await?.into_iter().map(|it| (it.id.0, it.slug.to_string())));
        names.extend(read.locations_of(organization).await?.into_iter().map(|it| (it.id.0, it.name.to_string())));
        let slug = read.organization(organization).await?.map(|it| it.slug.to_string()).unwrap_or_default();
        Ok(Self { visit, sight, home: organization, path: format!("/o/{slug}/audit"), names })
    }

    /// An entry as a list shows it.
    ///
    /// # Errors
    /// When its bytes cannot be read.
    pub(super) fn told(&self, entry: &StoredAuditEntry) -> Result<Told, Error> {
        let value = self.opened(entry)?;
        let row = &entry.row;
        let is_refused = row.outcome == "refused";
        Ok(Told {
            icon: if is_refused { "ban" } else { icon(&row.action) },
            class: match (is_refused, row.support_request.is_some()) {
                (true, _) => "audit-refused",
                (false, true) => "audit-support",
                (false, false) => "",
            },
            action: self.visit.t(&format!("audit-{}", row.action)),
            about: self.about(entry, &value),
            who: self.who(entry, &value),
            refused: is_refused.then(|| text_of(&value, "/arguments/code")),
            number: row.number,
            at: self.visit.moment(row.at),
            href: format!("{}/{}", self.path, row.id),
            is_mirror: value.get("elsewhere").is_some(),
            support: row.support_request.map(|request| format!("{}?request={request}", self.path)),
        })
    }

    /// What an entry's bytes say, with the personal values that are left.
    ///
    /// # Errors
    /// When they cannot be read.
    pub(super) fn opened(&self, entry: &StoredAuditEntry) -> Result<Value, Error> {
        open(&entry.row, &entry.private)
            .ok_or_else(|| Error::Internal(format!("audit entry {} cannot be read", entry.row.id)))
    }

    /// Who acted, and from where if from elsewhere.
    pub(super) fn who(&self, entry: &StoredAuditEntry, value: &Value) -> String {
        let Some(actor) = entry.row.actor else {
            return match value.get("actor").and_then(Value::as_str) {
                Some("operator") => self.visit.t("setting-by-operator"),
                Some("system") => self.visit.t("audit-by-the-system"),
                // Who signs in is nobody yet; the entry is about them.
                _ => self.subject(entry).unwrap_or_else(|| self.visit.t("somebody")),
            };
        };
        let name = self.names.get(&actor.0).cloned().unwrap_or_else(|| self.visit.t("somebody"));
        match entry.row.actor_home.filter(|home| *home != self.home).and_then(|home| self.names.get(&home.0)) {
            Some(home) => format!("{name}, {home}"),
            None => name,
        }
    }

    /// By what right it was done, in words.
    pub(super) fn basis(&self, value: &Value) -> String {
        match value.get("basis") {
            Some(Value::Object(basis)) => {
                let role = basis.get("role").and_then(Value::as_str).unwrap_or_default();
                let role = self.role_title(role);
                let at = basis.get("organization").and_then(id).and_then(|id| self.names.get(&id).cloned());
                let said = self.visit.t2("audit-by-role", "role", role, "organization", at.unwrap_or_default());
                if basis.contains_key("support_grant") {
                    format!("{said} {}", self.visit.t("audit-by-support"))
                } else {
                    said
                }
            }
            Some(Value::String(kind)) => self.visit.t(&format!("audit-by-{kind}")),
            Some(_) | None => self.visit.t("audit-by-nothing"),
        }
    }

    /// Through what the actor came.
    pub(super) fn via(&self, value: &Value) -> String {
        let via = value.pointer("/actor/via");
        let key = match via {
            Some(Value::String(_)) => "audit-via-mail",
            Some(Value::Object(via)) if via.contains_key("token") => "audit-via-token",
            Some(Value::Object(via)) if via.contains_key("job") => "audit-via-job",
            Some(Value::Object(_)) => "audit-via-console",
            Some(_) | None => return String::new(),
        };
        self.visit.language.text(key)
    }

    /// The row as it was and as it is now, facts in one order.
    pub(super) fn change(&self, value: &Value) -> Vec<Row> {
        let definition = self.setting(value);
        let empty = Map::new();
        let part = |name: &str| value.get(name).and_then(Value::as_object).unwrap_or(&empty);
        let (before, after) = (part("before"), part("after"));
        let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        names
            .into_iter()
            .map(|name| Row {
                label: self.visit.t(&format!("audit-fact-{name}")),
                before: self.fact(name, before.get(name), definition),
                after: self.fact(name, after.get(name), definition),
                changed: before.get(name) != after.get(name),
            })
            .collect()
    }

    /// What else there is to say.
    pub(super) fn arguments(&self, value: &Value) -> Vec<(String, String)> {
        ["arguments", "elsewhere"]
            .into_iter()
            .filter_map(|section| value.get(section).and_then(Value::as_object))
            .flatten()
            .map(|(name, fact)| (self.visit.t(&format!("audit-fact-{name}")), self.fact(name, Some(fact), None)))
            .collect()
    }

    fn about(&self, entry: &StoredAuditEntry, value: &Value) -> String {
        let find = |name: &str| {
            ["after", "before", "arguments", "elsewhere"].into_iter().find_map(|part| value.get(part)?.get(name))
        };
        if let Some(definition) = self.setting(value) {
            let title = definition.title.in_locale(self.visit.language.0);
            let now = self.fact("value", value.pointer("/after/value"), Some(definition));
            return match value.pointer("/before/value") {
                Some(before) => format!("{title}: {} → {now}", self.fact("value", Some(before), Some(definition))),
                None => format!("{title}: {now}"),
            };
        }
        let mut said: Vec<String> = Vec::new();
        for name in ABOUT {
            if let Some(fact) = find(name).filter(|_| said.len() < 2) {
                said.push(self.fact(name, Some(fact), None));
            }
        }
        if said.is_empty() {
            said.extend(self.subject(entry).filter(|subject| self.who(entry, value) != *subject));
        }
        said.dedup();
        said.join(" · ")
    }

    /// The name of whom or what the entry is about.
    fn subject(&self, entry: &StoredAuditEntry) -> Option<String> {
        self.names.get(&entry.row.subject?).cloned()
    }

    fn setting(&self, value: &Value) -> Option<&SettingDefinition> {
        self.sight.policy().setting(value.pointer("/arguments/setting")?.as_str()?)
    }

    /// A fact in words.
    fn fact(&self, name: &str, fact: Option<&Value>, definition: Option<&SettingDefinition>) -> String {
        let visit = self.visit;
        match fact {
            None | Some(Value::Null) => String::new(),
            Some(Value::Bool(on)) => visit.language.text(match (name, on) {
                ("active" | "activated", true) => "yes",
                ("active" | "activated", false) => "no",
                (_, true) => "on",
                (_, false) => "off",
            }),
            Some(Value::Number(number)) => match (name, number.as_i64()) {
                ("from" | "until", Some(at)) => visit.moment(Timestamp(at)).exact,
                (_, _) => number.to_string(),
            },
            Some(Value::Array(items)) => {
                let all: Vec<String> = items.iter().map(|item| self.fact(name, Some(item), definition)).collect();
                if all.is_empty() { visit.t("roles-none") } else { all.join(", ") }
            }
            // A personal value that was erased; only its commitment is left.
            Some(Value::Object(_)) => visit.t("audit-erased"),
            Some(Value::String(text)) => self.word(name, text, definition),
        }
    }

    /// The title of a role, and of one that the organization of the log composed.
    fn role_title(&self, role: &str) -> String {
        let (snapshot, locale) = (self.sight.snapshot(), self.visit.language.0);
        let here = snapshot.organization_by_id(self.home);
        let named = here.and_then(|here| snapshot.role_title(here, role, locale));
        named.map_or_else(|| role_title(self.sight.policy(), role, locale), str::to_owned)
    }

    fn word(&self, name: &str, text: &str, definition: Option<&SettingDefinition>) -> String {
        let (visit, policy) = (self.visit, self.sight.policy());
        let locale = visit.language.0;
        let titled = |all: &[prokura_decision::policy::Named]| {
            all.iter().find(|named| named.code == text).map(|named| named.title.in_locale(locale).to_owned())
        };
        let told = match name {
            "value" => definition.and_then(|definition| titled(&definition.choices)),
            "setting" => policy.setting(text).map(|definition| definition.title.in_locale(locale).to_owned()),
            "role" | "roles" => Some(self.role_title(text)),
            "manages" | "reads" => policy.area(text).map(|area| area.title.in_locale(locale).to_owned()),
            "services" => titled(&policy.services),
            "license" | "licenses" | "licenses_exactly" => {
                policy.licence(text).map(|licence| licence.title.in_locale(locale).to_owned())
            }
            "seat_state" => Some(visit.t(&format!("licences-request-state-{text}"))),
            "package" => policy.package(text).map(|package| package.title.in_locale(locale).to_owned()),
            "kind" => Some(visit.t(&format!("kind-{text}"))),
            "stream_state" => Some(visit.t(&format!("stream-state-{text}"))),
            "stream_reason" => Some(visit.t(&format!("stream-reason-{text}"))),
            "signals" => Some(visit.t(&format!("stream-kind-{text}"))),
            "delivery" => Some(visit.t(&format!("stream-delivery-{text}"))),
            "status" => Some(visit.t(&format!("person-status-{text}"))),
            "state" => Some(visit.t(&format!("request-{text}"))),
            "origin" => Some(visit.t(&format!("origin-{text}"))),
            "end" => Some(visit.t(&format!("grant-end-{text}"))),
            "method" => Some(visit.t(&format!("sign-in-by-{text}"))),
            "action" => Some(format!("audit-{text}")).filter(|key| visit.language.has(key)).map(|key| visit.t(&key)),
            "outcome" => Some(visit.t(&format!("audit-outcome-{text}"))),
            "kinds" => Some(visit.t(&format!("news-kind-{text}"))),
            "topic" => Some(visit.t(&format!("mails-{text}"))),
            "changes" => Some(visit.t(&format!("bulk-{text}"))),
            "format" => Format::from_code(text).map(|format| title_of(format).to_owned()),
            "place" if text == "any" => Some(visit.t("audit-elsewhere-any")),
            "until" if text == "none" => Some(visit.t("person-no-end")),
            _ => match text.parse::<Uuid>() {
                Ok(id) => match self.names.get(&id) {
                    // What one did elsewhere is named only to whom it may be.
                    None if ["organization", "place", "claimed_by"].contains(&name) => {
                        Some(visit.t("audit-another-organization"))
                    }
                    named => named.cloned(),
                },
                Err(_) => None,
            },
        };
        told.unwrap_or_else(|| text.to_owned())
    }
}

fn sections(value: &Value) -> impl Iterator<Item = (&'static str, &Map<String, Value>)> {
    SECTIONS.into_iter().filter_map(|section| Some((section, value.get(section)?.as_object()?)))
}

fn id(value: &Value) -> Option<Uuid> {
    value.as_str()?.parse().ok()
}

fn text_of(value: &Value, pointer: &str) -> String {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn sees(sight: &Sight, organization: OrganizationId) -> bool {
    let handle = sight.snapshot().organization_by_id(organization);
    handle.is_some_and(|handle| sight.sees(handle).unwrap_or(false))
}

/// The icon of an action.
fn icon(action: &str) -> &'static str {
    match action {
        "role_assigned" | "grant_changed" | "grant_activated" => "user-shield",
        "custom_role_added" | "custom_role_changed" => "user-shield",
        "grant_ended" | "custom_role_deleted" => "user-x",
        "person_added" | "person_restored" | "person_claimed" => "user-plus",
        "person_deleted" | "person_erased" | "person_left" => "user-x",
        "person_changed" => "user",
        "block_added" | "block_changed" => "user-off",
        "setting_changed" | "preference_set" => "settings",
        "password_set"
        | "sign_in_reset"
        | "recovery_asked"
        | "token_issued"
        | "token_revoked"
        | "service_account_added" => "key",
        "sign_in_link_issued" | "sign_in_link_used" | "identity_pinned" => "link",
        "signed_in" | "proved_again" | "federated_session_begun" | "proved_at_provider" => "login",
        "sso_secret_set" => "key",
        "audit_exported" => "history",
        other if other.starts_with("changes_") => "users-group",
        "administrators_exported" => "download",
        "session_ended" | "signed_out_at_provider" | "signal_heard" => "logout",
        "relationship_added" | "relationship_changed" => "building-community",
        other if other.starts_with("template_") => "clipboard-list",
        "licence_rule_set" | "licence_rule_removed" | "licences_missed" => "receipt",
        "subscription_added"
        | "subscription_changed"
        | "seats_asked"
        | "seats_accepted"
        | "seats_declined"
        | "seats_withdrawn" => "package",
        "site_added" | "site_changed" => "video",
        "location_added" | "location_changed" => "map-pin",
        other if other.starts_with("news_") => "mail",
        other if other.starts_with("stream_") => "link",
        other if other.starts_with("passkey_") => "fingerprint",
        other if other.starts_with("totp_") || other.starts_with("recovery_code") => "shield-lock",
        other if other.starts_with("support_") => "lifebuoy",
        other if other.starts_with("help_desk_") => "headset",
        _ => "building",
    }
}
