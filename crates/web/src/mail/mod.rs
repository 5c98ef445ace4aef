//! Mails: rendered when they are sent, in the language of whoever gets them, so no link waits in the outbox.

use serde::{Deserialize, Serialize};

/// A mail, ready to send.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mail {
    /// The address it goes to.
    pub to: String,
    /// The name that goes with the address.
    pub to_name: String,
    /// The language it is written in, a BCP 47 tag.
    pub language: String,
    /// The subject.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
}
