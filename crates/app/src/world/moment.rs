//! Times of world files: RFC 3339 with an offset, to the microsecond.

use prokura_domain::time::Timestamp;

/// The moment of an RFC 3339 text. What is finer than a microsecond is cut off.
pub(super) fn read(text: &str) -> Option<Timestamp> {
    if !is_rfc3339(text) {
        return None;
    }
    let moment: jiff::Timestamp = text.parse().ok()?;
    // Rounding down also before 1970, where cutting off would round up.
    let nanoseconds = moment.as_nanosecond();
    let at = Timestamp(i64::try_from(nanoseconds.div_euclid(1000)).ok()?);
    (at >= FIRST).then_some(at)
}

/// The first moment that RFC 3339 can say in UTC: 0000-01-01T00:00:00Z.
const FIRST: Timestamp = Timestamp(-62_167_219_200_000_000);

/// The text of a moment in UTC; `None` for one that RFC 3339 cannot say.
pub(super) fn write(at: Timestamp) -> Option<String> {
    if at < FIRST {
        return None;
    }
    jiff::Timestamp::from_microsecond(at.0).ok().map(|moment| moment.to_string())
}

/// `date-time` of RFC 3339, section 5.6; the parser beneath knows more ways to write a time.
fn is_rfc3339(text: &str) -> bool {
    let Some((date_time, rest)) = text.as_bytes().split_at_checked(19) else { return false };
    let shaped = |bytes: &[u8], shape: &[u8]| {
        bytes.len() == shape.len()
            && bytes.iter().zip(shape).all(|(byte, shape)| match shape {
                b'0' => byte.is_ascii_digit(),
                b'T' => matches!(byte, b'T' | b't' | b' '),
                b'+' => matches!(byte, b'+' | b'-'),
                other => byte == other,
            })
    };
    let fraction = if rest.first() == Some(&b'.') {
        1 + rest[1..].iter().take_while(|byte| byte.is_ascii_digit()).count()
    } else {
        0
    };
    let offset = &rest[fraction..];
    shaped(date_time, b"0000-00-00T00:00:00")
        && fraction != 1
        && fraction <= 10
        && (matches!(offset, b"Z" | b"z") || shaped(offset, b"+00:00"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_and_fractions_are_read_and_written_in_utc() {
        for (text, utc) in [
            ("2025-01-31T08:00:00Z", "2025-01-31T08:00:00Z"),
            ("2025-01-31t08:00:00z", "2025-01-31T08:00:00Z"),
            ("2025-01-31 08:00:00+02:00", "2025-01-31T06:00:00Z"),
            ("2025-01-31T08:00:00.123456789-00:30", "2025-01-31T08:30:00.123456Z"),
            ("1969-12-31T23:59:59.9999999Z", "1969-12-31T23:59:59.999999Z"),
            ("0000-01-01T00:00:00Z", "0000-01-01T00:00:00Z"),
        ] {
            let at = read(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(write(at).as_deref(), Some(utc), "{text}");
            assert_eq!(read(utc), Some(at), "{utc}");
        }
    }

    #[test]
    fn whatever_lacks_an_offset_or_does_not_exist_is_no_time() {
        for text in [
            "",
            "2025-01-31",
            "2025-01-31T08:00:00",
            "2025-01-31T08:00Z",
            "2025-02-30T08:00:00Z",
            "2025-01-31T25:00:00Z",
            "2025-01-31T08:00:00.Z",
            "2025-01-31T08:00:00+0200",
            "2025-01-31T08:00:00+99:00",
            "2025-01-31T08:00:00Z[Europe/Prague]",
            "+002025-01-31T08:00:00Z",
            "0000-01-01T00:00:00+10:00",
            "now",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_moment_that_cannot_be_written_is_not() {
        assert_eq!(write(Timestamp::MIN), None);
        assert_eq!(write(Timestamp::MAX), None);
    }
}
