//! The last full administrator stays (ORG-07); until there was one, the first person does (ORG-03).

use crate::command::guard::code::LAST_FULL_ADMIN;
use crate::command::guard::problem::broken;
use crate::error::Error;
use crate::work::Work;
use prokura_decision::policy::Policy;
use prokura_domain::grant::{Grant, Origin, role};
use prokura_domain::id::{OrganizationId, PrincipalId};
use prokura_domain::person::{Person, PersonStatus};
use prokura_domain::time::Timestamp;
use std::collections::BTreeSet;

/// Who keeps an organization from being without anybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Standing {
    /// A full administrator of its own, active and without an end date.
    own: bool,
    /// The first person, from outside (ORG-03).
    first: bool,
}

impl Standing {
    fn of(policy: &Policy, organization: OrganizationId, grants: &[Grant], people: &[Person], now: Timestamp) -> Self {
        let active = |grant: &Grant, at_home: bool| {
            people.iter().any(|person| {
                person.id == grant.principal
                    && person.status == PersonStatus::Active
                    && (person.home == organization) == at_home
            })
        };
        let lasting = |grant: &&Grant| grant.term.contains(now) && grant.term.until.is_none();
        let standing = |first: bool| {
            grants.iter().filter(lasting).any(|grant| {
                if first {
                    is_first(grant) && active(grant, false)
                } else {
                    stays(policy, grant) && active(grant, true)
                }
            })
        };
        Self { own: standing(false), first: standing(true) }
    }

    /// Whether a change would leave the organization without.
    const fn is_lost(self, after: Self) -> bool {
        if self.own { !after.own } else { self.first && !after.first && !after.own }
    }
}

fn stays(policy: &Policy, grant: &Grant) -> bool {
    policy.role(&grant.role).is_some_and(|id| policy.role_at(id).last_holder_stays)
}

fn is_first(grant: &Grant) -> bool {
    grant.origin == Origin::FirstPerson && grant.role == role::EXTERNAL_FULL_ADMIN
}

/// Makes sure that a change of grants and people leaves the organization a full administrator: `grants` and `people` as
/// they would be afterwards.
pub(crate) async fn keep(
    work: &mut Work<'_>,
    organization: OrganizationId,
    grants: &[Grant],
    people: &[Person],
) -> Result<(), Error> {
    let (policy, now) = (work.policy, work.now);
    let counts = |grant: &Grant| grant.organization == organization && (stays(policy, grant) || is_first(grant));
    if people.is_empty() && !grants.iter().any(counts) {
        return Ok(());
    }
    let mut before = work.read().grants_in(organization, now).await?;
    before.retain(counts);
    let ids: BTreeSet<PrincipalId> = before.iter().chain(grants).map(|grant| grant.principal).collect();
    let ids: Vec<PrincipalId> = ids.into_iter().collect();
    let people_before = work.read().people(&ids).await?;
    let after = overlay(&before, grants, |grant| grant.id);
    let people_after = overlay(&people_before, people, |person| person.id);
    let standing = Standing::of(policy, organization, &before, &people_before, now);
    if standing.is_lost(Standing::of(policy, organization, &after, &people_after, now)) {
        return Err(broken(LAST_FULL_ADMIN).into());
    }
    Ok(())
}

/// Rows as they are, with those that change as they would be.
fn overlay<T: Clone, K: PartialEq>(rows: &[T], changed: &[T], key: impl Fn(&T) -> K) -> Vec<T> {
    let kept = rows.iter().filter(|row| !changed.iter().any(|changed| key(changed) == key(row)));
    kept.chain(changed).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_one_stays_and_a_first_person_only_until_there_was_one() {
        let [none, first, own, both] =
            [(false, false), (false, true), (true, false), (true, true)].map(|(own, first)| Standing { own, first });
        // ORG-07
        assert!(own.is_lost(none));
        assert!(both.is_lost(first), "a first person does not stand in for a full administrator there was");
        assert!(!both.is_lost(own));
        // ORG-03
        assert!(first.is_lost(none));
        assert!(!first.is_lost(own));
        // It binds once there was one.
        assert!(!none.is_lost(none));
    }
}
