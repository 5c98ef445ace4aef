//! Another address of a mailbox whose address is in use elsewhere (ORG-05).
//!
//! An identity has one home, so somebody who is at home elsewhere is added under another address or not at all. The rule book's
//! alias is such an address: here it is a sub-address (RFC 5233), `user+detail@domain`, which reaches the same mailbox at
//! services that know sub-addresses. It makes an identity of its own, and ties nothing to the other one. It is an offer only:
//! where it is a right that is wanted, and no second identity, external administrators are the way (EXT-02).

use crate::error::Error;
use crate::work::Work;
use prokura_domain::text::{EmailAddress, Slug};

/// What the arguments of a refusal say where no alias is free.
pub const NONE: &str = "none";
/// How many are tried.
const TRIED: usize = 9;
/// The longest part before the sign at, in bytes (RFC 5321, section 4.5.3.1.1).
const LOCAL: usize = 64;

/// A sub-address of the mailbox that nobody has: it says no more than trying it would.
pub(crate) async fn free(
    work: &mut Work<'_>,
    email: &EmailAddress,
    organization: &Slug,
) -> Result<Option<EmailAddress>, Error> {
    for alias in candidates(email, organization) {
        if !work.adds(&alias) && work.person_by_email(&alias).await?.is_none() {
            return Ok(Some(alias));
        }
    }
    Ok(None)
}

fn candidates(email: &EmailAddress, organization: &Slug) -> Vec<EmailAddress> {
    let text = email.as_str();
    let local = text.strip_suffix(email.domain()).and_then(|rest| rest.strip_suffix('@')).unwrap_or(text);
    let user = local.split('+').next().unwrap_or(local);
    let detail = |number: usize| {
        let end = if number == 1 { String::new() } else { format!("-{number}") };
        let room = LOCAL.checked_sub(user.len() + 1 + end.len()).filter(|room| *room > 0)?;
        let slug: String = organization.as_str().chars().take(room).collect();
        format!("{user}+{slug}{end}@{}", email.domain()).parse().ok()
    };
    if user.is_empty() { Vec::new() } else { (1..=TRIED).filter_map(detail).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(email: &str) -> Option<String> {
        let slug: Slug = "tatra-telecom".parse().unwrap();
        candidates(&email.parse().unwrap(), &slug).first().map(ToString::to_string)
    }

    #[test]
    fn an_alias_stays_in_the_same_mailbox() {
        // ORG-05
        for (from, to) in [
            ("pavel@brno.example", "pavel+tatra-telecom@brno.example"),
            ("pavel+x@brno.example", "pavel+tatra-telecom@brno.example"),
        ] {
            assert_eq!(first(from).as_deref(), Some(to));
        }
        let slug: Slug = "clinic".parse().unwrap();
        let all = candidates(&"pavel@brno.example".parse().unwrap(), &slug);
        assert_eq!(all[1].as_str(), "pavel+clinic-2@brno.example");
    }

    #[test]
    fn an_alias_is_an_address_or_there_is_none() {
        for length in 1..=64 {
            let email = format!("{}@brno.example", "x".repeat(length));
            let alias = first(&email);
            assert_eq!(alias.is_some(), length < 63, "{length}");
            assert!(alias.is_none_or(|alias| alias.parse::<EmailAddress>().is_ok_and(|it| it.as_str() == alias)));
        }
        assert_eq!(first("+x@brno.example"), None);
    }
}
