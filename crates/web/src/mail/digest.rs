//! What changed in a day, for whoever asked for it.

use super::Desk;
use super::letter::{Letter, Line};
use crate::console::Zone;
use prokura_app::error::Error;
use prokura_app::query::digest::of;
use prokura_app::query::preferences::wants;
use prokura_domain::id::MessageId;
use prokura_domain::preference::Topic;
use prokura_domain::time::{Span, Timestamp};

/// How many kinds of changes are counted by name.
const KINDS: usize = 8;

/// By the rights that the reader has now; none where there is nothing to read, or where they turned it off since.
pub(super) async fn daily(desk: &mut Desk<'_>, message: MessageId, until: Timestamp) -> Result<Option<Letter>, Error> {
    if !wants(desk.read, desk.to.id, Topic::DailyDigest, desk.now).await? {
        return Ok(None);
    }
    let digests = of(&desk.site.service, message, desk.to.id, until).await?;
    if digests.is_empty() {
        return Ok(None);
    }
    let zone = Zone::default();
    let day = desk.day(until.minus(Span::days(1)));
    let named = [("day", day.as_str()), ("zone", zone.name())];
    let mut letter =
        desk.letter(desk.text("mail-digest-subject", &named)).paragraph(desk.text("mail-digest-text", &named));
    for it in digests {
        let page = format!("/o/{}", it.organization.slug);
        let day = zone.date(until.minus(Span::days(1)));
        let line = |key: &str, count: usize, path: &str| Line {
            label: desk.text(key, &[]),
            value: count.to_string(),
            link: desk.link(&format!("{page}{path}")),
        };
        let mut lines = Vec::new();
        for (action, count) in it.changes.iter().take(KINDS) {
            let path = format!("/audit?from={day}&until={day}&action={action}");
            lines.push(line(&format!("audit-{action}"), usize::try_from(*count).unwrap_or(usize::MAX), &path));
        }
        let more: u64 = it.changes.iter().skip(KINDS).map(|(_, count)| *count).sum();
        for (key, count, path) in [
            ("mail-digest-more", usize::try_from(more).unwrap_or(usize::MAX), "/audit"),
            ("mail-digest-ending", it.ending, "/users?show=administrators"),
            ("mail-digest-waiting", it.waiting, "/support"),
            ("mail-digest-warnings", it.warnings, ""),
        ] {
            if count > 0 {
                lines.push(line(key, count, path));
            }
        }
        letter = letter.section(it.organization.name.to_string(), lines);
    }
    let stop = desk.stop(Topic::DailyDigest);
    Ok(Some(letter.advice(desk.text("mail-digest-advice", &[])).stop(desk.text("mail-stop-link", &[]), stop)))
}
