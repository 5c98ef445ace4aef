//! What about an organization's administrators needs somebody, though nothing is broken yet.

use super::administrators::{self, Administrator, Administrators, Holding};
use crate::caller::Caller;
use crate::error::Error;
use crate::port::Read;
use crate::service::Service;
use prokura_decision::policy::Policy;
use prokura_domain::custom_role::{AreaLevel, CustomRole, named_by};
use prokura_domain::grant::role::FULL_ADMIN;
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
/// As [`administrators::list`].
pub async fn list(service: &Service, caller: &Caller, organization: &str) -> Result<Vec<Warning>, Error> {
    let all = administrators::list(service, caller, organization).await?;
    let entered = service.sight(caller)?.enter(organization)?;
    among(service, entered.id, &all).await
}

/// Every warning about these administrators of an organization.
///
/// # Errors
/// When the store fails.
pub async fn among(
    service: &Service,
    organization: OrganizationId,
    all: &Administrators,
) -> Result<Vec<Warning>, Error> {
    let mut read = service.read().await?;
    let Some(record) = read.organization_record(organization).await? else { return Ok(Vec::new()) };
    let own = all.own.as_deref().unwrap_or_default();
    let outside = all.outside.as_deref().unwrap_or_default();
    let looked = Looked { policy: service.policy(), custom: &record.custom_roles, now: service.now() };
    let mut warnings = Vec::new();
    if all.own.is_some() {
        warnings.extend(looked.full_administrators(record.organization.kind, own));
    }
    warnings.extend(warning(Concern::OutsideWithoutEnd, outside.iter().filter(|it| looked.is_without_end(it))));

    let old: Vec<&Administrator> = own.iter().chain(outside).filter(|it| looked.is_old(it)).collect();
    let ids: Vec<PrincipalId> = old.iter().map(|it| it.person.id).collect();
    let came: BTreeMap<PrincipalId, Timestamp> = read.last_signed_in(&ids).await?.into_iter().collect();
    let (here, away): (Vec<_>, Vec<_>) =
        old.into_iter().partition(|it| came.get(&it.person.id).is_some_and(|at| looked.is_lately(*at)));
    warnings.extend(warning(Concern::NotSignedIn, away));
    let may_change: Vec<&Administrator> = here.into_iter().filter(|it| looked.may_change(it)).collect();
    warnings.extend(warning(Concern::RightsUnused, unused(&mut *read, organization, &looked, may_change).await?));
    Ok(warnings)
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

    fn full_administrators(&self, kind: OrganizationKind, own: &[Administrator]) -> Option<Warning> {
        match kind {
            OrganizationKind::Partner | OrganizationKind::Customer | OrganizationKind::SelfRegistered => {}
            OrganizationKind::Vendor | OrganizationKind::Consumer => return None,
        }
        let lasting = |it: &Grant| it.role == FULL_ADMIN && it.term.contains(self.now) && it.term.until.is_none();
        let mut lasting =
            own.iter().filter(|it| it.person.status == PersonStatus::Active && given(it).any(lasting)).peekable();
        let Some(one) = lasting.next() else {
            return Some(Warning { concern: Concern::NoFullAdministrator, people: Vec::new(), count: 0 });
        };
        if lasting.peek().is_some() {
            return None;
        }
        Some(Warning { concern: Concern::OneFullAdministrator, people: vec![one.person.clone()], count: 1 })
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
    let about: Vec<&Administrator> = about.into_iter().collect();
    let count = about.len();
    let people = about.into_iter().take(NAMED).map(|it| it.person.clone()).collect();
    (count > 0).then_some(Warning { concern, people, count })
}
