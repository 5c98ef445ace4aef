//! Nobody gets a licence without a seat for it.

use crate::command::guard::code::{NO_FREE_SEAT, SERVICE_NOT_SOLD};
use crate::command::guard::problem::Problems;
use crate::error::Error;
use crate::seats::{Held, count, given, of_service, seats};
use crate::work::Work;
use prokura_decision::permit::Permit;
use prokura_domain::event::Event;
use prokura_domain::id::OrganizationId;
use prokura_domain::licence_rule::rule_for;
use prokura_domain::person::Person;
use prokura_domain::text::EmailAddress;
use std::collections::BTreeMap;

/// Makes sure that there is a seat for each licence that somebody of an organization gets; what they have already is not asked
/// about, seat or not. What the same command plans counts, and what a rehearsal foresees.
///
/// # Errors
/// When the store fails; what is wrong is among the problems.
pub(crate) async fn draw(
    work: &mut Work<'_>,
    organization: OrganizationId,
    before: &[String],
    after: &[String],
    problems: &mut Problems,
) -> Result<(), Error> {
    for code in short(work, organization, before, after).await? {
        let service = work.policy.licence(&code).and_then(|licence| licence.service.clone()).unwrap_or_default();
        let sellers = sellers(work, organization, &service).await?;
        if sellers.is_empty() {
            problems.field_with("licenses", SERVICE_NOT_SOLD, vec![("licence", code), ("service", service)]);
        } else {
            problems.field_with("licenses", NO_FREE_SEAT, vec![("licence", code), ("seller", sellers.join(", "))]);
        }
    }
    Ok(())
}

/// The licences that somebody gets and that there is no seat for.
///
/// # Errors
/// When the store fails.
pub(crate) async fn short(
    work: &mut Work<'_>,
    organization: OrganizationId,
    before: &[String],
    after: &[String],
) -> Result<Vec<String>, Error> {
    let policy = work.policy;
    let service = |code: &str| policy.licence(code).and_then(|licence| licence.service.as_deref());
    let gained: Vec<&String> = after.iter().filter(|code| !before.contains(code) && service(code).is_some()).collect();
    if gained.is_empty() {
        return Ok(Vec::new());
    }
    let mut held: Held = work.read().licences_held(organization).await?;
    count(&mut held, organization, work.planned().map(|(_, event)| event));
    for (code, people) in &work.ahead {
        *held.entry(code.clone()).or_default() += people;
    }
    let mut given_up: BTreeMap<&str, i64> = BTreeMap::new();
    for code in before.iter().filter(|code| !after.contains(code)) {
        *held.entry(code.clone()).or_default() -= 1;
        *given_up.entry(service(code).unwrap_or_default()).or_default() += 1;
    }
    let subscriptions = &work.organization(organization)?.subscriptions;
    let mut short = Vec::new();
    for code in gained {
        let Some(wanted) = service(code) else { continue };
        // Whoever has a seat of a service keeps it for another licence of the same, though there be too few of them.
        let has_seat = given_up.get_mut(wanted).is_some_and(|left| {
            *left -= 1;
            *left >= 0
        });
        let used: i64 = held.iter().filter(|(code, _)| service(code) == Some(wanted)).map(|(_, people)| people).sum();
        if !has_seat && used >= seats(subscriptions, wanted, work.now) {
            short.push(code.clone());
        } else {
            *held.entry(code.clone()).or_default() += 1;
        }
    }
    Ok(short)
}

/// What somebody gets who comes to an organization: what was named for them, or what a rule gives.
#[derive(Debug, Default)]
pub(crate) struct Got {
    /// Codes of licences, sorted.
    pub(crate) licenses: Vec<String>,
    /// The package, if any.
    pub(crate) package: Option<String>,
    /// Codes of licences that a rule gives and that no seat was free for.
    pub(crate) missed: Vec<String>,
}

/// What a rule of an organization gives to whoever comes, as far as there are seats, with the package where nothing is missing.
/// It never keeps anybody from coming (RST-03).
///
/// # Errors
/// When the store fails.
pub(crate) async fn by_rule(
    work: &mut Work<'_>,
    organization: OrganizationId,
    email: &EmailAddress,
) -> Result<Got, Error> {
    let rules = work.licence_rules(organization).await?;
    let Some(rule) = rule_for(rules, email).cloned() else { return Ok(Got::default()) };
    let (wanted, package) = given(work.policy, &rule);
    let missed = short(work, organization, &[], &wanted).await?;
    let licenses = wanted.into_iter().filter(|code| !missed.contains(code)).collect();
    Ok(Got { licenses, package: package.filter(|_| missed.is_empty()), missed })
}

/// Writes down what there was no seat for when somebody came.
pub(crate) fn write_missed(work: &mut Work<'_>, permit: &Permit, person: &Person, missed: Vec<String>) {
    if !missed.is_empty() {
        work.plan(permit, Event::LicencesMissed { person: person.id, home: person.home, licenses: missed });
    }
}

/// The names of those who sell a service to an organization now.
async fn sellers(work: &mut Work<'_>, organization: OrganizationId, service: &str) -> Result<Vec<String>, Error> {
    let now = work.now;
    let subscriptions = &work.organization(organization)?.subscriptions;
    let mut ids: Vec<OrganizationId> = of_service(subscriptions, service, now).map(|it| it.seller).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut names = Vec::new();
    for id in ids {
        names.extend(work.read().organization(id).await?.map(|seller| seller.name.to_string()));
    }
    names.sort();
    Ok(names)
}
