//! Asking for a link by mail, for somebody who cannot sign in.

use super::{Authentication, Circumstances};
use crate::command::recover_sign_in::RecoverSignIn;
use crate::error::Error;
use prokura_domain::text::EmailAddress;

impl Authentication {
    /// Asks for a mail to an address. Whether there is such an account shows neither in the answer nor in its time.
    ///
    /// # Errors
    /// [`prokura_domain::refusal::Refusal::TooMany`]; when the store fails.
    pub async fn ask_recovery(&self, email: &EmailAddress, from: Circumstances) -> Result<(), Error> {
        self.limits.begin_recovery(email, from.address, self.service.now())?;
        let person = self.service.read().await?.person_by_email(email).await?;
        if let Some(person) = person {
            self.go_on_with(RecoverSignIn { person: person.id }, from.request).await;
        }
        Ok(())
    }
}
