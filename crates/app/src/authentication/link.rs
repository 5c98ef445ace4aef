//! Signing in by a single-use link.

use super::second::First;
use super::{Authentication, Circumstances, Step};
use crate::command::sign_in;
use crate::error::Error;
use crate::secret::named_link;
use prokura_domain::refusal::Refusal;

impl Authentication {
    /// Signs in with the secret of a single-use link, or half-way, where a second factor is asked for. Called when the page's form is sent, never when the link is opened.
    ///
    /// # Errors
    /// [`Refusal::Over`] for a link used or expired, [`Refusal::NotFound`] for one that never was, [`Refusal::TooMany`].
    pub async fn use_link(&self, secret: &str, from: Circumstances) -> Result<Step, Error> {
        self.limits.begin_unnamed(from.address, self.service.now())?;
        let link = named_link(secret).ok_or(Refusal::NotFound)?;
        let mut read = self.service.read().await?;
        let row = read.sign_in_link(link).await?.ok_or(Refusal::NotFound)?;
        let person = read.person(row.person).await?.ok_or(Refusal::NotFound)?;
        let has_second = row.purpose.asks_second() && read.totp(person.id).await?.is_some();
        drop(read);
        if !self.service.keys().check_sign_in_link(secret, link, &person.email) {
            return Err(Refusal::NotFound.into());
        }
        if has_second && row.used_at.is_none() && self.service.now() < row.expires_at {
            return Ok(Step::Second(self.second_step(person.id, First::Link(link))?));
        }
        Ok(Step::Begun(self.begin(sign_in::Proof::Link(link, person.email), from).await?))
    }
}
