//! Security event tokens: what is told, in words of the standards, signed by the installation (RFC 8417, CAEP 1.0).

use crate::site::Site;
use crate::text::Language;
use async_trait::async_trait;
use prokura_app::delivery::Composes;
use prokura_app::error::Error;
use prokura_app::port::Read;
use prokura_domain::id::{OrganizationId, PrincipalId};
use prokura_domain::signal::{Initiator, Signal, SignalKind, SignalStream, WaitingSignal};
use prokura_domain::text::Locale;
use serde_json::{Map, Value, json};

const VERIFICATION: &str = "https://schemas.openid.net/secevent/ssf/event-type/verification";
const STREAM_UPDATED: &str = "https://schemas.openid.net/secevent/ssf/event-type/stream-updated";

/// Makes tokens.
#[derive(Clone)]
pub struct Composer(pub Site);

#[async_trait]
impl Composes for Composer {
    async fn compose(&self, stream: &SignalStream, signal: &WaitingSignal) -> Result<Option<String>, Error> {
        let mut read = self.0.service.read().await?;
        let Some((subject, uri, event)) = told(&mut *read, stream, signal).await? else { return Ok(None) };
        let claims = json!({
            "iss": self.0.public_url.origin(),
            "jti": signal.id.to_string(),
            "iat": seconds(signal),
            "aud": stream.receiver.to_string(),
            "txn": signal.revision.to_string(),
            "sub_id": subject,
            "events": { uri: event },
        });
        let signed = self.0.service.keys().sign_as("secevent+jwt", claims.to_string().as_bytes());
        signed.map(|signed| Some(signed.whole())).ok_or_else(|| Error::Internal("nothing can be signed".to_owned()))
    }
}

const fn seconds(signal: &WaitingSignal) -> i64 {
    signal.at.0.div_euclid(1_000_000)
}

/// Of whom, which event, and what of it.
async fn told(
    read: &mut dyn Read,
    stream: &SignalStream,
    waiting: &WaitingSignal,
) -> Result<Option<(Value, &'static str, Value)>, Error> {
    let itself = || json!({ "format": "opaque", "id": stream.id.to_string() });
    let told = match &waiting.signal {
        Signal::SessionRevoked { person, session, cause, by } => {
            let Some(user) = user(read, *person).await? else { return Ok(None) };
            let subject = match session {
                None => user,
                Some(session) => {
                    json!({ "format": "complex", "user": user, "session": { "format": "opaque", "id": session.to_string() } })
                }
            };
            let event = event(waiting, *by, &format!("signal-session-{}", cause.code()), Map::new());
            (subject, SignalKind::SessionRevoked.uri(), event)
        }
        Signal::CredentialChange { person, credential, change, by } => {
            let Some(user) = user(read, *person).await? else { return Ok(None) };
            let mut members = Map::new();
            members.insert("credential_type".to_owned(), json!(credential.code()));
            members.insert("change_type".to_owned(), json!(change.code()));
            let reason = format!("signal-credential-{}-{}", credential.code(), change.code());
            (user, SignalKind::CredentialChange.uri(), event(waiting, *by, &reason, members))
        }
        Signal::ClaimsChange { person, organization, roles, support_access, blocked, by } => {
            let (Some(user), Some(tenant)) = (user(read, *person).await?, tenant(read, *organization).await?) else {
                return Ok(None);
            };
            let mut claims = Map::new();
            let mut reason = "signal-claims-roles";
            if let Some(roles) = roles {
                claims.insert("roles".to_owned(), json!(roles));
            }
            if let Some(access) = support_access {
                claims.insert("support_access".to_owned(), json!(access));
                reason = "signal-claims-support";
            }
            if let Some(blocked) = blocked {
                claims.insert("blocked".to_owned(), json!(blocked));
                reason = "signal-claims-blocked";
            }
            let mut members = Map::new();
            members.insert("claims".to_owned(), Value::Object(claims));
            let subject = json!({ "format": "complex", "user": user, "tenant": tenant });
            (subject, SignalKind::TokenClaimsChange.uri(), event(waiting, *by, reason, members))
        }
        Signal::Verification { state } => {
            let event = state.as_ref().map_or_else(|| json!({}), |state| json!({ "state": state }));
            (itself(), VERIFICATION, event)
        }
        Signal::StreamUpdated { state, reason } => {
            (itself(), STREAM_UPDATED, json!({ "status": state.code(), "reason": reason.code() }))
        }
    };
    Ok(Some(told))
}

fn event(waiting: &WaitingSignal, by: Initiator, reason: &str, mut members: Map<String, Value>) -> Value {
    let texts: Map<String, Value> =
        Locale::ALL.iter().map(|locale| (locale.tag().to_owned(), json!(Language(*locale).text(reason)))).collect();
    members.insert("event_timestamp".to_owned(), json!(seconds(waiting)));
    members.insert("initiating_entity".to_owned(), json!(by.code()));
    members.insert("reason_admin".to_owned(), Value::Object(texts));
    Value::Object(members)
}

/// Somebody, by the address that services ask for decisions with.
async fn user(read: &mut dyn Read, person: PrincipalId) -> Result<Option<Value>, Error> {
    let email = match read.person(person).await? {
        Some(here) => Some(here.email),
        // That somebody's sessions ended is told after they were deleted, too, by the address that the receiver knows.
        None => read.departed(&[person]).await?.pop().and_then(|departed| departed.email),
    };
    Ok(email.map(|email| json!({ "format": "email", "email": email.as_str() })))
}

/// An organization, by the key that services ask for decisions with.
async fn tenant(read: &mut dyn Read, organization: OrganizationId) -> Result<Option<Value>, Error> {
    let organization = read.organization(organization).await?;
    Ok(organization.map(|organization| json!({ "format": "opaque", "id": organization.slug.as_str() })))
}
