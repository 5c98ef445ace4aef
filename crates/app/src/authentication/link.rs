//! Signing in by a single-use link.

use super::{Authentication, Begun, Circumstances};
use crate::command::sign_in;
use crate::error::Error;
use crate::pipeline::Done;
use crate::secret::named_link;
use prokura_domain::refusal::Refusal;

impl Authentication {
    /// Signs in with the secret of a single-use link. Called when the page's form is sent, never when the link is opened.
    ///
    /// # Errors
    /// [`Refusal::Over`] for a link used or expired, [`Refusal::NotFound`] for one that never was, [`Refusal::TooMany`].
    pub async fn use_link(&self, secret: &str, from: Circumstances) -> Result<Done<Begun>, Error> {
        self.limits.begin_unnamed(from.address, self.service.now())?;
        let link = named_link(secret).ok_or(Refusal::NotFound)?;
        let mut read = self.service.read().await?;
        let row = read.sign_in_link(link).await?.ok_or(Refusal::NotFound)?;
        let person = read.person(row.person).await?.ok_or(Refusal::NotFound)?;
        drop(read);
        if !self.service.keys().check_sign_in_link(secret, link, &person.email) {
            return Err(Refusal::NotFound.into());
        }
        self.begin(sign_in::Proof::Link(link, person.email), from).await
    }
}
