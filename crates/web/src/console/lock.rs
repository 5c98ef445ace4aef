//! Why a control cannot be used, and whose turn it is.

use crate::problem::{field_sentence, sentence};
use crate::text::Language;
use prokura_decision::policy::Policy;
use prokura_domain::refusal::{FieldError, Refusal};

/// Why a control cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Lock {
    /// What is the matter, and who can change it.
    pub(super) sentences: Vec<String>,
    /// The rules behind it.
    pub(super) rules: Vec<String>,
}

impl Lock {
    /// That something is wrong with fields, each of which says what; and the rest, which none of them says.
    #[must_use]
    pub(super) fn at_fields(language: Language, rest: impl IntoIterator<Item = String>) -> Self {
        let sentences = [language.text("refusal-invalid")].into_iter().chain(rest).collect();
        Self { sentences, rules: Vec::new() }
    }

    /// What a refusal says.
    #[must_use]
    pub(super) fn of(refusal: &Refusal, policy: &Policy, language: Language) -> Self {
        let refusal = in_titles(refusal, policy, language);
        match &refusal {
            Refusal::Forbidden { because, rules, .. } => Self {
                sentences: because.iter().map(|code| language.text(&format!("reason-{code}"))).collect(),
                rules: rules.iter().map(|rule| (*rule).to_owned()).collect(),
            },
            Refusal::Rule { rule, .. } => {
                Self { sentences: vec![sentence(&refusal, language)], rules: vec![(*rule).to_owned()] }
            }
            Refusal::Invalid(errors) => Self {
                sentences: errors.iter().map(|it| field_sentence(it.code, &it.arguments, language)).collect(),
                rules: Vec::new(),
            },
            Refusal::Unauthenticated
            | Refusal::StepUpNeeded { .. }
            | Refusal::NotFound
            | Refusal::Conflict { .. }
            | Refusal::Over { .. }
            | Refusal::TooMany { .. } => Self { sentences: vec![sentence(&refusal, language)], rules: Vec::new() },
        }
    }
}

/// What is wrong with some fields of a form; nothing, where nothing is.
#[must_use]
pub(super) fn told_at(errors: &[FieldError], fields: &[&str], language: Language) -> String {
    let of = errors.iter().filter(|error| fields.contains(&error.field.as_str()));
    of.map(|error| field_sentence(error.code, &error.arguments, language)).collect::<Vec<_>>().join(" ")
}

/// A refusal whose roles and services are called by their titles, not their keys.
#[must_use]
pub(super) fn in_titles(refusal: &Refusal, policy: &Policy, language: Language) -> Refusal {
    let named = |arguments: &[(&'static str, String)]| {
        arguments.iter().map(|(name, value)| (*name, title(name, value, policy, language))).collect()
    };
    match refusal {
        Refusal::Rule { code, rule, arguments } => Refusal::Rule { code, rule, arguments: named(arguments) },
        Refusal::Invalid(errors) => Refusal::Invalid(
            errors.iter().map(|error| FieldError { arguments: named(&error.arguments), ..error.clone() }).collect(),
        ),
        Refusal::Unauthenticated
        | Refusal::StepUpNeeded { .. }
        | Refusal::NotFound
        | Refusal::Forbidden { .. }
        | Refusal::Conflict { .. }
        | Refusal::Over { .. }
        | Refusal::TooMany { .. } => refusal.clone(),
    }
}

/// What an argument of a text is called by its title.
pub(super) fn title(name: &str, value: &str, policy: &Policy, language: Language) -> String {
    if name == "areas" {
        let titled = |area| policy.area(area).map_or(area, |area| area.title.in_locale(language.0)).to_owned();
        return value.split(", ").map(titled).collect::<Vec<_>>().join(", ");
    }
    let found = match name {
        "role" | "other" if value == policy.composable.key => Some(&policy.composable.title),
        "role" | "other" => policy.role(value).map(|role| &policy.role_at(role).title),
        "service" => policy.services.iter().find(|service| service.code == value).map(|service| &service.title),
        "licence" => policy.licences.iter().find(|licence| licence.code == value).map(|licence| &licence.title),
        "package" => policy.package(value).map(|package| &package.title),
        _ => None,
    };
    found.map_or(value, |title| title.in_locale(language.0)).to_owned()
}
