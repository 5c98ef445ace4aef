//! Hands mails to a mail server, or to the demo's mailbox.

use crate::configuration::Smtp;
use crate::failure::Failure;
use crate::worker::outbox::Deliver;
use async_trait::async_trait;
use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox as Address, MultiPart, SinglePart};
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use prokura_domain::time::Timestamp;
use prokura_web::demo::{Delivered, Mailbox};
use prokura_web::mail::Mail;
use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

/// Where to turn such mails off (RFC 2369).
#[derive(Clone)]
struct ListUnsubscribe(String);

impl Header for ListUnsubscribe {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("List-Unsubscribe")
    }

    fn parse(value: &str) -> Result<Self, Box<dyn Error + Send + Sync>> {
        Ok(Self(value.to_owned()))
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), self.0.clone())
    }
}

/// That a mail program may post there (RFC 8058).
#[derive(Clone)]
struct ListUnsubscribePost;

impl Header for ListUnsubscribePost {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("List-Unsubscribe-Post")
    }

    fn parse(_value: &str) -> Result<Self, Box<dyn Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "List-Unsubscribe=One-Click".to_owned())
    }
}

/// Sends by SMTP.
pub(crate) struct SmtpMailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Address,
}

impl SmtpMailer {
    pub(crate) fn open(smtp: &Smtp) -> Result<Self, Failure> {
        let from = smtp
            .from
            .parse()
            .map_err(|error| Failure::new(format!("the sender `{}` is not a mail address: {error}", smtp.from)))?;
        // The address may hold a password, so it is not repeated.
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(&smtp.url)
            .map_err(|error| Failure::new(format!("the address of the mail server is not good: {error}")))?
            .timeout(Some(Duration::from_secs(30)))
            .build();
        Ok(Self { transport, from })
    }
}

#[async_trait]
impl Deliver for SmtpMailer {
    async fn deliver(&self, key: &str, mail: &Mail, _now: Timestamp) -> Result<(), String> {
        let address = mail.to.parse().map_err(|error| format!("the address cannot be written to: {error}"))?;
        let host = self.from.email.domain();
        let mut message = Message::builder();
        if let Some(stop) = &mail.stop {
            // One click, without signing in (RFC 8058).
            message = message.header(ListUnsubscribe(format!("<{stop}>"))).header(ListUnsubscribePost);
        }
        let message = message
            .from(self.from.clone())
            .to(Address::new(Some(mail.to_name.clone()), address))
            .subject(&mail.subject)
            // The same id whenever it is tried again, so that a mail that did arrive is recognized.
            .message_id(Some(format!("<{key}@{host}>")))
            .multipart(
                MultiPart::alternative()
                    .singlepart(SinglePart::builder().header(ContentType::TEXT_PLAIN).body(mail.text.clone()))
                    .singlepart(SinglePart::builder().header(ContentType::TEXT_HTML).body(mail.html.clone())),
            )
            .map_err(|error| format!("the mail cannot be written: {error}"))?;
        self.transport.send(message).await.map(|_| ()).map_err(|error| error.to_string())
    }
}

/// Puts mails into the demo's mailbox.
pub(crate) struct IntoMailbox(pub(crate) Arc<dyn Mailbox>);

#[async_trait]
impl Deliver for IntoMailbox {
    async fn deliver(&self, key: &str, mail: &Mail, now: Timestamp) -> Result<(), String> {
        let delivered = Delivered { id: key.to_owned(), at: now, mail: mail.clone() };
        self.0.put(&delivered).map_err(|error| error.to_string())
    }
}

/// Where no mail server is configured: every message waits, and says why.
pub(crate) struct Nowhere;

#[async_trait]
impl Deliver for Nowhere {
    async fn deliver(&self, _key: &str, _mail: &Mail, _now: Timestamp) -> Result<(), String> {
        Err("no mail server is configured: start with --smtp and --mail-from".to_owned())
    }
}
