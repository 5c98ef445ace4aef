//! What becomes of a row, in words.

use super::ConsoleCaller;
use super::lock::title;
use prokura_app::bulk::row::{Line, Outcome, Said, Told};
use prokura_app::sight::Sight;
use prokura_decision::index::OrganizationHandle;
use prokura_domain::text::Locale;

/// What goes into texts by name.
const NAMES: [&str; 22] = [
    "alias",
    "areas",
    "because",
    "choices",
    "columns",
    "days",
    "least",
    "licence",
    "line",
    "most",
    "name",
    "other",
    "people",
    "role",
    "rows",
    "seconds",
    "service",
    "site",
    "sites",
    "setting",
    "organization",
    "field",
];

/// Tells of rows in the reader's language, as far as they see the organization.
pub(super) struct Telling<'a> {
    pub(super) caller: &'a ConsoleCaller,
    pub(super) sight: &'a Sight,
    pub(super) organization: OrganizationHandle,
}

/// A row as it is shown.
pub(super) struct Shown {
    pub(super) number: u64,
    pub(super) who: String,
    pub(super) email: String,
    pub(super) href: Option<String>,
    pub(super) outcome: String,
    pub(super) badge: &'static str,
    pub(super) sentences: Vec<String>,
    pub(super) rules: Vec<String>,
}

impl Telling<'_> {
    pub(super) fn row(&self, line: &Line, users: &str) -> Shown {
        let told = line.told.iter().map(|told| self.told(told));
        let because = line.because.iter().map(|said| self.said(said));
        let mut rules: Vec<String> = line.because.iter().filter_map(|said| said.rule.clone()).collect();
        rules.dedup();
        Shown {
            number: line.number,
            who: if line.who.is_empty() { line.email.clone() } else { line.who.clone() },
            email: if line.who.is_empty() { String::new() } else { line.email.clone() },
            href: line.person.map(|person| format!("{users}/{person}")),
            outcome: self.caller.visit.t(&format!("changes-outcome-{}", line.outcome.code())),
            badge: match line.outcome {
                Outcome::Add | Outcome::Change => "badge-info",
                Outcome::Unchanged => "",
                Outcome::Refused => "badge-bad",
                Outcome::Done => "badge-ok",
            },
            sentences: told.chain(because).collect(),
            rules,
        }
    }

    /// What changes.
    pub(super) fn told(&self, told: &Told) -> String {
        let visit = &self.caller.visit;
        let role = |key: &str| self.sight.role_title(self.organization, key, visit.language.0).to_owned();
        match told {
            Told::Field { field, before, after } => {
                let label = visit.t(&format!("changes-field-{field}"));
                let (before, after) = (self.value(field, before), self.value(field, after));
                visit.language.text_with(
                    "changes-field",
                    &[("field", label.into()), ("before", before.into()), ("after", after.into())],
                )
            }
            Told::Given(key) => visit.t1("changes-given", "role", role(key)),
            Told::Taken(key) => visit.t1("changes-taken", "role", role(key)),
            Told::RoleChanged(key) => visit.t1("changes-role-changed", "role", role(key)),
            Told::Stays(key) => visit.t1("changes-role-stays", "role", role(key)),
            Told::Invited => visit.t("changes-invited"),
            Told::Claimed => visit.t("changes-claimed"),
        }
    }

    fn value(&self, field: &str, value: &str) -> String {
        let visit = &self.caller.visit;
        let policy = self.sight.policy();
        match field {
            _ if value.is_empty() => visit.t("changes-empty"),
            "status" => visit.t(&format!("person-status-{value}")),
            "locale" => Locale::from_tag(value).map_or(value, |locale| locale.own_name()).to_owned(),
            "licenses" => {
                let titled = |code: &str| title("licence", code, policy, visit.language);
                value.split(", ").map(titled).collect::<Vec<_>>().join(", ")
            }
            "package" => title("package", value, policy, visit.language),
            _ => value.to_owned(),
        }
    }

    /// Why something cannot be done.
    pub(super) fn said(&self, said: &Said) -> String {
        let visit = &self.caller.visit;
        let arguments: Vec<_> = said
            .arguments
            .iter()
            .filter_map(|(name, value)| {
                let known = NAMES.into_iter().find(|known| known == name)?;
                let role = matches!(known, "role" | "other");
                let own = || self.sight.snapshot().role_title(self.organization, value, visit.language.0);
                let titled = role.then(own).flatten().map(str::to_owned);
                let titled = titled.unwrap_or_else(|| title(name, value, self.sight.policy(), visit.language));
                Some((known, titled.into()))
            })
            .collect();
        visit.language.text_with(&said.key, &arguments)
    }
}
