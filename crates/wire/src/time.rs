//! Times on the wire: RFC 3339, UTC.

use jiff::Timestamp as Civil;
use prokura_domain::time::Timestamp;

/// A moment as RFC 3339 in UTC. What lies outside the years that RFC 3339 can write is shown as its nearest.
#[must_use]
pub fn rfc3339(at: Timestamp) -> String {
    let clamped = at.0.clamp(Civil::MIN.as_microsecond(), Civil::MAX.as_microsecond());
    Civil::from_microsecond(clamped).map_or_else(|_| at.0.to_string(), |civil| civil.to_string())
}

/// A moment from RFC 3339, with any offset; `None` for anything else.
#[must_use]
pub fn parse(text: &str) -> Option<Timestamp> {
    text.parse::<Civil>().ok().map(|civil| Timestamp(civil.as_microsecond()))
}
