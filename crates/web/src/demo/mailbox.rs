//! Every mail the system sent, to be read in the browser.

use crate::console::{Answer, Frame, Moment, Visit, page as answer};
use crate::demo::Delivered;
use crate::site::Site;
use askama::Template;
use axum::extract::{Path, State};
use prokura_app::error::Error;
use prokura_domain::refusal::Refusal;

struct Envelope {
    href: String,
    to: String,
    at: Moment,
    subject: String,
    snippet: String,
    language: String,
}

#[derive(Template)]
#[template(path = "demo/mailbox.html")]
struct MailboxPage {
    frame: Frame,
    mails: Vec<Envelope>,
}

#[derive(Template)]
#[template(path = "demo/mail.html")]
struct MailPage {
    frame: Frame,
    to: String,
    at: Moment,
    subject: String,
    language: String,
    body: String,
    text: String,
}

/// `GET /demo/mailbox`
pub(super) async fn list(State(site): State<Site>, visit: Visit) -> Answer {
    let demo = site.demo.as_ref().ok_or(Refusal::NotFound)?;
    let mailbox = demo.mailbox.clone();
    let all = files(move || mailbox.all()).await?;
    let mails = all.into_iter().map(|delivered| envelope(&visit, delivered)).collect();
    Ok(answer(&MailboxPage { frame: Frame::new(&visit, visit.t("demo-mailbox")).hub("demo"), mails })?)
}

/// `GET /demo/mailbox/{id}`
pub(super) async fn mail(State(site): State<Site>, visit: Visit, Path(id): Path<String>) -> Answer {
    let demo = site.demo.as_ref().ok_or(Refusal::NotFound)?;
    let mailbox = demo.mailbox.clone();
    let delivered = files(move || mailbox.get(&id)).await?.ok_or(Refusal::NotFound)?;
    let mail = delivered.mail;
    Ok(answer(&MailPage {
        frame: Frame::new(&visit, visit.t("demo-mail"))
            .hub("demo")
            .narrow()
            .crumb(visit.t("demo-mailbox"), "/demo/mailbox"),
        to: format!("{} <{}>", mail.to_name, mail.to),
        at: visit.moment(delivered.at),
        body: body_of(&mail.html).to_owned(),
        subject: mail.subject,
        language: mail.language,
        text: mail.text,
    })?)
}

fn envelope(visit: &Visit, delivered: Delivered) -> Envelope {
    let mail = delivered.mail;
    let words = mail.text.split_whitespace();
    let snippet: String = words.collect::<Vec<_>>().join(" ").chars().take(140).collect();
    Envelope {
        href: format!("/demo/mailbox/{}", delivered.id),
        to: mail.to,
        at: visit.moment(delivered.at),
        subject: mail.subject,
        snippet,
        language: mail.language,
    }
}

/// What is between the body's tags of a mail that our templates made; the page's own Content-Security-Policy keeps
/// anything else from running.
fn body_of(html: &str) -> &str {
    let body = html.split_once("<body>").map_or("", |(_, rest)| rest);
    body.rsplit_once("</body>").map_or(body, |(body, _)| body)
}

async fn files<T: Send + 'static>(work: impl FnOnce() -> std::io::Result<T> + Send + 'static) -> Result<T, Error> {
    let done = tokio::task::spawn_blocking(work).await.map_err(|error| Error::Internal(error.to_string()))?;
    done.map_err(|error| Error::Internal(format!("the mailbox: {error}")))
}
