//! Identity systems of other organizations: where somebody is sent to sign in, and what comes back.

use async_trait::async_trait;
use prokura_domain::signal::StreamFault;
use prokura_domain::text::EmailAddress;
use prokura_domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;

/// An organization's place at its identity provider. Holds a secret; never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct ProviderPlace {
    /// The address by which the provider names itself.
    pub issuer: String,
    /// The name under which the provider knows us.
    pub client_id: String,
    /// The secret we share with it; without one we are a public client.
    pub client_secret: Option<String>,
    /// Where it sends people back to.
    pub back: String,
}

impl fmt::Debug for ProviderPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProviderPlace")
            .field("issuer", &self.issuer)
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

/// That somebody who is signed in shall prove it once more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProofAgain {
    /// The proof must not be older.
    pub since: Timestamp,
    /// How strong it must be: one of these `acr` values, if there are any.
    pub acr: Vec<String>,
}

/// What is asked of a provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderAsk {
    /// What comes back with the answer, so that it can be told whose it is.
    pub state: String,
    /// The address that was typed, so that nobody types it twice.
    pub hint: Option<String>,
    /// Whether somebody who is signed in there shall prove it once more.
    pub again: Option<ProofAgain>,
}

/// What must be kept until the answer comes, by whoever asked and by nobody else. Never printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderKeeps {
    /// What the asserted identity must repeat.
    pub nonce: String,
    /// What proves that whoever redeems the code is who asked (PKCE, RFC 7636).
    pub verifier: String,
}

impl fmt::Debug for ProviderKeeps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ProviderKeeps(…)")
    }
}

/// Where somebody is sent, and what is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderAsked {
    /// The address.
    pub to: String,
    /// What is kept.
    pub keeps: ProviderKeeps,
}

/// What the provider sent back by way of the browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderAnswer {
    /// The code, good once; or the error's code.
    pub code: Result<String, String>,
    /// Who says so (RFC 9207).
    pub issuer: Option<String>,
}

/// Who somebody is, as their provider asserts and as was verified.
#[derive(Clone, PartialEq, Eq)]
pub struct Asserted {
    /// Who they are there, never anybody else.
    pub subject: String,
    /// Their address, as written.
    pub email: Option<String>,
    /// Whether the provider says that the address is theirs.
    pub email_verified: bool,
    /// Their session there.
    pub session: Option<String>,
    /// When they proved who they are.
    pub authenticated_at: Option<Timestamp>,
    /// How strongly.
    pub acr: Option<String>,
    /// The assertion itself, which names the session when they sign out.
    pub token: String,
}

impl fmt::Debug for Asserted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Asserted").field("subject", &self.subject).finish_non_exhaustive()
    }
}

/// That a provider has signed somebody out (OpenID Connect Back-Channel Logout 1.0).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedOutThere {
    /// Who, unless only the session is named.
    pub subject: Option<String>,
    /// Which session there; all of them, where none is named.
    pub session: Option<String>,
    /// The message's own name: it counts once.
    pub id: String,
    /// From when on the message would count no more.
    pub until: Timestamp,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident => $code:literal,)*) => {
        /// Why a provider's answer was not taken, or there was none. The locale key is `sso-failure-<code>`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum ProviderFault {
            $($(#[$doc])* $name,)*
        }

        impl ProviderFault {
            /// Every fault.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The stable code.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)*
                }
            }
        }
    };
}

codes! {
    /// There is no issuer or no client id.
    Incomplete => "sso_incomplete",
    /// An address is not `https`, or none at all.
    AddressRefused => "sso_address_refused",
    /// An address leads into a network that is not public.
    AddressPrivate => "sso_address_private",
    /// It cannot be reached, is too slow, or answers too much.
    Unreachable => "sso_unreachable",
    /// It does not answer with a provider's metadata.
    MetadataInvalid => "sso_metadata_invalid",
    /// Its metadata is that of another issuer.
    MetadataIssuer => "sso_metadata_issuer",
    /// Its keys cannot be read.
    KeysInvalid => "sso_keys_invalid",
    /// It says no, or the person did.
    Denied => "sso_denied",
    /// The answer names another issuer, or none where one is announced (RFC 9207).
    AnswerIssuer => "sso_answer_issuer",
    /// It does not know us: the client id or the secret.
    ClientRefused => "sso_client_refused",
    /// It does not take the code: used, over, or not ours.
    CodeRefused => "sso_code_refused",
    /// It answers the code with something that cannot be read.
    AnswerInvalid => "sso_answer_invalid",
    /// There is no ID token in the answer.
    TokenMissing => "sso_token_missing",
    /// The token is signed with nothing, or with what we do not take.
    TokenAlgorithm => "sso_token_algorithm",
    /// No key of the provider has the token's name.
    TokenKey => "sso_token_key",
    /// The signature is wrong.
    TokenSignature => "sso_token_signature",
    /// The token is another issuer's.
    TokenIssuer => "sso_token_issuer",
    /// The token is for somebody else.
    TokenAudience => "sso_token_audience",
    /// The token is over.
    TokenExpired => "sso_token_expired",
    /// The token is of the future: a clock is wrong.
    TokenEarly => "sso_token_early",
    /// The token answers another question.
    TokenNonce => "sso_token_nonce",
    /// The person was not asked again.
    ProofOld => "sso_proof_old",
    /// The proof is not as strong as was asked.
    ProofWeak => "sso_proof_weak",
    /// The token says too little, or what cannot be.
    TokenInvalid => "sso_token_invalid",
}

/// What went wrong. The detail is for whoever may read the settings; it holds no secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}: {detail}", .fault.code())]
pub struct ProviderFailure {
    /// Which fault.
    pub fault: ProviderFault,
    /// What exactly, as far as there is more to say; at most 300 characters.
    pub detail: String,
}

impl ProviderFailure {
    /// A failure, with as much of the detail as is fit to be shown.
    pub fn new(fault: ProviderFault, detail: impl fmt::Display) -> Self {
        let detail = detail.to_string().chars().filter(|c| !c.is_control()).take(300).collect();
        Self { fault, detail }
    }
}

impl From<ProviderFault> for ProviderFailure {
    fn from(fault: ProviderFault) -> Self {
        Self { fault, detail: String::new() }
    }
}

/// What a provider tells of somebody that ends sessions here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeardEvent {
    /// A session there was ended, or all of somebody's (CAEP, RISC).
    SessionRevoked,
    /// What somebody signs in with there was changed or taken away (CAEP).
    CredentialChange,
    /// Their account there was disabled (RISC).
    AccountDisabled,
    /// What they sign in with there is known to others (RISC).
    CredentialCompromise,
}

impl HeardEvent {
    /// The stable code: the last part of the event type's URI.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::SessionRevoked => "session-revoked",
            Self::CredentialChange => "credential-change",
            Self::AccountDisabled => "account-disabled",
            Self::CredentialCompromise => "credential-compromise",
        }
    }

    /// Whether it ends every session of the person, and not only those that began at the provider: it says something of the
    /// person, and not of a session or a proof there.
    #[must_use]
    pub const fn ends_all(self) -> bool {
        matches!(self, Self::AccountDisabled | Self::CredentialCompromise)
    }
}

/// Of whom a provider tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeardSubject {
    /// Of whom it knows by this name.
    Known {
        /// The name there.
        subject: String,
    },
    /// Of whose address this is.
    Address {
        /// The address.
        email: EmailAddress,
    },
    /// Of one session there.
    Session {
        /// The session's name there.
        there: String,
    },
}

/// What a provider told, verified (OpenID Shared Signals Framework 1.0).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeardSignal {
    /// What; `None` for what ends nothing here.
    pub event: Option<HeardEvent>,
    /// Of whom; `None` for what means nobody here.
    pub subject: Option<HeardSubject>,
    /// When it happened there.
    pub at: Timestamp,
    /// The message's own name: it counts once.
    pub id: String,
    /// From when on the message would count no more.
    pub until: Timestamp,
}

/// Why a receiver did not take a signal; the words hold no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostFailure {
    /// Which fault.
    pub fault: StreamFault,
    /// In which words, at most 300 characters.
    pub words: String,
}

impl PostFailure {
    /// A failure, with as much of the words as is fit to be shown.
    #[must_use]
    pub fn new(fault: StreamFault, words: &str) -> Self {
        Self { fault, words: words.chars().filter(|c| !c.is_control()).take(300).collect() }
    }
}

/// Sends signals to their receivers (RFC 8935).
#[async_trait]
pub trait SignalPost: Send + Sync {
    /// Whether an address is one that signals are sent to.
    fn accepts(&self, endpoint: &str) -> bool;

    /// Sends one token, and says whether it was taken.
    ///
    /// # Errors
    /// Why it was not.
    async fn post(&self, endpoint: &str, authorization: Option<&str>, token: &str) -> Result<(), PostFailure>;
}

/// Speaks with identity providers. What it says of somebody is verified; whom that makes here is not its business.
#[async_trait]
pub trait IdentityProviders: Send + Sync {
    /// Where to send somebody who signs in.
    ///
    /// # Errors
    /// When the provider cannot be reached or is not one.
    async fn ask(
        &self,
        place: &ProviderPlace,
        ask: &ProviderAsk,
        now: Timestamp,
    ) -> Result<ProviderAsked, ProviderFailure>;

    /// Who came back.
    ///
    /// # Errors
    /// When the answer is not one to the question, or not the provider's.
    async fn hear(
        &self,
        place: &ProviderPlace,
        keeps: &ProviderKeeps,
        again: Option<&ProofAgain>,
        answer: &ProviderAnswer,
        now: Timestamp,
    ) -> Result<Asserted, ProviderFailure>;

    /// Where to send somebody who signs out here, so that they can sign out there; `None` where the provider offers no
    /// such place.
    ///
    /// # Errors
    /// When the provider cannot be reached or is not one.
    async fn leave(
        &self,
        place: &ProviderPlace,
        token: &str,
        now: Timestamp,
    ) -> Result<Option<String>, ProviderFailure>;

    /// What a security event token says; `audiences` are the names that it may know us by. Whoever is not the provider by
    /// its own word is refused before anybody is asked for keys.
    ///
    /// # Errors
    /// When it is not the provider's, not for us, or not such a token.
    async fn signal(
        &self,
        place: &ProviderPlace,
        audiences: &[String],
        token: &str,
        now: Timestamp,
    ) -> Result<HeardSignal, ProviderFailure>;

    /// What a logout token says.
    ///
    /// # Errors
    /// When it is not the provider's, not for us, or not a logout token.
    async fn signed_out(
        &self,
        place: &ProviderPlace,
        token: &str,
        now: Timestamp,
    ) -> Result<SignedOutThere, ProviderFailure>;
}

/// What a domain's owner publishes in the domain name system.
#[async_trait]
pub trait Resolver: Send + Sync {
    /// The texts that are published under a name; none where there is no such name.
    ///
    /// # Errors
    /// A sentence for the log, when the system does not answer.
    async fn texts(&self, name: &str) -> Result<Vec<String>, String>;
}
