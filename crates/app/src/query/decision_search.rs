//! Who may, to what, and what: the decision asked of everything within a caller's reach, page by page.
//!
//! Results are in the order of ids, which neither writes nor restarts nor another process change; a page therefore
//! goes on exactly where the last one ended.

use super::decisions::{Decider, Named, ORGANIZATION, PERSON, resource_kind};
use prokura_decision::facts::Target;
use prokura_decision::index::{OrganizationHandle, ResourceHandle, ResourceKind};
use prokura_decision::mask::Level;
use std::collections::BinaryHeap;
use uuid::Uuid;

/// How much is looked at before others get their turn.
const AT_ONCE: usize = 4_096;

/// A page of what was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found<K> {
    /// Look-up keys, or names of actions.
    pub results: Vec<String>,
    /// Where the next page begins: after this; `None` on the last one.
    pub next: Option<K>,
}

impl<K> Found<K> {
    const NOTHING: Self = Self { results: Vec::new(), next: None };
}

impl Decider {
    /// People who may do an action to a resource.
    pub async fn search_subjects(
        &self,
        kind: &str,
        action: &str,
        resource: Named<'_>,
        after: Option<Uuid>,
        limit: usize,
    ) -> Found<Uuid> {
        let (Some(resource), Some(action)) = (self.resource(resource), self.action(action)) else {
            return Found::NOTHING;
        };
        if kind != PERSON {
            return Found::NOTHING;
        }
        let mut smallest = Smallest::new(after, limit);
        for (number, principal) in self.snapshot.principals(None).enumerate() {
            breathe(number).await;
            let Some(id) = self.snapshot.principal_id(principal).filter(|id| smallest.wants(id.0)) else { continue };
            if self.snapshot.email(principal).is_some() && self.allows(principal, resource, action) {
                smallest.put(id.0, principal);
            }
        }
        smallest.page(|principal| self.snapshot.email(*principal).map(str::to_owned))
    }

    /// Resources of a type that a subject may do an action to.
    pub async fn search_resources(
        &self,
        subject: Named<'_>,
        action: &str,
        kind: &str,
        after: Option<Uuid>,
        limit: usize,
    ) -> Found<Uuid> {
        let (Some(principal), Some(action)) = (self.anybody(subject), self.action(action)) else {
            return Found::NOTHING;
        };
        let wanted = if kind == ORGANIZATION { None } else { resource_kind(kind) };
        if kind != ORGANIZATION && wanted.is_none() {
            return Found::NOTHING;
        }
        let mut smallest = Smallest::new(after, limit);
        for (number, organization) in self.snapshot.organizations(None).enumerate() {
            breathe(number).await;
            if !self.reaches(organization) {
                continue;
            }
            match wanted {
                None => {
                    if let Some(id) = self.snapshot.organization_id(organization).filter(|id| smallest.wants(id.0))
                        && self.allows(principal, (organization, Target::Organization), action)
                    {
                        smallest.put(id.0, Thing::Organization(organization));
                    }
                }
                Some(wanted) => {
                    for resource in self.snapshot.resources(organization) {
                        let Some(target) = self.snapshot.target(resource).filter(|target| is(*target, wanted)) else {
                            continue;
                        };
                        if let Some(id) = self.snapshot.resource_id(resource).filter(|id| smallest.wants(*id))
                            && self.allows(principal, (organization, target), action)
                        {
                            smallest.put(id, Thing::Resource(resource));
                        }
                    }
                }
            }
        }
        smallest.page(|thing| match thing {
            Thing::Organization(organization) => self.snapshot.slug(*organization).map(str::to_owned),
            Thing::Resource(resource) => self.snapshot.resource_slug(*resource).map(str::to_owned),
        })
    }

    /// Actions that a subject may do to a resource, in the policy's order.
    #[must_use]
    pub fn search_actions(
        &self,
        subject: Named<'_>,
        resource: Named<'_>,
        after: Option<usize>,
        limit: usize,
    ) -> Found<usize> {
        let Some(resource) = self.resource(resource) else { return Found::NOTHING };
        let Some(subject) = self.subject(subject, resource.0) else { return Found::NOTHING };
        let rights = self.rights(subject, resource);
        let levels = [Level::Read, Level::Manage];
        let mut found = self
            .snapshot
            .policy()
            .controls
            .iter()
            .zip(0_u8..)
            .flat_map(|(control, number)| {
                let control_id = prokura_decision::policy::ControlId(number);
                levels.map(|level| (control, level, rights.allow(control_id, level)))
            })
            .enumerate()
            .filter(|(position, (_, _, allowed))| *allowed && after.is_none_or(|after| *position > after))
            .map(|(position, (control, level, _))| (position, format!("{}.{}", control.name, level.code())));
        let page: Vec<(usize, String)> = found.by_ref().take(limit).collect();
        let next = page.last().map(|(position, _)| *position).filter(|_| found.next().is_some());
        Found { results: page.into_iter().map(|(_, name)| name).collect(), next }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Thing {
    Organization(OrganizationHandle),
    Resource(ResourceHandle),
}

const fn is(target: Target<ResourceHandle>, wanted: ResourceKind) -> bool {
    match target {
        Target::Organization => false,
        Target::Site { .. } => matches!(wanted, ResourceKind::Site),
        Target::Location(_) => matches!(wanted, ResourceKind::Location),
        Target::Subscription(_) => matches!(wanted, ResourceKind::Subscription),
    }
}

async fn breathe(number: usize) {
    if number % AT_ONCE == AT_ONCE - 1 {
        tokio::task::yield_now().await;
    }
}

/// The smallest ids after one, and whether there are more.
struct Smallest<T> {
    after: Option<Uuid>,
    limit: usize,
    kept: BinaryHeap<(Uuid, T)>,
}

impl<T: Ord> Smallest<T> {
    fn new(after: Option<Uuid>, limit: usize) -> Self {
        Self { after, limit: limit.max(1), kept: BinaryHeap::new() }
    }

    fn wants(&self, id: Uuid) -> bool {
        self.after.is_none_or(|after| id > after)
            && (self.kept.len() <= self.limit || self.kept.peek().is_some_and(|(greatest, _)| id < *greatest))
    }

    /// Keeps one more than the page has, which says that there is a next one.
    fn put(&mut self, id: Uuid, thing: T) {
        self.kept.push((id, thing));
        if self.kept.len() > self.limit + 1 {
            self.kept.pop();
        }
    }

    fn page(self, key: impl Fn(&T) -> Option<String>) -> Found<Uuid> {
        let limit = self.limit;
        let mut kept = self.kept.into_sorted_vec();
        let more = kept.len() > limit;
        kept.truncate(limit);
        let next = kept.last().map(|(id, _)| *id).filter(|_| more);
        Found { results: kept.iter().filter_map(|(_, thing)| key(thing)).collect(), next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }

    fn pages(ids: &[u128], limit: usize) -> Vec<Vec<String>> {
        let (mut pages, mut after) = (Vec::new(), None);
        loop {
            let mut smallest = Smallest::new(after, limit);
            for n in ids {
                if smallest.wants(id(*n)) {
                    smallest.put(id(*n), *n);
                }
            }
            let found = smallest.page(|n| Some(n.to_string()));
            pages.push(found.results);
            after = found.next;
            if after.is_none() {
                return pages;
            }
        }
    }

    #[test]
    fn pages_are_in_order_whatever_the_order_of_looking() {
        assert_eq!(pages(&[5, 1, 4, 2, 3], 2), [vec!["1", "2"], vec!["3", "4"], vec!["5"]]);
        assert_eq!(pages(&[4, 3, 2, 1], 2), [vec!["1", "2"], vec!["3", "4"]]);
        assert_eq!(pages(&[], 2), [Vec::<String>::new()]);
    }
}
