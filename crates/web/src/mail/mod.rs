//! Mails: rendered when they are sent, in the language of whoever gets them, so no link waits in the outbox.

mod claim;
mod digest;
mod factor;
mod letter;
mod news;
mod recipient;
mod role;
mod seats;
mod sign_in;
mod support;

use crate::console::{Moment, Zone};
use crate::site::Site;
use crate::text::Language;
use letter::Letter;
use prokura_app::error::Error;
use prokura_app::message::Notice;
use prokura_app::port::{QueuedMessage, Read};
use prokura_domain::id::{OrganizationId, PrincipalId};
use prokura_domain::preference::Topic;
use prokura_domain::time::Timestamp;
use recipient::{Recipient, recipients};
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
    /// The address by which whoever gets it turns such mails off, where they can.
    #[serde(default)]
    pub stop: Option<String>,
}

/// Writes the mails of a message: one for each person it goes to; none when nobody is left to tell, or when it has become
/// pointless, such as a request that was answered meanwhile.
///
/// # Errors
/// When the store or a template fails.
pub async fn compose(site: &Site, message: &QueuedMessage) -> Result<Vec<Mail>, Error> {
    let now = site.service.now();
    let mut read = site.service.read().await?;
    let mut mails = Vec::new();
    for to in recipients(site, &mut *read, message.message.recipient, now).await? {
        let mut desk = Desk { site, read: &mut *read, now, to: &to };
        let letter = match message.message.notice {
            Notice::SupportRequested { request } => support::requested(&mut desk, request).await?,
            Notice::SupportGranted { request, grant } => support::granted(&mut desk, request, grant).await?,
            Notice::SupportBegan { grant } => support::began(&mut desk, grant).await?,
            Notice::SupportReportedHere { request } => support::reported_here(&mut desk, request).await?,
            Notice::SupportDenied { request } => support::denied(&mut desk, request).await?,
            Notice::SupportReported { request } => support::reported(&mut desk, request).await?,
            Notice::SupportEnded { grant } => support::ended(&mut desk, grant).await?,
            Notice::RoleAssigned { grant } => role::assigned(&mut desk, grant).await?,
            Notice::RoleEnded { grant } => role::ended(&mut desk, grant).await?,
            Notice::SeatsAsked { request } => seats::asked(&mut desk, request).await?,
            Notice::SeatsAnswered { request } => seats::answered(&mut desk, request).await?,
            Notice::SignInChanged { change } => factor::changed(&mut desk, change, message).await?,
            Notice::ProvisioningTakenBack { grant } => role::taken_back(&mut desk, grant).await?,
            Notice::Claimed { claimed_by, former, by } => claim::claimed(&mut desk, claimed_by, former, by).await?,
            Notice::Invited { link } => sign_in::invited(&mut desk, link).await?,
            Notice::SignInReset { link, by } => sign_in::reset(&mut desk, link, by).await?,
            Notice::NewDevice { session } => sign_in::new_device(&mut desk, session).await?,
            Notice::ProductNews { news } => news::product(&mut desk, news).await?,
            Notice::DailyDigest { until } => digest::daily(&mut desk, message.message.id, until).await?,
            Notice::RecoveryElsewhere => Some(sign_in::recovery_elsewhere(&mut desk).await?),
            Notice::Recovery { link } => sign_in::recovery(&mut desk, link).await?,
        };
        if let Some(letter) = letter {
            mails.push(letter.to(&to)?);
        }
    }
    Ok(mails)
}

/// What a letter is written with.
struct Desk<'a> {
    site: &'a Site,
    read: &'a mut dyn Read,
    now: Timestamp,
    to: &'a Recipient,
}

impl Desk<'_> {
    const fn language(&self) -> Language {
        self.to.language
    }

    /// A text with named values.
    fn text(&self, key: &str, values: &[(&'static str, &str)]) -> String {
        let values: Vec<_> = values.iter().map(|(name, value)| (*name, (*value).into())).collect();
        self.language().text_with(key, &values)
    }

    /// A text with a number, which chooses its plural form.
    fn number(&self, key: &str, name: &'static str, number: usize) -> String {
        let number = i64::try_from(number).unwrap_or(i64::MAX);
        self.language().text_with(key, &[(name, number.into())])
    }

    /// A moment with its zone: a mail has no reader whose zone is known.
    fn moment(&self, at: Timestamp) -> String {
        let zone = Zone::default();
        let moment = Moment::new(at, self.now, &zone, self.language());
        self.text("mail-moment", &[("moment", &moment.text), ("zone", zone.name())])
    }

    /// A day in words.
    fn day(&self, at: Timestamp) -> String {
        Moment::day(at, &Zone::default(), self.language())
    }

    /// The address that turns mails about a topic off for whom this one goes to.
    fn stop(&self, topic: Topic) -> String {
        self.link(&format!("/mail/stop/{}", self.site.service.keys().mail_stop(self.to.id, topic)))
    }

    /// The address of a path of ours.
    fn link(&self, path: &str) -> String {
        self.site.public_url.join(path)
    }

    async fn person(&mut self, id: PrincipalId) -> Result<(String, Option<OrganizationId>), Error> {
        let person = self.read.anybody(id).await?;
        let home = person.as_ref().map(|person| person.home);
        Ok((person.map_or_else(|| self.text("somebody", &[]), |person| self.language().name(&person)), home))
    }

    /// The name and the page of an organization.
    async fn organization(&mut self, id: OrganizationId) -> Result<(String, String), Error> {
        let organization = self.read.organization(id).await?;
        Ok(organization.map_or_else(
            || (id.to_string(), "/".to_owned()),
            |organization| (organization.name.to_string(), format!("/o/{}", organization.slug)),
        ))
    }

    fn letter(&self, subject: String) -> Letter {
        Letter::new(self.language(), subject)
    }
}
