//! What a page says once, after a form was sent: kept in a signed cookie across the redirect.

use super::visit::Binding;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use prokura_app::secret::{Keys, Purpose};

/// How a message is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    /// It worked.
    Good,
    /// It did not.
    Bad,
    /// Neither.
    Plain,
}

/// A message of one or two sentences, in its reader's language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flash {
    /// How it is meant.
    pub mood: Mood,
    /// The sentences.
    pub text: String,
}

impl Flash {
    /// It worked.
    pub fn good(text: impl Into<String>) -> Self {
        Self { mood: Mood::Good, text: text.into() }
    }

    /// It did not.
    pub fn bad(text: impl Into<String>) -> Self {
        Self { mood: Mood::Bad, text: text.into() }
    }

    /// It is so.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { mood: Mood::Plain, text: text.into() }
    }

    /// The theme's name of the mood.
    #[must_use]
    pub const fn class(&self) -> &'static str {
        match self.mood {
            Mood::Good => "toast-ok",
            Mood::Bad => "toast-bad",
            Mood::Plain => "toast-info",
        }
    }

    /// The theme's icon of the mood.
    #[must_use]
    pub const fn icon(&self) -> &'static str {
        match self.mood {
            Mood::Good => "circle-check",
            Mood::Bad => "alert-triangle",
            Mood::Plain => "info-circle",
        }
    }

    /// The cookie's value, good for whom it was made.
    pub(crate) fn seal(&self, keys: &Keys, binding: &Binding) -> String {
        let mood = match self.mood {
            Mood::Good => 'g',
            Mood::Bad => 'b',
            Mood::Plain => 'p',
        };
        let short: String = self.text.chars().take(600).collect();
        let body = URL_SAFE_NO_PAD.encode(format!("{mood}{short}"));
        let tag = keys.tag(Purpose::Form, &message(&body, binding));
        format!("{body}.{tag}")
    }

    /// What a cookie's value says, if we made it for them.
    pub(crate) fn open(value: &str, keys: &Keys, binding: &Binding) -> Option<Self> {
        let (body, tag) = value.split_once('.')?;
        if !keys.check(Purpose::Form, &message(body, binding), tag) {
            return None;
        }
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(body).ok()?).ok()?;
        let mut rest = text.chars();
        let mood = match rest.next()? {
            'g' => Mood::Good,
            'b' => Mood::Bad,
            _ => Mood::Plain,
        };
        Some(Self { mood, text: rest.collect() })
    }
}

fn message(body: &str, binding: &Binding) -> Vec<u8> {
    format!("flash\0{}\0{body}", binding.text()).into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_read_by_whom_it_is_for_and_nobody_writes_one() {
        let keys = Keys::new(vec![(1, [7; 32])]).unwrap();
        let (mine, other) = (Binding::Visitor("a".to_owned()), Binding::Visitor("b".to_owned()));
        let flash = Flash::good("Ženě byl dán přístup.");
        let sealed = flash.seal(&keys, &mine);
        assert_eq!(Flash::open(&sealed, &keys, &mine), Some(flash));
        assert_eq!(Flash::open(&sealed, &keys, &other), None);
        let (body, tag) = sealed.split_once('.').unwrap();
        let forged = URL_SAFE_NO_PAD.encode("gSend your password to me.");
        assert_ne!(body, forged);
        assert_eq!(Flash::open(&format!("{forged}.{tag}"), &keys, &mine), None);
        assert_eq!(Flash::open(&"x".repeat(1_000_000), &keys, &mine), None);
    }
}
