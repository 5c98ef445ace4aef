//! From when until when: a right never begins in the past, ends after it begins, and an external read-only one ends by
//! itself (EXT-13). And why: the giver's words.

use crate::command::guard::code::{FROM_BEGUN, REASON_INVALID, REASON_TOO_LONG, UNTIL_PAST, UNTIL_TOO_LATE};
use crate::command::guard::problem::Problems;
use prokura_decision::policy::Policy;
use prokura_decision::record::OrganizationRecord;
use prokura_domain::grant::role;
use prokura_domain::setting::key;
use prokura_domain::time::{Span, Term, Timestamp};

/// How long a reason may be, in characters.
const REASON_LENGTH: usize = 500;
/// How many days an external read-only grant lasts where no setting says it (EXT-13).
const READ_ONLY_DAYS: i64 = 30;

/// A term that is asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked<'a> {
    /// The term of the grant that is changed.
    pub(crate) before: Option<&'a Term>,
    /// From when; a moment in the past means now.
    pub(crate) from: Option<Timestamp>,
    /// Until when.
    pub(crate) until: Option<Timestamp>,
    /// How many days it may last at most.
    pub(crate) days: Option<i64>,
}

/// The term that a grant gets.
pub(crate) fn term(asked: &Asked<'_>, now: Timestamp, at: &str, problems: &mut Problems) -> Term {
    let begun = asked.before.filter(|before| before.start() <= now);
    let start = asked.from.unwrap_or(now).max(now);
    let from = match begun {
        None => Some(start),
        Some(before) => {
            if asked.from.is_some_and(|from| from > now) {
                problems.field(format!("{at}from"), FROM_BEGUN);
            }
            before.from
        }
    };
    let start = if begun.is_some() { now } else { start };
    let latest = asked.days.map(|days| start.plus(Span::days(days)));
    let until = asked.until.or(latest);
    if until.is_some_and(|until| until <= start) {
        problems.field(format!("{at}until"), UNTIL_PAST);
    }
    if let (Some(until), Some(latest), Some(days)) = (until, latest, asked.days)
        && until > latest
        && asked.before.is_none_or(|before| before.until != Some(until))
    {
        problems.rule(format!("{at}until"), UNTIL_TOO_LATE, vec![("days", days.to_string())]);
    }
    Term { from, until }
}

/// How many days a grant of a role may last in an organization at most; `None` for as long as it is given for.
pub(crate) fn days(policy: &Policy, organization: &OrganizationRecord, role_key: &str) -> Option<i64> {
    (role_key == role::EXTERNAL_READ_ONLY_ADMIN)
        .then(|| organization.number(policy, key::EXTERNAL_READ_ONLY_DAYS).unwrap_or(READ_ONLY_DAYS))
}

/// The giver's words, trimmed; nothing for none.
pub(crate) fn reason(asked: Option<&str>, problems: &mut Problems) -> Option<String> {
    let text = asked.map(str::trim).filter(|text| !text.is_empty())?;
    if text.chars().count() > REASON_LENGTH {
        problems.field("reason", REASON_TOO_LONG);
    } else if text.chars().any(|c| c.is_control() && c != '\n') {
        problems.field("reason", REASON_INVALID);
    }
    Some(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use prokura_domain::refusal::Refusal;

    const NOW: Timestamp = Timestamp(1_000);

    fn ask(before: Option<Term>, from: Option<i64>, until: Option<i64>, days: Option<i64>) -> Result<Term, Refusal> {
        let mut problems = Problems::default();
        let asked = Asked { before: before.as_ref(), from: from.map(Timestamp), until: until.map(Timestamp), days };
        let term = term(&asked, NOW, "", &mut problems);
        problems.refuse().map(|()| term)
    }

    #[test]
    fn a_right_never_begins_in_the_past() {
        assert_eq!(ask(None, Some(1), None, None), Ok(Term::starting(NOW)));
        assert_eq!(ask(None, Some(2_000), None, None), Ok(Term::starting(Timestamp(2_000))));
        assert_eq!(ask(None, Some(2_000), Some(2_000), None), Err(Refusal::field("until", UNTIL_PAST)));
        assert_eq!(ask(None, None, Some(1_000), None), Err(Refusal::field("until", UNTIL_PAST)));
    }

    #[test]
    fn what_has_begun_keeps_its_beginning() {
        let begun = Term::starting(Timestamp(5));
        assert_eq!(ask(Some(begun), None, Some(2_000), None), Ok(Term::between(Timestamp(5), Timestamp(2_000))));
        assert_eq!(ask(Some(begun), Some(1_500), None, None), Err(Refusal::field("from", FROM_BEGUN)));
        assert_eq!(ask(Some(Term::ALWAYS), None, None, None), Ok(Term::ALWAYS));
        let future = Term::starting(Timestamp(5_000));
        assert_eq!(ask(Some(future), Some(6_000), None, None), Ok(Term::starting(Timestamp(6_000))));
    }

    #[test]
    fn external_read_only_access_ends_by_itself() {
        // EXT-13
        let latest = NOW.plus(Span::days(30));
        assert_eq!(ask(None, None, None, Some(30)), Ok(Term::between(NOW, latest)));
        assert_eq!(ask(None, None, Some(latest.0), Some(30)), Ok(Term::between(NOW, latest)));
        let late = Refusal::Rule { code: "until_too_late", rule: "EXT-13", arguments: vec![("days", "30".to_owned())] };
        assert_eq!(ask(None, None, Some(latest.0 + 1), Some(30)), Err(late));
    }
}
