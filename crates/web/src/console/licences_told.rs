//! Seats in words and bars: the licences page and the overview show them alike.

use super::Visit;
use crate::text::{Argument, Language};
use prokura_app::query::licences::{LicencesSeen, PoolSeen};
use prokura_app::seats::Shortage;
use prokura_decision::policy::Policy;
use prokura_domain::id::SubscriptionId;

/// How full something is: what a bar shows, with its words for whoever does not see it.
pub(super) struct Bar {
    pub(super) value: i64,
    pub(super) most: i64,
    /// `ok`, `warn` or `bad`.
    pub(super) tone: &'static str,
    pub(super) label: String,
}

impl Bar {
    /// Of the seats of a service.
    pub(super) fn new(visit: &Visit, service: &str, used: i64, seats: i64) -> Self {
        let tone = if used > seats {
            "bad"
        } else if used > 0 && used * 100 >= seats * prokura_app::seats::NEARLY_FULL {
            "warn"
        } else {
            "ok"
        };
        let arguments = [
            ("service", Argument::Text(service.to_owned())),
            ("used", Argument::Text(grouped(visit.language, used))),
            ("seats", Argument::Text(grouped(visit.language, seats))),
        ];
        let label = visit.language.text_with("licences-share", &arguments);
        Self { value: if seats == 0 { used.min(1) } else { used.min(seats) }, most: seats.max(1), tone, label }
    }
}

/// What is short, in words.
pub(super) struct Short {
    /// The tone of the note.
    pub(super) kind: &'static str,
    pub(super) icon: &'static str,
    pub(super) heading: String,
    pub(super) text: String,
}

/// What is short of pools. `called` gives a subscription's look-up key.
pub(super) fn shortages(
    visit: &Visit,
    policy: &Policy,
    pools: &[PoolSeen],
    called: impl Fn(SubscriptionId) -> String,
) -> Vec<Short> {
    let mut told = Vec::new();
    for pool in pools {
        let service = service_title(policy, &pool.pool.service, visit.language);
        for shortage in &pool.shortages {
            told.push(short(visit, &service, *shortage, &called));
        }
    }
    // The gravest first, whichever service it is of.
    told.sort_by_key(|it| ["bad", "warn", "info"].iter().position(|kind| *kind == it.kind));
    told
}

fn short(visit: &Visit, service: &str, shortage: Shortage, called: &impl Fn(SubscriptionId) -> String) -> Short {
    let (kind, icon, count) = match shortage {
        Shortage::Over(count) => ("bad", "alert-triangle", count),
        Shortage::NoneFree => ("warn", "ban", 0),
        Shortage::FewFree(left) => ("warn", "alert-triangle", left),
        Shortage::EndsSoon { missing: 0, .. } => ("info", "calendar-time", 0),
        Shortage::EndsSoon { missing, .. } => ("warn", "calendar-time", missing),
    };
    let (subscription, moment) = match shortage {
        Shortage::EndsSoon { subscription, until, .. } => (called(subscription), visit.moment(until).text),
        Shortage::Over(_) | Shortage::NoneFree | Shortage::FewFree(_) => (String::new(), String::new()),
    };
    let arguments = [
        ("service", Argument::Text(service.to_owned())),
        ("count", Argument::Number(count)),
        ("shown", Argument::Text(grouped(visit.language, count))),
        ("subscription", Argument::Text(subscription)),
        ("moment", Argument::Text(moment)),
    ];
    let key = format!("shortage-{}", shortage.code());
    Short {
        kind,
        icon,
        heading: visit.language.text_with(&key, &arguments),
        text: visit.language.text_with(&format!("{key}-text"), &arguments),
    }
}

/// The look-up key of a subscription among those that were seen.
pub(super) fn called(seen: &LicencesSeen, id: SubscriptionId) -> String {
    let found = seen.subscriptions.iter().find(|it| it.subscription.id == id);
    found.map_or_else(|| id.to_string(), |it| it.subscription.slug.to_string())
}

/// What a service is called.
pub(super) fn service_title(policy: &Policy, code: &str, language: Language) -> String {
    let found = policy.services.iter().find(|service| service.code == code);
    found.map_or(code, |service| service.title.in_locale(language.0)).to_owned()
}

/// A number of seats or people, with its thousands apart.
pub(super) fn grouped(language: Language, number: i64) -> String {
    language.grouped(u64::try_from(number).unwrap_or_default())
}
