//! In which order do people stand, and by what are they found? Keys made of their names, the same on every database.
//!
//! The keys are kept with the rows: a database compares bytes and knows no language.

use icu_collator::options::CollatorOptions;
use icu_collator::{CollatorBorrowed, CollatorPreferences};
use icu_locale_core::{Locale as Tag, locale};
use prokura_domain::person::Person;
use prokura_domain::text::Locale;
use std::collections::BTreeSet;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

type Collator = Option<CollatorBorrowed<'static>>;

/// Bytes that sort as a language sorts the text (Unicode Technical Standard 10).
#[must_use]
pub fn sort_key(language: Locale, text: &str) -> Vec<u8> {
    static COLLATORS: LazyLock<[Collator; 3]> = LazyLock::new(|| Locale::ALL.map(collator));
    let mut key = Vec::new();
    let [en, cs, pl] = &*COLLATORS;
    let collator = match language {
        Locale::En => en,
        Locale::Cs => cs,
        Locale::Pl => pl,
    };
    match collator {
        Some(collator) => {
            let Ok(()) = collator.write_sort_key_to(text, &mut key);
        }
        // The data is compiled in, so this does not come to pass; the order by folded text is the nearest.
        None => key.extend(fold(text).into_bytes()),
    }
    key
}

fn collator(language: Locale) -> Collator {
    let tag: Tag = match language {
        Locale::En => locale!("en"),
        Locale::Cs => locale!("cs"),
        Locale::Pl => locale!("pl"),
    };
    CollatorBorrowed::try_new(CollatorPreferences::from(&tag), CollatorOptions::default()).ok()
}

/// A text as it is searched for: small letters, without diacritics, words apart by one blank.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        match c {
            'ł' => folded.push('l'),
            'đ' | 'ð' => folded.push('d'),
            'ø' => folded.push('o'),
            'ħ' => folded.push('h'),
            'ı' => folded.push('i'),
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'þ' => folded.push_str("th"),
            c if c.is_whitespace() || c.is_control() => {
                if !folded.is_empty() && !folded.ends_with(' ') {
                    folded.push(' ');
                }
            }
            c => folded.push(c),
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// How many words are searched for at most; no name has more that tell people apart.
const SEARCHED: usize = 8;

/// What a person is found by the beginning of: every word of the name, every part of a word of several (`chalupa` of
/// `Čapek-Chalupa`), and the address.
#[must_use]
pub fn words(name: &str, email: &str) -> BTreeSet<String> {
    let mut words = BTreeSet::from([fold(email)]);
    for word in fold(name).split(' ').filter(|word| !word.is_empty()) {
        words.insert(word.to_owned());
        let mut before = None;
        for (place, c) in word.char_indices() {
            if before.is_some_and(|before: char| !before.is_alphanumeric()) && c.is_alphanumeric() {
                words.insert(word[place..].to_owned());
            }
            before = Some(c);
        }
    }
    words
}

/// The words of a text that is searched for, folded, without those that another one begins with.
#[must_use]
pub fn searched(text: &str) -> Vec<String> {
    let mut words: Vec<String> = fold(text).split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect();
    words.sort_unstable();
    words.dedup();
    let all = words.clone();
    words.retain(|word| !all.iter().any(|other| other.len() > word.len() && other.starts_with(word)));
    words.truncate(SEARCHED);
    words
}

/// Whether a person is found: each of the words searched for ([`searched`]) is the beginning of one of theirs.
#[must_use]
pub fn is_found(person: &Person, searched: &[String]) -> bool {
    is_in(&words(person.name.as_str(), person.email.as_str()), searched)
}

/// Whether each of the words searched for is the beginning of one of these.
#[must_use]
pub fn is_in(words: &BTreeSet<String>, searched: &[String]) -> bool {
    searched.iter().all(|searched| words.iter().any(|word| word.starts_with(searched)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(language: Locale, names: &[&str]) -> Vec<String> {
        let mut names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        names.sort_by_key(|name| sort_key(language, name));
        names
    }

    #[test]
    fn every_language_has_its_order() {
        let czech = ["Zdena", "Chalupa", "Čapek", "Cibulka", "Hora", "Dvořák", "Ševčík", "Svoboda"];
        let expected = ["Cibulka", "Čapek", "Dvořák", "Hora", "Chalupa", "Svoboda", "Ševčík", "Zdena"];
        assert_eq!(sorted(Locale::Cs, &czech), expected);
        let polish = ["Żak", "Łukasz", "Lis", "Zając", "Mazur", "Ćwik", "Cybulski"];
        assert_eq!(sorted(Locale::Pl, &polish), ["Cybulski", "Ćwik", "Lis", "Łukasz", "Mazur", "Zając", "Żak"]);
        assert_eq!(sorted(Locale::En, &["Chalupa", "Čapek", "Dora", "cedar"]), ["Čapek", "cedar", "Chalupa", "Dora"]);
    }

    /// Rows keep their keys. When a newer library makes others, this fails, and a migration has to make the keys anew.
    #[test]
    fn the_keys_that_rows_keep_are_still_made() {
        let key: String = Locale::ALL
            .into_iter()
            .flat_map(|it| sort_key(it, "Łucja Čapek-Chalupa"))
            .map(|b| format!("{b:02x}"))
            .collect();
        let expected = concat!(
            "41532f3d2b042f2b49333f050e2f392b4153492b0145b240901001dcc0dcc0dc0a",
            "41532f3d2b0430022b49333f050e3a022b4153492b0145b21501dcc0c6c1c7094",
            "202532f3d2b042f2b49333f050e2f392b4153492b013f901001c6c1dcc0dc0a",
        );
        assert_eq!(key, expected);
    }

    #[test]
    fn folding_finds_what_is_typed_without_diacritics() {
        assert_eq!(fold("  Łukasz\u{a0}ŻÓŁĆ\tStraße "), "lukasz zolc strasse");
        assert_eq!(fold("ﬁne İstanbul"), "fine istanbul");
        let words = words("Grażyna Łęcka-Żak", "grazyna@shipyard.example");
        let finds = |text: &str| is_in(&words, &searched(text));
        for found in ["", "gra", "lec", "ŁĘC", "grażyna ł", "ł grażyna", "grazyna@ship", " gra ", "zak", "lecka-z"]
        {
            assert!(finds(found), "{found}");
        }
        for missing in ["azyna", "shipyard", "%", "_", "x", "grażyna x", "-zak"] {
            assert!(!finds(missing), "{missing}");
        }
        assert_eq!(searched("No  nov Jan no"), ["jan", "nov"]);
        assert_eq!(searched(&"a b c d e f g h i j ".repeat(50)).len(), SEARCHED);
    }
}
