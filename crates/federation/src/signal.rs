//! Is a security event token what it should be, and what does it say? (RFC 8417, OpenID Shared Signals Framework 1.0,
//! CAEP 1.0, RISC 1.0, RFC 9493)

use crate::discovery::Known;
use crate::jws::{Audience, Posted, invalid, named};
use crate::token::SKEW;
use prokura_app::port::{HeardEvent, HeardSignal, HeardSubject, ProviderFailure, ProviderFault, ProviderPlace};
use prokura_domain::time::{Span, Timestamp};
use serde::Deserialize;
use serde_json::{Map, Value};

/// How late a token may come: a provider tries again for a while when we are not there.
const COUNTS: Span = Span::days(1);
const CAEP: &str = "https://schemas.openid.net/secevent/caep/event-type/";
const RISC: &str = "https://schemas.openid.net/secevent/risc/event-type/";
/// How deep one subject may lie in another.
const DEEP: usize = 3;

#[derive(Deserialize)]
struct Claims {
    iss: String,
    aud: Option<Audience>,
    iat: i64,
    exp: Option<Value>,
    sub: Option<Value>,
    jti: String,
    sub_id: Option<Value>,
    events: Map<String, Value>,
}

/// A token, of which only the shape and the issuer's name were looked at: whoever has it asks for the keys then.
pub(crate) struct Read<'a>(Posted<'a, Claims>);

/// Takes a token apart. What is not the provider's by its own word is none, before anybody is asked for keys.
pub(crate) fn read<'a>(place: &ProviderPlace, token: &'a str) -> Result<Read<'a>, ProviderFailure> {
    let posted = Posted::<Claims>::read(token, &["secevent+jwt"])?;
    if posted.claims.iss != place.issuer {
        return Err(ProviderFailure::new(ProviderFault::TokenIssuer, format!("iss is `{}`", posted.claims.iss)));
    }
    Ok(Read(posted))
}

impl Read<'_> {
    /// What it says; `audiences` are the names that it may know us by.
    pub(crate) fn heard(
        &self,
        known: &Known,
        audiences: &[String],
        now: Timestamp,
    ) -> Result<HeardSignal, ProviderFailure> {
        self.0.check(known)?;
        let claims = &self.0.claims;
        let is_for_us = claims.aud.as_ref().is_some_and(|aud| audiences.iter().any(|name| aud.names(name)));
        if !is_for_us {
            return Err(ProviderFault::TokenAudience.into());
        }
        // Where another kind of token were taken for one, it would have these (Shared Signals Framework 1.0, section 4.1).
        if claims.exp.is_some() || claims.sub.is_some() {
            return Err(invalid("it has exp or sub, as no such token has"));
        }
        named(&claims.jti)?;
        let issued = at(claims.iat);
        if issued > now.plus(SKEW) {
            return Err(ProviderFault::TokenEarly.into());
        }
        let until = issued.plus(COUNTS);
        if now >= until {
            return Err(ProviderFault::TokenExpired.into());
        }
        let (uri, event) = match claims.events.iter().collect::<Vec<_>>()[..] {
            [(uri, Value::Object(event))] => (uri, event),
            _ => return Err(invalid("it does not tell of exactly one event")),
        };
        let subject = claims.sub_id.as_ref().or_else(|| event.get("subject"));
        // A moment in the future, or in another unit, is none.
        let said = event.get("event_timestamp").and_then(Value::as_i64).map(at).filter(|said| *said <= issued);
        Ok(HeardSignal {
            event: kind(uri, event),
            subject: subject.and_then(|subject| meant(subject, &claims.iss, DEEP)),
            at: said.unwrap_or(issued),
            id: claims.jti.clone(),
            until,
        })
    }
}

fn at(seconds: i64) -> Timestamp {
    Timestamp(seconds.saturating_mul(1_000_000))
}

/// What happened; `None` for what ends nothing here.
fn kind(uri: &str, event: &Map<String, Value>) -> Option<HeardEvent> {
    if let Some(kind) = uri.strip_prefix(CAEP) {
        return match kind {
            "session-revoked" => Some(HeardEvent::SessionRevoked),
            // Whoever gets one more thing to sign in with loses nothing.
            "credential-change" if event.get("change_type").and_then(Value::as_str) != Some("create") => {
                Some(HeardEvent::CredentialChange)
            }
            _ => None,
        };
    }
    match uri.strip_prefix(RISC)? {
        "sessions-revoked" => Some(HeardEvent::SessionRevoked),
        "account-disabled" => Some(HeardEvent::AccountDisabled),
        "credential-compromise" => Some(HeardEvent::CredentialCompromise),
        _ => None,
    }
}

/// Whom a subject identifier means (RFC 9493); `None` for one that is of no use here.
fn meant(subject: &Value, issuer: &str, deep: usize) -> Option<HeardSubject> {
    let deep = deep.checked_sub(1)?;
    let text = |name: &str| subject.get(name).and_then(Value::as_str).filter(|text| text.len() <= 500);
    match text("format")? {
        "iss_sub" if text("iss")? == issuer => Some(HeardSubject::Known { subject: text("sub")?.to_owned() }),
        "email" => Some(HeardSubject::Address { email: text("email")?.parse().ok()? }),
        "aliases" => {
            let several = subject.get("identifiers")?.as_array()?;
            several.iter().take(10).find_map(|one| meant(one, issuer, deep))
        }
        "complex" => {
            let session =
                subject.get("session").filter(|it| it.get("format").and_then(Value::as_str) == Some("opaque"));
            match session.and_then(|it| it.get("id")?.as_str()).filter(|id| id.len() <= 500) {
                Some(there) => Some(HeardSubject::Session { there: there.to_owned() }),
                None => meant(subject.get("user")?, issuer, deep),
            }
        }
        _ => None,
    }
}
