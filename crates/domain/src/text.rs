//! Look-up keys and names: parsed once at the edge, valid everywhere inside.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Why a text is not what it should be. The code is stable and has a text in every locale (`field-<code>`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code}")]
pub struct TextError {
    /// The stable code, for example `email_invalid`.
    pub code: &'static str,
}

macro_rules! text_type {
    ($(#[$doc:meta])* $name:ident, $parse:path) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Box<str>);

        impl $name {
            /// The text itself.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = TextError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                $parse(text).map(|text| Self(text.into_boxed_str()))
            }
        }

        impl TryFrom<String> for $name {
            type Error = TextError;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> Self {
                text.0.into()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text_type! {
    /// A few words about somebody: a job title, a department. At most 200 characters.
    Words, parse_words
}

text_type! {
    /// A telephone number as all the world dials it (E.164): `+420541141111`.
    PhoneNumber, parse_phone
}

text_type! {
    /// An e-mail address, lower-cased: how people are looked up. At most 254 characters (RFC 5321).
    EmailAddress, parse_email
}
text_type! {
    /// A readable look-up key of an organization, site, location or subscription: `[a-z0-9][a-z0-9.-]*`, at most 120 characters.
    Slug, parse_slug
}
text_type! {
    /// A domain of the domain name system, lower-cased: letters, digits and hyphens, at least two labels, at most 253
    /// characters; names in other scripts in their `xn--` form.
    DomainName, parse_domain
}
text_type! {
    /// A name as people write it: 1 to 200 characters, trimmed, no control characters.
    Name, parse_name
}

impl EmailAddress {
    /// The part after the `@`.
    #[must_use]
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }
}

fn parse_email(text: &str) -> Result<String, TextError> {
    const INVALID: TextError = TextError { code: "email_invalid" };
    let text = text.trim();
    let (local, domain) = text.rsplit_once('@').ok_or(INVALID)?;
    let local_ok = !local.is_empty()
        && local.len() <= 64
        && !local.contains('@')
        && local.chars().all(|c| !c.is_control() && !c.is_whitespace() && !"\"(),:;<>[\\]".contains(c));
    let label_ok = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    let domain_ok = domain.contains('.') && domain.split('.').all(label_ok);
    if local_ok && domain_ok && text.len() <= 254 { Ok(text.to_lowercase()) } else { Err(INVALID) }
}

fn parse_words(text: &str) -> Result<String, TextError> {
    let text = text.trim();
    match text.chars().count() {
        0 => Err(TextError { code: "detail_missing" }),
        1..=200 if !text.chars().any(char::is_control) => Ok(text.to_owned()),
        1..=200 => Err(TextError { code: "detail_invalid" }),
        _ => Err(TextError { code: "detail_too_long" }),
    }
}

/// An international number (E.164): the country's code and up to fifteen digits in all. What people put between the digits to
/// read them is left out.
fn parse_phone(text: &str) -> Result<String, TextError> {
    const INVALID: TextError = TextError { code: "work_number_invalid" };
    let digits = text.trim().strip_prefix('+').ok_or(INVALID)?;
    let between = |sign: char| sign == ' ' || sign == '\u{a0}' || "-./()".contains(sign);
    let digits: String = digits.chars().filter(|sign| !between(*sign)).collect();
    let is_number = (4..=15).contains(&digits.len())
        && !digits.starts_with('0')
        && digits.bytes().all(|digit| digit.is_ascii_digit());
    if is_number { Ok(format!("+{digits}")) } else { Err(INVALID) }
}

fn parse_domain(text: &str) -> Result<String, TextError> {
    let name = text.trim().trim_end_matches('.').to_ascii_lowercase();
    let label_ok = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    // A last label of digits alone is an address of the network, not a name.
    let named = name.rsplit('.').next().is_some_and(|last| last.bytes().any(|b| b.is_ascii_lowercase()));
    if name.len() <= 253 && name.contains('.') && named && name.split('.').all(label_ok) {
        Ok(name)
    } else {
        Err(TextError { code: "domain_invalid" })
    }
}

fn parse_slug(text: &str) -> Result<String, TextError> {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '.' || c == '-';
    let first_ok = text.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit());
    if first_ok && text.len() <= 120 && text.chars().all(allowed) {
        Ok(text.to_owned())
    } else {
        Err(TextError { code: "slug_invalid" })
    }
}

fn parse_name(text: &str) -> Result<String, TextError> {
    let text = text.trim();
    match text.chars().count() {
        0 => Err(TextError { code: "name_missing" }),
        1..=200 if !text.chars().any(char::is_control) => Ok(text.to_owned()),
        1..=200 => Err(TextError { code: "name_invalid" }),
        _ => Err(TextError { code: "name_too_long" }),
    }
}

/// A language of the product.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Locale {
    /// English.
    #[default]
    En,
    /// Czech.
    Cs,
    /// Polish.
    Pl,
}

impl Locale {
    /// Every language of the product.
    pub const ALL: [Self; 3] = [Self::En, Self::Cs, Self::Pl];

    /// The BCP 47 tag.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Cs => "cs",
            Self::Pl => "pl",
        }
    }

    /// What the language calls itself.
    #[must_use]
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Cs => "Čeština",
            Self::Pl => "Polski",
        }
    }

    /// The language of a BCP 47 tag, by its primary subtag.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next()?;
        Self::ALL.into_iter().find(|locale| locale.tag().eq_ignore_ascii_case(primary))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_lower_cased_and_checked() {
        assert_eq!("Harriet@Clinic.Example".parse::<EmailAddress>().unwrap().as_str(), "harriet@clinic.example");
        for bad in [
            "",
            "a",
            "a@b",
            "@b.cz",
            "a@",
            "a b@c.cz",
            "a@b..cz",
            "a@-b.cz",
            "a@b.cz\nBcc: x@y.cz",
            "a@@b.cz",
            "\"a\"@b.cz",
        ] {
            assert!(bad.parse::<EmailAddress>().is_err(), "{bad:?}");
        }
        assert!(format!("{}@b.cz", "x".repeat(300)).parse::<EmailAddress>().is_err());
    }

    #[test]
    fn domains_are_names() {
        assert_eq!(" Clinic.Example. ".parse::<DomainName>().unwrap().as_str(), "clinic.example");
        for bad in ["", "example", "a..b", "-a.cz", "a-.cz", "10.0.0.1", "a_b.cz", "č.cz", "a b.cz", "x.cz\n", "*.a.cz"]
        {
            let found = bad.parse::<DomainName>();
            assert_eq!(found.is_err(), bad != "x.cz\n", "{bad:?}");
        }
        assert!(format!("{}.cz", "a.".repeat(200)).parse::<DomainName>().is_err());
    }

    #[test]
    fn slugs_are_plain() {
        for good in ["a", "brno.meet.example", "0-a"] {
            assert!(good.parse::<Slug>().is_ok(), "{good:?}");
        }
        for bad in ["", "-a", ".a", "A", "ž", "a b", "a/b"] {
            assert!(bad.parse::<Slug>().is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_number_is_dialled_alike_everywhere() {
        for written in ["+420 541 141 111", " +420-541-141-111", "+420541141111", "+420(541)141.111"] {
            assert_eq!(written.parse::<PhoneNumber>().unwrap().as_str(), "+420541141111", "{written}");
        }
        let long = "+1234567890123456";
        for wrong in
            ["", "+", "541141111", "00420541141111", "+0420541", "+420 abc", "+12", long, &"+1".repeat(500_000)]
        {
            assert!(wrong.parse::<PhoneNumber>().is_err(), "{}", wrong.len());
        }
        assert!(long[..16].parse::<PhoneNumber>().is_ok());
    }
}
