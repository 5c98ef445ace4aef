//! Signing in by a single-use link.

use super::{Authentication, Begun, Circumstances};
use crate::command::sign_in;
use crate::error::Error;
use crate::pipeline::Done;
use crate::secret::hash;

/// What the secret of a sign-in link begins with.
pub const LINK_PREFIX: &str = "prl_";

impl Authentication {
    /// Signs in with the secret of a single-use link. Called when the page's form is sent, never when the link is opened.
    ///
    /// # Errors
    /// [`Refusal::Over`] for a link used or expired, [`Refusal::NotFound`] for one that never was, [`Refusal::TooMany`].
    pub async fn use_link(&self, secret: &str, from: Circumstances) -> Result<Done<Begun>, Error> {
        self.limits.begin_unnamed(from.address, self.service.now())?;
        self.begin(sign_in::Proof::Link(hash(secret)), from).await
    }
}
