//! What only the demo has: a mailbox that holds every mail the system sent, a page to pick a person, a clock to move.

mod clock;
mod mailbox;
mod people;

use crate::mail::Mail;
use crate::site::Site;
use axum::Router;
use axum::routing::get;
use prokura_domain::time::{Span, Timestamp};
use std::io;
use std::sync::Arc;

/// A mail that was sent.
#[derive(Clone, Debug)]
pub struct Delivered {
    /// Names it in the mailbox: letters, digits and hyphens.
    pub id: String,
    /// When it was sent.
    pub at: Timestamp,
    /// The mail.
    pub mail: Mail,
}

/// Every mail the system sent, in place of a mail server.
pub trait Mailbox: Send + Sync {
    /// Puts a mail in. Putting the same id in twice keeps one.
    ///
    /// # Errors
    /// When the file system fails.
    fn put(&self, delivered: &Delivered) -> io::Result<()>;
    /// Every mail, newest first.
    ///
    /// # Errors
    /// When the file system fails.
    fn all(&self) -> io::Result<Vec<Delivered>>;
    /// One mail.
    ///
    /// # Errors
    /// When the file system fails.
    fn get(&self, id: &str) -> io::Result<Option<Delivered>>;
}

/// A clock that tests of the built program move.
pub trait MovableClock: Send + Sync {
    /// Moves it forwards, or backwards.
    fn advance(&self, span: Span);
}

/// What only the demo has.
#[derive(Clone)]
pub struct Demo {
    /// The mailbox.
    pub mailbox: Arc<dyn Mailbox>,
    /// The clock, where it was asked to be movable.
    pub clock: Option<Arc<dyn MovableClock>>,
}

/// The routes.
pub(crate) fn routes() -> Router<Site> {
    Router::new()
        .route("/demo/people", get(people::page).post(people::become_somebody))
        .route("/demo/mailbox", get(mailbox::list))
        .route("/demo/mailbox/{id}", get(mailbox::mail))
        .route("/demo/clock", get(clock::page).post(clock::advance))
}
