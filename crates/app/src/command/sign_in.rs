//! A person who has proved who they are gets a session.
//!
//! The proof is made outside, in [`crate::authentication`]; here, in the transaction, it is held against what is so now.

use crate::caller::Actor;
use crate::command::guard::factor::{self, Answered, Proved};
use crate::command::guard::sessions;
use crate::error::Error;
use crate::pipeline::Command;
use crate::work::Work;
use async_trait::async_trait;
use prokura_decision::facts::Facts as _;
use prokura_decision::permit::{OwnMatter, decide_own};
use prokura_domain::account::{SecretHash, Session, SignInLink, SignInMethod};
use prokura_domain::device::Device;
use prokura_domain::event::{Change, Event, PasswordHash};
use prokura_domain::grant::Grant;
use prokura_domain::id::{OrganizationId, PrincipalId, SessionId, SignInLinkId};
use prokura_domain::person::{Person, PersonStatus};
use prokura_domain::refusal::Refusal;
use prokura_domain::text::EmailAddress;
use prokura_domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::net::IpAddr;

/// How somebody proved who they are. Only this crate makes one.
#[derive(Clone, Debug)]
pub(crate) enum Proof {
    /// Their password was the one of this hash.
    Password(PrincipalId, PasswordHash),
    /// Their passkey answered, having verified its user.
    Passkey(Answered),
    /// They have this link, which was sent to this address.
    Link(SignInLinkId, EmailAddress),
    /// The demo asks for no proof.
    Demo(PrincipalId),
    /// They proved nothing: the try is written down where the account is at home.
    Nothing(PrincipalId),
}

/// Begins a session. What comes with it: an invited person becomes active, and external administrators' grants are
/// activated (EXT-07). It asks nothing of any other organization, so whoever administers one from outside gets in when
/// that one's sign-in is broken (EXT-14).
#[derive(Clone, Debug)]
pub struct StartSession {
    /// Hash of the secret that the cookie will hold.
    pub(crate) secret: SecretHash,
    pub(crate) proof: Proof,
    /// What they proved beside it.
    pub(crate) second: Option<Proved>,
    /// What the browser calls itself.
    pub(crate) device: String,
    /// Where the request comes from.
    pub(crate) address: IpAddr,
}

/// Who signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedIn {
    /// The session.
    pub session: SessionId,
    /// The person.
    pub person: PrincipalId,
    /// Their home.
    pub home: OrganizationId,
}

#[async_trait]
impl Command for StartSession {
    type Output = SignedIn;

    fn name(&self) -> &'static str {
        "sign_in"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<SignedIn, Error> {
        if work.caller().actor != Actor::Anonymous {
            return Err(Refusal::Unauthenticated.into());
        }
        let (id, method, link) = match &self.proof {
            Proof::Password(person, _) | Proof::Nothing(person) => (*person, SignInMethod::Password, None),
            Proof::Passkey(answered) => (answered.person, SignInMethod::Passkey, None),
            Proof::Demo(person) => (*person, SignInMethod::Demo, None),
            Proof::Link(link, _) => {
                let link = work.read().sign_in_link(*link).await?.ok_or(Refusal::NotFound)?;
                (link.person, SignInMethod::Link, Some(link))
            }
        };
        let person = work.read().person(id).await?.ok_or(Refusal::Unauthenticated)?;
        work.log_in(person.home);
        work.log_about(person.id);
        self.still_holds(work, &person, link.as_ref()).await?;
        let proved = match &self.proof {
            Proof::Passkey(answered) => Some(Proved::Passkey(answered.clone())),
            Proof::Password(..) | Proof::Link(..) | Proof::Demo(_) | Proof::Nothing(_) => self.second.clone(),
        };
        let used = match &proved {
            Some(proved) => Some(factor::used(work, id, person.home, proved).await?),
            None => None,
        };
        let permit = decide_own(id, person.id, OwnMatter::SignIn).ok_or(Refusal::Unauthenticated)?;

        let limits = sessions::limits(work.policy, work.organization(person.home)?);
        let session = Session {
            id: SessionId(work.new_id()),
            secret: self.secret,
            person: id,
            method,
            second: self.second.as_ref().map(Proved::kind),
            signed_in_at: work.now,
            proved_at: work.now,
            seen_at: work.now,
            ended_at: None,
            limits,
            device: self.device.clone(),
            address: self.address.to_string(),
        };
        let signed_in = SignedIn { session: session.id, person: id, home: person.home };
        let (home, now) = (person.home, work.now);
        let activated = activated(work.facts.principal_record(id).map_or(&[], |record| &record.grants), home, now);
        if let Some(link) = link {
            work.plan(&permit, Event::SignInLinkUsed(SignInLink { used_at: Some(now), ..link }, home));
        }
        if let Some(used) = used {
            work.plan(&permit, used);
        }
        if person.status == PersonStatus::Pending {
            let after = Person { status: PersonStatus::Active, version: person.version + 1, ..person.clone() };
            work.plan(&permit, Event::PersonChanged(Change { before: person, after }));
        }
        let is_new_device = self.is_new_device(work, &session).await?;
        work.plan(&permit, Event::SignedIn { session, home, is_new_device });
        for change in activated {
            work.plan(&permit, Event::GrantActivated(change));
        }
        Ok(signed_in)
    }
}

impl StartSession {
    /// Whether the person came from devices before, and never from one like this. The demo has no devices.
    async fn is_new_device(&self, work: &mut Work<'_>, session: &Session) -> Result<bool, Error> {
        if session.method == SignInMethod::Demo {
            return Ok(false);
        }
        let before = work.read().devices_of(session.person).await?;
        let now = Device::of(&session.device);
        Ok(!before.is_empty() && before.iter().all(|device| Device::of(device) != now))
    }

    async fn still_holds(&self, work: &mut Work<'_>, person: &Person, link: Option<&SignInLink>) -> Result<(), Error> {
        work.know_principal(person.id).await?;
        let home_in_use = work.facts.organization(person.home).is_some_and(|home| home.active);
        if person.status == PersonStatus::Suspended || !home_in_use {
            return Err(Refusal::Unauthenticated.into());
        }
        // An app that was added while the password was being checked is asked for too.
        let needs_second = match &self.proof {
            Proof::Password(..) => true,
            Proof::Link(..) => link.is_some_and(|link| link.purpose.asks_second()),
            Proof::Passkey(_) | Proof::Demo(_) | Proof::Nothing(_) => false,
        };
        if needs_second && self.second.is_none() && work.read().totp(person.id).await?.is_some() {
            return Err(Refusal::Unauthenticated.into());
        }
        match &self.proof {
            Proof::Demo(_) => Ok(()),
            Proof::Nothing(_) => Err(Refusal::Unauthenticated.into()),
            // What it answers is held against the row where its use is planned.
            Proof::Passkey(_) => Ok(()),
            Proof::Password(_, proved) => match work.read().password_hash(person.id).await? {
                // A password that was changed while the old one was being checked no longer opens anything.
                Some(hash) if hash == *proved => Ok(()),
                Some(_) | None => Err(Refusal::Unauthenticated.into()),
            },
            // Whoever has the mailbox of an address that was changed meanwhile has nothing any more.
            Proof::Link(_, sent_to) if *sent_to != person.email => Err(Refusal::NotFound.into()),
            Proof::Link(..) => match link {
                Some(link) if link.used_at.is_some() => Err(Refusal::Over { code: "sign_in_link_used" }.into()),
                Some(link) if work.now >= link.expires_at => Err(Refusal::Over { code: "sign_in_link_expired" }.into()),
                Some(_) => Ok(()),
                None => Err(Refusal::NotFound.into()),
            },
        }
    }
}

/// Grants given from outside that wait for this sign-in (EXT-07); also those that begin later, since they were given before it.
fn activated(grants: &[Grant], home: OrganizationId, now: Timestamp) -> Vec<Change<Grant>> {
    grants
        .iter()
        .filter(|grant| grant.organization != home && grant.activated_at.is_none() && !grant.term.is_over(now))
        .map(|before| {
            let after = Grant { activated_at: Some(now), version: before.version + 1, ..before.clone() };
            Change { before: before.clone(), after }
        })
        .collect()
}
