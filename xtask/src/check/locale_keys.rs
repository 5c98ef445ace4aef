//! Does every language have every text, and does every text that is asked for exist?

use std::collections::{BTreeMap, BTreeSet};

use super::key_uses::Uses;
use super::locale_files::{self, Text};
use crate::process;

/// The first is the one the others are compared with.
const LOCALES: [&str; 3] = ["en", "cs", "pl"];

type Texts = BTreeMap<String, Text>;

pub(crate) fn check() -> Result<(), String> {
    let mut findings = Vec::new();
    let [english, others @ ..] = LOCALES.map(|locale| (locale, locale_files::read(locale, &mut findings)));
    dangling(&english.1, english.0, &mut findings);
    for (locale, texts) in &others {
        compare(&english.1, texts, locale, &mut findings);
        dangling(texts, locale, &mut findings);
    }
    let mut uses = Uses::default();
    for directory in ["crates/server/src", "crates/web/src", "crates/web/templates"] {
        if let Err(error) = uses.gather(&process::root().join(directory)) {
            findings.push(format!("{directory}: {error}."));
        }
    }
    for (key, file) in &uses.asked {
        if !english.1.contains_key(key) {
            findings.push(format!("{key} is asked for in {file} and is in no language."));
        }
    }
    for key in unused(&english.1, &uses) {
        println!("        unused text: {key}");
    }
    if findings.is_empty() { Ok(()) } else { Err(findings.join("\n")) }
}

fn compare(english: &Texts, texts: &Texts, locale: &str, findings: &mut Vec<String>) {
    for (key, text) in english {
        match texts.get(key) {
            None => findings.push(format!("{key} ({}) is missing in {locale}.", text.file)),
            Some(translated) if translated.variables != text.variables => {
                findings.push(format!("{key} takes {:?}, in {locale} {:?}.", text.variables, translated.variables))
            }
            Some(_) => {}
        }
    }
    for (key, text) in texts {
        if !english.contains_key(key) {
            findings.push(format!("{key} ({}) is missing in {}.", text.file, LOCALES[0]));
        }
    }
}

fn dangling(texts: &Texts, locale: &str, findings: &mut Vec<String>) {
    for (key, text) in texts {
        for reference in text.references.iter().filter(|reference| !texts.contains_key(*reference)) {
            findings.push(format!("{key} in {locale} contains {reference}, which does not exist."));
        }
    }
}

/// Keys that neither a source nor another text mentions.
fn unused<'a>(texts: &'a Texts, uses: &Uses) -> Vec<&'a str> {
    let contained: BTreeSet<&str> = texts.values().flat_map(|text| &text.references).map(String::as_str).collect();
    let is_unused = |key: &&str| !contained.contains(key) && !uses.mentions(key);
    texts.keys().map(String::as_str).filter(is_unused).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(entries: &[(&str, &[&str])]) -> Texts {
        let text = |variables: &[&str]| Text {
            variables: variables.iter().map(|name| (*name).to_owned()).collect(),
            ..Text::default()
        };
        entries.iter().map(|(key, variables)| ((*key).to_owned(), text(variables))).collect()
    }

    #[test]
    fn a_language_lacks_a_text_has_one_too_many_or_takes_something_else() {
        let mut findings = Vec::new();
        let english = texts(&[("a", &[]), ("b", &["count"]), ("c", &[])]);
        compare(&english, &texts(&[("b", &["number"]), ("c", &[]), ("d", &[])]), "cs", &mut findings);
        assert_eq!(findings.len(), 3, "{findings:?}");
        assert!(findings[0].starts_with("a ") && findings[1].starts_with("b ") && findings[2].starts_with("d "));
    }
}
