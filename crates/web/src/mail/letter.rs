//! How a mail looks: the same parts, as HTML and as plain text.

use super::Mail;
use super::recipient::Recipient;
use crate::text::Language;
use askama::Template;
use prokura_app::error::Error;

/// A line of a section: what, how much, and where to see it.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) label: String,
    pub(super) value: String,
    pub(super) link: String,
}

/// A mail before it is rendered.
#[derive(Clone, Debug)]
pub(super) struct Letter {
    language: Language,
    subject: String,
    paragraphs: Vec<String>,
    facts: Vec<(String, String)>,
    button: Option<(String, String)>,
    advice: Vec<String>,
    stop: Option<(String, String)>,
    sections: Vec<(String, Vec<Line>)>,
}

#[derive(Template)]
#[template(path = "mail/letter.html")]
struct Html<'a> {
    letter: &'a Letter,
    greeting: &'a str,
    closing: &'a str,
}

#[derive(Template)]
#[template(path = "mail/letter.txt")]
struct Text<'a> {
    letter: &'a Letter,
    greeting: &'a str,
    closing: &'a str,
}

impl Letter {
    pub(super) fn new(language: Language, subject: String) -> Self {
        let empty = Vec::new;
        Self {
            language,
            subject,
            paragraphs: empty(),
            facts: Vec::new(),
            button: None,
            advice: empty(),
            stop: None,
            sections: Vec::new(),
        }
    }

    /// What it says.
    pub(super) fn paragraph(mut self, text: String) -> Self {
        self.paragraphs.push(text);
        self
    }

    /// A fact; one without words is left out.
    pub(super) fn fact(mut self, label: String, value: impl Into<String>) -> Self {
        let value = value.into();
        if !value.is_empty() {
            self.facts.push((label, value));
        }
        self
    }

    /// What to press.
    pub(super) fn button(mut self, label: String, link: String) -> Self {
        self.button = Some((label, link));
        self
    }

    /// What to mind, below the button.
    pub(super) fn advice(mut self, text: String) -> Self {
        self.advice.push(text);
        self
    }

    /// What there is under a heading.
    pub(super) fn section(mut self, heading: String, lines: Vec<Line>) -> Self {
        self.sections.push((heading, lines));
        self
    }

    /// How such mails are turned off: what the link says, and where it leads.
    pub(super) fn stop(mut self, label: String, link: String) -> Self {
        self.stop = Some((label, link));
        self
    }

    /// Rendered for somebody.
    pub(super) fn to(&self, to: &Recipient) -> Result<Mail, Error> {
        let failed = |error: askama::Error| Error::Internal(format!("a mail: {error}"));
        let greeting = self.language.text_with("mail-greeting", &[("name", to.name.as_str().into())]);
        let closing = self.language.text("mail-closing");
        let (greeting, closing) = (greeting.as_str(), closing.as_str());
        Ok(Mail {
            to: to.email.clone(),
            to_name: to.name.clone(),
            language: self.language.tag().to_owned(),
            subject: self.subject.clone(),
            text: Text { letter: self, greeting, closing }.render().map_err(failed)?,
            stop: self.stop.as_ref().map(|(_, link)| link.clone()),
            html: Html { letter: self, greeting, closing }.render().map_err(failed)?,
        })
    }
}
