//! Every text a person reads, from the locale files (Fluent), in three languages.

use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, Loader as _, langid};
use prokura_domain::person::{Person, PersonStatus};
use prokura_domain::text::Locale;
use std::borrow::Cow;
use std::collections::HashMap;

fluent_templates::static_loader! {
    static TEXTS = {
        locales: "./locales",
        fallback_language: "en",
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

static EN: LanguageIdentifier = langid!("en");
static CS: LanguageIdentifier = langid!("cs");
static PL: LanguageIdentifier = langid!("pl");

/// Texts in one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Language(pub Locale);

impl Language {
    fn id(self) -> &'static LanguageIdentifier {
        match self.0 {
            Locale::En => &EN,
            Locale::Cs => &CS,
            Locale::Pl => &PL,
        }
    }

    /// The BCP 47 tag, for the `lang` attribute.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        self.0.tag()
    }

    /// A text without arguments. A missing key shows itself; the check of locale keys keeps that from happening.
    #[must_use]
    pub fn text(self, key: &str) -> String {
        TEXTS.try_lookup(self.id(), key).unwrap_or_else(|| key.to_owned())
    }

    /// What somebody is called; of somebody who was erased, only that they were.
    #[must_use]
    pub fn name(self, person: &Person) -> String {
        match person.status {
            PersonStatus::Erased => self.text("person-erased-name"),
            PersonStatus::Active | PersonStatus::Pending | PersonStatus::Suspended | PersonStatus::Deleted => {
                person.name.to_string()
            }
        }
    }

    /// A text with arguments.
    #[must_use]
    pub fn text_with(self, key: &str, arguments: &[(&'static str, Argument)]) -> String {
        let arguments: HashMap<Cow<'static, str>, FluentValue<'_>> = arguments
            .iter()
            .map(|(name, argument)| {
                let value = match argument {
                    Argument::Text(text) => FluentValue::from(text.as_str()),
                    Argument::Number(number) => FluentValue::from(*number),
                };
                (Cow::Borrowed(*name), value)
            })
            .collect();
        TEXTS.try_lookup_with_args(self.id(), key, &arguments).unwrap_or_else(|| key.to_owned())
    }

    /// A number with its thousands apart, as the language writes it (CLDR: Polish from five digits on).
    #[must_use]
    pub fn grouped(self, number: u64) -> String {
        let digits = number.to_string();
        let (apart, least) = match self.0 {
            Locale::En => (',', 4),
            Locale::Cs => ('\u{a0}', 4),
            Locale::Pl => ('\u{a0}', 5),
        };
        if digits.len() < least {
            return digits;
        }
        let mut grouped = String::with_capacity(digits.len() * 2);
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                grouped.push(apart);
            }
            grouped.push(digit);
        }
        grouped
    }

    /// Whether there is a text.
    #[must_use]
    pub fn has(self, key: &str) -> bool {
        TEXTS.try_lookup(self.id(), key).is_some()
    }
}

/// An argument of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Argument {
    /// A text, put in as it is.
    Text(String),
    /// A number, which chooses plural forms.
    Number(i64),
}

impl From<&str> for Argument {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Argument {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Argument {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

/// The first language of an `Accept-Language` header (RFC 9110, section 12.5.4) that the product speaks, by quality.
#[must_use]
pub fn negotiate(accept_language: &str) -> Option<Locale> {
    let mut best: Option<(Locale, u32)> = None;
    for range in accept_language.split(',').take(20) {
        let mut parts = range.split(';');
        let Some(locale) = parts.next().and_then(|tag| Locale::from_tag(tag.trim())) else { continue };
        let quality = parts
            .find_map(|part| part.trim().strip_prefix("q="))
            .map_or(1000, |q| q.parse::<f32>().map_or(0, |q| (q.clamp(0.0, 1.0) * 1000.0) as u32));
        if quality > 0 && best.is_none_or(|(_, other)| quality > other) {
            best = Some((locale, quality));
        }
    }
    best.map(|(locale, _)| locale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart() {
        let all = [0, 999, 1_000, 14_212, 1_234_567];
        assert_eq!(all.map(|it| Language(Locale::En).grouped(it)), ["0", "999", "1,000", "14,212", "1,234,567"]);
        let nbsp = |text: &str| text.replace(' ', "\u{a0}");
        assert_eq!(
            all.map(|it| Language(Locale::Cs).grouped(it))[2..],
            [nbsp("1 000"), nbsp("14 212"), nbsp("1 234 567")]
        );
        assert_eq!(
            all.map(|it| Language(Locale::Pl).grouped(it))[2..],
            ["1000".to_owned(), nbsp("14 212"), nbsp("1 234 567")]
        );
    }

    #[test]
    fn the_best_spoken_language_wins() {
        assert_eq!(negotiate("de, cs;q=0.8, en;q=0.9"), Some(Locale::En));
        assert_eq!(negotiate("pl-PL,pl;q=0.9"), Some(Locale::Pl));
        assert_eq!(negotiate("cs;q=0, de"), None);
        assert_eq!(negotiate(&"x,".repeat(100_000)), None);
    }
}
