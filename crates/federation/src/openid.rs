//! OpenID Connect: authorization code with PKCE, and what comes back.

use crate::discovery::{Directory, Known, failure};
use crate::outbound::{Outbound, OutboundError};
use crate::token::{More, Token, asserted};
use crate::{logout, signal};
use async_trait::async_trait;
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreAuthenticationFlow, CoreClientAuthMethod, CoreErrorResponseType,
    CoreGenderClaim, CoreJsonWebKey, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreRevocableToken,
    CoreRevocationErrorResponse, CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::{
    AsyncHttpClient, AuthType, AuthenticationContextClass, AuthorizationCode, Client, ClientId, ClientSecret,
    CsrfToken, EmptyExtraTokenFields, EndpointMaybeSet, EndpointNotSet, EndpointSet, HttpRequest, HttpResponse,
    IdTokenFields, LoginHint, Nonce, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RequestTokenError, Scope,
    StandardErrorResponse, StandardTokenResponse,
};
use prokura_app::port::{
    Asserted, HeardSignal, IdentityProviders, ProofAgain, ProviderAnswer, ProviderAsk, ProviderAsked, ProviderFailure,
    ProviderFault, ProviderKeeps, ProviderPlace, SignedOutThere,
};
use prokura_domain::time::Timestamp;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

type Fields = IdTokenFields<
    More,
    EmptyExtraTokenFields,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;
type Speaker = Client<
    More,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    StandardTokenResponse<Fields, CoreTokenType>,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// Providers that speak OpenID Connect.
#[derive(Debug)]
pub struct OpenIdProviders {
    directory: Directory,
}

impl OpenIdProviders {
    /// Reaches providers by this way out.
    #[must_use]
    pub fn new(outbound: Outbound) -> Self {
        Self { directory: Directory::new(outbound) }
    }

    async fn known(&self, place: &ProviderPlace, now: Timestamp) -> Result<Known, ProviderFailure> {
        if place.issuer.is_empty() || place.client_id.is_empty() {
            return Err(ProviderFault::Incomplete.into());
        }
        self.directory.provider(&place.issuer, now).await
    }

    /// The ID token that a code is good for.
    async fn redeem(
        &self,
        place: &ProviderPlace,
        known: &Known,
        verifier: &str,
        code: String,
    ) -> Result<Token, ProviderFailure> {
        let http = Http(self.directory.outbound());
        let answer = speaker(place, known)?
            .exchange_code(AuthorizationCode::new(code))
            .map_err(|error| ProviderFailure::new(ProviderFault::MetadataInvalid, error))?
            .set_pkce_verifier(PkceCodeVerifier::new(verifier.to_owned()))
            .request_async(&http)
            .await
            .map_err(refused)?;
        answer.extra_fields().id_token().cloned().ok_or_else(|| ProviderFault::TokenMissing.into())
    }
}

#[async_trait]
impl IdentityProviders for OpenIdProviders {
    async fn ask(
        &self,
        place: &ProviderPlace,
        ask: &ProviderAsk,
        now: Timestamp,
    ) -> Result<ProviderAsked, ProviderFailure> {
        let known = self.known(place, now).await?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let speaker = speaker(place, &known)?;
        let state = CsrfToken::new(ask.state.clone());
        let mut request = speaker
            .authorize_url(CoreAuthenticationFlow::AuthorizationCode, move || state, Nonce::new_random)
            .add_scope(Scope::new("email".to_owned()))
            .set_pkce_challenge(challenge);
        if let Some(hint) = &ask.hint {
            request = request.set_login_hint(LoginHint::new(hint.clone()));
        }
        if let Some(again) = &ask.again {
            request = request.set_max_age(Duration::ZERO).add_prompt(CoreAuthPrompt::Login);
            for acr in &again.acr {
                request = request.add_auth_context_value(AuthenticationContextClass::new(acr.clone()));
            }
        }
        let (to, _, nonce) = request.url();
        let keeps = ProviderKeeps { nonce: nonce.secret().clone(), verifier: verifier.secret().clone() };
        Ok(ProviderAsked { to: to.into(), keeps })
    }

    async fn hear(
        &self,
        place: &ProviderPlace,
        keeps: &ProviderKeeps,
        again: Option<&ProofAgain>,
        answer: &ProviderAnswer,
        now: Timestamp,
    ) -> Result<Asserted, ProviderFailure> {
        let known = self.known(place, now).await?;
        // Before the code goes anywhere: an answer of another provider is not redeemed at this one (RFC 9207).
        match &answer.issuer {
            Some(issuer) if *issuer != place.issuer => {
                return Err(ProviderFailure::new(ProviderFault::AnswerIssuer, format!("iss is `{issuer}`")));
            }
            None if known.metadata.additional_metadata().authorization_response_iss_parameter_supported => {
                return Err(ProviderFailure::new(ProviderFault::AnswerIssuer, "iss is missing"));
            }
            Some(_) | None => {}
        }
        let code = answer.code.clone().map_err(|error| ProviderFailure::new(ProviderFault::Denied, error))?;
        let token = self.redeem(place, &known, &keeps.verifier, code).await?;
        let heard = asserted(&known, place, keeps, again, &token, now);
        let Err(ProviderFailure { fault: ProviderFault::TokenKey, .. }) = heard else { return heard };
        match self.directory.with_new_keys(&place.issuer, now).await? {
            Some(known) => asserted(&known, place, keeps, again, &token, now),
            None => heard,
        }
    }

    async fn leave(
        &self,
        place: &ProviderPlace,
        token: &str,
        now: Timestamp,
    ) -> Result<Option<String>, ProviderFailure> {
        let known = self.known(place, now).await?;
        let Some(endpoint) = &known.metadata.additional_metadata().end_session_endpoint else { return Ok(None) };
        let mut to = self.directory.outbound().parse(endpoint).map_err(failure)?;
        to.query_pairs_mut()
            .append_pair("id_token_hint", token)
            .append_pair("client_id", &place.client_id)
            .append_pair("post_logout_redirect_uri", &place.back);
        Ok(Some(to.into()))
    }

    async fn signed_out(
        &self,
        place: &ProviderPlace,
        token: &str,
        now: Timestamp,
    ) -> Result<SignedOutThere, ProviderFailure> {
        let known = self.known(place, now).await?;
        let heard = logout::signed_out(&known, place, token, now);
        let Err(ProviderFailure { fault: ProviderFault::TokenKey, .. }) = heard else { return heard };
        match self.directory.with_new_keys(&place.issuer, now).await? {
            Some(known) => logout::signed_out(&known, place, token, now),
            None => heard,
        }
    }

    async fn signal(
        &self,
        place: &ProviderPlace,
        audiences: &[String],
        token: &str,
        now: Timestamp,
    ) -> Result<HeardSignal, ProviderFailure> {
        let read = signal::read(place, token)?;
        let known = self.known(place, now).await?;
        let heard = read.heard(&known, audiences, now);
        let Err(ProviderFailure { fault: ProviderFault::TokenKey, .. }) = heard else { return heard };
        match self.directory.with_new_keys(&place.issuer, now).await? {
            Some(known) => read.heard(&known, audiences, now),
            None => heard,
        }
    }
}

fn speaker(place: &ProviderPlace, known: &Known) -> Result<Speaker, ProviderFailure> {
    let secret = place.client_secret.clone().map(ClientSecret::new);
    let back = RedirectUrl::new(place.back.clone())
        .map_err(|error| ProviderFailure::new(ProviderFault::AddressRefused, error))?;
    let methods = known.metadata.token_endpoint_auth_methods_supported();
    // Without a word about it, `client_secret_basic` is what a provider takes.
    let basic = methods.is_none_or(|methods| methods.contains(&CoreClientAuthMethod::ClientSecretBasic));
    let kind = if basic { AuthType::BasicAuth } else { AuthType::RequestBody };
    Ok(Speaker::from_provider_metadata((*known.metadata).clone(), ClientId::new(place.client_id.clone()), secret)
        .set_auth_type(kind)
        .set_redirect_uri(back))
}

/// What a token endpoint's refusal comes to. Its own words are not shown further: they may repeat what was sent.
fn refused(error: RequestTokenError<OutboundError, StandardErrorResponse<CoreErrorResponseType>>) -> ProviderFailure {
    match error {
        RequestTokenError::ServerResponse(answer) => {
            use CoreErrorResponseType as E;
            let is_about_us = matches!(answer.error(), E::InvalidClient | E::UnauthorizedClient);
            let fault = if is_about_us { ProviderFault::ClientRefused } else { ProviderFault::CodeRefused };
            ProviderFailure::new(fault, answer.error())
        }
        RequestTokenError::Request(error) => failure(error),
        RequestTokenError::Parse(..) => {
            ProviderFailure::new(ProviderFault::AnswerInvalid, "the token endpoint's answer cannot be read")
        }
        RequestTokenError::Other(error) => ProviderFailure::new(ProviderFault::AnswerInvalid, error),
    }
}

/// The way out as the library asks for it.
struct Http<'a>(&'a Outbound);

impl<'c> AsyncHttpClient<'c> for Http<'_> {
    type Error = OutboundError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, OutboundError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.0.send(request))
    }
}
