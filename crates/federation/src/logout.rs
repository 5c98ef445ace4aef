//! Is a logout token what it should be? (OpenID Connect Back-Channel Logout 1.0, section 2.6)

use crate::discovery::Known;
use crate::jws::{Audience, Posted, invalid, named};
use crate::token::SKEW;
use prokura_app::port::{ProviderFailure, ProviderFault, ProviderPlace, SignedOutThere};
use prokura_domain::time::{Span, Timestamp};
use serde::Deserialize;
use serde_json::{Map, Value};

const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
/// How long a token without `exp` counts, as older providers make them.
const COUNTS: Span = Span::minutes(5);

#[derive(Deserialize)]
struct Claims {
    iss: String,
    aud: Audience,
    iat: i64,
    exp: Option<i64>,
    jti: String,
    events: Map<String, Value>,
    sub: Option<String>,
    sid: Option<String>,
    nonce: Option<Value>,
}

/// What a logout token says.
pub(crate) fn signed_out(
    known: &Known,
    place: &ProviderPlace,
    token: &str,
    now: Timestamp,
) -> Result<SignedOutThere, ProviderFailure> {
    let posted = Posted::<Claims>::read(token, &["", "logout+jwt", "jwt"])?;
    posted.check(known)?;
    let claims = posted.claims;
    let at = |seconds: i64| Timestamp(seconds.saturating_mul(1_000_000));
    if claims.iss != place.issuer {
        return Err(ProviderFailure::new(ProviderFault::TokenIssuer, format!("iss is `{}`", claims.iss)));
    }
    if !claims.aud.names(&place.client_id) {
        return Err(ProviderFault::TokenAudience.into());
    }
    let until = claims.exp.map_or_else(|| at(claims.iat).plus(COUNTS), at).plus(SKEW);
    if now >= until {
        return Err(ProviderFault::TokenExpired.into());
    }
    if at(claims.iat) > now.plus(SKEW) {
        return Err(ProviderFault::TokenEarly.into());
    }
    if claims.nonce.is_some() {
        return Err(invalid("it has a nonce, as no logout token has"));
    }
    if !claims.events.get(EVENT).is_some_and(Value::is_object) {
        return Err(invalid("it is not about signing out"));
    }
    if claims.sub.is_none() && claims.sid.is_none() {
        return Err(invalid("it names neither sub nor sid"));
    }
    named(&claims.jti)?;
    Ok(SignedOutThere { subject: claims.sub, session: claims.sid, id: claims.jti, until })
}
