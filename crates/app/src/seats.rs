//! How many seats of each service an organization has, how many its people take, and what that comes to.
//!
//! A seat is a licence that somebody holds. An organization's active subscriptions with a service are one pool of seats: each adds
//! its quantity. A subscription's own share of what is taken follows from the pool: what ends last is filled first, so that
//! what ends soon counts as free for as long as it can.

use prokura_decision::policy::Policy;
use prokura_domain::event::{Change, Event};
use prokura_domain::id::{OrganizationId, SubscriptionId};
use prokura_domain::licence_rule::{Gives, LicenceRule};
use prokura_domain::organization::Subscription;
use prokura_domain::person::Person;
use prokura_domain::time::{Span, Timestamp};
use std::collections::BTreeMap;

/// How many people of an organization hold each licence, by code.
pub type Held = BTreeMap<String, i64>;

/// How long before its end a subscription is warned of.
pub const ENDS_SOON: Span = Span::days(30);
/// Of so many hundredths of its seats taken, a pool is nearly full.
pub const NEARLY_FULL: i64 = 90;

/// The seats of a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pool {
    /// The service's code.
    pub service: String,
    /// How many there are in active subscriptions.
    pub seats: i64,
    /// How many people hold each licence that takes them, in the policy's order.
    pub held: Vec<(String, i64)>,
}

impl Pool {
    /// How many are taken.
    #[must_use]
    pub fn used(&self) -> i64 {
        self.held.iter().map(|(_, people)| people).sum()
    }

    /// How many are free.
    #[must_use]
    pub fn free(&self) -> i64 {
        (self.seats - self.used()).max(0)
    }

    /// How many people hold a licence that there is no seat for.
    #[must_use]
    pub fn over(&self) -> i64 {
        (self.used() - self.seats).max(0)
    }
}

/// A subscription's share of a pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// The subscription.
    pub subscription: SubscriptionId,
    /// The service's code.
    pub service: String,
    /// How many seats it adds.
    pub seats: i64,
    /// How many of them are taken.
    pub used: i64,
}

/// What is short, or will be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shortage {
    /// More people hold licences than there are seats: by so many.
    Over(i64),
    /// No seat is free.
    NoneFree,
    /// So many are left, a tenth or less.
    FewFree(i64),
    /// A subscription ends soon, and then so many seats are missing; 0 where the others are enough.
    EndsSoon {
        /// Which.
        subscription: SubscriptionId,
        /// When.
        until: Timestamp,
        /// How many seats are missing then, were nothing else to change.
        missing: i64,
    },
}

impl Shortage {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Over(_) => "over",
            Self::NoneFree => "none_free",
            Self::FewFree(_) => "few_free",
            Self::EndsSoon { .. } => "ends_soon",
        }
    }
}

/// Codes of the licences that a rule gives, sorted, and the package.
#[must_use]
pub fn given(policy: &Policy, rule: &LicenceRule) -> (Vec<String>, Option<String>) {
    match &rule.gives {
        Gives::Licences(licences) => (licences.clone(), None),
        Gives::Package(code) => match policy.package(code) {
            Some(package) => (package.licences.clone(), Some(code.clone())),
            None => (Vec::new(), None),
        },
    }
}

/// How many seats of a service there are at a moment.
#[must_use]
pub fn seats(subscriptions: &[Subscription], service: &str, at: Timestamp) -> i64 {
    of_service(subscriptions, service, at).fold(0, |seats, it| seats.saturating_add(it.quantity))
}

/// The subscriptions with a service that are active at a moment.
pub fn of_service<'a>(
    subscriptions: &'a [Subscription],
    service: &'a str,
    at: Timestamp,
) -> impl Iterator<Item = &'a Subscription> {
    subscriptions.iter().filter(move |it| it.term.contains(at) && it.services.iter().any(|code| code == service))
}

/// The pools of an organization at a moment: of every service that is sold to it, or that somebody holds a licence for.
#[must_use]
pub fn pools(policy: &Policy, subscriptions: &[Subscription], held: &Held, at: Timestamp) -> Vec<Pool> {
    let pool = |service: &str| {
        let takes = policy.licences.iter().filter(|licence| licence.service.as_deref() == Some(service));
        Pool {
            service: service.to_owned(),
            seats: seats(subscriptions, service, at),
            held: takes.map(|it| (it.code.clone(), held.get(&it.code).copied().unwrap_or_default())).collect(),
        }
    };
    let all = policy.services.iter().map(|service| pool(&service.code));
    all.filter(|pool| {
        pool.used() > 0 || (!pool.held.is_empty() && of_service(subscriptions, &pool.service, at).next().is_some())
    })
    .collect()
}

/// What of a pool is taken in each subscription: what ends last is filled first.
#[must_use]
pub fn shares(pool: &Pool, subscriptions: &[Subscription], at: Timestamp) -> Vec<Share> {
    let mut active: Vec<&Subscription> = of_service(subscriptions, &pool.service, at).collect();
    active.sort_by_key(|it| (std::cmp::Reverse(it.term.until.map_or(i64::MAX, |until| until.0)), &it.slug));
    let mut left = pool.used();
    let share = |it: &Subscription| {
        let used = left.min(it.quantity);
        left -= used;
        Share { subscription: it.id, service: pool.service.clone(), seats: it.quantity, used }
    };
    active.into_iter().map(share).collect()
}

/// What is short of a pool, the gravest first.
#[must_use]
pub fn shortages(pool: &Pool, subscriptions: &[Subscription], at: Timestamp) -> Vec<Shortage> {
    let (used, mut found) = (pool.used(), Vec::new());
    if used > pool.seats {
        found.push(Shortage::Over(used - pool.seats));
    } else if used == pool.seats && used > 0 {
        found.push(Shortage::NoneFree);
    } else if used.saturating_mul(100) >= pool.seats.saturating_mul(NEARLY_FULL) && used > 0 {
        found.push(Shortage::FewFree(pool.free()));
    }
    let mut ending: Vec<(Timestamp, SubscriptionId)> = of_service(subscriptions, &pool.service, at)
        .filter_map(|it| Some((it.term.until?, it.id)))
        .filter(|(until, _)| *until <= at.plus(ENDS_SOON))
        .collect();
    ending.sort_unstable();
    found.extend(ending.into_iter().map(|(until, subscription)| Shortage::EndsSoon {
        subscription,
        until,
        missing: (used - seats(subscriptions, &pool.service, until)).max(0),
    }));
    found
}

/// What events change of how many people of an organization hold each licence.
pub fn count<'e>(held: &mut Held, organization: OrganizationId, events: impl IntoIterator<Item = &'e Event>) {
    let mut add = |person: &Person, by: i64| {
        for code in person.licenses.iter().filter(|_| person.home == organization) {
            *held.entry(code.clone()).or_default() += by;
        }
    };
    for event in events {
        if let Event::PersonAdded(person) = event {
            add(person, 1);
        } else if let Event::PersonChanged(Change { before, after })
        | Event::PersonDeleted(Change { before, after }, _)
        | Event::PersonRestored(Change { before, after })
        | Event::PersonClaimed(Change { before, after }) = event
        {
            add(before, -1);
            add(after, 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use prokura_domain::time::Term;
    use uuid::Uuid;

    fn sold(number: u128, services: &[&str], quantity: i64, until: Option<i64>) -> Subscription {
        Subscription {
            id: SubscriptionId(Uuid::from_u128(number)),
            slug: format!("s{number}").parse().unwrap(),
            customer: OrganizationId(Uuid::from_u128(1)),
            seller: OrganizationId(Uuid::from_u128(2)),
            services: services.iter().map(|&service| service.to_owned()).collect(),
            quantity,
            term: Term { from: None, until: until.map(|day| Timestamp(0).plus(Span::days(day))) },
        }
    }

    fn pool(subscriptions: &[Subscription], calling: i64) -> Pool {
        let held = Held::from([("calling".to_owned(), calling)]);
        let found = pools(&Policy::embedded().unwrap(), subscriptions, &held, Timestamp(0));
        found.into_iter().find(|pool| pool.service == "calling").unwrap()
    }

    #[test]
    fn what_ends_last_is_filled_first() {
        let all = [
            sold(1, &["calling"], 10, Some(20)),
            sold(2, &["calling"], 5, None),
            sold(3, &["calling"], 5, Some(90)),
            sold(4, &["meetings"], 5, None),
        ];
        let used = |calling| {
            let shares = shares(&pool(&all, calling), &all, Timestamp(0));
            shares.into_iter().map(|it| (it.subscription.0.as_u128(), it.used)).collect::<Vec<_>>()
        };
        assert_eq!(used(0), [(2, 0), (3, 0), (1, 0)]);
        assert_eq!(used(7), [(2, 5), (3, 2), (1, 0)]);
        // Nobody is counted twice, and those without a seat are counted in no subscription.
        assert_eq!(used(25), [(2, 5), (3, 5), (1, 10)]);
        assert_eq!((pool(&all, 25).over(), pool(&all, 25).free(), pool(&all, 12).free()), (5, 0, 8));
    }

    #[test]
    fn what_is_short_is_told_once_and_what_ends_soon_by_what_is_missing_then() {
        let lasting = [sold(1, &["calling"], 20, None)];
        let short = |all: &[Subscription], calling| shortages(&pool(all, calling), all, Timestamp(0));
        assert_eq!(short(&lasting, 17), []);
        assert_eq!(short(&lasting, 18), [Shortage::FewFree(2)]);
        assert_eq!(short(&lasting, 20), [Shortage::NoneFree]);
        assert_eq!(short(&lasting, 23), [Shortage::Over(3)]);
        let ending = [sold(1, &["calling"], 20, Some(30)), sold(2, &["calling"], 6, Some(31))];
        let ends = |missing| Shortage::EndsSoon {
            subscription: ending[0].id,
            until: Timestamp(0).plus(Span::days(30)),
            missing,
        };
        assert_eq!(short(&ending, 6), [ends(0)]);
        assert_eq!(short(&ending, 10), [ends(4)]);
        assert_eq!(short(&[], 1), [Shortage::Over(1)], "a licence that nothing was sold for");
    }
}
