//! Times as people read them: in their zone and language.

use crate::text::{Argument, Language};
use jiff::Timestamp as Instant;
use jiff::Zoned;
use jiff::tz::TimeZone;
use prokura_domain::time::Timestamp;

/// The zone that times are shown in; it always has a name, and pages and mails say it.
#[derive(Clone, Debug)]
pub struct Zone {
    zone: TimeZone,
    name: String,
}

impl Default for Zone {
    fn default() -> Self {
        Self { zone: TimeZone::UTC, name: "UTC".to_owned() }
    }
}

impl Zone {
    /// The zone of an IANA name such as `Europe/Prague`; `None` for anything else.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let plain = name.len() <= 64 && name.chars().all(|c| c.is_ascii_alphanumeric() || "/_+-".contains(c));
        let zone = plain.then(|| TimeZone::get(name).ok()).flatten()?;
        let name = zone.iana_name()?.to_owned();
        Some(Self { zone, name })
    }

    /// The name, as in the zone database.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    fn civil(&self, at: Timestamp) -> Zoned {
        let clamped = at.0.clamp(Instant::MIN.as_microsecond(), Instant::MAX.as_microsecond());
        Instant::from_microsecond(clamped).unwrap_or(Instant::UNIX_EPOCH).to_zoned(self.zone.clone())
    }

    /// The first moment of a day as a date field writes it (`2026-03-02`); `None` for anything else.
    #[must_use]
    pub fn beginning_of_day(&self, date: &str) -> Option<Timestamp> {
        let date: jiff::civil::Date = date.parse().ok()?;
        let zoned = date.to_zoned(self.zone.clone()).ok()?;
        Some(Timestamp(zoned.timestamp().as_microsecond()))
    }

    /// The first moment after a day as a date field writes it: until when "until the 2nd" lasts.
    #[must_use]
    pub fn end_of_day(&self, date: &str) -> Option<Timestamp> {
        let date: jiff::civil::Date = date.parse().ok()?;
        let zoned = date.tomorrow().ok()?.to_zoned(self.zone.clone()).ok()?;
        Some(Timestamp(zoned.timestamp().as_microsecond()))
    }

    /// A moment as a field for day and time writes it (`2026-03-02T09:00`, with seconds or without); `None` for anything else. Of
    /// an hour that the clocks have twice, the first.
    #[must_use]
    pub fn moment(&self, text: &str) -> Option<Timestamp> {
        let civil: jiff::civil::DateTime = text.parse().ok()?;
        let zoned = civil.to_zoned(self.zone.clone()).ok()?;
        Some(Timestamp(zoned.timestamp().as_microsecond()))
    }

    /// A moment as a field for day and time writes it, to the second.
    #[must_use]
    pub fn field(&self, at: Timestamp) -> String {
        self.civil(at).datetime().strftime("%Y-%m-%dT%H:%M:%S").to_string()
    }

    /// The day of a moment, as a date field writes it.
    #[must_use]
    pub fn date(&self, at: Timestamp) -> String {
        self.civil(at).date().to_string()
    }
}

/// A moment for the `<time>` element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// RFC 3339, UTC: the attribute.
    pub iso: String,
    /// Day and time, to the minute: the words.
    pub text: String,
    /// The time alone where the day is the one of `now`; else as `text`.
    pub short: String,
    /// Day and time, to the second.
    pub exact: String,
}

impl Moment {
    /// A moment in a zone and language; `now` says which day is today.
    #[must_use]
    pub fn new(at: Timestamp, now: Timestamp, zone: &Zone, language: Language) -> Self {
        let there = zone.civil(at);
        let clock = format!("{}:{:02}", there.hour(), there.minute());
        let text = in_words(&there, &clock, language);
        let today = zone.civil(now).date() == there.date();
        let to_the_second = format!("{clock}:{:02}", there.second());
        Self {
            iso: iso(at),
            short: if today { clock } else { text.clone() },
            exact: in_words(&there, &to_the_second, language),
            text,
        }
    }
}

impl Moment {
    /// The day of a moment in words.
    #[must_use]
    pub fn day(at: Timestamp, zone: &Zone, language: Language) -> String {
        let there = zone.civil(at);
        let month = language.text(&format!("month-{}", there.month()));
        let (day, year) = (there.day().to_string(), there.year().to_string());
        language.text_with("time-day", &[("day", day.into()), ("month", month.into()), ("year", year.into())])
    }
}

/// RFC 3339 to the second.
#[must_use]
pub(super) fn iso(at: Timestamp) -> String {
    prokura_wire::time::rfc3339(Timestamp(at.0.div_euclid(1_000_000).saturating_mul(1_000_000)))
}

fn in_words(there: &Zoned, clock: &str, language: Language) -> String {
    let month = language.text(&format!("month-{}", there.month()));
    language.text_with(
        "time-moment",
        &[
            ("day", Argument::Text(there.day().to_string())),
            ("month", Argument::Text(month)),
            ("year", Argument::Text(there.year().to_string())),
            ("clock", clock.into()),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use prokura_domain::text::Locale;

    const AT: Timestamp = Timestamp(1_772_442_845_500_000); // 2026-03-02T09:14:05.5Z

    fn moment(zone: &str, locale: Locale) -> Moment {
        Moment::new(AT, AT, &Zone::named(zone).unwrap(), Language(locale))
    }

    #[test]
    fn a_moment_is_told_in_the_readers_zone_and_language() {
        assert_eq!(moment("Europe/Prague", Locale::En).text, "2 Mar 2026, 10:14");
        assert_eq!(moment("Europe/Prague", Locale::Cs).text, "2. 3. 2026 10:14");
        assert_eq!(moment("Europe/Warsaw", Locale::Pl).text, "2 marca 2026, 10:14");
        assert_eq!(moment("UTC", Locale::En).short, "9:14");
        assert_eq!(moment("UTC", Locale::En).exact, "2 Mar 2026, 9:14:05");
        assert_eq!(moment("America/New_York", Locale::En).iso, "2026-03-02T09:14:05Z");
    }

    #[test]
    fn only_zones_of_the_database_are_zones() {
        for bad in ["", "Europe/Nowhere", "../../etc/passwd", "<b>", &"x".repeat(1000)] {
            assert!(Zone::named(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn a_day_ends_where_the_next_begins() {
        let zone = Zone::named("Europe/Prague").unwrap();
        // The night in which clocks go forward has 23 hours.
        let begin = zone.beginning_of_day("2026-03-29").unwrap();
        let end = zone.end_of_day("2026-03-29").unwrap();
        assert_eq!(end.since(begin), prokura_domain::time::Span::hours(23));
        assert!(zone.end_of_day("2026-02-30").is_none());
    }
}
