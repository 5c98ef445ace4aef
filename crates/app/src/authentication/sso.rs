//! Signing in at one's organization's own identity provider, proving once more there who one is, and signing out there.
//!
//! What is kept between the question and the answer is kept by the browser that asked, sealed: nobody else can bring the
//! answer, another window's answer does not fit, and nothing is written for whoever only asks.

use super::{Authentication, Begun, Circumstances, Renewed, anonymous};
use crate::caller::{Actor, Caller, Via};
use crate::command::end_federated::EndFederated;
use crate::command::prove_again_at_provider::ProveAgainAtProvider;
use crate::command::sign_in::{AtProvider, Proof, StartSession};
use crate::error::Error;
use crate::pipeline::Done;
use crate::port::{
    Asserted, FederatedAsked, ProofAgain, ProviderAnswer, ProviderAsk, ProviderFailure, ProviderFault, ProviderKeeps,
    ProviderPlace,
};
use crate::secret::{Purpose, fresh, hash};
use crate::sso::{SsoSettings, is_exempt};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use prokura_decision::mask::Level;
use prokura_domain::federation::{Spent, SsoMode};
use prokura_domain::id::{OrganizationId, PrincipalId, SessionId};
use prokura_domain::refusal::Refusal;
use prokura_domain::text::{DomainName, EmailAddress};
use prokura_domain::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};

/// How long somebody may take at the provider.
pub const ATTEMPT_LASTS: Span = Span::minutes(15);
/// Where a provider sends people back to: one place for all, so that it is easily registered.
pub const BACK: &str = "/sign-in/sso/back";
/// Where a provider sends people who signed out.
const AFTER: &str = "/sign-in?out=1";
/// What a state begins with.
const STATE_PREFIX: &str = "prk_";

/// How somebody with an address signs in. It depends on the address's domain alone, and never on whether there is such an
/// account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WayIn {
    /// Here.
    Here,
    /// Here, or at the provider of this organization.
    Either(AtOrganization),
    /// At the provider of this organization; here only whoever is exempt (EXT-14).
    There(AtOrganization),
}

/// An organization, as somebody is told of it who has not signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AtOrganization {
    /// Its look-up key.
    pub slug: String,
    /// Its name.
    pub name: String,
}

/// For what somebody is sent to a provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Errand {
    /// To sign in.
    Enter,
    /// To prove once more who they are.
    Again(SessionId, ProofAgain),
    /// To see whether it works.
    Try(SessionId),
}

/// What the browser keeps.
#[derive(Serialize, Deserialize)]
struct Attempt {
    organization: OrganizationId,
    issuer: String,
    client_id: String,
    keeps: ProviderKeeps,
    errand: Errand,
    onward: String,
    begun_at: Timestamp,
}

/// Somebody is to be sent to a provider.
pub struct Sent {
    /// Where.
    pub to: String,
    /// The name of what the browser keeps, one for each attempt.
    pub name: String,
    /// What it keeps.
    pub sealed: String,
}

impl std::fmt::Debug for Sent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sent({})", self.name)
    }
}

/// What came of an errand.
#[derive(Debug)]
pub enum Returned {
    /// Somebody signed in.
    Entered(Done<Begun>, String),
    /// Somebody proved once more who they are.
    Proved(Renewed, String),
    /// It was tried.
    Tried(Box<Trial>),
}

/// What came of trying a provider.
#[derive(Clone, Debug)]
pub struct Trial {
    /// Whose.
    pub organization: OrganizationId,
    /// What it said, or why that does not count.
    pub heard: Result<Asserted, ProviderFailure>,
    /// Whether whoever came back could sign in so, and why not.
    pub verdict: Verdict,
}

/// Whether what a provider says would let somebody in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing counts that it said.
    Nothing,
    /// They are known, or would be from then on.
    Admitted,
    /// The provider does not say that the address is theirs.
    AddressUnverified,
    /// The address's domain is not a verified one of the organization.
    DomainForeign,
    /// Nobody at home there has the address, or they are known under another name.
    Nobody,
}

impl Verdict {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Admitted => "admitted",
            Self::AddressUnverified => "address_unverified",
            Self::DomainForeign => "domain_foreign",
            Self::Nobody => "nobody",
        }
    }
}

/// Why somebody was not sent, or did not come back as they should.
#[derive(Debug, thiserror::Error)]
pub enum SsoError {
    /// As any command.
    #[error(transparent)]
    Error(#[from] Error),
    /// The provider.
    #[error(transparent)]
    Provider(#[from] ProviderFailure),
}

impl From<Refusal> for SsoError {
    fn from(refusal: Refusal) -> Self {
        Self::Error(refusal.into())
    }
}

impl From<crate::port::StoreError> for SsoError {
    fn from(error: crate::port::StoreError) -> Self {
        Self::Error(error.into())
    }
}

/// The name of what a browser keeps for an attempt.
#[must_use]
pub fn kept_as(state: &str) -> String {
    hash(state).0[..8].iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Authentication {
    /// How somebody with an address signs in.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn way_in(&self, email: &EmailAddress) -> Result<WayIn, Error> {
        let Ok(domain) = email.domain().parse::<DomainName>() else { return Ok(WayIn::Here) };
        let mut read = self.service.read().await?;
        let Some(domain) = read.verified_domain(&domain).await? else { return Ok(WayIn::Here) };
        let Some(record) = read.organization_record(domain.organization).await? else { return Ok(WayIn::Here) };
        let at =
            AtOrganization { slug: record.organization.slug.to_string(), name: record.organization.name.to_string() };
        Ok(match SsoSettings::of(self.service.policy(), &record).mode {
            SsoMode::Off => WayIn::Here,
            SsoMode::Optional => WayIn::Either(at),
            SsoMode::Enforced => WayIn::There(at),
        })
    }

    /// Sends somebody to an organization's provider to sign in.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] where the organization has none; [`Refusal::TooMany`]; what the provider comes to, which is
    /// written down in the organization's log.
    pub async fn send_to_sign_in(
        &self,
        organization: &str,
        hint: Option<&EmailAddress>,
        onward: &str,
        from: &Circumstances,
    ) -> Result<Sent, SsoError> {
        self.limits.begin_unnamed(from.address, self.service.now())?;
        let slug = organization.parse().map_err(|_| Refusal::NotFound)?;
        let found = self.service.read().await?.organization_by_slug(&slug).await?.filter(|it| it.active);
        let id = found.ok_or(Refusal::NotFound)?.id;
        let settings = self.sso_settings(id).await?;
        if settings.mode == SsoMode::Off {
            return Err(Refusal::NotFound.into());
        }
        let sent = self.send(id, &settings, Errand::Enter, hint.map(EmailAddress::as_str), onward).await;
        if let Err(SsoError::Provider(failure)) = &sent {
            self.note_failure(id, failure, from).await;
        }
        sent
    }

    /// Sends somebody who is signed in to their home's provider to prove once more who they are.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] where their home has none; what the provider comes to.
    pub async fn send_to_prove_again(&self, caller: &Caller, onward: &str) -> Result<Sent, SsoError> {
        let Actor::Principal { id, home, via: Via::Session(session) } = caller.actor else {
            return Err(Refusal::Unauthenticated.into());
        };
        let settings = self.sso_settings(home).await?;
        if settings.mode == SsoMode::Off {
            return Err(Refusal::NotFound.into());
        }
        let person = self.service.read().await?.person(id).await?.ok_or(Refusal::Unauthenticated)?;
        let again = ProofAgain { since: self.service.now(), acr: settings.acr.clone() };
        self.send(home, &settings, Errand::Again(session, again), Some(person.email.as_str()), onward).await
    }

    /// Sends somebody who may read the settings to the provider, to see whether it works.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`]; what the provider comes to.
    pub async fn send_to_try(&self, caller: &Caller, organization: &str) -> Result<Sent, SsoError> {
        let Actor::Principal { id, via: Via::Session(session), .. } = caller.actor else {
            return Err(Refusal::Unauthenticated.into());
        };
        let sight = self.service.sight(caller)?;
        let entered = sight.enter(organization)?;
        sight.ask("settings.authentication", Level::Read, entered.handle)?;
        let settings = self.sso_settings(entered.id).await?;
        let person = self.service.read().await?.person(id).await?.ok_or(Refusal::Unauthenticated)?;
        // The address is a hint for whoever is at home there; anybody else signs in as whom they like.
        let hint = (person.home == entered.id).then(|| person.email.to_string());
        self.send(entered.id, &settings, Errand::Try(session), hint.as_deref(), "").await
    }

    /// Somebody comes back from a provider, with what their browser kept.
    ///
    /// # Errors
    /// [`Refusal::Over`] for what is of another browser, too old, or used; [`Refusal::Unauthenticated`] for somebody who
    /// is nobody here; what the provider comes to.
    pub async fn come_back(
        &self,
        state: &str,
        sealed: Option<&str>,
        answer: &ProviderAnswer,
        caller: Option<&Caller>,
        from: &Circumstances,
    ) -> Result<Returned, SsoError> {
        self.limits.begin_unnamed(from.address, self.service.now())?;
        let over = Refusal::Over { code: "sso_attempt_over" };
        let attempt = sealed.and_then(|sealed| self.unseal(state, sealed)).ok_or(over.clone())?;
        let until = attempt.begun_at.plus(ATTEMPT_LASTS);
        let now = self.service.now();
        if now >= until || now < attempt.begun_at {
            return Err(over.into());
        }
        let place = self.place(attempt.organization, &attempt.issuer, &attempt.client_id, BACK).await?;
        let again = match &attempt.errand {
            Errand::Again(_, again) => Some(again),
            Errand::Enter | Errand::Try(_) => None,
        };
        let heard = self.outside.providers.hear(&place, &attempt.keeps, again, answer, now).await;
        if let Errand::Try(session) = attempt.errand {
            let tries = |caller: &&Caller| matches!(caller.actor, Actor::Principal { via: Via::Session(it), .. } if it == session);
            caller.filter(tries).ok_or(over)?;
            let verdict = self.verdict(attempt.organization, &attempt.issuer, heard.as_ref().ok()).await?;
            return Ok(Returned::Tried(Box::new(Trial { organization: attempt.organization, heard, verdict })));
        }
        let asserted = match heard {
            Ok(asserted) => asserted,
            Err(failure) => {
                self.note_failure(attempt.organization, &failure, from).await;
                return Err(failure.into());
            }
        };
        let locked = self.lock_token(attempt.organization, &asserted.token)?;
        let proof = AtProvider {
            organization: attempt.organization,
            issuer: attempt.issuer,
            client_id: attempt.client_id,
            subject: asserted.subject,
            email: asserted.email.filter(|_| asserted.email_verified).and_then(|email| email.parse().ok()),
            there: asserted.session,
            token: locked,
            spent: Spent { key: hash(state), until },
        };
        match attempt.errand {
            Errand::Again(session, _) => {
                let caller = caller.cloned().ok_or(Refusal::Unauthenticated)?;
                let (cookie, secret) = fresh(super::COOKIE_PREFIX, &**self.service.random());
                self.service.execute(caller, ProveAgainAtProvider { session, proof, secret }).await?;
                Ok(Returned::Proved(Renewed(cookie), attempt.onward))
            }
            Errand::Enter | Errand::Try(_) => {
                let begun = self.begin(Proof::Provider(Box::new(proof)), from.clone()).await?;
                Ok(Returned::Entered(begun, attempt.onward))
            }
        }
    }

    /// Where somebody goes who signs out, so that they are signed out at their provider too; `None` where the session did
    /// not begin at one, or where the provider offers no such place or does not answer.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn leads_out(&self, session: SessionId) -> Result<Option<String>, Error> {
        let mut read = self.service.read().await?;
        let Some(federated) = read.federated_session(session).await? else { return Ok(None) };
        drop(read);
        let context = token_context(federated.organization);
        let token = self.service.keys().unlock(Purpose::Kept, &context, &federated.token);
        let Some(token) = token.and_then(|token| String::from_utf8(token).ok()) else { return Ok(None) };
        let place = self.place(federated.organization, &federated.issuer, &federated.client_id, AFTER).await?;
        match self.outside.providers.leave(&place, &token, self.service.now()).await {
            Ok(to) => Ok(to),
            Err(failure) => {
                tracing::info!(%failure, "a provider was not told that somebody signed out");
                Ok(None)
            }
        }
    }

    /// An organization's provider says that somebody signed out there. Gives how many sessions ended.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] for an organization without a provider; [`Refusal::Over`] for a message that came before; what
    /// is wrong with the message.
    pub async fn signed_out_there(
        &self,
        organization: OrganizationId,
        token: &str,
        from: &Circumstances,
    ) -> Result<usize, SsoError> {
        self.limits.begin_unnamed(from.address, self.service.now())?;
        let settings = self.sso_settings(organization).await?;
        if settings.mode == SsoMode::Off {
            return Err(Refusal::NotFound.into());
        }
        let place = self.place(organization, &settings.issuer, &settings.client_id, BACK).await?;
        let said = self.outside.providers.signed_out(&place, token, self.service.now()).await?;
        let key = hash(&format!("{organization}\0{}\0{}", settings.issuer, said.id));
        let command = EndFederated {
            organization,
            issuer: settings.issuer,
            who: FederatedAsked { subject: said.subject, there: said.session },
            spent: Spent { key, until: said.until },
        };
        Ok(self.service.execute(Caller::system(from.request), command).await?.value)
    }

    async fn send(
        &self,
        organization: OrganizationId,
        settings: &SsoSettings,
        errand: Errand,
        hint: Option<&str>,
        onward: &str,
    ) -> Result<Sent, SsoError> {
        let (state, _) = fresh(STATE_PREFIX, &**self.service.random());
        let place = self.place(organization, &settings.issuer, &settings.client_id, BACK).await?;
        let again = match &errand {
            Errand::Again(_, again) => Some(again.clone()),
            // Whoever tries sees the provider's own page, and not only that they are still signed in there.
            Errand::Enter | Errand::Try(_) => None,
        };
        let now = self.service.now();
        let ask = ProviderAsk { state: state.clone(), hint: hint.map(str::to_owned), again };
        let asked = self.outside.providers.ask(&place, &ask, now).await?;
        let attempt = Attempt {
            organization,
            issuer: settings.issuer.clone(),
            client_id: settings.client_id.clone(),
            keeps: asked.keeps,
            errand,
            onward: onward.to_owned(),
            begun_at: now,
        };
        let plain = serde_json::to_vec(&attempt).map_err(|error| Error::Internal(error.to_string()))?;
        let sealed = self.service.keys().lock(Purpose::Attempt, state.as_bytes(), &plain, &**self.service.random());
        let sealed = sealed.ok_or_else(|| Error::Internal("nothing can be locked".to_owned()))?;
        Ok(Sent { to: asked.to, name: kept_as(&state), sealed: URL_SAFE_NO_PAD.encode(sealed) })
    }

    fn unseal(&self, state: &str, sealed: &str) -> Option<Attempt> {
        let sealed = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let plain = self.service.keys().unlock(Purpose::Attempt, state.as_bytes(), &sealed)?;
        serde_json::from_slice(&plain).ok()
    }

    /// What an organization has set.
    /// Whether somebody signs in at their home's provider: only there, there too, or not.
    pub(super) async fn way_of(&self, person: PrincipalId) -> Result<SsoMode, Error> {
        let record = self.service.read().await?.principal_record(person).await?.ok_or(Refusal::Unauthenticated)?;
        Ok(match self.sso_settings(record.home).await?.mode {
            SsoMode::Enforced if is_exempt(&record, self.service.now()) => SsoMode::Optional,
            mode @ (SsoMode::Off | SsoMode::Optional | SsoMode::Enforced) => mode,
        })
    }

    pub(super) async fn sso_settings(&self, organization: OrganizationId) -> Result<SsoSettings, Error> {
        let record = self.service.read().await?.organization_record(organization).await?.ok_or(Refusal::NotFound)?;
        Ok(SsoSettings::of(self.service.policy(), &record))
    }

    pub(super) async fn place(
        &self,
        organization: OrganizationId,
        issuer: &str,
        client_id: &str,
        back: &str,
    ) -> Result<ProviderPlace, Error> {
        let kept = self.service.read().await?.client_secret(organization).await?.and_then(|secret| secret.locked);
        let client_secret = match kept {
            None => None,
            Some(locked) => {
                let plain = self.service.keys().unlock(Purpose::Kept, &secret_context(organization), &locked);
                let plain = plain.and_then(|plain| String::from_utf8(plain).ok());
                Some(plain.ok_or_else(|| Error::Internal("a client secret cannot be unlocked".to_owned()))?)
            }
        };
        let back = format!("{}{back}", self.outside.origin);
        Ok(ProviderPlace { issuer: issuer.to_owned(), client_id: client_id.to_owned(), client_secret, back })
    }

    fn lock_token(&self, organization: OrganizationId, token: &str) -> Result<Vec<u8>, Error> {
        let (keys, random) = (self.service.keys(), &**self.service.random());
        let locked = keys.lock(Purpose::Kept, &token_context(organization), token.as_bytes(), random);
        locked.ok_or_else(|| Error::Internal("nothing can be locked".to_owned()))
    }

    /// Whether what a provider says would let somebody in: as [`StartSession`] would find.
    async fn verdict(
        &self,
        organization: OrganizationId,
        issuer: &str,
        heard: Option<&Asserted>,
    ) -> Result<Verdict, Error> {
        let Some(asserted) = heard else { return Ok(Verdict::Nothing) };
        let mut read = self.service.read().await?;
        if read.identity(organization, issuer, &asserted.subject).await?.is_some() {
            return Ok(Verdict::Admitted);
        }
        let email = asserted.email.as_ref().filter(|_| asserted.email_verified);
        let Some(email) = email.and_then(|email| email.parse::<EmailAddress>().ok()) else {
            return Ok(Verdict::AddressUnverified);
        };
        let domain = match email.domain().parse::<DomainName>() {
            Ok(domain) => read.verified_domain(&domain).await?,
            Err(_) => None,
        };
        if domain.is_none_or(|domain| domain.organization != organization) {
            return Ok(Verdict::DomainForeign);
        }
        let Some(person) = read.person_by_email(&email).await? else { return Ok(Verdict::Nobody) };
        let taken = read.identity_of(organization, issuer, person.id).await?.is_some();
        Ok(if person.home == organization && !taken { Verdict::Admitted } else { Verdict::Nobody })
    }

    /// Writes down in an organization's log that its provider did not let somebody in, and why.
    async fn note_failure(&self, organization: OrganizationId, failure: &ProviderFailure, from: &Circumstances) {
        // Whoever changed their mind is no event.
        if failure.fault == ProviderFault::Denied {
            return;
        }
        tracing::info!(%organization, %failure, "a sign-in at a provider failed");
        let note = StartSession {
            secret: hash(""),
            proof: Proof::ProviderFailed(organization, failure.fault.code()),
            second: None,
            device: String::new(),
            address: from.address,
        };
        if let Err(error @ (Error::Store(_) | Error::Internal(_))) =
            self.service.execute(anonymous(from.request), note).await
        {
            tracing::error!(%error, "a failed sign-in at a provider could not be written down");
        }
    }
}

/// To what the locking of an organization's client secret is bound.
pub(super) fn secret_context(organization: OrganizationId) -> Vec<u8> {
    format!("client secret {organization}").into_bytes()
}

fn token_context(organization: OrganizationId) -> Vec<u8> {
    format!("id token {organization}").into_bytes()
}
