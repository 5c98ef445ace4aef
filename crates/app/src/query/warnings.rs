//! What about an organization's administrators needs somebody, though nothing is broken yet.

use super::administrators::{self, Administrator, Glance, Holding};
use super::directory::Seen;
use crate::caller::Caller;
use crate::collation::fold;
use crate::error::Error;
use crate::port::Read;
use crate::service::Service;
use prokura_decision::policy::Policy;
use prokura_domain::custom_role::{AreaLevel, CustomRole, named_by};
use prokura_domain::grant::{Grant, Origin};
use prokura_domain::id::{CustomRoleId, OrganizationId, PrincipalId};
use prokura_domain::organization::OrganizationKind;
use prokura_domain::person::{Person, PersonStatus};
use prokura_domain::time::{Span, Timestamp};
use std::collections::BTreeMap;

/// After how long without signing in, or without using a right, somebody stands out.
pub const AWAY: Span = Span::days(90);
/// How many people a warning names.
pub const NAMED: usize = 5;
/// Up to how many administrators of its own an organization is told which of them stay away: of more, each would be looked at
/// whenever somebody opens its overview. Then it is told that nobody looks.
pub const MOST: u64 = 2_000;

/// What somebody should look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Concern {
    /// Nobody can appoint others (ORG-07).
    NoFullAdministrator,
    /// Whoever is away locks everybody out (ORG-07).
    OneFullAdministrator,
    /// Somebody from outside keeps a role until it is taken away.
    OutsideWithoutEnd,
    /// An administrator has not signed in for [`AWAY`].
    NotSignedIn,
    /// An administrator who may change things has changed nothing here for [`AWAY`].
    RightsUnused,
    /// There are more than [`MOST`] administrators, so it is not looked for which of them stay away.
    AbsenceNotLookedFor,
}

impl Concern {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoFullAdministrator => "no_full_administrator",
            Self::OneFullAdministrator => "one_full_administrator",
            Self::OutsideWithoutEnd => "outside_without_end",
            Self::NotSignedIn => "not_signed_in",
            Self::RightsUnused => "rights_unused",
            Self::AbsenceNotLookedFor => "absence_not_looked_for",
        }
    }
}

/// A warning that stands until somebody does what it asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// What it is about.
    pub concern: Concern,
    /// Whom it is about, by name; the first [`NAMED`] of them.
    pub people: Vec<Person>,
    /// How many it is about.
    pub count: usize,
}

/// Every warning about an organization that the caller may see, the gravest first.
///
/// # Errors
/// As [`administrators::glance`].
pub async fn list(service: &Service, caller: &Caller, organization: &str) -> Result<Vec<Warning>, Error> {
    let glance = administrators::glance(service, caller, organization).await?;
    among(service, caller, organization, &glance).await
}

/// Every warning about an organization whose administrators were glanced at.
///
/// # Errors
/// As [`administrators::glance`].
pub async fn among(
    service: &Service,
    caller: &Caller,
    organization: &str,
    glance: &Glance,
) -> Result<Vec<Warning>, Error> {
    let sight = service.sight(caller)?;
    let entered = sight.enter(organization)?;
    let mut read = service.read().await?;
    let Some(record) = read.organization_record(entered.id).await? else { return Ok(Vec::new()) };
    let looked = Looked { policy: service.policy(), custom: &record.custom_roles, now: sight.now };
    let mut warnings = Vec::new();
    if let Some(full) = &glance.full {
        warnings.extend(full_administrators(record.organization.kind, full));
    }
    let outside = if Seen::by(&sight, entered).outside {
        administrators::outside(&mut *read, &sight, entered).await?
    } else {
        Vec::new()
    };
    warnings.extend(warning(Concern::OutsideWithoutEnd, outside.iter().filter(|it| looked.is_without_end(it))));

    let own = if glance.own.is_some_and(|own| own <= MOST) {
        own(&mut *read, entered.id, sight.now).await?
    } else {
        Vec::new()
    };
    let old: Vec<&Administrator> = own.iter().chain(&outside).filter(|it| looked.is_old(it)).collect();
    let ids: Vec<PrincipalId> = old.iter().map(|it| it.person.id).collect();
    let came: BTreeMap<PrincipalId, Timestamp> = read.last_signed_in(&ids).await?.into_iter().collect();
    let (here, away): (Vec<_>, Vec<_>) =
        old.into_iter().partition(|it| came.get(&it.person.id).is_some_and(|at| looked.is_lately(*at)));
    warnings.extend(warning(Concern::NotSignedIn, away));
    let may_change: Vec<&Administrator> = here.into_iter().filter(|it| looked.may_change(it)).collect();
    warnings.extend(warning(Concern::RightsUnused, unused(&mut *read, entered.id, &looked, may_change).await?));
    if let Some(own) = glance.own.filter(|own| *own > MOST) {
        let count = usize::try_from(own).unwrap_or(usize::MAX);
        warnings.push(Warning { concern: Concern::AbsenceNotLookedFor, people: Vec::new(), count });
    }
    Ok(warnings)
}

/// People of an organization who hold something there.
async fn own(read: &mut dyn Read, organization: OrganizationId, now: Timestamp) -> Result<Vec<Administrator>, Error> {
    let mut held: BTreeMap<PrincipalId, Vec<Holding>> = BTreeMap::new();
    for grant in read.grants_in(organization, now).await? {
        held.entry(grant.principal).or_default().push(Holding::Given(grant));
    }
    let ids: Vec<PrincipalId> = held.keys().copied().collect();
    let mut people = read.people(&ids).await?;
    people.retain(|person| person.home == organization);
    let administrator = |person: Person| {
        let holds = held.remove(&person.id).unwrap_or_default();
        Administrator { person, holds }
    };
    Ok(people.into_iter().map(administrator).collect())
}

fn full_administrators(kind: OrganizationKind, full: &[(Person, bool)]) -> Option<Warning> {
    match kind {
        OrganizationKind::Partner | OrganizationKind::Customer | OrganizationKind::SelfRegistered => {}
        OrganizationKind::Vendor | OrganizationKind::Consumer => return None,
    }
    let mut for_good = full.iter().filter(|(_, for_good)| *for_good).map(|(person, _)| person).fuse();
    match (for_good.next(), for_good.next()) {
        (None, _) => Some(Warning { concern: Concern::NoFullAdministrator, people: Vec::new(), count: 0 }),
        (Some(one), None) => {
            Some(Warning { concern: Concern::OneFullAdministrator, people: vec![one.clone()], count: 1 })
        }
        (Some(_), Some(_)) => None,
    }
}

async fn unused<'a>(
    read: &mut dyn Read,
    organization: OrganizationId,
    looked: &Looked<'_>,
    may_change: Vec<&'a Administrator>,
) -> Result<Vec<&'a Administrator>, Error> {
    let ids: Vec<PrincipalId> = may_change.iter().map(|it| it.person.id).collect();
    let acted: BTreeMap<PrincipalId, Timestamp> = read.last_acted(organization, &ids).await?.into_iter().collect();
    let is_unused = |it: &&Administrator| acted.get(&it.person.id).is_none_or(|at| !looked.is_lately(*at));
    Ok(may_change.into_iter().filter(is_unused).collect())
}

/// With what administrators are looked at.
struct Looked<'a> {
    policy: &'a Policy,
    custom: &'a [CustomRole],
    now: Timestamp,
}

impl Looked<'_> {
    fn is_lately(&self, at: Timestamp) -> bool {
        self.now < at.plus(AWAY)
    }

    /// Break-glass access is meant to last (EXT-14), and what an order made ends with the sale (EXT-11).
    fn is_without_end(&self, it: &Administrator) -> bool {
        given(it).any(|grant| {
            let is_meant_to_last = matches!(grant.origin, Origin::BreakGlass | Origin::Order);
            grant.term.until.is_none() && !grant.term.is_over(self.now) && !is_meant_to_last
        })
    }

    /// Whether somebody has held a role here for so long that they could have used it.
    fn is_old(&self, it: &Administrator) -> bool {
        it.person.status != PersonStatus::Suspended
            && given(it).any(|grant| grant.term.contains(self.now) && !self.is_lately(given_at(grant)))
    }

    fn may_change(&self, it: &Administrator) -> bool {
        given(it).filter(|grant| !self.is_lately(given_at(grant))).any(|grant| match named_by(&grant.role) {
            Some(id) => self.changes_by(id),
            None => self.policy.role(&grant.role).is_some_and(|role| {
                let cells = self.policy.role_at(role).cells.iter().flatten();
                cells.into_iter().any(|cells| !(cells.manage | cells.by_setting).is_empty())
            }),
        })
    }

    fn changes_by(&self, id: CustomRoleId) -> bool {
        self.custom.iter().any(|role| role.id == id && role.areas.values().any(|level| *level == AreaLevel::Manage))
    }
}

fn given(it: &Administrator) -> impl Iterator<Item = &Grant> {
    it.holds.iter().filter_map(|holding| match holding {
        Holding::Given(grant) => Some(grant),
        Holding::Derived { .. } | Holding::Support(_) => None,
    })
}

/// Since when a grant can have been used: an import may say that it began earlier than anything is known of.
fn given_at(grant: &Grant) -> Timestamp {
    let made = grant.id.0.get_timestamp().map_or(0, |at| {
        let (seconds, nanoseconds) = at.to_unix();
        i64::try_from(seconds)
            .unwrap_or(i64::MAX)
            .saturating_mul(1_000_000)
            .saturating_add(i64::from(nanoseconds / 1_000))
    });
    Timestamp(made).max(grant.term.start())
}

fn warning<'a>(concern: Concern, about: impl IntoIterator<Item = &'a Administrator>) -> Option<Warning> {
    let mut about: Vec<&Administrator> = about.into_iter().collect();
    about.sort_by_cached_key(|it| fold(it.person.name.as_str()));
    let count = about.len();
    let people = about.into_iter().take(NAMED).map(|it| it.person.clone()).collect();
    (count > 0).then_some(Warning { concern, people, count })
}
