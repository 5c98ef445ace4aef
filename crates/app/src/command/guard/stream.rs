//! Who may use a stream of signals: the service account that made it, and whoever manages how the organization's people
//! sign in.

use crate::caller::{Actor, Via};
use crate::error::Error;
use crate::standing::active_actor;
use crate::work::Work;
use prokura_decision::permit::{OwnMatter, Permit, decide_own};
use prokura_domain::account::TokenScope;
use prokura_domain::id::{OrganizationId, PrincipalId, StreamId};
use prokura_domain::refusal::Refusal;
use prokura_domain::signal::SignalStream;

/// A service account that comes with a token for signals, the organization that it hears of, and its permit.
pub(crate) async fn receiver(work: &mut Work<'_>) -> Result<(PrincipalId, OrganizationId, Permit), Error> {
    let actor = active_actor(work).await?;
    let Actor::Principal { via: Via::Token { scopes, organization, .. }, .. } = &work.caller().actor else {
        return Err(Refusal::Unauthenticated.into());
    };
    let is_service = work.facts.principal_record(actor).is_some_and(|record| record.email.is_none());
    if !is_service || !scopes.contains(&TokenScope::Signals) {
        let because = vec!["token_scope"];
        return Err(Refusal::Forbidden { asked: "signals".to_owned(), because, rules: Vec::new() }.into());
    }
    let organization = *organization;
    work.know_organization(organization).await?;
    work.log_in(organization);
    let permit = decide_own(actor, actor, OwnMatter::OwnStreams).ok_or(Refusal::Unauthenticated)?;
    Ok((actor, organization, permit))
}

/// A stream of whoever acts: another's is none.
pub(crate) async fn own(work: &mut Work<'_>, stream: StreamId) -> Result<(SignalStream, Permit), Error> {
    let (actor, organization, permit) = receiver(work).await?;
    let found = work.read().stream(stream).await?;
    let found = found.filter(|stream| stream.receiver == actor && stream.organization == organization);
    Ok((found.ok_or(Refusal::NotFound)?, permit))
}

/// A stream of an organization whose settings of authentication whoever acts manages.
pub(crate) async fn managed(
    work: &mut Work<'_>,
    organization: OrganizationId,
    stream: StreamId,
) -> Result<(SignalStream, Permit), Error> {
    active_actor(work).await?;
    work.enter(organization).await?;
    let permit = work.ask_manage("settings.authentication", organization)?;
    let found = work.read().stream(stream).await?.filter(|stream| stream.organization == organization);
    Ok((found.ok_or(Refusal::NotFound)?, permit))
}
