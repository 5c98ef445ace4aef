//! Times on the wire: RFC 3339, UTC.

use jiff::Timestamp as Civil;
use prokura_domain::time::Timestamp;

/// A moment as RFC 3339 in UTC. What lies outside the years that RFC 3339 can write is shown as its nearest.
#[must_use]
pub fn rfc3339(at: Timestamp) -> String {
    let nearest = if at.0 < 0 { Civil::MIN } else { Civil::MAX };
    Civil::from_microsecond(at.0).unwrap_or(nearest).to_string()
}

/// A moment from RFC 3339, with any offset; `None` for anything else.
#[must_use]
pub fn parse(text: &str) -> Option<Timestamp> {
    text.parse::<Civil>().ok().map(|civil| Timestamp(civil.as_microsecond()))
}

/// A moment on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, utoipa::ToSchema)]
#[schema(value_type = String, format = DateTime, example = "2026-03-02T09:00:00Z")]
pub struct Moment(pub Timestamp);

impl From<Timestamp> for Moment {
    fn from(at: Timestamp) -> Self {
        Self(at)
    }
}

impl serde::Serialize for Moment {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&rfc3339(self.0))
    }
}

impl<'de> serde::Deserialize<'de> for Moment {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        parse(&text).map(Self).ok_or_else(|| serde::de::Error::custom("not a moment as RFC 3339 writes it"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_go_there_and_back() {
        let at: Moment = serde_json::from_str("\"2026-03-02T10:00:00.000001+01:00\"").unwrap();
        assert_eq!(at.0, Timestamp(1_772_442_000_000_001));
        assert_eq!(serde_json::to_string(&at).unwrap(), "\"2026-03-02T09:00:00.000001Z\"");
        for bad in ["\"2026-03-02\"", "\"yesterday\"", "1772442000", "\"\"", "null"] {
            assert!(serde_json::from_str::<Moment>(bad).is_err(), "{bad}");
        }
        assert_eq!(rfc3339(Timestamp::MIN), "-009999-01-02T01:59:59Z");
        assert_eq!(rfc3339(Timestamp::MAX), "9999-12-30T22:00:00.999999999Z");
    }
}
