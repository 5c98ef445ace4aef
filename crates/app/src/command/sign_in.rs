//! A person who has proved who they are gets a session.
//!
//! The proof is made outside, in [`crate::authentication`]; here, in the transaction, it is held against what is so now.

use crate::caller::Actor;
use crate::command::guard::factor::{self, Answered, Proved};
use crate::command::guard::sessions;
use crate::error::Error;
use crate::pipeline::Command;
use crate::sso::{SsoSettings, is_exempt};
use crate::work::Work;
use async_trait::async_trait;
use prokura_decision::facts::Facts as _;
use prokura_decision::permit::{OwnMatter, decide_own};
use prokura_domain::account::{LinkPurpose, SecondAsked, SecretHash, Session, SignInLink, SignInMethod};
use prokura_domain::device::Device;
use prokura_domain::event::{Change, Event, PasswordHash};
use prokura_domain::federation::{FederatedSession, Identity, Spent, SsoMode};
use prokura_domain::grant::Grant;
use prokura_domain::id::{IdentityId, OrganizationId, PrincipalId, SessionId, SignInLinkId};
use prokura_domain::person::{Person, PersonStatus};
use prokura_domain::refusal::Refusal;
use prokura_domain::text::{DomainName, EmailAddress};
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
    /// Their organization's provider says who they are.
    Provider(Box<AtProvider>),
    /// Their organization's provider said nothing that counts, and why: it is written down in its log.
    ProviderFailed(OrganizationId, &'static str),
    /// They proved nothing: the try is written down where the account is at home.
    Nothing(PrincipalId),
}

/// Who somebody is, as their organization's provider says and as was verified.
#[derive(Clone, Debug)]
pub(crate) struct AtProvider {
    /// Whose provider.
    pub(crate) organization: OrganizationId,
    /// The provider's name, when it was asked.
    pub(crate) issuer: String,
    /// The name under which it knew us then.
    pub(crate) client_id: String,
    /// Who they are there.
    pub(crate) subject: String,
    /// Their address, if the provider says that it is theirs.
    pub(crate) email: Option<EmailAddress>,
    /// Their session there.
    pub(crate) there: Option<String>,
    /// The provider's assertion, locked.
    pub(crate) token: Vec<u8>,
    /// The answer: it counts once.
    pub(crate) spent: Spent,
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
        let mut pinned = None;
        let (id, method, link) = match &self.proof {
            Proof::ProviderFailed(organization, code) => {
                work.log_in(*organization);
                return Err(Refusal::Over { code }.into());
            }
            Proof::Provider(proof) => {
                work.log_in(proof.organization);
                let (id, new) = known_there(work, proof).await?;
                pinned = new;
                (id, SignInMethod::Sso, None)
            }
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
            Proof::Password(..)
            | Proof::Link(..)
            | Proof::Demo(_)
            | Proof::Nothing(_)
            | Proof::Provider(_)
            | Proof::ProviderFailed(..) => self.second.clone(),
        };
        let used = match &proved {
            Some(proved) => Some(factor::used(work, id, person.home, proved).await?),
            None => None,
        };
        let permit = decide_own(id, person.id, OwnMatter::SignIn).ok_or(Refusal::Unauthenticated)?;

        let limits = sessions::limits(work.policy, work.organization(person.home)?);
        let second = self.second.as_ref().map(Proved::kind);
        let lacks_second = second.is_none() && self.is_second_asked(work, &person)?;
        let session = Session {
            id: SessionId(work.new_id()),
            secret: self.secret,
            person: id,
            method,
            second,
            lacks_second,
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
        if let Some(identity) = pinned {
            work.plan(&permit, Event::IdentityPinned(identity));
        }
        let session_id = session.id;
        let is_new_device = self.is_new_device(work, &session).await?;
        work.plan(&permit, Event::SignedIn { session, home, is_new_device });
        if let Proof::Provider(proof) = &self.proof {
            let federated = FederatedSession {
                session: session_id,
                organization: proof.organization,
                issuer: proof.issuer.clone(),
                client_id: proof.client_id.clone(),
                subject: proof.subject.clone(),
                there: proof.there.clone(),
                token: proof.token.clone(),
                begun_at: now,
            };
            work.plan(&permit, Event::FederatedSessionBegun(federated, id, proof.spent));
        }
        for change in activated {
            work.plan(&permit, Event::GrantActivated(change));
        }
        Ok(signed_in)
    }
}

impl StartSession {
    /// Whether the person's home asks for a second factor beside such a proof. A passkey verifies its user and so is two in
    /// one; a provider asks for what it likes.
    fn is_second_asked(&self, work: &Work<'_>, person: &Person) -> Result<bool, Error> {
        match &self.proof {
            Proof::Passkey(_) | Proof::Provider(_) | Proof::Demo(_) => return Ok(false),
            Proof::Password(..) | Proof::Link(..) | Proof::Nothing(_) | Proof::ProviderFailed(..) => {}
        }
        Ok(match sessions::second_asked(work.policy, work.organization(person.home)?) {
            SecondAsked::Off => false,
            SecondAsked::Everybody => true,
            SecondAsked::Administrators => work
                .facts
                .principal_record(person.id)
                .is_some_and(|record| record.grants.iter().any(|grant| !grant.term.is_over(work.now))),
        })
    }

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
        let settings = SsoSettings::of(work.policy, work.organization(person.home)?);
        match &self.proof {
            Proof::Demo(_) => return Ok(()),
            // The provider that was asked is still theirs.
            Proof::Provider(proof)
                if person.home == proof.organization
                    && settings.mode != SsoMode::Off
                    && settings.issuer == proof.issuer
                    && settings.client_id == proof.client_id =>
            {
                return Ok(());
            }
            Proof::Provider(_) => return Err(Refusal::Unauthenticated.into()),
            Proof::Password(..)
            | Proof::Passkey(_)
            | Proof::Link(..)
            | Proof::Nothing(_)
            | Proof::ProviderFailed(..) => {}
        }
        // Whoever signs in at their provider only is told nothing that a wrong password is not (EXT-14).
        let exempt = work.facts.principal_record(person.id).is_some_and(|record| is_exempt(record, work.now));
        if settings.mode == SsoMode::Enforced && !exempt {
            return Err(Refusal::Unauthenticated.into());
        }
        // An app that was added while the password was being checked is asked for too.
        let needs_second = match &self.proof {
            Proof::Password(..) => true,
            Proof::Link(..) => link.is_some_and(|link| link.purpose.asks_second()),
            Proof::Passkey(_) | Proof::Demo(_) | Proof::Nothing(_) | Proof::Provider(_) | Proof::ProviderFailed(..) => {
                false
            }
        };
        if needs_second && self.second.is_none() {
            // A mailbox alone recovers nothing, also where the app was taken away since.
            let recovers = link.is_some_and(|link| link.purpose == LinkPurpose::Recovery);
            if recovers || work.read().totp(person.id).await?.is_some() {
                return Err(Refusal::Unauthenticated.into());
            }
        }
        match &self.proof {
            Proof::Demo(_) | Proof::Provider(_) => Ok(()),
            Proof::Nothing(_) | Proof::ProviderFailed(..) => Err(Refusal::Unauthenticated.into()),
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

/// Makes sure that a provider's answer was not used before, nor at this moment by somebody else.
pub(crate) async fn unspent(work: &mut Work<'_>, proof: &AtProvider) -> Result<(), Error> {
    if work.now >= proof.spent.until {
        return Err(Refusal::Over { code: "sso_attempt_over" }.into());
    }
    if work.read().is_spent(&proof.spent.key).await? {
        return Err(Refusal::Over { code: "sso_answer_spent" }.into());
    }
    Ok(())
}

/// Who somebody at a provider is here; with what is to be remembered, where they come for the first time. Then it is by
/// their address, which the provider must have verified and whose domain must be the organization's own; from then on it
/// is never by an address again. Why somebody is nobody is not said.
async fn known_there(work: &mut Work<'_>, proof: &AtProvider) -> Result<(PrincipalId, Option<Identity>), Error> {
    unspent(work, proof).await?;
    let AtProvider { organization, issuer, subject, .. } = proof;
    if let Some(identity) = work.read().identity(*organization, issuer, subject).await? {
        return Ok((identity.person, None));
    }
    let email = proof.email.as_ref().ok_or(Refusal::Unauthenticated)?;
    let domain: DomainName = email.domain().parse().map_err(|_| Refusal::Unauthenticated)?;
    let domain = work.read().verified_domain(&domain).await?;
    if domain.is_none_or(|domain| domain.organization != *organization) {
        return Err(Refusal::Unauthenticated.into());
    }
    let person = work.person_by_email(email).await?.ok_or(Refusal::Unauthenticated)?;
    // Whoever is known under another name there is somebody else: an address that was given away takes nobody along.
    let taken = work.read().identity_of(*organization, issuer, person.id).await?.is_some();
    if person.home != *organization || taken {
        return Err(Refusal::Unauthenticated.into());
    }
    let identity = Identity {
        id: IdentityId(work.new_id()),
        organization: *organization,
        issuer: issuer.clone(),
        subject: subject.clone(),
        person: person.id,
        pinned_at: work.now,
    };
    Ok((person.id, Some(identity)))
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
